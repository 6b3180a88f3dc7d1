"""Distorted copies of train reports, with every label that the originals have."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

import numpy as np

from zongjie_train.corpora.distortions import DISTORTIONS, distort
from zongjie_train.rules.weak_labels import WeakLabels

UNDONE = {"half_width", "traditional"}
"""Ways that reading undoes (NFKC, `text/script.py`): copies of them teach nothing."""


def add_copies(
    rows: Iterable[dict[str, Any]], weak: Mapping[str, WeakLabels], share: float, seed: int
) -> tuple[list[dict[str, Any]], dict[str, WeakLabels]]:
    """The rows and `share` times as many copies, each of a report and a way drawn at random.

    Args:
        rows: reports with id, text, roles and sections.
        weak: weak labels by report id.

    Returns:
        The rows, copies last, under ids of their own; weak labels of all of them.
    """
    rows = list(rows)
    labels = dict(weak)
    rng = random.Random(seed)
    ways = sorted(set(DISTORTIONS) - UNDONE)
    for number in range(round(share * len(rows))):
        row, way = rng.choice(rows[: len(rows) - number]), rng.choice(ways)
        copy = distort(row["text"], way, seed + number)
        if not copy.sources:
            continue
        sources, name = np.array(copy.sources), f"{row['id']}~{way}{number}"
        changed = {head: [row[head][i] for i in copy.sources] for head in ("roles", "sections")}
        rows.append({**row, **changed, "id": name, "text": copy.text})
        if row["id"] in labels:
            of = labels[row["id"]]
            taken = {field.name: getattr(of, field.name)[sources] for field in fields(WeakLabels)}
            labels[name] = WeakLabels(**taken)
    return rows, labels
