import math
from typing import Any

import evaluate
import numpy as np
import pytest

from zongjie_train.metrics import BoundaryF1, CalibrationError, Pk, RoleF1, SectionF1, WindowDiff


def compute(metric: evaluate.Metric, **inputs: Any) -> dict[str, Any]:
    found = metric.compute(**inputs)
    assert found is not None
    return found


def test_all_are_metrics_of_evaluate():
    for metric in (BoundaryF1, CalibrationError, Pk, RoleF1, SectionF1, WindowDiff):
        assert issubclass(metric, evaluate.Metric)


def test_batches_added_one_by_one_count_as_one():
    metric = RoleF1()
    for _ in range(2):
        metric.add_batch(predictions=[0, 1], references=[1, 0])
    assert metric.compute(n_labels=2) == RoleF1().compute(
        predictions=[0, 1, 0, 1], references=[1, 0, 1, 0], n_labels=2
    )


@pytest.mark.parametrize("metric", [RoleF1, SectionF1])
def test_f1_by_label_is_nan_for_labels_that_never_occur(metric):
    found = compute(metric(), predictions=[0, 1], references=[0, 1], n_labels=3)
    assert found["macro_f1"] == found["accuracy"] == 1.0
    assert math.isnan(found["f1"][2]) and found["support"] == [1, 1, 0]


def test_borders_are_counted_over_reports_and_windows_averaged_over_them():
    right, wrong = [0, 0, 0, 0, 1, 1, 1, 1], [0, 0, 0, 0, 0, 0, 0, 0]
    pair = {"predictions": [right, wrong], "references": [right, right]}
    borders = compute(BoundaryF1(), **pair)
    assert borders["boundary_f1"] == pytest.approx(2 / 3)
    assert (borders["precision"], borders["recall"]) == (1.0, 0.5)
    assert compute(Pk(), **pair)["pk"] == pytest.approx(1 / 6)
    assert compute(WindowDiff(), **pair)["window_diff"] == pytest.approx(1 / 6)


def test_calibration_error_leaves_unknown_out_and_takes_decoded_labels():
    probabilities = np.array([[1.0, 0.0], [0.25, 0.75], [0.5, 0.5]])
    metric = CalibrationError()
    alone = compute(metric, predictions=probabilities, references=[0, 1, -1])
    assert alone["ece"] == pytest.approx(0.125)
    decoded = compute(metric, predictions=probabilities, references=[0, 0, -1], labels=[0, 0, 0])
    assert decoded["ece"] == pytest.approx(0.375)
