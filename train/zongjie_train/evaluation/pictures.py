"""Pictures of an evaluation: confusion matrices, reliability diagrams, scores by label.

Labels bear their Chinese names beside the English ones only where a font with Chinese
characters is found; without one they would be rows of empty boxes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib import font_manager, rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

HEADS = {"role": "roles", "section": "sections"}
CJK_FONTS = (
    "Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans SC", "Source Han Sans SC",
    "Source Han Sans CN", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "SimHei",
    "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "Droid Sans Fallback", "Arial Unicode MS",
)  # fmt: skip
ROW_COLOURS = {
    "model": "#1b4f8f",
    "bundle": "#5b9bd5",
    "gold_only": "#c9702b",
    "weak_only": "#e3b23c",
    "sentence": "#5d9e6b",
    "tfidf": "#9ccfa6",
    "label_model": "#b0b7bf",
    "majority": "#7d858e",
}
BLUE = ROW_COLOURS["model"]

Metrics = Mapping[str, Mapping[str, Mapping[str, Any]]]


def draw_pictures(
    metrics: Metrics, row: str, labels: Sequence[str], chinese: Sequence[str], folder: Path
) -> list[Path]:
    """Draw confusion.png and reliability.png of one row, and label_scores.png of all rows.

    Args:
        metrics: figures by row and source, as `scoring.score` gives them.
        row: the row whose confusions and reliability are drawn.
        labels: names of labels, in class order.
        chinese: their Chinese names.
        folder: where the pictures go; it exists.

    Returns:
        The files written.
    """
    font = find_cjk_font()
    names = [f"{a}\n{b}" if font else a for a, b in zip(labels, chinese, strict=True)]
    with rc_context({"font.family": ["DejaVu Sans", *([font] if font else [])]}):
        pictures = {
            "confusion.png": draw_confusions(metrics[row], row, names),
            "reliability.png": draw_reliability(metrics[row], row),
            "label_scores.png": draw_label_scores(metrics, labels, names),
        }
        for name, figure in pictures.items():
            FigureCanvasAgg(figure).print_png(folder / name)
    return [folder / name for name in pictures]


def find_cjk_font() -> str | None:
    """The first of the well-known fonts with Chinese characters that this machine has."""
    present = {entry.name for entry in font_manager.fontManager.ttflist}
    return next((name for name in CJK_FONTS if name in present), None)


def draw_confusions(
    by_source: Mapping[str, Mapping[str, Any]], row: str, names: Sequence[str]
) -> Figure:
    """Shares of each gold label by predicted label; a line for each source, a column a head."""
    figure, axes = _grid(by_source, (5.2, 4.6), f"Confusion: {row} (share of each gold label)")
    for source, figures, head, ax in axes:
        counts = np.array(figures.get(f"{head}_confusion") or np.zeros((len(names),) * 2))
        shares = counts / np.maximum(counts.sum(1, keepdims=True), 1)
        ax.imshow(shares, cmap="Blues", vmin=0, vmax=1)
        for i, j in np.ndindex(*counts.shape):
            if counts[i, j]:
                shade = "white" if shares[i, j] > 0.5 else "black"
                text = f"{shares[i, j]:.0%}\n{counts[i, j]:.0f}"
                ax.text(j, i, text, ha="center", va="center", fontsize=8, color=shade)
        ax.set_xticks(range(len(names)), names, fontsize=8)
        ax.set_yticks(range(len(names)), names, fontsize=8)
        ax.set(xlabel="predicted", ylabel="gold")
        ax.set_title(f"{source}: {HEADS[head]}", fontsize=10)
    return figure


def draw_reliability(by_source: Mapping[str, Mapping[str, Any]], row: str) -> Figure:
    """Accuracy against confidence in bins of equal mass; area of a point by its sentences."""
    figure, axes = _grid(by_source, (4.4, 4.2), f"Reliability: {row}")
    for source, figures, head, ax in axes:
        bins = figures.get(f"{head}_reliability") or []
        confidence = [each["confidence"] for each in bins]
        right = [each["accuracy"] for each in bins]
        area = [12 + 120 * each["count"] / max(b["count"] for b in bins) for each in bins]
        ax.plot([0, 1], [0, 1], color="#999999", linestyle="--", linewidth=1)
        ax.plot(confidence, right, color=BLUE, linewidth=1)
        ax.scatter(confidence, right, s=area, color=BLUE, alpha=0.7, linewidths=0)
        low = min([0.45, *confidence, *right])
        limits = low - 0.05, 1.02
        ax.set(xlim=limits, ylim=limits, xlabel="confidence", ylabel="accuracy")
        ece = figures.get(f"{head}_ece")
        found = "" if ece is None else f", ECE {ece:.3f}"
        ax.set_title(f"{source}: {HEADS[head]}{found}", fontsize=10)
        ax.grid(alpha=0.25)
    return figure


def draw_label_scores(metrics: Metrics, labels: Sequence[str], names: Sequence[str]) -> Figure:
    """F1 of each label and their mean, a bar for each row."""
    first = next(iter(metrics.values()))
    figure, axes = _grid(first, (6.4, 3.4), "F1 by label")
    for source, _, head, ax in axes:
        rows = {row: by_source[source] for row, by_source in metrics.items() if source in by_source}
        width = 0.84 / len(rows)
        for i, (row, figures) in enumerate(rows.items()):
            by_label = figures.get(f"{head}_f1") or {}
            heights = [by_label.get(label) for label in labels] + [figures.get(f"{head}_macro_f1")]
            heights = [np.nan if height is None else height for height in heights]
            places = np.arange(len(heights)) - 0.42 + width * (i + 0.5)
            ax.bar(places, heights, width * 0.92, label=row, color=ROW_COLOURS.get(row, f"C{i}"))
        ax.axvline(len(labels) - 0.5, color="#999999", linewidth=0.8)
        ax.set_xticks(range(len(labels) + 1), [*names, "macro"], fontsize=8)
        ax.set(ylim=(0, 1), ylabel="F1")
        ax.set_title(f"{source}: {HEADS[head]}", fontsize=10)
        ax.grid(axis="y", alpha=0.25)
        ax.set_axisbelow(True)
    handles, rows = figure.axes[0].get_legend_handles_labels()
    figure.legend(handles, rows, loc="outside lower center", ncols=4, fontsize=8, frameon=False)
    return figure


def _grid(
    by_source: Mapping[str, Mapping[str, Any]], size: tuple[float, float], title: str
) -> tuple[Figure, list[tuple[str, Mapping[str, Any], str, Axes]]]:
    """A figure with a line of axes for each source and a column for each head; sizes in inches."""
    width, height = size
    n = len(by_source)
    figure = Figure((width * len(HEADS), height * n + 0.5), dpi=110, layout="constrained")
    figure.suptitle(title, fontsize=12)
    grid = figure.subplots(n, len(HEADS), squeeze=False)
    axes = [
        (source, figures, head, grid[i, j])
        for i, (source, figures) in enumerate(by_source.items())
        for j, head in enumerate(HEADS)
    ]
    return figure, axes
