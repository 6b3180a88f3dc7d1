"""How texts and labels are kept: compressed, scores as counts of 1/10,000.

A score rounded to four digits says all that a calibrated probability knows, and two bytes hold it
exactly.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Sequence

import numpy as np

from zongjie.archive.cutting import CutReport
from zongjie.archive.likeness import shingle, sign
from zongjie.archive.records import PackedReport
from zongjie.report import Report
from zongjie.text import Span, heading_path

SCALE = 10_000
NONE = 255
SENTENCE = np.dtype(
    [
        ("start", "<u4"), ("end", "<u4"), ("line", "<u4"), ("parent", "<i4"), ("section", "<u4"),
        ("heading", "?"), ("label", "u1"), ("next", "u1"), ("score", "<u2"), ("next_score", "<u2"),
    ]
)  # fmt: skip
"""A sentence: where it stands in the report, line from 0, the innermost heading above it or -1."""
SECTION = np.dtype([("first", "<u4"), ("end", "<u4"), ("label", "u1"), ("score", "<u2")])
"""A section: its sentences `[first, end)`."""

_SURROGATE = re.compile("[\ud800-\udfff]")


def clean_text(text: str) -> str:
    """A text that UTF-8 can hold, as long as it was: lone surrogates become U+FFFD."""
    return _SURROGATE.sub("\ufffd", text)


def clean_name(name: str) -> str:
    """A name that UTF-8 can hold: bytes that are none, and lone surrogates, as escapes.

    Example:
        >>> print(clean_name("a\\udcff"))
        a\\udcff
    """
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def pack_text(text: str) -> bytes:
    """A text, compressed."""
    return zlib.compress(text.encode("utf-8"))


def unpack_text(body: bytes) -> str:
    """What `pack_text` packed."""
    return zlib.decompress(body).decode("utf-8")


def pack_report(report: CutReport, record: int | None) -> PackedReport:
    """A report as it is stored, with the hash and the MinHash of its text."""
    return PackedReport(
        record,
        report.title,
        report.start,
        report.end,
        report.line,
        hashlib.sha256(report.text.encode("utf-8")).digest(),
        pack_text(report.text),
        report.n_sentences,
        sign(shingle(report.text)).tobytes(),
    )


def pack_labels(report: Report, spans: Sequence[Span]) -> tuple[bytes, bytes]:
    """Sentences and sections of a labelled report, compressed.

    Args:
        report: what the classifier gave.
        spans: of its text, one for each sentence.
    """
    names = list(report.labels.names)
    sentences = np.zeros(len(spans), SENTENCE)
    paths = heading_path(spans)
    for row, sentence, span, path in zip(sentences, report.sentences, spans, paths, strict=True):
        label = names.index(sentence.label)
        others = [(-score, i) for i, score in enumerate(sentence.scores) if i != label]
        score, second = min(others, default=(0.0, NONE))
        row["start"], row["end"], row["line"] = sentence.start, sentence.end, span.line
        row["parent"] = path[-1] if path else -1
        row["section"], row["heading"] = sentence.section, sentence.heading
        row["label"], row["score"] = label, round(sentence.score * SCALE)
        row["next"], row["next_score"] = second, round(-score * SCALE)
    sections = np.zeros(len(report.sections), SECTION)
    for row, section in zip(sections, report.sections, strict=True):
        row["first"], row["end"] = section.first, section.first + len(section.sentences)
        row["label"], row["score"] = names.index(section.label), round(section.score * SCALE)
    return zlib.compress(sentences.tobytes()), zlib.compress(sections.tobytes())


def unpack_labels(sentences: bytes, sections: bytes) -> tuple[np.ndarray, np.ndarray]:
    """What `pack_labels` packed: arrays of `SENTENCE` and `SECTION`."""
    return (
        np.frombuffer(zlib.decompress(sentences), SENTENCE),
        np.frombuffer(zlib.decompress(sections), SECTION),
    )
