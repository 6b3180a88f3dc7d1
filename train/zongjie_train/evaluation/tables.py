"""Readable tables of an evaluation, and of several seeds of one.

A cell is a number, nothing (what was not measured), or a mean with its spread over seeds.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

Figures = Mapping[str, Any]
NOTHING = "–"
GAP = "  "


def format_tables(
    metrics: Mapping[str, Mapping[str, Figures]], labels: Sequence[str], missing: Mapping[str, str]
) -> str:
    """The whole evaluation as text: the headline, then each source, then what is missing.

    Args:
        metrics: figures by row and source, as `scoring.score` or `merge_seeds` gives them.
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
    names = {"roles": "role_macro_f1", "sections": "section_macro_f1", "borders": "boundary_f1"}
    body = []
    for row, by_source in metrics.items():
        figures = [by_source.get(source, {}) for source in sources]
        body.append([row, *(cell(each.get(key)) for each in figures for key in names.values())])
    return align(["F1", *(list(names) * len(sources))], body, groups=sources)


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
                name,
                "F1",
                "95 %",
                *labels,
                *("accuracy", "no rule", "rule", "sure 90 %", "from", "ECE"),
            ],
            [[row, *head_cells(figures, head, labels)] for row, figures in rows.items()],
        )
        for head, name in (("role", "roles"), ("section", "sections"))
    )
    keys = ("boundary_precision", "boundary_recall", "pk", "window_diff")
    borders = align(
        ["borders", "F1", "95 %", "precision", "recall", "Pk", "WindowDiff"],
        [
            [row, cell(figures.get("boundary_f1")), interval_cell(figures, "boundary_f1")]
            + [cell(figures.get(key)) for key in keys]
            for row, figures in rows.items()
        ],
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


def merge_seeds(runs: Sequence[Any]) -> Any:
    """Several runs of the same evaluation as one: each number becomes mean and spread.

    What is not a number in every run (intervals, confusions, text) is left out; so is a row or
    source that some run lacks.

    Args:
        runs: figures of the same form, such as the `metrics` of several metrics.json.

    Returns:
        The same form with {"mean", "spread", "n"} for numbers; spread is the standard deviation
        with n - 1 below.

    Example:
        >>> merge_seeds([{"f1": 0.8}, {"f1": 0.9}])["f1"]["mean"]
        0.8500000000000001
    """
    if all(isinstance(run, Mapping) for run in runs):
        shared = [key for key in runs[0] if all(key in run for run in runs)]
        merged = {key: merge_seeds([run[key] for run in runs]) for key in shared}
        return {key: value for key, value in merged.items() if value is not None}
    if not all(isinstance(run, (int, float)) for run in runs):
        return None
    mean = sum(runs) / len(runs)
    squares = sum((run - mean) ** 2 for run in runs)
    spread = math.sqrt(squares / (len(runs) - 1)) if len(runs) > 1 else 0.0
    return {"mean": mean, "spread": spread, "n": len(runs)}


def cell(value: Any) -> str:
    """A share as text.

    Example:
        >>> cell(0.84249), cell(None), cell({"mean": 0.8, "spread": 0.01, "n": 3})
        ('0.842', '–', '0.800±0.010')
    """
    if isinstance(value, Mapping):
        return f"{cell(value['mean'])}±{cell(value['spread'])}"
    if value is None or math.isnan(value):
        return NOTHING
    return f"{value:.3f}"


def interval_cell(figures: Figures, name: str) -> str:
    """The interval of a figure as text."""
    interval = (figures.get("intervals") or {}).get(name)
    return f"{interval[0]:.2f}–{interval[1]:.2f}" if interval else NOTHING


def number(value: Any) -> str:
    """A count as text."""
    value = value["mean"] if isinstance(value, Mapping) else value
    return NOTHING if value is None else f"{value:,.0f}"


def align(head: Sequence[str], body: Sequence[Sequence[str]], groups: Sequence[str] = ()) -> str:
    """Lines of columns: the first column to the left, the others to the right.

    Args:
        head: names of the columns.
        body: lines below them.
        groups: titles over equally many columns each, from the second on; none if empty.
    """
    widths = [max(columns(line[i]) for line in (head, *body)) for i in range(len(head))]
    titles = []
    size = (len(widths) - 1) // len(groups) if groups else 0
    for n, group in enumerate(groups):
        first = 1 + n * size
        room = sum(widths[first : first + size]) + len(GAP) * (size - 1)
        widths[first] += max(0, columns(group) - room)
        titles.append(pad(group, max(room, columns(group)), left=False))
    lines = [GAP.join([" " * widths[0], *titles])] if groups else []
    rule = "─" * (sum(widths) + len(GAP) * (len(widths) - 1))
    for line in (head, *body):
        cells = [pad(text, width, left=False) for text, width in zip(line, widths, strict=True)]
        lines.append(GAP.join([pad(line[0], widths[0], left=True), *cells[1:]]))
        if line is head:
            lines.append(rule)
    return "\n".join(lines)


def columns(text: str) -> int:
    """Columns that a text takes on a terminal; Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


def pad(text: str, width: int, left: bool) -> str:
    """Text with spaces to a width in columns."""
    room = " " * max(0, width - columns(text))
    return text + room if left else room + text
