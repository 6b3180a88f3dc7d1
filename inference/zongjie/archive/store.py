"""What is known of an archive so far: one SQLite file, the journal of a run and its memory.

Everything that a run works out goes in here first: files with the hash of their bytes, the reports
cut from them, each text once however often it stands in the archive, and its labels. A change is
there whole or not at all, whenever the process is killed. The tables of the archive are written
from here alone, so they don't depend on the order in which it was filled.

Ids are numbers of rows, given out in the order of work: no table shows them.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from zongjie.archive.errors import ArchiveError, store_error
from zongjie.archive.records import SQL_TABLES, Entry, PackedFailure, PackedReport

FORMAT = "1"
COMMIT_SECONDS = 2.0  # of work that a kill may cost
CACHE_KIB = 32768


class Store:
    """The state of an archive's labelling, held by one process at a time.

    Args:
        path: the SQLite file, made where there is none.

    Raises:
        ArchiveError: another process holds it, or it can't be read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db = sqlite3.connect(path, timeout=1.0, isolation_level=None)
        try:
            self._open()
        except sqlite3.Error as error:
            self._db.close()
            raise store_error(error, path) from error
        except ArchiveError:
            self._db.close()
            raise
        self._committed = time.monotonic()

    def _open(self) -> None:
        self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._db.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("BEGIN EXCLUSIVE")
        if not self._db.execute("SELECT 1 FROM sqlite_master").fetchone():
            for statement in SQL_TABLES.split(";"):
                self._db.execute(statement)
            self.set("format", FORMAT)
        found = self.get("format")
        if found != FORMAT:
            raise ArchiveError(
                f"{self.path}: was written by another zongjie (format {found}, here {FORMAT}); "
                f"remove {self.path.parent} to label afresh, or install that one"
            )
        self._db.execute("COMMIT")
        self._db.execute("BEGIN")

    def execute(self, sql: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        """Run one statement, in the transaction that is open."""
        return self._db.execute(sql, values)

    def get(self, key: str) -> str | None:
        """A remembered value."""
        row = self.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def set(self, key: str, value: str) -> None:
        """Remember a value."""
        self.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def commit(self, every: float = 0.0) -> None:
        """Make what was done last, if `every` seconds have gone by since it last was."""
        if time.monotonic() - self._committed >= every:
            self.execute("COMMIT")
            self.execute("BEGIN")
            self._committed = time.monotonic()

    def close(self) -> None:
        """Keep what was done, and let go of the file."""
        if self._db.in_transaction:
            self._db.execute("COMMIT")
        self._db.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None:
            self._db.close()  # as a kill would leave it: what was begun is undone
        else:
            self.close()

    def begin_run(self) -> int:
        """The number of a new run: files that it does not find again are out of its tables."""
        run = int(self.get("run") or 0) + 1
        self.set("run", str(run))
        return run

    def enter(
        self, run: int, archive: str, file: str, sha256: str | None, size: int | None, reader: str
    ) -> Entry:
        """Note a file that this run found.

        It is to be read unless it was with the same bytes by the same reader. One name may stand
        twice in an archive: the second is another copy.
        """
        copy = 0
        known = None
        for known in self.execute(
            "SELECT id, run, sha256, reader, copy FROM files WHERE archive = ? AND file = ?"
            " ORDER BY copy",
            (archive, file),
        ).fetchall():
            if known[1] != run:
                copy = known[4]
                break
            copy, known = known[4] + 1, None
        if known is None:
            made = self.execute(
                "INSERT INTO files (archive, file, copy, run, sha256, bytes)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (archive, file, copy, run, sha256, size),
            )
            assert made.lastrowid is not None
            return Entry(made.lastrowid, True)
        same = sha256 is not None and known[2:4] == (sha256, reader)
        self.execute("UPDATE files SET run = ? WHERE id = ?", (run, known[0]))
        if not same:
            self.clear(known[0])
            self.execute(
                "UPDATE files SET sha256 = ?, bytes = ? WHERE id = ?", (sha256, size, known[0])
            )
        return Entry(known[0], not same)

    def enter_failed(self, run: int, archive: str, file: str) -> int:
        """Note what this run could not even open; return its id."""
        found = self.execute(
            "SELECT id FROM files WHERE archive = ? AND file = ? AND run = ? AND sha256 IS NULL",
            (archive, file, run),
        ).fetchone()
        return found[0] if found else self.enter(run, archive, file, None, None, "").id

    def clear(self, file: int) -> None:
        """Forget what a file was read as."""
        self.execute("DELETE FROM reports WHERE file = ?", (file,))
        self.execute("DELETE FROM failures WHERE file = ?", (file,))
        self.execute(
            "UPDATE files SET reader = NULL, format = NULL, encoding = NULL, seconds = 0"
            " WHERE id = ?",
            (file,),
        )

    def add_reports(self, file: int, reports: Sequence[PackedReport]) -> None:
        """Put reports of a file behind those that it has."""
        for number, report in enumerate(reports, self._count("reports", file)):
            row = self.execute("SELECT id FROM texts WHERE hash = ?", (report.hash,)).fetchone()
            text = row[0] if row else self._add_text(report)
            place = (report.record, report.title, report.start, report.end, report.line)
            self.execute(
                "INSERT INTO reports VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (file, number, *place, text)
            )

    def add_failures(self, file: int, failures: Sequence[PackedFailure]) -> None:
        """Put failures of a file behind those that it has."""
        for number, failure in enumerate(failures, self._count("failures", file)):
            self.execute("INSERT INTO failures VALUES (?, ?, ?, ?)", (file, number, *failure))

    def finish(
        self, file: int, reader: str, seconds: float, kind: str | None, encoding: str | None
    ) -> None:
        """Note that a file was read to its end."""
        self.execute(
            "UPDATE files SET reader = ?, seconds = ?, format = ?, encoding = ? WHERE id = ?",
            (reader, seconds, kind, encoding, file),
        )

    def prune(self, run: int) -> None:
        """Forget files that this run did not find, and texts that stand nowhere any more."""
        gone = "(SELECT id FROM files WHERE run != ?)"
        for table in ("reports", "failures"):
            self.execute(f"DELETE FROM {table} WHERE file IN {gone}", (run,))
        self.execute("DELETE FROM files WHERE run != ?", (run,))
        self.execute("DELETE FROM texts WHERE id NOT IN (SELECT text FROM reports)")
        self.execute("DELETE FROM labels WHERE text NOT IN (SELECT id FROM texts)")

    def rows(self, sql: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Rows of a query one by one, by a cursor of its own."""
        return self._db.cursor().execute(sql, values)

    def _count(self, table: str, file: int) -> int:
        row = self.execute(f"SELECT max(number) FROM {table} WHERE file = ?", (file,)).fetchone()
        return 0 if row[0] is None else row[0] + 1

    def _add_text(self, report: PackedReport) -> int:
        values = (report.hash, report.n_sentences, report.signature, report.body)
        made = self.execute(
            "INSERT INTO texts (hash, n_sentences, signature, body) VALUES (?, ?, ?, ?)", values
        )
        assert made.lastrowid is not None
        return made.lastrowid
