"""Sentences to vectors, in batches of fixed length.

1. A sentence is padded to the shortest length of `LENGTHS` that holds it, whatever stands beside
   it, and batched with others of that length only.
2. All arithmetic is by sentence: integer sums are exact, float ones run over one sentence.

Guarantee: so a sentence has the same vector alone and in any company.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from zongjie.bundle import ENCODER, TOKENIZER, Bundle
from zongjie.sessions import open_session
from zongjie.tokens import SentenceTokenizer

LENGTHS = (16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512)
BATCH_TOKENS = 2048


class SentenceEncoder:
    """The sentence encoder of a bundle."""

    def __init__(self, bundle: Bundle, threads: int | None = None) -> None:
        self._tokenizer = SentenceTokenizer(bundle.path(TOKENIZER), bundle.manifest.max_tokens)
        self._session = open_session(bundle.path(ENCODER), threads)
        self.vector_size: int = self._session.get_outputs()[0].shape[-1]

    def encode(self, sentences: Sequence[str]) -> np.ndarray:
        """Vectors of sentences, (S, H) float32, in order."""
        ids = self._tokenizer.encode(sentences)
        vectors = np.empty((len(ids), self.vector_size), np.float32)
        for places, length in make_batches([len(i) for i in ids]):
            input_ids, attention_mask = pad(
                [ids[i] for i in places], length, self._tokenizer.pad_id
            )
            feed = {"input_ids": input_ids, "attention_mask": attention_mask}
            vectors[places] = np.asarray(self._session.run(None, feed)[0])
        return vectors


def padded_length(n_tokens: int) -> int:
    """The length that a sentence is padded to.

    Example:
        >>> [padded_length(n) for n in (3, 16, 17, 600)]
        [16, 16, 24, 1024]
    """
    for length in LENGTHS:
        if n_tokens <= length:
            return length
    return -(-n_tokens // LENGTHS[-1]) * LENGTHS[-1]


def make_batches(n_tokens: Sequence[int]) -> list[tuple[list[int], int]]:
    """Batches of sentences: their indices, and the length that they are padded to.

    Example:
        >>> make_batches([10, 20, 12])
        [([0, 2], 16), ([1], 24)]
    """
    by_length: dict[int, list[int]] = defaultdict(list)
    for i, n in enumerate(n_tokens):
        by_length[padded_length(n)].append(i)
    batches = []
    for length, places in sorted(by_length.items()):
        size = max(1, BATCH_TOKENS // length)
        batches += [(places[i : i + size], length) for i in range(0, len(places), size)]
    return batches


def pad(ids: Sequence[list[int]], length: int, pad_id: int) -> tuple[np.ndarray, np.ndarray]:
    """Token ids and attention mask of a batch, both (B, T) int64."""
    input_ids = np.full((len(ids), length), pad_id, np.int64)
    attention_mask = np.zeros((len(ids), length), np.int64)
    for row, tokens in enumerate(ids):
        input_ids[row, : len(tokens)] = tokens
        attention_mask[row, : len(tokens)] = 1
    return input_ids, attention_mask
