"""Reports as they arrive: copies with lost breaks, other punctuation, masked figures, no headings.

1. A text is a row of characters, each owned by the sentence that it stands in.
2. A distortion drops, changes or adds characters; owners go with them.
3. The copy is cut into sentences anew; each has the labels of the one that owns most of it.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from zongjie.text import Span, split_spans

Characters = list[tuple[str, int]]
"""Characters with the index of the sentence that each stands in, -1 between sentences."""

NOBODY = -1
STOPS = "。！？；：!?;:"
HALF_WIDTH = str.maketrans("，；：！？（）", ",;:!?()")
FIGURE = re.compile(r"[0-9０-９]+(?:[.．][0-9０-９]+)?")
NUMBER_AT_FRONT = re.compile(r"\s*[（(]?[0-9０-９]{1,2}[)）、.．]")
MASKS = ("×", "xx", "X", "**", "××")
WIDTHS = range(28, 46)


@dataclass(frozen=True)
class Copy:
    """A distorted text.

    Attributes:
        text: the copy.
        sources: for each of its sentences the index of that of the original whose it is.
    """

    text: str
    sources: tuple[int, ...]


def distort(text: str, way: str, seed: int = 0) -> Copy:
    """A copy of a text, distorted one way.

    Args:
        way: a key of `DISTORTIONS`.
        seed: of what is drawn at random.

    Example:
        >>> distort("一、做法\\n召开会议3次。", "no_headings")
        Copy(text='召开会议3次。', sources=(1,))
    """
    spans = split_spans(text)
    characters = DISTORTIONS[way](own_characters(text, spans), spans, random.Random(seed))
    copy = "".join(character for character, _ in characters)
    owners = [owner for _, owner in characters]
    return Copy(copy, tuple(find_owner(owners[s.start : s.end]) for s in split_spans(copy)))


def own_characters(text: str, spans: Sequence[Span]) -> Characters:
    owners = [NOBODY] * len(text)
    for index, span in enumerate(spans):
        owners[span.start : span.end] = [index] * (span.end - span.start)
    return list(zip(text, owners, strict=True))


def find_owner(owners: Sequence[int]) -> int:
    """Whose most of the characters are; of equals the first."""
    counts = Counter(owner for owner in owners if owner != NOBODY)
    return counts.most_common(1)[0][0]


def lose_breaks(characters: Characters, spans: Sequence[Span], rng: random.Random) -> Characters:
    """All in one line: a break goes after a stop, and is a space elsewhere."""
    kept: Characters = []
    for character, owner in characters:
        if character not in "\r\n":
            kept.append((character, owner))
        elif kept and kept[-1][0] not in STOPS + " ":
            kept.append((" ", NOBODY))
    return kept


def break_lines(characters: Characters, spans: Sequence[Span], rng: random.Random) -> Characters:
    """Lines broken at a fixed width."""
    width = rng.choice(WIDTHS)
    broken: Characters = []
    column = 0
    for character, owner in characters:
        if character == "\n":
            column = 0
        elif column == width:
            broken.append(("\n", owner))
            column = 0
        if character != "\n":
            column += 1
        broken.append((character, owner))
    return broken


def narrow(characters: Characters, spans: Sequence[Span], rng: random.Random) -> Characters:
    """Punctuation of half width, 。 aside."""
    return [(character.translate(HALF_WIDTH), owner) for character, owner in characters]


def mask_figures(characters: Characters, spans: Sequence[Span], rng: random.Random) -> Characters:
    """Figures masked as in published copies, the numbers of headings and items kept."""
    text = "".join(character for character, _ in characters)
    fronts = (NUMBER_AT_FRONT.match(text, span.start, span.end) for span in spans)
    numbers = {at for front in fronts if front for at in range(front.start(), front.end())}
    mask = rng.choice(MASKS)
    kept: Characters = []
    at = 0
    for found in FIGURE.finditer(text):
        if found.start() in numbers:
            continue
        kept += characters[at : found.start()]
        kept += [(character, characters[found.start()][1]) for character in mask]
        at = found.end()
    return kept + characters[at:]


def to_traditional(characters: Characters, spans: Sequence[Span], rng: random.Random) -> Characters:
    """Traditional characters."""
    table = traditional_table()
    return [(character.translate(table), owner) for character, owner in characters]


def drop_headings(characters: Characters, spans: Sequence[Span], rng: random.Random) -> Characters:
    """Without the headings below the title."""
    dropped = {i for i, span in enumerate(spans) if span.heading and span.rank > 1}
    kept: Characters = []
    after_dropped = False
    for character, owner in characters:
        if owner in dropped:
            after_dropped = True
        elif after_dropped and character == "\n" and (not kept or kept[-1][0] == "\n"):
            after_dropped = False
        else:
            after_dropped = after_dropped and owner == NOBODY
            kept.append((character, owner))
    return kept


@lru_cache(maxsize=1)
def traditional_table() -> dict[int, str]:
    from opencc import OpenCC

    characters = [chr(code) for code in range(0x4E00, 0xA000)]
    others = OpenCC("s2t").convert("\n".join(characters)).split("\n")
    return {ord(a): b for a, b in zip(characters, others, strict=True) if a != b and len(b) == 1}


DISTORTIONS: dict[str, Callable[[Characters, Sequence[Span], random.Random], Characters]] = {
    "lost_breaks": lose_breaks,
    "broken_lines": break_lines,
    "half_width": narrow,
    "masked_figures": mask_figures,
    "traditional": to_traditional,
    "no_headings": drop_headings,
}
"""Ways by name."""
