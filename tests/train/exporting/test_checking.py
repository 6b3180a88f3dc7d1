import dataclasses
from pathlib import Path

import numpy as np

from zongjie_train.config import load_config
from zongjie_train.exporting.checking import (
    ENOUGH_SENTENCES,
    Comparison,
    Fit,
    Raw,
    gather_dev,
    gather_more,
)
from zongjie_train.exporting.describing import section_scores

ROOT = Path(__file__).parents[3]
USUAL = load_config(ROOT / "configs" / "default.yaml").export
LIMITS = dataclasses.replace(USUAL, min_agreement=0.99, max_f1_loss=0.005)


def row(n_lines: int) -> dict:
    labels = [0] * n_lines
    text = "召开会议。\n" * n_lines
    return {"text": text, "labelled": True, "roles": labels, "sections": labels}


def test_one_sentence_is_no_disagreement_however_few_there_are():
    assert Comparison(30, 1, 1, 0.80, 0.78).passes(LIMITS)
    assert not Comparison(30, 2, 0, 0.80, 0.80).passes(LIMITS)
    assert Comparison(1000, 10, 0, 0.80, 0.80).passes(LIMITS)
    assert not Comparison(1000, 11, 0, 0.80, 0.80).passes(LIMITS)
    assert not Comparison(1000, 2, 2, 0.80, 0.79).passes(LIMITS)


def test_a_small_dev_is_made_up_by_train_texts_without_their_gold():
    dev = gather_dev([row(10)])
    more = gather_more(dev, [row(300) for _ in range(9)])
    assert sum(len(report.roles) for report in more) == 1200
    assert all((report.roles == -1).all() and (report.sections == -1).all() for report in more)
    assert gather_more(gather_dev([row(ENOUGH_SENTENCES)]), [row(5)]) == []


def test_the_score_of_a_section_is_the_mean_over_it():
    (report,) = gather_dev([row(4)])
    sure = np.array([0.9, 0.5, 0.9, 0.5])
    raw = Raw(*[np.log(np.stack([sure, 1 - sure], axis=1))] * 2)
    scores = section_scores([raw], [report], Fit(1.0, 1.0, 3.0, 0))
    np.testing.assert_allclose(scores, 0.7)
