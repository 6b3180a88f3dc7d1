"""Batches: grouping loses nothing, and encoding in groups is encoding one by one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st
from tiny import REPORT, write_base

from zongjie.labels import SHIPPED
from zongjie.tokens import SentenceTokenizer
from zongjie_train.learning.batches import Collator, group_by_length
from zongjie_train.learning.encoding import encode_examples
from zongjie_train.learning.examples import build_examples
from zongjie_train.learning.modelling import ReportConfig, ReportModel, load_encoder


@given(st.lists(st.integers(1, 50), max_size=60), st.integers(1, 200))
def test_groups_hold_every_sentence_once_and_keep_within_the_limit(
    lengths: list[int], max_tokens: int
) -> None:
    groups = list(group_by_length(lengths, max_tokens))
    assert sorted(i for group in groups for i in group) == list(range(len(lengths)))
    for group in groups:
        assert len(group) == 1 or len(group) * max(lengths[i] for i in group) <= max_tokens


def build_model(folder: Path) -> ReportModel:
    encoder = load_encoder(write_base(folder))
    config = ReportConfig(
        encoder=encoder.config.to_dict(), label_names=SHIPPED.names, n_features=31,
        pooled_layers=(1, 2), network_width=8, network_layers=2,
    )  # fmt: skip
    torch.manual_seed(0)
    return ReportModel(config, encoder).eval()


def test_a_batch_of_tokens_gives_the_logits_of_vectors_made_before(tmp_path: Path) -> None:
    model = build_model(tmp_path)
    tokenizer = SentenceTokenizer(tmp_path / "tokenizer.json", 32)
    rows = [{"id": "a", "text": REPORT}, {"id": "b", "text": "召开会议。人员不足。"}]
    examples = build_examples(rows, tokenizer, 5)
    collate = Collator(group_tokens=30)
    with torch.no_grad():
        from_tokens = model(**collate(examples))
        from_vectors = model(**collate(encode_examples(model, examples)))
    for example, row in zip(examples, range(2), strict=True):
        n = len(example)
        torch.testing.assert_close(
            from_tokens.role_logits[row, :n], from_vectors.role_logits[row, :n]
        )


def test_a_checkpoint_comes_back_whole_and_without_its_base(tmp_path: Path) -> None:
    model = build_model(tmp_path / "base")
    model.save_pretrained(tmp_path / "saved")
    again = ReportModel.from_pretrained(tmp_path / "saved")
    for name, value in model.state_dict().items():
        np.testing.assert_array_equal(again.state_dict()[name].numpy(), value.numpy())
