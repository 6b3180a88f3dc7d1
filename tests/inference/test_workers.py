from __future__ import annotations

import threading

import pytest

from zongjie.workers import Workers


def test_results_come_in_order_whoever_made_them():
    assert Workers(3).map(lambda i: i * i, list(range(50))) == [i * i for i in range(50)]


def test_several_threads_work_at_once():
    both = threading.Barrier(2, timeout=10)
    assert len(Workers(2).map(lambda _: both.wait(), [0, 1])) == 2


def test_one_worker_or_one_item_starts_no_thread():
    here = threading.get_ident()
    assert Workers(1).map(lambda _: threading.get_ident(), [0, 1]) == [here, here]
    assert Workers(4).map(lambda _: threading.get_ident(), [0]) == [here]


def test_what_goes_wrong_reaches_the_caller():
    def fail(item: int) -> int:
        raise ValueError(f"item {item}")

    with pytest.raises(ValueError, match="item 0"):
        Workers(2).map(fail, [0, 1])
