"""Readable tables of an evaluation: a cell is a number, or a dash for what was not measured."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from zongjie_train.evaluation.scoring import HEADLINE
from zongjie_train.plain_tables import align

Figures = Mapping[str, Any]
NOTHING = "–"
ACCURACIES = ("accuracy", "no rule", "rule", "sure 90 %", "from", "ECE")


def format_tables(
    metrics: Mapping[str, Mapping[str, Figures]], labels: Sequence[str], missing: Mapping[str, str]
) -> str:
    """The whole evaluation as text: the headline, then each source, then what is missing.

    Args:
        metrics: figures by row and source, as `scoring.score` gives them.
        labels: names of labels, in class order.
        missing: why a row is not there, by row.
    """
    sources = list(dict.fromkeys(source for by_source in metrics.values() for source in by_source))
    blocks = [headline_table(metrics, sources)]
    blocks += [source_tables(metrics, source, labels) for source in sources]
    if missing:
        lines = (f"  {row}: {why}" for row, why in missing.items())
        blocks.append("\n".join(["not evaluated", *lines]))
    return "\n\n".join(blocks) + "\n"


def headline_table(metrics: Mapping[str, Mapping[str, Figures]], sources: Sequence[str]) -> str:
    """Macro-F1 of roles and of sections and boundary F1, a group of columns for each source."""
    body = []
    for row, by_source in metrics.items():
        figures = [by_source.get(source, {}) for source in sources]
        body.append([row, *(cell(each.get(key)) for each in figures for key in HEADLINE.values())])
    head = ["F1", *(list(HEADLINE) * len(sources))]
    return align([head, *body], n_left=1, groups=sources, rule=True)


def source_tables(
    metrics: Mapping[str, Mapping[str, Figures]], source: str, labels: Sequence[str]
) -> str:
    """Roles, sections and borders of one source."""
    rows = {row: by_source[source] for row, by_source in metrics.items() if source in by_source}
    first = next(iter(rows.values()))
    counted = (
        f"reports: {number(first.get('reports'))}, sentences: {number(first.get('sentences'))}"
    )
    roles, sections = (
        align(
            [
                [name, "F1", "95 %", *labels, *ACCURACIES],
                *([row, *head_cells(figures, head, labels)] for row, figures in rows.items()),
            ],
            n_left=1,
            rule=True,
        )
        for head, name in (("role", "roles"), ("section", "sections"))
    )
    keys = ("boundary_precision", "boundary_recall", "pk", "window_diff")
    borders = align(
        [["borders", "F1", "95 %", "precision", "recall", "Pk", "WindowDiff"]]
        + [
            [row, cell(figures.get("boundary_f1")), interval_cell(figures, "boundary_f1")]
            + [cell(figures.get(key)) for key in keys]
            for row, figures in rows.items()
        ],
        n_left=1,
        rule=True,
    )
    return "\n\n".join([f"{source} ({counted})", roles, sections, borders])


def head_cells(figures: Figures, head: str, labels: Sequence[str]) -> list[str]:
    """Cells of one head: F1, interval, F1 by label, accuracies, ECE."""
    by_label = figures.get(f"{head}_f1") or {}
    selective = figures.get(f"{head}_selective") or {}
    accuracies = [
        figures.get(f"{head}_accuracy"),
        (figures.get(f"{head}_no_rule") or {}).get("accuracy"),
        (figures.get(f"{head}_rule") or {}).get("accuracy"),
    ]
    return [
        cell(figures.get(f"{head}_macro_f1")),
        interval_cell(figures, f"{head}_macro_f1"),
        *(cell(by_label.get(label)) for label in labels),
        *map(cell, accuracies),
        cell(selective.get("accuracy")),
        cell(selective.get("threshold")),
        cell(figures.get(f"{head}_ece")),
    ]


def cell(value: float | None) -> str:
    """A share as text.

    Example:
        >>> cell(0.84249), cell(None)
        ('0.842', '–')
    """
    return NOTHING if value is None or math.isnan(value) else f"{value:.3f}"


def interval_cell(figures: Figures, name: str) -> str:
    """The interval of a figure as text."""
    interval = (figures.get("intervals") or {}).get(name)
    return f"{interval[0]:.2f}–{interval[1]:.2f}" if interval else NOTHING


def number(value: float | None) -> str:
    """A count as text."""
    return NOTHING if value is None else f"{value:,.0f}"
