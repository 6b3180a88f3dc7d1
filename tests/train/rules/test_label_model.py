import numpy as np
import pytest

from zongjie_train.rules.annotators import group_answers, groups_of
from zongjie_train.rules.label_model import MODELS, DawidSkene, Majority, Weighted
from zongjie_train.rules.rule import Rule
from zongjie_train.rules.rulebook import Rulebook


def rule(name: str, label: int, group: str, weight: float = 1.0) -> Rule:
    return Rule(
        name=name,
        label=label,
        targets=("role",),
        at="any",
        part="whole",
        pattern=None,
        unless=None,
        tests=(),
        source=None,
        polarity="for",
        scope="sentence",
        lines=None,
        within=None,
        outside=frozenset(),
        after=None,
        weight=weight,
        group=group,
    )


# Two annotators that read cues, one that always says 0: the default.
RULES = [
    rule("x0", 0, "x"), rule("x1", 1, "x"),
    rule("y0", 0, "y"), rule("y1", 1, "y"),
    rule("z", 0, "z"),
]  # fmt: skip


def sample(n: int = 600) -> tuple[np.ndarray, np.ndarray]:
    """Votes and truth: x is right in 9 of 10, y in 8 of 10 and silent in half, z says 0."""
    random = np.random.default_rng(0)
    truth = random.integers(0, 2, n)
    x = np.where(random.random(n) < 0.9, truth, 1 - truth)
    y = np.where(random.random(n) < 0.8, truth, 1 - truth)
    votes = np.full((n, 5), -1, np.int8)
    for column, label in ((0, 0), (1, 1)):
        votes[x == label, column] = label
    spoke = random.random(n) < 0.5
    for column, label in ((2, 0), (3, 1)):
        votes[spoke & (y == label), column] = label
    votes[:, 4] = 0
    return votes, truth


def test_majority_is_the_share_of_weights():
    rules = [rule("a", 0, "g", 3), rule("b", 1, "g", 1)]
    soft = Majority(rules, 2, doubt=0).predict(np.array([[0, 1], [-1, 1], [-1, -1]], np.int8))
    assert soft.tolist() == [[0.75, 0.25], [0.0, 1.0], [0.5, 0.5]]


def test_one_light_vote_is_less_certain_than_a_heavy_one():
    rules = [rule("a", 0, "g", 1), rule("b", 0, "g", 8)]
    light, heavy = Majority(rules, 2).predict(np.array([[0, -1], [-1, 0]], np.int8))[:, 0]
    assert 0.5 < light < heavy < 1


@pytest.mark.parametrize("name", MODELS)
def test_every_model_gives_distributions_and_uniform_where_no_rule_spoke(name: str):
    votes, truth = sample()
    votes[0] = -1
    soft = MODELS[name](RULES, 2).fit(votes, truth).predict(votes)
    assert soft.shape == (len(votes), 2) and soft.dtype == np.float32
    np.testing.assert_allclose(soft.sum(axis=1), 1, atol=1e-5)
    assert soft[0].tolist() == [0.5, 0.5]


@pytest.mark.parametrize("model", [DawidSkene(RULES, 2), Weighted(RULES, 2)])
def test_confusions_learn_that_a_default_says_nothing(model: DawidSkene | Weighted):
    votes, truth = sample()
    soft = model.fit(votes, truth).predict(votes)
    accuracy = (soft.argmax(axis=1) == truth).mean()
    majority = (Majority(RULES, 2).predict(votes).argmax(axis=1) == truth).mean()
    assert accuracy > majority + 0.05


def test_dawid_skene_looks_at_no_gold():
    votes, truth = sample()
    with_gold = DawidSkene(RULES, 2).fit(votes, truth).predict(votes)
    without = DawidSkene(RULES, 2).fit(votes, np.full(len(truth), -1)).predict(votes)
    assert (with_gold == without).all()


def test_a_groups_answer_is_its_heaviest_vote_or_silence():
    rules = [rule("a", 0, "g", 3), rule("b", 1, "g", 1), rule("c", 1, "h")]
    answers = group_answers(rules, np.array([[0, 1, -1], [-1, 1, 1]], np.int8), 2)
    assert answers.tolist() == [[0, 2], [1, 1]]


def test_groups_are_those_of_the_file(rulebook: Rulebook):
    assert groups_of(rulebook.of("role")) == ["cue", "default"]
