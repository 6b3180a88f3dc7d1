"""7z to members. py7zr pushes what it unpacks; a thread turns that into members to be asked for."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import py7zr
from py7zr.exceptions import (
    DecompressionBombError,
    PasswordRequired,
    UnsupportedCompressionMethodError,
)
from py7zr.io import Py7zIO, WriterFactory

from zongjie.reading.failing import ReadFailure, broken, encrypted
from zongjie.reading.names import is_junk
from zongjie.reading.unpacking import SpooledMember, Spooler, bomb, checked_name, unknown_method

Answer = dict[str, Any]
Outbox = queue.Queue["Answer | BaseException | None"]


def unpack_7z(path: Path, spooler: Spooler) -> Iterator[Answer]:
    """Yield the members of a 7z archive, in its order; at most two are unpacked ahead.

    Raises:
        ReadFailure: it needs a password, is damaged, or unpacks to more than allowed.
    """
    outbox: Outbox = queue.Queue(maxsize=1)
    threading.Thread(target=_work, args=(path, spooler, outbox), daemon=True).start()
    while (answer := outbox.get()) is not None:
        if isinstance(answer, BaseException):
            raise answer
        yield answer


def _work(path: Path, spooler: Spooler, outbox: Outbox) -> None:
    try:
        # A file, not a path: given a path, py7zr unpacks in several threads at once.
        with path.open("rb") as file, py7zr.SevenZipFile(file) as archive:
            if archive.needs_password():
                raise encrypted("the archive")
            wanted = []
            for member in archive.files:
                link = member.is_symlink or member.is_junction
                name, refused = checked_name(member.filename, link)
                if refused:
                    outbox.put(refused)
                elif not member.is_directory and not is_junk(name):
                    wanted.append(member.filename)
            if wanted:  # an empty list stands for all
                archive.extract(targets=wanted, factory=_Members(spooler, outbox))
    except PasswordRequired:
        outbox.put(encrypted("the archive"))
    except DecompressionBombError:
        outbox.put(bomb("the archive"))
    except UnsupportedCompressionMethodError as error:
        outbox.put(unknown_method(error))
    except (ReadFailure, MemoryError) as error:
        outbox.put(error)
    except Exception as error:  # of many kinds where the archive is damaged
        outbox.put(broken("archive", error))
    else:
        outbox.put(None)


class _Members(WriterFactory):
    """Hands py7zr a file for each member."""

    def __init__(self, spooler: Spooler, outbox: Outbox) -> None:
        self._spooler = spooler
        self._outbox = outbox

    def create(self, filename: str) -> Py7zIO:
        return _Member(self._spooler.open(filename), self._outbox)


class _Member(Py7zIO):
    """What py7zr writes a member to."""

    def __init__(self, member: SpooledMember, outbox: Outbox) -> None:
        self._member = member
        self._outbox = outbox
        self._size = 0

    def write(self, s: bytes | bytearray) -> int:
        self._size += len(s)
        try:
            return self._member.write(s)
        except BaseException:
            self._member.drop()
            raise

    def close(self) -> None:
        self._outbox.put(self._member.close())

    def read(self, size: int | None = None) -> bytes:
        return b""

    def seek(self, offset: int, whence: int = 0) -> int:
        return 0

    def flush(self) -> None:
        pass

    def size(self) -> int:
        return self._size
