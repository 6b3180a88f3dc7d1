from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path

import pytest
from tiny import write_reports

from zongjie_train.benching import rates, stage
from zongjie_train.benching.stage import BenchError, run_bench
from zongjie_train.config import BenchConfig, load_config

ROOT = Path(__file__).parents[3]
GOALS = [
    "over_base", "over_own", "share_of_peak", "outside", "import", "first_label", "memory",
    "growth", "training",
]  # fmt: skip


@pytest.fixture
def config(tiny_checkpoint, tiny_bundle, tmp_path, monkeypatch):
    usual = load_config(ROOT / "configs" / "default.yaml")
    reports = write_reports(tmp_path / "reports.jsonl", 8)
    data = dataclasses.replace(usual.data, reports=(str(reports),), splits=None)
    sizes = BenchConfig(
        rounds=1,
        memory_characters=3000,
        short_characters=2000,
        long_characters=4000,
        training_sentences=8,
    )
    config = dataclasses.replace(usual, name="tiny", data=data, bench=sizes)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", f"{ROOT / 'inference'}:{ROOT / 'train'}")
    shutil.copytree(tiny_checkpoint, config.run_folder / "checkpoint")
    shutil.copytree(tiny_bundle, config.run_folder / "bundle")
    return config


def test_every_goal_has_a_figure_and_the_last_line_is_json_that_is_kept_too(
    config, monkeypatch, capfd
):
    monkeypatch.setattr(rates, "make_base", lambda sentences: len)
    monkeypatch.setattr(stage, "time_pipeline_start", lambda: 9.0)
    run_bench(config)
    lines = [line for line in capfd.readouterr().out.splitlines() if line]
    figures = json.loads(lines[-1])["figures"]
    assert [key for key, figure in figures.items() if figure["goal"] is not None] == GOALS
    assert all(isinstance(figures[key]["met"], bool) for key in GOALS)
    assert figures["memory"]["value"] > 10
    kept = (config.run_folder / "bench" / "bench.json").read_text(encoding="utf-8")
    assert kept.strip() == lines[-1]


def test_each_chinese_character_is_a_token_and_a_number_is_one():
    tokenizer = rates.make_character_tokenizer(["清运垃圾300吨。"])
    assert tokenizer.tokenize("清运 300吨。") == ["清", "运", "[UNK]", "吨", "。"]


def test_without_a_bundle_the_stage_before_is_named(config):
    shutil.rmtree(config.run_folder / "bundle")
    with pytest.raises(BenchError, match="run the stage `export` first"):
        run_bench(config)
