"""What is measured in a process of its own: starting up, memory, cost as a text grows."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

FIRST_LABEL = """\
import sys, time
began = time.perf_counter()
from zongjie import Classifier, classify
imported = time.perf_counter()
Classifier(sys.argv[1]).classify("一、主要做法\\n加强管理。")
print(imported - began, time.perf_counter() - began)
"""
PIPELINE = """\
import sys, time
began = time.perf_counter()
from transformers import pipeline
pipeline("text-classification", model=sys.argv[1], device="cpu")("加强管理。")
print(time.perf_counter() - began)
"""


def time_first_label(bundle: Path) -> tuple[float, float]:
    """Seconds that a new process takes to import `classify`, and to its first label all in all.

    The best of three.
    """
    runs = [list(map(float, run_code(FIRST_LABEL, str(bundle)).split())) for _ in range(3)]
    imported, first = map(min, zip(*runs, strict=True))
    return imported, first


def time_pipeline_start() -> float:
    """Seconds that a new process takes to the first label of a BERT-base in a pipeline."""
    from transformers import BertConfig, BertForSequenceClassification

    from zongjie_train.benching.rates import BERT_VOCABULARY, make_character_tokenizer

    with tempfile.TemporaryDirectory() as folder:
        model = BertForSequenceClassification(BertConfig(vocab_size=BERT_VOCABULARY))
        model.save_pretrained(folder)
        make_character_tokenizer(["加强管理。"]).save_pretrained(folder)
        return float(run_code(PIPELINE, folder).split()[-1])


def watch_long_text(bundle: Path, characters: Sequence[int]) -> dict[str, Any]:
    """Label invented texts of these sizes, one after another, in one new process.

    Returns:
        `megabytes`, the most memory that the process held; `seconds_per_sentence` of processor
        time, for each text.
    """
    command = ["-m", "zongjie_train.benching.long_text", str(bundle), *map(str, characters)]
    return json.loads(run(command))


def run_code(code: str, *arguments: str) -> str:
    return run(["-c", code, *arguments])


def run(arguments: Sequence[str]) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], stdout=subprocess.PIPE, encoding="utf-8", check=True
    )
    return done.stdout
