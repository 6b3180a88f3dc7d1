"""Sources to documents: files, folders and archives of any office format, hostile ones too.

    for found in find_files(["disk", "2019.zip", "*.docx"]):
        if isinstance(found, Failure): ...         # goes into the ledger
        for document in read_file(found): ...      # Document or Failure

Formats are told by content, not by suffix. Whatever a file does to its reader, a hang or a crash
included, ends as a `Failure`. Knows nothing of labels or of output.
"""

from __future__ import annotations

from zongjie.reading.documents import REASONS, Document, Failure, FoundFile, Origin
from zongjie.reading.limits import Limits
from zongjie.reading.reader import Reader, read_file
from zongjie.reading.sources import find_files

__all__ = [
    "REASONS", "Document", "Failure", "FoundFile", "Limits", "Origin", "Reader", "find_files",
    "read_file",
]  # fmt: skip
