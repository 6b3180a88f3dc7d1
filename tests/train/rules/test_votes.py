from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zongjie.text.spans import split_spans
from zongjie_train.rules.page import Page
from zongjie_train.rules.rulebook import Rulebook, load_rulebook
from zongjie_train.rules.votes import cast_votes, tally

MEETING = """一次例会的纪要
一、会议决定
会议同意修路。经费下月再议。
二、疑问
路修多宽？有人反问谁来修？水渠也在讨论之列。
"""


def votes_by_rule(rulebook: Rulebook, text: str, target: str) -> dict[str, dict[str, int]]:
    """Votes that are no abstentions: rule -> sentence -> vote."""
    spans = split_spans(text)
    sentences = Page(text, spans).whole
    matrix = cast_votes(rulebook, text, spans).of(target)
    return {
        rule.name: {sentences[i]: int(v) for i, v in enumerate(column) if v != -1}
        for rule, column in zip(rulebook.of(target), matrix.T, strict=True)
    }


def test_a_pattern_votes_for_its_label_and_unless_silences_it(rulebook: Rulebook):
    assert votes_by_rule(rulebook, MEETING, "role")["decided"] == {
        "会议决定": 0,
        "会议同意修路。": 0,
    }
    assert votes_by_rule(rulebook, "会议尚未决定。会议决定散会。", "role")["decided"] == {
        "会议决定散会。": 0
    }


def test_a_vote_against_is_kept_apart_and_takes_weight_away(rulebook: Rulebook):
    against = votes_by_rule(rulebook, MEETING, "role")["not_asked"]
    assert against == {"有人反问谁来修？": -2 - 1}
    spans = split_spans(MEETING)
    votes = cast_votes(rulebook, MEETING, spans)
    scores = tally(rulebook.of("role"), votes.role, 3)
    row = Page(MEETING, spans).whole.index("有人反问谁来修？")
    assert scores[row].tolist() == [0, 2, 1]  # asked 4 + default 2 - 4; the rest's default


def test_a_heading_speaks_for_what_stands_under_it(rulebook: Rulebook):
    section = votes_by_rule(rulebook, MEETING, "section")
    assert set(section["heading_decisions"]) == {"会议决定", "会议同意修路。", "经费下月再议。"}
    assert "水渠也在讨论之列。" in section["heading_questions"]


def test_within_asks_the_outline(rulebook: Rulebook):
    default = votes_by_rule(rulebook, MEETING, "role")["default_question"]
    assert "水渠也在讨论之列。" in default
    assert "经费下月再议。" not in default


def test_the_innermost_heading_speaks_alone(rulebook: Rulebook):
    text = "一、决定\n甲。\n（一）疑问\n乙。\n二、其他\n丙。\n"
    section = votes_by_rule(rulebook, text, "section")
    assert set(section["heading_decisions"]) == {"决定", "甲。"}
    assert set(section["heading_questions"]) == {"疑问", "乙。"}


def book(tmp_path: Path, *rules: str) -> Rulebook:
    labels = (
        "labels: [{name: a, chinese: 甲, description: 甲}, {name: b, chinese: 乙, description: 乙}]"
    )
    path = tmp_path / "book.yaml"
    path.write_text(
        "\n".join([labels, "other: b", "rules:", *(f"  - {rule}" for rule in rules)]),
        encoding="utf-8",
    )
    return load_rulebook(path)


def test_scopes_reach_as_far_as_they_say(tmp_path: Path):
    text = "总结\n一、头\n前。好。后。\n下行。\n再下行。\n二、尾\n末。\n"
    reach = {}
    for scope in ("sentence", "line", "paragraph", "report", "block"):
        rule = f"{{name: r, label: a, pattern: 好, scope: {scope}}}"
        reach[scope] = "".join(votes_by_rule(book(tmp_path, rule), text, "role")["r"])
    assert reach["sentence"] == "好。"
    assert reach["line"] == "前。好。后。"
    assert reach["paragraph"] == "好。后。"
    assert reach["block"] == "好。后。下行。再下行。"
    assert reach["report"].endswith("末。")


def test_a_block_can_be_held_to_some_lines_and_what_held_before_goes_on(tmp_path: Path):
    rulebook = book(
        tmp_path,
        "{name: head, label: a, target: section, scope: under, pattern: 头}",
        "{name: turn, label: b, target: section, scope: block, at: body, pattern: 好, lines: 2}",
    )
    section = votes_by_rule(rulebook, "一、头\n前。\n好。\n下行。\n再下行。\n", "section")
    assert set(section["turn"]) == {"好。", "下行。"}
    assert set(section["head"]) == {"头", "前。", "再下行。"}


def test_after_asks_what_came_before(tmp_path: Path):
    rulebook = book(
        tmp_path,
        "{name: plan, label: a, target: section, scope: under, pattern: 打算}",
        "{name: next, label: a, target: section, scope: under, pattern: 路, after: [a]}",
    )
    text = "一、修路\n甲。\n二、打算\n乙。\n三、铺路\n丙。\n"
    assert set(votes_by_rule(rulebook, text, "section")["next"]) == {"铺路", "丙。"}


def test_a_block_takes_the_role_that_its_sentences_have(rulebook: Rulebook):
    section = votes_by_rule(rulebook, MEETING, "section")
    assert section["block"]["水渠也在讨论之列。"] == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text("一、（二）会议决定疑问？。；反问\n12.好 ", max_size=150))
def test_votes_fit_any_text_and_stay_the_same(rulebook: Rulebook, text: str):
    spans = split_spans(text)
    first, again = (cast_votes(rulebook, text, spans) for _ in range(2))
    for target in ("role", "section"):
        votes, rules = first.of(target), rulebook.of(target)
        assert votes.shape == (len(spans), len(rules)) and votes.dtype == np.int8
        assert (votes == again.of(target)).all()
        for rule, column in zip(rules, votes.T, strict=True):
            if rule.label is not None:
                assert set(column.tolist()) <= {-1, rule.label, -2 - rule.label}
