from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from zongjie.archive.tables import read_run
from zongjie.cli import main


def test_the_summary_is_printed(source, tiny_bundle, tmp_path, capsys):
    command = ["label", str(source), "-o", str(tmp_path / "out"), "--format", "csv", "--workers"]
    assert main([*command, "1", "--model", str(tiny_bundle)]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.splitlines()[0].split() == [
        "files", "9", "labelled", "5,", "duplicate", "2,", "failed", "2",
    ]  # fmt: skip
    assert "broken 1, empty 1" in out and "sentences labelled at" in out
    assert (tmp_path / "out" / "sentences.csv").is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGKILL")
def test_killed_for_real_and_given_again_it_ends_with_the_same_tables(
    source, tiny_bundle, tmp_path, label, read_all
):
    out = tmp_path / "out"
    command = [
        sys.executable, "-m", "zongjie", "label", str(source), "-o", str(out), "--model",
        str(tiny_bundle), "--workers", "2",
    ]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
        state = out / ".zongjie" / "state.sqlite"
        until = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < until:
            if state.exists() and state.stat().st_size > 0:
                process.send_signal(signal.SIGKILL)
                break
            time.sleep(0.01)
    assert process.returncode == -signal.SIGKILL
    assert main(command[3:]) == 0
    label(source, tmp_path / "whole")
    assert read_all(out) == read_all(tmp_path / "whole")
    assert (out / "run.json").read_bytes() == (tmp_path / "whole" / "run.json").read_bytes()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--format", "docx"], "no format 'docx'; take some of parquet, jsonl, csv, xlsx"),
        (["--read-seconds", "0"], "read_seconds must be above 0"),
        (["--near", "2"], "0.5 to 1"),
        (["--model", "nowhere"], "holds no bundle"),
    ],
)
def test_what_cannot_be_done_is_told_with_status_1(tmp_path, capsys, options, message):
    assert main(["label", str(tmp_path), "-o", str(tmp_path / "out"), *options]) == 1
    assert message in capsys.readouterr().err


def test_ctrl_c_says_how_to_go_on(tmp_path, capsys, monkeypatch):
    def interrupt(*_arguments, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr("zongjie.archive.labeller.label_archive", interrupt)
    assert main(["label", str(tmp_path), "-o", str(tmp_path / "out")]) == 130
    assert "the same command goes on" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["label"], ["label", "a"], ["label", "-o", "b"]])
def test_a_wrong_command_line_is_status_2(arguments):
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2


def test_pages_are_made_of_the_tables(source, tiny_bundle, tmp_path, capsys, monkeypatch):
    pages = pytest.importorskip("zongjie.pages")
    made = []

    def build_index(out, folder):
        made.append((read_run(out)["format"], folder))

    monkeypatch.setattr(pages, "build_index", build_index)
    command = ["label", str(source / "2023"), "-o", str(tmp_path / "out"), "--html", "pages"]
    assert main([*command, "--model", str(tiny_bundle), "--workers", "1"]) == 0
    assert made == [(1, "pages")]
    assert capsys.readouterr().out.endswith("pages\n")
