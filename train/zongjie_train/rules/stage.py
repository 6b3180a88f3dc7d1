"""The stage `labels`: rules over every report of a run, votes and soft labels to files.

1. Cast the votes of all rules on all sentences of all splits.
2. Fit the label models for each head; keep one, and say why.
3. Write votes.parquet, weak.parquet, vote_models.json and table.txt under runs/<name>/labels/.

Gold is read of the train split only, and only to fill in the tables and, with `labels.model: auto`
or `weighted`, to choose or to weigh; `majority` and `dawid_skene` use none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from datasets import DatasetDict
from tqdm import tqdm

from zongjie.text.spans import split_spans
from zongjie_train.config import Config
from zongjie_train.corpora.corpus import load_corpus
from zongjie_train.plain_tables import align
from zongjie_train.rules.choice import choose_model, score_labels
from zongjie_train.rules.label_model import MODELS, UNKNOWN, LabelModel
from zongjie_train.rules.rulebook import TARGETS, Rulebook, load_rulebook
from zongjie_train.rules.table import label_table, name_labels, rule_table
from zongjie_train.rules.votes import cast_votes, tally


class LabelsError(ValueError):
    """Weak labels can't be had as `labels.model` asks; the message names the cure."""


@dataclass(frozen=True, eq=False)
class Ballots:
    """All sentences of a corpus in one row each: where they stand, the votes, the gold.

    Attributes:
        report: (N,) report ids; sentence: (N,) index in its report; start, end: (N,) characters.
        votes: of each target (N, R) int8.
        gold: of each target (N,) label indices, -1 where unknown or not of the train split.
        train: (N,) bool, of the train split.
    """

    report: np.ndarray
    sentence: np.ndarray
    start: np.ndarray
    end: np.ndarray
    votes: dict[str, np.ndarray]
    gold: dict[str, np.ndarray]
    train: np.ndarray


def run_labels(config: Config) -> Path:
    """Weak-labels the corpus of a run.

    Returns:
        The folder runs/<name>/labels that holds all that the module's docstring names.

    Raises:
        RulebookError: the rule file can't be used.
        CorpusError: the reports can't be used.
        LabelsError: `labels.model` needs gold or rules that there are not.
    """
    rulebook = load_rulebook(config.labels.rules)
    ballots = collect_ballots(rulebook, load_corpus(config.data, rulebook.labels))
    folder = config.run_folder / "labels"
    folder.mkdir(parents=True, exist_ok=True)
    _write_votes(folder / "votes.parquet", rulebook, ballots)
    weak: dict[str, Any] = {"report": ballots.report, "sentence": ballots.sentence}
    report, texts = {}, [name_labels(rulebook.labels, rulebook.descriptions)]
    for target in TARGETS:
        soft, covered, chosen = _label(config, rulebook, ballots, target)
        weak |= {target: soft[chosen["model"]], f"{target}_covered": covered}
        weak[f"{target}_majority"] = soft["majority"]
        report[target] = chosen
        texts.append(_describe(rulebook, ballots, target, soft[chosen["model"]], covered, chosen))
    _write_table(folder / "weak.parquet", weak)
    models = json.dumps({"rules": rulebook.sha256, **report}, indent=1, ensure_ascii=False)
    (folder / "vote_models.json").write_text(models + "\n", encoding="utf-8")
    (folder / "table.txt").write_text("\n".join(texts), encoding="utf-8")
    print("\n".join(texts))
    return folder


def collect_ballots(rulebook: Rulebook, corpus: DatasetDict) -> Ballots:
    """Casts the votes on every report of every split, with a progress bar in sentences."""
    rows = list(_cast(rulebook, corpus))
    of = {key: np.concatenate([row[key] for row in rows]) for key in rows[0]}
    votes = {target: of[f"votes_{target}"] for target in TARGETS}
    gold = {target: np.where(of["train"], of[f"gold_{target}"], UNKNOWN) for target in TARGETS}
    return Ballots(of["report"], of["sentence"], of["start"], of["end"], votes, gold, of["train"])


def _cast(rulebook: Rulebook, corpus: DatasetDict) -> Iterator[dict[str, np.ndarray]]:
    n_characters = sum(len(text) for split in corpus.values() for text in split["text"])
    with tqdm(total=n_characters, unit="char", unit_scale=True, desc="votes") as progress:
        for name, split in corpus.items():
            for row in split:
                assert isinstance(row, dict)
                spans = split_spans(row["text"])
                votes = cast_votes(rulebook, row["text"], spans)
                progress.update(len(row["text"]))
                yield {
                    "report": np.full(len(spans), row["id"], object),
                    "sentence": np.arange(len(spans), dtype=np.int32),
                    "start": np.array([span.start for span in spans], np.int64),
                    "end": np.array([span.end for span in spans], np.int64),
                    "votes_role": votes.role,
                    "votes_section": votes.section,
                    "gold_role": np.array(row["roles"], np.int64),
                    "gold_section": np.array(row["sections"], np.int64),
                    "train": np.full(len(spans), name == "train"),
                }


def _label(
    config: Config, rulebook: Rulebook, ballots: Ballots, target: str
) -> tuple[dict[str, np.ndarray], np.ndarray, dict[str, Any]]:
    """Soft labels of each model, which sentences are covered, and the choice with its reason."""
    rules, votes = rulebook.of(target), ballots.votes[target]
    gold = ballots.gold[target]
    train = ballots.train if ballots.train.any() else np.ones(len(votes), bool)
    any_gold = bool((gold != UNKNOWN).any())
    wanted = config.labels.model
    covered = tally(rules, votes, len(rulebook.labels)).sum(axis=1) > 0
    soft, scores = {}, {}
    for name, model_type in MODELS.items():
        if (model_type.uses_gold and not any_gold) or (name != "majority" and not rules):
            continue
        model: LabelModel = model_type(rules, len(rulebook.labels))
        soft[name] = model.fit(votes[train], gold[train]).predict(votes)
        if any_gold:
            scores[name] = score_labels(soft[name], covered, gold)
    chosen, reason = choose_model(wanted, scores)
    if chosen not in soft:
        if rules:
            lack = "no train report has gold labels to weigh rules by; set majority or dawid_skene"
        else:
            where = f"no rule of {config.labels.rules} votes on {target}"
            lack = f"{where}; write one, or set auto or majority"
        raise LabelsError(f"labels.model is {wanted!r}, but {lack}")
    return soft, covered, {"model": chosen, "reason": reason, "train_gold": scores}


def _describe(
    rulebook: Rulebook,
    ballots: Ballots,
    target: str,
    soft: np.ndarray,
    covered: np.ndarray,
    chosen: dict[str, Any],
) -> str:
    """The text of table.txt for one head."""
    votes, gold = ballots.votes[target], ballots.gold[target]
    lines = [
        f"== {target}: rules, {len(votes)} sentences, {(gold != UNKNOWN).sum()} with train gold",
        rule_table(rulebook.of(target), votes, gold, rulebook.labels),
        f"\n== {target}: labels by {chosen['reason']}",
        label_table(soft, covered, gold, rulebook.labels),
    ]
    if chosen["train_gold"]:
        rows = [["model", "", "accuracy", "macro-F1"]]
        for name, score in chosen["train_gold"].items():
            note = "uses train gold" if MODELS[name].uses_gold else ""
            rows.append([name, note, f"{score['accuracy']:.3f}", f"{score['macro_f1']:.3f}"])
        lines += [f"\n== {target}: models on train gold", align(rows)]
    return "\n".join([*lines, ""])


def _write_votes(path: Path, rulebook: Rulebook, ballots: Ballots) -> None:
    columns: dict[str, Any] = {
        "report": ballots.report,
        "sentence": ballots.sentence,
        "start": ballots.start,
        "end": ballots.end,
    }
    for target in TARGETS:
        for rule, column in zip(rulebook.of(target), ballots.votes[target].T, strict=True):
            columns[f"{target}.{rule.name}"] = column
    _write_table(path, columns)


def _write_table(path: Path, columns: dict[str, Any]) -> None:
    arrays = {
        name: pa.array(list(column)) if column.ndim == 2 else pa.array(column)
        for name, column in columns.items()
    }
    pq.write_table(pa.table(arrays), path, compression="zstd")
