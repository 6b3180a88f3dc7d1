"""Found files to documents, by a process that may be killed over any of them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import asdict
from types import TracebackType
from typing import Any

from zongjie.reading.documents import Document, Failure, FoundFile
from zongjie.reading.formats import NO_TEXT
from zongjie.reading.limits import Limits
from zongjie.reading.processes import Worker, WorkerDied

_FILES_PER_PROCESS = 1000  # then a new one: what libraries leak stays small


class Reader:
    """Reads files in one process of its own, which it starts anew where a file kills it.

    For one thread; take a reader for each.

    Args:
        limits: of time, memory and bytes.

    Guarantees:
        What a file is read as does not depend on the files read before it.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._worker = Worker(self._limits)

    def read(self, found: FoundFile) -> list[Document | Failure]:
        """All that a file holds: a document, rows as documents, or why it can't be read.

        Never empty. A failure has `record` where a row failed, and the rest could be read.
        """
        return list(self.documents(found))

    def documents(self, found: FoundFile) -> Iterator[Document | Failure]:
        """The same one by one, for tables of texts of any length."""
        n_given = 0
        if self._worker.n_requests >= _FILES_PER_PROCESS:
            self._worker.close()
        fresh = self._worker.n_requests == 0
        while True:
            try:
                for given in self._ask(found, skip=n_given):
                    n_given += 1
                    yield given
                if n_given == 0:
                    yield Failure(found.origin, "empty", NO_TEXT)
                return
            except WorkerDied as death:
                if fresh or death.reason == "timeout":
                    yield Failure(found.origin, death.reason, death.message)
                    return
                fresh = True  # in a new process: files before it may have filled the old one

    def close(self) -> None:
        """End the process."""
        self._worker.close()

    def __enter__(self) -> Reader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _ask(self, found: FoundFile, skip: int) -> Iterator[Document | Failure]:
        request = {
            "task": "read",
            "path": str(found.path.absolute()),  # the process may stand in another folder
            "name": found.origin.file,
            "limits": asdict(self._limits),
        }
        for i, answer in enumerate(self._worker.ask(request)):
            if i >= skip and ("reason" in answer or "end" not in answer):
                yield _given(found, answer)


def _given(found: FoundFile, answer: dict[str, Any]) -> Document | Failure:
    if "reason" in answer:
        return Failure(found.origin, answer["reason"], answer["message"], answer.get("record"))
    return Document(found.origin, **answer)


_threads = threading.local()


def read_file(found: FoundFile, limits: Limits | None = None) -> list[Document | Failure]:
    """Read a file as `Reader.read` does, by a reader kept for this thread and these limits.

    Args:
        found: what `find_files` gave.
        limits: of time, memory and bytes; the defaults of `Limits` if None.

    Returns:
        Never empty: documents, and failures for what could not be read.
    """
    limits = limits or Limits()
    kept: tuple[Limits, Reader] | None = getattr(_threads, "kept", None)
    if kept is None or kept[0] != limits:
        if kept is not None:
            kept[1].close()
        kept = _threads.kept = (limits, Reader(limits))
    return kept[1].read(found)
