"""What a checkpoint was trained on, kept beside its weights as `trained_on.json`.

Written as it is trained, since the corpora may grow afterwards; the model card tells it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from zongjie_train.config import Config

FILE = "trained_on.json"


def describe_training(rows: Iterable[Mapping[str, Any]], config: Config) -> dict[str, Any]:
    """Counts of the train split by source, the settings that decide most, and what went before.

    Args:
        rows: of the train split, each with source and roles.
        config: of the run.

    Returns:
        sources, rules, targets, base, n_layers (None: all of the base's), seed; `teachers`, the
        same of each (None: no record); `before`, the same of the base where it is a checkpoint of
        this package, its encoder or an adapted one, else None.
    """
    sources: dict[str, dict[str, int]] = {}
    for row in rows:
        empty = {"reports": 0, "sentences": 0, "labelled": 0}
        counts = sources.setdefault(Path(row["source"]).name, empty)
        counts["reports"] += 1
        counts["sentences"] += len(row["roles"])
        counts["labelled"] += sum(role >= 0 for role in row["roles"])
    return {
        "sources": sources,
        "rules": Path(config.labels.rules).name,
        "targets": config.labels.targets,
        "base": config.encoder.base,
        "n_layers": config.encoder.n_layers,
        "seed": config.seed,
        "teachers": [read_provenance(teacher) for teacher in config.labels.teachers],
        "before": read_provenance(config.encoder.base),
    }


def describe_adaptation(n_texts: Mapping[str, int], config: Config) -> dict[str, Any]:
    """The same of an encoder that learnt the language of texts: their numbers by source."""
    return {
        "sources": {Path(source).name: {"reports": n} for source, n in n_texts.items()},
        "targets": "language",
        "base": config.encoder.base,
        "seed": config.seed,
        "before": read_provenance(config.encoder.base),
    }


def write_provenance(trained_on: Mapping[str, Any], folder: Path) -> None:
    """Write it into the folder of a checkpoint, which is made where there is none."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_text(json.dumps(trained_on, indent=1) + "\n", encoding="utf-8")


def read_provenance(base: str | Path) -> dict[str, Any] | None:
    """That of a checkpoint, of its encoder or of an adapted encoder; None of any other base."""
    for folder in (Path(base), Path(base).parent):
        if (folder / FILE).is_file():
            return json.loads((folder / FILE).read_text(encoding="utf-8"))
    return None
