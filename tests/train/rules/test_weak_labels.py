from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from zongjie_train.evaluation.prediction_types import EvaluationError
from zongjie_train.rules.weak_labels import read_weak_labels


def table(reports: list[str], sentences: list[int]) -> pd.DataFrame:
    n = len(reports)
    soft = [[0.75, 0.25]] * n
    return pd.DataFrame(
        {
            "report": reports,
            "sentence": sentences,
            **dict.fromkeys(("role", "section", "role_majority", "section_majority"), soft),
            "role_covered": [True] * n,
            "section_covered": [False] * n,
        }
    )


def test_labels_come_back_report_by_report(tmp_path: Path):
    path = tmp_path / "weak.parquet"
    table(["b", "b", "a"], [0, 1, 0]).to_parquet(path)
    weak = read_weak_labels(path)
    assert list(weak) == ["b", "a"]
    assert weak["b"].role.tolist() == [[0.75, 0.25]] * 2 and weak["b"].role.dtype == np.float32
    assert weak["a"].role_covered.tolist() == [True]
    assert weak["a"].section_covered.tolist() == [False]


def test_no_rows_give_no_reports(tmp_path: Path):
    path = tmp_path / "weak.parquet"
    table([], []).to_parquet(path)
    assert read_weak_labels(path) == {}


@pytest.mark.parametrize(
    ("reports", "sentences"), [(["a", "a"], [0, 2]), (["a", "b", "a"], [0, 0, 1])]
)
def test_gaps_and_scattered_reports_are_refused(tmp_path: Path, reports, sentences):
    path = tmp_path / "weak.parquet"
    table(reports, sentences).to_parquet(path)
    with pytest.raises(EvaluationError, match="report 'a' are not 0, 1, 2"):
        read_weak_labels(path)


def test_a_missing_file_or_column_names_the_stage_to_run(tmp_path: Path):
    path = tmp_path / "weak.parquet"
    with pytest.raises(EvaluationError, match="run the stage `labels`"):
        read_weak_labels(path)
    table(["a"], [0]).drop(columns="role_majority").to_parquet(path)
    with pytest.raises(EvaluationError, match="no column 'role_majority'"):
        read_weak_labels(path)
