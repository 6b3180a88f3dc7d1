"""The stage `export`: from runs/<name>/checkpoint to runs/<name>/bundle.

1. Both halves of the model as ONNX in float; dev, and train texts where dev is small, scored with
   them through the package's own classifier; temperatures and the cost of a change of section
   fitted on the gold of dev, if it has any.
2. int8, from all layers in integers to none, until it agrees with float as it must (`LIMITS`).
3. The bundle scored on gold, the card; then the folder takes the place of an older one. A bundle
   that disagrees too much, or is too large, is refused, and the older one stays.
"""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from datasets import DatasetDict
from tqdm.auto import tqdm

from zongjie.bundle import CARD, TOKENIZER, write_manifest
from zongjie.classifier import Classifier
from zongjie.encoder import make_batches
from zongjie.text import split_spans
from zongjie.tokens import SentenceTokenizer
from zongjie_train.config import Config
from zongjie_train.corpora.corpus import load_corpus
from zongjie_train.exporting.bundling import put_in_place, write_bundle
from zongjie_train.exporting.card import write_card
from zongjie_train.exporting.checking import (
    Comparison,
    DevReport,
    ExportError,
    Raw,
    compare,
    fit_dev,
    gather_dev,
    gather_more,
    score_raw,
)
from zongjie_train.exporting.describing import begin_manifest, finish_manifest, read_evaluation
from zongjie_train.exporting.graphs import export_encoder, export_network
from zongjie_train.exporting.quantisation import quantise_network
from zongjie_train.exporting.rounding import plan_rounding
from zongjie_train.exporting.scoring import headline, join_rows, score_bundle
from zongjie_train.learning.modelling import ReportModel
from zongjie_train.learning.provenance import read_provenance

LIMITS = (0.06, 0.04, 0.03, 0.02, 0.015, 0.01, 0.0)
CALIBRATION_SENTENCES = 600
CALIBRATION_TOKENS = 2048  # in a batch


def run_export(config: Config) -> Path:
    """Export a run's checkpoint; return the bundle's folder.

    Raises:
        ExportError: no checkpoint, no reports, int8 and float disagree, or the bundle is too large.
    """
    checkpoint, work = config.run_folder / "checkpoint", config.run_folder / "bundle.tmp"
    target = config.run_folder / "bundle"
    if not (checkpoint / "config.json").is_file():
        raise ExportError(f"{checkpoint}: holds no checkpoint; run the stage `train` first")
    shutil.rmtree(work, ignore_errors=True)
    try:
        bundle = make_bundle(config, checkpoint, work)
        put_in_place(bundle, target, config.export.max_megabytes)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return target


def make_bundle(config: Config, checkpoint: Path, work: Path) -> Path:
    """Make a bundle below the folder `work`; return where.

    Raises:
        ExportError: no reports, or int8 and float disagree.
    """
    model = ReportModel.from_pretrained(checkpoint).eval()
    manifest = begin_manifest(config.name, model.config)
    trained_on = read_provenance(checkpoint)
    if trained_on is None:
        raise ExportError(f"{checkpoint}: doesn't say what it was trained on; train it again")
    corpus = load_corpus(config.data, manifest.labels)
    dev = gather_dev(rows_of(corpus, "dev"))
    checked = [*dev, *gather_more(dev, rows_of(corpus, "train"))]
    if not checked:
        raise ExportError("no report of dev or train holds a sentence; give some in data.reports")

    encoder, network = export_encoder(model), export_network(model)
    tokenizer = checkpoint / TOKENIZER
    write_bundle(work / "float", manifest, encoder, network, tokenizer)
    in_float = score(work / "float", checked, "float")
    fit = fit_dev(in_float, checked)

    batches = calibration_batches(corpus, tokenizer, manifest.max_tokens, config.seed)
    rounded = plan_rounding(encoder, batches, config.seed)
    network = quantise_network(network)
    found: dict[str, Comparison] = {}
    for limit in LIMITS:
        write_bundle(work / "int8", manifest, rounded.encoder(limit), network, tokenizer)
        in_int8 = score(work / "int8", checked, "int8")
        found = compare(in_float, in_int8, checked, fit)
        print(f"int8, {rounded.share(limit)}: " + describe_comparison(found))
        if all(comparison.passes(config.export) for comparison in found.values()):
            break
    else:
        raise ExportError(refusal(config, found))

    agreement = {head: str(comparison) for head, comparison in found.items()}
    quantisation = {"activations": rounded.share(limit), "limit": limit, "agreement": agreement}
    n = len(dev) or len(checked)
    manifest = finish_manifest(manifest, in_int8[:n], checked[:n], trained_on)
    manifest = dataclasses.replace(manifest, quantisation=quantisation)
    write_manifest(manifest, work / "int8")
    own = score_bundle(work / "int8", corpus, config.evaluation.splits)
    rows = join_rows(own, read_evaluation(config.run_folder))
    manifest = dataclasses.replace(manifest, metrics=headline(rows))
    write_manifest(manifest, work / "int8")
    card = write_card(manifest, model.encoder.config.num_hidden_layers, rows)
    (work / "int8" / CARD).write_text(card, encoding="utf-8")
    return work / "int8"


def rows_of(corpus: DatasetDict, split: str) -> list[dict[str, Any]]:
    """Rows of a split, none where it lacks."""
    return corpus[split].to_list() if split in corpus else []


def score(folder: Path, reports: Sequence[DevReport], name: str) -> list[Raw]:
    """Label reports with a bundle, with a bar."""
    bar = tqdm(total=len(reports), desc=f"in {name}", unit="report")
    with bar:
        found = []
        for raw in score_raw(Classifier(folder), reports):
            found.append(raw)
            bar.update()
    return found


def calibration_batches(
    corpus: DatasetDict, tokenizer: Path, max_tokens: int, seed: int
) -> Iterator[np.ndarray]:
    """Token ids (B, T) of train sentences drawn at random, batched as the classifier would."""
    rows = corpus["train" if "train" in corpus else "dev"]["text"]
    rng = np.random.default_rng(seed)
    sentences: list[str] = []
    for i in rng.permutation(len(rows)).tolist():
        sentences += [rows[i][span.start : span.end] for span in split_spans(rows[i])]
        if len(sentences) > 20 * CALIBRATION_SENTENCES:
            break
    rng.shuffle(sentences)
    tokens = SentenceTokenizer(tokenizer, max_tokens)
    ids = tokens.encode(sentences[:CALIBRATION_SENTENCES])
    for _, input_ids in make_batches(ids, CALIBRATION_TOKENS):
        yield input_ids


def refusal(config: Config, found: dict[str, Comparison]) -> str:
    """Why a bundle is not handed out."""
    limits = config.export
    return (
        "int8 and float disagree, even with float activations: "
        f"{describe_comparison(found)}; asked are an agreement of at least "
        f"{limits.min_agreement:.1%} and at most {limits.max_f1_loss} of F1 lost. Train longer, or "
        "with another seed, so that fewer sentences stand between two labels, or change "
        "export.min_agreement"
    )


def describe_comparison(found: dict[str, Comparison]) -> str:
    """Both heads in a line."""
    return "; ".join(f"{head} {comparison}" for head, comparison in found.items())
