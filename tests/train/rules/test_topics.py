"""Another label set, by its files alone: the shipped example of configs/topics.yaml."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from zongjie.text import split_spans
from zongjie_train.config import Config, load_config
from zongjie_train.corpora.corpus import load_corpus
from zongjie_train.rules.rulebook import Rulebook, load_rulebook
from zongjie_train.rules.votes import cast_votes, tally

ROOT = Path(__file__).parents[3]


@pytest.fixture
def config(monkeypatch: pytest.MonkeyPatch) -> Config:
    monkeypatch.chdir(ROOT)
    return load_config("configs/topics.yaml")


@pytest.fixture
def rulebook(config: Config) -> Rulebook:
    return load_rulebook(config.labels.rules)


def test_its_labels_are_other_than_the_shipped_models(rulebook: Rulebook) -> None:
    assert rulebook.labels.names[:2] == ("people", "money")
    assert rulebook.labels.members() == rulebook.labels.names, "plain strings, no shipped labels"


def test_reports_to_learn_from_are_unlabelled_and_dev_is_labelled_whole(
    config: Config, rulebook: Rulebook
) -> None:
    corpus = load_corpus(config.data, rulebook.labels)
    assert not any(corpus["train"]["labelled"])
    for row in corpus["dev"].to_list():
        assert min(*row["roles"], *row["sections"]) >= 0
        assert len(row["roles"]) == len(split_spans(row["text"]))


@pytest.mark.parametrize(("target", "least"), [("role", 0.94), ("section", 0.94)])
def test_its_rules_label_dev_as_well_as_is_said(
    config: Config, rulebook: Rulebook, target: str, least: float
) -> None:
    right = []
    for row in load_corpus(config.data, rulebook.labels)["dev"].to_list():
        votes = cast_votes(rulebook, row["text"], split_spans(row["text"])).of(target)
        found = tally(rulebook.of(target), votes, len(rulebook.labels)).argmax(1)
        right.append(found == np.array(row[f"{target}s"]))
    assert np.concatenate(right).mean() >= least
