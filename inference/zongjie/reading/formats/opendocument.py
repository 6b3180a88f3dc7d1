"""OpenDocument text (.odt, .fodt). Left out: notes, deletions, comments, indexes, headers.

Read here and not by a library, since odfdo prints a dash for every automatic number.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

from zongjie.reading.failing import broken
from zongjie.reading.formats.numbers import Level, Numbering
from zongjie.reading.formats.parts import Part
from zongjie.reading.formats.xml import (
    Element,
    attribute,
    child,
    local,
    open_member,
    parse,
    parse_members,
)
from zongjie.reading.limits import Limits
from zongjie.reading.signatures import ZIP_ERRORS

_SKIPPED = {
    "note", "annotation", "annotation-end", "tracked-changes", "table-of-content",
    "alphabetical-index", "illustration-index", "sequence-decls", "forms", "ruby-text",
    "binary-data",
}  # fmt: skip
_FORMS = {
    "": "none", "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman",
    "I": "upperRoman", "一": "chineseCounting", "壹": "chineseLegalSimplified",
    "甲": "ideographTraditional", "子": "ideographZodiac", "①": "decimalEnclosedCircle",
    "１": "decimalFullWidth",
}  # fmt: skip
_DEEPEST = 9


def read_odt(path: Path, limits: Limits) -> Iterator[Part]:
    """A line for each paragraph, heading and row."""
    try:
        with zipfile.ZipFile(path) as archive:
            content = parse(open_member(archive, "content.xml", limits))
            others = parse_members(archive, ["styles.xml", "meta.xml"], limits)
    except ZIP_ERRORS as error:
        raise broken("odt", error) from error
    yield _part([content, *others], "odt")


def read_fodt(path: Path, _limits: Limits) -> Iterator[Part]:
    """A line for each paragraph, heading and row."""
    with path.open("rb") as stream:
        yield _part([parse(stream)], "fodt")


def _part(roots: list[Element], form: str) -> Part:
    body = child(child(roots[0], "body"), "text")
    if body is None:
        raise broken("OpenDocument", "no text in it")
    outline = _Outline(roots)
    title = next((e.text for root in roots for e in root.iter() if local(e) == "title"), None)
    return Part("\n".join(outline.lines(body)), form, title=title or None)


class _Outline:
    """Blocks to lines, with the numbers of lists."""

    def __init__(self, roots: list[Element]) -> None:
        self._numbering = Numbering()
        self._styles: dict[str, list[Level]] = {}
        self._of_paragraphs: dict[str, str] = {}
        for root in roots:
            for element in root.iter("{*}list-style", "{*}style"):
                name = attribute(element, "name") or ""
                if local(element) == "list-style":
                    self._styles[name] = _levels(element)
                elif local(element) == "style" and (used := attribute(element, "list-style-name")):
                    self._of_paragraphs[name] = used
        self._list_of_style: dict[str, object] = {}

    def lines(self, block: Element) -> Iterator[str]:
        """Lines of what stands in a block."""
        for inner in block:
            name = local(inner)
            if name in ("p", "h"):
                yield from self._text(inner).split("\n")
                yield from self._boxes(inner)
            elif name == "list":
                yield from self._list(inner, 0, None, None)
            elif name == "table-row":
                yield from self._row(inner)
            elif name not in _SKIPPED:
                yield from self.lines(inner)

    def _list(
        self, element: Element, depth: int, style: str | None, key: object | None
    ) -> Iterator[str]:
        style = attribute(element, "style-name") or style or self._style_within(element)
        if key is None:
            key = self._key(element, style)
        for item in element:
            numbered = local(item) == "list-item"
            for inner in item:
                name = local(inner)
                if name == "list":
                    yield from self._list(inner, depth + 1, style, key)
                elif name in ("p", "h"):
                    label = ""
                    if numbered:
                        label = self._label(item, key, style, depth)
                        numbered = False
                    text = self._text(inner)
                    yield from (label + text if text.strip() else text).split("\n")
                    yield from self._boxes(inner)
                else:
                    yield from self.lines(inner)

    def _key(self, element: Element, style: str | None) -> object:
        """What counts on: a list that continues another has its count."""
        continues = attribute(element, "continue-numbering") == "true"
        named = attribute(element, "continue-list")
        if (continues or named) and style in self._list_of_style:
            return self._list_of_style[style]
        key = object()
        self._list_of_style[style or ""] = key
        return key

    def _style_within(self, element: Element) -> str | None:
        paragraph = next((e for e in element.iter() if local(e) in ("p", "h")), None)
        return self._of_paragraphs.get(attribute(paragraph, "style-name") or "")

    def _label(self, item: Element, key: object, style: str | None, depth: int) -> str:
        if start := attribute(item, "start-value"):
            self._numbering.restart(key, min(depth, _DEEPEST - 1), int(start))
        return self._numbering.label(key, self._styles.get(style or "", []), depth)

    def _row(self, row: Element) -> Iterator[str]:
        """A row as one line, or, where it lays out paragraphs, as these."""
        cells = [
            [line for line in self.lines(cell) if line.strip()]
            for cell in row
            if local(cell) == "table-cell"
        ]
        if any(len(cell) > 1 for cell in cells):
            for cell in cells:
                yield from cell
        else:
            yield "\t".join("".join(cell) for cell in cells).rstrip("\t")

    def _boxes(self, paragraph: Element) -> Iterator[str]:
        for element in paragraph.iter():
            if local(element) == "text-box":
                yield from self.lines(element)

    def _text(self, paragraph: Element) -> str:
        pieces: list[str] = []
        _collect(paragraph, pieces)
        return "".join(pieces)


def _collect(element: Element, pieces: list[str]) -> None:
    """Text in order; white space as OpenDocument 1.3 part 3, 6.1.2 has it."""
    pieces.append(" ".join((element.text or "").split("\n")))
    for inner in element:
        name = local(inner)
        if name == "s":
            pieces.append(" " * min(int(attribute(inner, "c") or 1), 1000))
        elif name == "tab":
            pieces.append("\t")
        elif name == "line-break":
            pieces.append("\n")
        elif name not in _SKIPPED and name not in ("text-box", "p", "h"):
            _collect(inner, pieces)
        pieces.append(" ".join((inner.tail or "").split("\n")))


def _levels(style: Element) -> list[Level]:
    levels = [Level(form="bullet") for _ in range(_DEEPEST)]
    for element in style:
        depth = int(attribute(element, "level") or 0) - 1
        if local(element) == "list-level-style-number" and 0 <= depth < _DEEPEST:
            levels[depth] = _level(element, depth)
    return levels


def _level(element: Element, depth: int) -> Level:
    form = _FORMS.get((attribute(element, "num-format") or "")[:1], "decimal")
    start = int(attribute(element, "start-value") or 1)
    if text := attribute(element, "num-list-format"):
        return Level(
            start, form, "".join(text.split("%")) if text.count("%") % 2 else _places(text)
        )
    shown = int(attribute(element, "display-levels") or 1)
    places = ".".join(f"%{level + 1}" for level in range(max(0, depth + 1 - shown), depth + 1))
    prefix, suffix = attribute(element, "num-prefix"), attribute(element, "num-suffix")
    return Level(start, form, f"{prefix or ''}{places}{suffix or ''}")


def _places(text: str) -> str:
    """`%1%.%2%` of LibreOffice as `%1.%2`."""
    parts = text.split("%")
    return "".join(f"%{part}" if i % 2 else part for i, part in enumerate(parts))
