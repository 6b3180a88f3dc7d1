"""A tiny BERT with a tokenizer, as a folder, and invented reports: training in a second."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

REPORT = (
    "某局工作总结\n一、主要做法\n召开会议，部署任务。发放传单二百份。\n二、存在问题\n人员不足。\n"
)
UNITS = [
    ("某局工作总结", "other", "other"),
    ("一、主要做法", "measure", "measure"),
    ("召开会议，部署任务。", "measure", "measure"),
    ("发放传单二百份。", "measure", "measure"),
    ("二、存在问题", "problem", "problem"),
    ("人员不足。", "problem", "problem"),
]


def write_base(folder: Path, n_layers: int = 2) -> Path:
    """A BERT of two layers and 16 dimensions at random, with one token a character."""
    characters = sorted(set(REPORT) - set("\n"))
    vocabulary = {t: i for i, t in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *characters])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]",
        cls_token="[CLS]", sep_token="[SEP]",
    ).save_pretrained(folder)  # fmt: skip
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(vocabulary), hidden_size=16, num_hidden_layers=n_layers,
        num_attention_heads=2, intermediate_size=32, max_position_embeddings=64,
        hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
    )  # fmt: skip
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    return folder


def write_reports(path: Path, n: int) -> Path:
    """`n` labelled reports, the same text with another opening each."""
    lines = []
    for i in range(n):
        text, units = f"（第{i}稿）" + REPORT, []
        for words, role, section in UNITS:
            start = text.index(words)
            units.append(
                {"start": start, "end": start + len(words), "role": role, "section": section}
            )
        lines.append(json.dumps({"id": f"r{i}", "text": text, "units": units}, ensure_ascii=False))
    path.write_text("\n".join(lines), encoding="utf-8")
    return path
