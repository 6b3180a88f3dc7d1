"""Intervals by resampling reports.

Sentences of one report are not independent, so whole reports are drawn (cluster bootstrap).
A source of few reports is cut into pieces of consecutive sentences instead (block bootstrap).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

FEWEST_REPORTS = 8
PIECE_SENTENCES = 40
N_DRAWS = 1000


def resampling_units(edges_of: Sequence[Sequence[int]]) -> list[tuple[int, int, int]]:
    """What is drawn: units of (text, first sentence, end), half-open.

    Reports where there are `FEWEST_REPORTS` or more, else pieces of `PIECE_SENTENCES` sentences
    or a little more.

    Args:
        edges_of: for each text, the first sentences of its reports, and last its length.

    Example:
        >>> resampling_units([[0, 30, 90]])
        [(0, 0, 45), (0, 45, 90)]
    """
    reports = [(i, a, b) for i, edges in enumerate(edges_of) for a, b in pairwise(edges)]
    if len(reports) >= FEWEST_REPORTS:
        return reports
    pieces = []
    for i, edges in enumerate(edges_of):
        n = edges[-1]
        n_pieces = max(1, n // PIECE_SENTENCES)
        pieces += [(i, n * j // n_pieces, n * (j + 1) // n_pieces) for j in range(n_pieces)]
    return pieces


def interval(
    counts: np.ndarray,
    statistic: Callable[[np.ndarray], np.ndarray],
    level: float = 0.95,
    n_draws: int = N_DRAWS,
    seed: int = 0,
) -> tuple[float, float] | None:
    """Percentile interval of a statistic of summed counts.

    Args:
        counts: what each unit adds, (U, ...).
        statistic: from sums (B, ...) to values (B,).
        level: mass of the interval.
        n_draws: B.
        seed: of the draws.

    Returns:
        Lower and upper end; None with fewer than two units, or where the statistic is nan.

    Example:
        >>> hits_and_total = np.array([[9, 10], [8, 10], [10, 10], [7, 10]])
        >>> low, high = interval(hits_and_total, lambda sums: sums[:, 0] / sums[:, 1])
        >>> 0.7 <= low < 0.85 < high <= 1.0
        True
    """
    n_units = len(counts)
    if n_units < 2:
        return None
    draws = np.random.default_rng(seed).multinomial(n_units, [1 / n_units] * n_units, n_draws)
    sums = (draws @ counts.reshape(n_units, -1)).reshape(n_draws, *counts.shape[1:])
    values = statistic(sums)
    if np.isnan(values).all():
        return None
    tail = 100 * (1 - level) / 2
    low, high = np.nanpercentile(values, [tail, 100 - tail])
    return float(low), float(high)
