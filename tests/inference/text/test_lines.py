"""Lines are those of str.splitlines, with their places."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from zongjie.text.lines import iter_lines

BREAKS = st.text("甲 \n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")


@given(st.one_of(st.text(), BREAKS))
def test_lines_are_those_of_splitlines(text: str):
    lines = [text[start:end] for start, end in iter_lines(text)]
    expected = text.splitlines()
    if lines[-1] == "":  # splitlines leaves out what follows the last break
        lines.pop()
    assert lines == expected
