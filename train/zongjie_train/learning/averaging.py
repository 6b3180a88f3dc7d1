"""The mean of checkpoints, or of encoders, that were trained from one start, as one model.

Fine-tuned from the same weights with other seeds, models lie in one basin, and their mean labels
about as well as all of them together, at the cost of one (Wortsman et al. 2022, arXiv 2203.05482).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor

from zongjie_train.learning.modelling import BaseError

WEIGHTS = "model.safetensors"


def average_weights(folders: Sequence[str]) -> dict[str, Tensor]:
    """The mean of each weight over folders of checkpoints or encoders.

    Raises:
        BaseError: a folder holds no checkpoint, or one of another shape.
    """
    mean: dict[str, Tensor] = {}
    shapes: dict[str, torch.Size] = {}
    for folder in folders:
        path = Path(folder, WEIGHTS)
        if not path.is_file():
            raise BaseError(f"no checkpoint in {folder}: make its run first, or leave it out")
        weights = load_file(path)
        found = {name: value.shape for name, value in weights.items()}
        if found != (shapes := shapes or found):
            raise BaseError(f"{folder} has another shape than {folders[0]}: no mean of them")
        for name, value in weights.items():
            share = value.double() / len(folders)
            mean[name] = mean[name] + share if name in mean else share
    return {name: value.float() for name, value in mean.items()}
