"""Word's XML: docx, the single-file XML of Word 2003, and flat packages (WPS writes all three).

Read here and not by a library, since none tried (python-docx, docx2python, mammoth) prints Chinese
automatic numbers; docx2python takes headers into the text besides. Left out: headers and footers,
footnotes, comments, deleted and hidden text, field codes, tables of contents.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from zongjie.reading.failing import broken
from zongjie.reading.formats.parts import Part
from zongjie.reading.formats.wordlists import WordLists
from zongjie.reading.formats.xml import (
    Element,
    attribute,
    blocks,
    child,
    local,
    open_member,
    parse,
    parse_members,
)
from zongjie.reading.limits import Limits
from zongjie.reading.signatures import ZIP_ERRORS

_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-"}
_SKIPPED = {
    "del", "moveFrom", "instrText", "rt", "Fallback", "pPr", "rPr", "sdtPr", "tblPr", "trPr",
    "tcPr", "sectPr", "txbxContent", "binData", "docSuppData", "delText", "delInstrText",
    "footnote", "endnote",
}  # fmt: skip
_TOC = re.compile(r"\A(?:toc|TOC|目录)\s?\d")


def read_docx(path: Path, limits: Limits) -> Iterator[Part]:
    """A line for each paragraph and row."""
    try:
        with zipfile.ZipFile(path) as archive:
            main = _main_part(set(archive.namelist()))
            folder = main.rpartition("/")[0]
            lists = parse_members(
                archive, [f"{folder}/numbering.xml", f"{folder}/styles.xml"], limits
            )
            with open_member(archive, main, limits) as stream:
                text = _text(stream, WordLists(lists))
            core = parse_members(archive, ["docProps/core.xml"], limits)
    except ZIP_ERRORS as error:
        raise broken("docx", error) from error
    title = child(core[0], "title") if core else None
    yield Part(text, "docx", title=(title.text if title is not None else None) or None)


def read_wordml(path: Path, _limits: Limits) -> Iterator[Part]:
    """A line for each paragraph and row."""
    with path.open("rb") as stream:
        root = parse(stream)
    body = next((e for e in root.iter() if local(e) == "body"), None)
    if body is None:
        raise broken("Word document", "no body in its XML")
    lists = WordLists([root])
    lines = [line for block in body for line in _block_lines(block, lists)]
    title = child(root, "DocumentProperties", "Title")
    yield Part(
        "\n".join(lines), "wordml", title=(title.text if title is not None else None) or None
    )


def _main_part(names: set[str]) -> str:
    """The part that holds the text: word/document.xml but for a few writers."""
    if "word/document.xml" in names:
        return "word/document.xml"
    found = sorted(name for name in names if re.fullmatch(r"word/document\d*\.xml", name))
    if not found:
        raise broken("docx", "no document.xml in it")
    return found[0]


def _text(stream: IO[bytes], lists: WordLists) -> str:
    lines: list[str] = []
    for block in blocks(stream, "body"):
        lines.extend(_block_lines(block, lists))
    return "\n".join(lines)


def _block_lines(block: Element, lists: WordLists) -> Iterator[str]:
    """Lines of a paragraph, a table, or of what holds such."""
    name = local(block)
    if name == "p":
        yield from _paragraph_lines(block, lists)
    elif name == "tr":
        yield from _row_lines(block, lists)
    elif name not in _SKIPPED:
        for inner in block:
            yield from _block_lines(inner, lists)


def _row_lines(row: Element, lists: WordLists) -> Iterator[str]:
    """A row as one line, or, where it lays out paragraphs, as these."""
    cells = [
        [line for inner in cell for line in _block_lines(inner, lists) if line.strip()]
        for cell in _cells(row)
    ]
    if any(len(cell) > 1 for cell in cells):
        for cell in cells:
            yield from cell
    else:
        yield "\t".join("".join(cell) for cell in cells).rstrip("\t")


def _cells(row: Element) -> Iterator[Element]:
    """Cells of a row, those in content controls too."""
    for inner in row:
        if local(inner) == "tc":
            yield inner
        elif local(inner) not in _SKIPPED:
            yield from _cells(inner)


def _paragraph_lines(paragraph: Element, lists: WordLists) -> Iterator[str]:
    if _TOC.match(lists.style_name(paragraph)):
        return
    pieces: list[str] = []
    boxes: list[Element] = []
    _collect(paragraph, pieces, boxes)
    text = "".join(pieces)
    if text.strip():
        yield from (lists.label(paragraph) + text).split("\n")
    elif not boxes:
        yield ""
    for box in boxes:
        for inner in box:
            yield from _block_lines(inner, lists)


def _collect(element: Element, pieces: list[str], boxes: list[Element]) -> None:
    """Text of runs in order; text boxes apart."""
    for inner in element:
        name = local(inner)
        if name == "t":
            pieces.append(inner.text or "")
        elif name in _BREAKS and local(element) != "tabs":
            pieces.append(_BREAKS[name])
        elif name == "txbxContent":
            boxes.append(inner)
        elif name not in _SKIPPED and not _is_hidden(inner, name):
            _collect(inner, pieces, boxes)


def _is_hidden(element: Element, name: str) -> bool:
    """Tells of a run that is marked as hidden, and of a comment as Word 2003 has it."""
    if name == "annotation":
        return attribute(element, "type") == "Word.Comment"
    vanish = child(element, "rPr", "vanish") if name == "r" else None
    return vanish is not None and attribute(vanish, "val") not in ("0", "false", "off")
