"""What reading gives: files found, documents read, failures recorded."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zongjie.reading.spool import Spooled

INSIDE = "!/"
"""Stands between an archive's path and the path inside it."""


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """Where a file stands.

    Attributes:
        archive: the folder or archive given as a source; "" where the file itself was given.
        file: its path there, parts joined by `/`; inside nested archives by `!/`.

    Example:
        >>> print(Origin("disk", "2019.zip!/乡镇/总结.doc"))
        disk/2019.zip!/乡镇/总结.doc
    """

    archive: str
    file: str

    def __str__(self) -> str:
        return f"{self.archive.rstrip('/')}/{self.file}" if self.archive else self.file


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to read: on its own, from a folder, or unpacked from an archive.

    Attributes:
        origin: where it stands.
        size: in bytes, unpacked.
        sha256: of its bytes, in hex.
        path: where its bytes lie. What was unpacked lies in a temporary file, which is removed
            when this object is no longer referred to; a copy sent to another process doesn't keep
            it, so hold on to the original until the copy has been read.
    """

    origin: Origin
    size: int
    sha256: str
    path: Path
    spooled: Spooled | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a file, or of one row of a table of texts.

    Attributes:
        origin: the file that it was read from.
        text: a line for each paragraph, heading, item or row of a table. Plain text as it stands,
            line breaks too.
        format: txt, md, html, mhtml, docx, doc, wordml, rtf, odt, fodt, pdf, csv, json, jsonl or
            xlsx.
        encoding: of the bytes, where the file is text: utf-8, utf-8-sig, utf-16 (-le or -be where
            it has no mark), gb18030, big5hkscs.
        title: what the file itself says is its title, if it does.
        record: index of the row, from 0, in a table of texts; None elsewhere.
        note: what could not be read of it, and the cure; None where all could.
    """

    origin: Origin
    text: str = field(repr=False)
    format: str
    encoding: str | None = None
    title: str | None = None
    record: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A file, row or archive that could not be read.

    Attributes:
        origin: the file or member that it is about.
        reason: one of `REASONS`.
        message: what is wrong, and the cure.
        record: index of the row that it is about, None for a file.
    """

    origin: Origin
    reason: str
    message: str
    record: int | None = None


REASONS = {
    "bomb": "an archive unpacks to far more than it holds",
    "broken": "not what its format says",
    "empty": "no text in it",
    "encrypted": "needs a password",
    "link": "a symbolic or hard link, not followed",
    "memory": "its reader needs more memory than allowed",
    "missing": "no such file",
    "scanned": "pictures of pages, no text",
    "timeout": "its reader takes longer than allowed",
    "too deep": "an archive within too many others",
    "too large": "more bytes than allowed",
    "unreadable": "the system refuses to read it",
    "unsafe path": "a path that climbs out of its archive",
    "unsupported": "a format that is not read",
}
"""Codes of `Failure.reason`, and what each means."""
