"""What the report network is told of a sentence's place: layout, and the headings above it.

Everything here is read from the text and its spans, in linear time, with no model. Scales are
chosen so that values lie within about [0, 1.5].
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from zongjie.text.numbering import ordinal
from zongjie.text.outline import heading_path, is_report_title, report_starts
from zongjie.text.spans import Span

FEATURES: tuple[tuple[str, str], ...] = (
    ("begins_line", "first sentence of its line"),
    ("ends_line", "last sentence of its line"),
    ("line_sentences", "log of the number of sentences in its line"),
    ("heading", "is a heading"),
    ("level_1", "heading of level 1: title, 篇, 第一章"),
    ("level_2", "heading of level 2: 一、"),
    ("level_3", "heading of level 3: （一）"),
    ("level_4", "heading of level 4: 1."),
    ("level_5", "heading of level 5: （1） ① 一是"),
    ("item", "numbered, but no heading"),
    ("ordinal_1", "numbered one, heading or item"),
    ("ordinal_2", "numbered two"),
    ("ordinal_3", "numbered three"),
    ("ordinal_4", "numbered four or five"),
    ("ordinal_6", "numbered six or more"),
    ("length", "log of its characters"),
    ("digits", "holds a digit or a masked figure (x, ×, *)"),
    ("figures", "log of how many of them"),
    ("ends_stop", "ends in 。"),
    ("ends_semicolon", "ends in ；"),
    ("ends_colon", "ends in ："),
    ("ends_cry", "ends in ！ or ？"),
    ("ends_bare", "ends in none of these"),
    ("position", "where it begins in its report, by characters, 0 to 1"),
    ("index", "log of the sentences before it in its report"),
    ("remaining", "log of the sentences after it in its report"),
    ("headed_lines", "share of the report's lines that begin with a heading"),
    ("depth", "number of headings that it stands under, the title aside"),
    ("since_heading", "log of the sentences since the last heading, or since the report began"),
    ("chapter", "which of its report's outermost headings it stands under, 0 (none yet) to 1"),
    ("chapters", "log of the number of the report's outermost headings"),
)
N_FEATURES = len(FEATURES)
_COLUMN = {name: column for column, (name, _) in enumerate(FEATURES)}

_CLOSERS = '”’』」）)】〕］]"＂\u200b\ufeff'
_ENDS = {
    "ends_stop": "。｡",
    "ends_semicolon": "；;",
    "ends_colon": "：:",
    "ends_cry": "！？!?",
}
_FIGURES = "0123456789０１２３４５６７８９xX×*＊"
_LAST_CODE = 0xFFFF  # of no kind, as are all beyond it
_KINDS = {name: 1 << bit for bit, name in enumerate(("figure", "closer", *_ENDS))}


@dataclass(frozen=True, slots=True)
class ReportFeatures:
    """What is known of each sentence beside its words."""

    layout: NDArray[np.float32]
    """(N, N_FEATURES), columns as in FEATURES."""
    parents: NDArray[np.int64]
    """(N, 2): indices of the outermost and the innermost heading above, titles of reports aside;
    -1 where there is none."""


def report_features(
    text: str, spans: Sequence[Span], starts: Sequence[int] | None = None
) -> ReportFeatures:
    """Computes layout and parents of all spans of a text.

    Args:
        text: the text.
        spans: its N spans.
        starts: what `report_starts` gives for them, if it is known already.

    Position, index and shares are those in the report that a span is in, where a text holds
    several. What stands in a later report changes nothing for an earlier one.

    Example:
        >>> from zongjie.text import split_spans
        >>> text = "一、成效\\n清运垃圾300吨。"
        >>> features = report_features(text, split_spans(text))
        >>> features.layout.shape == (2, N_FEATURES), features.parents.tolist()
        (True, [[-1, -1], [0, 0]])
    """
    layout = np.zeros((len(spans), N_FEATURES), np.float32)
    parents = np.full((len(spans), 2), -1, np.int64)
    if spans:
        starts = report_starts(text, spans) if starts is None else starts
        paths = _paths_below_titles(text, spans, starts)
        for i, path in enumerate(paths):
            if path:
                parents[i] = path[0], path[-1]
        columns = _own(spans) | _words(text, spans) | _place(spans, starts, paths, parents)
        for name, values in columns.items():
            layout[:, _COLUMN[name]] = values
    return ReportFeatures(layout, parents)


def _paths_below_titles(
    text: str, spans: Sequence[Span], starts: Sequence[int]
) -> list[tuple[int, ...]]:
    """Headings above each span, in its own report, the title aside."""
    paths = []
    for start, end in pairwise([*starts, len(spans)]):
        known: dict[tuple[int, ...], tuple[int, ...]] = {(): ()}
        for path in heading_path(spans[start:end]):
            if path not in known:
                titled = is_report_title(text, spans[start + path[0]])
                known[path] = tuple(start + i for i in path[titled:])
            paths.append(known[path])
    return paths


Columns = dict[str, NDArray[np.generic]]


def _own(spans: Sequence[Span]) -> Columns:
    """What the span itself says."""
    begins = np.array([span.begins_line for span in spans])
    ends = np.append(begins[1:], True)
    level = np.array([span.level for span in spans])
    value = np.array([ordinal(span.number) or 0 if span.number else 0 for span in spans])
    first = np.flatnonzero(begins)
    in_line = np.diff(np.append(first, len(spans)))
    return {
        "begins_line": begins,
        "ends_line": ends,
        "line_sentences": np.log1p(np.repeat(in_line, in_line)) / 4,
        "heading": level > 0,
        **{f"level_{depth}": level == depth for depth in range(1, 6)},
        "item": np.array([span.item for span in spans]),
        "ordinal_1": value == 1,
        "ordinal_2": value == 2,
        "ordinal_3": value == 3,
        "ordinal_4": (value == 4) | (value == 5),
        "ordinal_6": value >= 6,
    }


def _words(text: str, spans: Sequence[Span]) -> Columns:
    """What the characters of the span say."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    start = np.array([span.start for span in spans])
    end = np.array([span.end for span in spans])
    kinds = _kinds_of_characters()[np.minimum(codes, _LAST_CODE)]
    before = np.concatenate([[0], np.cumsum((kinds & _KINDS["figure"]) > 0)])
    figures = before[end] - before[start]
    last = end - 1
    for _ in range(3):  # 。”） at most
        last = np.where((kinds[last] & _KINDS["closer"] > 0) & (last > start), last - 1, last)
    ends = {name: kinds[last] & _KINDS[name] > 0 for name in _ENDS}
    return {
        "length": np.log1p(end - start) / 6,
        "digits": figures > 0,
        "figures": np.log1p(figures) / 4,
        **ends,
        "ends_bare": ~np.logical_or.reduce(list(ends.values())),
    }


def _place(
    spans: Sequence[Span],
    report_starts: Sequence[int],
    paths: Sequence[tuple[int, ...]],
    parents: NDArray[np.int64],
) -> Columns:
    """Where the span stands in its report."""
    n = len(spans)
    index = np.arange(n)
    starts = np.array(report_starts)
    sizes = np.diff(np.append(starts, n))
    report = np.repeat(np.arange(len(starts)), sizes)
    first, size = starts[report], sizes[report]

    begin = np.array([span.start for span in spans])
    ends = np.array([span.end for span in spans])
    left, right = begin[first], ends[first + size - 1]

    heading = np.array([span.heading for span in spans])
    begins = np.array([span.begins_line for span in spans])
    lines = np.bincount(report, begins, len(starts))
    headed = np.bincount(report, begins & heading, len(starts)) / np.maximum(lines, 1)

    last_heading = np.maximum.accumulate(np.where(heading, index, 0))
    last_start = np.maximum(last_heading, first)

    outermost = np.zeros(n, bool)
    above = parents[:, 0]
    outermost[above[above >= 0]] = True
    opened = np.cumsum(outermost)
    opened_before = (opened - outermost)[first]
    chapters = np.bincount(report, outermost, len(starts))[report]
    chapter = opened - opened_before
    return {
        "position": (begin - left) / np.maximum(right - left, 1),
        "index": np.log1p(index - first) / 8,
        "remaining": np.log1p(first + size - 1 - index) / 8,
        "headed_lines": headed[report],
        "depth": np.array([len(path) for path in paths]) / 4,
        "since_heading": np.log1p(index - last_start) / 6,
        "chapter": chapter / np.maximum(chapters, 1),
        "chapters": np.log1p(chapters) / 4,
    }


@lru_cache(maxsize=1)
def _kinds_of_characters() -> NDArray[np.uint8]:
    """For each character up to `_LAST_CODE` the kinds in `_KINDS` that it is of, as bits."""
    table = np.zeros(_LAST_CODE + 1, np.uint8)
    for name, characters in {"figure": _FIGURES, "closer": _CLOSERS, **_ENDS}.items():
        table[[ord(character) for character in characters]] |= _KINDS[name]
    return table
