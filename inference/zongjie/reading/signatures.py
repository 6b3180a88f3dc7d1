"""What a file is, by its first bytes: archives and containers."""

from __future__ import annotations

import struct
import tarfile
import zipfile
import zlib
from pathlib import Path

HEAD_BYTES = 4096

_MAGIC = {
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",  # an empty one
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"Rar!\x1a\x07": "rar",
    b"\x1f\x8b": "gz",
    **{b"BZh%d1AY&SY" % level: "bz2" for level in range(1, 10)},
    b"\xfd7zXZ\x00": "xz",
}
_TAR_MAGIC_AT = 257
ZIP_ERRORS = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError,
    NotImplementedError, RuntimeError,
)  # fmt: skip
"""What zipfile raises where a zip is damaged."""
_OFFICE = (
    "[Content_Types].xml", "mimetype", "META-INF/manifest.xml", "META-INF/container.xml", "OFD.xml",
)  # fmt: skip


def head_of(path: Path) -> bytes:
    """The first bytes of a file."""
    with path.open("rb") as file:
        return file.read(HEAD_BYTES)


def may_be_archive(head: bytes) -> bool:
    """Tells whether a file that begins so has to be asked for `archive_kind`."""
    return head.startswith(tuple(_MAGIC)) or _is_tar(head)


def is_binary(head: bytes) -> bool:
    """Tells whether bytes can't be the beginning of a text."""
    return b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff"))


def archive_kind(path: Path) -> str | None:
    """zip, tar (packed or not), 7z, rar, gz, bz2, xz; None for what is no archive of files, as
    office documents, though they are zips.

    Raises:
        OSError: the file can't be read.
    """
    head = head_of(path)
    kind = next((kind for magic, kind in _MAGIC.items() if head.startswith(magic)), None)
    if kind == "zip":
        return None if is_office_zip(path) else "zip"
    if kind in ("gz", "bz2", "xz"):
        return "tar" if _holds_tar(path, kind) else kind
    return kind or ("tar" if _is_tar(head) else None)


def is_office_zip(path: Path) -> bool:
    """Tells whether a zip is a document rather than an archive of documents."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except ZIP_ERRORS:
        return False
    return any(name in names for name in _OFFICE) or "word/document.xml" in names


def _is_tar(head: bytes) -> bool:
    return head[_TAR_MAGIC_AT : _TAR_MAGIC_AT + 5] == b"ustar"


def _holds_tar(path: Path, kind: str) -> bool:
    import bz2
    import gzip
    import lzma

    try:
        with {"gz": gzip.open, "bz2": bz2.open, "xz": lzma.open}[kind](path, "rb") as file:
            return _is_tar(file.read(tarfile.BLOCKSIZE))
    except (OSError, EOFError, zlib.error, lzma.LZMAError):
        return False
