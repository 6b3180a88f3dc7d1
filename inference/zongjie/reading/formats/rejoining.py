"""Printed lines to paragraphs.

1. Furniture goes: page numbers, and lines at the edge of pages that recur, digits aside.
2. The margins are where most lines begin and where the fullest end.
3. A line goes on in the next where it is full, that is, where the next one's first word would not
   have fitted; where the next begins at the left margin, in the same size, no further down than
   lines of a paragraph are. A page's end breaks no paragraph.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

_PAGE = r"第\s*[\d一二三四五六七八九十百]+\s*页"
_MARKED_NUMBER = re.compile(
    rf"\A[\W_]*(?:{_PAGE}(?:[\s/，,、|]*共\s*[\d一二三四五六七八九十百]+\s*页)?|page\s*\d+(?:\s*of\s*\d+)?"
    r"|\d+\s*/\s*\d+)[\W_]*\Z|\A\s*[-—–―·•]+\s*\d{1,4}\s*[-—–―·•]+\s*\Z",
    re.I,
)
_BARE_NUMBER = re.compile(r"\A\s*(\d{1,4})\s*\Z")
_DIGITS = re.compile(r"\d+")
_EDGE_LINES = 2  # at the top and at the bottom of a page
_EDGE_SHARE = 0.12  # of the height of the page
_FULL_PLAY = 0.6  # sizes
_INDENT = 0.8
_SIZE_PLAY = 0.15
_PITCH_PLAY = 1.35
_TITLE_SIZE = 1.15
_WORD = re.compile(r"[0-9A-Za-z.%]+|.", re.S)
_STOPS = "，。；：！？、）”’》】…,.;:!?)"
_ENDS = "。！？；：!?;:”"
_STOPS_AT_END = "。！？"
_FEW_INDENTS = 2
_ITEM = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.、．](?!\d)|第[一二三四五六七八九十]{1,3}[章节条]"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line; places in points, the origin at the bottom left of the page."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    page_width: float
    page_height: float

    def beside(self, other: Line, between: str) -> Line:
        """This line and what stands right of it."""
        return replace(
            self,
            text=self.text + between + other.text,
            right=max(self.right, other.right),
            bottom=min(self.bottom, other.bottom),
            top=max(self.top, other.top),
        )


def rejoin(pages: Sequence[Sequence[Line]]) -> str:
    """The text of pages, a line for each paragraph."""
    kept = without_furniture(pages)
    lines = [line for page in kept for line in page]
    if not lines:
        return ""
    margins = _Margins(lines)
    paragraphs = [lines[0].text]
    for before, after in pairwise(lines):
        if margins.goes_on(before, after):
            paragraphs[-1] = _glued(paragraphs[-1], after.text)
        else:
            paragraphs.append(after.text)
    return "\n".join(paragraphs)


def without_furniture(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Pages without their numbers and running heads.

    A bare number is one of a page only if it is the outermost line and counts with the pages: it
    may be a value of a table.
    """
    edges = [[line for line in page if _at_edge(line, page)] for page in pages]
    heads = Counter(key for lines in edges for key in {_key(line) for line in lines})
    shifts = Counter(
        shift
        for number, page in enumerate(pages)
        for shift in {_shift(line, page, number) for line in page} - {None}
    )
    n_needed = 2 if len(pages) < 6 else len(pages) // 3

    def is_furniture(line: Line, number: int) -> bool:
        if line not in edges[number]:
            return False
        if _BARE_NUMBER.match(line.text):
            shift = _shift(line, pages[number], number)
            return shift is not None and (shifts[shift] >= n_needed or len(pages) == 1 == shift)
        return bool(_MARKED_NUMBER.match(line.text)) or heads[_key(line)] >= n_needed

    return [
        [line for line in page if not is_furniture(line, number)]
        for number, page in enumerate(pages)
    ]


def _shift(line: Line, page: Sequence[Line], number: int) -> int | None:
    """What a bare number at the end of a page is more than the page's index, None elsewhere."""
    found = _BARE_NUMBER.match(line.text)
    if found is None or not _at_edge(line, page):
        return None
    outermost = line.bottom <= min(other.bottom for other in page) or line.top >= max(
        other.top for other in page
    )
    return int(found.group(1)) - number if outermost else None


def _at_edge(line: Line, page: Sequence[Line]) -> bool:
    """Tells whether a line is among the outermost of its page, and near its edge."""
    share = ((line.bottom + line.top) / 2) / line.page_height
    if _EDGE_SHARE < share < 1 - _EDGE_SHARE:
        return False
    above = sum(other.bottom >= line.top for other in page)
    below = sum(other.top <= line.bottom for other in page)
    return min(above, below) < _EDGE_LINES


def _key(line: Line) -> tuple[str, bool]:
    """What a running head has on all pages: its text but for digits, and its edge."""
    return _DIGITS.sub("0", "".join(line.text.split())), line.top > line.page_height / 2


class _Margins:
    """What the lines of a document have in common."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.size = median(line.size for line in lines)
        widest = max(line.right - line.left for line in lines)
        long = [line for line in lines if line.right - line.left > 0.6 * widest]
        self.left = Counter(round(line.left / 4) for line in long).most_common(1)[0][0] * 4
        self.left = min((line.left for line in long if abs(line.left - self.left) < 8), default=0)
        rights = sorted(line.right for line in long)
        self.right = rights[int(0.95 * (len(rights) - 1))]
        deep = [(line.left - self.left) / line.size for line in long]
        self._indents = sum(_INDENT < indent < 3.5 for indent in deep) >= _FEW_INDENTS
        pitches = [
            before.bottom - after.bottom
            for before, after in pairwise(lines)
            if 0 < before.bottom - after.bottom < 4 * self.size
        ]
        self.pitch = _usual(pitches) if pitches else 2 * self.size

    def goes_on(self, before: Line, after: Line) -> bool:
        """Tells whether a line goes on in the next."""
        if abs(before.size - after.size) > _SIZE_PLAY * max(before.size, after.size):
            return False
        if "\t" in before.text or "\t" in after.text:
            return False
        if before.size > _TITLE_SIZE * self.size and self._centred(after):
            return self._centred(before) or self._full(before, after)
        if after.left > self.left + _INDENT * self.size or not self._full(before, after):
            return False
        drop = before.bottom - after.bottom
        if drop > _PITCH_PLAY * self.pitch:
            return False
        last = before.text.rstrip()[-1:]
        if last in _STOPS_AT_END and not self._indents:
            return False
        return not (last in _ENDS and _ITEM.match(after.text))

    def _full(self, before: Line, after: Line) -> bool:
        first = _WORD.match(after.text)
        assert first is not None
        n_wide = sum(1.0 if c > "\u2e7f" else 0.5 for c in first.group())
        following = after.text[first.end() : first.end() + 1]
        n_wide += bool(following and following in _STOPS)
        room = (n_wide + _FULL_PLAY) * max(before.size, self.size)
        return before.right + room > self.right

    def _centred(self, line: Line) -> bool:
        middle = (line.left + line.right) / 2
        at_margin = line.left < self.left + _INDENT * self.size
        return abs(middle - line.page_width / 2) < 2 * line.size and not at_margin


def _usual(pitches: Sequence[float]) -> float:
    """The pitch of lines within paragraphs: the one that most have, give or take a point."""
    counts = Counter(round(pitch) for pitch in pitches)
    return float(max(counts, key=lambda p: (counts[p - 1] + counts[p] + counts[p + 1], -p)))


def _glued(before: str, after: str) -> str:
    """Two lines as one; between two words of Latin letters the line break was a space."""
    latin = before[-1:].isascii() and before[-1:].isalpha() and after[:1].isascii()
    return before + (" " if latin and after[:1].isalpha() else "") + after
