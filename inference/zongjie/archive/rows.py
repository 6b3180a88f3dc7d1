"""The store's reports as rows of the tables, in their order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, NamedTuple

import numpy as np

from zongjie.archive.duplicates import ORDERED
from zongjie.archive.naming import find_unit, find_year
from zongjie.archive.packing import NONE, SCALE, unpack_labels, unpack_text
from zongjie.archive.schema import share_column
from zongjie.archive.store import Store
from zongjie.labels import LabelSet

DIGITS = 4
JOINT = " / "
Row = dict[str, Any]
_SELECT = (
    "SELECT r.text, t.hash, t.n_sentences, f.id, f.archive, f.file, f.copy, r.number, r.record,"
    " r.title, r.start, r.end, r.line, k.original, k.similarity, k.file, k.number,"
    " r.number = 0 AND NOT EXISTS (SELECT 1 FROM reports n WHERE n.file = f.id AND n.number = 1) "
)
_ORIGINAL = (
    "SELECT t.hash, f.archive, f.file, f.copy, r.record, r.start FROM kin k"
    " JOIN files f ON f.id = k.file JOIN reports r ON r.file = k.file AND r.number = k.number"
    " JOIN texts t ON t.id = k.text WHERE k.text = ?"
)


class Place(NamedTuple):
    """A report in its place, before its text and labels are looked up.

    Attributes:
        text: id of its text.
        row: its row of `reports`, less what its labels tell.
    """

    text: int
    row: Row


def iter_places(store: Store, run: int) -> Iterator[Place]:
    """All reports of a run, in order."""
    join = "JOIN kin k ON k.text = r.text"
    for found in store.rows(_SELECT + ORDERED.format(join=join), (run,)):
        text, digest, n_sentences, file_id, archive, file, copy, number, *rest = found
        record, title, start, end, line, original, similarity, *first, alone = rest
        is_original = original == text and [file_id, number] == first
        names = [title or "", PurePosixPath(file.rpartition("!/")[2]).stem if alone else ""]
        yield Place(
            text,
            {
                "report": report_id(digest, archive, file, copy, record, start),
                "archive": archive,
                "file": file,
                "record": record,
                "title": title,
                "start": start,
                "end": end,
                "line": line,
                "characters": end - start,
                "n_sentences": n_sentences,
                "year": next(filter(None, map(find_year, names)), None),
                "unit": next(filter(None, map(find_unit, names)), None),
                "duplicate_of": None if is_original else _original_id(store, original),
                "similarity": None if is_original else similarity,
            },
        )


def report_id(
    digest: bytes, archive: str, file: str, copy: int, record: int | None, start: int
) -> str:
    """A report's id, 16 hex digits: of its text and of where it stands."""
    place = "\0".join([archive, file, str(copy), str(record), str(start), digest.hex()])
    return hashlib.sha256(place.encode("utf-8")).hexdigest()[:16]


def _original_id(store: Store, text: int) -> str:
    return report_id(*store.execute(_ORIGINAL, (text,)).fetchone())


class Labelled(NamedTuple):
    """The rows of an original report."""

    sentences: list[Row]
    sections: list[Row]
    text: str
    report: Row


def label_rows(store: Store, place: Place, labels: LabelSet) -> Labelled | None:
    """The rows of an original; None where it could not be labelled."""
    found = store.execute(
        "SELECT t.body, l.sentences, l.sections FROM texts t JOIN labels l ON l.text = t.id"
        " WHERE t.id = ?",
        (place.text,),
    ).fetchone()
    if found is None:
        return None
    text = unpack_text(found[0])
    sentences, sections = unpack_labels(*found[1:])
    row = place.row
    shared = {key: row[key] for key in ("archive", "file", "record", "report", "title")}
    pieces = [text[s:e] for s, e in zip(sentences["start"].tolist(), sentences["end"].tolist(),
                                        strict=True)]  # fmt: skip
    return Labelled(
        list(_sentence_rows(shared, row, labels, sentences, sections, pieces)),
        list(_section_rows(shared, row, labels, sentences, sections, pieces)),
        text,
        row | _summary(labels, sentences),
    )


def _sentence_rows(
    shared: Row, report: Row, labels: LabelSet, sentences: np.ndarray, sections: np.ndarray,
    pieces: list[str],
) -> Iterator[Row]:  # fmt: skip
    paths: list[str] = []
    for number, (values, text) in enumerate(zip(sentences.tolist(), pieces, strict=True)):
        start, end, line, parent, section, heading, label, second, score, next_score = values
        above = paths[parent] if parent >= 0 else ""
        path = above + (JOINT if above else "") + pieces[parent] if parent >= 0 else ""
        paths.append(path)
        yield {
            **shared,
            "number": number,
            "line": report["line"] + line,
            "start": report["start"] + start,
            "end": report["start"] + end,
            "text": text,
            "heading": heading,
            "section": section,
            "section_label": labels.names[sections[section]["label"]],
            "heading_path": path,
            "label": labels.names[label],
            "score": score / SCALE,
            "next_label": None if second == NONE else labels.names[second],
            "next_score": None if second == NONE else next_score / SCALE,
        }


def _section_rows(
    shared: Row, report: Row, labels: LabelSet, sentences: np.ndarray, sections: np.ndarray,
    pieces: list[str],
) -> Iterator[Row]:  # fmt: skip
    for section, (first, end, label, score) in enumerate(sections.tolist()):
        yield {
            **shared,
            "section": section,
            "label": labels.names[label],
            "score": score / SCALE,
            "heading": pieces[first] if sentences[first]["heading"] else None,
            "start": report["start"] + int(sentences[first]["start"]),
            "end": report["start"] + int(sentences[end - 1]["end"]),
            "first": first,
            "n_sentences": end - first,
        }


def _summary(labels: LabelSet, sentences: np.ndarray) -> Row:
    n = len(sentences)
    counts = np.bincount(sentences["label"], minlength=len(labels)).tolist()
    return {
        "n_sentences": n,
        "mean_score": round(int(sentences["score"].sum(dtype=np.int64)) / n / SCALE, DIGITS),
        **{
            share_column(name): round(count / n, DIGITS)
            for name, count in zip(labels.names, counts, strict=True)
        },
    }
