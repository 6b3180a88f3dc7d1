"""What stands under what: the headings above each sentence, and the reports in one text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from zongjie.text.numbering import numbering_at, ordinal
from zongjie.text.titles import names_report

if TYPE_CHECKING:
    from zongjie.text.spans import Span

_LEAD_IN = re.compile("(?:汇报|报告|总结|小结|述职|交流|介绍).{0,6}如下")
_LEAD_IN_REACH = 6  # sentences
_STOPS = "。；！.;!"


def heading_path(spans: Sequence[Span]) -> list[tuple[int, ...]]:
    """For each span the indices of the headings that it stands under, outermost first.

    A heading ends those of its level and deeper; so does an item of their rank, which no longer
    stands under them.

    Guarantees:
        Indices in a path rise and lie before the span; levels in it rise; the path of a heading
        is what its path was before it, less what it ends.

    Example:
        >>> from zongjie.text import split_spans
        >>> heading_path(split_spans("一、做法\\n（一）建章立制\\n出台办法。\\n二、问题"))
        [(), (0,), (0, 1), ()]
    """
    paths: list[tuple[int, ...]] = []
    path: tuple[int, ...] = ()
    for i, span in enumerate(spans):
        while span.rank and path and spans[path[-1]].level >= span.rank:
            path = path[:-1]
        paths.append(path)
        if span.heading:
            path = (*path, i)
    return paths


def report_starts(text: str, spans: Sequence[Span]) -> list[int]:
    """Where reports begin in a text that may hold several: indices of spans, the first 0.

    A new report begins, once there has been prose since the last beginning, at

    - a title of a report on a line of its own (「…工作总结 3」, 「关于…的汇报」) or at 篇二;
    - a paragraph that announces the report (「现将…汇报如下」) where the numbering then begins anew
      at 一 and had been further: a collection whose titles were lost.

    Example:
        >>> from zongjie.text import split_spans
        >>> text = "甲村工作总结\\n路修好了。\\n乙村工作总结\\n水通了。"
        >>> report_starts(text, split_spans(text))
        [0, 2]
    """
    starts = [0] if spans else []
    prose = False
    lead_in = -1
    reached = 0
    line = 0
    for i, span in enumerate(spans):
        line = i if span.begins_line else line
        if is_report_title(text, span):
            if prose:
                starts.append(i)
                prose, reached, lead_in = False, 0, -1
            continue
        prose = prose or (not span.heading and text[span.end - 1] in _STOPS)
        if span.rank == 2 and span.number is not None:
            value = ordinal(span.number) or 0
            if (
                value == 1
                and reached > 1
                and i - _LEAD_IN_REACH <= lead_in
                and lead_in > starts[-1]
            ):
                starts.append(lead_in)
            lead_in, reached = -1, value
        elif _LEAD_IN.search(text, span.start, span.end):
            lead_in = line if line > starts[-1] else i
    return starts


def is_report_title(text: str, span: Span) -> bool:
    """Tells whether a span is a heading that names a whole report, not a part of one."""
    if span.level != 1:
        return False
    if span.number is None:
        return names_report(text, span.start, span.end)
    numbering = numbering_at(text, span.start, span.end)
    return numbering is not None and numbering.kind == "part"
