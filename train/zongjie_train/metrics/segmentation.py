"""How well the borders of sections are found: boundary F1, Pk, WindowDiff.

A report of N sentences has N - 1 gaps; a gap is a *boundary* where the section label changes.
Sentences whose gold label is unknown are taken out first, from gold and prediction alike.

- Boundary F1 wants a boundary in the very gap, counted over all reports together.
- Pk (Beeferman, Berger & Lafferty 1999, "Statistical Models for Text Segmentation") asks of
  every two sentences k apart whether gold and prediction agree that they stand in one segment.
- WindowDiff (Pevzner & Hearst 2002, "A Critique and Improvement of an Evaluation Metric for Text
  Segmentation", eq. 1) asks whether gold and prediction have equally many boundaries between them.

For both, k is half the mean length of a gold segment, and 0 is best.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from zongjie_train.metrics.agreement import UNKNOWN

Labels = Sequence[int] | np.ndarray


def drop_unknown(references: Labels, predictions: Labels) -> tuple[np.ndarray, np.ndarray]:
    """Both labellings of a report without the sentences whose gold label is -1.

    Raises:
        ValueError: lengths differ.
    """
    gold, predicted = np.asarray(references, np.int64), np.asarray(predictions, np.int64)
    if gold.shape != predicted.shape:
        raise ValueError(f"{gold.size} gold labels for {predicted.size} predictions; pair them up")
    known = gold != UNKNOWN
    return gold[known], predicted[known]


def boundaries(labels: Labels) -> np.ndarray:
    """Whether the label changes at each gap, (N - 1,) bool.

    Example:
        >>> boundaries([4, 4, 0, 0, 3]).tolist()
        [False, True, False, True]
    """
    labels = np.asarray(labels)
    return labels[1:] != labels[:-1]


def boundary_counts(references: Labels, predictions: Labels) -> np.ndarray:
    """Boundaries (in both, in prediction, in gold) of one report, (3,) int64."""
    gold, predicted = map(boundaries, drop_unknown(references, predictions))
    return np.array([(gold & predicted).sum(), predicted.sum(), gold.sum()], np.int64)


def boundary_f1(counts: np.ndarray) -> np.ndarray:
    """F1 (...,) from counts (..., 3); 1 where neither gold nor prediction has a boundary.

    Example:
        >>> float(boundary_f1(boundary_counts([0, 0, 1, 1, 2], [0, 1, 1, 1, 2])))
        0.5
    """
    both, total = counts[..., 0], counts[..., 1] + counts[..., 2]
    return np.where(total > 0, 2 * both / np.maximum(total, 1), 1.0)


def window_size(references: Labels) -> int:
    """k: half the mean length of a gold segment in sentences, rounded, at least 2.

    Example:
        >>> window_size([0] * 6 + [1] * 6)
        3
    """
    n_segments = int(boundaries(references).sum()) + 1
    return max(2, round(len(references) / n_segments / 2))


def pk(references: Labels, predictions: Labels, k: int | None = None) -> float:
    """Share of the pairs of sentences k apart on which the segmentations disagree.

    Args:
        references: gold labels of one report, (N,); -1 is unknown.
        predictions: predicted labels, (N,).
        k: distance in sentences; half the mean gold segment if None.

    Returns:
        A share in [0, 1], or nan where the report has no two sentences k apart.

    Example:
        >>> pk([0, 0, 0, 1, 1, 1], [0, 0, 1, 1, 1, 1], k=2)
        0.5
    """
    gold, predicted = _boundaries_in_windows(references, predictions, k)
    return float(((gold > 0) != (predicted > 0)).mean()) if gold.size else float("nan")


def window_diff(references: Labels, predictions: Labels, k: int | None = None) -> float:
    """Share of the windows of k gaps in which the numbers of boundaries differ.

    Arguments and result as for `pk`. Guarantee: never less than `pk`.

    Example:
        >>> window_diff([0, 0, 0, 1, 1, 1], [0, 0, 0, 1, 0, 0], k=2)
        0.5
    """
    gold, predicted = _boundaries_in_windows(references, predictions, k)
    return float((gold != predicted).mean()) if gold.size else float("nan")


def _boundaries_in_windows(
    references: Labels, predictions: Labels, k: int | None
) -> tuple[np.ndarray, np.ndarray]:
    """Numbers of boundaries in every window of k gaps, gold and predicted, (N - k,) each."""
    gold, predicted = drop_unknown(references, predictions)
    if k is None:
        k = window_size(gold)
    if k < 1:
        raise ValueError(f"windows of k={k} sentences; k is at least 1")
    if len(gold) <= k:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    before = [np.concatenate(([0], boundaries(each).cumsum())) for each in (gold, predicted)]
    return before[0][k:] - before[0][:-k], before[1][k:] - before[1][:-k]
