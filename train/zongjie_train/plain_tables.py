"""Tables in plain text: columns that stay even on a terminal, where Chinese characters are wide."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

GAP = "  "


def align(
    rows: Sequence[Sequence[str]], n_left: int = 2, groups: Sequence[str] = (), rule: bool = False
) -> str:
    """Rows of cells as lines of even columns.

    Args:
        rows: the head and what stands below it, equally many cells each.
        n_left: so many columns stand to the left, the others to the right.
        groups: titles over equally many columns each, from the second on; none if empty.
        rule: whether a line is drawn below the head.

    Example:
        >>> print(align([["label", "", "n"], ["plan", "计划", "12"]]))
        label        n
        plan   计划  12
    """
    widths = [max(map(columns, column)) for column in zip(*rows, strict=True)]
    lines = []
    if groups:
        size, titles = (len(widths) - 1) // len(groups), []
        for n, group in enumerate(groups):
            first = 1 + n * size
            room = sum(widths[first : first + size]) + len(GAP) * (size - 1)
            widths[first] += max(0, columns(group) - room)
            titles.append(pad(group, room, left=False))
        lines.append(GAP.join([" " * widths[0], *titles]))
    for row in rows:
        cells = [pad(row[i], width, left=i < n_left) for i, width in enumerate(widths)]
        lines.append(GAP.join(cells).rstrip())
    if rule:
        below_head = 2 if groups else 1
        lines.insert(below_head, "─" * (sum(widths) + len(GAP) * (len(widths) - 1)))
    return "\n".join(lines)


def columns(text: str) -> int:
    """Columns that a text takes on a terminal: two for each wide character."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


def pad(text: str, width: int, left: bool) -> str:
    """Text with spaces to a width in columns."""
    room = " " * (width - columns(text))
    return text + room if left else room + text
