"""The mean of checkpoints and of encoders."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from tiny import write_base

from zongjie.labels import SHIPPED
from zongjie_train.config import load_config
from zongjie_train.learning.averaging import average_weights
from zongjie_train.learning.modelling import BaseError
from zongjie_train.learning.training import build_model

CONFIG = Path(__file__).parents[3] / "configs" / "default.yaml"


def write(folder: Path, value: float, size: int = 3) -> str:
    folder.mkdir()
    save_file({"a": torch.full((size,), value)}, folder / "model.safetensors")
    return str(folder)


def test_each_weight_is_the_mean(tmp_path: Path) -> None:
    folders = [write(tmp_path / str(value), value) for value in (1.0, 2.0, 6.0)]
    assert average_weights(folders)["a"].tolist() == [3.0, 3.0, 3.0]


def test_what_has_no_mean_is_named(tmp_path: Path) -> None:
    one, other = write(tmp_path / "one", 1.0), write(tmp_path / "other", 1.0, size=4)
    with pytest.raises(BaseError, match="other has another shape"):
        average_weights([one, other])
    with pytest.raises(BaseError, match="missing: make its run first"):
        average_weights([one, str(tmp_path / "missing")])


def test_a_run_can_begin_from_the_mean_of_encoders_with_a_network_of_its_own(
    tmp_path: Path,
) -> None:
    one, other = write_base(tmp_path / "one"), write_base(tmp_path / "other")
    weights = load_file(other / "model.safetensors")
    moved = {name: value + 2.0 for name, value in weights.items()}
    save_file(moved, other / "model.safetensors", {"format": "pt"})
    config = load_config(CONFIG)
    encoder = dataclasses.replace(
        config.encoder, base=str(one), n_layers=1, pooled_layers=(1,), averaged_with=(str(other),)
    )
    model = build_model(dataclasses.replace(config, encoder=encoder), SHIPPED, str(one))
    for name, value in model.encoder.state_dict().items():
        torch.testing.assert_close(value, weights[name] + 1.0)
