"""Headings above sentences, and reports in one text."""

from __future__ import annotations

from zongjie.text import heading_path, report_starts, split_spans


def starts(text: str) -> list[str]:
    spans = split_spans(text)
    return [text[spans[i].start : spans[i].end] for i in report_starts(text, spans)]


def test_a_heading_ends_those_of_its_level_and_deeper():
    text = (
        "甲镇工作总结\n一、做法\n（一）宣传\n发了传单。\n（二）整治\n清了垃圾。\n二、问题\n钱少。"
    )
    spans = split_spans(text)
    paths = [[text[spans[j].start : spans[j].end] for j in path] for path in heading_path(spans)]
    assert paths[3] == ["甲镇工作总结", "一、做法", "（一）宣传"]
    assert paths[5] == ["甲镇工作总结", "一、做法", "（二）整治"]
    assert paths[6] == ["甲镇工作总结"]
    assert paths[7] == ["甲镇工作总结", "二、问题"]


def test_a_numbered_paragraph_no_longer_stands_under_the_heading_before_it():
    text = (
        "一、加强领导。成立了领导小组，由镇长任组长。\n"
        "二、镇里多方筹措资金，全年投入环境整治经费20万元，购置了清运车辆。车辆已经上路。"
    )
    spans = split_spans(text)
    assert heading_path(spans) == [(), (0,), (), ()]


def test_titles_parts_and_numbered_titles_begin_reports():
    body = "一、做法\n我们做了工作。\n二、问题\n经费不足。\n"
    assert starts(f"甲镇工作总结 1\n{body}甲镇工作总结 2\n{body}") == [
        "甲镇工作总结 1",
        "甲镇工作总结 2",
    ]
    assert starts(f"篇一：甲镇\n{body}篇二：乙镇\n{body}") == ["篇一：甲镇", "篇二：乙镇"]


def test_a_title_repeated_after_page_furniture_begins_nothing_new():
    text = "甲镇工作总结\n当前位置：首页 > 总结\n甲镇工作总结\n我们做了工作。\n一、问题\n经费不足。"
    assert starts(text) == ["甲镇工作总结"]


def test_numbering_that_begins_anew_after_an_announcement_begins_a_report():
    text = (
        "一、做法\n我们做了工作。\n二、问题\n经费不足。\n"
        "乙镇地处县城北部。现将工作情况汇报如下：\n一、做法\n我们也做了。\n二、问题\n没有。"
    )
    assert starts(text) == ["一、做法", "乙镇地处县城北部。"]


def test_headings_of_a_plan_within_a_report_begin_nothing():
    text = "甲镇工作总结\n我们做了工作。\n存在问题及下步打算\n经费不足。\n一、宣传\n要宣传。"
    assert starts(text) == ["甲镇工作总结"]
