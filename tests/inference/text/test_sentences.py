"""Where sentences end and where they don't."""

from __future__ import annotations

import pytest

from zongjie.text.sentences import split_line


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_line(text, 0, len(text))]


@pytest.mark.parametrize(
    "expected",
    [
        ["完成了。", "还差一点！", "为什么？", "一是钱；", "二是人"],
        ["完成了;", "还差一点!", "为什么?", "钱"],
        ["真好！！", "再来？！", "完。"],
    ],
)
def test_full_and_half_width_stops_end_a_sentence(expected: list[str]):
    assert sentences("".join(expected)) == expected


@pytest.mark.parametrize(
    "expected",
    [
        ["他说：“好。”", "大家笑了。"],
        ["（详见附件。）", "下同。"],
        ["「好！」", "完。"],
        ['他说:"好。"', "大家笑了。"],
        ["开会了。", '"两代表一委员"到场。', '有人问:"行吗？"', "行。"],
        ['说"一。"', '说"二。"', "三"],
        ["好。\u200b", "坏。"],
    ],
)
def test_closing_quotes_belong_to_the_sentence_before_opening_ones_to_the_next(expected: list[str]):
    assert sentences("".join(expected)) == expected


def test_a_straight_quote_before_white_space_or_the_end_closes():
    assert sentences('好。" 坏。"') == ['好。"', '坏。"']


@pytest.mark.parametrize(
    "text",
    [
        "占比3.5%，同比提高1．2个百分点。",
        "1.健全组织",
        "观看《怎么办？》等影片。",
        "见http://a.cn/b?c=1;d=2页面。",
        "甲&nbsp;乙&#12288;丙。",
        "任务的.圆满完成，组织.保证有力。",
        "*年*月，共×××人、x.x万元，20xx年□□项。",
    ],
)
def test_no_end_in_decimals_numbers_titles_addresses_entities_and_stray_dots(text: str):
    assert sentences(text) == [text]


def test_dots_end_sentences_in_a_line_written_with_them():
    assert sentences("共种树3.5万株.路修好了.") == ["共种树3.5万株.", "路修好了."]
    assert sentences("树种了.路修了.水通了.灯亮") == ["树种了.", "路修了.", "水通了.", "灯亮"]
    assert sentences("树种了.路修了.水通了.灯亮了。") == ["树种了.路修了.水通了.灯亮了。"]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("二、存在问题 （一）经费少。", ["二、存在问题", "（一）经费少。"]),
        ("某镇工作总结　　一、做法", ["某镇工作总结", "一、做法"]),
        ("一、主要做法（一）抓宣传，造声势。", ["一、主要做法", "（一）抓宣传，造声势。"]),
        ("二、存在问题：一是经费少；", ["二、存在问题：", "一是经费少；"]),
        ("全年无事故. 2、存在问题", ["全年无事故.", "2、存在问题"]),
        ("(三)下步打算 1.加强宣传", ["(三)下步打算", "1.加强宣传"]),
    ],
)
def test_headings_are_cut_out_where_line_breaks_were_lost(text: str, expected: list[str]):
    assert sentences(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "第 一、二组",
        "局长  张三  某年某月",
        "（一）（二）两项",
        "表 1、表 2",
        "答复如下： 1.已办结",
    ],
)
def test_other_gaps_cut_nothing(text: str):
    assert sentences(text) == [text]


def test_offsets_are_those_of_the_whole_text():
    text = "前言\n  好。 坏。  \n后"
    assert split_line(text, 3, 12) == [(5, 7), (8, 10)]
