"""The metrics as `evaluate.Metric` classes: offline, defined here, nothing fetched by name.

Labels are class numbers; a gold label of -1 is unknown and left out. A metric of sentences takes
flat lists; a metric of segmentations takes one list for each report.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import evaluate
import numpy as np
from datasets import Features, Sequence, Value

from zongjie_train.metrics import agreement, calibration, segmentation

_SENTENCES = {"predictions": Value("int32"), "references": Value("int32")}
_REPORTS = {"predictions": Sequence(Value("int32")), "references": Sequence(Value("int32"))}
_PROBABILITIES = {"predictions": Sequence(Value("float32")), "references": Value("int32")}


def _measure_labels(
    predictions: list[int], references: list[int], n_labels: int | None = None
) -> dict[str, Any]:
    if n_labels is None:
        n_labels = max(*predictions, *references) + 1
    confusion = agreement.confusion_matrix(references, predictions, n_labels)
    return {
        "macro_f1": float(agreement.macro_f1(confusion)),
        "accuracy": float(agreement.accuracy(confusion)),
        "f1": agreement.label_f1(confusion).tolist(),
        "precision": agreement.label_precision(confusion).tolist(),
        "recall": agreement.label_recall(confusion).tolist(),
        "support": confusion.sum(1).tolist(),
        "confusion": confusion.tolist(),
    }


def _measure_borders(predictions: list[list[int]], references: list[list[int]]) -> dict[str, float]:
    pairs = zip(references, predictions, strict=True)
    counts = np.sum([segmentation.boundary_counts(gold, each) for gold, each in pairs], 0)
    both, predicted, gold = counts.tolist()
    return {
        "boundary_f1": float(segmentation.boundary_f1(counts)),
        "precision": both / predicted if predicted else float("nan"),
        "recall": both / gold if gold else float("nan"),
        "n_predicted": predicted,
        "n_gold": gold,
    }


def _measure_pk(predictions: list[list[int]], references: list[list[int]]) -> dict[str, float]:
    pairs = zip(references, predictions, strict=True)
    return {"pk": _mean([segmentation.pk(gold, each) for gold, each in pairs])}


def _measure_window_diff(
    predictions: list[list[int]], references: list[list[int]]
) -> dict[str, float]:
    pairs = zip(references, predictions, strict=True)
    values = [segmentation.window_diff(gold, each) for gold, each in pairs]
    return {"window_diff": _mean(values)}


def _measure_calibration(
    predictions: list[list[float]],
    references: list[int],
    labels: list[int] | None = None,
    n_bins: int = calibration.N_BINS,
) -> dict[str, Any]:
    probabilities, gold = np.array(predictions), np.array(references)
    chosen = probabilities.argmax(1) if labels is None else np.asarray(labels)
    known = gold != agreement.UNKNOWN
    confidence = calibration.top_confidence(probabilities, chosen)
    bins = calibration.reliability(confidence[known], (chosen == gold)[known], n_bins)
    return {"ece": calibration.expected_calibration_error(bins), "bins": bins}


def _mean(values: list[float]) -> float:
    """Mean of what is not nan; nan of nothing."""
    known = [value for value in values if not np.isnan(value)]
    return float(np.mean(known)) if known else float("nan")


class _Offline(evaluate.Metric):
    """A metric that keeps its rows in memory, so that runs side by side share no cache file."""

    measure: ClassVar[Callable[..., dict[str, Any]]]
    columns: ClassVar[dict[str, Any]] = _SENTENCES
    published: ClassVar[str] = ""

    def __init__(self, keep_in_memory: bool = True, **options: Any) -> None:
        super().__init__(keep_in_memory=keep_in_memory, **options)

    def _info(self) -> evaluate.MetricInfo:
        return evaluate.MetricInfo(
            description=type(self).__doc__ or "",
            citation=self.published,
            inputs_description="",
            features=Features(self.columns),
        )

    def _compute(
        self, *, predictions: Any = None, references: Any = None, **options: Any
    ) -> dict[str, Any]:
        return type(self).measure(predictions, references, **options)


class RoleF1(_Offline):
    """F1 of sentence roles: macro over the labels that occur in gold or prediction, and by label.

    `compute(predictions=(N,), references=(N,), n_labels=L)` gives macro_f1, accuracy, and lists
    over labels of f1, precision, recall, support (nan where a label never occurs) and confusion
    (gold in rows).

    Example:
        >>> scores = RoleF1().compute(predictions=[0, 1, 1], references=[0, 0, 1], n_labels=2)
        >>> round(scores["macro_f1"], 3)
        0.667
    """

    measure = staticmethod(_measure_labels)


class SectionF1(_Offline):
    """F1 of sections counted by sentence; arguments and results as `RoleF1`.

    Example:
        >>> SectionF1().compute(predictions=[0, 1], references=[0, -1], n_labels=2)["macro_f1"]
        1.0
    """

    measure = staticmethod(_measure_labels)


class BoundaryF1(_Offline):
    """F1 of the gaps between sentences at which the section label changes, over all reports.

    Example:
        >>> BoundaryF1().compute(predictions=[[0, 1, 1]], references=[[0, 0, 1]])["boundary_f1"]
        0.0
    """

    measure = staticmethod(_measure_borders)
    columns = _REPORTS


class Pk(_Offline):
    """Pk of section boundaries, mean over reports; 0 is best, k set for each report.

    Example:
        >>> Pk().compute(predictions=[[0, 0, 1, 1]], references=[[0, 0, 1, 1]])
        {'pk': 0.0}
    """

    measure = staticmethod(_measure_pk)
    columns = _REPORTS
    published = "Beeferman, Berger & Lafferty 1999, Statistical Models for Text Segmentation"


class WindowDiff(_Offline):
    """WindowDiff of section boundaries, mean over reports; 0 is best, k set for each report.

    Example:
        >>> WindowDiff().compute(predictions=[[0, 0, 1, 1]], references=[[0, 0, 1, 1]])
        {'window_diff': 0.0}
    """

    measure = staticmethod(_measure_window_diff)
    columns = _REPORTS
    published = (
        "Pevzner & Hearst 2002, A Critique and Improvement of an Evaluation Metric for Text "
        "Segmentation"
    )


class CalibrationError(_Offline):
    """Expected calibration error of the predicted label, in bins of equal mass.

    `compute(predictions=(N, L), references=(N,), labels=(N,), n_bins=15)`: `labels` are the
    predicted ones where decoding chose others than the most probable. Gives ece and the bins.

    Example:
        >>> CalibrationError().compute(predictions=[[1.0, 0.0]], references=[0])["ece"]
        0.0
    """

    measure = staticmethod(_measure_calibration)
    columns = _PROBABILITIES
    published = "Guo et al. 2017, On Calibration of Modern Neural Networks, arXiv 1706.04599"
