"""Tables of texts: CSV, JSON lines, JSON, workbooks. Each row with a text is a document."""

from __future__ import annotations

import codecs
import contextlib
import csv
import json
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

from zongjie.reading.encodings import decode
from zongjie.reading.failing import ReadFailure, broken
from zongjie.reading.formats.columns import TEXT_NAMES, TITLE_NAMES, delimiter_of, find_columns
from zongjie.reading.formats.parts import Part
from zongjie.reading.formats.recognising import is_html
from zongjie.reading.limits import Limits, too_large

_SAMPLE_ROWS = 50
_CHUNK = 1 << 20
_NO_TEXT = "no column of texts in it: name one text, content or 正文"


def read_csv(path: Path, limits: Limits) -> Iterator[Part]:
    """A document for each row; columns part at commas, tabs, semicolons or bars."""
    encoding = _encoding(path)
    csv.field_size_limit(limits.max_file_bytes)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        first = file.readline(1 << 16)
        file.seek(0)
        rows = csv.reader(file, delimiter=delimiter_of(first))
        try:
            yield from _rows(rows, "csv", encoding)
        except csv.Error as error:
            raise broken("CSV", error) from error


def read_jsonl(path: Path, limits: Limits) -> Iterator[Part | dict[str, Any]]:
    """A document for each line that is an object with a text."""
    encoding = _encoding(path)
    with path.open(encoding=encoding, errors="replace") as file:
        record = -1
        while line := file.readline(limits.max_file_bytes):
            if not line.strip():
                continue
            record += 1
            if len(line) >= limits.max_file_bytes:
                yield {
                    "reason": "too large", "message": too_large(len(line), limits),
                    "record": record,
                }  # fmt: skip
                while line and not line.endswith("\n"):
                    line = file.readline(limits.max_file_bytes)
                continue
            try:
                yield _of_value(json.loads(line), "jsonl", encoding, record)
            except (ValueError, RecursionError) as error:
                yield _failed_row(f"no JSON object ({error}): mend the line", record)


def read_json(path: Path, _limits: Limits) -> Iterator[Part | dict[str, Any]]:
    """A document for each object of a list, or for the one object."""
    text, encoding, _ = decode(path.read_bytes())
    try:
        value = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise broken("JSON", error) from error
    for record, item in enumerate(value if isinstance(value, list) else [value]):
        yield _of_value(item, "json", encoding, record)


def read_workbook(path: Path, _limits: Limits) -> Iterator[Part]:
    """A document for each row of each sheet that has a column of texts."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        with CalamineWorkbook.from_path(str(path)) as workbook:
            sheets = [
                [
                    [str(cell) for cell in row]
                    for row in workbook.get_sheet_by_name(name).to_python()
                ]
                for name in workbook.sheet_names
            ]
    except PasswordError as error:
        from zongjie.reading.failing import encrypted

        raise encrypted("the workbook") from error
    except (CalamineError, OSError, ValueError) as error:
        raise broken("workbook", error) from error
    given, record = False, 0
    for sheet in sheets:
        with contextlib.suppress(ReadFailure):  # a sheet without texts
            for part in _rows(iter(sheet), "xlsx", None, record):
                given = True
                yield part
        record += len(sheet)
    if not given:
        raise ReadFailure("empty", _NO_TEXT)


def _rows(
    rows: Iterator[list[str]], form: str, encoding: str | None, record: int = 0
) -> Iterator[Part]:
    sample = list(islice(rows, _SAMPLE_ROWS))
    columns = find_columns(sample[0], sample[1:]) if sample else None
    if columns is None:
        raise ReadFailure("empty", _NO_TEXT)
    column, title_column, has_header = columns
    for row in chain(sample[1:] if has_header else sample, rows):
        if column < len(row) and row[column].strip():
            title = row[title_column].strip() if 0 <= title_column < len(row) else ""
            yield Part(_plain(row[column]), form, encoding, title or None, record)
        record += 1


def _of_value(value: object, form: str, encoding: str, record: int) -> Part | dict[str, Any]:
    if not isinstance(value, dict):
        return _failed_row("no object with a text: mend the line", record)
    texts = {str(key).lower(): item for key, item in value.items() if isinstance(item, str)}
    title = _first(texts, TITLE_NAMES)
    text = _first(texts, TEXT_NAMES)
    if text is None:
        names = ", ".join(map(str, islice(value, 8)))
        return _failed_row(f"no text among {names}: give it as a string named text", record)
    return Part(_plain(text), form, encoding, title, record)


def _plain(text: str) -> str:
    """A text as it reads: tables from web sites hold HTML."""
    if not is_html(text):
        return text
    from zongjie.reading.formats.hypertext import without_tags

    return without_tags(text)


def _first(texts: dict[str, str], names: Iterable[str]) -> str | None:
    return next((text for key, text in texts.items() if key in names), None)


def _failed_row(message: str, record: int) -> dict[str, Any]:
    return {"reason": "broken", "message": message, "record": record}


def _encoding(path: Path) -> str:
    """The encoding of a file of any size."""
    with path.open("rb") as file:
        head = file.read(4096)
        if head.startswith(codecs.BOM_UTF8):
            return "utf-8-sig"
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in head:
            return decode(head[: len(head) // 4 * 4]).encoding
        n_bad = {}
        for encoding in ("utf-8", "gb18030"):
            file.seek(0)
            decoder = codecs.getincrementaldecoder(encoding)("replace")
            n_bad[encoding] = sum(
                decoder.decode(chunk).count("\ufffd")
                for chunk in iter(lambda: file.read(_CHUNK), b"")
            )
            if not n_bad[encoding]:
                return encoding
    return min(n_bad, key=lambda encoding: n_bad[encoding])
