"""All figures of one labelling of one source of gold reports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from zongjie.text import report_starts
from zongjie_train.evaluation.prediction_types import EvaluationError, GoldReport, Prediction
from zongjie_train.metrics import (
    BoundaryF1,
    CalibrationError,
    Pk,
    RoleF1,
    SectionF1,
    WindowDiff,
    agreement,
    bootstrap,
    calibration,
    segmentation,
)

HEADLINE = {"roles": "role_macro_f1", "sections": "section_macro_f1", "borders": "boundary_f1"}
"""The figures that tables show first, by the name that they bear there."""
ANSWERED = 0.9


def score(
    reports: Sequence[GoldReport], predictions: Sequence[Prediction], labels: Sequence[str]
) -> dict[str, Any]:
    """Score predictions against gold; sentences of unknown gold label are left out.

    Args:
        reports: gold of one source.
        predictions: one for each report, in any order; others are ignored.
        labels: names of the L labels, in class order.

    Returns:
        Figures by name. For each head in ("role", "section"): <head>_macro_f1, _accuracy, _f1,
        _precision, _recall, _support (by label), _confusion (gold in rows), _ece, _reliability
        (bins), _selective (threshold, coverage, accuracy), _no_rule and _rule (n, accuracy; where
        that is known). The confidence of a section is its mean over its sentences;
        section_head_ece is that of the most probable section role of each sentence. Then
        boundary_f1, boundary_precision, boundary_recall, pk, window_diff, reports, sentences, and
        intervals (95 %) with what was resampled. nan where nothing is to count.

    Raises:
        EvaluationError: a report has no prediction, or one of other numbers of sentences or labels.
    """
    by_id = {prediction.report_id: prediction for prediction in predictions}
    pairs = [(report, _matching(report, by_id, len(labels))) for report in reports]
    figures: dict[str, Any] = {
        "reports": len(reports),
        "sentences": sum(len(report.spans) for report in reports),
    }
    figures |= _score_head(
        "role",
        [report.roles for report in reports],
        [prediction.roles for _, prediction in pairs],
        [prediction.role_labels for _, prediction in pairs],
        [report.role_fired for report in reports],
        labels,
    )
    figures |= _score_head(
        "section",
        [report.sections for report in reports],
        [
            calibration.mean_over_sections(prediction.sections, prediction.section_labels)
            for _, prediction in pairs
        ],
        [prediction.section_labels for _, prediction in pairs],
        [report.section_fired for report in reports],
        labels,
    )
    figures["section_head_ece"] = _head_ece(pairs)
    return figures | _score_borders(pairs) | _intervals(pairs, len(labels))


def _matching(report: GoldReport, by_id: dict[str, Prediction], n_labels: int) -> Prediction:
    prediction = by_id.get(report.report_id)
    if prediction is None:
        raise EvaluationError(f"report {report.report_id!r} has no prediction; predict all reports")
    if prediction.roles.shape != (len(report.spans), n_labels):
        raise EvaluationError(
            f"report {report.report_id!r} has {len(report.spans)} sentences and {n_labels} labels, "
            f"its prediction {prediction.roles.shape}; repeat the stages after a change of "
            "splitting or of labels"
        )
    return prediction


def _score_head(
    head: str,
    gold_of: list[np.ndarray],
    probabilities_of: list[np.ndarray],
    chosen_of: list[np.ndarray],
    fired_of: list[np.ndarray | None],
    labels: Sequence[str],
) -> dict[str, Any]:
    gold, probabilities, chosen = map(np.concatenate, (gold_of, probabilities_of, chosen_of))
    known = gold != agreement.UNKNOWN
    if not known.any():
        return {f"{head}_macro_f1": float("nan")}
    gold, probabilities, chosen = gold[known], probabilities[known], chosen[known]
    metric = RoleF1() if head == "role" else SectionF1()
    f1 = metric.compute(predictions=chosen, references=gold, n_labels=len(labels))
    error = CalibrationError().compute(predictions=probabilities, references=gold, labels=chosen)
    assert f1 is not None and error is not None
    confidence, right = calibration.top_confidence(probabilities, chosen), chosen == gold
    selective = calibration.selective_accuracy(confidence, right, ANSWERED)
    figures: dict[str, Any] = {
        "macro_f1": f1["macro_f1"],
        "accuracy": f1["accuracy"],
        "confusion": f1["confusion"],
        "ece": error["ece"],
        "reliability": error["bins"],
        "selective": vars(selective),
    }
    for name in ("f1", "precision", "recall", "support"):
        figures[name] = dict(zip(labels, f1[name], strict=True))
    if all(fired is not None for fired in fired_of):
        fired = np.concatenate([each for each in fired_of if each is not None])[known]
        for name, chosen_ones in (("no_rule", ~fired), ("rule", fired)):
            n = int(chosen_ones.sum())
            share = float(right[chosen_ones].mean()) if n else float("nan")
            figures[name] = {"n": n, "accuracy": share}
    return {f"{head}_{name}": value for name, value in figures.items()}


def _head_ece(pairs: list[tuple[GoldReport, Prediction]]) -> float:
    """ECE of the section head before decoding."""
    if not any(len(report.spans) for report, _ in pairs):
        return float("nan")
    error = CalibrationError().compute(
        predictions=np.concatenate([prediction.sections for _, prediction in pairs]),
        references=np.concatenate([report.sections for report, _ in pairs]),
    )
    assert error is not None
    return error["ece"]


def _score_borders(pairs: list[tuple[GoldReport, Prediction]]) -> dict[str, float]:
    pairs = [pair for pair in pairs if (pair[0].sections != agreement.UNKNOWN).any()]
    if not pairs:
        return {}
    columns = {
        "predictions": [prediction.section_labels.tolist() for _, prediction in pairs],
        "references": [report.sections.tolist() for report, _ in pairs],
    }
    borders = BoundaryF1().compute(**columns)
    assert borders is not None
    figures = {
        "boundary_f1": borders["boundary_f1"],
        "boundary_precision": borders["precision"],
        "boundary_recall": borders["recall"],
    }
    return figures | (Pk().compute(**columns) or {}) | (WindowDiff().compute(**columns) or {})


def _intervals(pairs: list[tuple[GoldReport, Prediction]], n_labels: int) -> dict[str, Any]:
    """95 % intervals of the headline figures; a boundary belongs to the unit it opens in."""
    roles, sections, borders = [], [], []
    edges = [[*report_starts(report.text, report.spans), len(report.spans)] for report, _ in pairs]
    units = bootstrap.resampling_units(edges)
    for i, start, end in units:
        report, prediction = pairs[i]
        part, with_one_before = slice(start, end), slice(max(start - 1, 0), end)
        gold, chosen = report.sections, prediction.section_labels
        roles.append(
            agreement.confusion_matrix(report.roles[part], prediction.role_labels[part], n_labels)
        )
        sections.append(agreement.confusion_matrix(gold[part], chosen[part], n_labels))
        borders.append(segmentation.boundary_counts(gold[with_one_before], chosen[with_one_before]))
    found = {
        "role_macro_f1": bootstrap.interval(np.array(roles), agreement.macro_f1),
        "section_macro_f1": bootstrap.interval(np.array(sections), agreement.macro_f1),
        "boundary_f1": bootstrap.interval(np.array(borders), segmentation.boundary_f1),
    }
    by_report = sum(len(each) - 1 for each in edges) >= bootstrap.FEWEST_REPORTS
    return {"intervals": found, "resampled": f"{len(units)} {'reports' if by_report else 'pieces'}"}
