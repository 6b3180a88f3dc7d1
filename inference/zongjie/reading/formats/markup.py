"""A tree of HTML elements to lines: blocks, cells, and the numbers of lists."""

from __future__ import annotations

import re
from typing import Any

from zongjie.reading.formats.numbers import format_number

WHITE = re.compile(r"[ \t\r\n\f\u200b]+")
_SKIPPED = {
    "script", "style", "noscript", "template", "title", "select", "option", "button",
    "textarea", "iframe", "object", "svg", "input", "nav", "footer",
}  # fmt: skip
_INLINE = {
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i",
    "img", "ins", "kbd", "label", "mark", "o:p", "q", "s", "samp", "small", "span", "strike",
    "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "hi", "ref",
}  # fmt: skip
_CELLS = ("td", "th", "cell")
_WRAPPED = re.compile(
    r"(?<=[\u2e80-\uffef])\r?\n[ \t\r\n]*(?=\S)|(?<=[^\s>])\r?\n[ \t\r\n]*(?=[\u2e80-\uffef])"
)
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.I)
_CHINESE_LIST = re.compile("list-style[^;]*(?:cjk-ideographic|chinese)", re.I)
_NUMBER_END = "\x1f"  # after a list's number, until the text that it stands before


def to_text(tree: Any) -> str:
    """Lines of a tree of HTML, or of what trafilatura makes of one.

    Example:
        >>> import lxml.html
        >>> to_text(lxml.html.fromstring("<ol><li>检查<li>整改</ol><p>甲<b>乙</b><br>丙"))
        '1. 检查\\n2. 整改\\n甲乙\\n丙'
    """
    pieces: list[str] = []
    _collect(tree, pieces)
    text = "".join(pieces).replace(_NUMBER_END, "")
    lines = ("\t".join(cell.strip(" ") for cell in line.split("\t")) for line in text.split("\n"))
    return "\n".join(stripped for line in lines if (stripped := line.strip(" \t")))


def _collect(root: Any, pieces: list[str]) -> None:
    """Without recursion, as hostile pages nest deeply: each element is opened, then closed."""
    stack: list[tuple[Any, bool]] = [(root, False)]
    while stack:
        element, closes = stack.pop()
        name = element.tag if isinstance(element.tag, str) else ""
        if closes:
            _break_after(element, name, pieces)
        elif name and name not in _SKIPPED and not _is_hidden(element):
            _break_before(element, name, pieces)
            _add(element.text, pieces)
            stack.append((element, True))
            stack.extend((inner, False) for inner in reversed(element))
            continue
        if element is not root:
            _add(element.tail, pieces)


def _is_hidden(element: Any) -> bool:
    """Tells of what doesn't show, and of the headers and footers that LibreOffice writes."""
    if element.tag == "head":  # of a page; one inside a text is what trafilatura makes of a heading
        return element.getparent() is not None and element.getparent().tag == "html"
    return bool(_HIDDEN.search(element.get("style") or "")) or (
        element.tag == "div" and element.get("title") in ("header", "footer")
    )


def _add(text: str | None, pieces: list[str]) -> None:
    if text and (flat := WHITE.sub(" ", _WRAPPED.sub("", text)).replace("\xa0", " ")):
        if not pieces or pieces[-1].endswith(("\n", "\t", " ")):
            flat = flat.lstrip(" ")
        if flat:
            pieces.append(flat)


def _new_line(pieces: list[str]) -> None:
    if pieces and not pieces[-1].endswith(("\n", _NUMBER_END)):
        pieces.append("\n")


def _break_before(element: Any, name: str, pieces: list[str]) -> None:
    if name in ("br", "lb"):
        pieces.append("\n")
    elif name not in _INLINE and name not in _CELLS and not _in_plain_cell(element):
        _new_line(pieces)
    if name in ("li", "item") and (number := _number(element)):
        pieces.append(number + _NUMBER_END)


def _break_after(element: Any, name: str, pieces: list[str]) -> None:
    if name in _CELLS:
        if element.getnext() is not None:
            pieces.append("\n" if _is_layout(element.getparent()) else "\t")
    elif name not in _INLINE and name not in ("br", "lb") and not _in_plain_cell(element):
        _new_line(pieces)


def _in_plain_cell(element: Any) -> bool:
    """Tells whether an element is a paragraph of a cell in a row that is one line."""
    parent = element.getparent()
    return (
        parent is not None
        and parent.tag in _CELLS
        and parent.getparent() is not None
        and not _is_layout(parent.getparent())
    )


def _is_layout(row: Any) -> bool:
    """Tells whether a row lays out blocks rather than values: a cell has several, or a table."""
    return row is not None and any(
        sum(1 for inner in cell if inner.tag not in _INLINE) > 1
        or cell.find(".//table") is not None
        for cell in row
        if cell.tag in _CELLS
    )


def _number(item: Any) -> str:
    """The number of an item of a numbered list."""
    parent = item.getparent()
    if parent is None or not (parent.tag == "ol" or parent.get("rend") == "ol"):
        return ""
    start = parent.get("start") or "1"
    place = sum(1 for _ in item.itersiblings(item.tag, preceding=True))
    value = (int(start[:6]) if start.isdecimal() else 1) + place
    chinese = _CHINESE_LIST.search(parent.get("style") or "")
    return f"{format_number(value, 'chineseCounting')}、" if chinese else f"{value}. "
