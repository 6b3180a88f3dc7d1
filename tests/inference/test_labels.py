from __future__ import annotations

import json

import pytest

from zongjie.labels import SHIPPED, Label, LabelSet


def test_shipped_labels_are_strings_in_class_order():
    assert [*SHIPPED.members()] == ["measure", "achievement", "problem", "plan", "other"]
    assert all(isinstance(label, Label) for label in SHIPPED.members())


def test_a_label_prints_and_dumps_as_its_code():
    assert (f"{Label.PLAN}", str(Label.PLAN), json.dumps(Label.PLAN)) == ("plan", "plan", '"plan"')


def test_labels_of_another_set_are_plain_strings():
    labels = LabelSet(("risk", "rest"), ("风险", "其余"), "rest")
    assert labels.members() == ("risk", "rest")
    assert type(labels.members()[0]) is str


def test_a_part_of_the_shipped_set_keeps_its_members():
    labels = LabelSet(("plan", "other"), ("打算", "其他"), "other")
    assert all(isinstance(label, Label) for label in labels.members())


def test_shipped_names_with_other_chinese_names_are_plain_strings():
    labels = LabelSet(("plan", "other"), ("计划", "其他"), "other")
    assert [type(label) for label in labels.members()] == [str, str]


@pytest.mark.parametrize(
    ("names", "chinese", "other", "message"),
    [
        ((), (), "other", "one name of its own"),
        (("a", "a"), ("甲", "乙"), "a", "one name of its own"),
        (("a", "b"), ("甲",), "a", "1 Chinese names"),
        (("a", "b"), ("甲", "乙"), "c", "'c', is none of"),
    ],
)
def test_a_set_that_cannot_be_is_refused(names, chinese, other, message):
    with pytest.raises(ValueError, match=message):
        LabelSet(names, chinese, other)


def test_an_unknown_label_is_named_with_those_there_are():
    with pytest.raises(ValueError, match="no label 'plans'; the labels are measure"):
        SHIPPED.index("plans")
