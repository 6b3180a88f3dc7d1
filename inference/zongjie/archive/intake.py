"""Stage 1, sources to stored reports: every file found, hashed, and read if it is not known yet.

Files are found here, one by one, since archives are opened in order; they are read, and cut into
reports, by the engine's workers.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from zongjie.archive.digesting import ReadPart, pack_failure, read_found, reader_key
from zongjie.archive.engine import Died, Done, Engine, Task
from zongjie.archive.errors import ArchiveError
from zongjie.archive.packing import clean_name
from zongjie.archive.progress import Progress
from zongjie.archive.records import PackedFailure
from zongjie.archive.store import COMMIT_SECONDS, Store
from zongjie.reading import Failure, FoundFile, Limits, Origin, find_files
from zongjie.reading.sources import expand


def take_in(
    store: Store,
    run: int,
    sources: Sequence[str],
    out: Path,
    limits: Limits,
    spool: Path,
    engine: Engine,
    progress: Progress,
) -> int:
    """Bring the store up to what the sources hold.

    Args:
        store: the archive's.
        run: number of this run.
        sources: as `find_files` takes them.
        out: where the archive's tables go; what lies in it is no source.
        limits: on what is read.
        spool: for temporary files.
        engine: reads.
        progress: told of files.

    Returns:
        How many files were read, since they were not known.
    """
    key = reader_key(limits)
    skipped = os.path.join(os.path.abspath(out), "")
    under_way: dict[int, FoundFile] = {}  # kept: their temporary files live as long

    def tasks() -> Iterator[Task]:
        for found in find_files(sources, limits, spool=spool):
            if os.path.abspath(str(found.origin)).startswith(skipped):
                continue
            name = clean_name(found.origin.archive), clean_name(found.origin.file)
            progress.grow(is_member(found.origin))
            if isinstance(found, Failure):
                file = store.enter_failed(run, *name)
                store.add_failures(file, [pack_failure(found)])
                progress.advance()
                continue
            entry = store.enter(run, *name, found.sha256, found.size, key)
            if entry.to_read:
                under_way[entry.id] = found
                yield entry.id, (found, limits)
            else:
                progress.advance()
            store.commit(COMMIT_SECONDS)

    files: dict[int, FileSoFar] = {}
    n_read = 0
    for file, item in engine.run(read_found, tasks()):
        if keep_answer(store, files, file, item, key):
            del under_way[file]
            n_read += 1
            progress.advance()
        store.commit(COMMIT_SECONDS)
    store.commit()
    return n_read


def count_files(sources: Sequence[str]) -> int:
    """How many files the sources hold, archives as one each: what progress is measured by."""
    n = 0
    for source in sources:
        for path in expand(source):
            n += sum(len(files) for _, _, files in os.walk(path)) if os.path.isdir(path) else 1
    return n


def is_member(origin: Origin) -> bool:
    """Tells whether a file was unpacked from an archive."""
    return "!/" in origin.file or (origin.archive != "" and not os.path.isdir(origin.archive))


class FileSoFar:
    """What is known of a file while its parts come in."""

    def __init__(self) -> None:
        self.format: str | None = None
        self.encoding: str | None = None
        self.seconds = 0.0
        self.n_parts = 0


def keep_answer(
    store: Store, files: dict[int, FileSoFar], file: int, item: object, key: str
) -> bool:
    """Store what came of reading a file; tell whether that was all."""
    so_far = files.setdefault(file, FileSoFar())
    if isinstance(item, ReadPart):
        store.add_reports(file, item.reports)
        store.add_failures(file, item.failures)
        so_far.format = so_far.format or item.format
        so_far.encoding = so_far.encoding or item.encoding
        so_far.seconds += item.seconds
        return False
    if isinstance(item, Died):
        store.clear(file)
        files[file] = so_far = FileSoFar()
        if isinstance(item.error, ArchiveError):
            raise item.error
        if not item.last:
            return False
        why = f"zongjie failed on it ({item.message[:200]}); please report it, with the file"
        store.add_failures(file, [PackedFailure("broken", why)])
    assert isinstance(item, (Done, Died))
    store.finish(file, key, round(so_far.seconds, 4), so_far.format, so_far.encoding)
    del files[file]
    return True
