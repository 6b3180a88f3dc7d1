"""Sources to files: folders walked, globs expanded, archives opened, whatever is nested in them.

1. A folder is walked in the order of its names, a glob gives its matches in order, an archive its
   members as they stand in it.
2. What begins like an archive is handed to a process that can be killed; it tells whether it is
   one, and unpacks one member at a time into a temporary file.
3. Members are visited like files, down to `Limits.max_depth`.
"""

from __future__ import annotations

import contextlib
import glob
import hashlib
import os
import stat
from collections.abc import Generator, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from zongjie.reading.documents import INSIDE, Failure, FoundFile, Origin
from zongjie.reading.limits import Limits, too_large
from zongjie.reading.names import is_junk, readable_name
from zongjie.reading.processes import Worker, WorkerDied
from zongjie.reading.signatures import head_of, is_binary, may_be_archive
from zongjie.reading.spool import Spooled, SpoolFolder
from zongjie.reading.unpacking import CHUNK, FREE_BYTES

Found = Iterator[FoundFile | Failure]


def find_files(
    sources: Iterable[str | os.PathLike[str]],
    limits: Limits | None = None,
    *,
    spool: Path | None = None,
) -> Found:
    """Find the files to read.

    Args:
        sources: files, folders, archives, or patterns with `*`, `?`, `[...]` and `**`.
        limits: of bytes, depth, time and memory.
        spool: where to put what is unpacked; the system's folder for temporary files if None.

    Yields:
        Files in an order that the sources alone decide, and failures for what can't be opened.
        Only what is asked for is unpacked: take one, read it, drop it.

    Raises:
        TypeError: `sources` is one path, not several.

    Guarantees:
        Links are followed where they are given as sources, nowhere else. Files that systems and
        editors leave behind (`.DS_Store`, `Thumbs.db`, `__MACOSX`, `~$…`) are left out.
    """
    if isinstance(sources, (str, bytes, os.PathLike)):
        raise TypeError(f"find_files takes several sources, not one; use [{sources!r}]")
    return _Finder(limits or Limits(), spool).find(os.fspath(source) for source in sources)


@dataclass
class _Budget:
    """What may still be unpacked from one outermost archive."""

    bytes_left: int


class _Finder:
    def __init__(self, limits: Limits, spool: Path | None) -> None:
        self._limits = limits
        self._spool = SpoolFolder(spool)
        self._given: set[str] = set()  # real paths of the sources so far
        self._workers: list[Worker] = []  # one for each archive that is open, outermost first

    def find(self, sources: Iterable[str]) -> Found:
        try:
            for source in sources:
                for path in expand(source):
                    real = Path(os.path.realpath(path))
                    if not any(str(part) in self._given for part in (real, *real.parents)):
                        yield from self._source(path)
                        self._given.add(str(real))
        finally:
            for worker in self._workers:
                worker.close()

    def _source(self, path: str) -> Found:
        name = readable_name(path.replace(os.sep, "/"))
        if os.path.isdir(path):
            yield from self._folder(path, name)
        elif not os.path.exists(path):
            yield Failure(Origin("", name), "missing", "no such file or folder: check its path")
        else:
            yield from self._file(Path(path), Origin("", name))

    def _folder(self, path: str, source: str) -> Found:
        """By a stack: folders may be nested deeper than calls may."""
        try:
            waiting = _entries(path, "")
        except OSError as error:
            yield _unreadable(Origin(source, ""), error)
            return
        while waiting:
            entry, file = waiting.pop()
            origin = Origin(source, file)
            if self._given and os.path.realpath(entry.path) in self._given:
                continue
            if entry.is_symlink():
                why = "a link, not followed: give what it points at as a source"
                yield Failure(origin, "link", why)
            elif not entry.is_dir():
                if not is_junk(file):
                    yield from self._file(Path(entry.path), origin)
            elif not is_junk(file + "/"):
                try:
                    waiting += _entries(entry.path, file + "/")
                except OSError as error:
                    yield _unreadable(origin, error)

    def _file(self, path: Path, origin: Origin) -> Found:
        try:
            status = path.stat()
            if not stat.S_ISREG(status.st_mode):
                yield Failure(origin, "unsupported", "a device or pipe, not a file")
                return
            head = head_of(path)
            if may_be_archive(head):
                most = max(FREE_BYTES, int(self._limits.max_archive_ratio * status.st_size))
                budget = _Budget(min(self._limits.max_archive_bytes, most))
                if (yield from self._archive(path, origin, 1, budget)):
                    return
            yield self._too_large(origin, status.st_size, head) or FoundFile(
                origin, status.st_size, _sha256(path), path
            )
        except OSError as error:
            yield _unreadable(origin, error)

    def _archive(
        self, path: Path, origin: Origin, depth: int, budget: _Budget
    ) -> Generator[FoundFile | Failure, None, bool]:
        """Visit the members of an archive; return whether it is one."""
        request = {
            "task": "unpack",
            "waits": True,
            "limits": asdict(self._limits),
            "path": str(path.absolute()),
            "name": origin.file,
            "spool": str(self._spool.path),
            "allowed": {
                "bytes": budget.bytes_left,
                "ratio": self._limits.max_archive_ratio,
                "members": depth <= self._limits.max_depth,
            },
        }
        is_archive = True
        try:
            for answer in self._worker(depth).ask(request):
                if "kind" in answer:
                    is_archive = answer["kind"] is not None
                elif "file" in answer:
                    yield from self._member(answer, _inside(origin, answer["file"]), depth, budget)
                elif "reason" in answer:
                    yield Failure(origin, answer["reason"], answer["message"])
        except WorkerDied as death:
            yield Failure(origin, death.reason, f"the rest of the archive: {death.message}")
        if is_archive and depth > self._limits.max_depth:
            why = f"{depth} archives inside each other: unpack it by hand, or raise max_depth"
            yield Failure(origin, "too deep", why)
        return is_archive

    def _member(
        self, answer: dict[str, Any], origin: Origin, depth: int, budget: _Budget
    ) -> Generator[FoundFile | Failure, None, None]:
        if "reason" in answer:
            yield Failure(origin, answer["reason"], answer["message"])
            return
        path, size = Path(answer["path"]), answer["size"]
        spooled = Spooled(path, self._spool)
        budget.bytes_left -= size
        head = head_of(path)
        if may_be_archive(head) and (yield from self._archive(path, origin, depth + 1, budget)):
            return
        yield self._too_large(origin, size, head) or FoundFile(
            origin, size, answer["sha256"], path, spooled
        )

    def _too_large(self, origin: Origin, size: int, head: bytes) -> Failure | None:
        """Texts pass: tables of texts may be of any size, and their reader tells others."""
        if size <= self._limits.max_file_bytes or not is_binary(head):
            return None
        return Failure(origin, "too large", too_large(size, self._limits))

    def _worker(self, depth: int) -> Worker:
        while len(self._workers) < depth:
            self._workers.append(Worker(self._limits))
        return self._workers[depth - 1]


def _inside(origin: Origin, file: str) -> Origin:
    if origin.archive:
        return Origin(origin.archive, origin.file + INSIDE + file)
    return Origin(origin.file, file)


def expand(source: str) -> list[str]:
    """What a pattern matches, in order; the source itself where it is none, or matches nothing.

    `**` goes into no links: glob.glob does, and never ends where links lead back.
    """
    if not glob.has_magic(source) or os.path.lexists(source):
        return [source]
    parts = Path(source).parts
    n_fixed = next(i for i, part in enumerate(parts) if glob.has_magic(part))
    with contextlib.suppress(ValueError, RecursionError):  # a**b, and folders nested too deeply
        matches = {str(path) for path in Path(*parts[:n_fixed]).glob("/".join(parts[n_fixed:]))}
        wanted = [match for match in matches if not is_junk(match.replace(os.sep, "/"))]
        return sorted(wanted, key=os.fsencode) or [source]
    return [source]


def _entries(path: str, prefix: str) -> list[tuple[os.DirEntry[str], str]]:
    """What is in a folder, last name first, and the path of each."""
    entries = sorted(os.scandir(path), key=lambda entry: os.fsencode(entry.name), reverse=True)
    return [(entry, prefix + readable_name(entry.name)) for entry in entries]


def _unreadable(origin: Origin, error: OSError) -> Failure:
    why = f"the system refuses: {error.strerror or error}; check the rights to it"
    return Failure(origin, "unreadable", why)


def _sha256(path: Path) -> str:
    sha256 = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            sha256.update(chunk)
    return sha256.hexdigest()
