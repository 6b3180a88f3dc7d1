"""Examples as tensors: sentences grouped by length, reports padded side by side.

Knows nothing of labels' meaning or of where reports come from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import Dataset

from zongjie_train.learning.examples import Example, cut_chunks

GROUP_TOKENS = {"cpu": 1024}
GROUP_TOKENS_ON_CARDS = 32768


def group_tokens(device: torch.device) -> int:
    """Tokens that go through the encoder at once: on a CPU what stays in its cache."""
    return GROUP_TOKENS.get(device.type, GROUP_TOKENS_ON_CARDS)


class ReportDataset(Dataset[Example]):
    """Whole reports, or chunks of them, of about like size for every step.

    Args:
        examples: whole reports.
        chunk_sentences: sentences of a chunk; None leaves reports whole.
    """

    def __init__(self, examples: Sequence[Example], chunk_sentences: int | None = None) -> None:
        self.chunks = [
            chunk
            for example in examples
            for chunk in (cut_chunks(example, chunk_sentences) if chunk_sentences else [example])
        ]

    def __len__(self) -> int:
        return len(self.chunks)

    def __getitem__(self, index: int) -> Example:
        return self.chunks[index]


def group_by_length(lengths: Sequence[int], max_tokens: int) -> Iterator[list[int]]:
    """Indices of sentences, by length; a group, padded, holds at most `max_tokens`.

    >>> list(group_by_length([5, 3, 9, 4], 10))
    [[1, 3], [0], [2]]
    """
    group: list[int] = []
    for index in np.argsort(lengths, kind="stable").tolist():
        if group and (len(group) + 1) * lengths[index] > max_tokens:
            yield group
            group = []
        group.append(index)
    if group:
        yield group


def pack_by_length(
    token_ids: Sequence[list[int]], max_tokens: int
) -> Iterator[tuple[list[int], Tensor, Tensor]]:
    """Sentences by length, in rows of about `max_tokens` tokens without padding.

    Yields:
        indices of a row's sentences; their token ids one after another, (T,); their lengths, (S,).
    """
    lengths = np.array([len(tokens) for tokens in token_ids])
    order = np.argsort(lengths, kind="stable")
    row_of = np.cumsum(lengths[order]) // max_tokens
    for row in np.split(order, np.flatnonzero(np.diff(row_of)) + 1) if token_ids else ():
        ids = torch.tensor([token for i in row for token in token_ids[i]])
        yield row.tolist(), ids, torch.from_numpy(lengths[row])


def unpack_tokens(ids: Tensor, lengths: Tensor, pad_id: int) -> tuple[Tensor, Tensor]:
    """Packed sentences side by side: token ids and attention mask, each (S, T) int64."""
    rows = list(ids.split(lengths.tolist()))
    mask = [torch.ones_like(row) for row in rows]
    pad = torch.nn.utils.rnn.pad_sequence
    return pad(rows, batch_first=True, padding_value=pad_id), pad(mask, batch_first=True)


def pad_tokens(token_ids: Sequence[list[int]], pad_id: int) -> tuple[Tensor, Tensor]:
    """Token ids and attention mask, each (S, T) int64."""
    longest = max(map(len, token_ids))
    ids = torch.full((len(token_ids), longest), pad_id)
    mask = torch.zeros(len(token_ids), longest, dtype=torch.long)
    for row, tokens in enumerate(token_ids):
        ids[row, : len(tokens)] = torch.tensor(tokens)
        mask[row, : len(tokens)] = 1
    return ids, mask


class Collator:
    """A batch of B examples as keyword arguments of `ReportModel.forward`."""

    def __init__(self, group_tokens: int) -> None:
        self.group_tokens = group_tokens

    def __call__(self, examples: Sequence[Example]) -> dict[str, object]:
        longest = max(map(len, examples))
        batch: dict[str, object] = {
            "layout": pad([e.layout for e in examples], 0.0),
            "parents": pad([e.parents for e in examples], -1),
            "lengths": torch.tensor([len(e) for e in examples]),
            "role_targets": pad([e.role.distributions for e in examples], 0.0),
            "role_weights": pad([e.role.weights for e in examples], 0.0),
            "section_targets": pad([e.section.distributions for e in examples], 0.0),
            "section_weights": pad([e.section.weights for e in examples], 0.0),
        }
        if all(e.vectors is not None for e in examples):
            batch["vectors"] = pad([e.vectors for e in examples if e.vectors is not None], 0.0)
            return batch
        sentences = [tokens for e in examples for tokens in e.token_ids]
        slots = [row * longest + i for row, e in enumerate(examples) for i in range(len(e))]
        rows = list(pack_by_length(sentences, self.group_tokens))
        batch["tokens"] = [(ids, lengths) for _, ids, lengths in rows]
        batch["places"] = torch.tensor([slots[i] for indices, _, _ in rows for i in indices])
        return batch


def pad(arrays: Sequence[np.ndarray], value: float) -> Tensor:
    """Arrays (N_i, ...) side by side, (B, max N_i, ...)."""
    tensors = [torch.from_numpy(array) for array in arrays]
    return torch.nn.utils.rnn.pad_sequence(tensors, batch_first=True, padding_value=value)
