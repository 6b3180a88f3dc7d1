from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zongjie.archive.cutting import cut_document
from zongjie.text import split_spans

BODY = "一、主要做法\n召开议事会12场。\n二、存在问题\n早高峰清运不及时。"


def titles(text, title=None):
    return [report.title for report in cut_document(text, title)]


def test_a_numbered_collection_is_cut_at_its_parts_and_titles_lose_the_number():
    text = "\n".join(
        f"篇{n}：{name}工作总结\n{BODY}" for n, name in zip("一二三", "甲乙丙", strict=True)
    )
    assert titles(text) == ["甲工作总结", "乙工作总结", "丙工作总结"]


def test_the_title_under_a_bare_number_is_the_title():
    text = f"篇一\n青山镇2023年工作总结\n{BODY}\n篇二\n{BODY}"
    assert titles(text) == ["青山镇2023年工作总结", "篇二"]


def test_titles_with_a_number_behind_begin_reports():
    text = "\n".join(f"街道年度工作总结 {n}\n{BODY}" for n in (1, 2, 3))
    assert titles(text) == [f"街道年度工作总结 {n}" for n in (1, 2, 3)]


def test_reports_that_lost_their_titles_are_cut_where_the_numbering_begins_anew():
    one = f"现将有关工作情况汇报如下。\n{BODY}"
    assert len(titles(f"{one}\n{one}")) == 2
    assert titles(f"{one}\n{one}") == [None, None]


def test_what_the_file_says_is_its_title_serves_only_where_the_first_report_shows_none():
    assert titles(BODY, "文件标题") == ["文件标题"]
    assert titles(f"青山镇工作总结\n{BODY}", "文件标题") == ["青山镇工作总结"]


def test_a_title_in_two_lines_is_one():
    text = f"青山镇人民政府\n二〇二三年工作总结\n{BODY}"
    assert titles(text) == ["青山镇人民政府二〇二三年工作总结"]


def test_offsets_and_lines_are_those_of_the_document():
    text = f"\n\n甲村工作总结\r\n{BODY}\n\n乙村工作总结\n{BODY}\n"
    for report in cut_document(text):
        assert text[report.start : report.end] == report.text
        assert report.line == text[: report.start].count("\n") + 1
        assert report.n_sentences == len(split_spans(report.text))


def test_a_long_collection_is_cut_the_same_in_stretches():
    text = "\n".join(f"{name}村2023年工作总结\n{BODY}" for name in "甲乙丙丁戊己庚辛")
    whole = list(cut_document(text))
    assert len(whole) == 8
    assert list(cut_document(text, stretch=130)) == whole


@settings(deadline=None, max_examples=50)
@given(st.text("一、工作总结篇二：:。\n\r 甲\u3000汇报如下1", max_size=200), st.integers(5, 60))
def test_reports_are_disjoint_and_cover_all_that_is_not_white_space(text, stretch):
    covered = 0
    for report in cut_document(text, stretch=stretch):
        assert text[covered : report.start].strip() == ""
        assert text[report.start : report.end] == report.text.strip() != ""
        covered = report.end
    assert text[covered:].strip() == ""


@pytest.mark.parametrize("text", ["", " \n\u3000"])
def test_nothing_holds_no_report(text):
    assert list(cut_document(text)) == []
