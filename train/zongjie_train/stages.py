"""The stages of the path from reports to a bundle: what each is called, needs, reads and runs.

Stages are imported as they run, so a command waits for no library that it doesn't use.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zongjie_train.config import Config
from zongjie_train.corpora.report_files import find_files

TRAINED_ROWS = ("gold_only", "weak_only")
"""Rows of the evaluation that the stage `train` makes a model for."""
BASE_FILES = ("config.json", "model.safetensors")
"""What tells one encoder in a local folder from another."""


@dataclass(frozen=True)
class Stage:
    """A stage of the path.

    Attributes:
        name: the command.
        purpose: what it does, in a few words.
        folder: below the run folder, its own; None where it only prints.
        needs: the stages that it builds on.
        uses: more stages, of which it takes what is there.
        inputs: what decides its result besides those: values that JSON knows, and paths of files.
        run: does it.
        replaces: puts its result in the place of an older one itself, which stays until then.
    """

    name: str
    purpose: str
    folder: str | None
    needs: tuple[str, ...]
    inputs: Callable[[Config], Iterator[Any]]
    run: Callable[[Config], None]
    replaces: bool = False
    uses: tuple[str, ...] = ()


def run_labels(config: Config) -> None:
    from zongjie_train.rules.stage import run_labels

    run_labels(config)


def run_adaptation(config: Config) -> None:
    from zongjie_train.learning.adapting import run_adaptation

    run_adaptation(config)


def run_training(config: Config) -> None:
    from zongjie_train.learning.launching import launch_training

    launch_training(config)


def run_evaluation(config: Config) -> None:
    from zongjie_train.evaluation.stage import run_evaluation

    run_evaluation(config)


def run_export(config: Config) -> None:
    from zongjie_train.exporting import run_export

    run_export(config)


def run_bench(config: Config) -> None:
    from zongjie_train.benching.stage import run_bench

    run_bench(config)


def classify_sample(config: Config) -> None:
    from zongjie.cli import main

    status = main(["classify", config.export.sample, "--model", str(config.run_folder / "bundle")])
    if status:
        raise SystemExit(status)


def label_inputs(config: Config) -> Iterator[Any]:
    yield from (config.seed, config.labels.model, dataclasses.asdict(config.data))
    yield Path(config.labels.rules)
    if config.data.splits is not None:
        yield Path(config.data.splits)
    data = config.data
    gold = (path for file in data.gold for path in (file.path, *(file.texts or ())))
    for source in (*data.reports, *gold, *data.unlabelled):
        yield from (path for path, _ in find_files(source))


def training_inputs(config: Config) -> Iterator[Any]:
    for part in (config.labels, config.encoder, config.network, config.training):
        yield dataclasses.asdict(part)
    yield from sorted(set(config.evaluation.rows) & set(TRAINED_ROWS))
    for folder in map(Path, (config.encoder.base, *config.labels.teachers)):
        yield from (folder / name for name in BASE_FILES if (folder / name).is_file())


def adaptation_inputs(config: Config) -> Iterator[Any]:
    adaptation = config.adaptation
    yield (config.seed, config.encoder.base, config.encoder.n_layers)
    yield adaptation and dataclasses.asdict(adaptation)
    for source in adaptation.corpora if adaptation else ():
        yield from (path for path, _ in find_files(source))


def no_inputs(config: Config) -> Iterator[Any]:
    return iter(())


STAGES = {
    stage.name: stage
    for stage in (
        Stage("labels", "weak labels by rules", "labels", (), label_inputs, run_labels),
        Stage(
            "adapt", "the encoder learns official prose", "adapted", (), adaptation_inputs,
            run_adaptation,
        ),
        Stage("train", "fine-tuning", "checkpoint", ("labels",), training_inputs, run_training),
        Stage(
            "evaluate", "scores beside baselines", "evaluation", (),
            lambda config: iter([dataclasses.asdict(config.evaluation)]), run_evaluation,
            uses=("labels", "train"),
        ),
        Stage(
            "export", "the bundle, in int8", "bundle", ("train", "evaluate"),
            lambda config: iter([dataclasses.asdict(config.export)]), run_export, replaces=True,
        ),
        Stage("classify", "a sample report", None, ("export",), no_inputs, classify_sample),
        Stage("bench", "speed of the bundle", "bench", ("export",), no_inputs, run_bench),
    )
}  # fmt: skip
PATH = ("labels", "train", "evaluate", "export", "classify")
