"""Corrections to gold: reports in which just the sentences that people judged have labels.

1. Corrections are read, checked against the reports' texts, and gathered by report.
2. A report that is in the corpus keeps its labels but for the corrected roles. One of dev or test
   is left aside: what measures the model must not change with it, nor be learnt.
3. Any other report is new: the whole of it is read, a judged sentence has its role, all else has
   what the rules say, or nothing. Its sections are unknown.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zongjie.labels import LabelSet
from zongjie.review.corrections import Correction, read_corrections
from zongjie.review.texts import Reviewed, find_reports, text_digest
from zongjie.text import split_spans
from zongjie_train.config import DataConfig
from zongjie_train.corpora.corpus import Placed, place_gold, place_reports, project_units
from zongjie_train.corpora.report_files import UNKNOWN, Unit


@dataclass(frozen=True)
class Corrected:
    """What corrections come to.

    Attributes:
        lines: reports as `data.gold` reads them.
        reviewed: the reports, with judged sentences, that are learnt from.
        n_known: how many of them are in the corpus.
        n_held_back: sentences left aside, since their reports are of dev or test.
        n_changed: judged sentences of which the model had said something else.
    """

    lines: tuple[dict[str, Any], ...]
    reviewed: tuple[Reviewed, ...]
    n_known: int
    n_held_back: int
    n_changed: int

    @property
    def n_sentences(self) -> int:
        """Sentences that are learnt from."""
        return sum(len(report.sentences) for report in self.reviewed)

    def write(self, path: Path) -> None:
        """Write the reports as JSON lines."""
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = (json.dumps(line, ensure_ascii=False) + "\n" for line in self.lines)
        path.write_text("".join(lines), encoding="utf-8")


def gather_corrections(paths: Sequence[str], data: DataConfig, labels: LabelSet) -> Corrected:
    """Check corrections and turn them into labelled reports.

    Args:
        paths: files of corrections, of any kind that `read_corrections` reads.
        data: the corpus of the run.
        labels: the label set.

    Raises:
        ReviewError: rows that can't be used, all of a file told at once.
        CorpusError: the corpus can't be read.
    """
    corrections = [c for path in paths for c in read_corrections(path, labels)]
    placed = [*place_reports(data, labels), *place_gold(data, labels)]
    known = {text_digest(p.record.text): p.record.text for p in placed}
    reviewed: list[Reviewed] = []
    own: dict[str, list[Unit]] = {}
    lines: list[dict[str, Any]] = []
    n_held_back = 0
    for report in find_reports(corrections, known):
        home = next((p for p in placed if report.text in p.record.text), None)
        if home is not None and home.split != "train":
            n_held_back += len(report.sentences)
            continue
        reviewed.append(report)
        units = make_units(report, labels)
        if home is None:
            lines.append(make_line(f"corrected-{report.name}", report.text, units, labels))
        else:
            begin = home.record.text.index(report.text)
            shifted = [Unit(u.start + begin, u.end + begin, u.role, u.section) for u in units]
            own.setdefault(home.record.id, []).extend(shifted)
    for p in placed:
        if p.record.id in own:
            units = merge_units(p, sorted(own[p.record.id], key=lambda u: u.start))
            lines.append(make_line(p.record.id, p.record.text, units, labels))
    return Corrected(
        tuple(lines), tuple(reviewed), len(own), n_held_back, sum(map(is_changed, corrections))
    )


def is_changed(correction: Correction) -> bool:
    return correction.old_label not in (None, correction.label)


def make_units(report: Reviewed, labels: LabelSet) -> list[Unit]:
    return [
        Unit(start, end, labels.index(label), UNKNOWN) for start, end, label in report.sentences
    ]


def merge_units(placed: Placed, corrected: Sequence[Unit]) -> list[Unit]:
    """A unit for each sentence of a report: its labels in the corpus, but for corrected roles."""
    spans = split_spans(placed.record.text)
    roles, sections = project_units(spans, placed.record.units)
    judged, _ = project_units(spans, corrected)
    return [
        Unit(span.start, span.end, role if new == UNKNOWN else new, section)
        for span, role, section, new in zip(spans, roles, sections, judged, strict=True)
    ]


def make_line(report_id: str, text: str, units: Sequence[Unit], labels: LabelSet) -> dict[str, Any]:
    def name(label: int) -> str | None:
        return None if label == UNKNOWN else labels.names[label]

    return {
        "id": report_id,
        "text": text,
        "corrected": True,
        "units": [
            {"start": u.start, "end": u.end, "role": name(u.role), "section": name(u.section)}
            for u in units
        ],
    }
