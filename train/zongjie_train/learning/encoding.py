"""Sentences through the encoder without gradients: each distinct one once, by length."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from tqdm.auto import tqdm

from zongjie_train.learning.batches import group_tokens, pack_by_length
from zongjie_train.learning.examples import Example
from zongjie_train.learning.modelling import ReportModel


@torch.inference_mode()
def encode_token_ids(model: ReportModel, token_ids: Sequence[list[int]]) -> NDArray[np.float32]:
    """Sentence vectors (S, H) of S lists of token ids, in order."""
    device = model.device
    distinct = {ids: None for ids in map(tuple, token_ids)}
    sentences = [list(ids) for ids in distinct]
    place = {ids: i for i, ids in enumerate(distinct)}
    vectors = np.zeros((len(sentences), model.encoder.config.hidden_size), np.float32)
    model.eval()
    with tqdm(total=len(sentences), desc="encoding", unit="sentence") as progress:
        for row, ids, lengths in pack_by_length(sentences, group_tokens(device)):
            found = model.encode_packed(ids.to(device), lengths.to(device))
            vectors[row] = found.float().cpu().numpy()
            progress.update(len(row))
    return vectors[[place[tuple(ids)] for ids in token_ids]]


def encode_examples(model: ReportModel, examples: list[Example]) -> list[Example]:
    """The same examples with the vectors that the encoder gives now."""
    vectors = encode_token_ids(model, [ids for e in examples for ids in e.token_ids])
    ends = np.cumsum([len(e) for e in examples])
    return [
        dataclasses.replace(example, vectors=vectors[end - len(example) : end])
        for example, end in zip(examples, ends, strict=True)
    ]
