"""`python -m zongjie_train.corpora.counts data/reports.jsonl data/splits.json`: the card's tables.

Prints Markdown: reports, characters, units and labels by split, and reports by genre.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from zongjie.labels import SHIPPED
from zongjie_train.corpora.report_files import SPLITS
from zongjie_train.corpora.splits import read_splits

COMMON = 5  # reports that a genre must have for a row of its own


def count_labels(reports: Sequence[dict[str, Any]]) -> list[str]:
    """A row: reports, characters, units, then roles and sections by label."""
    units = [unit for report in reports for unit in report["units"]]
    cells = [len(reports), sum(len(report["text"]) for report in reports), len(units)]
    for key in ("role", "section"):
        counts = Counter(unit[key] for unit in units)
        cells += [counts[name] for name in SHIPPED.names]
    return [f"{cell:,}" for cell in cells]


def format_row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def describe_splits(reports: Sequence[dict[str, Any]], split_of: dict[str, str]) -> Iterable[str]:
    roles = [f"role {name}" for name in SHIPPED.names]
    sections = [f"section {name}" for name in SHIPPED.names]
    rows = {s: [r for r in reports if split_of[r["id"]] == s] for s in SPLITS} | {"all": reports}
    names = ["reports", "characters", "units", *roles, *sections]
    yield format_row(["", *rows])
    yield format_row(["---", *["---:"] * len(rows)])
    yield from map(format_row, zip(names, *map(count_labels, rows.values()), strict=True))


def describe_genres(reports: Sequence[dict[str, Any]]) -> Iterable[str]:
    counts = Counter(report["genre"] for report in reports)
    rare = {genre: n for genre, n in counts.items() if n < COMMON}
    yield format_row(["genre", "reports"])
    yield format_row(["---", "---:"])
    yield from (format_row([g, str(n)]) for g, n in counts.most_common() if g not in rare)
    yield format_row([f"{len(rare)} more", str(sum(rare.values()))])


def main(arguments: Sequence[str]) -> None:
    source, splits = map(Path, arguments)
    reports = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines()]
    split_of = read_splits(splits) | {r["id"]: r["split"] for r in reports if "split" in r}
    tables = [*describe_splits(reports, split_of), "", *describe_genres(reports)]
    print("\n".join(tables))


if __name__ == "__main__":
    main(sys.argv[1:])
