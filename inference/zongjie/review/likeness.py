"""Near-duplicates among short texts, by the letter triples that they share."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

_FIGURES = re.compile(r"[0-9０-９]+(?:[.,．，][0-9０-９]+)*|[〇一二三四五六七八九十百千万亿]+")
_NO_WORDS = re.compile(r"[\W_]+")
SIZE = 3


def triples(text: str) -> frozenset[str]:
    """What a text is compared by: its triples of letters, figures masked, signs left out.

    Example:
        >>> triples("发放12份。") == triples("发放500份")
        True
    """
    plain = _NO_WORDS.sub("", _FIGURES.sub("0", text))
    return frozenset(plain[i : i + SIZE] for i in range(max(1, len(plain) - SIZE + 1)))


class Novelty:
    """Texts taken so far; refuses what is like one of them.

    Args:
        threshold: share of triples (Jaccard) from which two texts are alike.

    Example:
        >>> novelty = Novelty(0.5)
        >>> [novelty.take(text) for text in ("发放传单12份", "发放传单500份", "经费不足")]
        [True, False, True]
    """

    def __init__(self, threshold: float) -> None:
        self._threshold = threshold
        self._sizes: list[int] = []
        self._holders: dict[str, list[int]] = defaultdict(list)

    def take(self, text: str) -> bool:
        """Whether a text is like none before it; it counts from now on if so."""
        own = triples(text)
        shared = Counter(i for triple in own for i in self._holders.get(triple, ()))
        for i, n in shared.items():
            if n >= self._threshold * (len(own) + self._sizes[i] - n):
                return False
        for triple in own:
            self._holders[triple].append(len(self._sizes))
        self._sizes.append(len(own))
        return True
