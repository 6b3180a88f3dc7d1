"""Recipes: runs that are made one after another, each with several seeds, and compared in a table.

A recipe is a YAML file of steps; a step names a configuration, what of it is changed, and the
seeds; a later step may build on the folders that earlier ones left. The run of seed 0 is called as
its configuration says, that of seed 1 `<name>-1`, and so on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from zongjie_train.config import Config, load_config
from zongjie_train.runs import is_current, run_stage
from zongjie_train.stages import STAGES
from zongjie_train.strict import build, convert
from zongjie_train.yaml_files import read_yaml


@dataclass(frozen=True)
class Step:
    """One row of a recipe's table.

    Attributes:
        row: what the table calls it.
        config: path of the configuration.
        set: `key=value`, laid over it.
        seeds: one run each.
        stages: what is run, in order.
        predicts: the row of the evaluation that labels for it; None keeps it out of the table.
    """

    row: str
    config: str
    set: tuple[str, ...] = ()
    seeds: tuple[int, ...] = (0,)
    stages: tuple[Literal["adapt", "labels", "train", "evaluate", "export"], ...] = (
        "labels",
        "train",
    )
    predicts: str | None = "model"

    def configs(self) -> Iterator[Config]:
        """Configurations of its runs, a seed each."""
        for seed in self.seeds:
            name = load_config(self.config, self.set).name
            own = (f"seed={seed}", f"name={name}-{seed}") if seed else ("seed=0",)
            yield load_config(self.config, (*self.set, *own))


@dataclass(frozen=True)
class Recipe:
    """Steps in the order in which they are run."""

    steps: tuple[Step, ...]


def load_recipe(path: str | Path) -> Recipe:
    """Read a recipe.

    Raises:
        ConfigError: an unknown or missing key, or a value of a wrong type.
    """
    return build(convert(read_yaml(Path(path)), Recipe, "", str(path)), Recipe, "", str(path))


def run_recipe(recipe: Recipe) -> None:
    """Run every stage of every step that is not up to date."""
    for step in recipe.steps:
        for config in step.configs():
            for stage in step.stages:
                if not is_current(config, STAGES[stage]):
                    run_stage(config, stage, place=f"{step.row}, seed {config.seed}: ")
