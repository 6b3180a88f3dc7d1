"""What a page shows of a report, just labelled or from the tables of an archive."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zongjie.labels import LabelSet
from zongjie.report import UNCERTAIN_BELOW

if TYPE_CHECKING:
    from zongjie.report import Report, Sentence


@dataclass(frozen=True, slots=True)
class Mark:
    """A labelled sentence: `[start, end)` in characters of `View.text`, labels as classes.

    It is uncertain where its score is below `View.uncertain_below`.
    """

    start: int
    end: int
    label: int
    score: float
    next_label: int | None
    next_score: float
    heading: bool
    uncertain: bool


@dataclass(frozen=True, slots=True)
class Block:
    """A section: its marks are `[first, end)`."""

    label: int
    score: float
    heading: str | None
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class View:
    """A labelled report, ready to be laid out.

    Attributes:
        title: of the report.
        text: the report as written.
        labels: the label set of the model.
        marks: its sentences, in order.
        blocks: its sections, in order; they tile the marks.
        source: where it comes from, as corrections name it: file, record, report, and archive
            where it is of one.
        uncertain_below: score under which the bundle is uncertain.
        offset: where `text` begins in the document that `source` names, in characters.
    """

    title: str
    text: str
    labels: LabelSet
    marks: tuple[Mark, ...]
    blocks: tuple[Block, ...]
    source: Mapping[str, Any]
    uncertain_below: float
    offset: int = 0

    @property
    def n_uncertain(self) -> int:
        """How many of its sentences are uncertain."""
        return sum(mark.uncertain for mark in self.marks)

    @property
    def mean_score(self) -> float:
        """The mean of its sentences' scores, 0 for a report without sentences."""
        return sum(mark.score for mark in self.marks) / max(1, len(self.marks))


def view_of_report(report: Report, title: str | None = None, file: str = "") -> View:
    """The view of a report that `classify` gave.

    Args:
        report: the report.
        title: its title; that in its text if None.
        file: the file that it comes from, as corrections are to name it.
    """
    labels = report.labels
    digest = hashlib.sha256(report.text.encode("utf-8", "surrogatepass")).hexdigest()
    return View(
        title=title or _title(report.text, file),
        text=report.text,
        labels=labels,
        marks=tuple(_mark(sentence, report) for sentence in report.sentences),
        blocks=tuple(
            Block(labels.index(s.label), s.score, s.heading, s.first, s.first + len(s.sentences))
            for s in report.sections
        ),
        source={"file": file, "record": None, "report": digest[:16]},
        uncertain_below=report.uncertain_below,
    )


def view_of_rows(
    row: Mapping[str, Any],
    text: str,
    sentences: Sequence[Mapping[str, Any]],
    sections: Sequence[Mapping[str, Any]],
    labels: LabelSet,
    uncertain_below: float = UNCERTAIN_BELOW,
) -> View:
    """The view of a report of an archive, from its rows in the tables.

    Args:
        row: its row of the table of reports.
        text: its text.
        sentences, sections: its rows of these tables, in order.
        labels: the label set of the run.
        uncertain_below: score under which its bundle is uncertain.
    """
    begin = row["start"]
    return View(
        title=row["title"] or _title(text, row["file"]),
        text=text,
        labels=labels,
        marks=tuple(
            Mark(
                s["start"] - begin,
                s["end"] - begin,
                labels.index(s["label"]),
                s["score"],
                None if s["next_label"] is None else labels.index(s["next_label"]),
                s["next_score"] or 0.0,
                s["heading"],
                s["score"] < uncertain_below,
            )
            for s in sentences
        ),
        blocks=tuple(
            Block(
                labels.index(s["label"]),
                s["score"],
                s["heading"],
                s["first"],
                s["first"] + s["n_sentences"],
            )
            for s in sections
        ),
        source={name: row[name] for name in ("archive", "file", "record", "report")},
        uncertain_below=uncertain_below,
        offset=begin,
    )


def _mark(sentence: Sentence, report: Report) -> Mark:
    labels = report.labels
    label = labels.index(sentence.label)
    others = [i for i in range(len(labels)) if i != label]
    following = max(others, key=sentence.scores.__getitem__, default=None)
    return Mark(
        sentence.start,
        sentence.end,
        label,
        sentence.score,
        following,
        0.0 if following is None else sentence.scores[following],
        sentence.heading,
        sentence.score < report.uncertain_below,
    )


def _title(text: str, file: str) -> str:
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    if 0 < len(first) <= 60:
        return first
    return file.replace("\\", "/").rpartition("/")[2] or first[:40] or "报告"
