"""The stage `bench`: how fast the bundle labels, beside what one would do without it.

On the same dev and test sentences of the run's corpus, in one process, one after another:

- bundle: text in, sections out, through `zongjie.Classifier`;
- own checkpoint: its encoder in transformers, float32, single sentences, padded batches of 32;
- BERT-base: `transformers.pipeline("text-classification")`, float32, padded batches of 32. Its
  weights are random, which costs the same, and each Chinese character is a token, as in
  bert-base-chinese.

Prints a table and, last, one line of JSON; the same goes to runs/<name>/bench/bench.json.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch

from zongjie import Classifier
from zongjie.hardware import describe_hardware
from zongjie.labels import LabelSet
from zongjie.text import split_spans
from zongjie.tokens import SentenceTokenizer
from zongjie_train.config import Config
from zongjie_train.corpora.corpus import load_corpus
from zongjie_train.learning.batches import pad_tokens
from zongjie_train.learning.modelling import ReportModel

BATCH = 32
BASE_SENTENCES = 128  # some 20 s of a BERT-base on two cores
OWN_SENTENCES = 512
MAX_SENTENCES = 4000
BERT_VOCABULARY = 21128  # bert-base-chinese
MAX_TOKENS = 512
FIRST_LABEL = """\
import sys, time
began = time.perf_counter()
import zongjie
imported = time.perf_counter()
zongjie.Classifier(sys.argv[1]).classify("一、主要做法\\n加强管理。")
print(imported - began, time.perf_counter() - began)
"""


class BenchError(ValueError):
    """Nothing to measure; the message names the cure."""


def run_bench(config: Config) -> dict[str, Any]:
    """Measure, print, and keep the figures.

    Raises:
        BenchError: no bundle, or no sentence to label.
    """
    bundle = config.run_folder / "bundle"
    if not (bundle / "manifest.json").is_file():
        raise BenchError(f"{bundle}: holds no bundle; run the stage `export` first")
    classifier = Classifier(bundle)
    texts = gather_texts(config, classifier.labels)
    sentences = [text[span.start : span.end] for text in texts for span in split_spans(text)]
    if not sentences:
        raise BenchError("the dev and test splits hold no sentence; give some in data.reports")

    print(f"machine: {describe_hardware()}")
    print(f"{len(texts)} texts, {len(sentences)} sentences, {sum(map(len, texts))} characters")
    list(classifier.classify_many(texts[:1]))
    checkpoint = config.run_folder / "checkpoint"
    rows = {
        "bundle": rate(lambda: list(classifier.classify_many(texts)), len(sentences)),
        "own checkpoint, float32": rate_own(checkpoint, sentences[:OWN_SENTENCES]),
        "BERT-base pipeline, float32": rate_base(sentences[:BASE_SENTENCES]),
    }
    imported, first = time_first_label(bundle)
    for name, found in rows.items():
        ratio = rows["bundle"] / found
        print(f"{name:28} {found:10,.1f} sentences/s   bundle is {ratio:7.1f} x as fast")
    print(f"import {imported:.2f} s, first label in a new process {first:.2f} s")
    figures = {
        "machine": describe_hardware(),
        "sentences": len(sentences),
        "sentences_per_second": {name: round(found, 1) for name, found in rows.items()},
        "import_seconds": round(imported, 3),
        "first_label_seconds": round(first, 3),
    }
    line = json.dumps(figures, ensure_ascii=False)
    folder = config.run_folder / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "bench.json").write_text(line + "\n", encoding="utf-8")
    print(line)
    return figures


def gather_texts(config: Config, labels: LabelSet) -> list[str]:
    """Texts of dev and test, up to `MAX_SENTENCES` sentences."""
    corpus = load_corpus(config.data, labels)
    texts, n = [], 0
    for split in ("dev", "test"):
        for row in corpus[split].to_list() if split in corpus else ():
            if n < MAX_SENTENCES:
                texts.append(row["text"])
                n += len(row["roles"])
    return texts


def rate(run: Callable[[], object], n_sentences: int) -> float:
    """Sentences a second of one run."""
    began = time.perf_counter()
    run()
    return n_sentences / (time.perf_counter() - began)


def rate_own(checkpoint: Path, sentences: Sequence[str]) -> float:
    """Sentences a second of the checkpoint's encoder, tokenising included."""
    model = ReportModel.from_pretrained(checkpoint).eval()
    tokenizer = SentenceTokenizer(checkpoint / "tokenizer.json", model.config.max_tokens)

    @torch.inference_mode()
    def encode(some: Sequence[str]) -> None:
        for i in range(0, len(some), BATCH):
            token_ids = tokenizer.encode(some[i : i + BATCH])
            model.encode(*pad_tokens(token_ids, tokenizer.pad_id))

    encode(sentences[:BATCH])
    return rate(lambda: encode(sentences), len(sentences))


def rate_base(sentences: Sequence[str]) -> float:
    """Sentences a second of a BERT-base in a pipeline."""
    from transformers import BertConfig, BertForSequenceClassification, pipeline

    model = BertForSequenceClassification(BertConfig(vocab_size=BERT_VOCABULARY))
    label = pipeline(
        "text-classification",
        model=model.eval(),
        tokenizer=make_character_tokenizer(sentences),
        device="cpu",
    )
    label(list(sentences[:2]), batch_size=BATCH)
    return rate(lambda: label(list(sentences), batch_size=BATCH, truncation=True), len(sentences))


def make_character_tokenizer(sentences: Sequence[str]) -> Any:
    """A tokenizer of single Chinese characters, runs of letters or digits, and punctuation."""
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    characters = sorted({character for sentence in sentences for character in sentence})
    vocabulary = {token: i for i, token in enumerate([*special, *characters])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(
        Regex(r"\p{Han}|[A-Za-z]+|[0-9]+|\S"), "removed", invert=True
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        model_max_length=MAX_TOKENS,
    )


def time_first_label(bundle: Path) -> tuple[float, float]:
    """Seconds that a new process takes to import zongjie, and to its first label."""
    command = [sys.executable, "-c", FIRST_LABEL, str(bundle)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    imported, first = map(float, done.stdout.split())
    return imported, first
