from __future__ import annotations

import numpy as np

from zongjie.vectors import VectorCache


class Counting:
    def __init__(self):
        self.seen = []

    def encode(self, sentences):
        self.seen += sentences
        return np.array([[len(s), hash(s) % 97] for s in sentences], np.float32)


def test_a_sentence_that_recurs_is_encoded_once():
    encoder = Counting()
    cache = VectorCache(encoder.encode)
    first = cache.encode(["甲", "乙", "甲"])
    second = cache.encode(["乙", "丙"])
    assert encoder.seen == ["甲", "乙", "丙"]
    assert first[1].tolist() == second[0].tolist()
    assert first[0].tolist() == first[2].tolist()


def test_what_was_not_met_lately_is_forgotten():
    encoder = Counting()
    cache = VectorCache(encoder.encode, capacity=2)
    for sentence in ("甲", "乙", "甲", "丙", "甲", "乙"):
        cache.encode([sentence])
    assert encoder.seen == ["甲", "乙", "丙", "乙"]


def test_very_long_sentences_are_not_kept():
    encoder = Counting()
    cache = VectorCache(encoder.encode)
    cache.encode(["长" * 1000])
    cache.encode(["长" * 1000])
    assert len(encoder.seen) == 2
