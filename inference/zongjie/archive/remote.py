"""Stage 1 over object storage: sources that fsspec opens, such as `s3://bucket/reports`.

Names are listed here; each file is fetched, opened and read where the engine has a worker, so the
bytes go to the machines of a cluster and not through this one.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from zongjie.archive.digesting import ReadPart, pack_failure, read_found, reader_key
from zongjie.archive.engine import DONE, Died, Engine, Task
from zongjie.archive.errors import ArchiveError
from zongjie.archive.intake import FileSoFar, keep_answer
from zongjie.archive.packing import clean_name
from zongjie.archive.progress import Progress
from zongjie.archive.records import PackedFailure
from zongjie.archive.store import COMMIT_SECONDS, Store
from zongjie.reading import Failure, Limits, Origin, find_files
from zongjie.reading.documents import INSIDE

Known = Mapping[tuple[str, int], str]
"""SHA-256 of the files that have been read, by name and copy."""


class Member(NamedTuple):
    """A file that was found in a fetched one, or is it; its parts follow unless it is known."""

    file: str
    sha256: str
    size: int
    known: bool


class Ended(NamedTuple):
    """The member before has no more parts."""


def is_remote(source: str) -> bool:
    """Tells whether a source is a URL.

    Example:
        >>> is_remote("s3://bucket/reports"), is_remote("reports/2023")
        (True, False)
    """
    return "://" in source


def list_remote(source: str) -> Iterator[tuple[Origin, str]]:
    """Files below a URL, each with its own, in order.

    Raises:
        ArchiveError: fsspec isn't installed, or can't open it.
    """
    try:
        import fsspec
    except ImportError as error:
        raise ArchiveError("a URL as source needs fsspec: pip install 'zongjie[ray]'") from error
    try:
        system, root = fsspec.core.url_to_fs(source)
        if not system.isdir(root):
            if not system.exists(root):
                raise FileNotFoundError("nothing is there")
            yield Origin("", source), source
            return
        for folder, folders, names in system.walk(root):
            folders.sort()
            for name in sorted(names):
                path = f"{folder}/{name}"
                file = path[len(root) :].lstrip("/")
                yield Origin(source, file), system.unstrip_protocol(path)
    except (ImportError, OSError, ValueError) as error:
        raise ArchiveError(f"{source}: can't be listed ({error}); check the URL") from error


def take_in_remote(
    store: Store,
    run: int,
    sources: Sequence[str],
    limits: Limits,
    engine: Engine,
    progress: Progress,
) -> int:
    """Bring the store up to what sources in object storage hold; see `intake.take_in`."""
    key = reader_key(limits)
    taken: dict[int, _Taken] = {}

    def tasks() -> Iterator[Task]:
        listed = (found for source in sources for found in list_remote(source))
        for number, (origin, url) in enumerate(listed):
            progress.grow()
            taken[number] = _Taken(store, run, origin, key)
            yield number, (url, origin, taken[number].known(), limits)

    n_read = 0
    for number, item in engine.run(read_remote, tasks()):
        n_read += taken[number].keep(item)
        if item == DONE or (isinstance(item, Died) and item.last):
            del taken[number]
            progress.advance()
        store.commit(COMMIT_SECONDS)
    store.commit()
    return n_read


class _Taken:
    """What has come of one file of the storage."""

    def __init__(self, store: Store, run: int, origin: Origin, key: str) -> None:
        self._store, self._run, self._origin, self._key = store, run, origin, key
        self._entered: list[int] = []
        self._parts: dict[int, FileSoFar] = {}

    def known(self) -> dict[tuple[str, int], str]:
        """What was read of it before."""
        archive, file = self._origin.archive, self._origin.file
        inside = (archive, file + INSIDE) if archive else (file, "")
        rows = self._store.rows(
            "SELECT file, copy, sha256 FROM files WHERE reader = ? AND sha256 IS NOT NULL AND"
            " (archive = ? AND file = ? OR archive = ? AND substr(file, 1, ?) = ?)",
            (self._key, archive, file, inside[0], len(inside[1]), inside[1]),
        )
        return {(name, copy): sha256 for name, copy, sha256 in rows}

    def keep(self, item: object) -> int:
        """Store an answer; return how many files were read to their end by it."""
        store, run, key = self._store, self._run, self._key
        if isinstance(item, Failure):
            origin = item.origin
            file = store.enter_failed(run, clean_name(origin.archive), clean_name(origin.file))
            store.add_failures(file, [pack_failure(item)])
        elif isinstance(item, Member):
            archive = self._origin.archive or (
                self._origin.file if item.file != self._origin.file else ""
            )
            entry = store.enter(run, archive, item.file, item.sha256, item.size, key)
            self._entered.append(entry.id)
            if not item.known and not entry.to_read:
                store.clear(entry.id)
        elif isinstance(item, ReadPart):
            keep_answer(store, self._parts, self._entered[-1], item, key)
        elif isinstance(item, Ended):
            keep_answer(store, self._parts, self._entered[-1], DONE, key)
            return 1
        elif isinstance(item, Died):
            self._forget()
            if isinstance(item.error, ArchiveError):
                raise item.error
            if item.last:
                why = f"zongjie failed on it ({item.message[:200]}); please report it"
                file = store.enter_failed(run, self._origin.archive, self._origin.file)
                store.add_failures(file, [PackedFailure("broken", why)])
        return 0

    def _forget(self) -> None:
        for file in self._entered:
            self._store.clear(file)
            self._store.execute("UPDATE files SET run = 0 WHERE id = ?", (file,))
        self._entered, self._parts = [], {}


def read_remote(
    url: str, origin: Origin, known: Known, limits: Limits
) -> Iterator[Failure | Member | ReadPart | Ended]:
    """Fetch a file, and read what is found in it: what a worker does."""
    import fsspec

    copies: dict[str, int] = {}
    with tempfile.TemporaryDirectory(prefix="zongjie-") as folder:
        held = Path(folder) / "fetched" / Path(origin.file).name
        held.parent.mkdir()
        try:
            system, path = fsspec.core.url_to_fs(url)
            system.get_file(path, str(held))
        except (OSError, ValueError) as error:
            yield Failure(origin, "unreadable", f"can't be fetched ({error}); check the rights")
            return
        for found in find_files([held], limits, spool=Path(folder)):
            found = replace(found, origin=_placed(found.origin, origin))
            if isinstance(found, Failure):
                yield found
                continue
            file = clean_name(found.origin.file)
            copies[file] = copies.get(file, -1) + 1
            is_known = known.get((file, copies[file])) == found.sha256
            yield Member(file, found.sha256, found.size, is_known)
            if not is_known:
                yield from read_found(found, limits)
                yield Ended()


def _placed(found: Origin, origin: Origin) -> Origin:
    """Where a file stands that was found in the fetched copy of another."""
    if not found.archive:
        return origin
    if origin.archive:
        return Origin(origin.archive, origin.file + INSIDE + found.file)
    return Origin(origin.file, found.file)
