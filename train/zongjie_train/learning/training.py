"""Training: weak labels and gold to a checkpoint, in three phases.

1. *network*: the encoder as it is reads every sentence once; the report network learns over whole
   reports.
2. *joint*: encoder and network end to end, on chunks of reports.
3. *settle*: the tuned encoder reads every sentence once more; the network goes on over whole
   reports.

Each phase is a run of the Hugging Face `Trainer` with early stopping on dev, in a folder of its
own that a stopped run resumes from. The model is what the best phase left.
"""

from __future__ import annotations

import dataclasses
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from accelerate import PartialState
from datasets import DatasetDict
from safetensors.torch import load_file
from transformers import PreTrainedTokenizerFast

from zongjie.features import N_FEATURES
from zongjie.labels import LabelSet
from zongjie.tokens import SentenceTokenizer
from zongjie_train.bases.offline import write_offline_base
from zongjie_train.config import Config, save_config
from zongjie_train.corpora.corpus import load_corpus
from zongjie_train.learning.copies import add_copies
from zongjie_train.learning.encoding import encode_examples
from zongjie_train.learning.examples import Example, build_examples
from zongjie_train.learning.modelling import ReportConfig, ReportModel, load_encoder, load_tokenizer
from zongjie_train.learning.phases import Phase, best_weights, load_best, run_phase
from zongjie_train.learning.provenance import describe_training, write_provenance
from zongjie_train.learning.teaching import ask_teachers
from zongjie_train.rules.rulebook import load_rulebook
from zongjie_train.rules.weak_labels import WeakLabels, read_weak_labels

ENCODER = "encoder"
"""Folder of a checkpoint that holds its encoder apart."""
VARIANTS = {"gold_only": "gold", "weak_only": "weak"}
"""Rows of the evaluation that are trainings of their own, and what they learn from."""


class TrainingError(ValueError):
    """There is nothing to learn from; the message names the cure."""


@dataclass(frozen=True, eq=False)
class Material:
    """What every variant of a run trains on."""

    corpus: DatasetDict
    labels: LabelSet
    weak: dict[str, WeakLabels]


def run_training(config: Config) -> None:
    """Train the model of a run and the variants that its evaluation asks for.

    Writes `runs/<name>/checkpoint` (the model) and, inside it, a folder a variant.

    Raises:
        TrainingError: a teacher is missing, or there is nothing to learn from: no gold label and no
            rule that fired.
    """
    for teacher in config.labels.teachers:
        if not Path(teacher, "config.json").is_file():
            raise TrainingError(f"no checkpoint of the teacher {teacher}: make its run first")
    labels = load_rulebook(config.labels.rules).labels
    weak = read_weak_labels(config.run_folder / "labels" / "weak.parquet")
    material = Material(load_corpus(config.data, labels), labels, weak)
    folder = config.run_folder / "checkpoint"
    with PartialState().main_process_first():
        base = find_base(config, folder / "base")
    train_variant(config, material, base, folder)
    for row, targets in VARIANTS.items():
        if row in config.evaluation.rows and is_another(config, material, targets):
            choice = dataclasses.replace(config.labels, targets=targets, teachers=())
            train_variant(dataclasses.replace(config, labels=choice), material, base, folder / row)
    if PartialState().is_main_process:
        shutil.rmtree(folder / "base", ignore_errors=True)


def is_another(config: Config, material: Material, targets: str) -> bool:
    """Whether a model of these targets can be had, and differs from the model itself."""
    labelled = material.corpus["train"]["labelled"]
    if targets == "gold":
        all_gold = config.labels.targets != "weak" and all(labelled) and not config.labels.teachers
        return any(labelled) and not all_gold
    votes = any(w.role_covered.any() or w.section_covered.any() for w in material.weak.values())
    return any(labelled) and votes and config.labels.targets != "weak"


def has_gold(material: Material, split: str) -> bool:
    return split in material.corpus and any(material.corpus[split]["labelled"])


def train_variant(config: Config, material: Material, base: str, folder: Path) -> None:
    """One model from base to checkpoint; nothing is done where the checkpoint is whole."""
    if (folder / "config.json").exists():
        return
    torch.manual_seed(config.seed)
    tokenizer = load_tokenizer(Path(base, ENCODER) if is_checkpoint(base) else base)
    sentences = SentenceTokenizer(tokenizer.backend_tokenizer, config.encoder.max_tokens)
    if config.labels.teachers:
        rows = [row for row in material.corpus["train"] if isinstance(row, dict)]
        with PartialState().main_process_first():
            answers = ask_teachers(config.labels.teachers, rows, folder / "phases" / "teachers.npz")
        material = dataclasses.replace(material, weak=material.weak | answers)
    train, dev = build_splits(config, material, sentences)
    print(f"{config.labels.targets} labels: {describe(train)} to train on, {describe(dev)} for dev")
    model = build_model(config, material.labels, base)
    model.to(PartialState().device)  # pyright: ignore[reportArgumentType] (as in prediction.py)
    phases = plan_phases(config)
    for phase in phases:
        if not (best := best_weights(phase, folder)).exists():
            parts = [train, dev]
            if not phase.encoder_rate:
                parts = [encode_examples(model, part) for part in parts]
            run_phase(phase, config, model, parts[0], parts[1], folder)
        model.load_state_dict(load_file(best))
    if phases:
        model.load_state_dict(load_best(phases, folder))
    if PartialState().is_main_process:
        write_provenance(describe_training(material.corpus["train"].to_list(), config), folder)
        save_checkpoint(config, model, tokenizer, folder)
    PartialState().wait_for_everyone()


def plan_phases(config: Config) -> list[Phase]:
    """The phases of a run, in order; those of no epochs left out, and `settle` without `joint`."""
    t = config.training
    phases = (
        Phase("network", t.network_epochs, t.network_batch, None, 0.0, t.network_learning_rate),
        Phase(
            "joint", t.joint_epochs, t.joint_batch, t.chunk_sentences,
            t.encoder_learning_rate, t.joint_learning_rate,
        ),
        Phase("settle", t.settle_epochs, t.network_batch, None, 0.0, t.settle_learning_rate),
    )  # fmt: skip
    planned = phases if t.joint_epochs else phases[:1]
    return [phase for phase in planned if phase.epochs]


def build_splits(
    config: Config, material: Material, tokenizer: SentenceTokenizer
) -> tuple[list[Example], list[Example]]:
    """Examples of train and dev.

    A model of weak labels alone sees no gold on dev either: it stops by the weak labels there.
    """
    targets = config.labels.targets
    n_labels = len(material.labels)

    weight = config.labels.weak_weight
    share = config.labels.teacher_share if config.labels.teachers else 0.0

    def build(
        split: str, weak: dict[str, WeakLabels] | None, gold: bool, copies: float = 0.0
    ) -> list[Example]:
        rows: Any = material.corpus.get(split, ())
        rows, weak = add_copies(rows, weak or {}, copies, config.seed)
        examples = build_examples(rows, tokenizer, n_labels, weak, gold, weight, share)
        return [e for e in examples if e.role.weights.any() or e.section.weights.any()]

    weak = None if targets == "gold" else material.weak
    train = build("train", weak, targets != "weak", config.training.distorted_share)
    if not train:
        raise TrainingError(
            f"labels.targets is {targets}, but no sentence of the train split has such a label: "
            "give labelled reports, or rules that fire, or another labels.targets"
        )
    by_gold = targets != "weak" and has_gold(material, "dev")
    return train, build("dev", None if by_gold else material.weak, by_gold)


def describe(examples: list[Example]) -> str:
    return f"{len(examples)} reports of {sum(map(len, examples))} sentences"


def find_base(config: Config, offline: Path) -> str:
    """The encoder's hub name or folder; the offline base is decoded into the folder `offline`."""
    if config.encoder.base != "offline":
        return config.encoder.base
    if not (offline / "tokenizer.json").exists():
        write_offline_base(offline)
    return str(offline)


def is_checkpoint(base: str) -> bool:
    """Whether a base is a checkpoint of this package, encoder and report network."""
    return Path(base, ENCODER, "config.json").is_file()


def load_checkpoint(base: str, labels: LabelSet) -> ReportModel:
    """The model of a checkpoint, to go on from.

    Raises:
        TrainingError: it has other labels.
    """
    model = ReportModel.from_pretrained(base)
    if tuple(model.config.label_names) != labels.names:
        raise TrainingError(
            f"encoder.base {base} knows the labels {', '.join(model.config.label_names)}, "
            f"the rules {', '.join(labels.names)}; "
            f"give it as {base}/{ENCODER} to begin the network afresh"
        )
    return model


def build_model(config: Config, labels: LabelSet, base: str) -> ReportModel:
    """The model before training: the base's encoder, a report network at random.

    Where the base is a whole checkpoint of this package, the model is the one that it holds.
    """
    if is_checkpoint(base):
        return load_checkpoint(base, labels)
    encoder = load_encoder(base, config.encoder.n_layers, config.encoder.pooled_layers)
    return ReportModel(
        ReportConfig(
            encoder=encoder.config.to_dict(),
            label_names=labels.names,
            label_chinese=labels.chinese,
            label_other=labels.other,
            pooled_layers=config.encoder.pooled_layers,
            max_tokens=config.encoder.max_tokens,
            n_features=N_FEATURES,
            network=config.network.kind,
            network_width=config.network.width,
            network_layers=config.network.n_layers,
            dropout=config.network.dropout,
        ),
        encoder,
    )


def save_checkpoint(
    config: Config, model: ReportModel, tokenizer: PreTrainedTokenizerFast, folder: Path
) -> None:
    """Write the whole model, and its encoder apart; drop the phases. config.json comes last."""
    model.encoder.save_pretrained(folder / ENCODER)
    tokenizer.save_pretrained(folder / ENCODER)
    tokenizer.save_pretrained(folder)
    save_config(config, folder / "training.yaml")
    made = folder / "phases" / "made"
    model.save_pretrained(made)
    for name in ("model.safetensors", "config.json"):
        (made / name).replace(folder / name)
    keep_logs(folder)


def keep_logs(folder: Path) -> None:
    """TensorBoard logs stay, in `logs/<phase>`; checkpoints in mid-phase go."""
    for logs in (folder / "phases").glob("*/logs"):
        shutil.rmtree(folder / "logs" / logs.parent.name, ignore_errors=True)
        shutil.copytree(logs, folder / "logs" / logs.parent.name)
    shutil.rmtree(folder / "phases", ignore_errors=True)
