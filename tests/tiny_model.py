"""A tiny model at random weights, as a checkpoint and as the bundle that the export makes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

SENTENCES = (
    "青山镇2023年环境整治工作总结",
    "一、主要做法",
    "加强网格化管理，落实责任到人。",
    "二、取得的成效",
    "全年清运垃圾300吨，硬化路面5公里。",
    "三、存在的问题",
    "存在的主要问题是经费不足、人员不够！",
    "四、下一步打算",
    "下一步，我们将继续推进“双创”工作（二期）。",
)
TEXT = "\n".join(SENTENCES)


def write_checkpoint(folder: Path, network: str = "conv") -> Path:
    """A checkpoint of a two-layer encoder whose tokens are characters."""
    import torch
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig

    from zongjie.features import N_FEATURES
    from zongjie.labels import SHIPPED
    from zongjie_train.learning.modelling import ReportConfig, ReportModel

    tokens = ["[PAD]", "[UNK]", "<s>", "</s>", *sorted(set(TEXT) - {"\n"})]
    vocabulary = {token: i for i, token in enumerate(tokens)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 2), ("</s>", 3)]
    )
    encoder = BertConfig(
        vocab_size=max(len(tokens), 300),
        hidden_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=128,
        max_position_embeddings=64,
    )
    torch.manual_seed(0)
    config = ReportConfig(
        encoder=encoder.to_dict(),
        label_names=SHIPPED.names,
        label_chinese=SHIPPED.chinese,
        label_other=SHIPPED.other,
        pooled_layers=(1, 2),
        max_tokens=48,
        n_features=N_FEATURES,
        network=network,
        network_width=64,
        network_layers=2,
    )
    ReportModel(config).eval().save_pretrained(folder)
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


@pytest.fixture(scope="session")
def tiny_checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint folder."""
    return write_checkpoint(tmp_path_factory.mktemp("run") / "checkpoint")


@pytest.fixture(scope="session")
def tiny_bundle(tiny_checkpoint: Path) -> Path:
    """A bundle in int8 of that checkpoint, planned on `SENTENCES`."""
    from zongjie.encoder import make_batches
    from zongjie.tokens import SentenceTokenizer
    from zongjie_train.exporting.bundling import write_bundle
    from zongjie_train.exporting.describing import begin_manifest
    from zongjie_train.exporting.graphs import export_encoder, export_network
    from zongjie_train.exporting.quantisation import quantise_network
    from zongjie_train.exporting.rounding import plan_rounding
    from zongjie_train.learning.modelling import ReportModel

    model = ReportModel.from_pretrained(tiny_checkpoint).eval()
    tokenizer_path = tiny_checkpoint / "tokenizer.json"
    tokenizer = SentenceTokenizer(tokenizer_path, model.config.max_tokens)
    ids = tokenizer.encode(SENTENCES)
    batches = [input_ids for _, input_ids in make_batches(ids, 512)]
    rounding = plan_rounding(export_encoder(model), batches, seed=0)
    network = quantise_network(export_network(model))
    folder = tiny_checkpoint.parent / "bundle"
    manifest = begin_manifest("tiny", model.config)
    write_bundle(folder, manifest, rounding.encoder(limit=1.0), network, tokenizer_path)
    return folder
