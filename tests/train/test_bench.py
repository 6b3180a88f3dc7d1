from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path

import pytest
from tiny import write_reports

from zongjie_train import bench
from zongjie_train.config import load_config

ROOT = Path(__file__).parents[2]
ROWS = ["bundle", "own checkpoint, float32", "BERT-base pipeline, float32"]


@pytest.fixture
def config(tiny_checkpoint, tiny_bundle, tmp_path, monkeypatch):
    usual = load_config(ROOT / "configs" / "default.yaml")
    reports = write_reports(tmp_path / "reports.jsonl", 8)
    data = dataclasses.replace(usual.data, reports=(str(reports),), splits=None)
    config = dataclasses.replace(usual, name="tiny", data=data)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "inference"))
    shutil.copytree(tiny_checkpoint, config.run_folder / "checkpoint")
    shutil.copytree(tiny_bundle, config.run_folder / "bundle")
    return config


def test_the_table_ends_in_one_line_of_json_that_is_kept_too(config, monkeypatch, capsys):
    monkeypatch.setattr(bench, "rate_base", lambda sentences: 10.0)
    bench.run_bench(config)
    out = capsys.readouterr().out
    figures = json.loads(out.splitlines()[-1])
    assert list(figures["sentences_per_second"]) == ROWS
    assert all(row in out for row in ROWS)
    kept = (config.run_folder / "bench" / "bench.json").read_text(encoding="utf-8")
    assert json.loads(kept) == figures


def test_each_chinese_character_is_a_token_and_a_number_is_one():
    tokenizer = bench.make_character_tokenizer(["清运垃圾300吨。"])
    assert tokenizer.tokenize("清运 300吨。") == ["清", "运", "[UNK]", "吨", "。"]


def test_without_a_bundle_the_stage_before_is_named(config):
    shutil.rmtree(config.run_folder / "bundle")
    with pytest.raises(bench.BenchError, match="run the stage `export` first"):
        bench.run_bench(config)
