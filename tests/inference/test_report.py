from __future__ import annotations

import numpy as np
import pytest

from zongjie.labels import SHIPPED, Label, LabelSet
from zongjie.render import render_terminal
from zongjie.report import Report, build_report
from zongjie.text import split_spans

TEXT = "一、主要做法\n建立*台账*，落实责任。\n二、问题\n经费不足。"


def make_report(labels: LabelSet = SHIPPED) -> Report:
    spans = split_spans(TEXT)
    roles = np.array([[0.6, 0.1, 0.1, 0.1, 0.1]] * 2 + [[0.1, 0.1, 0.6, 0.1, 0.1]] * 2)
    sections = np.array([[0.8, 0.05, 0.05, 0.05, 0.05]] * 2 + [[0.1, 0.1, 0.5, 0.2, 0.1]] * 2)
    return build_report(TEXT, spans, labels, roles, sections, np.array([0, 0, 2, 2]), [0])


def test_sections_have_their_label_mean_score_and_heading():
    measure, problem = make_report().sections
    assert (measure.label, measure.heading) == (Label.MEASURE, "一、主要做法")
    assert measure.score == pytest.approx(0.8)
    assert (problem.label, problem.score) == ("problem", pytest.approx(0.5))
    assert (problem.start, problem.end, problem.first) == (TEXT.index("二"), len(TEXT), 2)


def test_results_cannot_be_changed():
    with pytest.raises(AttributeError):
        make_report().sentences[0].label = "plan"  # pyright: ignore[reportAttributeAccessIssue]


def test_markdown_has_a_heading_a_section_and_escapes_what_markdown_reads():
    assert make_report().to_markdown() == (
        "## 措施：一、主要做法\n\n- **措施** 建立\\*台账\\*，落实责任。\n\n"
        "## 问题：二、问题\n\n- **问题** 经费不足。\n"
    )


def test_without_colour_a_terminal_gets_plain_lines():
    lines = list(render_terminal(make_report(), colour=False))
    assert lines[:3] == [
        "■ 措施 0.80",
        "  措施 0.60 一、主要做法",
        "  措施 0.60 建立*台账*，落实责任。",
    ]
    assert not any("\x1b" in line for line in lines)


def test_with_colour_each_label_has_its_own_and_all_is_reset():
    lines = list(render_terminal(make_report(), colour=True))
    assert "\x1b[34m" in lines[1]
    assert all(line.rfind("\x1b[0m") >= line.rfind("\x1b[3") for line in lines)


def test_own_label_sets_are_rendered_too():
    labels = LabelSet(("a", "b", "c", "d", "rest"), ("甲", "乙", "丙类", "丁", "其余"), "rest")
    lines = list(render_terminal(make_report(labels), colour=True))
    assert any("丙类" in line for line in lines)
    assert any("甲  " in line for line in lines)  # as wide as the widest


def test_control_characters_of_a_text_reach_no_terminal():
    text = "一\x1b[31m二。"
    spans = split_spans(text)
    p = np.full((len(spans), 5), 0.2)
    report = build_report(text, spans, SHIPPED, p, p, np.zeros(len(spans), np.int64), [0])
    assert not any("\x1b" in line for line in render_terminal(report, colour=False))
