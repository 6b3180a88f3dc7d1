"""What a run came to: counts of its tables, and how fast it was."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zongjie.archive.tables import read_batches
from zongjie.labels import LabelSet

Counts = dict[str, Any]


def count_tables(folder: Path, labels: LabelSet) -> Counts:
    """Counts of the tables of a folder: files by status, errors by reason, and so on."""
    statuses = _count(folder, "files", "status")
    labelled = duplicates = 0
    for batch in read_batches(folder, "reports", ["duplicate_of", "mean_score"]):
        duplicates += len(batch) - batch.column(0).null_count
        labelled += len(batch) - batch.column(1).null_count
    n_reports = sum(len(batch) for batch in read_batches(folder, "reports", ["report"]))
    sentences = _count(folder, "sentences", "label")
    sections = _count(folder, "sections", "label")
    return {
        "files": {status: statuses[status] for status in ("labelled", "duplicate", "failed")},
        "failed": _sorted(_count(folder, "files", "reason", of_status="failed")),
        "errors": _sorted(_count(folder, "errors", "reason")),
        "reports": {
            "labelled": labelled,
            "duplicate": duplicates,
            "unlabelled": n_reports - labelled - duplicates,
        },
        "sentences": {name: sentences[name] for name in labels.names},
        "sections": {name: sections[name] for name in labels.names},
    }


def _count(folder: Path, table: str, column: str, of_status: str | None = None) -> Counter[str]:
    counts: Counter[str] = Counter()
    columns = [column, "status"] if of_status else [column]
    for batch in read_batches(folder, table, columns):
        for row in batch.to_pylist():
            if of_status is None or row["status"] == of_status:
                counts[row[column]] += 1
    return counts


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


@dataclass(frozen=True)
class Summary:
    """What `label_archive` gives.

    Attributes:
        out: the folder of the tables.
        counts: of all tables: files by status, failed files and errors by reason, reports,
            sentences and sections by label.
        chinese: the labels' Chinese names, by name.
        n_read: files that were read in this run; others were known.
        n_labelled: sentences that were labelled in this run.
        seconds: that it took, and by stage.
    """

    out: Path
    counts: Counts
    chinese: dict[str, str]
    n_read: int
    n_labelled: int
    seconds: dict[str, float]

    def lines(self) -> list[str]:
        """The summary for people."""
        counts = self.counts
        files, reports = counts["files"], counts["reports"]
        shown = [
            ("files", f"{sum(files.values()):,}", _listed(files)),
            ("failed", f"{files['failed']:,}", _listed(counts["failed"])),
            ("reports", f"{sum(reports.values()):,}", _listed(reports)),
        ]
        n = sum(counts["sentences"].values())
        shares = (
            f"{self.chinese[name]} {count:,} ({count / n:.0%})"
            for name, count in counts["sentences"].items()
            if count
        )
        shown.append(("sentences", f"{n:,}", ", ".join(shares)))
        lines = [f"{name:10}{total:>9}  {rest}".rstrip() for name, total, rest in shown]
        return [*lines, self._speed(), f"{'tables':10}{self.out}"]

    def _speed(self) -> str:
        reading, labelling = self.seconds["reading"], self.seconds["labelling"]
        total = sum(self.seconds.values())
        now = []
        if self.n_read:
            now.append(f"{self.n_read:,} files read at {self.n_read / max(reading, 1e-3):,.1f}/s")
        if self.n_labelled:
            rate = self.n_labelled / max(labelling, 1e-3)
            now.append(f"{self.n_labelled:,} sentences labelled at {rate:,.0f}/s")
        return f"{'this run':10}{total:>8.1f}s  {', '.join(now) or 'nothing was new'}"


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items() if count)
