"""A text as spans: the sentences, headings and items that everything later labels.

Lines are split at line breaks that aren't soft, lines into sentences, and each sentence is told
whether it is a heading, an item or neither. Offsets are characters of the text as given; nothing
is rewritten.
"""

from __future__ import annotations

from dataclasses import dataclass

from zongjie.text.headings import Piece, heading_levels
from zongjie.text.outline import heading_path
from zongjie.text.sentences import split_line
from zongjie.text.wrapping import iter_paragraphs

__all__ = ["Span", "heading_path", "split_spans"]


@dataclass(frozen=True, slots=True)
class Span:
    """A sentence as it stands in a text, before any label."""

    start: int
    """First character; [start, end) in the text as given, no white space at either end."""
    end: int
    line: int
    """Index of its line among all lines of the text, blank ones too; lines that were broken at a
    fixed width count as one."""
    begins_line: bool
    """First span of its line."""
    heading: bool
    level: int
    """Depth of a heading, 1 (title, 篇, 第一章) to 5; 0 for what is no heading."""
    number: str | None
    """The number that it begins with, as written (一, 3, ①), of a heading or an item."""
    item: bool
    """A numbered sentence that is no heading (一是…, 1. …)."""
    rank: int = 0
    """Depth of heading or numbering, 1 to 5: an item has one too; 0 for plain sentences."""


def split_spans(text: str) -> list[Span]:
    """Splits a text into spans.

    Guarantees:
        Spans are in order and disjoint, cover each character for which ``str.isspace`` is false,
        and neither begin nor end with one for which it is true. Time is linear in the text.

    Example:
        >>> [(s.level, s.start, s.end) for s in split_spans("一、成效\\n垃圾清运率达98.5%。")]
        [(2, 0, 4), (0, 5, 17)]
    """
    pieces = _pieces(text)
    spans: list[Span] = []
    for piece, level in zip(pieces, heading_levels(text, pieces), strict=True):
        numbering = piece.numbering
        spans.append(
            Span(
                start=piece.start,
                end=piece.end,
                line=piece.line,
                begins_line=piece.begins_line,
                heading=level > 0,
                level=level,
                number=numbering.number if numbering else None,
                item=numbering is not None and level == 0,
                rank=numbering.rank if numbering else level,
            )
        )
    return spans


def _pieces(text: str) -> list[Piece]:
    pieces: list[Piece] = []
    for line, (line_start, line_end) in enumerate(iter_paragraphs(text)):
        if line_start == line_end:
            continue
        sentences = split_line(text, line_start, line_end)
        last = len(sentences) - 1
        for i, (start, end) in enumerate(sentences):
            pieces.append(Piece.read(text, start, end, line, first=i == 0, last=i == last))
    return pieces
