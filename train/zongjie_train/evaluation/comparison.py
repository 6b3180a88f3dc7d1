"""A recipe's table: each step's runs on the same gold reports, mean and spread over seeds."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from zongjie_train.config import Config
from zongjie_train.corpora.corpus import load_corpus
from zongjie_train.evaluation.gold import gather_sources
from zongjie_train.evaluation.prediction_types import EvaluationError, GoldReport
from zongjie_train.evaluation.row_inputs import RowInputs
from zongjie_train.evaluation.rows import predict_row
from zongjie_train.evaluation.scoring import HEADLINE, score
from zongjie_train.evaluation.tables import NOTHING
from zongjie_train.learning.provenance import read_provenance
from zongjie_train.plain_tables import align
from zongjie_train.recipes import Recipe
from zongjie_train.rules.rulebook import load_rulebook
from zongjie_train.rules.weak_labels import read_weak_labels

OF_CHECKPOINT = ("model", "bundle")
"""Rows that label with what the run itself trained."""
Figures = dict[str, dict[str, tuple[float, ...]]]
"""Values of all seeds, by source and figure."""


def compare(recipe: Recipe) -> tuple[dict[str, Figures], dict[str, str]]:
    """Score the runs of a recipe on the gold of its last step's configuration.

    Returns:
        Figures by row, of the seeds that are there; why others are left out, by row and seed.
    """
    last = next(iter(recipe.steps[-1].configs()))
    labels = load_rulebook(last.labels.rules).labels
    corpus = load_corpus(last.data, labels)
    sources = gather_sources(corpus, last.evaluation.splits, {})
    reports = [report for of in sources.values() for report in of]
    train = corpus["train"].to_list() if "train" in corpus else []
    found: dict[str, Figures] = {}
    missing: dict[str, str] = {}
    for step in recipe.steps:
        if step.predicts is None:
            continue
        inputs = RowInputs(
            folder=last.run_folder, labels=labels, reports=reports, train=train, weak={}
        )
        for config in step.configs():
            try:
                figures = score_run(step.predicts, config, inputs, sources)
            except (EvaluationError, FileNotFoundError) as reason:
                missing[f"{step.row}, seed {config.seed}"] = str(reason)
                continue
            row = found.setdefault(
                step.row, {name: dict.fromkeys(HEADLINE, ()) for name in sources}
            )
            for source, name in itertools.product(sources, HEADLINE):
                row[source][name] = (*row[source][name], figures[source][name])
    return found, missing


def score_run(
    predicts: str,
    config: Config,
    inputs: RowInputs,
    sources: Mapping[str, Sequence[GoldReport]],
) -> dict[str, dict[str, float]]:
    """Figures of one run, by source."""
    if predicts in OF_CHECKPOINT:
        check_checkpoint(config)
    weak = config.run_folder / "labels" / "weak.parquet"
    own = dataclasses.replace(
        inputs,
        folder=config.run_folder,
        weak=read_weak_labels(weak) if weak.exists() else {},
        seed=config.seed,
        teachers=config.labels.teachers,
    )
    predictions = predict_row(predicts, own)
    scored = {
        source: score(gold, predictions, inputs.labels.names) for source, gold in sources.items()
    }
    return {
        source: {name: figures[key] for name, key in HEADLINE.items()}
        for source, figures in scored.items()
    }


def check_checkpoint(config: Config) -> None:
    """That what lies in the run's folder is what the configuration tells.

    Raises:
        EvaluationError: it was trained otherwise.
    """
    folder = config.run_folder / "checkpoint"
    told = read_provenance(folder)
    if told is None:
        return
    wanted = {
        "targets": config.labels.targets,
        "base": config.encoder.base,
        "seed": config.seed,
        "teachers": len(config.labels.teachers),
    }
    found = told | {"teachers": len(told["teachers"] or ())}
    others = [name for name, value in wanted.items() if found[name] != value]
    reports = {Path(path).name for path in config.data.reports}
    others += ["data"] if not reports <= set(told["sources"]) else []
    if others:
        raise EvaluationError(
            f"{folder} holds a model of other {', '.join(others)} than its configuration tells: "
            "train it anew"
        )


def format_comparison(found: Mapping[str, Figures], missing: Mapping[str, str]) -> str:
    """The table as text; a cell is mean ± sample standard deviation over seeds."""
    sources = list(next(iter(found.values()), {}))
    body = [
        [row, str(len(next(iter(of[sources[0]].values())))), *cells(of)]
        for row, of in found.items()
    ]
    head = ["row", "seeds", *(list(HEADLINE) * len(sources))]
    lines = [align([head, *body], n_left=1, rule=True)] if body else []
    lines += [f"columns: {', '.join(sources)}"] if sources else []
    lines += [f"not evaluated: {row}: {why}" for row, why in missing.items()]
    return "\n".join(lines)


def cells(of: Figures) -> list[str]:
    return [spread(values) for figures in of.values() for values in figures.values()]


def spread(values: Sequence[float]) -> str:
    """Mean and sample standard deviation.

    >>> spread([0.9, 0.92]), spread([0.9]), spread([])
    ('0.910 ±0.014', '0.900', '–')
    """
    if not values:
        return NOTHING
    mean: Any = np.mean(values)
    return f"{mean:.3f} ±{np.std(values, ddof=1):.3f}" if len(values) > 1 else f"{mean:.3f}"
