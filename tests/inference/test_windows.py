from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from zongjie.windows import cut_windows


@st.composite
def texts(draw):
    """Parents as an outline gives them: before the sentence, in the same report."""
    n = draw(st.integers(0, 60))
    starts = sorted({0, *draw(st.lists(st.integers(0, max(0, n - 1)), max_size=3))})
    rng = np.random.default_rng(draw(st.integers(0, 2**16)))
    parents = np.full((n, 2), -1)
    for i in range(n):
        first = max(s for s in starts if s <= i)
        if i > first and rng.random() < 0.8:
            parents[i] = np.sort(rng.integers(first, i, 2))
    return parents, starts


@given(texts())
def test_cores_tile_the_text_and_parents_are_the_same_sentences(text):
    parents, starts = text
    windows = list(cut_windows(parents, starts, window=12, context=3))
    cores = [w.rows[w.core] for w in windows]
    assert [i for core in cores for i in core.tolist()] == list(range(len(parents)))
    for window in windows:
        assert np.all(np.diff(window.rows) > 0)
        inside = window.parents[window.core]
        found = np.where(inside >= 0, window.rows[inside], -1)
        assert found.tolist() == parents[window.rows[window.core]].tolist()


@given(texts())
def test_no_window_reads_two_reports(text):
    parents, starts = text
    for window in cut_windows(parents, starts, window=12, context=3):
        report = np.searchsorted(starts, window.rows, side="right")
        assert len(set(report.tolist())) == 1


def test_a_report_that_fits_is_read_whole_and_a_longer_one_with_context():
    (whole,) = cut_windows(np.full((12, 2), -1), [0], window=12, context=3)
    assert whole.rows.tolist() == list(range(12))
    first, second, third = cut_windows(np.full((13, 2), -1), [0], window=12, context=3)
    assert (first.rows[0], first.rows[-1]) == (0, 6)
    assert second.rows[second.core].tolist() == [4, 5, 6, 7]
    assert (second.rows[0], second.rows[-1]) == (1, 10)
    assert third.rows[-1] == 12
