"""Numbers at the front of headings and items."""

from __future__ import annotations

import pytest

from zongjie.text.numbering import numbering_at, ordinal


@pytest.mark.parametrize(
    "text, kind, rank, number",
    [
        ("篇二 某镇总结", "part", 1, "二"),
        ("篇三:某镇总结", "part", 1, "三"),
        ("第一章 总则", "chapter", 1, "一"),
        ("第2部分 做法", "chapter", 1, "2"),
        ("十二、其他", "han", 2, "十二"),
        ("一.主要工作", "han", 2, "一"),
        ("二 、问题", "han", 2, "二"),
        ("二、七、八两个月", "han", 2, "二"),
        ("（三）宣传", "bracket", 3, "三"),
        ("(三)宣传", "bracket", 3, "三"),
        ("（三)宣传", "bracket", 3, "三"),
        ("【三】宣传", "bracket", 3, "三"),
        ("3.宣传", "digit", 4, "3"),
        ("３．宣传", "digit", 4, "３"),
        ("12、宣传", "digit", 4, "12"),
        ("2,宣传", "digit", 4, "2"),
        ("⒊宣传", "digit", 4, "⒊"),
        ("（3）宣传", "digit_bracket", 5, "3"),
        ("3）宣传", "digit_bracket", 5, "3"),
        ("③宣传", "circled", 5, "③"),
        ("一是领导重视", "is", 5, "一"),
        ("二要抓好", "is", 5, "二"),
        ("第一，抓好", "ordinal", 5, "一"),
        ("其次抓好", "ordinal", 5, "其次"),
        ("第十二条 本办法", "article", 5, "十二"),
        ("□ 一、概况", "han", 2, "一"),
        ("**（一）概况**", "bracket", 3, "一"),
        ("\ufeff一、概况", "han", 2, "一"),
    ],
)
def test_numbers_are_read(text: str, kind: str, rank: int, number: str):
    numbering = numbering_at(text, 0, len(text))
    assert numbering is not None
    assert (numbering.kind, numbering.rank, numbering.number) == (kind, rank, number)


@pytest.mark.parametrize(
    "text",
    [
        "3.5公里道路",
        "2023年1月",
        "12.4法制宣传日",
        "1,200人",
        "一、二级公路建成",
        "三、四月份，我们",
        "一定要抓好",
        "三要素",
        "第一季度",
        "十分重视",
        "第二篇是路",
        "今年",
    ],
)
def test_what_only_looks_like_a_number_is_none(text: str):
    assert numbering_at(text, 0, len(text)) is None


def test_the_words_begin_where_the_number_ends():
    text = "。（二）、宣传"
    numbering = numbering_at(text, 1, len(text))
    assert numbering is not None and text[numbering.end :] == "宣传"


@pytest.mark.parametrize("value", range(1, 40))
def test_ordinal_reads_chinese_and_arabic_alike(value: int):
    tens, units = divmod(value, 10)
    digits = "零一二三四五六七八九"
    chinese = (digits[tens] if tens > 1 else "") + ("十" if tens else "")
    chinese += digits[units] if units else ""
    assert ordinal(chinese) == ordinal(str(value)) == value
