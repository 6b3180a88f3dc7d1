"""PDF: the text layer by pypdfium2, its lines put together again by `rejoining`."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from math import hypot
from pathlib import Path
from statistics import median
from typing import Any

from zongjie.reading.failing import ReadFailure, broken, encrypted
from zongjie.reading.formats.parts import Part
from zongjie.reading.formats.rejoining import Line, rejoin
from zongjie.reading.limits import Limits

_OCR = "run OCR over it, as ocrmypdf -l chi_sim does"
_GARBLED_SHARE = 0.3
_STAMP = 40  # characters that a program may have stamped on a page that it scanned
_PICTURE_SHARE = 0.5  # of the page
_NO_TITLE = re.compile(r"\A(?:untitled|\(anonymous\)|无标题|文档\s*\d*|document\s*\d*)\Z", re.I)
_PROGRAM = re.compile(r"\AMicrosoft Word - |\.(?:docx?|wps|rtf|pdf|txt)\Z", re.I)
_COLUMN_GAP = 1.5  # sizes of the font
_SPACE_GAP = 0.6
_PASSWORD_ERROR = "password"


def read_pdf(path: Path, _limits: Limits) -> Iterator[Part]:
    """A line for each paragraph; page numbers and running heads left out."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(str(path))
    except pypdfium2.PdfiumError as error:
        if _PASSWORD_ERROR in str(error).lower():
            raise encrypted("the PDF") from error
        raise broken("PDF", error) from error
    try:
        pages: list[list[Line]] = []
        pictures: list[int] = []
        for number in range(len(document)):
            try:
                page = document[number]
                lines = _lines(page)
                if _is_picture(page, lines):
                    pictures.append(number + 1)
                page.close()
            except pypdfium2.PdfiumError as error:
                raise broken("PDF", f"page {number + 1}: {error}") from error
            pages.append(lines)
        title = _title(document)
    finally:
        document.close()
    if pictures and not any(lines for i, lines in enumerate(pages, 1) if i not in pictures):
        raise ReadFailure("scanned", f"pictures of pages, no text: {_OCR}")
    text = rejoin(pages)
    if _garbled(text):
        why = "its fonts don't say which characters they show: "
        raise ReadFailure("scanned", why + _OCR)
    note = None
    if pictures:
        shown = ", ".join(map(str, pictures[:10])) + (" …" if len(pictures) > 10 else "")
        note = f"pages that are pictures were not read ({shown}): {_OCR}"
    yield Part(text, "pdf", title=title, note=note)


def _title(document: Any) -> str | None:
    with contextlib.suppress(UnicodeDecodeError):
        title = _PROGRAM.sub("", document.get_metadata_value("Title").strip())
        return None if _NO_TITLE.match(title) else title or None
    return None


def _is_picture(page: Any, lines: list[Line]) -> bool:
    """Tells whether a page is a picture, but for a stamp of the program that scanned it."""
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

    if sum(len(line.text) for line in lines) > _STAMP:
        return False
    boxes = [box.get_bounds() for box in page.get_objects([FPDF_PAGEOBJ_IMAGE], max_depth=4)]
    if not lines:
        return bool(boxes)
    width, height = page.get_size()
    shown = sum((right - left) * (top - bottom) for left, bottom, right, top in boxes)
    return shown > _PICTURE_SHARE * width * height


def _garbled(text: str) -> bool:
    """Private characters, controls and replacements, where a font has no map to Unicode."""
    shown = "".join(text.split())
    n_bad = sum(
        "\ue000" <= c <= "\uf8ff" or c == "\ufffd" or c < " " or "\x7f" <= c <= "\x9f"
        for c in shown
    )
    return n_bad > _GARBLED_SHARE * len(shown)


def _lines(page: Any) -> list[Line]:
    """Printed lines of a page, as the file orders them."""
    import pypdfium2.raw as raw

    width, height = page.get_size()
    text = page.get_textpage()
    lines: list[Line] = []
    characters: list[tuple[str, int]] = []
    for i in range(text.count_chars() + 1):
        code = raw.FPDFText_GetUnicode(text, i) if i < text.count_chars() else 10
        if code in (10, 13):
            if line := _line(text, characters, width, height):
                lines.append(line)
            characters = []
        elif code not in (0, 2, 0xFFFE, 0xFEFF):
            characters.append((chr(code), i))
    text.close()
    return _joined_rows(lines)


def _line(text: Any, characters: list[tuple[str, int]], width: float, height: float) -> Line | None:
    import pypdfium2.raw as raw

    boxes = [None if c.isspace() else text.get_charbox(i) for c, i in characters]
    shown = [box for box in boxes if box]
    if not shown:
        return None
    size = median(_size(text, i) for (_, i), box in zip(characters, boxes, strict=True) if box)
    pieces: list[str] = []
    before = None
    spaces: list[int] = []
    for (character, i), box in zip(characters, boxes, strict=True):
        if box is None:
            spaces.append(i)
            continue
        gap = box[0] - before if before is not None else 0.0
        if spaces and gap > _COLUMN_GAP * size:
            pieces.append("\t")
        elif spaces and pieces:
            written = not all(raw.FPDFText_IsGenerated(text, space) for space in spaces)
            if written or gap > _SPACE_GAP * size or not _is_wide(pieces[-1], character):
                pieces.append(" ")
        pieces.append(character)
        before, spaces = box[2], []
    return Line(
        text="".join(pieces),
        left=min(box[0] for box in shown),
        right=max(box[2] for box in shown),
        bottom=min(box[1] for box in shown),
        top=max(box[3] for box in shown),
        size=size,
        page_width=width,
        page_height=height,
    )


def _size(text: Any, i: int) -> float:
    """Height of a character's font, in points as printed."""
    import pypdfium2.raw as raw

    matrix = raw.FS_MATRIX()
    scale = hypot(matrix.c, matrix.d) if raw.FPDFText_GetMatrix(text, i, matrix) else 1.0
    return max(raw.FPDFText_GetFontSize(text, i) * (scale or 1.0), 1.0)


def _is_wide(before: str, after: str) -> bool:
    """Tells whether one of two characters is Chinese: what parts them is layout, not a space."""
    return before > "\u2e7f" or after > "\u2e7f"


def _joined_rows(lines: list[Line]) -> list[Line]:
    """Pieces of one row, which stand side by side at the same height, as one line."""
    joined: list[Line] = []
    for line in lines:
        last = joined[-1] if joined else None
        if last and last.left < line.left and last.right <= line.left + 1 and _level(last, line):
            tab = line.left - last.right > _COLUMN_GAP * line.size
            joined[-1] = last.beside(line, "\t" if tab else "")
        else:
            joined.append(line)
    return joined


def _level(one: Line, other: Line) -> bool:
    overlap = min(one.top, other.top) - max(one.bottom, other.bottom)
    return overlap > 0.5 * min(one.top - one.bottom, other.top - other.bottom)
