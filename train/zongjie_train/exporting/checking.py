"""int8 against float: whether a bundle may be handed out."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from zongjie.calibration import probabilities
from zongjie.classifier import Classifier
from zongjie.decode import decode_sections, find_gates
from zongjie.text import report_starts, split_spans
from zongjie_train.config import ExportConfig
from zongjie_train.exporting.calibration import calibrate, fit_switch_cost
from zongjie_train.metrics.agreement import UNKNOWN, confusion_matrix, macro_f1

MAX_SENTENCES = 6000
ENOUGH_SENTENCES = 1000
TINY = 1e-12
SLACK = 1e-9  # of a float product


class ExportError(ValueError):
    """A bundle is refused or can't be made; the message holds the figures and the cure."""


@dataclass(frozen=True, eq=False)
class DevReport:
    """A report that the export is checked on.

    Attributes:
        text: as given.
        roles, sections: gold labels of its N sentences, -1 unknown, (N,).
        gates: where sections may begin, (N,) bool.
        starts: first sentences of reports in it.
    """

    text: str
    roles: np.ndarray
    sections: np.ndarray
    gates: np.ndarray
    starts: list[int]


@dataclass(frozen=True, eq=False)
class Raw:
    """Log-probabilities of one report before calibration, (N, L) each."""

    roles: np.ndarray
    sections: np.ndarray


@dataclass(frozen=True)
class Fit:
    """What is fitted on the `n_labelled` gold sentences of dev; without any, all is as usual."""

    role_temperature: float
    section_temperature: float
    switch_cost: float
    n_labelled: int


@dataclass(frozen=True)
class Comparison:
    """int8 against float, for one head.

    Attributes:
        n: sentences compared.
        n_other: those of another label in int8.
        n_other_labelled: those of them that have gold.
        float_f1, int8_f1: macro-F1 on dev gold, nan where there is none.
    """

    n: int
    n_other: int
    n_other_labelled: int
    float_f1: float
    int8_f1: float

    def passes(self, config: ExportConfig) -> bool:
        """Whether it keeps within the limits.

        The share that may differ is rounded up to a whole sentence, and F1 lost by a single
        sentence doesn't count: on a small corpus one sentence outweighs both limits.
        """
        allowed = math.ceil((1 - config.min_agreement) * self.n - SLACK)
        lost = self.float_f1 - self.int8_f1  # nan where nothing is labelled: no loss is seen
        lost_too_much = self.n_other_labelled > 1 and lost > config.max_f1_loss
        return self.n_other <= allowed and not lost_too_much

    def __str__(self) -> str:
        figures = f"agree on {1 - self.n_other / self.n:.2%} of {self.n:,} sentences"
        if not np.isnan(self.float_f1):
            figures += f", macro-F1 on dev {self.float_f1:.4f} in float, {self.int8_f1:.4f} in int8"
        return figures


def gather_dev(rows: Iterable[dict[str, Any]], limit: int = MAX_SENTENCES) -> list[DevReport]:
    """Reports to check on, labelled ones first, until they hold `limit` sentences.

    Args:
        rows: of the corpus, each with text, labelled, roles, sections.
    """
    reports, n = [], 0
    for row in sorted(rows, key=lambda row: not row["labelled"]):
        spans = split_spans(row["text"])
        if not spans or n >= limit:
            continue
        gold = np.array(row["roles"], np.int64), np.array(row["sections"], np.int64)
        starts = report_starts(row["text"], spans)
        reports.append(DevReport(row["text"], *gold, find_gates(spans), starts))
        n += len(spans)
    return reports


def gather_more(dev: Sequence[DevReport], rows: Iterable[dict[str, Any]]) -> list[DevReport]:
    """Train reports without their gold that make dev up to `ENOUGH_SENTENCES` sentences.

    Agreement needs no gold, and nothing may be fitted on the gold that the model learnt from.
    """
    wanted = ENOUGH_SENTENCES - sum(len(report.roles) for report in dev)
    return [
        dataclasses.replace(
            report,
            roles=np.full_like(report.roles, UNKNOWN),
            sections=np.full_like(report.sections, UNKNOWN),
        )
        for report in gather_dev(rows, wanted)
    ]


def score_raw(classifier: Classifier, reports: Sequence[DevReport]) -> Iterator[Raw]:
    """What a bundle of temperatures 1 says of each report."""
    for report in reports:
        scores = classifier.scores(report.text)
        yield Raw(*(np.log(np.maximum(p, TINY)) for p in (scores.roles, scores.sections)))


def fit_dev(raw: Sequence[Raw], reports: Sequence[DevReport]) -> Fit:
    """Temperatures of both heads and the cost of a change of section."""
    role = calibrate(
        np.concatenate([r.roles for r in raw]), np.concatenate([r.roles for r in reports])
    )
    section = calibrate(
        np.concatenate([r.sections for r in raw]), np.concatenate([r.sections for r in reports])
    )
    cost = fit_switch_cost(
        [probabilities(r.sections, section) for r in raw],
        [r.gates for r in reports],
        [r.starts for r in reports],
        [r.sections for r in reports],
    )
    known = [(r.roles != UNKNOWN) | (r.sections != UNKNOWN) for r in reports]
    return Fit(role, section, cost, int(np.concatenate(known).sum()))


def decode_dev(raw: Sequence[Raw], reports: Sequence[DevReport], fit: Fit) -> list[np.ndarray]:
    """Section labels of each report, (N,)."""
    return [
        decode_sections(
            probabilities(r.sections, fit.section_temperature), d.gates, d.starts, fit.switch_cost
        )
        for r, d in zip(raw, reports, strict=True)
    ]


def compare(
    in_float: Sequence[Raw], in_int8: Sequence[Raw], reports: Sequence[DevReport], fit: Fit
) -> dict[str, Comparison]:
    """Both heads, by name."""
    roles = [np.concatenate([r.roles.argmax(1) for r in raw]) for raw in (in_float, in_int8)]
    sections = [np.concatenate(decode_dev(raw, reports, fit)) for raw in (in_float, in_int8)]
    n_labels = in_float[0].roles.shape[1]
    found = {}
    for head, (exact, rounded) in {"roles": roles, "sections": sections}.items():
        gold = np.concatenate([getattr(report, head) for report in reports])
        f1 = [float(macro_f1(confusion_matrix(gold, p, n_labels))) for p in (exact, rounded)]
        other = exact != rounded
        n_other_labelled = int((other & (gold != UNKNOWN)).sum())
        found[head] = Comparison(len(gold), int(other.sum()), n_other_labelled, *f1)
    return found
