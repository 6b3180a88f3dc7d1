"""Agreement of two labellings of the same sentences: confusion counts, F1, accuracy.

Everything starts from the confusion matrix, (L, L), gold in rows and prediction in columns, so
that a bootstrap can add up the matrices of reports instead of going through sentences again.
Macro-F1 is the mean over the labels that occur in gold or prediction; one that occurs in
neither has no F1 and does not count.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

UNKNOWN = -1


def confusion_matrix(
    references: Sequence[int] | np.ndarray,
    predictions: Sequence[int] | np.ndarray,
    n_labels: int,
) -> np.ndarray:
    """How often each gold label was predicted as each label, (L, L) int64.

    Args:
        references: gold labels, (N,); those of -1 are unknown and left out.
        predictions: predicted labels, (N,), in [0, L).
        n_labels: L.

    Raises:
        ValueError: lengths differ, or a label is out of range.

    Example:
        >>> confusion_matrix([0, 0, 1, -1], [0, 1, 1, 0], 2).tolist()
        [[1, 1], [0, 1]]
    """
    gold, predicted = np.asarray(references, np.int64), np.asarray(predictions, np.int64)
    if gold.shape != predicted.shape:
        raise ValueError(f"{gold.size} gold labels for {predicted.size} predictions; pair them up")
    known = gold != UNKNOWN
    gold, predicted = gold[known], predicted[known]
    for name, values in (("gold label", gold), ("prediction", predicted)):
        outside = values[(values < 0) | (values >= n_labels)]
        if outside.size:
            raise ValueError(f"{name} {outside[0]} is not in [0, {n_labels}); check the label set")
    return np.bincount(gold * n_labels + predicted, minlength=n_labels**2).reshape(
        n_labels, n_labels
    )


def label_f1(confusion: np.ndarray) -> np.ndarray:
    """F1 of each label, (..., L), from confusion matrices (..., L, L); nan where it never occurs.

    Example:
        >>> label_f1(np.array([[1, 1, 0], [0, 1, 0], [0, 0, 0]])).round(3).tolist()
        [0.667, 0.667, nan]
    """
    hits = np.diagonal(confusion, axis1=-2, axis2=-1)
    return _ratio(2 * hits, confusion.sum(-1) + confusion.sum(-2))


def label_precision(confusion: np.ndarray) -> np.ndarray:
    """Precision of each label, (..., L); nan where it is never predicted."""
    return _ratio(np.diagonal(confusion, axis1=-2, axis2=-1), confusion.sum(-2))


def label_recall(confusion: np.ndarray) -> np.ndarray:
    """Recall of each label, (..., L); nan where gold never has it."""
    return _ratio(np.diagonal(confusion, axis1=-2, axis2=-1), confusion.sum(-1))


def macro_f1(confusion: np.ndarray) -> np.ndarray:
    """Mean F1 over the labels that occur, (...), from confusion matrices (..., L, L).

    Example:
        >>> float(macro_f1(np.array([[1, 1, 0], [0, 1, 0], [0, 0, 0]])).round(3))
        0.667
    """
    f1 = label_f1(confusion)
    occurs = ~np.isnan(f1)
    return _ratio(np.where(occurs, f1, 0.0).sum(-1), occurs.sum(-1))


def accuracy(confusion: np.ndarray) -> np.ndarray:
    """Share of sentences labelled as in gold, (...), from confusion matrices (..., L, L)."""
    return _ratio(np.trace(confusion, axis1=-2, axis2=-1), confusion.sum((-2, -1)))


def _ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """above / below in float64, nan where below is 0."""
    below = np.asarray(below, np.float64)
    return np.divide(above, below, out=np.full(below.shape, np.nan), where=below > 0)
