from pathlib import Path

import pytest

from zongjie_train.rules.rulebook import Rulebook, RulebookError, load_rulebook

BOOK = """
labels: [{{name: a, chinese: 甲, description: 甲}}, {{name: b, chinese: 乙, description: 乙}}]
other: b
words: {{cue: 好}}
rules:
  - {rule}
"""


def load(tmp_path: Path, rule: str) -> Rulebook:
    path = tmp_path / "book.yaml"
    path.write_text(BOOK.format(rule=rule), encoding="utf-8")
    return load_rulebook(path)


def test_labels_and_their_order_come_from_the_file(rulebook: Rulebook):
    assert rulebook.labels.names == ("decision", "question", "rest")
    assert rulebook.labels.other == "rest"
    assert rulebook.descriptions[0] == "定了什么"


def test_each_target_has_its_rules_in_file_order(rulebook: Rulebook):
    assert [rule.name for rule in rulebook.of("section")] == [
        "heading_decisions",
        "heading_questions",
        "block",
    ]
    assert "block" not in [rule.name for rule in rulebook.of("role")]


def test_words_stand_for_their_patterns(rulebook: Rulebook):
    decided = next(rule for rule in rulebook.rules if rule.name == "decided")
    assert decided.pattern is not None and decided.pattern.search("会议同意了")


def test_a_list_of_patterns_is_an_or(tmp_path: Path):
    rule = load(tmp_path, "{name: r, label: a, pattern: [甲, '<cue>']}").rules[0]
    assert rule.pattern is not None and rule.pattern.search("很好")


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("{name: r, label: a}", "neither pattern nor function"),
        ("{name: r, pattern: x}", "no label"),
        ("{name: r, label: c, pattern: x}", "'c' is not known; known are a, b"),
        ("{name: r, label: a, pattren: x}", "did you mean 'pattern'"),
        ("{name: r, label: a, pattern: '(x'}", "mend it"),
        ("{name: r, label: a, pattern: '<cues>'}", "did you mean 'cue'"),
        ("{name: r, label: a, pattern: x, weight: 0}", "must be a number above 0"),
        ("{name: r, label: a, pattern: x, scope: underneath}", "did you mean 'under'"),
        ("{name: r, label: a, pattern: x, scope: under, at: body}", "only headings"),
        ("{name: r, label: a, pattern: x, lines: 3}", "of scope block"),
        ("{name: r, label: a, function: alway}", "did you mean 'always'"),
        ("{name: r, label: a, function: {name: in_first_lines}}", "count is missing"),
        ("{name: r, label: a, function: {name: always, count: 1}}", "'count' is not known"),
        ("{label: a, pattern: x}", "name is missing"),
    ],
)
def test_an_error_names_the_file_the_rule_and_the_cure(tmp_path: Path, rule: str, says: str):
    with pytest.raises(RulebookError) as error:
        load(tmp_path, rule)
    assert "book.yaml: rule" in str(error.value)
    assert says in str(error.value)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("name: a", "name: b", "give each label one name of its own"),
        ("name: b", "name: no", "name False; must be text"),
        ("other: b", "other: c", "other: 'c' is not known; known are a, b"),
        ("words: {{cue: 好}}", "words: [好]", "words is .*; must be a mapping"),
        ("rules:\n", "rules: none\n#", "rules is 'none'; must be a list"),
        ("other: b", "other: b\nother: a", ":4: 'other' stands twice"),
    ],
)
def test_a_fault_outside_the_rules_is_an_error_that_names_the_file(
    tmp_path: Path, old: str, new: str, says: str
):
    text = BOOK.replace(old, new).format(rule="{name: r, label: a, pattern: x}")
    (tmp_path / "book.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RulebookError, match=rf"book\.yaml.*{says}"):
        load_rulebook(tmp_path / "book.yaml")


def test_a_key_that_stands_twice_in_a_rule_is_refused(tmp_path: Path):
    with pytest.raises(RulebookError, match=r"book\.yaml:6: 'pattern' stands twice"):
        load(tmp_path, "{name: r, label: a, pattern: x, pattern: y}")


def test_rules_may_share_keys_by_yaml_merges(tmp_path: Path):
    shared = "&first {name: r, label: a, pattern: x}\n  - {<<: *first, name: s}"
    assert [rule.label for rule in load(tmp_path, shared).rules] == [0, 0]


def test_two_rules_of_one_name_are_refused(tmp_path: Path):
    with pytest.raises(RulebookError, match="two rules are named 'r'"):
        load(tmp_path, "{name: r, label: a, pattern: x}\n  - {name: r, label: b, pattern: y}")


def test_a_file_that_is_not_there_or_no_yaml_is_an_error_of_its_own(tmp_path: Path):
    with pytest.raises(RulebookError, match="can't be read"):
        load_rulebook(tmp_path / "none.yaml")
    (tmp_path / "bad.yaml").write_text("labels: [", encoding="utf-8")
    with pytest.raises(RulebookError, match="not YAML"):
        load_rulebook(tmp_path / "bad.yaml")
