"""Which sentences the report network reads together.

1. A report of at most `WINDOW` sentences is read whole, by itself: nothing that stands in
   another report of the same text can change its labels.
2. A longer one is cut into cores; each is read with up to `CONTEXT` sentences on either side.
3. Headings above that stand before all of these come in front, since the network is given the
   vectors of the headings above each sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

WINDOW = 1024
CONTEXT = 128


@dataclass(frozen=True)
class Window:
    """Sentences that are read together.

    Attributes:
        rows: their indices in the text, rising, (M,) int64.
        core: the slice of `rows` whose labels are kept.
        parents: rows (within the window) of the headings above each, -1 where none, (M, 2) int64.
    """

    rows: np.ndarray
    core: slice
    parents: np.ndarray


def cut_windows(
    parents: np.ndarray,
    report_starts: Sequence[int],
    window: int = WINDOW,
    context: int = CONTEXT,
) -> Iterator[Window]:
    """Windows over a text, in order.

    Args:
        parents: index of the outermost and of the innermost heading above each sentence, before
            it and in the same report, -1 where none, (N, 2) int64.
        report_starts: indices of first sentences of reports; 0 counts as one.
        window: most sentences read together, headings put in front not counted.
        context: sentences on either side of the core of a report longer than that.

    Guarantees: the cores tile the text.

    Example:
        >>> [w.rows[w.core].tolist() for w in cut_windows(np.full((5, 2), -1), [0, 3])]
        [[0, 1, 2], [3, 4]]
    """
    bounds = [*sorted({0, *report_starts}), len(parents)]
    for start, end in pairwise(bounds):
        for first, last in _cut_cores(start, end, window, context):
            yield _make_window(parents, start, end, first, last, context)


def _cut_cores(start: int, end: int, window: int, context: int) -> list[tuple[int, int]]:
    size = end - start
    if size <= window:
        return [(start, end)] if size else []
    n_cores = -(-size // (window - 2 * context))
    cuts = [start + size * i // n_cores for i in range(n_cores + 1)]
    return list(pairwise(cuts))


def _make_window(
    parents: np.ndarray, start: int, end: int, first: int, last: int, context: int
) -> Window:
    low, high = max(start, first - context), min(end, last + context)
    above = parents[low:high]
    in_front = np.unique(above[(above >= 0) & (above < low)])
    rows = np.concatenate([in_front, np.arange(low, high)])
    n_front = len(in_front)
    indices = parents[rows]
    places = np.where(indices >= low, indices - low + n_front, np.searchsorted(in_front, indices))
    known = (indices >= low) | np.isin(indices, in_front)
    return Window(
        rows,
        slice(first - low + n_front, last - low + n_front),
        np.where(known, places, -1),
    )
