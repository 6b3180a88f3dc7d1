"""Archives: what is found in them, in which order, under which names."""

from __future__ import annotations

import bz2
import gc
import gzip
import hashlib
import io
import lzma
import os
import pickle
import sys
import tarfile
import zipfile
from pathlib import Path

import py7zr
import pytest

from zongjie.reading import Failure, FoundFile, Limits, Origin, find_files
from zongjie.reading.sources import expand

TEXT = "村里修了路，通了水。\n"
DATA = TEXT.encode()


def make_zip(path: Path | io.BytesIO, members: dict[str, bytes]) -> Path | io.BytesIO:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def zipped(members: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    make_zip(data, members)
    return data.getvalue()


def files(source: Path, **options) -> list[str]:
    return [found.origin.file for found in find_files([source], **options)]


def test_a_folder_is_walked_by_name_and_junk_is_left_out(tmp_path: Path) -> None:
    for name in ("b.txt", "a/2.txt", "a/1.txt", "a/.DS_Store", "~$b.docx", "__MACOSX/._b.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(DATA)
    found = list(find_files([str(tmp_path)]))
    assert [f.origin for f in found] == [
        Origin(str(tmp_path), file) for file in ("a/1.txt", "a/2.txt", "b.txt")
    ]
    first = found[0]
    assert isinstance(first, FoundFile) and first.size == len(DATA)
    assert first.sha256 == hashlib.sha256(DATA).hexdigest()


def test_patterns_are_expanded_and_what_was_given_twice_is_found_once(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c.md"):
        (tmp_path / name).write_bytes(DATA)
    found = list(find_files([f"{tmp_path}/*.txt", tmp_path / "b.txt", tmp_path]))
    assert [str(f.origin).rpartition("/")[2] for f in found] == ["a.txt", "b.txt", "c.md"]


@pytest.mark.skipif(sys.platform == "win32", reason="links of POSIX")
def test_patterns_end_where_links_lead_back_and_leave_junk_out(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    for name in "xyz":
        (tmp_path / "a" / name).symlink_to(tmp_path)
    for name in ("b.txt", "~$b.txt"):
        (tmp_path / "a" / name).write_bytes(DATA)
    assert expand(f"{tmp_path}/**/*.txt") == [f"{tmp_path}/a/b.txt"]
    assert expand(f"{tmp_path}/a/*.txt") == [f"{tmp_path}/a/b.txt"]


@pytest.mark.skipif(sys.platform == "win32", reason="paths longer than Windows has")
def test_folders_may_be_nested_deeper_than_calls(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    depth = sys.getrecursionlimit() + 100
    for _ in range(depth):
        os.mkdir("d")
        os.chdir("d")
    Path("a.txt").write_bytes(DATA)
    monkeypatch.chdir(tmp_path)
    assert files(Path("d")) == ["d/" * (depth - 1) + "a.txt"]
    for _ in range(depth):  # shutil.rmtree recurses
        os.chdir("d")
    os.unlink("a.txt")
    for _ in range(depth):
        os.chdir("..")
        os.rmdir("d")


def test_a_relative_path_is_that_of_the_folder_one_stands_in_now(
    read, tmp_path: Path, monkeypatch
) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
        (tmp_path / name / "t.txt").write_text(name)
        monkeypatch.chdir(tmp_path / name)
        (document,) = read(Path("t.txt"))
        assert document.text == name


def test_sources_that_are_not_there_are_recorded_and_one_path_is_refused(tmp_path: Path) -> None:
    missing = list(find_files([tmp_path / "no.txt", f"{tmp_path}/*.doc"]))
    assert [isinstance(f, Failure) and f.reason for f in missing] == ["missing", "missing"]
    with pytest.raises(TypeError, match="several sources"):
        find_files(str(tmp_path))


def test_names_in_gbk_and_windows_paths_are_read(tmp_path: Path) -> None:
    data = zipped({"XXXX\\YYYY.txt": DATA, "丙.txt": DATA})
    data = data.replace(b"XXXX", "甲镇".encode("gbk")).replace(b"YYYY", "总结".encode("gbk"))
    (tmp_path / "a.zip").write_bytes(data)
    assert files(tmp_path / "a.zip") == ["甲镇/总结.txt", "丙.txt"]
    with tarfile.open(tmp_path / "a.tar", "w", encoding="gbk") as archive:
        member = tarfile.TarInfo("甲镇/总结.txt")
        member.size = len(DATA)
        archive.addfile(member, io.BytesIO(DATA))
    assert files(tmp_path / "a.tar") == ["甲镇/总结.txt"]


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_tar_is_read_packed_or_not_whatever_its_suffix(read, tmp_path: Path, mode: str) -> None:
    with tarfile.open(tmp_path / "archive", mode) as archive:  # type: ignore[call-overload]
        (tmp_path / "总结.txt").write_bytes(DATA)
        archive.add(tmp_path / "总结.txt", "甲镇/总结.txt")
    (document,) = read(tmp_path / "archive")
    assert (document.text, document.origin.file) == (TEXT, "甲镇/总结.txt")


@pytest.mark.parametrize(
    ("suffix", "pack"), [("gz", gzip.compress), ("bz2", bz2.compress), ("xz", lzma.compress)]
)
def test_a_packed_file_is_read_under_its_own_name(read, tmp_path: Path, suffix: str, pack) -> None:
    (tmp_path / f"总结.txt.{suffix}").write_bytes(pack(DATA))
    (document,) = read(tmp_path / f"总结.txt.{suffix}")
    assert (document.text, document.origin.file) == (TEXT, "总结.txt")


def test_7z_is_read_member_by_member_with_empty_ones(read, tmp_path: Path) -> None:
    with py7zr.SevenZipFile(tmp_path / "a.7z", "w") as archive:
        for i in range(5):
            archive.writestr(DATA * (i + 1), f"甲镇/{i}.txt")
        archive.writestr(b"", "empty.txt")
    empty, *documents = sorted(read(tmp_path / "a.7z"), key=lambda given: str(given.origin))
    assert [d.text for d in documents] == [TEXT * (i + 1) for i in range(5)]
    assert documents[0].origin == Origin(str(tmp_path / "a.7z"), "甲镇/0.txt")
    assert empty.reason == "empty"


def test_archives_in_archives_are_opened_and_documents_that_are_zips_are_not(
    read, tmp_path: Path
) -> None:
    sample = (Path(__file__).parent / "samples/libreoffice.docx").read_bytes()
    inner = zipped({"甲.txt": DATA, "乙.docx": sample})
    folder = tmp_path / "disk"
    folder.mkdir()
    make_zip(folder / "2019.zip", {"一.zip": inner, "丙.txt.gz": gzip.compress(DATA)})
    documents = read(folder)
    assert [d.origin.file for d in documents] == [
        "2019.zip!/一.zip!/甲.txt", "2019.zip!/一.zip!/乙.docx", "2019.zip!/丙.txt.gz!/丙.txt",
    ]  # fmt: skip
    assert [d.format for d in documents] == ["txt", "docx", "txt"]
    assert str(documents[0].origin) == f"{folder}/2019.zip!/一.zip!/甲.txt"


def test_unpacked_files_go_when_dropped_and_a_copy_does_not_keep_them(tmp_path: Path) -> None:
    make_zip(tmp_path / "a.zip", {f"{i}.txt": DATA for i in range(3)})
    spool = tmp_path / "spool"
    spool.mkdir()
    found = None
    for found in find_files([tmp_path / "a.zip"], spool=spool):
        assert isinstance(found, FoundFile) and found.path.is_relative_to(spool)
        copy = pickle.loads(pickle.dumps(found))
        del copy
        assert found.path.read_bytes() == DATA
        assert len(list(spool.rglob("*"))) <= 3  # the folder, this file, the one before
    del found
    gc.collect()
    assert not list(spool.iterdir())


def test_the_depth_of_archives_is_limited_and_told(tmp_path: Path) -> None:
    data = zipped({"a.txt": DATA})
    for _ in range(3):
        data = zipped({"in.zip": data})
    (tmp_path / "a.zip").write_bytes(data)
    assert files(tmp_path / "a.zip") == ["in.zip!/in.zip!/in.zip!/a.txt"]
    (failure,) = find_files([tmp_path / "a.zip"], Limits(max_depth=3))
    assert isinstance(failure, Failure) and failure.reason == "too deep"
