from __future__ import annotations

import numpy as np
import pytest

from zongjie_train.exporting.calibration import calibrate, fit_switch_cost, threshold


@pytest.mark.parametrize("temperature", [0.4, 1.0, 3.0])
def test_the_temperature_that_made_the_labels_is_found(temperature):
    rng = np.random.default_rng(0)
    logits = rng.normal(size=(20_000, 5)) * 2
    p = np.exp(logits / temperature)
    p /= p.sum(1, keepdims=True)
    labels = (p.cumsum(1) < rng.random((len(p), 1))).sum(1).clip(max=4)
    labels[::7] = -1  # unknown ones are left out
    assert calibrate(logits, labels) == pytest.approx(temperature, rel=0.05)


def test_without_labels_the_temperature_is_1():
    assert calibrate(np.zeros((3, 5)), np.full(3, -1)) == 1.0
    assert calibrate(np.zeros((0, 5)), np.zeros(0, np.int64)) == 1.0


def test_a_switch_cost_that_removes_noise_is_chosen():
    rng = np.random.default_rng(0)
    gold = np.repeat([0, 1, 2, 0, 1], 30)
    p = np.full((len(gold), 3), 0.1)
    seen = np.where(rng.random(len(gold)) < 0.2, rng.integers(0, 3, len(gold)), gold)
    p[np.arange(len(gold)), seen] = 0.8
    gates = np.ones(len(gold), bool)
    cost = fit_switch_cost([p], [gates], [[0]], [gold])
    assert cost >= 2.0
    assert fit_switch_cost([p], [gates], [[0]], [np.full(len(gold), -1)]) == 3.0


def test_nine_tenths_of_the_scores_reach_the_threshold():
    scores = np.linspace(0, 1, 101)
    assert (scores >= threshold(scores)).mean() == pytest.approx(0.9, abs=0.01)
    assert threshold(np.zeros(0)) == 0.0
