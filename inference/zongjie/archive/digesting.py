"""A file to packed reports: what a worker does in stage 1."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from zongjie import __version__
from zongjie.archive.cutting import cut_document
from zongjie.archive.errors import disk_full
from zongjie.archive.likeness import METHOD
from zongjie.archive.packing import clean_text, pack_report
from zongjie.archive.records import PackedFailure, PackedReport
from zongjie.reading import Document, Failure, FoundFile, Limits, Reader

PART_BYTES = 1 << 20  # of packed reports, that travel together
ROW_BYTES = 200  # what a row of a table takes beside its text


class ReadPart(NamedTuple):
    """Some of what a file was read as.

    Attributes:
        format, encoding: of the file, where a document tells.
        reports: cut from it, in order.
        failures: what could not be read.
        seconds: since the part before it.
    """

    format: str | None
    encoding: str | None
    reports: list[PackedReport]
    failures: list[PackedFailure]
    seconds: float


def reader_key(limits: Limits) -> str:
    """What decides, beside a file's bytes, what it is read as."""
    shown = f"{__version__} {METHOD} {limits!r}"
    return hashlib.sha256(shown.encode()).hexdigest()[:16]


def read_found(found: FoundFile, limits: Limits) -> Iterator[ReadPart]:
    """Read a file and cut it into reports: what a worker does.

    Yields:
        At least one part; each holds about `PART_BYTES`.
    """
    began = time.perf_counter()
    part = ReadPart(None, None, [], [], 0.0)
    n_given = n_bytes = 0
    for given in _reader(limits).documents(found):
        for report in _packed(given, part.failures):
            part.reports.append(report)
            n_bytes += len(report.body)
            if n_bytes >= PART_BYTES:
                yield part._replace(seconds=time.perf_counter() - began)
                began, n_given, n_bytes = time.perf_counter(), 1, 0
                part = part._replace(reports=[], failures=[])
        if not isinstance(given, Failure):
            part = part._replace(
                format=part.format or given.format, encoding=part.encoding or given.encoding
            )
        n_bytes += ROW_BYTES  # rows that fail, or hold nothing, are kept too
    if not (n_given or part.reports or part.failures):
        part.failures.append(PackedFailure("empty", "no text in it"))
    yield part._replace(seconds=time.perf_counter() - began)


def _packed(given: Document | Failure, failures: list[PackedFailure]) -> Iterator[PackedReport]:
    """The reports of a document; what is wrong with it goes to the failures."""
    if isinstance(given, Failure):
        failures.append(pack_failure(given))
        return
    if given.note:
        failures.append(PackedFailure("incomplete", _with_row(given.note, given.record)))
    title = clean_text(given.title) if given.title else None
    for report in cut_document(clean_text(given.text), title):
        yield pack_report(report, given.record)


def pack_failure(failure: Failure) -> PackedFailure:
    """A failure as it is stored.

    Raises:
        ArchiveError: it is none of the file's: the disk for temporary files is full.
    """
    if os.strerror(errno.ENOSPC) in failure.message:
        raise disk_full(Path(tempfile.gettempdir()))
    return PackedFailure(failure.reason, _with_row(clean_text(failure.message), failure.record))


def _with_row(message: str, record: int | None) -> str:
    return message if record is None else f"row {record}: {message}"


@lru_cache(maxsize=1)
def _reader(limits: Limits) -> Reader:
    return Reader(limits)
