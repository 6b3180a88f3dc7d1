import numpy as np
import pytest
from datasets import Dataset, DatasetDict

from zongjie_train.evaluation.cues import Cues
from zongjie_train.evaluation.gold import gather_sources
from zongjie_train.evaluation.prediction_types import EvaluationError


def row(name: str, source: str, roles: list[int], labelled: bool = True) -> dict:
    text = "组织巡查。\n人手不足。"
    return {
        "id": name,
        "text": text,
        "source": source,
        "labelled": labelled,
        "roles": roles,
        "sections": roles,
    }


def corpus() -> DatasetDict:
    dev = [row("a", "x/own.jsonl", [0, 1]), row("b", "real.jsonl.gz", [1, -1])]
    test = [row("c", "x/own.jsonl", [0, 0]), row("d", "own.jsonl", [-1, -1], False)]
    return DatasetDict({"dev": Dataset.from_list(dev), "test": Dataset.from_list(test)})


def test_each_file_and_split_is_a_source_of_its_own():
    sources = gather_sources(corpus(), ("dev", "test"), {})
    names = {source: [gold.report_id for gold in reports] for source, reports in sources.items()}
    assert names == {"own dev": ["a"], "real dev": ["b"], "own test": ["c"]}
    assert sources["real dev"][0].roles.tolist() == [1, -1]
    assert sources["own dev"][0].sentences == ["组织巡查。", "人手不足。"]


def test_where_rules_fired_comes_from_the_cues_of_the_report():
    fired = np.array([True, False])
    sources = gather_sources(corpus(), ("dev",), {"a": Cues(fired, ~fired)})
    report = sources["own dev"][0]
    assert report.role_fired is fired and report.section_fired is not None
    assert sources["real dev"][0].role_fired is None


def test_without_a_labelled_report_there_is_no_source():
    assert gather_sources(corpus(), ("train",), {}) == {}


def test_votes_on_another_text_are_refused():
    with pytest.raises(EvaluationError, match="2 sentences, the votes on it 3"):
        gather_sources(corpus(), ("dev",), {"a": Cues(np.ones(3, bool), np.ones(3, bool))})
