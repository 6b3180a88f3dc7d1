from __future__ import annotations

import numpy as np
import pytest

from zongjie.archive.likeness import (
    N_NUMBERS,
    band_keys,
    band_rows,
    jaccard,
    shingle,
    sign,
)  # fmt: skip


def test_white_space_and_widths_of_characters_make_no_difference():
    assert np.array_equal(shingle("清运垃圾 300 吨。\n完成"), shingle("清运垃圾３００吨。完成"))


def test_texts_shorter_than_a_shingle_have_one():
    assert len(shingle("")) == len(shingle("好")) == 1
    assert jaccard(shingle("好"), shingle("坏")) == 0


def test_signatures_are_the_same_in_every_process_and_version():
    signed = sign(shingle("青山镇2023年环境整治工作总结"))  # compared with ones stored long ago
    assert signed[:3].tolist() == [3274943412, 1200327730, 3295239300]


def test_the_estimate_is_near_the_overlap():
    words = [f"第{i}户整改到位，" for i in range(400)]
    one, other = "".join(words), "".join(words[:360])
    exact = jaccard(shingle(one), shingle(other))
    agreed = np.mean(sign(shingle(one)) == sign(shingle(other)))
    assert exact == pytest.approx(0.9, abs=0.01)
    assert agreed == pytest.approx(exact, abs=0.12)


@pytest.mark.parametrize("threshold", [0.5, 0.7, 0.8, 0.9, 0.95])
def test_pairs_at_the_threshold_are_hardly_missed(threshold):
    rows = band_rows(threshold)
    assert N_NUMBERS % rows == 0
    assert (1 - threshold**rows) ** (N_NUMBERS // rows) <= 1e-3


def test_bands_of_the_same_numbers_at_another_place_have_another_key():
    keys = band_keys(np.zeros(N_NUMBERS, np.uint32), 8)
    assert len(set(keys)) == len(keys) == 16
    assert all(-(2**63) <= key < 2**63 for key in keys)
