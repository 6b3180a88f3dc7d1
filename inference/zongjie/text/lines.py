"""Lines of a text, as its line breaks give them.

Breaks are those of ``str.splitlines``: \\n, \\r\\n, \\r, vertical tab, form feed (where a page
ends), the separators U+001C to U+001E, U+0085, U+2028 and U+2029.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_BREAK = re.compile("\r\n|[\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")


def iter_lines(text: str) -> Iterator[tuple[int, int]]:
    """Yields (start, end) of each line, blank ones too, without its line break.

    Guarantees:
        What lies between the lines is line breaks only; a text has one line more than it has
        breaks.

    Example:
        >>> list(iter_lines("一、概况\\r\\n\\n本镇"))
        [(0, 4), (6, 6), (7, 9)]
    """
    start = 0
    for line_break in _BREAK.finditer(text):
        yield start, line_break.start()
        start = line_break.end()
    yield start, len(text)
