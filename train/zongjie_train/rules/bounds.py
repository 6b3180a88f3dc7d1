"""Where one report ends and the next begins in a text that holds several, titles lost or not.

To what `zongjie.text.report_starts` finds (titles, and numbering that begins anew under an
announcement) come weaker signs, each believed only once a report has run for a while:

- an announcement by itself: 「现将…总结如下」;
- the salutation of a speech: 「各位领导：」; the path of a web page: 「位置：首页 > …」;
- whatever follows a line with nothing but a date;
- numbering that begins anew at 一 by itself; the report then begins at that heading.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from zongjie.text import Span, report_starts

_ANNOUNCES = re.compile(r"(现将|现就|下面|现把).{0,60}(汇报|报告|总结|小结|述职).{0,10}(如下|汇报)")
_SALUTES = re.compile(r"^[^，。！,!]{0,16}(各位|尊敬的)[^，。！,!]{2,30}[：:]$")
_NAVIGATES = re.compile(r"(位置|栏目)[:：].*(首页|[>＞»])")
_DATE = re.compile(r"^[\d二〇○零一三四五六七八九十xX×*]{2,4}年.{1,4}月.{0,4}日?$")
_APART = 10  # sentences that a report has at least


def all_report_starts(text: str, spans: Sequence[Span]) -> list[int]:
    """Indices of the spans that begin a report, ascending; 0 first if there is any span."""
    sure = set(report_starts(text, spans))
    starts: list[int] = []
    numbered = 0  # headings of the rank of 一、 since the last start
    line = 0
    for i, span in enumerate(spans):
        line = i if span.begins_line else line
        restart = span.heading and span.level == 2 and span.number in ("一", "1")
        begins = None
        if i in sure:
            begins = i
        elif i - starts[-1] >= _APART:
            if restart and numbered >= 2:
                begins = i
            elif _is_opening(text, spans, i):
                begins = line
        if begins is not None and (not starts or begins > starts[-1]):
            starts.append(begins)
            numbered = 0
        numbered += span.heading and span.level == 2
    return starts


def _is_opening(text: str, spans: Sequence[Span], i: int) -> bool:
    """Whether a sentence reads as one of a report's first, or follows one that is its last."""
    sentence = text[spans[i].start : spans[i].end]
    if _ANNOUNCES.search(sentence):
        return True
    if not spans[i].begins_line:
        return False
    last = spans[i - 1]
    dated = last.begins_line and _DATE.search(text[last.start : last.end])
    return bool(dated or _SALUTES.search(sentence) or _NAVIGATES.search(sentence))
