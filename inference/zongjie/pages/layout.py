"""A report as a page sets it: sections of lines, lines of pieces, as the source has them.

Nothing of the text is rewritten but white space at the ends of lines, which becomes an indent, a
gap or nothing, breaks within a sentence, which go, and characters that no page can hold.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from zongjie.pages.view import Block, Mark, View
from zongjie.text import report_starts, simplify, split_spans
from zongjie.text.wrapping import iter_paragraphs

_BREAK = re.compile(r"(.?)[ \t\u3000]*[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]\s*(.?)")
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_INDENT = re.compile("[\t\u3000]|  ")
_DATE = re.compile(r"[\d〇○零一二三四五六七八九十×xX*]{2,4}\s*年.{1,8}[月日]")
_MAX_SIGNATURE = 28  # characters
MOST_TITLES = 2  # lines: of a collection, and of its first report
_ENDS_SENTENCE = tuple("。；！？：.;!?:")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line: a sentence, or the white space between two.

    Attributes:
        text: what stands there.
        number: index of its mark, None for white space.
        mark: the sentence's label and scores.
        tagged: whether its tag is shown: where a line begins or the label changes.
    """

    text: str
    number: int | None = None
    mark: Mark | None = None
    tagged: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the source, or the part of it that belongs to a section.

    Attributes:
        pieces: in order.
        level: 1 (title) to 5 where the whole line is a heading, else 0.
        indent: whether the source indents it.
        gap: whether a blank line stands before it.
        signature: whether it belongs to the names and the date at the end.
    """

    pieces: tuple[Piece, ...]
    level: int = 0
    indent: bool = False
    gap: bool = False
    signature: bool = False


@dataclass(frozen=True, slots=True)
class PageSection:
    """A section with its lines.

    Attributes:
        index: its place among the sections.
        block: its label and marks.
        lines: in order.
        opens_report: whether a report of a collection begins with it; False where there is one
            report only.
    """

    index: int
    block: Block
    lines: tuple[Line, ...]
    opens_report: bool = False

    @property
    def entry(self) -> str:
        """What an outline calls it: its heading or its first sentence, of a report the title."""
        titles = [line for line in self.lines[:MOST_TITLES] if line.level == 1]
        if self.opens_report and titles:
            return "".join(piece.text for piece in titles[-1].pieces)
        return self.block.heading or self.lines[0].pieces[0].text


def lay_out(view: View) -> list[PageSection]:
    """Set a report in sections and lines.

    Guarantees:
        Each mark is a piece once, in order.
    """
    read = simplify(view.text)
    spans = split_spans(read)
    levels = {span.start: span.level for span in spans if span.heading}
    begins = {spans[i].start for i in report_starts(read, spans)}
    several = len(begins) > 1
    owner = [
        index for index, block in enumerate(view.blocks) for _ in range(block.first, block.end)
    ]
    signed = _signature_start(view)
    lines: list[list[Line]] = [[] for _ in view.blocks]
    starts = [mark.start for mark in view.marks]
    gap = False
    for begin, end in iter_paragraphs(view.text):
        first, last = bisect_left(starts, begin), bisect_left(starts, end)
        if first == last:
            gap = True
            continue
        for part, of in _runs(owner, first, last):
            opens = part.start == first
            level = 0
            if len(part) == 1 and len(part) == last - first and view.marks[first].heading:
                level = levels.get(starts[first], 3)
            lines[of].append(
                Line(
                    tuple(_pieces(view, part)),
                    level,
                    indent=opens and bool(_INDENT.match(view.text, begin)),
                    gap=opens and gap and bool(first),
                    signature=starts[first] >= signed,
                )
            )
        gap = False
    return [
        PageSection(index, block, tuple(lines[index]), several and starts[block.first] in begins)
        for index, block in enumerate(view.blocks)
    ]


def safe_text(text: str) -> str:
    """Text as HTML can hold it: control characters and halves of surrogate pairs become U+FFFD.

    Example:
        >>> safe_text("一\\x00二")
        '一\\ufffd二'
    """
    return _UNSAFE.sub("\ufffd", text)


def shown_text(text: str) -> str:
    """A sentence as it is shown: on one line, breaks between Latin words as spaces.

    Example:
        >>> shown_text("全镇上下\\n　　共同努力"), shown_text("of the\\nyear")
        ('全镇上下共同努力', 'of the year')
    """
    return safe_text(_BREAK.sub(_join, text))


def _join(match: re.Match[str]) -> str:
    before, after = match.groups()
    latin = before.isascii() and before.isalnum() and after.isascii() and after.isalnum()
    return f"{before}{' ' if latin else ''}{after}"


def _runs(owner: list[int], first: int, last: int) -> Iterator[tuple[range, int]]:
    """The marks `[first, last)` of a line, cut where a section begins within it."""
    begin = first
    for number in range(first + 1, last + 1):
        if number == last or owner[number] != owner[begin]:
            yield range(begin, number), owner[begin]
            begin = number


def _pieces(view: View, numbers: range) -> Iterator[Piece]:
    previous: Mark | None = None
    for number in numbers:
        mark = view.marks[number]
        if previous is not None and previous.end < mark.start:
            yield Piece(view.text[previous.end : mark.start])
        changes = previous is None or previous.label != mark.label
        yield Piece(view.text[mark.start : mark.end], number, mark, changes or mark.uncertain)
        previous = mark


def _signature_start(view: View) -> int:
    """Where the names and the date at the end begin; the length of the text without them."""
    last = [mark for mark in view.marks[-3:] if _is_short(view, mark)]
    if not last or last[-1] is not view.marks[-1]:
        return len(view.text)
    if not _DATE.fullmatch(view.text, last[-1].start, last[-1].end):
        return len(view.text)
    start = last[-1].start
    for mark in reversed(last[:-1]):
        if "\n" not in view.text[mark.end : start]:
            break
        start = mark.start
    return start


def _is_short(view: View, mark: Mark) -> bool:
    text = view.text[mark.start : mark.end]
    return len(text) <= _MAX_SIGNATURE and not mark.heading and not text.endswith(_ENDS_SENTENCE)
