"""Tables in other forms, beside Parquet: JSON lines, CSV and a workbook.

jsonl   a table a file, any length, exact
csv     a table a file, UTF-8 with a byte order mark, which is how Excel knows it; a table of more
        rows than Excel takes goes on in a second file. A cell that Excel would run as a formula
        gets a ' in front.
xlsx    one workbook, a table a sheet, one that is too long on several; cells are text or numbers,
        never formulas; a text of more than 32,767 characters, which no cell takes, is cut.

Guarantee: the same tables give the same bytes.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from zongjie.archive.errors import ArchiveError
from zongjie.archive.folders import write_whole
from zongjie.archive.tables import read_rows, read_schema

FORMATS = ("parquet", "jsonl", "csv", "xlsx")
EXPORTED = ("sentences", "sections", "reports", "files", "errors")
MAX_ROWS = 1_048_575  # of a sheet, below its head
MAX_CELL = 32_767  # characters
WORKBOOK = "tables.xlsx"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_MADE = datetime(2000, 1, 1)  # a workbook says when it was made: always the same


def check_formats(formats: tuple[str, ...]) -> None:
    """Refuse a form that can't be written.

    Raises:
        ArchiveError: it is none of `FORMATS`.
    """
    for name in formats:
        if name not in FORMATS:
            raise ArchiveError(f"no format {name!r}; take some of {', '.join(FORMATS)}")


def export_tables(folder: Path, formats: tuple[str, ...], max_rows: int = MAX_ROWS) -> None:
    """Write the tables of a folder beside them.

    Args:
        folder: with Parquet tables.
        formats: some of `FORMATS`.
        max_rows: of a CSV file or a sheet, without its head.
    """
    for table in EXPORTED:
        if "jsonl" in formats:
            _write_json(folder, table)
        if "csv" in formats:
            _write_csv(folder, table, max_rows)
    if "xlsx" in formats:
        write_whole(folder / WORKBOOK, lambda path: _write_workbook(folder, path, max_rows))


def _write_json(folder: Path, table: str) -> None:
    def write(path: Path) -> None:
        with path.open("w", encoding="utf-8", newline="\n") as file:
            for row in read_rows(folder, table):
                file.write(json.dumps(row, ensure_ascii=False) + "\n")

    write_whole(folder / f"{table}.jsonl", write)


def _write_csv(folder: Path, table: str, max_rows: int) -> None:
    names = read_schema(folder, table).names
    for number, rows in enumerate(_shares(_rows(folder, table), max_rows), 1):

        def write(path: Path, rows: Iterator[list[Any]] = rows) -> None:
            with path.open("w", encoding="utf-8-sig", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(names)
                writer.writerows([_safe(value) for value in row] for row in rows)

        write_whole(folder / (f"{table}.csv" if number == 1 else f"{table}-{number}.csv"), write)


def _write_workbook(folder: Path, path: Path, max_rows: int) -> None:
    from xlsxwriter import Workbook

    with Workbook(
        str(path), {"constant_memory": True, "strings_to_urls": False, "tmpdir": str(folder)}
    ) as book:
        book.set_properties({"created": _MADE})
        bold = book.add_format({"bold": True})
        for table in EXPORTED:
            names = read_schema(folder, table).names
            for number, rows in enumerate(_shares(_rows(folder, table), max_rows), 1):
                sheet = book.add_worksheet(table if number == 1 else f"{table} {number}")
                sheet.freeze_panes(1, 0)
                for column, name in enumerate(names):
                    sheet.write_string(0, column, name, bold)
                for place, row in enumerate(rows, 1):
                    for column, value in enumerate(row):
                        _write_cell(sheet, place, column, value)


def _write_cell(sheet: Any, row: int, column: int, value: Any) -> None:
    if isinstance(value, str):
        sheet.write_string(row, column, value[:MAX_CELL])
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif value is not None:
        sheet.write_number(row, column, value)


def _safe(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _rows(folder: Path, table: str) -> Iterator[list[Any]]:
    for row in read_rows(folder, table):
        yield list(row.values())


def _shares(rows: Iterator[Any], size: int) -> Iterator[Iterator[Any]]:
    """Rows in shares of at most `size`; one empty share of none. Each is to be used up at once."""
    yield islice(rows, size)
    for first in rows:
        yield _with_first(first, islice(rows, size - 1))


def _with_first(first: Any, rest: Iterator[Any]) -> Iterator[Any]:
    yield first
    yield from rest
