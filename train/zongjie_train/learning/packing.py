"""Sentences side by side in one row of tokens, without padding.

Everything but attention reads token by token, so a row may hold many sentences; attention takes the
row apart into runs of sentences of one length, each a batch without a mask. As padded groups of
1,024 tokens, the chunks of a step held 1.3 to 1.5 places for each token.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import scaled_dot_product_attention
from transformers import AttentionInterface, PreTrainedModel

NAME = "zongjie_packed"
PACKABLE = ("bert",)
"""Model types that count positions from 0 and hand what they don't know on to attention."""


def can_pack(encoder: PreTrainedModel) -> bool:
    """Whether an encoder reads packed rows."""
    return encoder.config.model_type in PACKABLE


def read_packed(encoder: PreTrainedModel, ids: Tensor, lengths: Tensor) -> tuple[Tensor, ...]:
    """Hidden states of all layers, each (T, H), of packed sentences.

    Args:
        ids: (T,) token ids, sentence after sentence, those of one length in a run.
        lengths: (S,) tokens of each sentence, T in all.
    """
    found, counts = torch.unique_consecutive(lengths, return_counts=True)
    runs = list(zip(counts.tolist(), found.tolist(), strict=True))
    positions = torch.cat([torch.arange(length, device=ids.device).repeat(n) for n, length in runs])
    with packed_attention(encoder):
        output = encoder(
            input_ids=ids[None],
            position_ids=positions[None],
            output_hidden_states=True,
            sentence_runs=runs,
        )
    return tuple(states[0] for states in output.hidden_states)


def mean_of_sentences(hidden: Tensor, lengths: Tensor) -> Tensor:
    """Mean over the tokens of each sentence, (S, H), of packed states (T, H)."""
    owner = torch.repeat_interleave(torch.arange(len(lengths), device=hidden.device), lengths)
    sums = hidden.new_zeros(len(lengths), hidden.size(-1)).index_add(0, owner, hidden)
    return sums / lengths[:, None].to(hidden.dtype)


@contextmanager
def packed_attention(encoder: PreTrainedModel) -> Iterator[None]:
    """The encoder's attention reads packed rows inside this block."""
    usual = encoder.config._attn_implementation
    encoder.config._attn_implementation = NAME
    try:
        yield
    finally:
        encoder.config._attn_implementation = usual


def attend(
    module: nn.Module,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor | None,
    scaling: float | None = None,
    dropout: float = 0.0,
    sentence_runs: list[tuple[int, int]] | None = None,
    **_: Any,
) -> tuple[Tensor, None]:
    """Attention inside each sentence of a row, as `transformers` calls it.

    Args:
        query, key, value: (1, heads, T, channels).
        attention_mask: None; a row has no padding.
        sentence_runs: (sentences, tokens of each) in the order of the row.

    Returns:
        (1, T, heads, channels), and no weights.
    """
    assert sentence_runs is not None and attention_mask is None
    rows = [states.squeeze(0).transpose(0, 1) for states in (query, key, value)]  # (T, heads, c)
    sizes = [n * length for n, length in sentence_runs]
    parts = []
    for (n, length), *pieces in zip(
        sentence_runs, *(row.split(sizes) for row in rows), strict=True
    ):
        q, k, v = (piece.unflatten(0, (n, length)).transpose(1, 2) for piece in pieces)
        read = scaled_dot_product_attention(q, k, v, scale=scaling, dropout_p=dropout)
        parts.append(read.transpose(1, 2).flatten(0, 1))
    return torch.cat(parts)[None], None


AttentionInterface.register(NAME, attend)
