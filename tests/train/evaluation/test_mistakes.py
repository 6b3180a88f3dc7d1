import json

import numpy as np

from zongjie.text import split_spans
from zongjie_train.evaluation.mistakes import find_mistakes, write_mistakes
from zongjie_train.evaluation.prediction_types import GoldReport, Prediction

TEXT = "一、主要做法\n组织巡查。清运垃圾。\n二、存在问题\n人手不足。"
LABELS = ["measure", "problem"]
GOLD = np.array([0, 0, 0, 1, 1])


def one_report(roles: list[float], sections: list[int]) -> tuple[GoldReport, Prediction]:
    """A report with these probabilities of role `measure` and these decoded sections."""
    report = GoldReport(
        "r", TEXT, tuple(split_spans(TEXT)), GOLD.copy(), GOLD.copy(), *[GOLD == 0] * 2
    )
    first = np.array(roles)
    distribution = np.stack([first, 1 - first], 1)
    return report, Prediction("r", distribution, np.full((5, 2), 0.5), np.array(sections))


def test_wrong_roles_stand_most_confident_first_with_their_headings():
    report, prediction = one_report([0.9, 0.4, 0.9, 0.3, 0.8], GOLD.tolist())
    first, second = find_mistakes({"dev": [report]}, [prediction], LABELS)
    assert first["text"] == "人手不足。" and first["headings"] == ["二、存在问题"]
    assert (first["gold"], first["predicted"], first["confidence"]) == ("problem", "measure", 0.8)
    assert not first["rule_fired"] and second["rule_fired"]
    assert TEXT[second["start"] : second["end"]] == second["text"] == "组织巡查。"


def test_a_section_wrong_from_end_to_end_is_one_error():
    report, prediction = one_report([1, 1, 1, 0, 0], [1, 1, 1, 1, 1])
    (mistake,) = find_mistakes({"dev": [report]}, [prediction], LABELS)
    assert (mistake["head"], mistake["n_sentences"]) == ("section", 3)


def test_unknown_gold_is_no_error_and_no_more_are_given_than_asked_for():
    report, prediction = one_report([0.1] * 5, [1] * 5)
    report.roles[:] = report.sections[:] = -1
    assert find_mistakes({"dev": [report]}, [prediction], LABELS) == []
    report.roles[:] = 0
    assert len(find_mistakes({"dev": [report]}, [prediction], LABELS, n=2)) == 2


def test_they_are_written_as_lines_that_keep_chinese_readable(tmp_path):
    write_mistakes([{"text": "人手不足。"}], tmp_path / "errors.jsonl")
    written = (tmp_path / "errors.jsonl").read_text(encoding="utf-8")
    assert "人手不足" in written and json.loads(written) == {"text": "人手不足。"}
