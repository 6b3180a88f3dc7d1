"""Bytes of a file to text, as far as they can be read.

1. UTF-16 without a mark is told by the zero bytes that no other text has.
2. What is UTF-8 but for a few bytes is UTF-8: GB18030 accepts most of such bytes, as garbage.
3. Else `decode_named`; else GB18030 but for a few bytes.
4. Big5 is told by the private characters that it is in GB18030.
"""

from __future__ import annotations

import contextlib
import re
from typing import NamedTuple

from zongjie.reading.failing import ReadFailure
from zongjie.text.decoding import decode_named

_BAD = "\ufffd"
_BAD_SHARE = 0.1  # of the good characters that are not ASCII
_FEWEST_GOOD = 3  # characters
_CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f]")
_CONTROL_SHARE = 0.01
_NOT_ASCII = re.compile("[^\x00-\x7f]")
_MARKS = (b"\xff\xfe", b"\xfe\xff")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_PRIVATE_SHARE = 0.05  # of the characters that are not ASCII
_HAN = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


class Decoded(NamedTuple):
    """A text, its encoding, and what of it could not be read."""

    text: str
    encoding: str
    note: str | None = None


def decode(data: bytes) -> Decoded:
    """Decode the bytes of a text.

    Raises:
        ReadFailure: they are no text.

    Example:
        >>> decode("工作总结".encode("utf-16-le") + "\\n".encode("utf-16-le")).encoding
        'utf-16-le'
        >>> decode("工作总结".encode()[:-1])
        Decoded(text='工作总�', encoding='utf-8', note='1 character is damaged')
    """
    decoded = _utf16_without_mark(data) or _strictly(data)
    if decoded is None:
        options = (_leniently(data, encoding) for encoding in ("utf-8", "gb18030"))
        decoded = next((option for option in options if _mostly_fits(option.text)), None)
        if decoded is None:
            raise _no_text()
    if len(_CONTROL.findall(decoded.text)) > _CONTROL_SHARE * len(decoded.text):
        raise _no_text()
    return decoded


def _no_text() -> ReadFailure:
    return ReadFailure(
        "unsupported", "neither text nor a document format that is read: save it as docx or txt"
    )


def _strictly(data: bytes) -> Decoded | None:
    try:
        text, encoding = decode_named(data)
    except ValueError:
        return None
    if encoding == "gb18030":
        lenient = _leniently(data, "utf-8")
        if _mostly_fits(lenient.text):
            return lenient
        if len(_PRIVATE.findall(text)) > _PRIVATE_SHARE * len(_NOT_ASCII.findall(text)):
            with contextlib.suppress(UnicodeDecodeError):
                return Decoded(data.decode("big5hkscs"), "big5hkscs")
    return Decoded(text, encoding)


def _leniently(data: bytes, encoding: str) -> Decoded:
    encoding = "utf-16" if data.startswith(_MARKS) else encoding
    text = data.decode(encoding, "replace")
    n_bad = text.count(_BAD)
    note = f"{n_bad} character{'s are' if n_bad > 1 else ' is'} damaged" if n_bad else None
    return Decoded(text, encoding, note)


def _mostly_fits(text: str) -> bool:
    """Tells whether hardly any character was bad, and enough were good to tell."""
    n_bad = text.count(_BAD)
    n_good = len(_NOT_ASCII.findall(text)) - n_bad
    return n_bad <= max(1, _BAD_SHARE * n_good) and n_good >= _FEWEST_GOOD


def _utf16_without_mark(data: bytes) -> Decoded | None:
    if b"\0" not in data or len(data) % 2 or data.startswith(_MARKS):
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        readable = len(_HAN.findall(text)) + sum(c.isascii() and c.isprintable() for c in text)
        if readable > 0.8 * len("".join(text.split())):
            return Decoded(text, encoding)
    return None
