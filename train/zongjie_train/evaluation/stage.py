"""The stage `evaluate`: how well the model and what stands beside it label the gold reports.

Reads the checkpoints, weak labels and bundle that other stages left in the run's folder; writes
evaluation/metrics.json, table.txt, pictures and errors.jsonl.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
from tqdm.auto import tqdm

from zongjie_train.config import Config
from zongjie_train.corpora.corpus import load_corpus
from zongjie_train.evaluation import rows
from zongjie_train.evaluation.comparison import compare, format_comparison
from zongjie_train.evaluation.cues import DEFAULTS, read_cues
from zongjie_train.evaluation.gold import gather_sources
from zongjie_train.evaluation.mistakes import count_mistakes, find_mistakes, write_mistakes
from zongjie_train.evaluation.pictures import draw_pictures
from zongjie_train.evaluation.prediction_types import EvaluationError, Prediction
from zongjie_train.evaluation.robustness import format_robustness, measure_robustness
from zongjie_train.evaluation.row_inputs import RowInputs
from zongjie_train.evaluation.scoring import ANSWERED, score
from zongjie_train.evaluation.tables import format_tables
from zongjie_train.metrics import bootstrap, calibration
from zongjie_train.recipes import load_recipe
from zongjie_train.rules.rulebook import load_rulebook
from zongjie_train.rules.weak_labels import read_weak_labels

DEFINITIONS = {
    "macro_f1": "mean F1 over the labels that occur in gold or prediction; sections by sentence",
    "boundary_f1": "F1 of the gaps between sentences where the section label changes, exact gap",
    "pk": "Beeferman et al. 1999, mean over reports, k half the mean gold segment; 0 is best",
    "window_diff": "Pevzner & Hearst 2002, mean over reports, k as for pk; 0 is best",
    "ece": f"expected calibration error, {calibration.N_BINS} bins of equal mass; 0 is best",
    "selective": f"accuracy on the {ANSWERED:.0%} most confident sentences, and their threshold",
    "no_rule": f"accuracy where no rule but those of group {DEFAULTS} voted; rule: elsewhere",
    "intervals": f"95 %, bootstrap by report, {bootstrap.N_DRAWS} draws; by pieces of "
    f"{bootstrap.PIECE_SENTENCES} sentences of fewer than {bootstrap.FEWEST_REPORTS} reports",
}
LEGEND = {
    "F1": "macro-F1 of roles and of sections (by sentence), F1 of borders between sections",
    "95 %": "interval by resampling reports (pieces of 40 sentences where reports are few)",
    "no rule, rule": f"accuracy where none voted but those of group {DEFAULTS}, and elsewhere",
    "sure 90 %, from": "accuracy on the 90 % most confident sentences, and their least confidence",
    "ECE": f"expected calibration error, {calibration.N_BINS} bins of equal mass",
    "dev": rows.CHOSEN_ON_DEV,
    "gold": rows.GOLD_BY_MODELS,
}


def run_evaluation(config: Config) -> dict[str, Any]:
    """Evaluate a run and write its figures, tables, pictures and errors; print the table.

    Args:
        config: of the run; `evaluation.splits` and `.rows` say what is scored.

    Returns:
        What metrics.json holds: name, labels, definitions, rows (what each is), missing (rows and
        reasons), and metrics[row][source][figure], figures as in `scoring.score`. Where no report
        of the splits is labelled there is nothing to score: metrics are empty, and reason says so.

    Raises:
        EvaluationError: predictions that don't fit the gold, or not one row that can be had.
    """
    rulebook = load_rulebook(config.labels.rules)
    labels = rulebook.labels
    corpus = load_corpus(config.data, labels)
    splits, labelling = config.evaluation.splits, config.run_folder / "labels"
    ids = {name for split in splits if split in corpus for name in corpus[split]["id"]}
    cues = read_cues(labelling / "votes.parquet", rulebook, ids)
    sources = gather_sources(corpus, splits, cues)
    folder = config.run_folder / "evaluation"
    folder.mkdir(parents=True, exist_ok=True)
    if not sources:
        return skip_evaluation(config, labels.names, folder)
    weak_path = labelling / "weak.parquet"
    weak = read_weak_labels(weak_path) if weak_path.exists() else {}
    inputs = RowInputs(
        folder=config.run_folder,
        labels=labels,
        reports=[report for reports in sources.values() for report in reports],
        train=corpus["train"].to_list() if "train" in corpus else [],
        weak=weak,
        targets=config.labels.targets,
        seed=config.seed,
        teachers=config.labels.teachers,
    )
    predictions, missing = predict_rows(inputs, (*rows.ALWAYS, *config.evaluation.rows))
    metrics = {
        row: {source: score(gold, predicted, labels.names) for source, gold in sources.items()}
        for row, predicted in predictions.items()
    }
    best = next(
        (row for row in ("bundle", "model", "shipped") if row in predictions),
        next(iter(predictions)),
    )
    robustness = (
        measure_robustness(best, inputs, sources, labels.names, metrics[best])
        if config.evaluation.robustness
        else {}
    )
    found = {
        "name": config.name,
        "labels": list(labels.names),
        "definitions": DEFINITIONS,
        "rows": {row: rows.describe(row, inputs) for row in metrics},
        "missing": missing,
        "metrics": metrics,
        "robustness": {"row": best, "metrics": robustness} if robustness else {},
    }
    write_metrics(found, folder / "metrics.json")
    legend = "\n".join(f"{name:14} {what}" for name, what in (found["rows"] | LEGEND).items())
    table = f"{format_tables(metrics, labels.names, missing)}\n{legend}\n"
    if robustness:
        table += f"\n{best} on distorted copies\n{format_robustness(robustness)}\n"
    seen = {source: gold for source, gold in sources.items() if not source.endswith(" test")}
    mistakes = find_mistakes(seen, predictions[best], labels.names)
    write_mistakes(mistakes, folder / "errors.jsonl")
    table += f"\nmost confident errors of {best}, in errors.jsonl\n{count_mistakes(mistakes)}\n"
    if config.evaluation.recipe:
        table += f"\n{format_comparison(*compare(load_recipe(config.evaluation.recipe)))}\n"
    (folder / "table.txt").write_text(table, encoding="utf-8")
    draw_pictures(metrics, best, labels.names, labels.chinese, folder)
    print(table)
    print(f"written to {folder}")
    return found


def skip_evaluation(config: Config, labels: tuple[str, ...], folder: Path) -> dict[str, Any]:
    """Say why nothing is scored, in metrics.json and in a line."""
    splits = ", ".join(config.evaluation.splits)
    reason = f"no report of {splits} has gold labels; label some, or change evaluation.splits"
    nothing = {"definitions": DEFINITIONS, "rows": {}, "missing": {}, "metrics": {}}
    found = {"name": config.name, "labels": list(labels), **nothing, "reason": reason}
    write_metrics(found, folder / "metrics.json")
    print(f"not evaluated: {reason}")
    return found


def predict_rows(
    inputs: RowInputs, names: tuple[str, ...]
) -> tuple[dict[str, list[Prediction]], dict[str, str]]:
    """Predictions of the rows that can be had, in the order of `rows.ROWS`, and why others can't.

    Raises:
        EvaluationError: none can be had.
    """
    predictions, missing = {}, {}
    asked = [name for name in rows.ROWS if name in names]
    for name in (bar := tqdm(asked, desc="evaluate", unit="row")):
        bar.set_postfix_str(name)
        try:
            predictions[name] = rows.predict_row(name, inputs)
        except EvaluationError as reason:
            missing[name] = str(reason)
    if not predictions:
        reasons = "; ".join(f"{row}: {reason}" for row, reason in missing.items())
        raise EvaluationError(f"nothing to evaluate in {inputs.folder}: {reasons}")
    return predictions, missing


def write_metrics(found: dict[str, Any], path: Path) -> None:
    """Write as JSON, nan as null."""
    path.write_text(json.dumps(_plain(found), ensure_ascii=False, indent=1) + "\n", "utf-8")


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, (float, np.floating)):
        return None if math.isnan(value) else round(float(value), 6)
    return value
