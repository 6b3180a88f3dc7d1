"""Temporary files for what is unpacked: each lives as long as something refers to it."""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from pathlib import Path


class SpoolFolder:
    """A folder of temporary files, removed with its last file.

    Args:
        parent: where to make it; the system's folder for temporary files if None.
    """

    def __init__(self, parent: Path | None = None) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="zongjie-", dir=parent))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


class Spooled:
    """Keeps a temporary file, and removes it when no longer referred to."""

    def __init__(self, path: Path, folder: SpoolFolder) -> None:
        self._folder = folder
        weakref.finalize(self, _remove, path)

    def __reduce__(self) -> tuple[type[None], tuple[()]]:
        return type(None), ()  # a copy in another process keeps nothing


def _remove(path: Path) -> None:
    if path.exists():
        os.unlink(path)
