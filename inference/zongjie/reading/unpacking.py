"""Archives to members, one after the other, inside the process that may be killed.

Nothing is written under a member's own name: its bytes go to a numbered file, so no path or link
inside an archive can reach outside. The next member is unpacked when it is asked for.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, cast

from zongjie.reading.failing import ReadFailure, broken, encrypted
from zongjie.reading.names import clean_path, is_junk, readable_name, zip_name
from zongjie.reading.signatures import ZIP_ERRORS, archive_kind

CHUNK = 1 << 20
FREE_BYTES = 64 << 20  # unpacked before a ratio is held against an archive

Answers = Iterator[dict[str, Any]]


def unpack(path: Path, name: str, spool: str, allowed: dict[str, Any]) -> Answers:
    """Yield the members of an archive: `{"kind"}` first, then `{"file", "path", "size", "sha256"}`
    or `{"file", "reason", "message"}` for each; `{"kind": None}` where it is none.

    Args:
        path: the archive.
        name: what it is called, for the member of a .gz.
        spool: a folder for the members' bytes.
        allowed: `bytes`, how many all members may have; `ratio`, how many for each byte of a
            member of a zip; `members`, false to tell the kind alone.

    Raises:
        ReadFailure: it unpacks to more than allowed, is damaged or needs a password.
    """
    kind = archive_kind(path)
    yield {"kind": kind}
    if kind is None or not allowed["members"]:
        return
    spooler = Spooler(spool, allowed["bytes"])
    try:
        if kind == "zip":
            yield from _unpack_zip(path, spooler, allowed["ratio"])
        elif kind == "tar":
            yield from _unpack_tar(path, spooler)
        elif kind == "7z":
            from zongjie.reading.sevenzip import unpack_7z

            yield from unpack_7z(path, spooler)
        elif kind == "rar":
            raise ReadFailure("unsupported", "RAR is not read: unpack it, or pack it as zip")
        else:
            yield _unpack_single(path, kind, name, spooler)
    except (tarfile.TarError, *ZIP_ERRORS) as error:
        raise broken("archive", error) from error


class Spooler:
    """Writes members to numbered files, and counts what they take."""

    def __init__(self, folder: str, allowed_bytes: int) -> None:
        self._folder = folder
        self._left = allowed_bytes

    def keep(self, name: str, stream: IO[bytes]) -> dict[str, Any]:
        """Write a member; the answer that tells of it."""
        member = self.open(name)
        try:
            while chunk := stream.read(CHUNK):
                member.write(chunk)
        except BaseException:
            member.drop()
            raise
        return member.close()

    def open(self, name: str) -> SpooledMember:
        """A member to be written in pieces."""
        handle, path = tempfile.mkstemp(dir=self._folder)
        return SpooledMember(name, path, os.fdopen(handle, "wb"), self)

    def take(self, n_bytes: int) -> None:
        """Count bytes.

        Raises:
            ReadFailure: these are more than are left.
        """
        self._left -= n_bytes
        if self._left < 0:
            raise bomb("the archive")


class SpooledMember:
    """A member on its way to a file."""

    def __init__(self, name: str, path: str, file: IO[bytes], spooler: Spooler) -> None:
        self._name, self._path, self._file, self._spooler = name, path, file, spooler
        self._sha256 = hashlib.sha256()
        self._size = 0

    def write(self, data: bytes | bytearray) -> int:
        self._spooler.take(len(data))
        try:
            self._file.write(data)
        except OSError as error:  # no damage of the archive
            raise _no_room(error) from error
        self._sha256.update(data)
        self._size += len(data)
        return len(data)

    def drop(self) -> None:
        with contextlib.suppress(OSError):
            self._file.close()
        os.unlink(self._path)

    def close(self) -> dict[str, Any]:
        try:
            self._file.close()
        except OSError as error:
            raise _no_room(error) from error
        return {
            "file": self._name,
            "path": self._path,
            "size": self._size,
            "sha256": self._sha256.hexdigest(),
        }


def bomb(what: str) -> ReadFailure:
    """The failure of what unpacks to far more than it holds."""
    return ReadFailure(
        "bomb",
        f"{what} unpacks to far more than it holds: if it is meant to, unpack it by hand, or raise "
        "max_archive_ratio and max_archive_bytes",
    )


def unknown_method(error: object) -> ReadFailure:
    """The failure of what is packed in a way that is not read."""
    detail = " ".join(str(error).split())[:200]
    return ReadFailure(
        "unsupported", f"packed by a method that is not read ({detail}): pack it anew as plain zip"
    )


def _no_room(error: OSError) -> ReadFailure:
    why = f"no room to unpack it ({error.strerror}): free some, and start again"
    return ReadFailure("unreadable", why)


def checked_name(name: str, link: bool = False) -> tuple[str, dict[str, Any] | None]:
    """A member's path, and the answer that refuses it, if it is refused."""
    path = clean_path(name)
    if path is None:
        why = "a path that leaves the archive: pack it anew, or unpack it by hand"
        return name, {"file": name, "reason": "unsafe path", "message": why}
    if link:
        why = "a link, not followed: pack the file that it points at"
        return path, {"file": path, "reason": "link", "message": why}
    return path, None


def failed(name: str, failure: ReadFailure) -> dict[str, Any]:
    """The answer for a member that can't be unpacked."""
    return {"file": name, "reason": failure.reason, "message": failure.message}


def _unpack_zip(path: Path, spooler: Spooler, ratio: float) -> Answers:
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            link = stat.S_ISLNK(member.external_attr >> 16)
            name, refused = checked_name(zip_name(member), link)
            if member.is_dir() or is_junk(name):
                continue
            yield refused or _unpack_zipped(archive, member, name, spooler, ratio)


def _unpack_zipped(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, spooler: Spooler, ratio: float
) -> dict[str, Any]:
    if member.flag_bits & 1:
        return failed(name, encrypted("this member of the zip"))
    if member.file_size > max(FREE_BYTES, ratio * member.compress_size):
        return failed(name, bomb("it"))
    try:
        with archive.open(member) as stream:
            return spooler.keep(name, stream)
    except NotImplementedError as error:
        return failed(name, unknown_method(error))
    except ZIP_ERRORS as error:
        return failed(name, broken("member", error))


def _unpack_tar(path: Path, spooler: Spooler) -> Answers:
    with tarfile.open(path, "r:*") as archive:
        for member in archive:
            name, refused = checked_name(
                readable_name(member.name), member.issym() or member.islnk()
            )
            cast(Any, archive).members.clear()  # else it keeps all that it has seen
            if member.isdir() or is_junk(name):
                continue
            stream = None if refused else archive.extractfile(member)
            if refused:
                yield refused
            elif stream is None:
                why = "a device or pipe, not a file"
                yield {"file": name, "reason": "unsupported", "message": why}
            else:
                yield spooler.keep(name, stream)


def _unpack_single(path: Path, kind: str, name: str, spooler: Spooler) -> dict[str, Any]:
    import bz2
    import gzip
    import lzma

    openers = {"gz": gzip.open, "bz2": bz2.open, "xz": lzma.open}
    stem = name.replace("\\", "/").rpartition("/")[2]
    if stem.lower().endswith((".gz", ".bz2", ".xz")):
        stem = stem.rpartition(".")[0]
    try:
        with openers[kind](path, "rb") as stream:
            return spooler.keep(stem, stream)
    except lzma.LZMAError as error:
        raise broken("archive", error) from error
