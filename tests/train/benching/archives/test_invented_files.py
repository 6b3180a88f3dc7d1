from __future__ import annotations

import os
from pathlib import Path

import pytest

from zongjie.reading import Failure, Reader, find_files
from zongjie_train.benching.archives.__main__ import BROKEN_SHARE, main
from zongjie_train.benching.archives.invented_files import (
    BROKEN,
    WRITERS,
    build_archive,
    change_sentence,
)
from zongjie_train.benching.archives.memory import tree_megabytes

REPORTS = Path(__file__).parents[4] / "data" / "reports.jsonl"
TEXT = "青山镇2023年防汛工作总结\n一、主要做法\n召开议事会12场。\n二、打算\n继续推行。"


@pytest.fixture(scope="module")
def reader():
    with Reader() as opened:
        yield opened


def read_one(reader, folder, suffix, data):
    (folder / f"报告.{suffix}").write_bytes(data)
    return [
        found if isinstance(found, Failure) else reader.read(found)[0]
        for found in find_files([folder])
    ]


@pytest.mark.parametrize("suffix", WRITERS)
def test_what_is_written_is_read_again(tmp_path, reader, suffix):
    (document,) = read_one(reader, tmp_path, suffix, WRITERS[suffix](TEXT))
    assert not isinstance(document, Failure), document
    assert "".join(document.text.split()) == "".join(TEXT.split())


@pytest.mark.parametrize("suffix", BROKEN)
def test_what_is_broken_is_not(tmp_path, reader, suffix):
    import random

    given = read_one(reader, tmp_path, suffix, BROKEN[suffix](TEXT * 9, random.Random(0)))
    assert all(isinstance(each, Failure) for each in given)


def test_an_archive_is_the_same_for_the_same_seed_and_holds_what_it_says(tmp_path):
    built = [build_archive(tmp_path / name, REPORTS, 40, BROKEN_SHARE, 1) for name in "ab"]
    assert built[0] == built[1] and len(built[0].broken) == 2
    hashes = [
        [(found.origin.file, getattr(found, "sha256", None)) for found in find_files([folder])]
        for folder in (tmp_path / "a", tmp_path / "b")
    ]
    plain = [[each for each in some if ".tar.gz" not in each[0]] for some in hashes]
    assert plain[0] == plain[1]
    assert len(hashes[0]) == built[0].n_files == 40


def test_a_changed_report_differs_a_little():
    import random

    changed = change_sentence(TEXT, random.Random(0))
    assert changed != TEXT and len(changed) == len(TEXT) + 2


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="asks Linux")
def test_memory_is_that_of_the_process_at_least():
    assert tree_megabytes(os.getpid()) > 10
    assert tree_megabytes(2**30) == 0


def test_a_small_run_is_killed_compares_and_prints(tmp_path, tiny_bundle, capfd, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[3] / "inference"))
    arguments = ["--files", "20", "--kills", "1", "--reports", str(REPORTS)]
    status = main([*arguments, "--model", str(tiny_bundle), "--folder", str(tmp_path / "bench")])
    out = capfd.readouterr().out
    assert status == 0, out
    assert "the same, row for row and byte for byte" in out
    assert '"wrong": []' in out.splitlines()[-1]
