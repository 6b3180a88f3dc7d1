"""From a section distribution for each sentence to sections that tile the report.

1. Sections change only at *gates*: where a line begins, a heading stands, or breaks were lost.
2. Viterbi: the sequence of labels with the largest sum of log-probabilities less a fixed
   cost for each change of label. Sentences between two gates share one label, so the sequence
   runs over gates, with one pass of O(L) a gate.
3. Sentences of the same label in a row are one section; a new report begins a new one.

Where reports begin, the sequence starts anew: what stands before a report says nothing of it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from zongjie.text import Span

SMALLEST_PROBABILITY = 1e-9
LONG_LINE = 24
USUAL_COST = 3.0  # of a change of section, where none was fitted


def decode_sections(
    probabilities: np.ndarray,
    gates: np.ndarray,
    report_starts: Sequence[int],
    switch_cost: float,
) -> np.ndarray:
    """Section label of each sentence.

    Args:
        probabilities: section distributions, (N, L).
        gates: where a section may begin, (N,) bool.
        report_starts: indices of first sentences of reports; 0 counts as one.
        switch_cost: cost of a change of label, in nats.

    Returns:
        Labels (N,), int64. Guarantees: they change only where `gates` or at report starts.

    Example:
        >>> p = np.array([[0.9, 0.1], [0.4, 0.6], [0.1, 0.9]])
        >>> decode_sections(p, np.array([True, False, True]), [0], 0.5).tolist()
        [0, 0, 1]
    """
    n = len(probabilities)
    if n == 0:
        return np.zeros(0, np.int64)
    fresh = np.zeros(n, bool)
    fresh[[0, *report_starts]] = True
    starts = np.flatnonzero(gates | fresh)
    scores = np.log(np.maximum(probabilities, SMALLEST_PROBABILITY).astype(np.float64))
    blocks = np.add.reduceat(scores, starts, axis=0)  # (G, L)
    labels = _viterbi(blocks, fresh[starts], switch_cost)
    return np.repeat(labels, np.diff([*starts.tolist(), n]))


def _viterbi(blocks: np.ndarray, fresh: np.ndarray, switch_cost: float) -> np.ndarray:
    """Best label of each block, (G,), where changes cost nothing at `fresh` blocks."""
    # Plain floats: arrays of a few labels cost more to set up than to add.
    stay = list(range(blocks.shape[1]))
    costs = np.where(fresh, 0.0, switch_cost).tolist()
    best = [0.0] * len(stay)
    origin: list[list[int]] = []
    for block, cost in zip(blocks.tolist(), costs, strict=True):
        highest = max(best)
        top, change = best.index(highest), highest - cost
        origin.append([i if best[i] >= change else top for i in stay])
        best = [
            (b if b >= change else change) + score for b, score in zip(best, block, strict=True)
        ]
        highest = max(best)
        best = [b - highest for b in best]  # keeps sums small over long texts
    labels = np.empty(len(origin), np.int64)
    label = best.index(max(best))
    for i in range(len(origin) - 1, -1, -1):
        labels[i] = label
        label = origin[i][label]
    return labels


def section_starts(labels: np.ndarray, report_starts: Sequence[int]) -> np.ndarray:
    """Indices of the first sentences of sections, (S,).

    Guarantees: begins with 0 unless `labels` is empty; holds all of `report_starts`.
    """
    if len(labels) == 0:
        return np.zeros(0, np.int64)
    opens = np.ones(len(labels), bool)
    opens[1:] = labels[1:] != labels[:-1]
    opens[list(report_starts)] = True
    return np.flatnonzero(opens)


def find_gates(spans: Sequence[Span]) -> np.ndarray:
    """Where a section may begin, (N,) bool.

    At spans that begin a line or are headings; where line breaks were lost, in lines of more than
    `LONG_LINE` spans, at any.
    """
    begins = np.array([span.begins_line for span in spans], bool)
    if not len(begins):
        return begins
    line = np.cumsum(begins) - 1
    long = (np.bincount(line) > LONG_LINE)[line]
    return begins | long | np.array([span.heading for span in spans], bool)
