"""Which sentences are headings, and how deep.

A heading is a short topic phrase in one of four places:

- a numbered line of its own (「一、主要做法」, 「篇二 …」);
- the title of a report (「…工作总结」, 「…总结 3」), or a short line over a paragraph;
- the run-in heading that opens a numbered paragraph (「（一）健全组织。年初成立了…」);
- the same inside a line whose line breaks were lost.

It announces something: a numbered sentence that its next sibling follows at once is an item of
a list, and so is one that states a quantity.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from zongjie.text.numbering import Numbering, numbering_at, ordinal
from zongjie.text.titles import is_furniture, is_title

TITLE_LEVEL = 1


class Piece(NamedTuple):
    """A sentence before it is known to be a heading or not."""

    start: int
    end: int
    line: int
    begins_line: bool
    ends_line: bool
    numbering: Numbering | None

    @classmethod
    def read(cls, text: str, start: int, end: int, line: int, first: bool, last: bool) -> Piece:
        """Reads the number at the front of text[start:end]."""
        return cls(start, end, line, first, last, numbering_at(text, start, end))

    @property
    def alone(self) -> bool:
        """The whole of its line."""
        return self.begins_line and self.ends_line


# Longest topic phrase in characters: of a line without stop; before a stop, by rank.
_MAX_LINE = 50
_MAX_RUN_IN = {1: 40, 2: 40, 3: 40, 4: 30, 5: 30}
_MAX_UNNUMBERED = 24
_MAX_COLON = 16
_MIN_PARAGRAPH = 40
_STOP = "。.．"
_NO_TOPIC_END = "。；;：:！!？?，,、"
# What a topic phrase doesn't hold: a count with its unit, a turn, a request.
_STATEMENT = re.compile(
    r"\d(?:\.\d+)?\s?[万亿余多]{0,2}"
    r"(?:[%％‰人次元户个家篇名件米吨亩份场处项辆期宗套台条座月日]|公里|平方|公斤|年[^代度])"
    r"|[，,](?:但|却|建议|其中|目前|导致|影响)|建议.{6}"
)
_COLON = re.compile(r"[^，。,；;：:]{2,12}[：:]")


def heading_levels(text: str, pieces: Sequence[Piece]) -> list[int]:
    """For each sentence its level as a heading, 1 (outermost) to 5, or 0 where it is none."""
    levels: list[int] = []
    lists: dict[str, bool] = {}  # kind of numbering: the list of it that is open is items only
    for i, piece in enumerate(pieces):
        numbering = piece.numbering
        if numbering is None:
            levels.append(TITLE_LEVEL if _stands_over_text(text, pieces, i) else 0)
            continue
        if ordinal(numbering.number) == 1:
            lists.pop(numbering.kind, None)
        heading = _announces(text, pieces, i, numbering, lists.get(numbering.kind, False))
        lists[numbering.kind] = not heading and piece.alone and lists.get(numbering.kind, True)
        levels.append(numbering.rank if heading else 0)
    return levels


def _announces(
    text: str, pieces: Sequence[Piece], i: int, numbering: Numbering, in_list: bool
) -> bool:
    piece = pieces[i]
    words = text[numbering.end : piece.end].strip()
    if numbering.kind in ("article", "ordinal"):
        return False
    if not words:
        return piece.alone and numbering.kind in ("part", "chapter")
    if not piece.begins_line and numbering.rank <= 2 and _COLON.match(words):
        return len(words) <= _MAX_LINE
    listed = _sibling_follows(pieces, i, numbering) or (in_list and piece.alone)
    bare = words[-1] not in _NO_TOPIC_END
    if piece.alone and bare:
        if numbering.kind == "is" or len(words) > _MAX_LINE:
            return False
        return numbering.rank <= 2 or not listed
    if listed or _STATEMENT.search(words):
        return False
    if words[-1] in "：:":
        return len(words) <= _MAX_COLON and not words.endswith(("下：", "下:"))
    if not piece.begins_line:
        if numbering.kind == "is" or (piece.ends_line and words[-1] in _STOP):
            return False
        if bare:
            return len(words) <= _MAX_UNNUMBERED
    return words[-1] in _STOP and len(words) <= _MAX_RUN_IN[numbering.rank]


def _sibling_follows(pieces: Sequence[Piece], i: int, here: Numbering) -> bool:
    if i + 1 == len(pieces):
        return True
    after = pieces[i + 1].numbering
    return after is not None and (after.kind == here.kind or after.rank < here.rank)


def _stands_over_text(text: str, pieces: Sequence[Piece], i: int) -> bool:
    """A title, or a short line without number between a finished paragraph and the next."""
    piece = pieces[i]
    if not piece.alone:
        return False
    finished = i == 0 or _is_finished(text, pieces[i - 1])
    if finished and is_title(text, piece.start, piece.end):
        return True
    line = text[piece.start : piece.end]
    if len(line) > _MAX_UNNUMBERED or line[-1] in _NO_TOPIC_END or is_furniture(line):
        return False
    if i + 1 == len(pieces):
        return False
    if i == 0:  # a title in two lines: 「…局」「…工作总结」
        return pieces[1].alone and is_title(text, pieces[1].start, pieces[1].end)
    if text[pieces[i - 1].end - 1] not in "。！!”":
        return False
    after = pieces[i + 1]
    if after.ends_line:
        return after.end - after.start >= _MIN_PARAGRAPH and text[after.end - 1] == "。"
    return after.numbering is None and not is_furniture(text[after.start : after.end])


def _is_finished(text: str, before: Piece) -> bool:
    """Whether a line ends where its author ended it; a page's break leaves a long one open."""
    return (
        text[before.end - 1] in '。！？；：!?;:.”’"）)】］]'
        or before.end - before.start <= _MAX_LINE // 2
        or is_title(text, before.start, before.end)
        or is_furniture(text[before.start : before.end])
    )
