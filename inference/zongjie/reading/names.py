"""Names inside archives: decoded as their makers meant them, and refused where they climb."""

from __future__ import annotations

import re
import struct
import zipfile

_DRIVE = re.compile(r"[A-Za-z]:")
_UTF8 = 0x800
_UNICODE_PATH = 0x7075  # Info-ZIP's extra field: the name in UTF-8 beside one in another encoding
_JUNK = re.compile(r"(?:^|/)(?:__MACOSX/|\._|~\$|(?:\.DS_Store|Thumbs\.db|desktop\.ini)\Z)", re.I)


def zip_name(member: zipfile.ZipInfo) -> str:
    """The name of a member of a zip: UTF-8 where it says so or is so, else GB18030.

    Example:
        >>> member = zipfile.ZipInfo("总结.doc".encode("gbk").decode("cp437"))
        >>> zip_name(member)
        '总结.doc'
    """
    if member.flag_bits & _UTF8:
        return member.orig_filename
    if named := _unicode_path(member.extra):
        return named
    try:
        return _decode(member.orig_filename.encode("cp437"))
    except UnicodeEncodeError:
        return member.orig_filename


def readable_name(name: str) -> str:
    """A name as the system gives it, with bytes that are no UTF-8 read as GB18030.

    Example:
        >>> readable_name("总结".encode("gbk").decode("utf-8", "surrogateescape"))
        '总结'
    """
    return _decode(name.encode("utf-8", "surrogateescape"))


def clean_path(name: str) -> str | None:
    """A member's path with `/` between its parts; None where it would leave the archive.

    Example:
        >>> clean_path("甲镇\\\\总结.doc"), clean_path("../etc/passwd"), clean_path("C:/x")
        ('甲镇/总结.doc', None, None)
    """
    path = name.replace("\\", "/")
    if path.startswith("/") or _DRIVE.match(path) or "\0" in path or ".." in path.split("/"):
        return None
    return "/".join(part for part in path.split("/") if part not in ("", ".")) or None


def is_junk(path: str) -> bool:
    """Tells whether a file is one that systems and editors leave behind.

    Example:
        >>> is_junk("甲镇/~$总结.docx"), is_junk("__MACOSX/._a.txt"), is_junk("a.txt")
        (True, True, False)
    """
    return bool(_JUNK.search(path))


def _decode(raw: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def _unicode_path(extra: bytes) -> str | None:
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        if kind == _UNICODE_PATH and length > 5:
            return extra[9 : 4 + length].decode("utf-8", "replace")
        extra = extra[4 + length :]
    return None
