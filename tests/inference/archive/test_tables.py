from __future__ import annotations

import pytest

from zongjie import Classifier
from zongjie.archive import parts
from zongjie.archive.errors import ArchiveError
from zongjie.archive.tables import (
    find_labelled,
    iter_labelled,
    read_batches,
    read_reports,
    read_run,
    read_sections,
    read_sentences,
    read_texts,
)  # fmt: skip


@pytest.fixture
def out(source, label, tmp_path, monkeypatch):
    monkeypatch.setattr(parts, "PART_SENTENCES", 20)
    label(source, tmp_path / "out")
    return tmp_path / "out"


def test_parts_of_one_number_hold_the_same_reports(out):
    names = [sorted(p.name for p in (out / t).iterdir()) for t in ("sentences", "texts", "reports")]
    assert names[0] == names[1] == names[2] and len(names[0]) > 2


def test_offsets_point_at_the_sentences_in_the_text_of_their_report(out):
    reports = list(iter_labelled(out))
    assert len(reports) == 6
    for report in reports:
        for sentence in report.sentences:
            start, end = (sentence[key] - report.row["start"] for key in ("start", "end"))
            assert report.text[start:end] == sentence["text"]
        assert sum(section["n_sentences"] for section in report.sections) == len(report.sentences)
        first = report.sentences[report.sections[-1]["first"]]
        assert first["section"] == len(report.sections) - 1
        assert first["section_label"] == report.sections[-1]["label"]


def test_labels_are_those_that_the_classifier_gives_the_report_alone(out, tiny_bundle):
    classifier = Classifier(tiny_bundle, threads=1)
    for report in iter_labelled(out):
        expected = classifier.classify(report.text)
        for row, sentence in zip(report.sentences, expected.sentences, strict=True):
            assert (row["label"], row["score"]) == (sentence.label, round(sentence.score, 4))
            assert row["heading"] == sentence.heading
            assert row["next_score"] == round(sorted(sentence.scores)[-2], 4)
            assert row["next_label"] != row["label"]


def test_shares_are_those_of_the_sentences_and_headings_stand_above(out):
    for report in iter_labelled(out):
        n = sum(row["label"] == "plan" for row in report.sentences)
        assert report.row["share_plan"] == round(n / len(report.sentences), 4)
        assert report.sentences[-1]["heading_path"].endswith("四、下一步打算")
        assert report.sentences[0]["heading_path"] == ""


def test_year_unit_and_title_are_read_off(out):
    rows = {row["file"]: row for row in read_reports(out)}
    assert rows["2023/报告1.txt"]["unit"] is None or "石桥街道" in rows["2023/报告1.txt"]["unit"]
    assert rows["2023/报告0.txt"]["title"].endswith("环境整治工作总结")


def test_one_report_is_found_by_its_id_and_a_duplicate_names_its_original(out):
    last = list(iter_labelled(out))[-1]
    assert find_labelled(out, last.row["report"]) == last
    duplicate = next(row for row in read_reports(out) if row["duplicate_of"])
    with pytest.raises(ArchiveError, match=duplicate["duplicate_of"]):
        find_labelled(out, duplicate["report"])
    with pytest.raises(ArchiveError, match="holds no report nowhere"):
        find_labelled(out, "nowhere")


def test_columns_can_be_chosen_and_batches_are_small(out):
    assert set(next(read_sentences(out, ["text", "label"]))) == {"text", "label"}
    assert all(len(batch) <= 3 for batch in read_batches(out, "sections", batch_rows=3))
    assert sum(1 for _ in read_sections(out)) and sum(1 for _ in read_texts(out)) == 6


def test_a_folder_without_tables_is_told_with_the_command_that_makes_them(tmp_path):
    with pytest.raises(ArchiveError, match=r"no run\.json\); run `zongjie label"):
        read_run(tmp_path)
    with pytest.raises(ArchiveError, match="holds no table of sentences"):
        next(read_sentences(tmp_path))
    with pytest.raises(ArchiveError, match="no table 'words'"):
        next(read_batches(tmp_path, "words"))


def test_tables_of_another_version_are_refused(tmp_path):
    (tmp_path / "run.json").write_text('{"format": 99}')
    with pytest.raises(ArchiveError, match="is of format 99"):
        read_run(tmp_path)
