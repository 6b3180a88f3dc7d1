"""Training on a tiny base: it learns, resumes, saves what `transformers` loads."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from tiny import REPORT, write_base, write_reports
from transformers import AutoModel, TrainerCallback

from zongjie_train.config import Config, load_config
from zongjie_train.learning import phases
from zongjie_train.learning.prediction import encode_sentences, predict_checkpoint
from zongjie_train.learning.training import TrainingError, run_training
from zongjie_train.rules.stage import run_labels

ROOT = Path(__file__).parents[3]


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    write_reports(tmp_path / "reports.jsonl", 12)
    write_base(tmp_path / "base")
    monkeypatch.chdir(tmp_path)
    settings = [
        "name=tiny", "data.reports=[reports.jsonl]", "data.splits=null",
        f"labels.rules={ROOT / 'configs/rules/work_report.yaml'}", "encoder.base=base",
        "encoder.n_layers=2", "encoder.pooled_layers=[2]", "encoder.max_tokens=32",
        "network.width=16", "network.n_layers=2", "network.dropout=0.0",
        "training.network_epochs=20", "training.joint_epochs=1", "training.settle_epochs=1",
        "training.network_learning_rate=0.01", "training.patience=20",
        "evaluation.rows=[weak_only, gold_only]",
    ]  # fmt: skip
    config = load_config(ROOT / "configs" / "default.yaml", settings)
    run_labels(config)
    return config


def test_a_run_learns_and_leaves_checkpoints_that_transformers_loads(config: Config) -> None:
    run_training(config)
    folder = config.run_folder / "checkpoint"
    (prediction,) = predict_checkpoint(folder, [{"id": "x", "text": REPORT}])
    assert prediction.role_labels.tolist() == [4, 0, 0, 0, 2, 2]
    np.testing.assert_allclose(prediction.roles.sum(1), 1, atol=1e-6)
    encoder = AutoModel.from_pretrained(folder / "encoder")
    whole = load_file(folder / "model.safetensors")
    for name, value in encoder.state_dict().items():
        if f"encoder.{name}" in whole:
            torch.testing.assert_close(whole[f"encoder.{name}"], value)
    assert encode_sentences(folder, ["人员不足。", "会议"]).shape == (2, 16)
    assert (folder / "weak_only" / "model.safetensors").exists()
    assert not (folder / "gold_only").exists(), "all train reports are labelled: the model is it"
    assert list((folder / "logs" / "joint").rglob("events*")), "TensorBoard logs are kept"
    assert not list(folder.rglob("*.bin")) + list(folder.rglob("*.pt")), "no pickles are left"
    assert json.loads((folder / "config.json").read_text())["model_type"] == "zongjie"


def test_a_stopped_run_goes_on_after_the_phases_that_are_done(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = []
    run = phases.PhaseTrainer.train

    def train(self: phases.PhaseTrainer, *args: object, **kwargs: object) -> object:
        began.append(self.phase.name)
        if len(began) == 2:
            raise KeyboardInterrupt
        return run(self, *args, **kwargs)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(phases.PhaseTrainer, "train", train)
    with pytest.raises(KeyboardInterrupt):
        run_training(config)
    run_training(config)
    assert began[:4] == ["network", "joint", "joint", "settle"]


def test_a_phase_stopped_in_mid_course_resumes_from_its_checkpoint(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    resumed = []
    run = phases.PhaseTrainer.train
    stop = iter([True])

    class StopAfterTwoEpochs(TrainerCallback):
        def on_epoch_begin(self, args, state, control, **kwargs):  # pyright: ignore
            if state.epoch >= 2 and next(stop, False):
                raise KeyboardInterrupt

    def train(self: phases.PhaseTrainer, resume_from_checkpoint: str | None = None) -> object:
        resumed.append(resume_from_checkpoint)
        self.add_callback(StopAfterTwoEpochs())
        return run(self, resume_from_checkpoint=resume_from_checkpoint)

    monkeypatch.setattr(phases.PhaseTrainer, "train", train)
    with pytest.raises(KeyboardInterrupt):
        run_training(config)
    run_training(config)
    assert resumed[0] is None and "checkpoint-" in str(resumed[1])


def test_nothing_to_learn_from_is_an_error_that_names_the_cure(
    config: Config, tmp_path: Path
) -> None:
    (tmp_path / "reports.jsonl").write_text(json.dumps({"id": "a", "text": "甲乙。"}) + "\n")
    settings = [f"name={config.name}", "data.reports=[reports.jsonl]", "data.splits=null",
                "labels.targets=gold", "encoder.base=base", "encoder.n_layers=2",
                "encoder.pooled_layers=[2]",
                f"labels.rules={ROOT / 'configs/rules/work_report.yaml'}"]  # fmt: skip
    bare = load_config(ROOT / "configs" / "default.yaml", settings)
    with pytest.raises(TrainingError, match=r"labels.targets is gold, but no sentence"):
        run_training(bare)
