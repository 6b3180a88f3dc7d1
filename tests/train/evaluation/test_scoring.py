import math

import numpy as np
import pytest

from zongjie.text import split_spans
from zongjie_train.evaluation.prediction_types import EvaluationError, GoldReport, Prediction
from zongjie_train.evaluation.scoring import score

LABELS = ["measure", "problem", "plan"]
TEXT = "一、做法\n组织巡查。\n二、问题\n人手不足。\n三、打算\n将增加人手。"
GOLD = np.array([0, 0, 1, 1, 2, 2])


def gold_report(name: str = "r", covered: np.ndarray | None = None) -> GoldReport:
    spans = tuple(split_spans(TEXT))
    assert len(spans) == len(GOLD)
    return GoldReport(name, TEXT, spans, GOLD.copy(), GOLD.copy(), covered, covered)


def sure(labels: np.ndarray | list[int], name: str = "r") -> Prediction:
    certain = np.eye(len(LABELS))[labels]
    return Prediction(name, certain, certain, np.array(labels))


def test_gold_itself_scores_best():
    found = score(
        [gold_report(str(i)) for i in range(9)], [sure(GOLD, str(i)) for i in range(9)], LABELS
    )
    for name in ("role_macro_f1", "section_macro_f1", "role_accuracy", "boundary_f1"):
        assert found[name] == 1
    for name in ("role_ece", "section_ece", "section_head_ece", "pk", "window_diff"):
        assert found[name] == 0
    assert found["intervals"]["boundary_f1"] == (1, 1) and found["resampled"] == "9 reports"
    assert found["role_selective"] == {"threshold": 1, "coverage": 1, "accuracy": 1}


def test_errors_are_counted_by_label_and_by_coverage():
    covered = np.array([True, True, True, True, False, False])
    found = score([gold_report(covered=covered)], [sure([0, 0, 1, 1, 2, 0])], LABELS)
    assert found["role_no_rule"] == {"n": 2, "accuracy": 0.5}
    assert found["role_rule"] == {"n": 4, "accuracy": 1.0}
    assert found["role_f1"] == pytest.approx({"measure": 0.8, "problem": 1, "plan": 2 / 3})
    assert found["role_confusion"][2] == [1, 0, 1]
    assert found["role_support"] == {"measure": 2, "problem": 2, "plan": 2}


def test_unknown_sentences_count_nowhere():
    report = gold_report()
    report.roles[5] = report.sections[5] = -1
    found = score([report], [sure([0, 0, 1, 1, 2, 0])], LABELS)
    assert found["role_accuracy"] == found["section_accuracy"] == found["boundary_f1"] == 1
    assert sum(found["role_support"].values()) == 5


def test_a_source_labelled_with_roles_alone_still_scores_them():
    report = gold_report()
    report.sections[:] = -1
    found = score([report], [sure(GOLD)], LABELS)
    assert found["role_macro_f1"] == 1 and math.isnan(found["section_macro_f1"])
    assert "boundary_f1" not in found


def test_the_confidence_of_a_section_is_that_of_the_whole_of_it():
    split = np.array([[0.9, 0.1, 0], [0.5, 0.5, 0], *np.eye(3)[GOLD[2:]]])
    prediction = Prediction("r", np.eye(3)[GOLD], split, GOLD)
    found = score([gold_report()], [prediction], LABELS)
    least_sure = {"confidence": 0.7, "accuracy": 1, "count": 2}
    assert found["section_reliability"][0] == pytest.approx(least_sure)


def test_no_coverage_is_no_figure_of_it():
    assert "role_no_rule" not in score([gold_report()], [sure(GOLD)], LABELS)


def test_missing_and_ill_fitting_predictions_are_refused():
    with pytest.raises(EvaluationError, match="'r' has no prediction"):
        score([gold_report()], [], LABELS)
    with pytest.raises(EvaluationError, match="6 sentences and 3 labels"):
        score([gold_report()], [sure([0, 1])], LABELS)
    with pytest.raises(ValueError, match="fit"):
        Prediction("r", np.ones((2, 3)), np.ones((2, 3)), np.ones(3, int))
