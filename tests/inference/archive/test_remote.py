from __future__ import annotations

import pytest

from zongjie.archive.engine import DONE, Died
from zongjie.archive.errors import ArchiveError
from zongjie.archive.remote import is_remote, list_remote

fsspec = pytest.importorskip("fsspec")


@pytest.fixture
def url(source):
    """The source in a storage that is no disk."""
    system = fsspec.filesystem("memory")
    system.put(str(source), "/bucket/source", recursive=True)
    yield "memory://bucket/source"
    system.rm("/bucket", recursive=True)


def test_names_are_listed_in_order_with_their_urls(url):
    listed = list(list_remote(url))
    files = [origin.file for origin, _ in listed]
    assert len(files) == 8 and {origin.archive for origin, _ in listed} == {url}
    assert "2023/报告0.txt" in files
    with fsspec.open(dict(zip(files, (u for _, u in listed), strict=True))["a.txt"]) as file:
        assert file.read()


def test_a_url_that_names_nothing_is_told():
    with pytest.raises(ArchiveError, match="memory://no/where: can't be listed"):
        list(list_remote("memory://no/where"))
    with pytest.raises(ArchiveError, match="check the URL"):
        list(list_remote("strange://x"))
    assert not is_remote("C:/reports")


def test_storage_gives_the_rows_that_a_disk_gives(url, source, label, tmp_path, read_all):
    label(source, tmp_path / "disk")
    assert label(url, tmp_path / "out").counts["files"]["failed"] == 2
    found, expected = read_all(tmp_path / "out"), read_all(tmp_path / "disk")
    ids = {
        a["report"]: b["report"] for a, b in zip(found["reports"], expected["reports"], strict=True)
    }  # ids tell places apart
    for table, rows in found.items():
        for row in rows:
            for key in {"report", "duplicate_of"} & row.keys():
                row[key] = ids.get(row[key])
            if "archive" in row:
                row["archive"] = str(source)
        assert rows == expected[table], table


def test_what_was_read_is_not_read_again_and_what_changed_is(url, tmp_path, label, invent):
    label(url, tmp_path / "out")
    again = label(url, tmp_path / "out")
    assert (again.n_read, again.n_labelled) == (0, 0)
    fsspec.filesystem("memory").pipe("/bucket/source/a.txt", invent(40).encode())
    changed = label(url, tmp_path / "out")
    assert changed.n_read == 1 and changed.n_labelled > 0


def test_one_archive_by_its_url_is_a_source_too(url, tmp_path, label, read_all):
    label([f"{url}/z.zip", f"{url}/a.txt"], tmp_path / "out")
    rows = read_all(tmp_path / "out")["files"]
    assert [(row["archive"], row["file"]) for row in rows] == [
        ("", f"{url}/a.txt"),
        (f"{url}/z.zip", "乙.txt"),
        (f"{url}/z.zip", "甲.txt"),
    ]


def test_a_task_that_died_leaves_nothing_double(url, tmp_path, label, read_all, engines):
    class Dying(engines["here"]):
        def run(self, function, tasks):
            for task in tasks:
                answers = list(super().run(function, [task]))
                yield from answers[:2]
                if answers[1:2] != [(task[0], DONE)]:
                    yield task[0], Died("its process ended (signal 9)", last=False)
                    yield from answers

    label(url, tmp_path / "whole")
    label(url, tmp_path / "out", Dying())
    assert read_all(tmp_path / "out") == read_all(tmp_path / "whole")
