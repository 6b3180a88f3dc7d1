"""Tokens a second that training learns from: our joint phase, and `Trainer` as it comes.

Both run forward, backward and the optimizer over the same sentences and the same encoder.

- ours: the joint phase of the run's configuration;
- usual: the encoder with a head for single sentences, `TrainingArguments` at their defaults
  (batches of 8, float32), each batch padded to its longest sentence, dropout 0.1 as BERT's own
  configuration has it.
"""

from __future__ import annotations

import dataclasses
import tempfile
from pathlib import Path
from typing import Any

import torch
from datasets import DatasetDict
from torch import Tensor, nn
from transformers import Trainer, TrainingArguments
from transformers.trainer_utils import TrainOutput

from zongjie.bundle import TOKENIZER
from zongjie.tokens import SentenceTokenizer
from zongjie_train.config import Config
from zongjie_train.learning.batches import Collator, ReportDataset, group_tokens, pad_tokens
from zongjie_train.learning.examples import Example, build_examples
from zongjie_train.learning.modelling import ReportModel, build_encoder
from zongjie_train.learning.phases import PhaseTrainer, training_arguments
from zongjie_train.learning.training import plan_phases

USUAL_DROPOUT = {"hidden_dropout_prob": 0.1, "attention_probs_dropout_prob": 0.1}


class SentenceClassifier(nn.Module):
    """An encoder with a head over its first token."""

    def __init__(self, settings: dict[str, Any], n_labels: int) -> None:
        super().__init__()
        self.encoder = build_encoder(settings)
        self.head = nn.Linear(settings["hidden_size"], n_labels)

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor, labels: Tensor
    ) -> dict[str, Tensor]:
        output = self.encoder(input_ids=input_ids, attention_mask=attention_mask)
        logits = self.head(output.last_hidden_state[:, 0])
        return {"loss": nn.functional.cross_entropy(logits, labels), "logits": logits}


def rate_training(config: Config, checkpoint: Path, corpus: DatasetDict) -> tuple[float, float]:
    """Tokens a second of our joint phase, and of `Trainer` as it comes."""
    model = ReportModel.from_pretrained(checkpoint)
    tokenizer = SentenceTokenizer(checkpoint / TOKENIZER, model.config.max_tokens)
    rows = corpus["dev" if "dev" in corpus else "train"].to_list()
    examples = build_examples(rows, tokenizer, len(model.config.label_names))
    examples = take(examples, config.bench.training_sentences)
    n_tokens = sum(len(ids) for example in examples for ids in example.token_ids)
    with tempfile.TemporaryDirectory() as folder:
        ours = train_ours(config, model, examples, Path(folder))
        usual = train_usual(model, examples, tokenizer.pad_id, Path(folder))
    return n_tokens / ours, n_tokens / usual


def take(examples: list[Example], n_sentences: int) -> list[Example]:
    """The first examples that hold so many sentences."""
    taken, n = [], 0
    for example in examples:
        if n >= n_sentences:
            break
        taken.append(example)
        n += len(example)
    return taken


def train_ours(config: Config, model: ReportModel, examples: list[Example], folder: Path) -> float:
    """Seconds of an epoch of the joint phase."""
    training = dataclasses.replace(config.training, joint_epochs=1)  # some runs have none
    phases = plan_phases(dataclasses.replace(config, training=training))
    phase = next(phase for phase in phases if phase.encoder_rate)
    settings = training_arguments(phase, config, False, folder)
    settings.num_train_epochs = 1
    settings.save_strategy, settings.report_to, settings.disable_tqdm = "no", [], True
    trainer = PhaseTrainer(
        model=model,
        args=settings,
        data_collator=Collator(group_tokens(model.device)),
        train_dataset=ReportDataset(examples, phase.chunk_sentences),
    )
    trainer.phase = phase
    return seconds(trainer.train())


def train_usual(model: ReportModel, examples: list[Example], pad_id: int, folder: Path) -> float:
    """Seconds of an epoch over single sentences."""
    rows = [
        (ids, int(target.argmax()))
        for example in examples
        for ids, target in zip(example.token_ids, example.role.distributions, strict=True)
    ]

    def collate(some: list[tuple[list[int], int]]) -> dict[str, Tensor]:
        ids, mask = pad_tokens([ids for ids, _ in some], pad_id)
        labels = torch.tensor([label for _, label in some])
        return {"input_ids": ids, "attention_mask": mask, "labels": labels}

    n_labels = len(model.config.label_names)
    trainer = Trainer(
        model=SentenceClassifier(model.config.encoder | USUAL_DROPOUT, n_labels),
        args=TrainingArguments(
            output_dir=str(folder), num_train_epochs=1, save_strategy="no", report_to=[],
            disable_tqdm=True, remove_unused_columns=False,
        ),
        data_collator=collate,
        train_dataset=rows,  # pyright: ignore[reportArgumentType] (any sequence will do)
    )  # fmt: skip
    return seconds(trainer.train())


def seconds(output: TrainOutput) -> float:
    """How long a training took."""
    return output.metrics["train_runtime"]
