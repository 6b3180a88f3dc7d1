"""A queue as a workbook: a drop-down of labels in every row, and a sheet that says what to do."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from zongjie.review.choosing import Queue
from zongjie.review.columns import HEADERS, LABELS, TECHNICAL, shown_labels
from zongjie.review.queue import for_people

WIDTHS = {
    "file": 24, "title": 24, "section": 28, "before": 36, "text": 60, "after": 36,
    "old_label": 10, "score": 8, "next_label": 10, "label": 12,
}  # fmt: skip
"""Of columns, in characters."""
SHEET, LABEL_SHEET = "复核", "标签"
HINTS = (
    "在“复核”表的“更正”一列选择标签：模型标错的，选正确的标签；标对的，选相同的标签表示确认；"
    "没有把握的，留空。",
    "“更正”留空的行不参与训练。请勿改动“句子”和灰色的各列，否则无法与原文核对。",
)
MAX_CELL = 32_767  # characters
_MADE = datetime(2000, 1, 1)  # a workbook says when it was made: always the same


def write_workbook(queue: Queue, path: Path) -> None:
    """Write a queue for Excel, WPS or LibreOffice.

    Cells are text or numbers, never formulas. The same queue gives the same bytes.
    """
    from xlsxwriter import Workbook

    rows = for_people(queue)
    with Workbook(str(path), {"strings_to_urls": False}) as book:
        book.set_properties({"created": _MADE})
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        cells = _formats(book)
        sheet = book.add_worksheet(SHEET)
        sheet.freeze_panes(1, 0)
        for column, (key, header) in enumerate(HEADERS.items()):
            sheet.set_column(column, column, WIDTHS.get(key, 9))
            sheet.write_string(0, column, header, head)
        for place, row in enumerate(rows, 1):
            for column, (key, value) in enumerate(row.items()):
                _write(sheet, place, column, value, cells[key])
        if rows:
            sheet.autofilter(0, 0, len(rows), len(HEADERS) - 1)
            column = list(HEADERS).index("label")
            sheet.data_validation(1, column, len(rows), column, _choice(len(queue.labels)))
        _write_labels(book, queue)


def _formats(book: Any) -> dict[str, Any]:
    """The format of each column's cells."""
    plain = {"text_wrap": True, "valign": "top"}
    kinds = {
        "text": {**plain, "bold": True},
        "label": {**plain, "bg_color": "#FFF6D6", "border": 1, "border_color": "#D9C98A"},
        "score": {**plain, "num_format": "0.00"},
        **{key: {"valign": "top", "font_color": "#808080"} for key in TECHNICAL},
    }
    return {key: book.add_format(kinds.get(key, plain)) for key in HEADERS}


def _write(sheet: Any, row: int, column: int, value: Any, form: Any) -> None:
    if value is None or value == "":
        sheet.write_blank(row, column, None, form)
    elif isinstance(value, str):
        sheet.write_string(row, column, value[:MAX_CELL], form)
    else:
        sheet.write_number(row, column, value, form)


def _choice(n_labels: int) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": f"={LABEL_SHEET}!$A$2:$A${n_labels + 1}",
        "error_title": "没有这个标签",
        "error_message": f"请从下拉列表中选择；各标签见“{LABEL_SHEET}”表。",
    }


def _write_labels(book: Any, queue: Queue) -> None:
    sheet = book.add_worksheet(LABEL_SHEET)
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
    sheet.set_column(0, 1, 14)
    sheet.set_column(3, 3, 60)
    for column, header in enumerate((HEADERS[LABELS[-1]], "name")):
        sheet.write_string(0, column, header, bold)
    for place, (name, shown) in enumerate(shown_labels(queue.labels).items(), 1):
        sheet.write_string(place, 0, shown)
        sheet.write_string(place, 1, name)
    for place, hint in enumerate(HINTS):
        sheet.write_string(place, 3, hint, wrapped)
