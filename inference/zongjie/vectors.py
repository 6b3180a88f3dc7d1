"""Vectors of sentences that recur, encoded once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence

import numpy as np

CAPACITY = 8192
LONGEST = 256  # characters; what is longer hardly recurs and is not kept


class VectorCache:
    """An encoder that remembers the sentences it met last.

    Windows over a long report overlap, and archives repeat headings and phrases. A sentence has
    the same vector in any company, so remembering changes no label.

    Args:
        encode: vectors (S, H) of sentences.
        capacity: most sentences remembered.
    """

    def __init__(
        self, encode: Callable[[Sequence[str]], np.ndarray], capacity: int = CAPACITY
    ) -> None:
        self._encode = encode
        self._capacity = capacity
        self._known: OrderedDict[str, np.ndarray] = OrderedDict()

    def encode(self, sentences: Sequence[str]) -> np.ndarray:
        """Vectors of sentences, (S, H) float32, in order; at least one sentence."""
        fresh = [s for s in dict.fromkeys(sentences) if s not in self._known]
        found = dict(zip(fresh, self._encode(fresh), strict=True)) if fresh else {}
        vectors = np.stack([found[s] if s in found else self._known[s] for s in sentences])
        self._remember(sentences, found)
        return vectors

    def _remember(self, sentences: Sequence[str], found: dict[str, np.ndarray]) -> None:
        for sentence in sentences:
            if sentence in self._known:
                self._known.move_to_end(sentence)
            elif len(sentence) <= LONGEST:
                self._known[sentence] = found[sentence].copy()
        while len(self._known) > self._capacity:
            self._known.popitem(last=False)
