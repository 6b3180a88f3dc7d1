"""The weak labels that the stage `labels` left, read back report by report."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from zongjie_train.evaluation.prediction_types import EvaluationError

COLUMNS = (
    "report", "sentence", "role", "section", "role_covered", "section_covered",
    "role_majority", "section_majority",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class WeakLabels:
    """What the rules say of one report of N sentences.

    Attributes:
        role, section: soft labels of the label model, (N, L) float32; uniform where uncovered.
        role_majority, section_majority: the same of the majority vote.
        role_covered, section_covered: whether a rule voted, (N,) bool.
    """

    role: np.ndarray
    section: np.ndarray
    role_majority: np.ndarray
    section_majority: np.ndarray
    role_covered: np.ndarray
    section_covered: np.ndarray


def read_weak_labels(path: Path) -> dict[str, WeakLabels]:
    """Weak labels by report id.

    Args:
        path: runs/<name>/labels/weak.parquet.

    Raises:
        EvaluationError: the stage `labels` has not run, a column is missing, or a report's
            sentences are not 0, 1, 2, ...
    """
    if not path.exists():
        raise EvaluationError(f"{path} is not there; run the stage `labels` first")
    table = pq.read_table(path)
    lacking = [name for name in COLUMNS if name not in table.column_names]
    if lacking:
        raise EvaluationError(f"{path} has no column {lacking[0]!r}; run the stage `labels` again")
    columns = {name: _to_array(table.column(name)) for name in COLUMNS}
    reports, sentences = columns.pop("report"), columns.pop("sentence")
    if not len(reports):
        return {}
    starts = np.flatnonzero(np.r_[True, reports[1:] != reports[:-1]])
    weak = {}
    for start, end in zip(starts, [*starts[1:], len(reports)], strict=True):
        report = reports[start]
        if report in weak or (sentences[start:end] != np.arange(end - start)).any():
            raise EvaluationError(
                f"{path}: the sentences of report {report!r} are not 0, 1, 2, ... in a row; "
                "run the stage `labels` again"
            )
        weak[report] = WeakLabels(**{name: all_[start:end] for name, all_ in columns.items()})
    return weak


def _to_array(column) -> np.ndarray:  # pyright: ignore[reportMissingParameterType]
    """A column as (N,), a column of lists as (N, L)."""
    column = column.combine_chunks()
    if hasattr(column, "flatten") and str(column.type).startswith(("list", "large_list", "fixed")):
        values = column.flatten().to_numpy(zero_copy_only=False)
        return values.reshape(len(column), -1).astype(np.float32)
    return column.to_numpy(zero_copy_only=False)
