"""The reports that corrections belong to, and whether they still say what was corrected.

A report is looked for where it is surest to be as the labeller saw it:

1. among the texts that the caller knows, by the hash that the pages of `zongjie view` name it by;
2. in the tables that the queue was chosen from (`OUT/texts`);
3. in its file, read again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from zongjie.archive.errors import ArchiveError
from zongjie.archive.tables import find_labelled
from zongjie.reading.documents import INSIDE, Document, Failure, Origin
from zongjie.review.corrections import Correction
from zongjie.review.errors import rows_error

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")  # what cells don't keep


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A report with what people said of its sentences.

    Attributes:
        name: of its text, by `text_digest`.
        text: the report.
        sentences: (start, end, label) in order, `[start, end)` in characters of `text`.
    """

    name: str
    text: str
    sentences: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """A text without space around it, and where it begins in the document of the offsets."""

    text: str
    begin: int


def _trim(text: str, begin: int = 0) -> _Found:
    return _Found(text.strip(), begin + len(text) - len(text.lstrip()))


def text_digest(text: str) -> str:
    """The name by which a page knows a report that is of no archive.

    Example:
        >>> text_digest("总结")
        '04830193b408eeb1'
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def find_reports(
    corrections: Sequence[Correction], known: Mapping[str, str] | None = None
) -> list[Reviewed]:
    """The reports of corrections, each once.

    Args:
        corrections: of any files.
        known: texts at hand, by `text_digest`.

    Raises:
        ReviewError: a report is nowhere, or says something else now; all such rows are told.
    """
    groups: dict[tuple, list[Correction]] = {}
    for correction in corrections:
        place = (correction.archive, correction.file, correction.record, correction.report)
        groups.setdefault(place, []).append(correction)
    tables = {row.report: row.tables for row in corrections if row.tables}
    documents: dict[Origin, list[Document]] = {}
    placed: dict[str, list[tuple[int, int, Correction]]] = {}
    faults: list[str] = []
    for rows in groups.values():
        seen: list[str] = []
        wrong: list[Correction] = []
        for place, found in _look(rows[0], known or {}, tables, documents):
            wrong = [row for row in rows if not _stands(row, found)]
            if not wrong:
                spans = ((row.start - found.begin, row.end - found.begin, row) for row in rows)
                placed.setdefault(found.text, []).extend(spans)
                break
            seen.append(place)
        else:
            faults += [_fault(row, seen) for row in (wrong if seen else rows)]
    reports = [_review(text, rows, faults) for text, rows in placed.items()]
    if faults:
        raise rows_error("corrections", faults)
    return reports


def _look(
    row: Correction,
    known: Mapping[str, str],
    tables: Mapping[str, str],
    documents: dict[Origin, list[Document]],
) -> Iterator[tuple[str, _Found]]:
    """Texts that may be the report, with where they are."""
    if row.report in known:
        yield "the corpus", _trim(known[row.report])
    if row.report in tables:
        try:
            labelled = find_labelled(tables[row.report], row.report)
            yield tables[row.report], _trim(labelled.text, labelled.row["start"])
        except ArchiveError:
            pass
    if row.file:
        origin = Origin(row.archive, row.file)
        if origin not in documents:
            documents[origin] = list(_read_again(origin))
        for document in documents[origin]:
            if document.record == row.record:
                yield str(origin), _trim(document.text)


def _read_again(origin: Origin) -> Iterator[Document]:
    from zongjie.reading import find_files, read_file

    outer = Path(origin.archive, origin.file.partition(INSIDE)[0])
    source = str(outer) if not origin.archive or outer.exists() else origin.archive
    for found in find_files([source]):
        if not isinstance(found, Failure) and _plain_path(found.origin) == _plain_path(origin):
            yield from (item for item in read_file(found) if isinstance(item, Document))


def _plain_path(origin: Origin) -> str:
    """The same for a member of an archive, whether the archive was given or its folder."""
    return str(origin).replace(INSIDE, "/")


def _stands(row: Correction, found: _Found) -> bool:
    begin, end = row.start - found.begin, row.end - found.begin
    return begin >= 0 and _as_kept(found.text[begin:end]) == _as_kept(row.text)


def _as_kept(text: str) -> str:
    return _UNSEEN.sub("", text).strip().lstrip("'")


def _review(text: str, rows: Sequence[tuple[int, int, Correction]], faults: list[str]) -> Reviewed:
    """A report of its rows; those that disagree go to the faults."""
    ordered = sorted(rows, key=lambda row: row[:2])
    for (start, end, row), (next_start, next_end, other) in pairwise(ordered):
        same = (start, end, row.label) == (next_start, next_end, other.label)
        if next_start < end and not same:
            faults.append(f"{other.where}: says {other.label}, {row.where} {row.label}; keep one")
    sentences = sorted({(start, end, row.label) for start, end, row in rows})
    return Reviewed(text_digest(text), text, tuple(sentences))


def _fault(row: Correction, seen: Sequence[str]) -> str:
    if seen:
        return (
            f"{row.where}: [{row.start}, {row.end}) of {seen[-1]} is no longer "
            f"{row.text[:20]!r}; label it again and review that, or remove the row"
        )
    where = str(Origin(row.archive, row.file)) if row.file else f"the report {row.report}"
    tables = f", nor in {row.tables}" if row.tables else ""
    return (
        f"{row.where}: {where} isn't there, from {Path.cwd()}{tables}; run this where it was "
        "labelled, bring it back, or remove the row"
    )
