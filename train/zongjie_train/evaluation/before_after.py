"""Two runs on the same gold and on the sentences that people judged: before and after."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from zongjie.labels import LabelSet
from zongjie.review.texts import Reviewed
from zongjie.text import split_spans
from zongjie_train.config import Config
from zongjie_train.corpora.corpus import load_corpus, project_units
from zongjie_train.corpora.corrected import make_units
from zongjie_train.corpora.report_files import UNKNOWN
from zongjie_train.evaluation.gold import gather_sources
from zongjie_train.evaluation.prediction_types import GoldReport
from zongjie_train.evaluation.row_inputs import RowInputs
from zongjie_train.evaluation.rows import predict_row
from zongjie_train.evaluation.scoring import HEADLINE, score
from zongjie_train.evaluation.tables import NOTHING
from zongjie_train.plain_tables import align
from zongjie_train.rules.rulebook import load_rulebook


def compare_runs(before: Config, after: Config, reviewed: Sequence[Reviewed]) -> str:
    """A table of both models, in float.

    Args:
        before, after: runs with a checkpoint each; the gold is that of `before`.
        reviewed: reports with sentences that people judged.
    """
    labels = load_rulebook(before.labels.rules).labels
    sources = gather_sources(load_corpus(before.data, labels), before.evaluation.splits, {})
    gold = [report for reports in sources.values() for report in reports]
    judged = [judged_report(report, labels) for report in reviewed]
    n_judged = sum(int((report.roles != UNKNOWN).sum()) for report in judged)
    groups = [*sources, f"{n_judged} judged sentences"]
    rows = [["F1", *(name for _ in sources for name in HEADLINE), "right"]]
    for title, config in (("before", before), ("after", after)):
        inputs = RowInputs(config.run_folder, labels, [*gold, *judged], (), {})
        predictions = predict_row("model", inputs)
        cells = [title]
        for reports in sources.values():
            figures = score(reports, predictions, labels.names)
            cells += [cell(figures[key]) for key in HEADLINE.values()]
        found = {p.report_id: p.role_labels for p in predictions}
        right = sum(
            int(((found[report.report_id] == report.roles) & (report.roles != UNKNOWN)).sum())
            for report in judged
        )
        rows.append([*cells, f"{right} of {n_judged}"])
    legend = ", ".join(groups)
    note = "" if sources else "\nno report of these splits has gold labels: nothing else to compare"
    return f"{align(rows, n_left=1, rule=True)}\ncolumns: {legend}{note}"


def judged_report(report: Reviewed, labels: LabelSet) -> GoldReport:
    """A report whose gold is what people judged, -1 elsewhere."""
    spans = tuple(split_spans(report.text))
    roles, sections = project_units(spans, make_units(report, labels))
    name = f"judged {report.name}"
    return GoldReport(name, report.text, spans, np.array(roles), np.array(sections))


def cell(value: float | None) -> str:
    return NOTHING if value is None or np.isnan(value) else f"{value:.3f}"
