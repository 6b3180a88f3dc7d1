"""Sentences of a line.

1. A sentence ends at 。！？； (full or half width; ASCII ; ! ? too) with the closing quotes and
   brackets that follow, or at the end of the line. Decimals, numbers (1.), addresses and HTML
   entities hold none of these ends.
2. An ASCII full stop ends a sentence only in a line that has no 。 and is written with it: the
   web's copies scatter single dots into Chinese text.
3. Where line breaks were lost, a heading's number after white space, or the first number of the
   level below in a heading without punctuation (「一、主要做法（一）抓宣传」), begins a new one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import islice

from zongjie.text.numbering import numbering_at

_STOPS = "。！？；｡﹔﹖﹗"
_CLOSERS = "”’』」）)】〕］\\]}｝\u200b-\u200f\u2060\ufeff"


_ANY_STOP = f"[{_STOPS}!?;]"
_ASCII_STOP = r"(?<![A-Za-z0-9])[!?;]|[!?;](?![A-Za-z0-9])"
_DOT = r"(?<=[\u3400-\u9fff”’）)》%％])[.．](?![.．A-Za-z0-9])"


def _end_pattern(first: str) -> re.Pattern[str]:
    # A stop before 》 is part of a title: 《怎么办？》.
    end = f"(?<!{_ANY_STOP})(?:{first}){_ANY_STOP}*(?![{_STOPS}!?;》])[{_CLOSERS}]*"
    return re.compile(f"&#?[A-Za-z0-9]{{2,8}};|({end})")


_END = _end_pattern(f"[{_STOPS}]|{_ASCII_STOP}")
_END_OR_DOT = _end_pattern(f"[{_STOPS}]|{_ASCII_STOP}|{_DOT}")
_DOT_INSIDE = re.compile(_DOT)
_DOT_AT_END = re.compile(rf"{_DOT}[{_CLOSERS}\"'\s]*\Z")
_DOTS_THAT_TELL = 3
_CLOSE = re.compile(f"[{_CLOSERS}]+")
_STRAIGHT = re.compile('["＂]')

# A number that goes on, 二、 or 2.; a first 1. may list within a sentence: 「如下： 1.…」.
_LOST_BREAK = re.compile(
    r"\s(?<=\S\s)\s*(?=(?:[一二三四五六七八九十]{1,3}[、.．]|[（(〔【][一二三四五六七八九十]{1,3}[)）〕】]"
    r"|(?:[2-9]|1\d)[、.．](?![\d.]))\S)"
)
_LOST_DIGIT = re.compile(r"\s(?<=\S\s)\s*(?=(?:1[、.．](?!\d)|[（(]1[）)]|①)\S)")
_GLUED = re.compile(
    r"[^，。,；;：:、\s（）()]{2,24}(?:[：:](?=一[是要])|[：:]?(?=[（(][一1][）)]|1[、．]|①|一、))"
)


def split_line(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Splits the line text[start:end] into sentences.

    Guarantees:
        In order, disjoint, none begins or ends with white space, and each character of the line
        that is not white space lies in one. Linear time.

    Example:
        >>> text = "占比3.5%。他说：“好！”  二、问题"
        >>> [text[a:b] for a, b in split_line(text, 0, len(text))]
        ['占比3.5%。', '他说：“好！”', '二、问题']
    """
    sentences: list[tuple[int, int]] = []
    begin = start
    for cut in _cuts(text, start, end):
        piece = text[begin:cut]
        left = begin + len(piece) - len(piece.lstrip())
        right = begin + len(piece.rstrip())
        if left < right:
            sentences.extend(_split_at_lost_breaks(text, left, right))
        begin = cut
    return sentences


def _cuts(text: str, start: int, end: int) -> list[int]:
    """Where sentences of the line end, the last at `end`."""
    pattern = _END_OR_DOT if _stops_with_dots(text, start, end) else _END
    quotes = [quote.start() for quote in _STRAIGHT.finditer(text, start, end)]
    cuts: list[int] = []
    at = start
    while found := pattern.search(text, at, end):
        at = found.end()
        if found.group(1) is None:
            continue
        if quotes:
            at = _take_straight_quotes(text, at, end, quotes)
        if cuts and cuts[-1] == found.start():
            cuts[-1] = at
        else:
            cuts.append(at)
    if not cuts or cuts[-1] < end:
        cuts.append(end)
    return cuts


def _take_straight_quotes(text: str, at: int, end: int, quotes: list[int]) -> int:
    """A straight quote closes where an odd number stands before it, or nothing follows it."""
    while at < end and text[at] in '"＂':
        last = at + 1 == end or text[at + 1].isspace()
        if not last and bisect_left(quotes, at) % 2 == 0:
            break
        at += 1
        if closing := _CLOSE.match(text, at, end):
            at = closing.end()
    return at


def _stops_with_dots(text: str, start: int, end: int) -> bool:
    if text.find("。", start, end) >= 0:
        return False
    if text.find(".", start, end) < 0 and text.find("．", start, end) < 0:
        return False
    if _DOT_AT_END.search(text, max(start, end - 8), end):
        return True
    dots = islice(_DOT_INSIDE.finditer(text, start, end), _DOTS_THAT_TELL)
    return sum(1 for _ in dots) == _DOTS_THAT_TELL


def _split_at_lost_breaks(text: str, start: int, end: int) -> list[tuple[int, int]]:
    pieces: list[tuple[int, int]] = []
    begin = start
    for lost in _LOST_BREAK.finditer(text, start, end):
        if lost.start() > begin and text[lost.start() - 1] not in "第附件表图、":
            pieces.append((begin, lost.start()))
            begin = lost.end()
    pieces.append((begin, end))
    return [part for piece in pieces for part in _split_glued(text, *piece)]


def _split_glued(text: str, start: int, end: int) -> list[tuple[int, int]]:
    numbering = numbering_at(text, start, end)
    if numbering is None or numbering.kind not in ("han", "bracket", "digit", "chapter"):
        return [(start, end)]
    found = _LOST_DIGIT.search(text, numbering.end, min(end, numbering.end + 40))
    if found is None:
        found = _GLUED.match(text, numbering.end, end)
    if found is None:
        return [(start, end)]
    below = numbering_at(text, found.end(), end)
    if below is None or below.rank <= numbering.rank:
        return [(start, end)]
    head = text[start : found.start()] if found.re is _LOST_DIGIT else text[start : found.end()]
    return [(start, start + len(head.rstrip())), *_split_glued(text, found.end(), end)]
