"""Sentences through the encoder without gradients: each distinct one once, by length."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from tqdm.auto import tqdm

from zongjie_train.learning.batches import group_by_length, group_tokens, pad_tokens
from zongjie_train.learning.examples import Example
from zongjie_train.learning.modelling import ReportModel


@torch.inference_mode()
def encode_token_ids(
    model: ReportModel, token_ids: Sequence[list[int]], pad_id: int
) -> NDArray[np.float32]:
    """Sentence vectors (S, H) of S lists of token ids, in order."""
    device = model.device
    distinct = {ids: None for ids in map(tuple, token_ids)}
    sentences = [list(ids) for ids in distinct]
    row = {ids: i for i, ids in enumerate(distinct)}
    vectors = np.zeros((len(sentences), model.encoder.config.hidden_size), np.float32)
    model.eval()
    with tqdm(total=len(sentences), desc="encoding", unit="sentence") as progress:
        for group in group_by_length(list(map(len, sentences)), group_tokens(device)):
            ids, mask = pad_tokens([sentences[i] for i in group], pad_id)
            vectors[group] = model.encode(ids.to(device), mask.to(device)).float().cpu().numpy()
            progress.update(len(group))
    return vectors[[row[tuple(ids)] for ids in token_ids]]


def encode_examples(model: ReportModel, examples: list[Example], pad_id: int) -> list[Example]:
    """The same examples with the vectors that the encoder gives now."""
    vectors = encode_token_ids(model, [ids for e in examples for ids in e.token_ids], pad_id)
    ends = np.cumsum([len(e) for e in examples])
    return [
        dataclasses.replace(example, vectors=vectors[end - len(example) : end])
        for example, end in zip(examples, ends, strict=True)
    ]
