"""RTF, by striprtf, after what real writers do has been put as it expects.

- In a Chinese file (\\ansicpg936) fonts of charset 0 hold GBK as well.
- Bytes of GBK stand as they are, or the second of a pair as a letter: all are escaped.
- Cells become tabs, the numbers that Word 95 wrote out (\\pntext) text, and deleted text goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from zongjie.reading.failing import broken
from zongjie.reading.formats.parts import Part
from zongjie.reading.limits import Limits

_TITLE = re.compile(r"\{\\title ([^{}]+)\}")
_GBK_RUN = re.compile(rb"(?:\\'[0-9a-fA-F]{2}|[\x80-\xff])+[@-\[\]^_`a-z|~]?")
_ESCAPED = re.compile(rb"\\'([0-9a-fA-F]{2})|(.)", re.S)
_NUMBER_TAB = re.compile(rb"(\{\\listtext[^{}]{0,200})\\tab ?(?=\})")
_CELL = re.compile(rb"\\(?:nest)?cell(?![a-z])")


def read_rtf(path: Path, _limits: Limits) -> Iterator[Part]:
    """A line for each paragraph and row."""
    source = path.read_bytes()
    chinese = rb"\ansicpg936" in source[:4096] or rb"\ansicpg" not in source[:4096]
    if chinese:
        source = source.replace(rb"\fcharset0", rb"\fcharset134")
    source = _GBK_RUN.sub(_escape_gbk, source)
    source = _CELL.sub(rb"\\tab", source).replace(rb"{\pntext", rb"{\listtext")
    source = source.replace(rb"\deleted", rb"\*\deleted")
    source = _NUMBER_TAB.sub(rb"\1", source)
    text = _to_text(source.decode("latin-1"), "gb18030" if chinese else "cp1252")
    found = _TITLE.search(source[:8192].decode("latin-1"))
    title = _to_text(rf"{{\rtf1\ansi {found.group(1)}}}", "gb18030").strip() if found else None
    yield Part(
        "\n".join(line.strip(" \t") for line in text.split("\n")), "rtf", title=title or None
    )


def _to_text(source: str, encoding: str) -> str:
    from striprtf.striprtf import rtf_to_text

    try:
        text = rtf_to_text(source, encoding=encoding, errors="replace")
    except Exception as error:  # it has no error of its own
        raise broken("RTF", error) from error
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _escape_gbk(found: re.Match[bytes]) -> bytes:
    values = [
        int(byte.group(1), 16) if byte.group(1) else byte.group(2)[0]
        for byte in _ESCAPED.finditer(found.group())
    ]
    last = found.group()[-1]
    is_letter = last < 0x80 and found.group()[-4:-2] != rb"\'"
    if is_letter and not _ends_in_lead(values[:-1]):
        return _escape(values[:-1]) + bytes([last])
    return _escape(values)


def _ends_in_lead(values: list[int]) -> bool:
    """Tells whether the last byte is the first of a pair."""
    lead = False
    for value in values:
        lead = not lead and 0x81 <= value <= 0xFE
    return lead


def _escape(values: list[int]) -> bytes:
    return b"".join(b"\\'%02x" % value for value in values)
