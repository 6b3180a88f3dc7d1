"""Which sentences are worth a person's minute: uncertain ones, unlike each other, of many reports.

1. Of each label (the model's), the sentences with the smallest margins between first and next
   label are kept while the tables stream past (margin sampling: Scheffer et al. 2001).
2. They are picked one by one. A label that has less than half of an even share so far comes first;
   else the least certain sentence does.
3. One that is like a picked one, or whose report has had its share, is passed over; where the
   queue isn't full then, reports may give more.

So the first rows are the ones to do if there is time for a few only.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from zongjie.archive.tables import read_run, read_sentences
from zongjie.labels import LabelSet
from zongjie.review.errors import ReviewError
from zongjie.review.likeness import Novelty

Row = dict[str, Any]
MAX_CHARACTERS = 1000
"""Longer sentences are tables or lists that were not parted; nobody reads them in a minute."""
ALIKE = 0.5
KEPT_PER_PICK = 20
LEAST_KEPT = 2000
FLOOR = 0.5
REPORT_SHARE = 2
"""Times an even share that one report may give, if others can fill the queue."""
LEAST_OF_REPORT = 3
_COLUMNS = (
    "archive", "file", "record", "report", "title", "start", "end", "text", "heading_path",
    "label", "score", "next_label", "next_score",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Queue:
    """Rows to review, in the order of their worth; keys are those of `columns.HEADERS`."""

    rows: list[Row]
    labels: LabelSet


def choose_sentences(outs: Sequence[str | Path], n: int) -> Queue:
    """The n sentences of labelled archives that a person should look at.

    Args:
        outs: folders that `zongjie label` wrote.
        n: how many; fewer where there are not so many unlike each other.

    Raises:
        ArchiveError: a folder holds no tables.
        ReviewError: the archives were labelled with other labels, or n is no count.

    Guarantees:
        The same tables give the same queue. Each label has half of an even share at least, as far
        as it has sentences unlike each other.
    """
    if n < 1:
        raise ReviewError(f"-n is {n}; ask for one sentence or more")
    labels = read_labels(outs)
    kept: dict[str, list[tuple[float, int, Row]]] = {name: [] for name in labels.names}
    most = max(LEAST_KEPT, KEPT_PER_PICK * n)
    reports = set()
    for number, row in enumerate(with_neighbours(outs)):
        reports.add(row["report"])
        if row["next_label"] is None or len(row["text"]) > MAX_CHARACTERS:
            continue
        entry = (row["next_score"] - row["score"], -number, row)
        held = kept[row["old_label"]]
        if len(held) < most:
            heapq.heappush(held, entry)
        else:
            heapq.heappushpop(held, entry)
    candidates = {name: sorted(held, reverse=True) for name, held in kept.items()}
    return Queue(pick(candidates, n, max(1, len(reports))), labels)


def read_labels(outs: Sequence[str | Path]) -> LabelSet:
    """The label set that all archives share."""
    sets = {}
    for out in outs:
        said = read_run(out)["labels"]
        found = LabelSet(tuple(said["names"]), tuple(said["chinese"]), said["other"])
        sets.setdefault(found, out)
    if len(sets) != 1:
        one, other = list(sets.values())[:2]
        raise ReviewError(f"{one} and {other} have other labels; make a queue of each")
    return next(iter(sets))


def with_neighbours(outs: Sequence[str | Path]) -> Iterator[Row]:
    """Sentences in the order of the tables, as rows of a queue."""
    for out in outs:
        tables = str(Path(out).resolve())
        before: Row | None = None
        now: Row | None = None
        for after in chain(read_sentences(out, _COLUMNS), (None,)):
            if now is not None:
                yield make_row(before, now, after, tables)
            before, now = now, after


def make_row(before: Row | None, now: Row, after: Row | None, tables: str) -> Row:
    def beside(row: Row | None) -> str:
        known = row is not None and row["report"] == now["report"]
        return row["text"][:MAX_CHARACTERS] if row is not None and known else ""

    return {
        **{key: now[key] for key in ("file", "title", "text", "score", "next_label", "next_score")},
        **{key: now[key] for key in ("archive", "record", "report", "start", "end")},
        "section": now["heading_path"],
        "before": beside(before),
        "after": beside(after),
        "old_label": now["label"],
        "label": "",
        "tables": tables,
    }


def pick(candidates: dict[str, list[tuple[float, int, Row]]], n: int, n_reports: int) -> list[Row]:
    """The greedy choice.

    Args:
        candidates: by label, the most uncertain first, as (-margin, -order, row).
        n: how many to pick.
        n_reports: that they come from.
    """
    novelty = Novelty(ALIKE)
    picked: list[Row] = []
    of_label: Counter[str] = Counter()
    of_report: Counter[str] = Counter()
    most = max(LEAST_OF_REPORT, math.ceil(REPORT_SHARE * n / n_reports))
    while len(picked) < n and any(candidates.values()):
        passed: dict[str, list[tuple[float, int, Row]]] = {name: [] for name in candidates}
        heads = {name: iter(held) for name, held in candidates.items()}
        front = {name: next(head, None) for name, head in heads.items()}
        while len(picked) < n and any(front.values()):
            label = next_of(front, of_label, len(picked))
            entry = front[label]
            assert entry is not None
            front[label] = next(heads[label], None)
            row = entry[2]
            if of_report[row["report"]] >= most:
                passed[label].append(entry)
            elif novelty.take(row["text"]):
                picked.append(row)
                of_label[label] += 1
                of_report[row["report"]] += 1
        candidates, most = passed, 2 * most
    return picked


def next_of(
    front: dict[str, tuple[float, int, Row] | None], of_label: Counter[str], n_picked: int
) -> str:
    """The label whose first candidate is to be looked at next."""
    there = {name: entry for name, entry in front.items() if entry is not None}
    floor = FLOOR * n_picked / len(front)
    short = [name for name in there if of_label[name] < floor]
    return max(short or there, key=lambda name: (-of_label[name] if short else 0, *there[name][:2]))


def count_by(rows: Iterable[Row], key: str) -> dict[str, int]:
    """How many rows have each value of a column, most first."""
    return dict(Counter(row[key] for row in rows).most_common())
