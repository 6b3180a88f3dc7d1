import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zongjie_train.metrics import segmentation

labellings = st.integers(2, 60).flatmap(
    lambda n: st.tuples(*[st.lists(st.integers(0, 3), min_size=n, max_size=n)] * 2)
)


def test_boundary_f1_by_hand():
    gold, predicted = [0, 0, 1, 1, 2, 2], [0, 0, 1, 2, 2, 2]  # gaps 2 and 4 against 2 and 3
    counts = segmentation.boundary_counts(gold, predicted)
    assert counts.tolist() == [1, 2, 2]
    assert segmentation.boundary_f1(counts) == 0.5


def test_borders_are_where_the_label_changes_whatever_the_labels():
    assert segmentation.boundary_counts([0, 0, 1], [3, 3, 2]).tolist() == [1, 1, 1]


def test_no_boundary_anywhere_is_perfect_and_a_missed_one_is_not():
    assert segmentation.boundary_f1(segmentation.boundary_counts([1, 1], [0, 0])) == 1
    assert segmentation.boundary_f1(segmentation.boundary_counts([1, 0], [0, 0])) == 0


def test_pk_and_window_diff_by_hand():
    gold = [0, 0, 0, 0, 1, 1, 1, 1]  # mean segment 4, so k = 2 and six windows of two gaps
    near = [0, 0, 0, 1, 1, 1, 1, 1]  # one sentence early: the first and the last window differ
    assert segmentation.window_size(gold) == 2
    assert segmentation.pk(gold, near) == pytest.approx(2 / 6)
    assert segmentation.window_diff(gold, near) == pytest.approx(2 / 6)
    none = [0] * 8  # misses it: the two windows that hold it differ
    assert segmentation.pk(gold, none) == pytest.approx(2 / 6)


def test_window_diff_sees_a_false_boundary_beside_a_true_one_that_pk_does_not():
    gold, busy = [0, 0, 0, 0, 1, 1, 1, 1], [0, 0, 0, 0, 1, 2, 2, 2]
    assert segmentation.pk(gold, busy) == pytest.approx(1 / 6)
    assert segmentation.window_diff(gold, busy) == pytest.approx(2 / 6)


@settings(deadline=None)
@given(labellings)
def test_pk_and_window_diff_are_those_of_nltk(pair):
    nltk = pytest.importorskip("nltk.metrics.segmentation", reason="nltk is not installed")
    gold, predicted = pair
    k = segmentation.window_size(gold)
    if len(gold) <= k:
        assert math.isnan(segmentation.pk(gold, predicted))
        return
    marks = ["".join(str(int(b)) for b in segmentation.boundaries(each)) for each in pair]
    assert segmentation.pk(gold, predicted) == pytest.approx(nltk.pk(*marks, k=k))
    assert segmentation.window_diff(gold, predicted) == pytest.approx(nltk.windowdiff(*marks, k=k))


@settings(deadline=None)
@given(labellings)
def test_window_diff_is_never_less_than_pk_and_gold_itself_scores_zero(pair):
    gold, predicted = pair
    assert not segmentation.pk(gold, predicted) > segmentation.window_diff(gold, predicted)
    assert not segmentation.window_diff(gold, gold) > 0


def test_sentences_of_unknown_gold_are_taken_out_before_borders_are_sought():
    gold, predicted = np.array([0, -1, 0, 1]), np.array([0, 2, 0, 1])
    assert segmentation.boundary_counts(gold, predicted).tolist() == [1, 1, 1]


def test_a_report_of_one_sentence_has_no_pk():
    assert math.isnan(segmentation.pk([0], [0]))


def test_labellings_of_different_lengths_and_empty_windows_are_refused():
    with pytest.raises(ValueError, match="2 gold labels for 1"):
        segmentation.pk([0, 1], [0])
    with pytest.raises(ValueError, match="k=0"):
        segmentation.pk([0, 1], [0, 1], k=0)
