from __future__ import annotations

import io
import sys

import pytest
from tiny_model import TEXT

from zongjie.cli import main


def test_view_writes_a_page_and_says_where(tiny_bundle, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "总结.txt").write_bytes(TEXT.encode("gb18030"))
    assert main(["view", "总结.txt", "--model", str(tiny_bundle)]) == 0
    assert capsys.readouterr().out == "总结.txt.html\n"
    page = (tmp_path / "总结.txt.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>") and "加强网格化管理，落实责任到人。" in page
    assert '<p class="zj-file" title="总结.txt">' in page


def test_a_page_never_takes_the_place_of_a_report(tiny_bundle, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    saved = f"<html><body><p>{TEXT}</p></body></html>"
    (tmp_path / "总结.html").write_text(saved, encoding="utf-8")
    assert main(["view", "总结.html", "--model", str(tiny_bundle)]) == 0
    assert main(["view", "总结.html", "-o", "./总结.html", "--model", str(tiny_bundle)]) == 1
    assert "-o" in capsys.readouterr().err
    assert (tmp_path / "总结.html").read_text(encoding="utf-8") == saved


def test_what_could_not_be_read_is_told(tiny_bundle, tmp_path, capsys):
    (tmp_path / "总结.txt").write_bytes(TEXT.encode() + b"\xff")
    page = tmp_path / "page.html"
    arguments = ["view", str(tmp_path / "总结.txt"), "-o", str(page), "--model", str(tiny_bundle)]
    assert main(arguments) == 0
    assert "1 character is damaged" in capsys.readouterr().err


def test_text_on_standard_input_goes_to_the_named_page(tiny_bundle, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    page = tmp_path / "page.html"
    assert main(["view", "-", "-o", str(page), "--model", str(tiny_bundle)]) == 0
    assert "经费不足" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: None, "no such file"),
        (lambda path: path.mkdir(), "zongjie label"),
        (lambda path: path.write_text('{"text": "甲"}\n{"text": "乙"}\n'), "several reports"),
    ],
)
def test_what_is_not_one_report_is_an_error_with_the_cure(tmp_path, capsys, make, message):
    path = tmp_path / "reports.jsonl"
    make(path)
    assert main(["view", str(path)]) == 1
    assert message in capsys.readouterr().err


def test_a_page_that_cannot_be_written_is_an_error(tiny_bundle, tmp_path, capsys):
    path = tmp_path / "report.txt"
    path.write_text(TEXT, encoding="utf-8")
    target = tmp_path / "none" / "page.html"
    assert main(["view", str(path), "-o", str(target), "--model", str(tiny_bundle)]) == 1
    assert f"{target}: can't be written" in capsys.readouterr().err
