"""A labelled report: its sentences and the sections that tile them."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from zongjie.decode import section_starts
from zongjie.labels import LabelSet
from zongjie.text.spans import Span

DIGITS = 6
UNCERTAIN_BELOW = 0.7  # where a bundle has no threshold

_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A labelled sentence.

    Attributes:
        start, end: `[start, end)` in characters of the text as given.
        text: the sentence.
        label: its most probable role.
        score: calibrated probability of `label`.
        heading: whether it is a heading.
        section: index of the section that it stands in.
        scores: probabilities of all labels, in the order of `Report.labels`.
    """

    start: int
    end: int
    text: str
    label: str
    score: float
    heading: bool
    section: int
    scores: tuple[float, ...] = field(repr=False)

    def to_dict(self) -> dict[str, Any]:
        """The sentence as plain values, probabilities rounded to six digits."""
        return {
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "label": str(self.label),
            "score": round(self.score, DIGITS),
            "scores": [round(score, DIGITS) for score in self.scores],
            "heading": self.heading,
            "section": self.section,
        }


@dataclass(frozen=True, slots=True)
class Section:
    """A block of sentences that do one thing.

    Attributes:
        start, end: `[start, end)` in characters, from its first to its last sentence.
        text: what stands there, line breaks kept.
        label: its section role.
        score: calibrated section probability of `label`, as a mean over its sentences.
        heading: text of the heading that opens it, None where none does.
        sentences: its sentences, in order.
        first: index of its first sentence in `Report.sentences`.
    """

    start: int
    end: int
    text: str = field(repr=False)
    label: str
    score: float
    heading: str | None
    sentences: tuple[Sentence, ...] = field(repr=False)
    first: int

    def to_dict(self) -> dict[str, Any]:
        """The section as plain values; it holds its sentences as a range of indices."""
        return {
            "start": self.start,
            "end": self.end,
            "label": str(self.label),
            "score": round(self.score, DIGITS),
            "heading": self.heading,
            "sentences": [self.first, self.first + len(self.sentences)],
        }


@dataclass(frozen=True, slots=True)
class Report:
    """What `classify` gives.

    Attributes:
        text: the text as given.
        sentences: in order; they don't overlap and cover all that is not white space.
        sections: in order; they tile the sentences.
        labels: the label set of the model.
        uncertain_below: score under which a sentence is uncertain: a person had better look at it.
    """

    text: str = field(repr=False)
    sentences: tuple[Sentence, ...]
    sections: tuple[Section, ...]
    labels: LabelSet = field(repr=False)
    uncertain_below: float = field(default=UNCERTAIN_BELOW, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """The report as plain values, probabilities rounded to six digits.

        A section holds its sentences as the range `[first, end)` of indices.
        """
        return {
            "labels": list(self.labels.names),
            "sentences": [sentence.to_dict() for sentence in self.sentences],
            "sections": [section.to_dict() for section in self.sections],
        }

    def to_json(self, indent: int | None = None) -> str:
        """The report as JSON, of characters that any encoding of Unicode can hold."""
        if indent is not None:
            return _dump(self.to_dict(), indent)
        # row by row: of a text of millions of characters, all rows as values take more than it
        parts = {"sentences": self.sentences, "sections": self.sections}
        dumped = [f'"labels": {_dump(list(self.labels.names))}']
        for name, rows in parts.items():
            dumped.append(f'"{name}": [{", ".join(_dump(row.to_dict()) for row in rows)}]')
        return "{" + ", ".join(dumped) + "}"

    def to_markdown(self) -> str:
        """The report as Markdown: a heading for each section, a list item for each sentence."""
        from zongjie.render import render_markdown

        return render_markdown(self)

    def to_html(self, title: str | None = None, file: str = "") -> str:
        """The report as a page that stands alone, and opens from a disk.

        Args:
            title: of the page; the title in the text if None.
            file: where the text comes from, as corrections made in the page are to name it.
        """
        from zongjie.pages import render_page, view_of_report

        return render_page(view_of_report(self, title, file))

    def _repr_html_(self) -> str:
        """The report in a notebook."""
        from zongjie.pages import render_fragment, view_of_report

        return render_fragment(view_of_report(self))


def uncertainty(role_threshold: float | None) -> float:
    """The score under which sentences are uncertain to a bundle, as pages say and apply it.

    Args:
        role_threshold: of its manifest; 0 or None where it has none.

    Returns:
        The threshold in two digits, rounded down, so that no score of 0.99 or more is uncertain.

    Example:
        >>> uncertainty(0.7679), uncertainty(0.9999), uncertainty(0.0)
        (0.76, 0.99, 0.7)
    """
    return math.floor(100 * role_threshold) / 100 if role_threshold else UNCERTAIN_BELOW


def _dump(value: object, indent: int | None = None) -> str:
    dumped = json.dumps(value, ensure_ascii=False, indent=indent)
    return _SURROGATE.sub(lambda match: f"\\u{ord(match.group()):04x}", dumped)


def build_report(
    text: str,
    spans: Sequence[Span],
    labels: LabelSet,
    roles: np.ndarray,
    sections: np.ndarray,
    section_labels: np.ndarray,
    report_starts: Sequence[int],
    role_threshold: float = 0.0,
) -> Report:
    """Put spans and probabilities together.

    Args:
        text: the text as given.
        spans: its N spans.
        labels: the label set, L labels.
        roles: role probabilities, (N, L).
        sections: section probabilities, (N, L).
        section_labels: decoded section labels, (N,).
        report_starts: indices of first sentences of reports.
        role_threshold: of the bundle's manifest.
    """
    starts = section_starts(section_labels, report_starts)
    bounds = np.append(starts, len(spans))
    index = np.repeat(np.arange(len(starts)), np.diff(bounds)).tolist()
    members = labels.members()
    best = roles.argmax(axis=1).tolist()
    sentences = tuple(
        Sentence(
            span.start,
            span.end,
            text[span.start : span.end],
            members[role],
            scores[role],
            span.heading,
            section,
            tuple(scores),
        )
        for span, role, scores, section in zip(spans, best, roles.tolist(), index, strict=True)
    )
    blocks = tuple(
        _build_section(text, sentences, members, sections, int(section_labels[first]), first, end)
        for first, end in pairwise(bounds.tolist())
    )
    return Report(text, sentences, blocks, labels, uncertainty(role_threshold))


def _build_section(
    text: str,
    sentences: tuple[Sentence, ...],
    members: tuple[str, ...],
    probabilities: np.ndarray,
    label: int,
    first: int,
    end: int,
) -> Section:
    start, stop = sentences[first].start, sentences[end - 1].end
    opening = sentences[first]
    return Section(
        start,
        stop,
        text[start:stop],
        members[label],
        float(probabilities[first:end, label].mean(dtype=np.float64)),
        opening.text if opening.heading else None,
        sentences[first:end],
        first,
    )
