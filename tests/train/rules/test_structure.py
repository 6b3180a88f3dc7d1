import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zongjie.text.spans import split_spans
from zongjie_train.rules.page import Page
from zongjie_train.rules.structure import FUNCTIONS

REPORT = """某镇2023年工作总结
我镇辖三个村。
一、2023年工作回顾
（一）抓宣传
发放传单。
二、存在的问题
人手不够。
三、2024年安排
修路三公里。
某镇人民政府
2023年12月1日
"""


@pytest.fixture
def page() -> Page:
    return Page(REPORT, split_spans(REPORT))


def spoken(page: Page, name: str, **arguments: object) -> list[str]:
    votes = FUNCTIONS[name].call(page, **arguments)
    assert votes.dtype == np.int8 and set(votes.tolist()) <= {1, -1}
    return [page.whole[i] for i in np.flatnonzero(votes > 0)]


def test_first_and_last_lines(page: Page):
    assert spoken(page, "in_first_lines", count=1) == ["某镇2023年工作总结"]
    assert spoken(page, "in_last_lines", count=1) == ["2023年12月1日"]


def test_under_heading_reaches_any_depth(page: Page):
    under = spoken(page, "under_heading", pattern=re.compile("回顾"))
    assert under == ["抓宣传", "发放传单。"]


def test_before_headings_is_what_stands_over_the_first(page: Page):
    assert spoken(page, "before_headings") == ["某镇2023年工作总结", "我镇辖三个村。"]


def test_a_later_year_is_later_than_the_reports_own(page: Page):
    assert spoken(page, "names_later_year") == ["2024年安排"]


def test_after_heading_takes_siblings_only(page: Page):
    after = spoken(page, "after_heading", pattern=re.compile("回顾"))
    assert after == ["存在的问题", "2024年安排"]


def test_levels_and_lengths(page: Page):
    assert "抓宣传" in spoken(page, "level", least=3)
    assert "2024年安排" not in spoken(page, "level", least=3)
    assert spoken(page, "length", most=3) == ["抓宣传"]


def test_follows_looks_one_sentence_or_one_line_back(page: Page):
    assert spoken(page, "follows", pattern=re.compile("^存在", re.MULTILINE)) == ["人手不够。"]
    assert spoken(page, "follows", pattern=re.compile("^存在", re.MULTILINE), lines=True) == [
        "人手不够。"
    ]


@given(st.text("一、（）二 2024年总结。；\n好", max_size=100))
def test_every_function_speaks_or_abstains_on_any_text(text: str):
    page = Page(text, split_spans(text))
    scores = np.ones((len(page), 3))
    known = {"count": 2, "start": 0.0, "stop": 0.5, "least": 2, "pattern": re.compile("好")}
    for name, function in FUNCTIONS.items():
        parameters = function.call.__code__.co_varnames[: function.call.__code__.co_argcount]
        required = len(parameters) - len(function.call.__defaults__ or ())
        given_ = {key: known[key] for key in parameters[1:required] if key in known}
        given_ |= {"votes": scores} if function.says_label else {}
        votes = function.call(page, **given_)
        assert votes.shape == (len(page),), name
        assert votes.dtype == np.int8 and (votes >= -1).all(), name
