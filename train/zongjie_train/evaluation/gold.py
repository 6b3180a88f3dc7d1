"""Gold reports by source: each file of labelled reports is a column of the evaluation's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
from datasets import DatasetDict

from zongjie.text import split_spans
from zongjie_train.evaluation.cues import Cues
from zongjie_train.evaluation.prediction_types import EvaluationError, GoldReport
from zongjie_train.metrics.agreement import UNKNOWN


def gather_sources(
    corpus: DatasetDict, splits: Iterable[str], cues: Mapping[str, Cues]
) -> dict[str, list[GoldReport]]:
    """Labelled reports of some splits, by "<file's stem> <split>", as "collections dev".

    Args:
        corpus: as `load_corpus` gives it.
        splits: which splits.
        cues: where rules fired, by report id; of reports that it lacks it is not known.

    Returns:
        Nothing where no report of these splits is labelled.

    Raises:
        EvaluationError: the cues of a report are of a text that was split otherwise.
    """
    sources: dict[str, list[GoldReport]] = {}
    for split in splits:
        for row in corpus[split].to_list() if split in corpus else []:
            known = {*row["roles"], *row["sections"]} - {UNKNOWN}
            if row["labelled"] and known:
                name = f"{Path(row['source']).name.split('.')[0]} {split}"
                sources.setdefault(name, []).append(_gold_report(row, cues.get(row["id"])))
    return sources


def _gold_report(row: Mapping, cues: Cues | None) -> GoldReport:
    spans = tuple(split_spans(row["text"]))
    if cues is not None and len(cues.role) != len(spans):
        raise EvaluationError(
            f"report {row['id']!r} has {len(spans)} sentences, the votes on it "
            f"{len(cues.role)}; run the stage `labels` again"
        )
    return GoldReport(
        row["id"],
        row["text"],
        spans,
        np.array(row["roles"], np.int64),
        np.array(row["sections"], np.int64),
        cues.role if cues else None,
        cues.section if cues else None,
    )
