from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tiny_model import TEXT

from zongjie import __version__
from zongjie.cli import main

ROOT = Path(__file__).parents[2]


@pytest.fixture
def report_file(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text(TEXT, encoding="utf-8")
    return str(path)


def run(arguments, **options):
    return subprocess.run(
        [sys.executable, "-m", "zongjie", *arguments],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "inference")},
        **options,
    )


def test_json_is_one_line_that_holds_the_report(tiny_bundle, report_file, capsys):
    assert main(["classify", report_file, "--json", "--model", str(tiny_bundle)]) == 0
    out, err = capsys.readouterr()
    assert err == "" and out.count("\n") == 1
    found = json.loads(out)
    assert [s["text"] for s in found["sentences"]] == TEXT.split("\n")


def test_markdown_and_plain_lines_show_chinese_labels(tiny_bundle, report_file, capsys):
    assert main(["classify", report_file, "--markdown", "--model", str(tiny_bundle)]) == 0
    assert capsys.readouterr().out.startswith("## ")
    assert main(["classify", report_file, "--model", str(tiny_bundle)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("■ ") and "\x1b" not in out
    assert "加强网格化管理，落实责任到人。" in out


class Terminal(io.TextIOWrapper):
    def __init__(self):
        super().__init__(io.BytesIO(), encoding="utf-8")

    def isatty(self):
        return True

    def shown(self):
        self.flush()
        return self.buffer.getvalue().decode()  # pyright: ignore[reportAttributeAccessIssue]


@pytest.mark.parametrize(("no_color", "coloured"), [("", True), ("1", False)])
def test_colour_is_for_terminals_that_want_it(
    tiny_bundle, report_file, monkeypatch, no_color, coloured
):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("NO_COLOR", no_color)
    assert main(["classify", report_file, "--model", str(tiny_bundle)]) == 0
    assert ("\x1b[" in terminal.shown()) == coloured


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_standard_input_is_read_in_the_encodings_of_reports(tiny_bundle, encoding):
    done = run(
        ["classify", "-", "--json", "--model", str(tiny_bundle)], input=TEXT.encode(encoding)
    )
    assert (done.returncode, done.stderr) == (0, b"")
    found = json.loads(done.stdout.decode("utf-8"))
    assert found["sentences"][2]["text"] == "加强网格化管理，落实责任到人。"


def test_empty_input_gives_nothing_and_no_error(tiny_bundle):
    done = run(["classify", "-", "--model", str(tiny_bundle)], input=b"")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_a_reader_that_has_enough_is_no_error_to_talk_of(tiny_bundle, tmp_path):
    path = tmp_path / "long.txt"
    path.write_text("\n".join([TEXT] * 200), encoding="utf-8")
    command = f"{sys.executable} -m zongjie classify {path} --model {tiny_bundle} | head -n 1"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "inference")}
    done = subprocess.run(command, shell=True, capture_output=True, env=environment)
    assert done.stdout.count(b"\n") == 1
    assert done.stderr == b""


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: None, "can't be read: No such file"),
        (lambda path: path.mkdir(), "can't be read: Is a directory"),
        (lambda path: path.write_bytes(b"\xff\xff\x00\xff"), "GB18030"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_on_stderr(tmp_path, capsys, make, message):
    path = tmp_path / "wrong.txt"
    make(path)
    assert main(["classify", str(path)]) == 1
    out, err = capsys.readouterr()
    assert out == "" and err.startswith(f"zongjie: {path}: ") and message in err


def test_a_folder_that_is_no_bundle_is_status_1(report_file, tmp_path, capsys):
    assert main(["classify", report_file, "--model", str(tmp_path)]) == 1
    assert "holds no bundle" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [[], ["sing"], ["classify"], ["classify", "a", "--json", "--markdown"]]
)
def test_a_wrong_command_line_is_status_2(arguments, capsys):
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    assert "usage: zongjie" in capsys.readouterr().err


def test_info_tells_model_labels_and_machine(tiny_bundle, capsys):
    assert main(["info", "--model", str(tiny_bundle)]) == 0
    out = capsys.readouterr().out
    for part in (str(tiny_bundle), "measure 措施", "onnxruntime", "cores", __version__):
        assert part in out


def test_the_version_is_that_of_the_project(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["--version"])
    assert stop.value.code == 0
    assert capsys.readouterr().out == f"zongjie {__version__}\n"
    assert f'version = "{__version__}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_importing_the_package_loads_nothing_heavy():
    code = "import sys, zongjie; print([m for m in ('numpy', 'onnxruntime') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        env={"PYTHONPATH": str(ROOT / "inference")},
        check=True,
        text=True,
    )
    assert done.stdout.strip() == "[]"
