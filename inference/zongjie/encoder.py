"""Sentences to vectors, in batches of one length.

1. A batch holds sentences of the same number of tokens: nothing is padded, nothing masked.
2. Batches are small enough that what flows between layers stays in the processor's cache, and
   each is worked on by one thread.
3. All arithmetic is by sentence: integer sums are exact, float ones run over one sentence.

Guarantee: so a sentence has the same vector alone and in any company, and with any number of
threads.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import chain

import numpy as np

from zongjie.backends import Backend, open_model
from zongjie.bundle import ENCODER, TOKENIZER, Bundle
from zongjie.tokens import SentenceTokenizer
from zongjie.workers import Workers


class SentenceEncoder:
    """The sentence encoder of a bundle.

    Args:
        bundle: the bundle.
        backend: what calculates.
        workers: threads that share out the batches.
    """

    def __init__(self, bundle: Bundle, backend: Backend, workers: Workers) -> None:
        self._tokenizer = SentenceTokenizer(bundle.path(TOKENIZER), bundle.manifest.max_tokens)
        self._model = open_model(bundle.path(ENCODER), backend, workers.n)
        self._batch_tokens = backend.batch_tokens
        self._workers = workers

    def encode(self, sentences: Sequence[str]) -> np.ndarray:
        """Vectors of sentences, (S, H) float32, in order; at least one sentence."""
        batches = make_batches(self._tokenizer.encode(sentences), self._batch_tokens)
        found = self._workers.map(self._run, [input_ids for _, input_ids in batches])
        vectors = np.empty((len(sentences), found[0].shape[1]), np.float32)
        for (places, _), part in zip(batches, found, strict=True):
            vectors[places] = part
        return vectors

    def _run(self, input_ids: np.ndarray) -> np.ndarray:
        feed = {"input_ids": input_ids}
        if "attention_mask" in self._model.inputs:  # graphs exported by earlier versions
            feed["attention_mask"] = np.ones_like(input_ids)
        return self._model.run(feed)["vectors"]


def make_batches(ids: Sequence[list[int]], batch_tokens: int) -> list[tuple[list[int], np.ndarray]]:
    """Batches of sentences of one length: their indices, and their token ids (B, T) int64.

    The largest come first, so that several threads are done at about the same time.

    Args:
        ids: token ids of each sentence.
        batch_tokens: most tokens of a batch that holds more than one sentence.

    Example:
        >>> [(places, i.shape) for places, i in make_batches([[7] * 2, [7] * 3, [8] * 2], 512)]
        [([0, 2], (2, 2)), ([1], (1, 3))]
    """
    by_length: dict[int, list[int]] = defaultdict(list)
    for i, tokens in enumerate(ids):
        by_length[len(tokens)].append(i)
    batches = []
    for length, places in by_length.items():
        size = max(1, batch_tokens // length)
        for i in range(0, len(places), size):
            some = places[i : i + size]
            tokens = chain.from_iterable(ids[place] for place in some)
            batches.append((some, np.fromiter(tokens, np.int64).reshape(len(some), length)))
    return sorted(batches, key=lambda batch: -batch[1].size)
