import numpy as np
import pytest

from zongjie.text import split_spans
from zongjie_train.evaluation import baselines
from zongjie_train.evaluation.prediction_types import EvaluationError, GoldReport
from zongjie_train.rules.weak_labels import WeakLabels

MEASURES = ["组织开展巡查。", "召开动员会议。", "组织培训干部。", "开展宣传活动。"]
PLANS = ["明年将加大力度。", "下一步将继续推进。", "明年将新建公园。", "将进一步完善制度。"]


def weak(labels: list[int], covered: list[bool] | None = None) -> WeakLabels:
    soft = np.eye(3, dtype=np.float32)[labels]
    fired = np.array(covered or [True] * len(labels))
    return WeakLabels(soft, soft, soft, soft, fired, fired)


def report(text: str) -> GoldReport:
    spans = tuple(split_spans(text))
    unknown = np.full(len(spans), -1)
    return GoldReport("r", text, spans, unknown, unknown)


def test_tfidf_learns_from_weak_labels_and_labels_what_it_has_not_seen():
    train = baselines.gather_sentences([(MEASURES + PLANS, weak([0] * 4 + [2] * 4))], limit=100)
    prediction = baselines.fit_tfidf(train).predict(report("组织开展检查。\n明年将继续建设。"))
    assert prediction.role_labels.tolist() == [0, 2]
    assert prediction.roles[:, 1].tolist() == [0, 0]  # a label it was never shown
    np.testing.assert_allclose(prediction.roles.sum(1), 1)


def test_sections_of_single_sentence_rows_change_at_lines_only():
    train = baselines.gather_sentences([(MEASURES + PLANS, weak([0] * 4 + [2] * 4))], limit=100)
    text = "组织开展检查。明年将继续建设。组织开展宣传。"
    assert len(set(baselines.fit_tfidf(train).predict(report(text)).section_labels)) == 1


def test_vectors_are_fitted_likewise():
    def encode(texts: list[str]) -> np.ndarray:
        return np.array([[float("将" in text), float("会" in text)] for text in texts])

    reports = [(MEASURES + PLANS, weak([0] * 4 + [2] * 4))] * 40
    train = baselines.gather_sentences(reports, limit=1000)
    prediction = baselines.fit_on_vectors(encode, train).predict(report("将办一件事。\n开会。"))
    assert prediction.role_labels.tolist() == [2, 0]


def test_sentences_without_a_vote_are_left_aside_and_the_limit_holds():
    labels = weak([0] * 4 + [2] * 4, [True, False] * 4)
    train = baselines.gather_sentences([(MEASURES + PLANS, labels)], limit=100)
    assert train.texts == (MEASURES + PLANS)[::2]
    few = baselines.gather_sentences([(MEASURES + PLANS, labels)], limit=3)
    again = baselines.gather_sentences([(MEASURES + PLANS, labels)], limit=3)
    assert len(few.texts) == 3 and few.texts == again.texts
    with pytest.raises(EvaluationError, match="no rule voted"):
        baselines.gather_sentences([(MEASURES, weak([0] * 4, [False] * 4))], limit=9)


def test_weak_labels_of_one_kind_give_that_kind():
    train = baselines.gather_sentences([(MEASURES, weak([1] * 4))], limit=100)
    prediction = baselines.fit_tfidf(train).predict(report("天晴。"))
    assert prediction.roles.tolist() == [[0, 1, 0]]


def test_an_empty_report_gets_an_empty_prediction():
    train = baselines.gather_sentences([(MEASURES + PLANS, weak([0] * 4 + [2] * 4))], limit=100)
    assert baselines.fit_tfidf(train).predict(report("")).roles.shape == (0, 3)


def test_where_no_rule_fired_a_vote_falls_back_on_the_prior_and_the_section_before():
    silent = np.full(3, 1 / 3)
    votes = np.stack([silent, np.eye(3)[2], silent])
    covered = np.array([False, True, False])
    text = "甲县总结如下。\n明年将新建。\n新建公园。"
    prior = np.array([[0.2, 0.5, 0.3], [0.6, 0.2, 0.2]])
    voted = baselines.vote(report(text), (votes, votes), (covered, covered), prior)
    assert voted.role_labels.tolist() == [1, 2, 1]
    assert voted.section_labels.tolist() == [0, 2, 2]


def test_the_prior_is_the_mean_over_covered_sentences():
    prior = baselines.vote_prior([np.eye(2)[[0, 0]], np.eye(2)[[1, 0]]], [np.eye(2)])
    assert prior.tolist() == [[0.75, 0.25], [0.5, 0.5]]


def test_without_a_vote_on_sections_there_is_no_prior():
    with pytest.raises(EvaluationError, match="no rule votes on sections"):
        baselines.vote_prior([np.eye(2)], [np.zeros((0, 2))])
