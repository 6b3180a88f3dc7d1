"""Teachers: what the mean of some checkpoints says of texts, as soft labels to learn from.

Distillation of Hinton et al. 2015 (arXiv 1503.02531) at temperature 1, over both heads; the
teachers read each report whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from zongjie_train.learning.prediction import predict_checkpoint
from zongjie_train.rules.weak_labels import WeakLabels


def ask_teachers(
    teachers: Sequence[str], rows: Iterable[dict[str, Any]], keep: Path
) -> dict[str, WeakLabels]:
    """Mean probabilities of the teachers by report id.

    Args:
        teachers: checkpoint folders.
        rows: reports with id and text.
        keep: file that holds the answers of a run that was stopped, or will.
    """
    rows = list(rows)
    if keep.exists():
        with np.load(keep) as kept:
            answers = {name: kept[name] for name in kept.files}
    else:
        said = [predict_checkpoint(Path(teacher), rows) for teacher in teachers]
        answers = {
            head: np.concatenate(
                [np.mean([getattr(p, head) for p in of], axis=0) for of in zip(*said, strict=True)]
            ).astype(np.float32)
            for head in ("roles", "sections")
        }
        answers["sizes"] = np.array([len(p.roles) for p in said[0]])
        keep.parent.mkdir(parents=True, exist_ok=True)
        begun = keep.with_suffix(".tmp.npz")
        np.savez(
            begun, roles=answers["roles"], sections=answers["sections"], sizes=answers["sizes"]
        )
        begun.replace(keep)
    ends = np.cumsum(answers["sizes"])
    labels = {}
    for row, size, end in zip(rows, answers["sizes"], ends, strict=True):
        role, section = (answers[head][end - size : end] for head in ("roles", "sections"))
        known = np.ones(size, bool)
        labels[row["id"]] = WeakLabels(role, section, role, section, known, known)
    return labels
