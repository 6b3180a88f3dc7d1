import numpy as np

from zongjie.labels import LabelSet
from zongjie_train.rules.rulebook import Rulebook
from zongjie_train.rules.table import label_table, rule_table

LABELS = LabelSet(("a", "b"), ("甲甲", "乙"), "b")


def cells(table: str, first: str) -> list[str]:
    return next(line.split() for line in table.splitlines() if line.split()[0] == first)


def test_rule_table_counts_coverage_overlap_conflict_and_accuracy(rulebook: Rulebook):
    rules = [rule for rule in rulebook.rules if rule.name in ("decided", "asked", "not_asked")]
    votes = np.array([[0, -1, -1], [0, 1, -1], [-1, 1, -3], [-1, -1, -1]], np.int8)
    gold = np.array([0, 0, 1, -1])
    table = rule_table(rules, votes, gold, rulebook.labels)
    assert cells(table, "decided")[1:] == ["decision", "4", "0.500", "0.250", "0.250", "1.000", "2"]
    assert cells(table, "asked")[1:] == ["question", "4", "0.500", "0.500", "0.500", "0.500", "2"]
    against = cells(table, "not_asked")[1:]
    assert against == ["not", "question", "4", "0.250", "0.250", "0.250", "0.000", "1"]


def test_without_gold_there_are_no_accuracies(rulebook: Rulebook):
    rules = rulebook.of("role")
    votes = np.full((2, len(rules)), -1, np.int8)
    unknown = np.full(2, -1)
    assert "accuracy" not in rule_table(rules, votes, unknown, rulebook.labels)
    soft = np.full((2, 3), 1 / 3, np.float32)
    assert "accuracy" not in label_table(soft, np.zeros(2, bool), unknown, rulebook.labels)


def test_label_table_scores_the_vote_label_by_label():
    soft = np.array([[0.9, 0.1], [0.2, 0.8], [0.5, 0.5]], np.float32)
    table = label_table(soft, np.array([True, True, False]), np.array([0, 0, 1]), LABELS)
    a = cells(table, "a")
    assert a == ["a", "甲甲", "0.333", "0.900", "1.000", "0.500", "1.000", "0.667", "2"]
    assert cells(table, "all")[-1] == "3"
