from __future__ import annotations

import numpy as np
import pytest

from zongjie.calibration import probabilities


def test_probabilities_are_softmax_and_bear_large_logits():
    p = probabilities(np.array([[1000.0, 1000.0], [0.0, -1e4]]))
    np.testing.assert_allclose(p, [[0.5, 0.5], [1.0, 0.0]])


@pytest.mark.parametrize("temperature", [0.3, 1.0, 4.0])
def test_a_temperature_changes_no_order(temperature):
    logits = np.random.default_rng(0).normal(size=(20, 5))
    p = probabilities(logits, temperature)
    assert p.argsort(1).tolist() == logits.argsort(1).tolist()
    np.testing.assert_allclose(p.sum(1), 1)
