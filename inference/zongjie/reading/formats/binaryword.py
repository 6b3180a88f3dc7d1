"""Binary Word documents (.doc, and the .wps of WPS Office), Word 6 to 2003.

Read here on top of olefile, since of the libraries tried unword glues the cells of a table and the
heading after it into one word, wps2md knows no piece table, and both drop automatic numbers.
Left out: headers, notes, comments, deleted and hidden text, field codes, tables of contents.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from pathlib import Path

from zongjie.reading.failing import ReadFailure, broken, encrypted
from zongjie.reading.formats import wordfile
from zongjie.reading.formats.numbers import Numbering
from zongjie.reading.formats.parts import Part
from zongjie.reading.formats.wordfile import ListRule, Span, unpacked
from zongjie.reading.limits import Limits

_WORD_97 = 0xA5EC
_WORD_6 = (0xA5DC, 0xA59B, 0xA59C)
_ENCRYPTED, _TABLE_1 = 0x100, 0x200
_IN_TABLE, _ROW_END, _DEPTH, _LIST = 0x2416, 0x2417, 0x260A, 0x460B  # sprms of paragraphs
_DELETED, _HIDDEN = 0x0800, 0x083C  # sprms of characters
_ENDS = "\r\x07\x0c"
_PRINTED = str.maketrans({"\x0b": "\n", "\x1e": "-", "\xa0": " "} | {
    chr(code): None for code in (*range(9), 0x0E, *range(0x10, 0x1E), 0x1F)
})  # fmt: skip


def read_doc(path: Path, _limits: Limits) -> Iterator[Part]:
    """A line for each paragraph and row."""
    import olefile

    try:
        with olefile.OleFileIO(str(path)) as ole:
            word = ole.openstream("WordDocument").read()
            flags = unpacked("H", word, 0x0A)[0]
            if flags & _ENCRYPTED:
                raise encrypted("the document")
            name = "1Table" if flags & _TABLE_1 else "0Table"
            table = ole.openstream(name).read() if ole.exists(name) else b""
            title = _title(getattr(ole.get_metadata(), "title", None))
    except (OSError, ValueError, IndexError, KeyError, TypeError) as error:
        raise broken("Word document", error) from error
    kind = unpacked("H", word, 0)[0]
    if kind in _WORD_6 or not table:
        text = _word_6_text(word)
    elif kind == _WORD_97:
        text = "\n".join(_Paragraphs(word, table).lines())
    else:
        raise broken("Word document", f"it begins with {kind:#x}")
    yield Part(text, "doc", title=title)


def _title(raw: object) -> str | None:
    if not isinstance(raw, bytes):
        return None
    from zongjie.reading.encodings import decode

    try:
        return decode(raw.strip(b"\0")).text.strip() or None
    except ReadFailure:
        return None


def _word_6_text(word: bytes) -> str:
    """Word 6 and 95: one stretch of GBK."""
    start, end = unpacked("II", word, 0x18)
    text = word[start:end].decode("gb18030", "replace")
    return "\n".join(
        text.replace("\x07", "\t").translate(_PRINTED).replace("\r", "\n").split("\x0c")
    )


class _Paragraphs:
    """Cuts the characters into paragraphs, and gives each its number."""

    def __init__(self, word: bytes, table: bytes) -> None:
        self._word, self._table = word, table
        self._spans = _optional(wordfile.paragraph_spans, word, table)
        self._starts = [span.start for span in self._spans]
        self._rules: dict[int, ListRule] = dict(_optional_rules(word, table))
        self._numbering = Numbering()
        self._fields: list[
            str
        ] = []  # of each open field, its code as far as read; "" in its result

    def lines(self) -> Iterator[str]:
        """Lines of the main text, then of its text boxes."""
        row: list[list[str]] = [[]]
        for text, end, at in self._cut():
            values = self._values(at)
            line = self._numbered(text, values)
            if end == "\x07" or values.get(_IN_TABLE, b"\0")[:1] == b"\1":
                if values.get(_ROW_END, b"\0")[:1] == b"\1":
                    yield from _row_lines(row)
                    row = [[]]
                    continue
                if line.strip():
                    row[-1].append(line)
                if end == "\x07":
                    row.append([])
                continue
            yield from _row_lines(row)
            row = [[]]
            yield from line.split("\n")
        yield from _row_lines(row)

    def _cut(self) -> Iterator[tuple[str, str, int]]:
        """Text of each paragraph, the character that ends it, and where that lies."""
        pieces: list[str] = []
        end_at = 0
        for character, at in self._characters():
            if character in _ENDS:
                yield _joined(pieces), character, at
                pieces = []
            elif self._shows(character):
                pieces.append(character)
            end_at = at
        if pieces:
            yield _joined(pieces), "\r", end_at

    def _characters(self) -> Iterator[tuple[str, int]]:
        """Characters of the main text and of text boxes, hidden and deleted ones left out."""
        sizes = unpacked("7I", self._word, 0x4C)  # text, notes, headers, macros, comments, ...
        boxes = sum(sizes[:6])
        wanted = ((0, sizes[0]), (boxes, boxes + sizes[6]))
        hidden = [
            span
            for span in _optional(wordfile.character_spans, self._word, self._table)
            if any(span.values.get(sprm, b"\0")[:1] == b"\1" for sprm in (_DELETED, _HIDDEN))
        ]
        starts = [span.start for span in hidden]
        position = 0
        for run in wordfile.runs(self._word, self._table):
            for begin, end in wanted:
                first = max(begin - position, 0)
                for i in range(first, min(end - position, len(run.text))):
                    at = run.at + i * run.width
                    span = bisect_right(starts, at) - 1
                    if span < 0 or at >= hidden[span].end or run.text[i] in _ENDS:
                        yield run.text[i], at
            position += len(run.text)

    def _shows(self, character: str) -> bool:
        """Follow fields: \\x13 code \\x14 result \\x15; only results show, and no contents."""
        if character == "\x13":
            self._fields.append("\x13")
        elif character == "\x14" and self._fields:
            code = self._fields[-1].strip("\x13 ")
            self._fields[-1] = "TOC" if code.startswith("TOC") else ""
        elif character == "\x15" and self._fields:
            self._fields.pop()
        elif self._fields and self._fields[-1].startswith("\x13"):
            self._fields[-1] += character
        else:
            return "TOC" not in self._fields
        return False

    def _values(self, at: int) -> dict[int, bytes]:
        i = bisect_right(self._starts, at) - 1
        return self._spans[i].values if i >= 0 and at < self._spans[i].end else {}

    def _numbered(self, text: str, values: dict[int, bytes]) -> str:
        index = int.from_bytes(values.get(_LIST, b""), "little")
        rule = self._rules.get(index)
        if rule is None or not text.strip():
            return text
        for level, start in rule.starts.items():
            self._numbering.restart(rule.key, level, start)
        rule.starts.clear()
        depth = values.get(_DEPTH, b"\0")[0]
        return self._numbering.label(rule.key, rule.levels, depth) + text


def _joined(pieces: list[str]) -> str:
    text = "".join(pieces).translate(_PRINTED)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _row_lines(row: list[list[str]]) -> Iterator[str]:
    """A row as one line, or, where it lays out paragraphs, as these."""
    if any(len(cell) > 1 for cell in row):
        for cell in row:
            yield from cell
    elif any(row):
        yield "\t".join("".join(cell) for cell in row).rstrip("\t")


def _optional(read: Callable[[bytes, bytes], list[Span]], word: bytes, table: bytes) -> list[Span]:
    """Properties that a damaged file may lack: the text is worth having without."""
    try:
        return read(word, table)
    except (ReadFailure, IndexError):
        return []


def _optional_rules(word: bytes, table: bytes) -> dict[int, ListRule]:
    try:
        return wordfile.list_rules(word, table)
    except (ReadFailure, IndexError):
        return {}
