from __future__ import annotations

import shutil
import sqlite3

import pytest

from zongjie.archive.errors import ArchiveError
from zongjie.archive.labeller import label_archive
from zongjie.archive.tables import read_files, read_reports, read_rows, read_run
from zongjie.bundle import BundleError, read_manifest, write_manifest
from zongjie.reading import Failure, Origin


def test_every_file_ends_in_the_table_of_files_and_broken_ones_in_the_ledger(
    source, label, tmp_path
):
    summary = label(source, tmp_path / "out")
    status = {row["file"]: row["status"] for row in read_files(tmp_path / "out")}
    assert status == {
        "2023/报告0.txt": "labelled",
        "2023/报告1.txt": "labelled",
        "2023/报告2.txt": "labelled",
        "2023/报告3.txt": "labelled",
        "a.txt": "duplicate",
        "z.zip!/乙.txt": "labelled",
        "z.zip!/甲.txt": "duplicate",
        "坏.docx": "failed",
        "空.txt": "failed",
    }
    errors = list(read_rows(tmp_path / "out", "errors"))
    assert [(row["file"], row["reason"]) for row in errors] == [
        ("坏.docx", "broken"),
        ("空.txt", "empty"),
    ]
    assert summary.counts["files"] == {"labelled": 5, "duplicate": 2, "failed": 2}
    assert summary.counts["reports"] == {"labelled": 6, "duplicate": 3, "unlabelled": 0}
    assert any("failed" in line and "broken 1" in line for line in summary.lines())


def test_duplicates_point_at_the_first_report_by_name_and_have_no_sentences(
    source, label, tmp_path
):
    label(source, tmp_path / "out")
    reports = {(row["file"], row["start"]): row for row in read_reports(tmp_path / "out")}
    ids = {row["report"]: row for row in reports.values()}
    same = reports["z.zip!/甲.txt", 0]
    near = reports["a.txt", 0]
    inside = [row for row in reports.values() if row["file"] == "z.zip!/乙.txt"][-1]
    assert ids[same["duplicate_of"]]["file"] == "2023/报告2.txt" and same["similarity"] == 1
    assert ids[near["duplicate_of"]]["file"] == "2023/报告1.txt"
    assert 0.9 <= near["similarity"] < 1
    assert ids[inside["duplicate_of"]]["file"] == "2023/报告0.txt"
    labelled = {row["report"] for row in read_rows(tmp_path / "out", "sentences")}
    assert labelled == {row["report"] for row in ids.values() if row["duplicate_of"] is None}
    assert near["mean_score"] is None and near["n_sentences"] > 0


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_work_changes_nothing(source, label, tmp_path, engines, read_all, seed):
    label(source, tmp_path / "one")
    label(source, tmp_path / "other", engines["shuffled"](seed))
    assert read_all(tmp_path / "one") == read_all(tmp_path / "other")


def test_killed_anywhere_and_resumed_it_is_the_same(
    source, label, tmp_path, engines, read_all, killed
):
    label(source, tmp_path / "whole", formats=["csv"])
    out = tmp_path / "killed"
    n_kills = 0
    for n_answers in (0, 1, 3, 5, 8, 13, 21):
        try:
            label(source, out, engines["stopped"](n_answers), formats=["csv"])
        except killed:
            n_kills += 1
    label(source, out, formats=["csv"])
    assert n_kills >= 4
    assert read_all(out) == read_all(tmp_path / "whole")
    assert (out / "sentences.csv").read_bytes() == (tmp_path / "whole/sentences.csv").read_bytes()
    assert (out / "run.json").read_bytes() == (tmp_path / "whole/run.json").read_bytes()


def test_a_second_run_reads_and_labels_nothing_and_leaves_the_tables_alone(source, label, tmp_path):
    out = tmp_path / "out"
    label(source, out)
    before = (out / "sentences" / "part-000000.parquet").stat().st_mtime_ns
    summary = label(source, out)
    assert (summary.n_read, summary.n_labelled) == (0, 0)
    assert (out / "sentences" / "part-000000.parquet").stat().st_mtime_ns == before


def test_over_a_grown_archive_only_what_is_new_is_labelled_and_the_result_is_a_fresh_run_s(
    source, label, tmp_path, read_all, invent
):
    out = tmp_path / "out"
    label(source, out)
    (source / "2023" / "报告3.txt").write_text(invent(30), encoding="utf-8")
    (source / "0.txt").write_text(invent(2), encoding="utf-8")  # first by name: the original now
    (source / "2023" / "报告1.txt").unlink()
    summary = label(source, out)
    assert summary.n_read == 2
    fresh = label(source, tmp_path / "fresh")
    assert 0 < summary.n_labelled < fresh.n_labelled
    assert read_all(out) == read_all(tmp_path / "fresh")


def test_another_model_labels_all_anew_and_reads_nothing(source, label, tmp_path, tiny_bundle):
    out = tmp_path / "out"
    first = label(source, out)
    other = tmp_path / "bundle"
    shutil.copytree(tiny_bundle, other)
    manifest = read_manifest(other / "manifest.json")
    write_manifest(manifest.__class__(**{**vars(manifest), "role_temperature": 3.0}), other)
    scores = [row["score"] for row in read_rows(out, "sentences")]
    second = label(source, out, model=other)
    assert (second.n_read, second.n_labelled) == (0, first.n_labelled)
    assert [row["score"] for row in read_rows(out, "sentences")] != scores


def test_at_near_1_only_reports_of_the_same_text_are_duplicates(source, label, tmp_path):
    label(source, tmp_path / "out", near=1)
    similarities = [row["similarity"] for row in read_reports(tmp_path / "out")]
    assert [s for s in similarities if s is not None] == [1.0, 1.0]


def test_tables_inside_a_source_are_no_source(source, label, read_all):
    label(source, source / "out")
    label(source, source / "out")
    assert not any("out/" in row["file"] for row in read_all(source / "out")["files"])


def test_an_archive_without_a_report_has_empty_tables(tmp_path, label, read_all):
    (tmp_path / "source").mkdir()
    summary = label(tmp_path / "source", tmp_path / "out")
    assert all(rows == [] for rows in read_all(tmp_path / "out").values())
    assert summary.lines()


def test_a_name_twice_in_a_zip_and_names_that_are_no_unicode_are_kept(tmp_path, label, invent):
    import zipfile

    (tmp_path / "source").mkdir()
    with (
        zipfile.ZipFile(tmp_path / "source" / "z.zip", "w") as made,
        pytest.warns(UserWarning, match="Duplicate name"),
    ):
        made.writestr("甲.txt", invent(1))
        made.writestr("甲.txt", invent(2))
    (tmp_path / "source" / "odd\udcff.txt").write_text(invent(3), encoding="utf-8")
    for _ in range(2):
        label(tmp_path / "source", tmp_path / "out")
        rows = list(read_files(tmp_path / "out"))
        assert [row["n_reports"] for row in rows] == [1, 1, 1]
        assert [row["file"] for row in rows][1:] == ["z.zip!/甲.txt"] * 2


def test_a_full_disk_is_told_and_a_run_with_room_goes_on(
    source, label, tmp_path, monkeypatch, read_all
):
    import zongjie.archive.folders as folders

    out = tmp_path / "out"

    def refuse(path):
        raise OSError(28, "No space left on device", str(path))

    with monkeypatch.context() as patched:
        patched.setattr(folders, "sync", refuse)
        with pytest.raises(ArchiveError, match="the disk is full; make room and run the same"):
            label(source, out)
    summary = label(source, out)
    assert (summary.n_read, summary.n_labelled) == (0, 0)
    label(source, tmp_path / "whole")
    assert read_all(out) == read_all(tmp_path / "whole")


def test_a_full_disk_under_the_store_is_told_too(source, label, tmp_path, monkeypatch, read_all):
    from zongjie.archive.store import Store

    opened = Store._open

    def open_small(self):
        opened(self)
        n_pages = self.execute("PRAGMA page_count").fetchone()[0]
        self.execute(f"PRAGMA max_page_count = {n_pages + 1}")

    with monkeypatch.context() as patched:
        patched.setattr(Store, "_open", open_small)
        with pytest.raises(ArchiveError, match="the disk is full"):
            label(source, tmp_path / "out")
    label(source, tmp_path / "out")
    label(source, tmp_path / "whole")
    assert read_all(tmp_path / "out") == read_all(tmp_path / "whole")


def test_a_full_disk_for_temporary_files_is_no_fault_of_the_file_unpacked(
    source, label, tmp_path, monkeypatch
):
    def find(*_arguments, **_options):
        yield Failure(Origin("a", "b"), "unreadable", "[Errno 28] No space left on device: 'x'")

    monkeypatch.setattr("zongjie.archive.intake.find_files", find)
    with pytest.raises(ArchiveError, match="the disk is full"):
        label(source, tmp_path / "out")


def test_two_runs_at_once_are_refused(source, label, tmp_path):
    label(source, tmp_path / "out")
    held = sqlite3.connect(tmp_path / "out" / ".zongjie" / "state.sqlite")
    held.execute("BEGIN EXCLUSIVE")
    with pytest.raises(ArchiveError, match="another run is writing there"):
        label(source, tmp_path / "out")
    held.close()


def test_a_damaged_store_names_the_cure(source, label, tmp_path):
    state = tmp_path / "out" / ".zongjie"
    state.mkdir(parents=True)
    (state / "state.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(ArchiveError, match=r"remove .*\.zongjie to label afresh"):
        label(source, tmp_path / "out")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"formats": ["docx"]}, "no format 'docx'"),
        ({"near": 0.2}, "0.5 to 1"),
        ({"workers": 0}, "0 workers"),
        ({"engine": "spark"}, "no engine 'spark'"),
    ],
)
def test_wrong_options_are_refused_before_anything_is_written(tmp_path, options, message):
    with pytest.raises(ArchiveError, match=message):
        label_archive([tmp_path], tmp_path / "out", **options)
    assert not (tmp_path / "out").exists()


def test_a_folder_with_other_things_and_a_model_that_is_none_are_refused(tmp_path):
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(ArchiveError, match="holds other things than tables"):
        label_archive([tmp_path], tmp_path, engine="local")
    with pytest.raises(BundleError):
        label_archive([tmp_path], tmp_path / "out", model=tmp_path)
    with pytest.raises(TypeError, match="several sources"):
        label_archive(str(tmp_path), tmp_path / "out")


def test_run_json_tells_model_labels_and_options(source, label, tmp_path):
    label(source, tmp_path / "out", formats=["jsonl"])
    run = read_run(tmp_path / "out")
    assert run["labels"]["names"][0] == "measure" and run["labels"]["chinese"][0] == "措施"
    assert run["model"]["name"] == "tiny"
    assert run["options"]["near"] == 0.9
    assert "sentences.jsonl" in run["exports"]
