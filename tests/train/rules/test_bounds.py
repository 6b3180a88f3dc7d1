import pytest
from hypothesis import given
from hypothesis import strategies as st

from zongjie.text.spans import split_spans
from zongjie_train.rules.bounds import all_report_starts

PROSE = "今年修了路。\n通了水。\n建了桥。\n种了树。\n开了会。\n发了文。\n"
FIRST = f"一、做法\n{PROSE}二、问题\n人手少。\n三、打算\n{PROSE}"


def starts(text: str) -> list[str]:
    """What stands in the first sentence of each report."""
    spans = split_spans(text)
    return [text[spans[i].start : spans[i].end] for i in all_report_starts(text, spans)]


@pytest.mark.parametrize(
    ("second", "begins"),
    [
        ("乙镇2023年工作总结\n", "乙镇2023年工作总结"),
        ("现将我镇工作情况汇报如下：\n", "现将我镇工作情况汇报如下："),
        ("各位领导：\n", "各位领导："),
        ("您的位置：首页 > 范文\n", "您的位置：首页 > 范文"),
        ("", "一、做法"),
    ],
)
def test_a_report_begins_where_one_would_begin_to_read(second: str, begins: str):
    assert starts(FIRST + second + FIRST)[1:] == [begins]


def test_what_follows_a_bare_date_is_another_report():
    assert starts(f"{PROSE}{PROSE}2023年12月1日\n修路是大事。\n{PROSE}") == [
        "今年修了路。",
        "修路是大事。",
    ]


def test_numbering_may_begin_anew_in_a_short_stretch_of_one_report():
    assert len(starts("一、做法\n修路。\n二、问题\n人少。\n一、打算\n招人。\n")) == 1


@given(st.text("一二、1年月总结如下现将汇报：各位领导。\n", max_size=120))
def test_starts_rise_from_the_first_sentence(text: str):
    found = all_report_starts(text, spans := split_spans(text))
    assert found == sorted(set(found))
    assert found[:1] == ([0] if spans else [])
