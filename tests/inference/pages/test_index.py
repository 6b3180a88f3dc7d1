from __future__ import annotations

import dataclasses
import json
import re

import pytest
from invented_archive import invented_archive
from tiny_model import TEXT

from zongjie.labels import LabelSet
from zongjie.pages.index import REASONS, build_index, page_path, write_pages
from zongjie.reading import REASONS as READING_REASONS


def read_data(folder):
    text = (folder / "data.js").read_text(encoding="utf-8")
    assert text.startswith("window.zongjieArchive = {\n") and text.endswith("\n};\n")
    return json.loads(text.removeprefix("window.zongjieArchive = ").removesuffix(";\n"))


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    archive = invented_archive(40)
    return archive, write_pages(archive, folder).parent


def test_each_labelled_report_has_its_page_and_a_duplicate_that_of_its_original(pages):
    archive, folder = pages
    data = read_data(folder)["reports"]
    for row, page, duplicate in zip(
        archive.reports(), data["page"], data["duplicate"], strict=True
    ):
        assert duplicate == (row["duplicate_of"] is not None)
        assert page == page_path(row["duplicate_of"] or row["report"])
        assert (folder / page).is_file()
    assert sum(data["duplicate"]) == 3


def test_the_data_are_the_tables_in_columns(pages):
    archive, folder = pages
    data = read_data(folder)
    rows = list(archive.reports())
    assert data["reports"]["year"] == [row["year"] for row in rows]
    assert data["reports"]["sentences"] == [row["n_sentences"] for row in rows]
    assert all(len(shares) == 5 for shares in data["reports"]["shares"])
    assert data["errors"]["reason"] == ["有密码", "文件损坏"]
    assert data["files"] == {"labelled": 40, "failed": 2}


def test_every_reason_of_the_ledger_has_a_chinese_name():
    assert set(READING_REASONS) <= set(REASONS)


def test_nothing_is_loaded_from_elsewhere(pages):
    _, folder = pages
    for path in folder.rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
            assert not re.search(r"https?://|@import|url\(", text), path


def test_the_same_archive_gives_the_same_files_and_no_others(tmp_path):
    found = []
    for name in ("one", "two"):
        write_pages(invented_archive(12), tmp_path / name)
        folder = tmp_path / name
        found.append({p.relative_to(folder): p.read_bytes() for p in folder.rglob("*.*")})
    write_pages(invented_archive(12), tmp_path / "one")
    assert found[0] == found[1]
    assert not list(tmp_path.rglob("*.part"))


def test_a_page_that_says_the_same_already_is_left_as_it_is(tmp_path):
    index = write_pages(invented_archive(6), tmp_path)
    before = {path: path.stat().st_ino for path in tmp_path.rglob("*.*")}
    changed = next(iter((tmp_path / "reports").rglob("*.html")))
    changed.write_text("other", encoding="utf-8")
    write_pages(invented_archive(7), tmp_path)
    renewed = {path for path, inode in before.items() if path.stat().st_ino != inode}
    assert changed in renewed and tmp_path / "data.js" in renewed
    assert renewed <= {changed, tmp_path / "data.js"} and index.is_file()


def test_what_tables_hold_cannot_break_out_of_the_data(tmp_path):
    hostile = "</script><script>alert(1)</script>\u2028\ud800"
    archive = invented_archive(3)
    row = {**next(iter(archive.reports())), "title": hostile, "unit": hostile}
    write_pages(dataclasses.replace(archive, reports=lambda: [row]), tmp_path)
    assert read_data(tmp_path)["reports"]["title"] == [hostile.replace("\ud800", "\ufffd")]
    assert "alert" not in (tmp_path / "index.html").read_text(encoding="utf-8")


def test_an_archive_without_reports_and_one_of_another_label_set_have_an_index(tmp_path):
    write_pages(invented_archive(0), tmp_path / "none")
    assert read_data(tmp_path / "none")["reports"] == {}
    labels = LabelSet(("a", "b", "c", "d", "rest"), ("甲", "乙", "丙", "丁", "其余"), "rest")
    index = write_pages(invented_archive(4, labels=labels), tmp_path / "own")
    assert "丙" in index.read_text(encoding="utf-8")


def assert_as_uncertain_as_the_bundle(out, index):
    for threshold, said in ((0.9999, "0.99"), (0.0, "0.70"), (None, "0.70")):
        run = json.loads((out / "run.json").read_text(encoding="utf-8"))
        run["role_threshold"] = threshold
        (out / "run.json").write_text(json.dumps(run), encoding="utf-8")
        build_index(out, index.parent)
        assert f"概率低于 {said}" in index.read_text(encoding="utf-8")
        (page,) = (index.parent / "reports").rglob("*.html")
        scores = re.findall(r'data-v="\d+ \d+ \d+ ([\d.]+)', page.read_text(encoding="utf-8"))
        doubts = read_data(index.parent)["reports"]["doubts"]
        assert doubts == [sum(float(score) < float(said) for score in scores)]


def test_the_tables_of_a_labelled_archive_become_pages(tiny_bundle, tmp_path):
    from zongjie.archive.labeller import label_archive

    source = tmp_path / "source"
    source.mkdir()
    (source / "a.txt").write_text(TEXT, encoding="utf-8")
    (source / "b.pdf").write_bytes(b"%PDF-1.4 broken")
    label_archive([source], tmp_path / "out", model=tiny_bundle, workers=1)
    index = build_index(tmp_path / "out", tmp_path / "pages")
    assert_as_uncertain_as_the_bundle(tmp_path / "out", index)
    data = read_data(index.parent)
    assert data["reports"]["title"] == [TEXT.partition("\n")[0]]
    assert data["reports"]["year"] == [2023]
    assert data["errors"]["reason"] == ["文件损坏"]
    page = (index.parent / data["reports"]["page"][0]).read_text(encoding="utf-8")
    assert page.count('data-v="') == len(TEXT.split("\n"))
