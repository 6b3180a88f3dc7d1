"""What stops the labelling of an archive, told with its cure."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_FULL = (errno.ENOSPC, errno.EDQUOT)


class ArchiveError(ValueError):
    """An archive can't be labelled, or its tables can't be read; the message names the cure.

    What was done before it stands: the same call or command goes on from there.
    """


@contextmanager
def told_plainly(store: Path) -> Iterator[None]:
    """Turn what the system refuses into an `ArchiveError`.

    Args:
        store: the store's file, in a folder of the tables' own.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise store_error(error, store) from error
    except OSError as error:
        out = store.parent.parent
        if error.errno in _FULL or os.strerror(errno.ENOSPC) in str(error):
            raise disk_full(out) from error
        raise ArchiveError(
            f"{out}: the system refuses ({error}); mend that and run the same again"
        ) from error


def store_error(error: sqlite3.Error, path: Path) -> ArchiveError:
    """What is wrong with the store, and the cure."""
    said = str(error)
    if "locked" in said:
        return ArchiveError(
            f"{path.parent.parent}: another run is writing there; wait for it, or name another -o"
        )
    if "full" in said:
        return disk_full(path)
    if "readonly" in said or "unable to open" in said:
        return ArchiveError(f"{path}: can't be written ({said}); name another -o")
    return ArchiveError(f"{path}: can't be used ({said}); remove {path.parent} to label afresh")


def disk_full(path: os.PathLike[str]) -> ArchiveError:
    """What a full disk is told as."""
    return ArchiveError(
        f"{path}: the disk is full; make room and run the same command again: "
        "it goes on from what is done"
    )
