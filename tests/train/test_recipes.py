"""Recipes: what they name loads, and their runs keep apart."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from zongjie_train.config import load_config
from zongjie_train.evaluation import comparison
from zongjie_train.evaluation.comparison import format_comparison
from zongjie_train.evaluation.prediction_types import EvaluationError, Prediction
from zongjie_train.learning.provenance import describe_training, write_provenance
from zongjie_train.recipes import Recipe, Step, load_recipe

ROOT = Path(__file__).parents[2]


def test_every_configuration_of_the_shipped_recipe_loads(monkeypatch):
    monkeypatch.chdir(ROOT)
    recipe = load_recipe("configs/recipe/recipe.yaml")
    assert all(list(step.configs()) for step in recipe.steps)


def test_seeds_have_folders_of_their_own(monkeypatch):
    monkeypatch.chdir(ROOT)
    step = Step("gold", "configs/default.yaml", ("name=gold",), (0, 1, 2))
    assert [c.name for c in step.configs()] == ["gold", "gold-1", "gold-2"]
    assert [c.seed for c in step.configs()] == [0, 1, 2]


def test_a_seed_that_is_not_there_is_named_and_the_others_are_scored(tmp_path, monkeypatch):
    text, units = "召开会议。\n人手不足。", [(0, 5, "measure"), (6, 11, "problem")]
    marks = [{"start": a, "end": b, "role": label, "section": label} for a, b, label in units]
    line = {"id": "r", "split": "dev", "text": text, "units": marks}
    (tmp_path / "reports.jsonl").write_text(json.dumps(line), encoding="utf-8")
    written = (f"data.reports=[{tmp_path / 'reports.jsonl'}]", "data.splits=null")
    monkeypatch.chdir(ROOT)

    def predict(name, inputs):
        if inputs.seed == 1:
            raise EvaluationError("no checkpoint")
        shares = np.eye(5)[[0, inputs.seed]]
        return [Prediction("r", shares, shares, shares.argmax(1))]

    monkeypatch.setattr(comparison, "predict_row", predict)
    step = Step("gold", "configs/default.yaml", (*written, "name=in-no-folder"), (0, 1, 2))
    found, missing = comparison.compare(Recipe((step,)))
    assert found["gold"]["reports dev"]["roles"] == pytest.approx((1 / 3, 1.0))
    assert missing == {"gold, seed 1": "no checkpoint"}


def test_a_model_that_was_trained_otherwise_is_not_shown_for_the_row(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    config = load_config(ROOT / "configs" / "default.yaml", ("name=tried",))
    rows = [{"source": path, "roles": [0]} for path in config.data.reports]
    folder = config.run_folder / "checkpoint"
    write_provenance(describe_training(rows, config), folder)
    comparison.check_checkpoint(config)
    write_provenance(describe_training(rows[:1], replace(config, seed=1)), folder)
    with pytest.raises(EvaluationError, match="a model of other seed, data than"):
        comparison.check_checkpoint(config)


def test_the_table_gives_mean_and_spread_and_says_what_is_missing():
    figures = {"dev": {"roles": (0.9, 0.92), "sections": (0.8, 0.8), "borders": (0.7, 0.7)}}
    table = format_comparison({"gold only": figures}, {"teacher": "no checkpoint"})
    assert "0.910 ±0.014" in table and "not evaluated: teacher: no checkpoint" in table
