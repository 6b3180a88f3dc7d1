import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from zongjie.text.spans import split_spans
from zongjie_train.rules.page import Page

REPORT = "某镇总结\n一、做法\n开了会。发了文。\n二、打算\n1、修路\n明年修路。\n"


def page(text: str) -> Page:
    return Page(text, split_spans(text))


def test_sentences_lose_their_numbers_but_not_all_of_themselves():
    assert page("一、做法").whole == ["做法"]
    assert page("一、").whole == ["一、"]


def test_opening_and_ending_are_the_outer_clauses():
    sentence = page("同时，抓宣传，发传单，知晓率提高。")
    assert sentence.opening == ["抓宣传"]
    assert sentence.ending == ["知晓率提高。"]


def test_what_stands_under_a_heading_ends_at_the_next_of_its_level():
    report = page(REPORT)
    whole = report.whole
    ends = report.ends
    assert whole[ends[whole.index("做法")]] == "打算"
    assert ends[whole.index("打算")] == len(report)


@given(
    st.text("一二、是，。；好不 \n1.（）a", max_size=120),
    st.sampled_from(
        ["好", "^不", "好[。；]?$", "一.{0,4}不", "[^。]+好", "(?<!不)好", "好|不$", "a*"]
    ),
)
def test_matching_the_joined_text_is_matching_each_sentence(text: str, pattern: str):
    report = page(text)
    compiled = re.compile(pattern, re.MULTILINE)
    for part in ("whole", "opening", "ending", "raw"):
        alone = [bool(compiled.search(sentence)) for sentence in report.part(part)]
        assert report.matches(compiled, part).tolist() == alone


@given(st.text("一、第篇总结报告\n。好", max_size=80))
def test_reports_tile_the_page(text: str):
    report = page(text)
    joined = np.concatenate(report.reports) if report.reports else np.zeros(0)
    assert joined.tolist() == list(range(len(report)))
