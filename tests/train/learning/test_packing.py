"""Packed rows give what sentences give alone, forward and backward."""

from __future__ import annotations

import numpy as np
import torch
from transformers import BertConfig, BertModel

from zongjie_train.learning.batches import pack_by_length, pad_tokens, unpack_tokens
from zongjie_train.learning.packing import can_pack, mean_of_sentences, read_packed

SENTENCES = [[0, 5, 6, 2], [0, 7, 2], [0, 9, 8, 2], [0, 3, 4, 5, 6, 7, 2], [0, 8, 2]]


def build_encoder() -> BertModel:
    torch.manual_seed(0)
    settings = BertConfig(
        vocab_size=12,
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
    )
    return BertModel(settings, add_pooling_layer=False).eval()


def test_a_packed_row_reads_each_sentence_as_if_alone() -> None:
    encoder = build_encoder()
    assert can_pack(encoder)
    rows = list(pack_by_length(SENTENCES, 8))
    assert sorted(i for indices, _, _ in rows for i in indices) == list(range(len(SENTENCES)))
    for indices, ids, lengths in rows:
        vectors = mean_of_sentences(read_packed(encoder, ids, lengths)[-1], lengths)
        for i, vector in zip(indices, vectors, strict=True):
            alone = encoder(input_ids=torch.tensor([SENTENCES[i]])).last_hidden_state.mean(1)[0]
            torch.testing.assert_close(vector, alone)


def test_gradients_are_those_of_padded_sentences() -> None:
    encoder = build_encoder()
    weight = encoder.embeddings.word_embeddings.weight
    _, ids, lengths = next(iter(pack_by_length(SENTENCES, 1000)))
    packed = mean_of_sentences(read_packed(encoder, ids, lengths)[-1], lengths).square().sum()
    (of_packed,) = torch.autograd.grad(packed, weight)
    tokens, mask = pad_tokens(SENTENCES, 1)
    hidden = encoder(input_ids=tokens, attention_mask=mask).last_hidden_state * mask[..., None]
    padded = (hidden.sum(1) / mask.sum(1, keepdim=True)).square().sum()
    (of_padded,) = torch.autograd.grad(padded, weight)
    torch.testing.assert_close(of_packed, of_padded)


def test_the_usual_attention_stands_again_after_a_row() -> None:
    encoder = build_encoder()
    before = encoder.config._attn_implementation
    _, ids, lengths = next(iter(pack_by_length(SENTENCES, 1000)))
    read_packed(encoder, ids, lengths)
    assert encoder.config._attn_implementation == before


def test_a_row_comes_apart_for_encoders_that_cannot_read_it() -> None:
    indices, ids, lengths = next(iter(pack_by_length(SENTENCES, 1000)))
    tokens, mask = unpack_tokens(ids, lengths, pad_id=1)
    expected, expected_mask = pad_tokens([SENTENCES[i] for i in indices], 1)
    np.testing.assert_array_equal(tokens.numpy(), expected.numpy())
    np.testing.assert_array_equal(mask.numpy(), expected_mask.numpy())


def test_no_sentences_no_rows() -> None:
    assert list(pack_by_length([], 8)) == []
