"""Lines broken at a fixed width, as mail programs and PDF copies leave them.

1. The width is that at which most lines of a text end, give or take what a wrapped Latin word or
   a stop that may not begin a line moves.
2. A text is wrapped when a good share of its lines are full, and hardly any is wider.
3. The break after a full line is soft, unless the line ends a sentence or a new paragraph or
   number begins after it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from zongjie.text.lines import iter_lines
from zongjie.text.numbering import numbering_at

_WIDTHS = range(16, 91)  # characters
_PLAY = 2
_FEWEST_LINES = 5
_FULL_SHARE = 0.4
_WIDER_SHARE = 0.02
_ENDS = "。！？；!?;：:”」』"


def iter_paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yields (start, end) of each line, those that a soft break parts as one.

    Example:
        >>> list(iter_paragraphs("一、概况\\n\\n本镇"))
        [(0, 4), (5, 5), (6, 8)]
    """
    lines = list(iter_lines(text))
    soft = soft_breaks(text, lines)
    begin = None
    for i, (start, end) in enumerate(lines):
        begin = start if begin is None else begin
        if i not in soft:
            yield begin, end
            begin = None


def soft_breaks(text: str, lines: Sequence[tuple[int, int]]) -> set[int]:
    """Indices of the lines whose break is soft: they go on in the next one.

    Args:
        text: the whole text.
        lines: [start, end) of each line, blank ones too.

    Example:
        >>> text = "\\n".join(["今年以来全镇上下共同努力完成了各项任务目标"] * 6)
        >>> len(soft_breaks(text, [(i * 22, i * 22 + 21) for i in range(6)]))
        5
    """
    widths = [end - start for start, end in lines]
    width = _wrapped_width(widths)
    if width is None:
        return set()
    return {
        i
        for i in range(len(lines) - 1)
        if widths[i] >= width - _PLAY and _goes_on(text, lines[i], lines[i + 1])
    }


def _wrapped_width(widths: Sequence[int]) -> int | None:
    """The width at which lines were broken; None for lines of their own lengths."""
    full = [width for width in widths if width]
    if len(full) < _FEWEST_LINES:
        return None
    counts = Counter(full)
    width = max(counts, key=lambda w: (sum(counts[w + d] for d in range(-_PLAY, 1)), w))
    near = sum(counts[w] for w in range(width - _PLAY, width + 1))
    wider = sum(1 for w in full if w > width + _PLAY)
    if width not in _WIDTHS or near < _FULL_SHARE * len(full) or wider > _WIDER_SHARE * len(full):
        return None
    return width


def _goes_on(text: str, line: tuple[int, int], after: tuple[int, int]) -> bool:
    start, end = line
    words = text[start:end].rstrip()
    following = text[after[0] : after[1]]
    if not words or not following.strip() or words[-1] in _ENDS:
        return False
    if following[0].isspace():  # an indent
        return False
    return numbering_at(text, after[0], after[1]) is None
