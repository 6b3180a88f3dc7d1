"""What a bundle scores on gold, read through the package's own front door."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from datasets import DatasetDict
from tqdm.auto import tqdm

from zongjie.classifier import Classifier
from zongjie_train.evaluation.gold import gather_sources
from zongjie_train.evaluation.prediction_types import Prediction
from zongjie_train.evaluation.scoring import score

OWN_ROW = "bundle"


def score_bundle(folder: Path, corpus: DatasetDict, splits: Iterable[str]) -> dict[str, Any]:
    """Figures of a bundle by source, as `evaluation.scoring.score` gives them.

    Args:
        folder: of the bundle.
        corpus: as `load_corpus` gives it.
        splits: whose gold counts.

    Returns:
        Nothing where no report of the splits is labelled.
    """
    classifier, found = Classifier(folder), {}
    for source, reports in gather_sources(corpus, splits, {}).items():
        bar = tqdm(reports, desc=f"bundle on {source}", unit="report")
        said = [Prediction(report.report_id, *classifier.scores(report.text)) for report in bar]
        found[source] = score(reports, said, classifier.labels.names)
    return found


def join_rows(own: Mapping[str, Any], evaluation: Mapping[str, Any] | None) -> dict[str, Any]:
    """The rows of a card: the bundle's own figures, then the rows that `evaluate` left.

    Args:
        own: figures of this bundle by source.
        evaluation: what metrics.json holds; a row `bundle` in it is of an earlier export.
    """
    rows = {OWN_ROW: own} if own else {}
    others = evaluation["metrics"] if evaluation else {}
    return rows | {row: figures for row, figures in others.items() if row != OWN_ROW}


def headline(rows: Mapping[str, Any]) -> dict[str, Any]:
    """The single figures of the bundle and of the model in float, by row and source."""
    return {
        row: {
            source: {
                name: round(float(value), 6)
                for name, value in figures.items()
                if isinstance(value, float) and not math.isnan(value)
            }
            for source, figures in rows[row].items()
        }
        for row in (OWN_ROW, "model")
        if row in rows
    }
