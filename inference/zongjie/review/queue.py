"""A queue as a file: xlsx, csv, jsonl, or Label Studio's tasks, by its suffix."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from zongjie.archive.folders import write_whole
from zongjie.review.choosing import Queue, Row
from zongjie.review.columns import FORMULA, HEADERS, LABELS, shown_labels
from zongjie.review.errors import ReviewError

SUFFIXES = (".xlsx", ".csv", ".jsonl", ".json")


def check_output(path: Path) -> None:
    """Refuse a name by which it can't be told what to write, before work is done.

    Raises:
        ReviewError: its suffix is none of `SUFFIXES`, or its folder isn't there.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise ReviewError(
            f"{path}: ends in none of .xlsx, .csv, .jsonl, .json (Label Studio); name it so"
        )
    if not path.parent.is_dir():
        raise ReviewError(f"{path}: there is no folder {path.parent}; make it first")
    if path.exists():
        raise ReviewError(f"{path}: is there already, perhaps with labels in it; name another")


def write_queue(queue: Queue, path: Path) -> list[Path]:
    """Write a queue.

    Returns:
        The files that were written.

    Raises:
        ReviewError: as `check_output`, or the system refuses.
    """
    check_output(path)
    from zongjie.review.label_studio import write_tasks
    from zongjie.review.workbook import write_workbook

    write = {
        ".xlsx": write_workbook, ".csv": write_csv, ".jsonl": write_lines, ".json": write_tasks,
    }[path.suffix.lower()]  # fmt: skip
    try:
        write_whole(path, lambda part: write(queue, part))
        if path.suffix.lower() != ".json":
            return [path]
        from zongjie.review.label_studio import interface_path, write_interface

        write_whole(interface_path(path), lambda part: write_interface(queue.labels, part))
        return [path, interface_path(path)]
    except OSError as error:
        raise ReviewError(f"{path}: can't be written: {error.strerror}") from error


def write_lines(queue: Queue, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in queue.rows:
            plain = {key: row[key] for key in HEADERS}
            file.write(json.dumps(plain, ensure_ascii=False) + "\n")


def write_csv(queue: Queue, path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADERS.values())
        for row in for_people(queue):
            cells = ("" if value is None else str(value) for value in row.values())
            writer.writerow(f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells)


def for_people(queue: Queue) -> list[Row]:
    """Rows with labels as people call them, keys in the order of columns."""
    shown = {"": "", **shown_labels(queue.labels)}
    return [
        {key: shown[row[key]] if key in LABELS else row[key] for key in HEADERS}
        for row in queue.rows
    ]
