"""Distorted copies keep every label with the words that bore it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zongjie.text import simplify, split_spans
from zongjie_train.corpora.distortions import DISTORTIONS, distort

REPORT = (
    "某镇2023年工作总结\n一、主要做法\n（一）抓宣传。发放资料3000份，召开会议12次；培训骨干80人。\n"
    "1. 强化领导。成立专班。\n二、存在问题\n部分村重视不够。经费不足30万元。\n"
)


def sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_spans(text)]


@pytest.mark.parametrize("way", sorted(DISTORTIONS))
def test_a_copy_has_one_source_for_each_sentence_in_order(way: str):
    copy = distort(REPORT, way)
    assert len(copy.sources) == len(split_spans(copy.text))
    assert list(copy.sources) == sorted(copy.sources)


@given(
    st.text(alphabet="一、（）1.。；\n某镇做法万元3 萬", max_size=60),
    st.sampled_from(sorted(DISTORTIONS)),
)
@settings(max_examples=200, deadline=None)
def test_any_text_can_be_distorted(text: str, way: str):
    copy = distort(text, way)
    assert len(copy.sources) == len(split_spans(copy.text))
    assert all(0 <= source < len(split_spans(text)) for source in copy.sources)


def test_lost_breaks_leave_one_line():
    assert "\n" not in distort(REPORT, "lost_breaks").text


def test_figures_are_masked_and_numbers_of_headings_kept():
    text = distort(REPORT, "masked_figures").text
    assert "1. 强化领导" in text and "3000" not in text and "2023" not in text


def test_headings_go_and_what_stands_under_them_stays():
    copy = distort(REPORT, "no_headings")
    whole = sentences(REPORT)
    assert "一、主要做法" not in copy.text and "部分村重视不够。" in copy.text
    assert [whole[i] for i in copy.sources] == sentences(copy.text)


def test_traditional_characters_read_as_the_original():
    assert simplify(distort("全鎮召開會議。", "traditional").text) == simplify("全鎮召開會議。")


def test_lines_are_broken_at_one_width():
    widths = {len(line) for line in distort("甲" * 200, "broken_lines").text.split("\n")[:-1]}
    assert len(widths) == 1
