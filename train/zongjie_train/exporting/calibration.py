"""What is fitted on dev at export: temperatures, the cost of a change of section, thresholds."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from zongjie.calibration import probabilities
from zongjie.decode import USUAL_COST, decode_sections
from zongjie_train.metrics.agreement import UNKNOWN, confusion_matrix, macro_f1
from zongjie_train.metrics.segmentation import boundary_counts, boundary_f1

SWITCH_COSTS = (0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0)
ANSWERED = 0.9
SMALLEST = 1e-12


def calibrate(logits: np.ndarray, labels: np.ndarray) -> float:
    """The temperature under which labels are likeliest.

    The mean negative log-likelihood has one minimum in the inverse temperature (it is convex
    there), found by golden-section search over [0.05, 20].

    Args:
        logits: (N, L).
        labels: (N,); those of -1 are left out, and where nothing is left the temperature is 1.

    Example:
        >>> logits = np.log(np.array([[0.9, 0.1]] * 4))  # says 0.9, is right three times in four
        >>> t = calibrate(logits, np.array([0, 0, 0, 1]))
        >>> probabilities(logits[0], t).round(2).tolist()
        [0.75, 0.25]
    """
    known = labels != UNKNOWN
    if not known.any():
        return 1.0
    logits, labels = logits[known], labels[known]

    def loss(log_inverse: float) -> float:
        likely = probabilities(logits, np.exp(-log_inverse))[np.arange(len(labels)), labels]
        return -float(np.log(np.maximum(likely, SMALLEST)).mean())

    return float(np.exp(-golden_section(loss, -np.log(20), np.log(20))))


def golden_section(f: Callable[[float], float], low: float, high: float) -> float:
    """Where a function of one minimum is least in [low, high], to 1e-4."""
    ratio = (5**0.5 - 1) / 2
    a, b = high - ratio * (high - low), low + ratio * (high - low)
    fa, fb = f(a), f(b)
    while high - low > 1e-4:
        if fa < fb:
            high, b, fb = b, a, fa
            a = high - ratio * (high - low)
            fa = f(a)
        else:
            low, a, fa = a, b, fb
            b = low + ratio * (high - low)
            fb = f(b)
    return (low + high) / 2


def fit_switch_cost(
    sections: Sequence[np.ndarray],
    gates: Sequence[np.ndarray],
    starts: Sequence[Sequence[int]],
    gold: Sequence[np.ndarray],
) -> float:
    """The cost of a change of section that serves dev gold best.

    Best is the largest sum of macro-F1 by sentence and boundary F1; of equals, the nearest to
    `USUAL_COST`, which also stands where nothing is labelled.

    Args:
        sections: calibrated section probabilities of each report, (N, L).
        gates: where sections may begin, (N,) each.
        starts: first sentences of reports in each text.
        gold: section labels, (N,) each, -1 unknown.
    """
    if not any((labels != UNKNOWN).any() for labels in gold):
        return USUAL_COST

    def value(cost: float) -> float:
        confusion, counts = 0, 0
        for p, gate, start, labels in zip(sections, gates, starts, gold, strict=True):
            decoded = decode_sections(p, gate, start, cost)
            confusion = confusion + confusion_matrix(labels, decoded, p.shape[1])
            counts = counts + boundary_counts(labels, decoded)
        return float(macro_f1(np.asarray(confusion)) + boundary_f1(np.asarray(counts)))

    return max(SWITCH_COSTS, key=lambda cost: (round(value(cost), 3), -abs(cost - USUAL_COST)))


def threshold(scores: np.ndarray) -> float:
    """The score that `ANSWERED` of the sentences reach; 0 where there are none."""
    return float(np.quantile(scores, 1 - ANSWERED)) if len(scores) else 0.0
