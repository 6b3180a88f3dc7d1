from __future__ import annotations

import numpy as np
import pytest

from zongjie_train.exporting.integers import MULTIPLIED, plan_activation, quantise_weight


@pytest.mark.parametrize("axis", [0, -1, (1, 2)])
def test_weights_come_back_within_half_a_step(axis):
    weight = np.random.default_rng(0).normal(size=(4, 6, 3)).astype(np.float32)
    values, scale = quantise_weight(weight, axis)
    assert values.dtype == np.int8
    assert np.all(np.abs(values * scale - weight) <= scale / 2 + 1e-7)


def test_rows_of_zeros_stay_zeros():
    values, scale = quantise_weight(np.zeros((3, 2), np.float32), 1)
    assert not values.any() and np.all(np.isfinite(scale))


def test_two_products_fit_in_16_bits():
    assert np.iinfo(np.int16).max >= 2 * 255 * MULTIPLIED


def test_outliers_in_a_channel_are_evened_out():
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(500, 32)).astype(np.float32)
    rows[:, 3] *= 200
    weight = rng.normal(size=(32, 16)).astype(np.float32)
    weight[3] /= 200
    plain = plan_activation(rows, weight, smooth=False)
    evened = plan_activation(rows, weight, smooth=True)
    assert evened.error < plain.error / 5
    assert evened.error < 0.02
    assert evened.divisor[3] > 10 * np.median(evened.divisor)


def test_what_is_never_negative_uses_the_whole_range():
    rows = np.random.default_rng(0).random((200, 8)).astype(np.float32)
    plan = plan_activation(rows, np.eye(8, dtype=np.float32), smooth=False)
    assert plan.zero_point == 0
    assert plan.scale <= 1 / 255 + 1e-6
