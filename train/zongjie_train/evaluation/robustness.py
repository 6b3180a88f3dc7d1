"""How much a row loses on gold reports as they might have arrived: distorted copies of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from zongjie.text import split_spans
from zongjie_train.corpora.distortions import DISTORTIONS, distort
from zongjie_train.evaluation.prediction_types import GoldReport
from zongjie_train.evaluation.row_inputs import RowInputs
from zongjie_train.evaluation.rows import predict_row
from zongjie_train.evaluation.scoring import HEADLINE, score
from zongjie_train.evaluation.tables import cell
from zongjie_train.plain_tables import align

AS_IS = "as it is"


def distort_gold(report: GoldReport, way: str) -> GoldReport:
    """A distorted copy; a sentence has the gold of the one that owns most of it."""
    copy = distort(report.text, way)
    sources = np.array(copy.sources, np.int64)
    spans = tuple(split_spans(copy.text))
    roles, sections = report.roles[sources], report.sections[sources]
    return GoldReport(report.report_id, copy.text, spans, roles, sections)


def measure_robustness(
    row: str,
    inputs: RowInputs,
    sources: Mapping[str, Sequence[GoldReport]],
    labels: Sequence[str],
    whole: Mapping[str, Mapping[str, Any]],
) -> dict[str, dict[str, dict[str, float]]]:
    """Figures of a row by way and source, the reports as they are first.

    Args:
        row: which row.
        inputs: of the evaluation.
        sources: gold reports.
        labels: names in class order.
        whole: the row's figures on `sources`.
    """
    found = {AS_IS: {s: {n: whole[s][key] for n, key in HEADLINE.items()} for s in sources}}
    for way in DISTORTIONS:
        copies = {s: [distort_gold(r, way) for r in reports] for s, reports in sources.items()}
        every = [report for reports in copies.values() for report in reports]
        predictions = predict_row(row, dataclasses.replace(inputs, reports=every))
        found[way] = {}
        for source, reports in copies.items():
            figures = score(reports, predictions, labels)
            found[way][source] = {n: figures[key] for n, key in HEADLINE.items()}
    return found


def format_robustness(found: Mapping[str, Mapping[str, Mapping[str, float]]]) -> str:
    """The table: a line a way, columns of each source."""
    sources = list(found[AS_IS])
    body = [
        [way, *(cell(by_source[s][name]) for s in sources for name in HEADLINE)]
        for way, by_source in found.items()
    ]
    head = ["copies", *(list(HEADLINE) * len(sources))]
    return align([head, *body], n_left=1, groups=sources, rule=True)
