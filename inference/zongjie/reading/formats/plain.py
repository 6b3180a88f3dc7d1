"""Plain text and Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from zongjie.reading.encodings import decode
from zongjie.reading.formats.parts import Part
from zongjie.reading.limits import Limits

_FRONT_MATTER = re.compile(r"\A---\s*\n(.*?)\n(?:---|\.\.\.)\s*(?:\n|\Z)", re.S)
_FRONT_TITLE = re.compile(r"^title:\s*['\"]?(.+?)['\"]?\s*$", re.M)
_HEADING = re.compile(r"\A {0,3}#{1,6}(?:\s+(.*?))?(?:\s+#+)?\s*\Z")
_NO_TEXT = re.compile(
    r"\A\s*(?:={3,}|-{3,}|_{3,}|(?:\* *){3,}|```.*|~~~.*"
    r"|\|?(?:\s*:?-+:?\s*\|)+\s*:?-*:?\s*)\Z"
)
_LEADING = re.compile(r"\A\s*(?:>\s?)*(?:[-*+]\s+(?=\S))?(?:\[[ xX]\]\s+)?")
_ROW = re.compile(r"\A\s*\|(.*)\|\s*\Z")
_INLINE = (
    (re.compile(r"!\[([^\]\n]*)\]\([^)\n]*\)"), ""),
    (re.compile(r"\[([^\]\n]+)\]\([^)\n]*\)"), r"\1"),
    (re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*(?![\w*])"), r"\1"),
    (re.compile(r"`([^`\n]+)`"), r"\1"),
    (re.compile(r"</?(?:b|i|u|p|br|em|strong|span|font|div|center)(?:\s[^<>]*)?/?>", re.I), ""),
    (re.compile(r"\\([!-/:-@\[-`{-~])"), r"\1"),
)


def read_txt(path: Path, _limits: Limits) -> Iterator[Part]:
    """The text as it stands."""
    text, encoding, note = decode(path.read_bytes())
    yield Part(text.removeprefix("\ufeff"), "txt", encoding, note=note)


def read_md(path: Path, _limits: Limits) -> Iterator[Part]:
    """The text without its marks; a line stays a line."""
    text, encoding, note = decode(path.read_bytes())
    text = text.removeprefix("\ufeff")
    title = None
    if front := _FRONT_MATTER.match(text):
        found = _FRONT_TITLE.search(front.group(1))
        title = found.group(1) if found else None
        text = text[front.end() :]
    yield Part(strip_markdown(text), "md", encoding, title, note=note)


def strip_markdown(text: str) -> str:
    """A Markdown text without its marks, line by line.

    Example:
        >>> strip_markdown("## 一、**主要**做法\\n- 开展[检查](a.html)\\n| 指标 | 数 |\\n|--|--|")
        '一、主要做法\\n开展检查\\n指标\\t数'
    """
    lines = text.splitlines()
    return "\n".join(_strip_line(line) for line in lines if not _NO_TEXT.match(line))


def _strip_line(line: str) -> str:
    if heading := _HEADING.match(line):
        line = heading.group(1) or ""
    elif row := _ROW.match(line):
        line = "\t".join(cell.strip() for cell in row.group(1).split("|"))
    else:
        line = _LEADING.sub("", line, count=1).rstrip()
    for pattern, kept in _INLINE:
        line = pattern.sub(kept, line)
    return line
