"""Reports as files hold them: found by name, decoded, and each checked; formats in data/README.md.

Knows nothing of splits, spans or training.
"""

from __future__ import annotations

import glob
import gzip
import json
import logging
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zongjie.labels import LabelSet
from zongjie.text.decoding import decode_text
from zongjie_train.strict import describe, nearest

LOGGER = logging.getLogger(__name__)
TEXT_SUFFIX = ".txt"
LINES_SUFFIXES = (".jsonl", ".jsonl.gz")
KINDS = ", ".join((TEXT_SUFFIX, *LINES_SUFFIXES))
HALF_PAIR = re.compile("[\ud800-\udfff]")  # JSON can say it, UTF-8 can't
UNKNOWN = -1
SPLITS = ("train", "dev", "test")


class CorpusError(ValueError):
    """A corpus can't be used; the message names file and line, what is wrong, and the cure."""


@dataclass(frozen=True)
class Unit:
    """A labelled stretch of a text: `[start, end)` in characters, labels as class numbers or -1."""

    start: int
    end: int
    role: int
    section: int


@dataclass(frozen=True)
class Record:
    """A report as its file gives it.

    Attributes:
        source: name of the file, for tables.
        where: path and line, for errors.
        split: train, dev or test where the file says so.
        units: in order, none overlapping; empty where unlabelled.
        corrected: whether its labels take the place of those of the report of the same id.
    """

    id: str
    title: str
    text: str
    source: str
    where: str
    split: str | None
    units: tuple[Unit, ...]
    corrected: bool = False


def find_files(source: str) -> list[tuple[Path, str]]:
    """Files of a source, in order, each with the id that a plain text in it bears.

    Args:
        source: a file, a folder (with all below it) or a glob (`**` crosses folders).

    Raises:
        CorpusError: nothing there, or a file of another kind named as such.
    """
    path = Path(source)
    if path.is_dir():
        paths = sorted(
            p for p in path.rglob("*") if p.is_file() and not is_hidden(p.relative_to(path))
        )
        others = Counter(p.suffix or p.name for p in paths if not is_known(p))
        if others:
            counts = ", ".join(f"{n} × {suffix}" for suffix, n in sorted(others.items()))
            LOGGER.warning("%s: files left aside: %s; only %s are read", source, counts, KINDS)
        found = [(p, p.relative_to(path).with_suffix("").as_posix()) for p in paths if is_known(p)]
    else:
        matches = [source] if path.is_file() else sorted(glob.glob(source, recursive=True))
        found = [(Path(m), Path(m).stem) for m in matches if Path(m).is_file()]
        for p, _ in found:
            if not is_known(p):
                raise CorpusError(f"{p}: is of a kind that isn't read; give {KINDS}")
    if not found:
        what = f"holds no {KINDS}" if path.is_dir() else "is no file, no folder, and matches none"
        raise CorpusError(f"{source}: {what}; name where reports are, from {Path.cwd()}")
    return found


def is_known(path: Path) -> bool:
    return path.name.lower().endswith((TEXT_SUFFIX, *LINES_SUFFIXES))


def is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def read_records(source: str, labels: LabelSet) -> Iterator[Record]:
    """All reports of a source, in the order of files and lines.

    Raises:
        CorpusError: a file or line that can't be used.
    """
    for path, text_id in find_files(source):
        text = read_text(path)
        if path.name.lower().endswith(TEXT_SUFFIX):
            yield Record(text_id, text_id, text, path.name, str(path), None, ())
            continue
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                try:
                    yield parse_line(line, path.name, f"{path}:{number}", labels)
                except ValueError as error:
                    raise CorpusError(f"{path}:{number}: {error}") from error


def read_text(path: Path) -> str:
    """The text of a file, unpacked and decoded."""
    try:
        data = path.read_bytes()
        return decode_text(gzip.decompress(data) if path.suffix.lower() == ".gz" else data)
    except (OSError, EOFError, ValueError) as error:
        raise CorpusError(f"{path}: {error}") from error


def parse_line(line: str, source: str, where: str, labels: LabelSet) -> Record:
    """A report of a line of JSON.

    Raises:
        ValueError: what is wrong with it, and the cure.
    """
    try:
        values = json.loads(line)
    except json.JSONDecodeError as error:
        fault = f"{error.msg} at column {error.colno}"
        raise ValueError(f"not JSON: {fault}; write one object a line") from None
    if not isinstance(values, dict):
        raise ValueError(f'is {describe(values)[:80]}, not an object; write {{"id": …, "text": …}}')
    for key in ("id", "text"):
        if not isinstance(values.get(key), str) or not values[key].strip():
            seen = describe(values[key]) if key in values else "missing"
            raise ValueError(f'"{key}" is {seen[:80]}; give it a string that isn\'t empty')
    text, title = values["text"], values.get("title") or ""
    if not isinstance(title, str):
        raise ValueError(f'"title" is {describe(title)[:80]}; give a string or leave it out')
    if HALF_PAIR.search(values["id"] + title + text):
        raise ValueError("holds half a surrogate pair; write the character itself in UTF-8")
    split = values.get("split")
    if split is not None and split not in SPLITS:
        raise ValueError(f'"split" is {describe(split)[:80]}; {nearest(split, SPLITS)}')
    units = values.get("units")
    if units is not None and not isinstance(units, list):
        raise ValueError(f'"units" is {describe(units)[:80]}; give a list or leave it out')
    parsed = parse_units(units or [], len(text), labels)
    corrected = values.get("corrected") is True
    return Record(values["id"], title, text, source, where, split, parsed, corrected)


def parse_units(units: list[Any], n_characters: int, labels: LabelSet) -> tuple[Unit, ...]:
    parsed: list[Unit] = []
    last_end = 0
    for i, unit in enumerate(units):
        where = f"units[{i}]"
        if not isinstance(unit, dict):
            raise ValueError(f"{where} is {describe(unit)[:80]}; give an object with start and end")
        start, end = unit.get("start"), unit.get("end")
        if type(start) is not int or type(end) is not int or not 0 <= start < end <= n_characters:
            raise ValueError(
                f"{where} spans [{start}, {end}); give characters of the text, "
                f"0 <= start < end <= {n_characters}"
            )
        if start < last_end:
            raise ValueError(
                f"{where} starts at {start}, the one before ends at {last_end}; sort them"
            )
        last_end = end
        role = parse_label(unit.get("role"), f"{where}.role", labels)
        section = parse_label(unit.get("section"), f"{where}.section", labels)
        parsed.append(Unit(start, end, role, section))
    return tuple(parsed)


def parse_label(label: Any, where: str, labels: LabelSet) -> int:
    """The class number of a label; -1 where there is none."""
    if label is None:
        return UNKNOWN
    if label not in labels.names:
        seen = f"{where} is {describe(label)[:80]}, no label of the set"
        raise ValueError(f"{seen}; {nearest(label, labels.names)}")
    return labels.index(label)
