"""The streams of a binary Word document (.doc, .wps): characters, properties, lists.

Sections are those of [MS-DOC]. Everything is checked against the size of its stream: a damaged
file gives fewer properties, never a crash.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from typing import NamedTuple

from zongjie.reading.failing import broken
from zongjie.reading.formats.numbers import OFFICE_FORMS, Level

_FKP = 512  # bytes of a page of properties, 2.9.73 and 2.9.175
_OPERAND_BYTES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}  # by spra, 2.2.5.1
_AFTER_NUMBER = ("", " ", "")  # tab, space, nothing


class Run(NamedTuple):
    """Characters that lie in one place of the file.

    Attributes:
        text: the characters.
        at: offset of the first in the stream WordDocument.
        width: bytes of each.
    """

    text: str
    at: int
    width: int


class Span(NamedTuple):
    """Properties of the bytes [start, end) of the stream WordDocument: operands by operator."""

    start: int
    end: int
    values: dict[int, bytes]


def unpacked(form: str, data: bytes, at: int) -> tuple[int, ...]:
    """Little-endian values at an offset.

    Raises:
        ReadFailure: the data ends before.
    """
    if at < 0 or at + struct.calcsize("<" + form) > len(data):
        raise broken("Word document", f"it ends before byte {at}")
    return struct.unpack_from("<" + form, data, at)


def runs(word: bytes, table: bytes) -> Iterator[Run]:
    """The text in order, by the piece table (2.4.1)."""
    at, size = unpacked("II", word, 0x1A2)
    clx = table[at : at + size]
    at = 0
    while at < len(clx) and clx[at] == 1:
        at += 3 + unpacked("H", clx, at + 1)[0]
    size = unpacked("I", clx, at + 1)[0]
    pieces = clx[at + 5 : at + 5 + size]
    n = (len(pieces) - 4) // 12
    if n < 1:
        raise broken("Word document", "no table of its pieces")
    borders = unpacked(f"{n + 1}I", pieces, 0)
    for i in range(n):
        where = unpacked("I", pieces, 4 * (n + 1) + 8 * i + 2)[0]
        length = borders[i + 1] - borders[i]
        if length <= 0:
            continue
        if where & 0x40000000:
            start = (where & 0x3FFFFFFF) // 2
            yield Run(word[start : start + length].decode("cp1252", "replace"), start, 1)
        else:
            raw = word[where : where + 2 * length]
            yield Run(_code_units(raw), where, 2)


def _code_units(raw: bytes) -> str:
    """One character for each two bytes, so that offsets fit; halves of pairs are joined later."""
    return "".join(map(chr, struct.unpack(f"<{len(raw) // 2}H", raw[: len(raw) // 2 * 2])))


def paragraph_spans(word: bytes, table: bytes) -> list[Span]:
    """Properties of paragraphs (PlcBtePapx, 2.8.6), by their place in the stream."""
    return _spans(word, table, 0x102, _paragraph_grpprl)


def character_spans(word: bytes, table: bytes) -> list[Span]:
    """Properties of characters (PlcBteChpx, 2.8.5), by their place in the stream."""
    return _spans(word, table, 0xFA, _character_grpprl)


def _spans(
    word: bytes, table: bytes, fib_at: int, grpprl_of: Callable[[bytes, int], bytes]
) -> list[Span]:
    at, size = unpacked("II", word, fib_at)
    plc = table[at : at + size]
    n = (len(plc) - 4) // 8
    spans = []
    for i in range(n):
        number = unpacked("I", plc, 4 * (n + 1) + 4 * i)[0] & 0x3FFFFF
        page = word[number * _FKP : (number + 1) * _FKP]
        if len(page) == _FKP and 4 * (page[-1] + 1) < _FKP:
            borders = unpacked(f"{page[-1] + 1}I", page, 0)
            for j in range(page[-1]):
                values = dict(_operands(grpprl_of(page, j)))
                spans.append(Span(borders[j], borders[j + 1], values))
    return sorted(spans, key=lambda span: span.start)


def _paragraph_grpprl(page: bytes, j: int) -> bytes:
    entry = 4 * (page[-1] + 1) + 13 * j
    at = 2 * page[entry] if entry < _FKP - 1 else 0
    if not at:
        return b""
    if page[at]:
        return page[at + 3 : at + 2 * page[at]]
    return page[at + 4 : at + 2 + 2 * page[at + 1]] if at + 1 < _FKP else b""


def _character_grpprl(page: bytes, j: int) -> bytes:
    entry = 4 * (page[-1] + 1) + j
    at = 2 * page[entry] if entry < _FKP - 1 else 0
    return page[at + 1 : at + 1 + page[at]] if at else b""


def _operands(grpprl: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 2 < len(grpprl):
        operator = grpprl[at] | grpprl[at + 1] << 8
        at += 2
        spra = operator >> 13
        size = _OPERAND_BYTES.get(spra, grpprl[at] + 1)
        if operator == 0xD608:  # sprmTDefTable: two bytes of length
            size = (grpprl[at] | (grpprl[at + 1] if at + 1 < len(grpprl) else 0) << 8) + 1
        yield operator, grpprl[at : at + size]
        at += size


class ListRule(NamedTuple):
    """A list that paragraphs refer to.

    Attributes:
        key: what it shares its count with.
        levels: how its levels are numbered.
        starts: levels that begin anew with it, and at what.
    """

    key: int
    levels: list[Level]
    starts: dict[int, int]


def list_rules(word: bytes, table: bytes) -> dict[int, ListRule]:
    """The lists (PlfLst and PlfLfo, 2.9.131 and 2.9.149), by the index that paragraphs have."""
    lists_at, lists_size, lfos_at, lfos_size = unpacked("IIII", word, 0x2E2)
    if lists_size < 2 or lfos_size < 4:
        return {}
    levels_of = _levels_of_lists(table, lists_at, lists_at + lists_size)
    n = min(unpacked("I", table, lfos_at)[0], (lfos_size - 4) // 16)
    rules = {}
    at = lfos_at + 4 + 16 * n
    for i in range(n):
        key = unpacked("i", table, lfos_at + 4 + 16 * i)[0]
        n_overrides = table[lfos_at + 4 + 16 * i + 12]
        at += 4
        starts = {}
        for _ in range(min(n_overrides, 9)):
            if at + 8 > len(table):
                break
            start, flags = unpacked("iI", table, at)
            at += 8
            if flags & 0x20:
                level, at = _level(table, at)
                start = level.start
            if flags & 0x10:
                starts[flags & 0xF] = start
        rules[i + 1] = ListRule(key, levels_of.get(key, []), starts)
    return rules


def _levels_of_lists(table: bytes, start: int, at: int) -> dict[int, list[Level]]:
    """Levels by list; they follow the list of lists, which ends at `at`."""
    levels_of = {}
    n = unpacked("H", table, start)[0]
    for i in range(min(n, (at - start - 2) // 28)):
        entry = start + 2 + 28 * i
        key = unpacked("i", table, entry)[0]
        levels = []
        for _ in range(1 if table[entry + 26] & 1 else 9):
            level, at = _level(table, at)
            levels.append(level)
        levels_of[key] = levels
    return levels_of


def _level(table: bytes, at: int) -> tuple[Level, int]:
    """A level (LVL, 2.9.150), and where it ends."""
    start = unpacked("i", table, at)[0]
    form, follow, sizes = table[at + 4], unpacked("B", table, at + 15)[0], table[at + 24 : at + 26]
    at += 28 + sum(sizes)
    length = unpacked("H", table, at)[0]
    raw = table[at + 2 : at + 2 + 2 * length].decode("utf-16-le", "replace")
    text = "".join(f"%{ord(c) + 1}" if ord(c) < 9 else c for c in raw)
    name = OFFICE_FORMS.get(form, "decimal")
    after = _AFTER_NUMBER[follow] if follow < len(_AFTER_NUMBER) else ""
    return Level(start, name, text + after), at + 2 + 2 * length
