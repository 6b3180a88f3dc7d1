"""Whatever a file does to its reader ends as a failure, and the rest is read."""

from __future__ import annotations

import io
import os
import stat
import struct
import subprocess
import sys
import tarfile
import time
import zipfile
from pathlib import Path

import py7zr
import pytest

from zongjie.reading import REASONS, Document, Failure, Limits, Reader, find_files, read_file

SAMPLES = Path(__file__).parent / "samples"
TEXT = "村里修了路，通了水。"
DATA = TEXT.encode()
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BOMB = '<!DOCTYPE a [<!ENTITY b "b"><!ENTITY c "&b;&b;&b;&b;">]>'
FILE = '<!DOCTYPE a [<!ENTITY c SYSTEM "file:///etc/hostname">]>'
# A pattern of striprtf is quadratic in these.
HANGS = b"{\\rtf1 " + b"{\\field{\\*\\fldinst{" * 40_000


def docx(document: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", document)
    return data.getvalue()


def word(text: str, before: str = "") -> str:
    body = f"<w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body>"
    return f'<?xml version="1.0"?>{before}<w:document {W}>{body}</w:document>'


def picture_pdf(stamp: bytes = b"") -> bytes:
    """A page that is one picture, with what the scanner's program writes on it."""
    content = b"q 600 0 0 800 0 0 cm /I Do Q BT /F 9 Tf 400 9 Td (%s) Tj ET" % stamp
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
        b"/Resources<</XObject<</I 5 0 R>>"
        b"/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray"
        b"/BitsPerComponent 8/Length 1>>stream\n\x80\nendstream",
    )
    data = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj%s endobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        data
        + b"xref\n0 6\n0000000000 65535 f \n%strailer<</Root 1 0 R/Size 6>>\n" % table
        + (b"startxref\n%d\n%%%%EOF" % len(data))
    )


def encrypted_doc() -> bytes:
    """The sample with the mark of encryption set in its header ([MS-DOC] 2.5.1)."""
    import olefile

    data = bytearray((SAMPLES / "libreoffice.doc").read_bytes())
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        start = ole.openstream("WordDocument").read(32)
    at = bytes(data).index(start)
    flags = struct.unpack_from("<H", data, at + 0x0A)[0]
    struct.pack_into("<H", data, at + 0x0A, flags | 0x100)
    return bytes(data)


def zipped(name: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(name, TEXT)
    return data.getvalue()


def cut(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()[:9000]


DAMAGED = {
    "entities": ("broken", lambda: docx(word("&c;", BOMB))),
    "entity of a file": ("broken", lambda: docx(word("&c;", FILE))),
    "deep xml": ("broken", lambda: docx(word("<w:r>" * 50_000))),
    "xml bomb": ("bomb", lambda: docx(f"<w:document {W}><w:body>" + "<w:p/>" * 4_000_000)),
    "cut docx": ("broken", lambda: cut("libreoffice.docx")),
    "cut doc": ("broken", lambda: cut("libreoffice.doc")),
    "cut pdf": ("broken", lambda: cut("libreoffice.pdf")),
    "no pdf": ("broken", lambda: b"%PDF-1.7\njunk"),
    "scan": ("scanned", picture_pdf),
    "stamped scan": ("scanned", lambda: picture_pdf(b"Scanned by ABC")),
    "picture": ("scanned", lambda: b"\x89PNG\r\n\x1a\n" + bytes(100)),
    "locked doc": ("encrypted", encrypted_doc),
    "ofd": ("unsupported", lambda: zipped("OFD.xml")),
    "rar": ("unsupported", lambda: b"Rar!\x1a\x07\x00" + bytes(99)),
    "deep json": ("broken", lambda: b"[" * 100_000),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_hostile_or_damaged_file_is_recorded_with_its_reason(read_bytes, name: str) -> None:
    reason, make = DAMAGED[name]
    failure = read_bytes(make(), "file.json")
    assert isinstance(failure, Failure) and failure.reason == reason
    assert reason in REASONS and len(failure.message) > 10


def test_a_reader_that_hangs_is_killed_and_the_next_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "1.rtf").write_bytes(HANGS)
    (tmp_path / "2.txt").write_bytes(DATA)
    limits = Limits(read_seconds=0.5)
    begin = time.thread_time()
    with Reader(limits) as reader:
        hanging, fine = (reader.read(found)[0] for found in find_files([tmp_path], limits))  # type: ignore[arg-type]
    assert isinstance(hanging, Failure) and hanging.reason == "timeout"
    assert "read_seconds" in hanging.message
    assert isinstance(fine, Document) and fine.text == TEXT
    assert time.thread_time() - begin < 1  # it waits, and does nothing else


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux alone")
def test_a_reader_that_eats_memory_is_stopped_and_the_next_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "1.json").write_bytes(b'[{"text": "a"}' + b",[1.5]" * 3_000_000)
    (tmp_path / "2.txt").write_bytes(DATA)
    limits = Limits(read_megabytes=192)
    with Reader(limits) as reader:
        eating, fine = (reader.read(found)[0] for found in find_files([tmp_path], limits))  # type: ignore[arg-type]
    assert isinstance(eating, Failure) and eating.reason == "memory", eating
    assert isinstance(fine, Document) and fine.text == TEXT


def test_an_archive_of_traps_gives_a_line_for_each_and_every_good_file(
    read, tmp_path: Path
) -> None:
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("好1.txt", DATA)
        archive.writestr("zeros.txt", bytes(100 << 20))
        archive.writestr("../../climbs.txt", DATA)
        archive.writestr("/absolute.txt", DATA)
        link = zipfile.ZipInfo("link.txt")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/hostname")
        archive.writestr("entities.docx", docx(word("&c;", BOMB)))
        archive.writestr("inner.tar", tar_of_traps())
        archive.writestr("secret.7z", locked_7z())
        archive.writestr("cut.zip", b"PK\x03\x04" + bytes(50))
        archive.writestr("好2.txt", DATA)
    (tmp_path / "traps.zip").write_bytes(outer.getvalue())
    given = {g.origin.file: g for g in read(tmp_path / "traps.zip")}
    reasons = {f: g.reason if isinstance(g, Failure) else g.text for f, g in given.items()}
    assert reasons == {
        "好1.txt": TEXT,
        "zeros.txt": "bomb",
        "../../climbs.txt": "unsafe path",
        "/absolute.txt": "unsafe path",
        "link.txt": "link",
        "entities.docx": "broken",
        "inner.tar!/to.txt": "link",
        "inner.tar!/pipe": "unsupported",
        "inner.tar!/../up.txt": "unsafe path",
        "inner.tar!/好.txt": TEXT,
        "secret.7z": "encrypted",
        "cut.zip": "broken",
        "好2.txt": TEXT,
    }
    assert {p.name for p in tmp_path.iterdir()} == {"traps.zip"}


def tar_of_traps() -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for name, kind in (
            ("to.txt", tarfile.SYMTYPE),
            ("pipe", tarfile.FIFOTYPE),
            ("../up.txt", tarfile.REGTYPE),
            ("好.txt", tarfile.REGTYPE),
        ):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "/etc/hostname"
            member.size = len(DATA) if kind == tarfile.REGTYPE else 0
            archive.addfile(member, io.BytesIO(DATA))
    return data.getvalue()


def locked_7z() -> bytes:
    data = io.BytesIO()
    with py7zr.SevenZipFile(data, "w", password="x", header_encryption=True) as archive:
        archive.writestr(DATA, "a.txt")
    return data.getvalue()


@pytest.mark.parametrize("mode", ["w:gz", "w:xz"])
def test_a_packed_tar_that_unpacks_without_end_is_given_up(tmp_path: Path, mode: str) -> None:
    with tarfile.open(tmp_path / "a.tar", mode) as archive:  # type: ignore[call-overload]
        member = tarfile.TarInfo("zeros")
        member.size = 3 << 20
        archive.addfile(member, io.BytesIO(bytes(member.size)))
    (failure,) = find_files([tmp_path / "a.tar"], Limits(max_archive_bytes=1 << 20))
    assert isinstance(failure, Failure) and failure.reason == "bomb"


def test_encrypted_members_of_a_zip_are_told_from_the_others(read, tmp_path: Path) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("1.txt", DATA)
        archive.writestr("2.txt", DATA)
    raw = bytearray(data.getvalue())
    raw[raw.index(b"PK\x01\x02") + 8] |= 1  # the first member's flag, in the directory
    raw[6] |= 1
    (tmp_path / "a.zip").write_bytes(raw)
    locked, fine = read(tmp_path / "a.zip")
    assert (locked.reason, locked.origin.file, fine.text) == ("encrypted", "1.txt", TEXT)


def test_a_damaged_member_leaves_no_file_behind(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("1.txt", DATA)
        archive.writestr("2.txt", DATA)
    raw = (tmp_path / "a.zip").read_bytes()
    (tmp_path / "a.zip").write_bytes(raw.replace(DATA, b"x" * len(DATA), 1))
    (tmp_path / "spool").mkdir()
    found = find_files([tmp_path / "a.zip"], spool=tmp_path / "spool")
    damaged = next(found)
    assert isinstance(damaged, Failure) and damaged.reason == "broken"
    assert not [path for path in (tmp_path / "spool").rglob("*") if path.is_file()]
    assert not isinstance(next(found), Failure)


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes of POSIX")
def test_links_and_pipes_in_a_folder_are_recorded_not_followed(read, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(DATA)
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "out.txt").symlink_to("/etc/hostname")
    os.mkfifo(tmp_path / "pipe")
    given = read(tmp_path)
    assert [getattr(g, "reason", "") for g in given] == ["", "link", "link", "unsupported"]


def test_a_file_over_the_limit_is_recorded_without_being_read(tmp_path: Path) -> None:
    (tmp_path / "big.txt").write_bytes(DATA * 100)
    (tmp_path / "big.mp4").write_bytes(bytes(3000))
    limits = Limits(max_file_bytes=1000)
    found = list(find_files([tmp_path], limits))
    given = [f if isinstance(f, Failure) else read_file(f, limits)[0] for f in found]
    assert [isinstance(g, Failure) and g.reason for g in given] == ["too large", "too large"]


def test_limits_that_allow_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="read_seconds must be above 0, not 0"):
        Limits(read_seconds=0)


def test_a_script_without_a_main_guard_may_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(DATA)
    code = (
        "from zongjie.reading import find_files, read_file\n"
        f"print([read_file(f)[0].format for f in find_files([{str(tmp_path)!r}])])"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env)
    assert (done.stdout, done.stderr) == ("['txt']\n", "")


def test_importing_the_room_brings_no_reader_of_a_format() -> None:
    code = (
        "import sys, zongjie.reading\n"
        "heavy = {'lxml', 'trafilatura', 'pypdfium2', 'py7zr', 'olefile', 'striprtf', 'numpy'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env)
    assert done.stdout.strip() == "[]"
