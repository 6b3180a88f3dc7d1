"""The most confident errors, for people to read: what they share is the next thing to mend."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from zongjie.text import heading_path
from zongjie_train.evaluation.prediction_types import GoldReport, Prediction
from zongjie_train.metrics.agreement import UNKNOWN

N_MISTAKES = 20


def find_mistakes(
    sources: Mapping[str, Sequence[GoldReport]],
    predictions: Sequence[Prediction],
    labels: Sequence[str],
    n: int = N_MISTAKES,
) -> list[dict[str, Any]]:
    """The `n` most confident errors of each source and head, most confident first.

    Sentences in a row whose section is wrong in the same way are one error of `n_sentences`,
    shown by the most confident of them.

    Args:
        sources: gold reports by source.
        predictions: one for each report.
        labels: names of labels, in class order.
        n: errors kept of each source and head.
    """
    by_id = {prediction.report_id: prediction for prediction in predictions}
    mistakes = []
    for source, reports in sources.items():
        for head in ("role", "section"):
            found: list[dict[str, Any]] = [
                {"source": source, "head": head} | mistake
                for report in reports
                for mistake in _mistakes_of(head, report, by_id[report.report_id], labels)
            ]
            found.sort(key=lambda mistake: mistake["confidence"], reverse=True)
            mistakes.extend(found[:n])
    return mistakes


def write_mistakes(mistakes: Sequence[dict[str, Any]], path: Path) -> None:
    """Write them as JSON lines."""
    lines = (json.dumps(mistake, ensure_ascii=False) + "\n" for mistake in mistakes)
    path.write_text("".join(lines), encoding="utf-8")


def count_mistakes(mistakes: Sequence[dict[str, Any]]) -> str:
    """What they are: a line for each source and head, the commonest confusion first.

    >>> print(count_mistakes([{"source": "dev", "head": "role", "gold": "a", "predicted": "b"}]))
    dev, role: a as b 1
    """
    kinds: dict[tuple[str, str], Counter[str]] = {}
    for mistake in mistakes:
        kind = f"{mistake['gold']} as {mistake['predicted']}"
        kinds.setdefault((mistake["source"], mistake["head"]), Counter())[kind] += 1
    return "\n".join(
        f"{source}, {head}: " + ", ".join(f"{kind} {n}" for kind, n in counter.most_common())
        for (source, head), counter in kinds.items()
    )


def _mistakes_of(
    head: str, report: GoldReport, prediction: Prediction, labels: Sequence[str]
) -> Iterator[dict[str, Any]]:
    if head == "role":
        gold, chosen, probabilities = report.roles, prediction.role_labels, prediction.roles
        fired = report.role_fired
    else:
        gold, chosen = report.sections, prediction.section_labels
        probabilities, fired = prediction.sections, report.section_fired
    confidence = probabilities[np.arange(len(chosen)), chosen]
    wrong = np.flatnonzero((gold != UNKNOWN) & (gold != chosen))
    paths, sentences = heading_path(list(report.spans)), report.sentences

    def kind(place: tuple[int, int]) -> tuple[int, ...]:
        rank, i = place
        same_run = i - rank if head == "section" else i
        return int(gold[i]), int(chosen[i]), same_run

    for _, run in groupby(enumerate(wrong.tolist()), kind):
        places = [i for _, i in run]
        worst = max(places, key=lambda i: confidence[i])
        span = report.spans[worst]
        yield {
            "report": report.report_id,
            "start": span.start,
            "end": span.end,
            "text": sentences[worst],
            "headings": [sentences[i] for i in paths[worst]],
            "gold": labels[int(gold[worst])],
            "predicted": labels[int(chosen[worst])],
            "confidence": round(float(confidence[worst]), 4),
            "rule_fired": None if fired is None else bool(fired[worst]),
            "n_sentences": len(places),
        }
