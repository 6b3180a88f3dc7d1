"""Whether a probability means what it says: calibration error, reliability, selective accuracy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

N_BINS = 15


def top_confidence(
    probabilities: np.ndarray, labels: Sequence[int] | np.ndarray | None = None
) -> np.ndarray:
    """Probability given to the predicted label, (N,).

    Args:
        probabilities: (N, L).
        labels: predicted labels (N,) where they are not those of the largest probability,
            as after decoding.
    """
    probabilities = np.asarray(probabilities, np.float64)
    if labels is None:
        return probabilities.max(1) if len(probabilities) else np.zeros(0)
    return probabilities[np.arange(len(probabilities)), np.asarray(labels, np.int64)]


def mean_over_sections(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Each sentence's section distribution as the mean over its section, (N, L).

    That of the decoded label is the score that a reader sees with the section.

    Args:
        probabilities: section distributions of one report, (N, L).
        labels: decoded section labels, (N,); sentences of one label in a row are a section.

    Example:
        >>> p = np.array([[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]])
        >>> mean_over_sections(p, np.array([0, 0, 1])).tolist()
        [[0.75, 0.25], [0.75, 0.25], [0.0, 1.0]]
    """
    if not len(labels):
        return np.asarray(probabilities, np.float64)
    starts = np.flatnonzero(np.r_[True, labels[1:] != labels[:-1]])
    lengths = np.diff(np.append(starts, len(labels)))
    sums = np.add.reduceat(np.asarray(probabilities, np.float64), starts, axis=0)
    return np.repeat(sums / lengths[:, None], lengths, axis=0)


def reliability(
    confidence: np.ndarray, correct: np.ndarray, n_bins: int = N_BINS
) -> list[dict[str, float]]:
    """Bins of equal mass, from the least confident to the most.

    Each bin has `confidence` (mean), `accuracy`, `count`. Sentences of the same confidence share
    a bin, so that the order of sentences makes no difference; there can be fewer bins than asked.

    Args:
        confidence: (N,).
        correct: (N,) bool.
        n_bins: bins of about N / n_bins sentences.

    Example:
        >>> reliability(np.array([0.5, 0.5, 0.9, 0.9]), np.array([1, 0, 1, 1]), n_bins=2)
        [{'confidence': 0.5, 'accuracy': 0.5, 'count': 2}, {'confidence': 0.9, 'accuracy': 1.0, \
'count': 2}]
    """
    confidence, correct = np.asarray(confidence, np.float64), np.asarray(correct, np.float64)
    if not confidence.size:
        return []
    ranked = np.sort(confidence)
    firsts = np.unique(ranked[np.arange(n_bins) * len(ranked) // n_bins])
    bin_of = np.searchsorted(firsts, confidence, side="right") - 1
    bins = []
    for i in range(len(firsts)):
        inside = bin_of == i
        bins.append(
            {
                "confidence": float(confidence[inside].mean()),
                "accuracy": float(correct[inside].mean()),
                "count": int(inside.sum()),
            }
        )
    return bins


def expected_calibration_error(bins: Sequence[dict[str, float]]) -> float:
    """Mean distance of confidence and accuracy over bins of `reliability`, weighted by count.

    ECE of Guo et al. 2017 (arXiv 1706.04599, eq. 3), on bins of equal mass. nan without bins.
    """
    total = sum(each["count"] for each in bins)
    gaps = (each["count"] * abs(each["accuracy"] - each["confidence"]) for each in bins)
    return sum(gaps) / total if total else float("nan")


@dataclass(frozen=True)
class Selective:
    """What is left when the least confident sentences go unanswered.

    Attributes:
        threshold: lowest confidence answered.
        coverage: share of sentences answered, at least the one asked for.
        accuracy: share right of those answered.
    """

    threshold: float
    coverage: float
    accuracy: float


def selective_accuracy(
    confidence: np.ndarray, correct: np.ndarray, coverage: float = 0.9
) -> Selective:
    """Accuracy on the most confident sentences, and the threshold that picks them.

    Sentences as confident as the threshold are all answered.

    Args:
        confidence: (N,).
        correct: (N,) bool.
        coverage: share of sentences to answer, in (0, 1].

    Raises:
        ValueError: `coverage` is not in (0, 1].

    Example:
        >>> selective_accuracy(np.array([0.9, 0.8, 0.4]), np.array([True, True, False]), 0.6)
        Selective(threshold=0.8, coverage=0.6666666666666666, accuracy=1.0)
    """
    if not 0 < coverage <= 1:
        raise ValueError(f"coverage {coverage} is not in (0, 1]; 0.9 answers nine in ten")
    confidence, correct = np.asarray(confidence, np.float64), np.asarray(correct, np.float64)
    if not confidence.size:
        return Selective(float("nan"), float("nan"), float("nan"))
    n_answered = int(np.ceil(coverage * len(confidence) - 1e-9))
    threshold = np.sort(confidence)[-n_answered]
    answered = confidence >= threshold
    return Selective(float(threshold), float(answered.mean()), float(correct[answered].mean()))
