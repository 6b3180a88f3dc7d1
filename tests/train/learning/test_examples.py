"""Examples: targets, chunks with the headings above, several reports in one text."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from tiny import REPORT, write_base

from zongjie.text import split_spans
from zongjie.tokens import SentenceTokenizer
from zongjie_train.learning.examples import build_examples, build_targets, cut_chunks
from zongjie_train.rules.weak_labels import WeakLabels

N = len(split_spans(REPORT))


def tokenizer(folder: Path) -> SentenceTokenizer:
    return SentenceTokenizer(write_base(folder) / "tokenizer.json", 32)


def test_gold_outranks_weak_labels_and_the_unknown_bear_no_weight() -> None:
    soft = np.array([[0.9, 0.1], [0.2, 0.8], [0.5, 0.5]], np.float32)
    covered = np.array([True, True, False])
    targets = build_targets(3, 2, [1, -1, -1], 1.0, (soft, covered), 0.2)
    assert targets.distributions[0].tolist() == [0, 1]
    np.testing.assert_allclose(targets.distributions[1], [0.2, 0.8])
    np.testing.assert_allclose(targets.weights, [1.0, 0.2, 0.0])


def test_a_chunk_is_led_by_the_headings_above_it_without_weight(tmp_path: Path) -> None:
    row = {"id": "a", "text": REPORT, "roles": [0] * N, "sections": [0] * N}
    (whole,) = build_examples([row], tokenizer(tmp_path), 5)
    chunks = cut_chunks(whole, 3)
    assert sum(int((c.role.weights > 0).sum()) for c in chunks) == N
    last = chunks[-1]
    for place, parents in enumerate(last.parents):
        for parent in parents[parents >= 0]:
            assert parent < place
            heading = whole.token_ids.index(last.token_ids[parent])
            assert heading in whole.parents[whole.token_ids.index(last.token_ids[place])]


def test_chunks_are_of_the_size_asked_for_beside_the_headings(tmp_path: Path) -> None:
    n = len(split_spans(REPORT * 3))
    row = {"id": "a", "text": REPORT * 3, "roles": [0] * n, "sections": [0] * n}
    for whole in build_examples([row], tokenizer(tmp_path), 5):
        chunks = cut_chunks(whole, 4)
        assert sum(int((c.role.weights > 0).sum()) for c in chunks) == len(whole)
        assert max(map(len, chunks)) <= 4 + 2 * 4


def test_weak_labels_of_a_report_are_its_targets_where_gold_is_left_aside(tmp_path: Path) -> None:
    soft = np.tile(np.eye(5, dtype=np.float32)[2], (N, 1))
    covered = np.ones(N, bool)
    weak = WeakLabels(soft, soft, soft, soft, covered, covered)
    row = {"id": "a", "text": REPORT, "roles": [0] * N, "sections": [0] * N}
    (example,) = build_examples([row], tokenizer(tmp_path), 5, {"a": weak}, False, 0.5)
    assert (example.role.distributions.argmax(1) == 2).all()
    assert (example.section.weights == 0.5).all()
