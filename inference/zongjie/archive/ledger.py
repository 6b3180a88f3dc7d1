"""The store's files and failures as rows of the tables, in their order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from zongjie.archive.store import Store

UNLABELLED = "unlabelled"
"""Reason of what was read, and ended its process when it was labelled."""
Row = dict[str, Any]
_FILES = (
    "SELECT id, archive, file, format, encoding, bytes, sha256, seconds FROM files"
    " WHERE run = ? ORDER BY archive, file, copy"
)
_REPORTS_OF_FILE = (
    "SELECT r.text, t.n_sentences, k.original = k.text AND k.file = r.file AND k.number = r.number"
    " FROM reports r JOIN texts t ON t.id = r.text JOIN kin k ON k.text = r.text WHERE r.file = ?"
    " ORDER BY r.number"
)
_FAILURES_OF_FILE = "SELECT reason, message FROM failures WHERE file = ? ORDER BY number"


def iter_files(store: Store, run: int, failed: Mapping[int, str]) -> Iterator[Row]:
    """Rows of `files`, in order.

    Args:
        store: the archive's.
        run: number of the run.
        failed: by text, why an original has no labels.
    """
    for file_id, archive, file, kind, encoding, size, sha256, seconds in store.rows(_FILES, (run,)):
        n_reports = n_duplicates = n_unlabelled = n_sentences = 0
        for text, n, is_original in store.rows(_REPORTS_OF_FILE, (file_id,)):
            n_reports += 1
            n_duplicates += not is_original
            n_unlabelled += bool(is_original) and text in failed
            n_sentences += n if is_original and text not in failed else 0
        status = "duplicate" if n_reports == n_duplicates else "labelled"
        reason = None
        if n_reports == n_unlabelled:
            status = "failed"
            first = store.execute(_FAILURES_OF_FILE, (file_id,)).fetchone()
            reason = first[0] if first else UNLABELLED
        yield {
            "archive": archive,
            "file": file,
            "status": status,
            "reason": reason,
            "format": kind,
            "encoding": encoding,
            "bytes": size,
            "sha256": sha256,
            "n_reports": n_reports,
            "n_duplicates": n_duplicates,
            "n_sentences": n_sentences,
            "seconds": seconds,
        }


def iter_errors(store: Store, run: int, failed: Mapping[int, str]) -> Iterator[Row]:
    """Rows of `errors`, in order; arguments as those of `iter_files`."""
    for file_id, archive, file, *_ in store.rows(_FILES, (run,)):
        place = {"archive": archive, "file": file}
        for reason, message in store.rows(_FAILURES_OF_FILE, (file_id,)):
            yield {**place, "reason": reason, "message": message}
        for text, _, is_original in store.rows(_REPORTS_OF_FILE, (file_id,)) if failed else ():
            if is_original and text in failed:
                why = f"labelling it failed ({failed[text]}); run again, or report it"
                yield {**place, "reason": UNLABELLED, "message": why}
