"""A document to its reports: a file may hold one, or a collection of them.

1. A text is taken in stretches of at most `STRETCH` characters that end where a line does.
2. In a stretch, reports begin where `zongjie.text.report_starts` says: at titles, at 篇二, or where
   the numbering begins anew in a collection that lost its titles.
3. The last report of a stretch is left to the next one, which begins with it.

So a collection of any length is cut in bounded memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from zongjie.text import Span, report_starts, simplify, split_spans
from zongjie.text.lines import iter_lines
from zongjie.text.numbering import numbering_at
from zongjie.text.outline import is_report_title
from zongjie.text.titles import is_furniture

STRETCH = 400_000  # characters: a report longer than that is cut there
_TITLE_REACH = 8  # sentences
_PROSE_ENDS = "。；;！!"


@dataclass(frozen=True, slots=True)
class CutReport:
    """A report as it stands in a document.

    Attributes:
        start, end: `[start, end)` in characters of the document, white space around it left out.
        line: of the document, from 1, in which it begins.
        title: its title as written, without the number of 篇一; None where it has lost it.
        text: what stands there.
        n_sentences: sentences in it.
    """

    start: int
    end: int
    line: int
    title: str | None
    text: str = field(repr=False)
    n_sentences: int


def cut_document(
    text: str, title: str | None = None, stretch: int = STRETCH
) -> Iterator[CutReport]:
    """Cut a document into its reports.

    Args:
        text: of the document.
        title: what the file says of itself; that of a first report that shows none.
        stretch: most characters of a report.

    Guarantees:
        Reports are in order and disjoint, and cover all that is not white space.

    Example:
        >>> text = "甲村工作总结\\n路修好了。\\n乙村工作总结\\n水通了。"
        >>> [(r.start, r.end, r.line, r.title) for r in cut_document(text)]
        [(0, 12, 1, '甲村工作总结'), (13, 24, 3, '乙村工作总结')]
    """
    at, line = 0, 1
    while at < len(text):
        end = _stretch_end(text, at, stretch)
        part = text[at:end]
        read = simplify(part)
        spans = split_spans(read)
        starts = report_starts(read, spans)
        bounds = [*starts, len(spans)]
        if end < len(text) and len(starts) > 1:
            bounds.pop()  # the last report goes on in the next stretch
        for first, last in pairwise(bounds):
            yield _cut(part, read, spans[first:last], at, line, title, len(bounds) == 2)
            title = None
        held = bounds[-1]
        step = spans[held].start if held < len(spans) else len(part)
        line += sum(1 for _ in iter_lines(part[:step])) - 1
        at += step


def _stretch_end(text: str, at: int, stretch: int) -> int:
    if len(text) - at <= stretch:
        return len(text)
    line_break = text.rfind("\n", at + stretch // 2, at + stretch)
    return line_break + 1 if line_break >= 0 else at + stretch


def _cut(
    part: str,
    read: str,
    spans: Sequence[Span],
    at: int,
    line: int,
    title: str | None,
    alone: bool,
) -> CutReport:
    start, end = spans[0].start, spans[-1].end
    body = part[start:end]
    # what a sentence is told by stands around it too: counted as it will be labelled
    n_sentences = len(spans) if alone else len(split_spans(read[start:end]))
    found = find_title(part, read, spans)
    return CutReport(
        at + start, at + end, line + _breaks(part, start), found or title, body, n_sentences
    )


def _breaks(text: str, end: int) -> int:
    return sum(1 for _ in iter_lines(text[:end])) - 1


def find_title(text: str, read: str, spans: Sequence[Span]) -> str | None:
    """The title of a report, from its first sentences.

    Args:
        text: what the report stands in.
        read: the same in simplified characters.
        spans: of the report.
    """
    numbered = None
    for i, span in enumerate(spans[:_TITLE_REACH]):
        words = read[span.start : span.end]
        if is_report_title(read, span):
            numbering = numbering_at(read, span.start, span.end)
            if numbering is None or numbering.kind != "part":
                return _join_lines(text, read, spans, i)
            name = text[numbering.end : span.end].strip(" \t\u3000:：、.．-—")
            if name:
                return name
            numbered = numbered or text[span.start : span.end]
        elif words[-1] in _PROSE_ENDS and not is_furniture(words):
            break
    return numbered


def _join_lines(text: str, read: str, spans: Sequence[Span], i: int) -> str:
    """A title in two lines, 「…局」「…工作总结」, as one."""
    title = text[spans[i].start : spans[i].end]
    if i > 0 and spans[i - 1].level == 1 and not is_report_title(read, spans[i - 1]):
        title = text[spans[i - 1].start : spans[i - 1].end] + title
    return title
