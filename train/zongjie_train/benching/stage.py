"""The stage `bench`: the speed of a bundle, goal by goal, on the machine that it runs on.

All on the dev and test sentences of the run's corpus, or on an invented text, in one run:

- `rates`: the bundle, text in, sections out; BERT-base in a pipeline; our own checkpoint in float;
- `peak`: what the processor's integer products reach at the model's sizes, and the share of it
  that the model's useful arithmetic reaches;
- `processes`: what takes a process of its own: first labels, memory, cost as a text grows;
- `training`: tokens a second that our joint phase learns from, beside Trainer as it comes.

Prints a table and, last, one line of JSON; the same goes to runs/<name>/bench/bench.json.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from zongjie.classifier import Classifier
from zongjie.hardware import count_cores, describe_hardware
from zongjie.text import split_spans
from zongjie_train.benching.goals import Figure, format_figures
from zongjie_train.benching.peak import peak_rate, useful_operations
from zongjie_train.benching.processes import (
    time_first_label,
    time_pipeline_start,
    watch_long_text,
)
from zongjie_train.benching.rates import Contest, gather_texts
from zongjie_train.benching.training import rate_training
from zongjie_train.config import Config
from zongjie_train.corpora.corpus import load_corpus
from zongjie_train.learning.modelling import ReportConfig

MEGA, GIGA = 1e6, 1e9


class BenchError(ValueError):
    """Nothing to measure; the message names the cure."""


def run_bench(config: Config) -> dict[str, Any]:
    """Measure, print, and keep the figures.

    Raises:
        BenchError: no bundle, or no sentence to label.
    """
    bundle, checkpoint = config.run_folder / "bundle", config.run_folder / "checkpoint"
    if not (bundle / "manifest.json").is_file():
        raise BenchError(f"{bundle}: holds no bundle; run the stage `export` first")
    classifier = Classifier(bundle)
    corpus = load_corpus(config.data, classifier.labels)
    texts = gather_texts(corpus, config.bench.sentences)
    sentences = [text[span.start : span.end] for text in texts for span in split_spans(text)]
    if not sentences:
        raise BenchError("the dev and test splits hold no sentence; give some in data.reports")
    counts = f"{len(texts)} texts, {len(sentences)} sentences, {sum(map(len, texts))} characters"
    print(f"machine: {describe_hardware()}\n{counts}")

    contest = Contest(classifier, checkpoint, texts, sentences, config.bench)
    found = contest.run()
    figures = rate_figures(found)
    figures += peak_figures(checkpoint, contest, found["bundle"])
    figures += process_figures(bundle, config)
    figures += training_figures(config, checkpoint, corpus)

    print(format_figures(figures))
    kept = {
        "machine": describe_hardware(),
        "cores": count_cores(),
        "backend": classifier.backend.name,
        "sentences": len(sentences),
        "sentences_per_second": {name: round(rate, 1) for name, rate in found.items()},
        "figures": {figure.key: figure.as_dict() for figure in figures},
    }
    line = json.dumps(kept, ensure_ascii=False)
    folder = config.run_folder / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "bench.json").write_text(line + "\n", encoding="utf-8")
    print(line)
    return kept


def rate_figures(found: dict[str, float]) -> list[Figure]:
    """The bundle beside the others."""
    bundle = found["bundle"]
    rates = {name: f"{rate:,.1f} sentences/s" for name, rate in found.items()}
    return [
        Figure("bundle", "the bundle, text in, sections out", bundle, "sentences/s"),
        Figure(
            "over_base", "over BERT-base in a pipeline, float32, batches of 32",
            bundle / found["base"], "x", 150, note=rates["base"],
        ),
        Figure(
            "over_own", "over our own checkpoint in float32, batches of 32",
            bundle / found["own"], "x", 10, note=rates["own"],
        ),
    ]  # fmt: skip


def peak_figures(checkpoint: Path, contest: Contest, rate: float) -> list[Figure]:
    """Share of the peak, and of the time that isn't the model's."""
    config = ReportConfig.from_pretrained(checkpoint)
    peak = peak_rate(config.encoder["hidden_size"], config.encoder["intermediate_size"])
    operations = useful_operations(config.encoder, contest.token_counts())
    useful = operations * rate / contest.n_sentences
    return [
        Figure("peak", "peak of the integer products", peak / GIGA, "GOP/s"),
        Figure(
            "share_of_peak", "share of it that useful arithmetic reaches",
            100 * useful / peak, "%", 40, note=f"{useful / GIGA:,.0f} GOP/s",
        ),
        Figure(
            "outside", "time outside the model", 100 * contest.outside_share, "%", 15, False,
        ),
    ]  # fmt: skip


def process_figures(bundle: Path, config: Config) -> list[Figure]:
    """What takes a process of its own."""
    sizes = config.bench
    imported, first = time_first_label(bundle)
    figures = [
        Figure("import", "from zongjie import classify", imported, "s", 0.15, False),
        Figure("first_label", "first label in a new process", first, "s", 0.6, False),
        Figure(
            "pipeline_first_label", "the same with transformers' pipeline",
            time_pipeline_start(), "s",
        ),
    ]  # fmt: skip
    if sizes.memory_characters:
        watched = watch_long_text(bundle, [sizes.memory_characters])
        about = f"peak memory, a text of {sizes.memory_characters:,} characters"
        figures.append(Figure("memory", about, watched["megabytes"], "MB", 500, False))
    if sizes.long_characters:
        short, long = sizes.short_characters, sizes.long_characters
        seconds = watch_long_text(bundle, [short, long])["seconds_per_sentence"]
        about = f"processor time a sentence, {long:,} characters against {short:,}"
        ratio = seconds[1] / seconds[0]
        figures.append(Figure("growth", about, 100 * (ratio - 1), "% more", 10, False))
    return figures


def training_figures(config: Config, checkpoint: Path, corpus: Any) -> list[Figure]:
    """Training, unless it is left out."""
    if not config.bench.training_sentences:
        return []
    ours, usual = rate_training(config, checkpoint, corpus)
    note = f"{ours:,.0f} against {usual:,.0f} tokens/s"
    return [
        Figure("training", "training over Trainer as it comes", ours / usual, "x", 4, note=note)
    ]
