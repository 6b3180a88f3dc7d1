"""The mean of checkpoints."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from zongjie_train.learning.averaging import average_weights
from zongjie_train.learning.modelling import BaseError


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
