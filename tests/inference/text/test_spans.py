"""What holds for the spans of any text, and of reports as they come."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from zongjie.text import heading_path, report_starts, split_spans
from zongjie.text.wrapping import iter_paragraphs

# Any Unicode, and text made of what the splitter looks at.
MARKS = '。；！？.．;!?：，、“”"＂》）（×□> \u3000\n\r\u2028\x0c\x85\t\xa0\u200b\ufeff'
NUMBERS = [
    "一、",
    "二、",
    "（一）",
    "(二)",
    "1.",
    "2、",
    "（1）",
    "①",
    "一是",
    "第一章",
    "篇二",
    "首先",
]
WORDS = ["工作总结", "下步打算", "现总结如下", "清运3.5吨", "&nbsp;", "http://a.cn/?b=1;c"]
PARTS = st.sampled_from([*MARKS, *NUMBERS, *WORDS])
TEXTS = st.one_of(st.text(), st.lists(PARTS).map("".join))


@given(TEXTS)
@settings(max_examples=500, deadline=None)
@example("\ud800。\u200b")
@example("！" * 50 + "》")
def test_spans_are_in_order_and_cover_all_that_is_not_white_space(text: str):
    at = 0
    for span in split_spans(text):
        assert at <= span.start < span.end <= len(text)
        assert not text[at : span.start].strip()
        assert not text[span.start].isspace() and not text[span.end - 1].isspace()
        at = span.end
    assert not text[at:].strip()


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_spans_agree_with_lines_and_with_themselves(text: str):
    lines = [text[start:end] for start, end in iter_paragraphs(text)]
    line = -1
    for span in split_spans(text):
        assert text[span.start : span.end] in lines[span.line]
        assert span.begins_line == (span.line != line)
        assert span.heading == (span.level > 0)
        assert not (span.heading and span.item)
        assert span.rank == span.level or span.item
        assert (span.number is not None) or not span.item
        line = span.line


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_headings_above_a_span_are_nested(text: str):
    spans = split_spans(text)
    for i, path in enumerate(heading_path(spans)):
        levels = [spans[j].level for j in path]
        assert all(spans[j].heading for j in path)
        assert list(path) == sorted(path) and (not path or path[-1] < i)
        assert levels == sorted(set(levels))
        assert not spans[i].rank or all(level < spans[i].rank for level in levels)


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_reports_begin_at_rising_spans_the_first_at_the_first(text: str):
    spans = split_spans(text)
    starts = report_starts(text, spans)
    assert starts == sorted(set(starts))
    assert starts[:1] == [0] if spans else starts == []
    assert all(0 <= start < len(spans) for start in starts)


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\u2028", "\x0c", "\n\u3000\u3000"])
def test_every_line_break_gives_the_same_sentences(line_break: str):
    text = line_break.join(
        ["某镇2023年工作总结", "一、成效", "清运垃圾300吨。环境好了。", "二、问题"]
    )
    spans = split_spans(text)
    assert [text[s.start : s.end] for s in spans] == [
        "某镇2023年工作总结",
        "一、成效",
        "清运垃圾300吨。",
        "环境好了。",
        "二、问题",
    ]
    assert [s.level for s in spans] == [1, 2, 0, 0, 2]
    assert [s.begins_line for s in spans] == [True, True, True, False, True]


def test_text_without_any_punctuation_is_one_span():
    text = "我镇今年开展环境整治" * 500
    assert [(s.start, s.end) for s in split_spans(text)] == [(0, len(text))]


@pytest.mark.parametrize("text", ["", " \n\u3000\t\r\n", "\x1c\x85"])
def test_text_of_white_space_has_no_spans(text: str):
    assert split_spans(text) == []
    assert report_starts(text, []) == []


@pytest.mark.parametrize(
    "unit",
    [
        "。",
        "！”",
        '。"',
        "一、",
        " ",
        "\n",
        "1.",
        "》。",
        "&",
        "中.",
        "（",
        "一 一、",
        "工作总结\n",
        "“",
    ],
)
def test_work_is_linear_in_the_text(unit: str):
    def cpu_seconds(n: int) -> float:
        text = "始" + unit * (n // len(unit)) + "终》"
        begun = time.process_time()
        report_starts(text, split_spans(text))
        return time.process_time() - begun

    def least(n: int) -> float:
        return min(cpu_seconds(n) for _ in range(3))

    # The processor's own time, so that a busy machine fails nothing. Were it quadratic, eight
    # times the text would take 64 times as long.
    least(1000)
    assert least(40_000) < 40 * least(5_000) + 0.1
