"""A phase of training: one run of the Hugging Face `Trainer`, resumed where it was stopped."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor
from transformers import (
    EarlyStoppingCallback,
    EvalPrediction,
    Trainer,
    TrainingArguments,
)
from transformers.trainer_utils import get_last_checkpoint

from zongjie_train.config import Config
from zongjie_train.learning.batches import Collator, ReportDataset, group_tokens
from zongjie_train.learning.examples import Example
from zongjie_train.learning.modelling import ReportModel
from zongjie_train.metrics.agreement import confusion_matrix, macro_f1

TARGETS = ["role_targets", "role_weights", "section_targets", "section_weights"]
BEST = "f1"
LAYER = re.compile(r"\blayers?\.(\d+)\.")


@dataclass(frozen=True)
class Phase:
    """What sets one phase apart.

    Attributes:
        name: of its folder and its logs.
        epochs: at most.
        batch: reports, or chunks of them, a step.
        chunk_sentences: sentences of a chunk; None trains on whole reports.
        encoder_rate: peak learning rate of the encoder; 0 leaves it as it is.
        network_rate: peak learning rate of the report network.
    """

    name: str
    epochs: int
    batch: int
    chunk_sentences: int | None
    encoder_rate: float
    network_rate: float


class PhaseTrainer(Trainer):
    """`Trainer` with a learning rate for the encoder and another for the network."""

    phase: Phase

    def create_optimizer(self, model: Any = None) -> torch.optim.Optimizer:
        model = self.model
        assert isinstance(model, ReportModel)
        decay = self.args.weight_decay
        groups = [
            {"params": part, "lr": rate, "weight_decay": decay if decayed else 0.0}
            for module, rate in (
                (model.encoder, self.phase.encoder_rate),
                (model.network, self.phase.network_rate),
            )
            for decayed in (True, False)
            if (
                part := [
                    p for p in module.parameters() if p.requires_grad and (p.ndim > 1) == decayed
                ]
            )
        ]
        self.optimizer = torch.optim.AdamW(groups, fused=True)
        return self.optimizer


def run_phase(
    phase: Phase,
    config: Config,
    model: ReportModel,
    train: list[Example],
    dev: list[Example],
    folder: Path,
) -> None:
    """Run a phase, or what is left of it, and keep the weights that did best on dev.

    Args:
        train, dev: whole reports; with vectors where the encoder stays as it is.
        folder: of the checkpoint to be; the phase takes `phases/<name>` in it.
    """
    best = best_weights(phase, folder)
    folder = best.parent
    freeze(model, config.encoder.freeze_layers if phase.encoder_rate else None)
    os.environ["TENSORBOARD_LOGGING_DIR"] = str(folder / "logs")
    trainer = PhaseTrainer(
        model=model,
        args=training_arguments(phase, config, bool(dev), folder),
        data_collator=Collator(group_tokens(model.device)),
        train_dataset=ReportDataset(train, phase.chunk_sentences),
        eval_dataset=ReportDataset(dev) if dev else None,
        compute_metrics=score if dev else None,
        callbacks=[EarlyStoppingCallback(config.training.patience)] if dev else [],
    )
    trainer.phase = phase
    trainer.train(resume_from_checkpoint=last_checkpoint(folder))
    weights = {
        name: value.detach().cpu().contiguous() for name, value in model.state_dict().items()
    }
    if trainer.is_world_process_zero():
        reached = {BEST: str(trainer.state.best_metric or 0.0)}
        save_file(weights, best.with_suffix(".tmp"), reached)
        best.with_suffix(".tmp").replace(best)
    trainer.accelerator.wait_for_everyone()


def load_best(phases: Sequence[Phase], folder: Path) -> dict[str, Tensor]:
    """The weights of the phase that did best on dev; of the last one where there is no dev."""
    scores = []
    for phase in phases:
        with safe_open(best_weights(phase, folder), "pt") as file:
            scores.append(float(file.metadata()[BEST]))
    best = max(range(len(scores)), key=lambda i: (scores[i], i))
    return load_file(best_weights(phases[best], folder))


def best_weights(phase: Phase, folder: Path) -> Path:
    """Where a phase that is done leaves its weights, below the checkpoint to be."""
    return folder / "phases" / phase.name / "best.safetensors"


def training_arguments(
    phase: Phase, config: Config, has_dev: bool, folder: Path
) -> TrainingArguments:
    t = config.training
    return TrainingArguments(
        output_dir=str(folder),
        num_train_epochs=phase.epochs,
        per_device_train_batch_size=phase.batch,
        per_device_eval_batch_size=phase.batch,
        gradient_accumulation_steps=t.gradient_accumulation if phase.encoder_rate else 1,
        learning_rate=phase.encoder_rate or phase.network_rate,
        lr_scheduler_type="cosine",
        warmup_steps=t.warmup_share,
        weight_decay=t.weight_decay,
        max_grad_norm=t.max_gradient_norm,
        bf16=use_bfloat16(t.precision),
        seed=config.seed,
        eval_strategy="epoch" if has_dev else "no",
        save_strategy="epoch",
        save_total_limit=2,
        load_best_model_at_end=has_dev,
        metric_for_best_model=BEST if has_dev else None,
        greater_is_better=True if has_dev else None,
        label_names=TARGETS,
        remove_unused_columns=False,
        logging_steps=10,
        report_to=["tensorboard"],
        dataloader_pin_memory=torch.cuda.is_available(),
        dataloader_num_workers=2 if torch.cuda.is_available() else 0,
    )


def use_bfloat16(precision: str) -> bool:
    """Whether matrix products run in bfloat16.

    On a CPU `auto` asks for AMX: with AVX-512 alone float32 was measured 1.8 times faster.
    """
    if precision != "auto":
        return precision == "bfloat16"
    if torch.cuda.is_available():
        return torch.cuda.is_bf16_supported(including_emulation=False)
    return torch.cpu._is_amx_tile_supported()


def freeze(model: ReportModel, n_layers: int | None) -> None:
    """Leave the encoder's first `n_layers` and its embeddings as they are; None: all of it."""
    for parameter in model.encoder.parameters():
        parameter.requires_grad_(n_layers is not None)
    if n_layers:
        for name, parameter in model.encoder.named_parameters():
            layer = LAYER.search(name)
            if "embeddings" in name or (layer and int(layer.group(1)) < n_layers):
                parameter.requires_grad_(False)


def last_checkpoint(folder: Path) -> str | None:
    return get_last_checkpoint(str(folder)) if folder.exists() else None


def score(prediction: EvalPrediction) -> dict[str, float]:
    """Macro-F1 of each head that has labels, by sentence, and their mean, which choice goes by."""
    logits, targets = prediction.predictions, prediction.label_ids
    scores = {}
    for head, name in enumerate(("role_f1", "section_f1")):
        distributions, known = targets[2 * head], targets[2 * head + 1] > 0
        if known.any():
            found = np.asarray(logits[head])[known].argmax(-1)
            confusion = confusion_matrix(
                distributions[known].argmax(-1), found, distributions.shape[-1]
            )
            scores[name] = float(macro_f1(confusion))
    return {**scores, BEST: sum(scores.values()) / len(scores)}
