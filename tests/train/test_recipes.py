"""Recipes: what they name loads, and their runs keep apart."""

from __future__ import annotations

from pathlib import Path

from zongjie_train.evaluation.comparison import format_comparison
from zongjie_train.recipes import Step, load_recipe

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


def test_the_table_gives_mean_and_spread_and_says_what_is_missing():
    figures = {"dev": {"roles": (0.9, 0.92), "sections": (0.8, 0.8), "borders": (0.7, 0.7)}}
    table = format_comparison({"gold only": figures}, {"teacher": "no checkpoint"})
    assert "0.910 ±0.014" in table and "not evaluated: teacher: no checkpoint" in table
