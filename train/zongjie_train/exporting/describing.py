"""The manifest of a bundle: what it is, what was fitted, what it was trained on."""

from __future__ import annotations

import dataclasses
import json
import platform
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from transformers import PretrainedConfig

import zongjie
from zongjie.bundle import Manifest
from zongjie.calibration import probabilities
from zongjie.decode import USUAL_COST, section_starts
from zongjie.features import FEATURES
from zongjie.labels import LabelSet
from zongjie_train.exporting.calibration import threshold
from zongjie_train.exporting.checking import DevReport, Fit, Raw, decode_dev, fit_dev
from zongjie_train.metrics.calibration import mean_over_sections, top_confidence

LIBRARIES = ("numpy", "onnx", "onnxruntime", "tokenizers", "torch", "transformers")


def begin_manifest(name: str, settings: PretrainedConfig) -> Manifest:
    """What is known before anything is fitted: temperatures are 1."""
    versions = {library: version(library) for library in LIBRARIES}
    versions |= {"python": platform.python_version(), "zongjie": zongjie.__version__}
    return Manifest(
        name=name,
        labels=LabelSet(
            tuple(settings.label_names), tuple(settings.label_chinese), settings.label_other
        ),
        features=tuple(name for name, _ in FEATURES),
        max_tokens=settings.max_tokens,
        switch_cost=USUAL_COST,
        versions=versions,
    )


def finish_manifest(
    manifest: Manifest,
    raw: Sequence[Raw],
    dev: Sequence[DevReport],
    trained_on: dict[str, Any],
) -> Manifest:
    """What dev says of the int8 model, and what the model was trained on.

    Args:
        manifest: as `begin_manifest` left it.
        raw: of the int8 model, for each report.
        dev: reports of dev; where there is none others without gold, for the thresholds.
        trained_on: as `provenance.describe_training` gives it.
    """
    fit = fit_dev(raw, dev)
    return dataclasses.replace(
        manifest,
        switch_cost=fit.switch_cost,
        role_temperature=fit.role_temperature,
        section_temperature=fit.section_temperature,
        fitted_on=fit.n_labelled,
        role_threshold=threshold(role_scores(raw, fit)),
        section_threshold=threshold(section_scores(raw, dev, fit)),
        trained_on=trained_on,
    )


def role_scores(raw: Sequence[Raw], fit: Fit) -> np.ndarray:
    """Score of each sentence's role, (N,)."""
    return np.concatenate([probabilities(r.roles, fit.role_temperature).max(1) for r in raw])


def section_scores(raw: Sequence[Raw], dev: Sequence[DevReport], fit: Fit) -> np.ndarray:
    """Score of the section that each sentence stands in, as a reader sees it, (N,)."""
    scores = []
    for r, report, labels in zip(raw, dev, decode_dev(raw, dev, fit), strict=True):
        begins = np.zeros(len(labels), np.int64)
        begins[section_starts(labels, report.starts)] = 1
        p = probabilities(r.sections, fit.section_temperature)
        scores.append(top_confidence(mean_over_sections(p, begins.cumsum()), labels))
    return np.concatenate(scores)


def read_evaluation(run_folder: Path) -> dict[str, Any] | None:
    """What the stage `evaluate` left, if it ran."""
    path = run_folder / "evaluation" / "metrics.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None
