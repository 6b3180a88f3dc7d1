"""What a checkpoint in float says of reports: the reference that the bundle is compared with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from zongjie.decode import USUAL_COST, decode_sections, find_gates
from zongjie.text import report_starts, simplify, split_spans
from zongjie.tokens import SentenceTokenizer
from zongjie_train.evaluation.prediction_types import Prediction
from zongjie_train.learning.encoding import encode_examples, encode_token_ids
from zongjie_train.learning.examples import Example, build_examples
from zongjie_train.learning.modelling import ReportModel


def load_checkpoint(folder: Path) -> tuple[ReportModel, SentenceTokenizer]:
    """Model and tokenizer of a checkpoint folder.

    Raises:
        FileNotFoundError: there is none.
    """
    if not (folder / "config.json").exists():
        raise FileNotFoundError(f"{folder} holds no checkpoint; the stage `train` writes one")
    model = ReportModel.from_pretrained(folder)
    model.eval()
    if torch.cuda.is_available():
        model.to("cuda")  # pyright: ignore[reportArgumentType] (a decorator hides `self`)
    return model, SentenceTokenizer(folder / "tokenizer.json", model.config.max_tokens)


def predict_checkpoint(folder: Path, reports: Iterable[dict[str, Any]]) -> list[Prediction]:
    """Predictions for texts (rows with id and text), in order, not calibrated.

    Each report of a text is read whole, by itself, however long it is.
    """
    model, tokenizer = load_checkpoint(folder)
    rows = list(reports)
    examples = build_examples(rows, tokenizer, len(model.config.label_names))
    parts: dict[str, list[tuple[NDArray[np.float64], ...]]] = {row["id"]: [] for row in rows}
    for example in encode_examples(model, examples):
        parts[example.report_id].append(predict_example(model, example))
    return [build_prediction(row, parts[row["id"]], model) for row in rows]


@torch.inference_mode()
def predict_example(model: ReportModel, example: Example) -> tuple[NDArray[np.float64], ...]:
    """Role and section probabilities, each (N, L), of an encoded example."""
    arrays = {"vectors": example.vectors, "parents": example.parents, "layout": example.layout}
    inputs = {name: torch.as_tensor(a, device=model.device)[None] for name, a in arrays.items()}
    output = model(**inputs)
    logits = output.role_logits[0], output.section_logits[0]
    return tuple(x.double().softmax(-1).cpu().numpy() for x in logits)


def build_prediction(
    row: dict[str, Any], parts: list[tuple[NDArray[np.float64], ...]], model: ReportModel
) -> Prediction:
    """The parts of a text, one after another, its sections decoded."""
    nothing = np.zeros((0, len(model.config.label_names)))
    roles = np.concatenate([nothing, *(roles for roles, _ in parts)])
    sections = np.concatenate([nothing, *(sections for _, sections in parts)])
    return decode(row, roles, sections)


def average_predictions(
    rows: Sequence[dict[str, Any]], predictions: Sequence[Sequence[Prediction]]
) -> list[Prediction]:
    """The mean of several models' probabilities for the same rows, its sections decoded."""
    return [
        decode(
            row,
            np.mean([one.roles for one in of], axis=0),
            np.mean([one.sections for one in of], axis=0),
        )
        for row, *of in zip(rows, *predictions, strict=True)
    ]


def decode(
    row: dict[str, Any], roles: NDArray[np.float64], sections: NDArray[np.float64]
) -> Prediction:
    """Probabilities (N, L) of a text's sentences as a prediction."""
    text = simplify(row["text"])
    spans = split_spans(text)
    starts = report_starts(text, spans)
    labels = decode_sections(sections, find_gates(spans), starts, USUAL_COST)
    return Prediction(row["id"], roles, sections, labels)


def encode_sentences(folder: Path, sentences: Sequence[str]) -> NDArray[np.float32]:
    """Vectors of single sentences, (S, H)."""
    model, tokenizer = load_checkpoint(folder)
    return encode_token_ids(model, tokenizer.encode(sentences))
