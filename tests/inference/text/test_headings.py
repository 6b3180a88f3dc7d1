"""Which sentences are headings."""

from __future__ import annotations

import pytest

from zongjie.text import split_spans
from zongjie.text.titles import is_furniture, is_title, names_report

BODY = "我镇成立了领导小组，明确专人负责，层层签订了责任书，做到了事事有人管、件件有着落。"


def headings(text: str) -> list[tuple[int, str]]:
    return [(s.level, text[s.start : s.end]) for s in split_spans(text) if s.heading]


@pytest.mark.parametrize(
    "line, level",
    [
        ("第一章 总则", 1),
        ("篇一 甲镇工作总结", 1),
        ("甲镇2023年工作总结及2024年工作打算", 1),
        ("甲镇工作总结 3", 1),
        ("述 职 报 告", 1),
        ("一、主要做法", 2),
        ("（一）加强领导，健全机构", 3),
        ("1、加强领导", 4),
        ("⑤存在困难。", 5),
        ("三、四季度", 2),
        ("2023年工作回顾", 1),
        ("（一）促进经济平稳较快发展。", 3),
    ],
)
def test_lines_that_announce_what_follows_are_headings(line: str, level: int):
    assert headings(f"前文说完了。\n{line}\n{BODY}") == [(level, line)]


@pytest.mark.parametrize(
    "line",
    [
        "现将工作总结如下：",
        "××镇人民政府",
        "2023年12月5日",
        "上一篇：某局工作总结",
        "当前位置：首页 > 总结范文",
        "特此报告",
        "各位领导：",
        "第三条 本办法自印发之日起施行。",
        "一是经费少；",
        "1.全年清运垃圾300吨，硬化道路5公里。",
    ],
)
def test_other_lines_are_not(line: str):
    assert headings(f"前文说完了。\n{line}\n谢谢。") == []


def test_run_in_headings_open_numbered_paragraphs():
    text = (
        f"一、做法\n（一）健全组织。{BODY}\n（二）广泛宣传，营造氛围。{BODY}\n一是抓好培训。{BODY}"
    )
    assert headings(text) == [
        (2, "一、做法"),
        (3, "（一）健全组织。"),
        (3, "（二）广泛宣传，营造氛围。"),
        (5, "一是抓好培训。"),
    ]


def test_items_of_a_list_are_no_headings():
    text = "二、问题\n1.经费少。\n2.人手少。\n3.设施旧。\n以上问题要认真研究。"
    spans = split_spans(text)
    assert headings(text) == [(2, "二、问题")]
    assert [s.item for s in spans] == [False, True, True, True, False]
    assert [s.number for s in spans] == ["二", "1", "2", "3", None]
    assert [s.rank for s in spans] == [2, 4, 4, 4, 0]


def test_headings_are_found_in_one_long_line():
    text = f"{BODY}一、加强领导。{BODY}二、存在问题 （一）经费不足。{BODY}三、打算：再接再厉。"
    assert headings(text) == [
        (2, "一、加强领导。"),
        (2, "二、存在问题"),
        (3, "（一）经费不足。"),
        (2, "三、打算：再接再厉。"),
    ]


def test_a_line_broken_in_mid_sentence_is_no_title():
    text = (
        "会后各单位要认真收集一年来的材料并及时上报上级部门全年的\n安全生产工作总结\n，不得拖延。"
    )
    assert headings(text) == []


def test_a_title_may_take_two_lines():
    text = f"甲县市场监督管理局\n2020年食品安全工作总结\n{BODY}"
    assert headings(text) == [(1, "甲县市场监督管理局"), (1, "2020年食品安全工作总结")]


def test_titles_and_furniture_are_told_apart():
    for line in (
        "甲镇工作总结(精选3篇)",
        "关于2023年工作情况的汇报",
        "县图书馆全民阅读推广工作总结",
    ):
        assert is_title(line, 0, len(line)) and not is_furniture(line)
        assert names_report(line, 0, len(line))
    for line in (
        "推荐阅读：甲镇工作总结",
        "【打印本页】",
        "来源：网络",
        "声明：本站文章由网友上传",
    ):
        assert not is_title(line, 0, len(line)) and is_furniture(line)
