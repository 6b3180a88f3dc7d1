"""Bytes to text: by what the bytes are, not by what a name or header declares."""

from __future__ import annotations

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode_text(data: bytes) -> str:
    """Text of a file: UTF-8 or UTF-16 by its byte order mark, else UTF-8, else GB18030.

    Line breaks stay as they are, so offsets into the text are offsets into the file's text.

    Raises:
        ValueError: none of the three; the message tells the first byte that neither fits.

    Example:
        >>> decode_text("工作总结".encode("gb18030")), decode_text("总结".encode("utf-8-sig"))
        ('工作总结', '总结')
    """
    return decode_named(data)[0]


def decode_named(data: bytes) -> tuple[str, str]:
    """What `decode_text` gives, and the name of the encoding that fitted.

    Raises:
        ValueError: none fits.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode(data, encoding), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _decode(data, "gb18030"), "gb18030"


def _decode(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ValueError(
            f"neither UTF-8, UTF-16 nor GB18030 text (byte {error.start} doesn't fit {encoding}); "
            "save it as UTF-8"
        ) from error
