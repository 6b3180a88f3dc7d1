"""Copies of train reports bear the labels of what they are copies of."""

from __future__ import annotations

import numpy as np

from zongjie.text import split_spans
from zongjie_train.learning.copies import add_copies
from zongjie_train.rules.weak_labels import WeakLabels

TEXT = "一、做法\n召开会议3次。发放资料。\n二、问题\n人手不足。"


def row(name: str) -> dict:
    n = len(split_spans(TEXT))
    return {"id": name, "text": TEXT, "roles": list(range(n)), "sections": [0] * n, "weight": 2.0}


def test_gold_and_weak_labels_go_with_the_sentences():
    n = len(split_spans(TEXT))
    soft = np.arange(n, dtype=np.float32)[:, None].repeat(2, 1)
    weak = {"a": WeakLabels(soft, soft, soft, soft, np.ones(n, bool), np.ones(n, bool))}
    rows, labels = add_copies([row("a"), row("b")], weak, 3.0, seed=1)
    assert len(rows) == 8 and len({r["id"] for r in rows}) == 8
    for copy in rows[2:]:
        spans = split_spans(copy["text"])
        assert len(copy["roles"]) == len(copy["sections"]) == len(spans) and copy["weight"] == 2.0
        if copy["id"].startswith("a~"):
            assert labels[copy["id"]].role[:, 0].tolist() == copy["roles"]


def test_no_share_no_copies():
    rows, _ = add_copies([row("a")], {}, 0.0, seed=1)
    assert [r["id"] for r in rows] == ["a"]
