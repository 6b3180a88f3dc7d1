from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path

import pytest
from tiny import REPORT, write_reports

from zongjie import Classifier
from zongjie_train.config import Config, load_config
from zongjie_train.evaluation.stage import run_evaluation
from zongjie_train.exporting import ExportError, run_export
from zongjie_train.learning.provenance import FILE, describe_training, write_provenance
from zongjie_train.rules.stage import run_labels

ROOT = Path(__file__).parents[3]


@pytest.fixture
def config(tiny_checkpoint, tmp_path, monkeypatch) -> Config:
    """A run whose checkpoint stands, and whose working directory is empty."""
    usual = load_config(ROOT / "configs" / "default.yaml")
    reports = write_reports(tmp_path / "reports.jsonl", 12)
    data = dataclasses.replace(usual.data, reports=(str(reports),), splits=None)
    monkeypatch.chdir(tmp_path)
    checkpoint = tmp_path / "runs" / "tiny" / "checkpoint"
    shutil.copytree(tiny_checkpoint, checkpoint)
    rows = [{"source": "a/reports.jsonl", "roles": [0, -1]}] * 12
    write_provenance(describe_training(rows, usual), checkpoint)
    return dataclasses.replace(usual, name="tiny", data=data)


def with_export(config: Config, **changes) -> Config:
    return dataclasses.replace(config, export=dataclasses.replace(config.export, **changes))


def test_a_bundle_is_whole_and_labels_and_its_card_says_what_it_is(config, capsys):
    (config.run_folder / "evaluation").mkdir()
    figures = {"role_macro_f1": 0.5, "section_macro_f1": 0.25, "boundary_f1": None}
    of_each = {row: {"reports dev": figures} for row in ("model", "bundle")}
    metrics = {"metrics": of_each}
    (config.run_folder / "evaluation" / "metrics.json").write_text(json.dumps(metrics))
    folder = run_export(with_export(config, min_agreement=0.0, max_f1_loss=1.0))
    assert folder == config.run_folder / "bundle"
    assert not (config.run_folder / "bundle.tmp").exists()
    assert "activations in integers" in capsys.readouterr().out
    manifest = Classifier(folder).bundle.manifest
    assert manifest.name == "tiny"
    assert manifest.trained_on["sources"]["reports.jsonl"] == {
        "reports": 12, "sentences": 24, "labelled": 12,
    }  # fmt: skip
    assert manifest.metrics["model"]["reports dev"] == {
        "role_macro_f1": 0.5, "section_macro_f1": 0.25,
    }  # fmt: skip
    own = manifest.metrics["bundle"]["reports dev"]
    assert 0 <= own["role_macro_f1"] < 0.5 and manifest.fitted_on > 0
    assert 0 < manifest.role_threshold < 1 and manifest.role_temperature > 0
    assert set(manifest.versions) >= {"onnxruntime", "torch", "zongjie"}
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert card.startswith("---\nlanguage: zh\nlicense: apache-2.0\n")
    assert "| model | 0.500 | 0.250 | – |" in card
    assert f"| bundle | {own['role_macro_f1']:.3f} | {own['section_macro_f1']:.3f} |" in card
    assert "calibrated on dev" in card and "slightly favourable" in card
    assert "large language models" in card
    assert "multilingual-e5-small" in card and "MIT" in card
    report = Classifier(folder).classify("一、主要做法\n召开会议。")
    assert len(report.sentences) == 2


def test_a_checkpoint_that_hides_what_it_learnt_from_is_refused(config):
    (config.run_folder / "checkpoint" / FILE).unlink()
    with pytest.raises(ExportError, match="doesn't say what it was trained on"):
        run_export(config)


def test_a_bundle_that_disagrees_with_float_is_refused_with_the_figures(config):
    with pytest.raises(ExportError, match=r"roles agree on [\d.]+%.* asked are .* 200"):
        run_export(with_export(config, min_agreement=2.0))
    assert not (config.run_folder / "bundle").exists()
    assert not (config.run_folder / "bundle.tmp").exists()


def test_a_bundle_that_is_too_large_is_refused_and_the_old_one_stays(config):
    old = config.run_folder / "bundle"
    old.mkdir()
    with pytest.raises(ExportError, match=r"encoder\.onnx .* over export\.max_megabytes 0\.01"):
        run_export(with_export(config, min_agreement=0.0, max_f1_loss=1.0, max_megabytes=0.01))
    assert old.is_dir()


@pytest.mark.parametrize("n", [1, 8])
def test_texts_without_any_label_are_evaluated_and_exported(config, n):
    folder = Path("texts")
    folder.mkdir()
    for i in range(n):
        (folder / f"{i}.txt").write_text(f"（第{i}稿）" + REPORT, encoding="utf-8")
    data = dataclasses.replace(config.data, reports=(str(folder),))
    rules = dataclasses.replace(config.labels, rules=str(ROOT / config.labels.rules))
    config = dataclasses.replace(config, data=data, labels=rules)
    config = with_export(config, min_agreement=0.0)
    (config.run_folder / "labels").mkdir()
    run_labels(config)
    assert run_evaluation(config)["metrics"] == {}
    bundle = run_export(config)
    manifest = Classifier(bundle).bundle.manifest
    assert manifest.metrics == {} and manifest.fitted_on == 0
    assert manifest.role_temperature == manifest.section_temperature == 1
    card = (bundle / "README.md").read_text(encoding="utf-8")
    assert "Not evaluated" in card and "not calibrated" in card
    assert "calibrated on dev" not in card and "macro-F1 on dev" not in card


def test_without_a_checkpoint_the_stage_before_is_named(config):
    shutil.rmtree(config.run_folder / "checkpoint")
    with pytest.raises(ExportError, match="run the stage `train` first"):
        run_export(config)
