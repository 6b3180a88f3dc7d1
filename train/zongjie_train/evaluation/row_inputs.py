"""What the rows of the evaluation work with: a run's folder, its gold reports, its weak labels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from zongjie.labels import LabelSet
from zongjie.text import split_spans
from zongjie_train.evaluation.prediction_types import EvaluationError, GoldReport
from zongjie_train.rules.weak_labels import WeakLabels


@dataclass(frozen=True, eq=False)
class RowInputs:
    """What rows work with.

    Attributes:
        folder: of the run.
        labels: the label set.
        reports: gold reports of all sources.
        train: rows of the train split, each with id, text and, where labelled, roles and sections.
        weak: weak labels by report id; empty where the stage `labels` left none.
        targets: what the model learns from: "both", "weak" or "gold".
        seed: of whatever a row draws.
        teachers: checkpoint folders that a student learns from.
    """

    folder: Path
    labels: LabelSet
    reports: Sequence[GoldReport]
    train: Iterable[dict[str, Any]]
    weak: dict[str, WeakLabels]
    targets: str = "both"
    seed: int = 0
    teachers: Sequence[str] = ()

    def checkpoint(self, name: str) -> Path:
        """A checkpoint folder of the run.

        Raises:
            EvaluationError: it is not there.
        """
        folder = self.folder / name
        if not (folder / "config.json").exists():
            raise EvaluationError(f"no checkpoint in {folder}; the stage `train` writes it")
        return folder

    def gold_train(self) -> list[tuple[list[str], WeakLabels]]:
        """Sentences and gold labels of each labelled train report, those as distributions.

        Raises:
            EvaluationError: there are none.
        """
        found = []
        for row in self.train:
            if row.get("labelled"):
                text, n_labels = row["text"], len(self.labels.names)
                role, section = (np.array(row[head]) for head in ("roles", "sections"))
                known = role >= 0, section >= 0
                one = np.eye(n_labels, dtype=np.float32)
                labels = WeakLabels(one[role], one[section], one[role], one[section], *known)
                found.append(([text[s.start : s.end] for s in split_spans(text)], labels))
        if not found:
            raise EvaluationError("no report of the train split has gold labels")
        return found

    def weak_train(self) -> list[tuple[list[str], WeakLabels]]:
        """Sentences and weak labels of each train report.

        Raises:
            EvaluationError: there are none, or of a text that was split otherwise.
        """
        found = []
        for row in self.train:
            weak, text = self.weak.get(row["id"]), row["text"]
            if weak is not None:
                sentences = [text[span.start : span.end] for span in split_spans(text)]
                if len(sentences) != len(weak.role):
                    raise EvaluationError(
                        f"report {row['id']!r} has {len(sentences)} sentences, its weak labels "
                        f"{len(weak.role)}; run the stage `labels` again"
                    )
                found.append((sentences, weak))
        if not found:
            raise EvaluationError(f"no weak labels of train reports in {self.folder / 'labels'}")
        return found
