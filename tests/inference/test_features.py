"""Layout of sentences as the report network is told of it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zongjie.features import FEATURES, N_FEATURES, report_features
from zongjie.text import heading_path, split_spans

PARTS = st.sampled_from(
    ["。", "；", "：", "\n", " ", "一、", "（一）", "1.", "一是", "甲镇工作总结\n", "成效", "3万"]
)
TEXTS = st.one_of(st.text(), st.lists(PARTS).map("".join))
REPORT = (
    "甲镇工作总结\n今年工作如下：\n一、做法\n（一）宣传。发了传单300份；\n很好！\n"
    "二、问题\n钱少。\n"
)


def features_of(text: str) -> list[dict[str, float]]:
    layout = report_features(text, split_spans(text)).layout
    return [dict(zip((n for n, _ in FEATURES), map(float, row), strict=True)) for row in layout]


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_features_of_any_text_are_finite_and_small(text: str):
    spans = split_spans(text)
    features = report_features(text, spans)
    assert features.layout.shape == (len(spans), N_FEATURES)
    assert features.layout.dtype == np.float32
    assert np.isfinite(features.layout).all()
    assert (features.layout >= 0).all() and (features.layout <= 3).all()
    assert features.parents.shape == (len(spans), 2) and features.parents.dtype == np.int64


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_parents_are_headings_above(text: str):
    spans = split_spans(text)
    paths = heading_path(spans)
    for i, (outermost, innermost) in enumerate(report_features(text, spans).parents.tolist()):
        assert (outermost == -1) == (innermost == -1)
        if outermost >= 0:
            assert outermost in paths[i] and innermost == paths[i][-1]


def test_each_feature_has_a_name_of_its_own_and_a_meaning():
    assert len({name for name, _ in FEATURES}) == N_FEATURES
    assert all(meaning for _, meaning in FEATURES)


def test_features_say_what_stands_in_the_report():
    title, lead, one, run_in, fact, cry, two, last = features_of(REPORT)
    assert title["level_1"] == one["level_2"] == run_in["level_3"] == 1
    assert one["ordinal_1"] == run_in["ordinal_1"] == two["ordinal_2"] == 1
    assert lead["ends_colon"] == fact["ends_semicolon"] == cry["ends_cry"] == 1
    assert last["ends_stop"] == one["ends_bare"] == 1
    assert fact["digits"] == 1 and last["digits"] == 0
    assert (run_in["begins_line"], run_in["ends_line"]) == (1, 0)
    assert (fact["begins_line"], fact["ends_line"]) == (0, 1)
    assert title["position"] == 0 < lead["position"] < last["position"] < 1
    assert title["index"] == last["remaining"] == 0
    assert [row["depth"] for row in (lead, run_in, fact, last)] == [0, 0.25, 0.5, 0.25]
    assert (lead["chapter"], fact["chapter"], last["chapter"]) == (0, 0.5, 1)
    assert one["since_heading"] == 0 < cry["since_heading"]
    assert title["headed_lines"] == pytest.approx(4 / 7)


def test_titles_of_reports_are_nobodys_parents():
    parents = report_features(REPORT, split_spans(REPORT)).parents
    assert parents[:2].tolist() == [[-1, -1], [-1, -1]]
    assert parents[4].tolist() == [2, 3]
    assert parents[7].tolist() == [6, 6]


def test_a_report_has_the_same_layout_alone_and_in_a_collection():
    text = "篇一\n" + REPORT
    alone = report_features(text, split_spans(text))
    both = report_features(text + text, split_spans(text + text))
    n = len(alone.layout)
    np.testing.assert_array_equal(both.layout[:n], alone.layout)
    np.testing.assert_allclose(both.layout[n:], alone.layout, atol=1e-6)
    np.testing.assert_array_equal(
        both.parents[n:], np.where(alone.parents >= 0, alone.parents + n, -1)
    )


def test_closing_quotes_hide_no_end():
    (row,) = features_of("他说：“好。”）")
    assert row["ends_stop"] == 1


def test_no_spans_give_empty_arrays():
    features = report_features("", [])
    assert features.layout.shape == (0, N_FEATURES) and features.parents.shape == (0, 2)
