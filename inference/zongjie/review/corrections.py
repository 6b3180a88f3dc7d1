"""Corrections read back: a queue that a person filled in, the pages' JSON lines, Label Studio's
export.

Rows without a label are sentences that nobody judged; they are left aside. One whose label is the
model's own is a confirmation, and as good as a correction.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zongjie.labels import LabelSet
from zongjie.review.columns import HEADERS, KEYS, shown_labels
from zongjie.review.errors import ReviewError, rows_error
from zongjie.review.label_studio import rows_of_export
from zongjie.text.decoding import decode_text

Rows = list[tuple[str, dict[str, Any]]]
"""What errors call a row, and its values by key."""
KINDS = ".xlsx, .csv, .jsonl, or .json of Label Studio"
_NEEDED = ("file", "report", "start", "end", "text", "label")


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person says that a sentence is.

    Attributes:
        where: file and row, for errors.
        archive, file, record, report: where it stands, as in the tables of an archive; `archive`
            is "" where the file itself was given.
        start, end: `[start, end)` in characters of the document.
        text: what stands there.
        old_label: what the model said, None where the row doesn't tell.
        label: what the person says.
        tables: the folder of the tables that it was chosen from; "" if none.
    """

    where: str
    archive: str
    file: str
    record: int | None
    report: str
    start: int
    end: int
    text: str
    old_label: str | None
    label: str
    tables: str

    @property
    def sentence(self) -> tuple[str, str, int | None, str, int, int]:
        """What makes it that sentence and no other."""
        return (self.archive, self.file, self.record, self.report, self.start, self.end)


def read_corrections(path: str | Path, labels: LabelSet) -> list[Correction]:
    """The judged sentences of a file, in its order.

    Args:
        path: a queue that was filled in, corrections that a page gave, or an export.
        labels: those that may stand there, by name or Chinese name.

    Raises:
        ReviewError: the file can't be read, or says nothing, or rows of it can't be used: all of
            them are told.
    """
    path = Path(path)
    try:
        rows = read_rows(path)
    except OSError as error:
        raise ReviewError(f"{path}: can't be read: {error.strerror}") from error
    except (ValueError, csv.Error) as error:
        raise ReviewError(f"{path}: {error}") from error
    found: list[Correction] = []
    faults: list[str] = []
    seen: dict[tuple, Correction] = {}
    for where, row in rows:
        if not str(row.get("label") or "").strip():
            continue
        try:
            correction = parse_row(row, f"{path}: {where}", labels)
        except ValueError as error:
            faults.append(f"{where}: {error}")
            continue
        first = seen.setdefault(correction.sentence, correction)
        if first.label != correction.label:
            faults.append(
                f"{where}: says {correction.label}, {first.where} {first.label}; keep one"
            )
        elif first is correction:
            found.append(correction)
    if faults:
        raise rows_error(path, faults)
    if not found:
        raise ReviewError(
            f"{path}: no row has a label; choose some in the column {HEADERS['label']}"
        )
    return found


def read_rows(path: Path) -> Rows:
    """All rows of a file.

    Raises:
        ValueError: it is of no such kind, or not what it is called.
    """
    read = {
        ".xlsx": _read_workbook, ".csv": _read_csv, ".jsonl": _read_lines, ".ndjson": _read_lines,
        ".json": _read_export,
    }.get(path.suffix.lower())  # fmt: skip
    if read is None:
        raise ValueError(f"is of a kind that isn't read; give {KINDS}")
    return read(path)


def parse_row(row: Mapping[str, Any], where: str, labels: LabelSet) -> Correction:
    """A correction of a row.

    Raises:
        ValueError: what is wrong with it, and the cure.
    """
    if lacking := [HEADERS[key] for key in _NEEDED if key not in row]:
        raise ValueError(f"lacks {', '.join(lacking)}; leave the columns as they are written")
    text = {
        key: "" if row.get(key) is None else str(row[key])
        for key in ("archive", "file", "report", "text", "tables")
    }
    if not text["file"].strip() and not text["report"].strip():
        raise ValueError("names no file; leave the columns as they are written")
    if not text["text"].strip():
        raise ValueError("holds no sentence; leave the columns as they are written")
    start, end = _whole(row["start"], "start"), _whole(row["end"], "end")
    if not 0 <= start < end:
        raise ValueError(f"spans [{start}, {end}); give start and end as they were written")
    record = row.get("record")
    old = row.get("old_label")
    return Correction(
        where,
        **text,
        record=None if record is None or record == "" else _whole(record, "record"),
        start=start,
        end=end,
        old_label=_label(old, labels, "old_label") if old else None,
        label=_label(row["label"], labels, "label"),
    )


def _label(value: Any, labels: LabelSet, key: str) -> str:
    name = str(value).strip()
    shown = shown_labels(labels)
    for known, chinese in shown.items():
        if name in (known, chinese):
            return known
    raise ValueError(f"{HEADERS[key]} is {name!r}; the labels are {', '.join(shown.values())}")


def _whole(value: Any, key: str) -> int:
    try:
        number = float(str(value).lstrip("'"))
    except ValueError:
        number = 0.5
    if not number.is_integer():
        raise ValueError(f"{key} is {value!r}, but must be a whole number, as it was written")
    return int(number)


def _read_workbook(path: Path) -> Rows:
    from python_calamine import CalamineError, CalamineWorkbook

    path.open("rb").close()  # calamine's own error doesn't say why
    try:
        cells = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    except CalamineError as error:
        raise ValueError(f"isn't a workbook ({error}); save it as .xlsx") from error
    return _table(cells)


def _read_csv(path: Path) -> Rows:
    text = decode_text(path.read_bytes())
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)  # Excel writes what its country's settings say
    rows = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    return _table([[_without_guard(cell) for cell in row] for row in rows])


def _without_guard(cell: str) -> str:
    """A cell without the ' that kept Excel from running it."""
    return cell[1:] if cell.startswith("'") else cell


def _table(cells: list[list[Any]]) -> Rows:
    head = [KEYS.get(str(cell).strip(), str(cell).strip()) for cell in cells[0]] if cells else []
    if lacking := [HEADERS[key] for key in _NEEDED if key not in head]:
        raise ValueError(f"lacks the columns {', '.join(lacking)}; keep the header as written")
    return [
        (f"row {number}", dict(zip(head, row, strict=False)))
        for number, row in enumerate(cells[1:], 2)
    ]


def _read_lines(path: Path) -> Rows:
    rows: Rows = []
    for number, line in enumerate(decode_text(path.read_bytes()).split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise ValueError(f"line {number}: not JSON: {error.msg}") from None
        if not isinstance(row, dict):
            raise ValueError(f"line {number}: holds no object; keep lines as they are written")
        rows.append((f"line {number}", row))
    return rows


def _read_export(path: Path) -> Rows:
    tasks = json.loads(decode_text(path.read_bytes()))
    if not isinstance(tasks, list):
        raise ValueError("isn't a list of Label Studio's tasks; export as JSON or JSON-MIN")
    return rows_of_export(tasks)
