import math

import numpy as np
import pytest

from zongjie_train.metrics import calibration


def test_sure_and_right_has_no_error_and_sure_and_wrong_has_all():
    sure = np.ones(30)
    for right, error in ((True, 0.0), (False, 1.0)):
        bins = calibration.reliability(sure, np.full(30, right))
        assert calibration.expected_calibration_error(bins) == error


def test_error_by_hand_in_two_bins():
    confidence = np.array([0.6, 0.6, 0.9, 0.9])
    bins = calibration.reliability(confidence, np.array([1, 0, 1, 1]), n_bins=2)
    assert calibration.expected_calibration_error(bins) == pytest.approx((0.1 + 0.1) / 2)


def test_bins_hold_about_equally_many_and_all():
    confidence = np.random.default_rng(0).random(1000)
    bins = calibration.reliability(confidence, confidence > 0.5)
    counts = [each["count"] for each in bins]
    assert len(bins) == 15 and sum(counts) == 1000 and max(counts) - min(counts) <= 1


def test_order_of_sentences_makes_no_difference_even_among_equal_confidences():
    draw = np.random.default_rng(0)
    confidence, right = draw.integers(1, 6, 200) / 5, draw.random(200) < 0.7
    order = draw.permutation(200)
    bins = calibration.reliability(confidence, right)
    shuffled = calibration.reliability(confidence[order], right[order])
    assert [each["count"] for each in bins] == [each["count"] for each in shuffled]
    assert calibration.expected_calibration_error(bins) == pytest.approx(
        calibration.expected_calibration_error(shuffled)
    )


def test_drawn_from_its_own_probabilities_a_labelling_is_nearly_calibrated():
    draw = np.random.default_rng(0)
    confidence = draw.uniform(0.3, 1, 20_000)
    bins = calibration.reliability(confidence, draw.random(20_000) < confidence)
    assert calibration.expected_calibration_error(bins) < 0.02


def test_confidence_is_that_of_the_decoded_label_where_one_is_given():
    probabilities = np.array([[0.7, 0.3], [0.2, 0.8]])
    assert calibration.top_confidence(probabilities).tolist() == [0.7, 0.8]
    assert calibration.top_confidence(probabilities, [1, 1]).tolist() == [0.3, 0.8]


def test_the_answered_are_the_most_confident_and_at_least_the_share_asked_for():
    confidence = np.arange(10) / 10
    right = confidence >= 0.2
    found = calibration.selective_accuracy(confidence, right, 0.8)
    assert (found.threshold, found.coverage, found.accuracy) == (0.2, 0.8, 1.0)
    tied = calibration.selective_accuracy(np.full(10, 0.5), right, 0.3)
    assert tied.coverage == 1.0 and tied.accuracy == 0.8


def test_nothing_gives_nan_and_a_bad_coverage_is_refused():
    assert math.isnan(
        calibration.expected_calibration_error(calibration.reliability(np.zeros(0), np.zeros(0)))
    )
    assert math.isnan(calibration.selective_accuracy(np.zeros(0), np.zeros(0)).accuracy)
    with pytest.raises(ValueError, match="coverage 0"):
        calibration.selective_accuracy(np.ones(2), np.ones(2), 0)
