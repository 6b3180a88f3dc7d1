"""Traditional characters are read as simplified ones, in place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from zongjie.text import simplify


def test_a_report_in_traditional_characters_reads_as_its_simplified_twin():
    assert simplify("今年以來，鎮黨委組織開展培訓十二場") == "今年以来，镇党委组织开展培训十二场"


@given(st.text())
def test_offsets_stay(text: str):
    assert len(simplify(text + "個")) == len(text) + 1


def test_simplified_text_comes_back_itself():
    text = "一、主要做法"
    assert simplify(text) is text
