from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from invented_report import TEXT, make_report

from zongjie.pages.layout import lay_out
from zongjie.pages.view import view_of_report
from zongjie.text import simplify

ALPHABET = "一二、。；\n\r\u2028 　（）总结作报告12年abc"


def lines_of(text: str, **options):
    view = view_of_report(make_report(text, **options))
    return [line for section in lay_out(view) for line in section.lines]


@settings(max_examples=60, deadline=None)
@given(st.text(ALPHABET, max_size=120))
def test_every_sentence_is_set_once_and_in_order(text):
    view = view_of_report(make_report(text))
    numbers = [
        piece.number
        for section in lay_out(view)
        for line in section.lines
        for piece in line.pieces
        if piece.number is not None
    ]
    assert numbers == list(range(len(view.marks)))


def test_headings_indents_gaps_and_the_signature_are_those_of_the_source():
    lines = lines_of(TEXT)
    said = {line.pieces[0].text: line for line in lines}
    assert said["云溪镇2024年工作总结"].level == 1
    assert said["一、主要做法"].level == 2 and said["一、主要做法"].gap
    assert said["召开推进会12场。"].indent and not said["召开推进会12场。"].gap
    assert not said["经费不足。"].indent
    assert [line.pieces[0].text for line in lines if line.signature] == [
        "云溪镇人民政府",
        "2024年12月20日",
    ]


def test_a_report_in_traditional_characters_is_set_as_one_in_simplified():
    text = "云溪鎮2024年工作總結\n一、主要做法\n召開推進會。\n二、存在問題\n經費不足。"
    levels = [line.level for line in lines_of(text)]
    assert levels == [1, 2, 0, 2, 0]
    assert levels == [line.level for line in lines_of(simplify(text))]


def test_reports_of_a_collection_begin_where_their_titles_stand():
    text = "工作总结范文两篇\n篇一：甲村工作总结\n路修好了。\n篇二：乙村工作总结\n水通了。"
    view = view_of_report(make_report(text, given=(4, 4, 1, 4, 1)))
    sections = [section for section in lay_out(view) if section.opens_report]
    assert [section.entry for section in sections] == ["篇一：甲村工作总结", "篇二：乙村工作总结"]
    assert not any(s.opens_report for s in lay_out(view_of_report(make_report())))


def test_a_tag_is_shown_where_a_line_begins_where_the_label_changes_and_where_it_is_uncertain():
    lines = lines_of("召开会议。走访群众。办结诉求。", given=(0, 0, 1), uncertain=())
    pieces = [piece for line in lines for piece in line.pieces if piece.mark]
    assert [piece.tagged for piece in pieces] == [True, False, True]
    (line,) = lines_of("召开会议。走访群众。", given=(0, 0), uncertain=(1,))
    assert [piece.tagged for piece in line.pieces if piece.mark] == [True, True]


def test_lines_that_a_mail_program_broke_are_one_paragraph():
    text = "今年以来，全镇上下共同努力，办成了几件实事，\n" * 6 + "成效明显。"
    assert len(lines_of(text)) == 1
