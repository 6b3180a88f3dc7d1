from __future__ import annotations

import dataclasses
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from zongjie.labels import SHIPPED
from zongjie.review.choosing import choose_sentences
from zongjie.review.corrections import Correction, read_corrections
from zongjie.review.errors import ReviewError
from zongjie.review.texts import find_reports, text_digest

TEXT = "工作总结\n召开会议。发放传单二百份。\n"
ROW: dict[str, Any] = {
    "file": "report.txt", "record": None, "report": text_digest(TEXT), "start": 5, "end": 10,
    "text": "召开会议。", "old_label": "measure", "label": "plan",
}  # fmt: skip


def write(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_a_pages_corrections_are_read_as_they_are_downloaded(tmp_path: Path) -> None:
    (found,) = read_corrections(write(tmp_path / "c.jsonl", ROW), SHIPPED)
    assert (found.archive, found.start, found.label) == ("", 5, "plan")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"label": "打酱油"}, "line 1: 更正 is '打酱油'; the labels are 措施, 成效"),
        ({"start": 5.5}, "line 1: start is 5.5, but must be a whole number"),
        ({"start": 12}, r"line 1: spans \[12, 10\)"),
        ({"file": "", "report": ""}, "line 1: names no file"),
        ({"text": " "}, "line 1: holds no sentence"),
        ({"label": ""}, "no row has a label"),
    ],
)
def test_a_row_that_cannot_be_used_is_told_by_its_number(
    tmp_path: Path, change: dict[str, Any], message: str
) -> None:
    with pytest.raises(ReviewError, match=message):
        read_corrections(write(tmp_path / "c.jsonl", ROW | change), SHIPPED)


def test_all_wrong_rows_are_told_at_once_and_two_opinions_are_wrong(tmp_path: Path) -> None:
    rows = (ROW, ROW | {"label": "other"}, ROW | {"label": "?"}, ROW)
    with pytest.raises(ReviewError, match="2 rows") as error:
        read_corrections(write(tmp_path / "c.jsonl", *rows), SHIPPED)
    assert "line 2: says other" in str(error.value) and "line 3" in str(error.value)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("c.xlsx", b"PK\x03\x04", "isn't a workbook"),
        ("c.csv", "甲,乙\n1,2\n".encode(), "lacks the columns 文件"),
        ("c.jsonl", b"{", "line 1: not JSON"),
        ("c.json", b"{}", "Label Studio"),
        ("c.pdf", b"", "give .xlsx, .csv"),
        ("missing.csv", None, "No such file"),
    ],
)
def test_a_file_that_is_no_queue_is_told(
    tmp_path: Path, name: str, content: bytes | None, message: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(ReviewError, match=message):
        read_corrections(tmp_path / name, SHIPPED)


def test_label_studios_smaller_export_is_read_and_two_annotators_must_agree(tmp_path: Path) -> None:
    path = tmp_path / "export.json"
    path.write_text(json.dumps([{**ROW, "id": 7, "label": "打算"}]), encoding="utf-8")
    assert read_corrections(path, SHIPPED)[0].label == "plan"
    said = [
        {"result": [{"from_name": "label", "value": {"choices": [label]}}]}
        for label in ("打算", "措施")
    ]
    path.write_text(json.dumps([{"id": 7, "data": ROW, "annotations": said}]), encoding="utf-8")
    with pytest.raises(ReviewError, match="task 7: people chose 打算 and 措施"):
        read_corrections(path, SHIPPED)


def correction(**change: Any) -> Correction:
    values: dict[str, Any] = {"where": "line 1", "archive": "", "tables": "", **ROW, **change}
    return Correction(**values)


def test_a_report_is_found_among_known_texts_or_in_its_file(tmp_path: Path) -> None:
    (report,) = find_reports([correction(file="")], {text_digest(TEXT): TEXT})
    assert (report.text, report.sentences) == (TEXT.strip(), ((5, 10, "plan"),))
    path = tmp_path / "report.txt"
    path.write_text(TEXT, encoding="gb18030")
    assert find_reports([correction(file=str(path))])[0].text == TEXT.strip()


def test_a_report_in_an_archive_in_a_folder_is_found_again(tmp_path: Path) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        made.writestr("甲/总结.txt", TEXT)
    (tmp_path / "z.zip").write_bytes(held.getvalue())
    for archive, file in ((tmp_path, "z.zip!/甲/总结.txt"), (tmp_path / "z.zip", "甲/总结.txt")):
        assert find_reports([correction(archive=str(archive), file=file)])[0].text == TEXT.strip()


def test_a_pages_row_and_a_queues_row_meet_in_one_report(out: Path) -> None:
    queue = choose_sentences([out], 8)
    rows = [row for row in queue.rows if row["report"] == queue.rows[0]["report"]][:2]
    assert len(rows) == 2
    keys = ("archive", "file", "record", "report", "start", "end", "text", "old_label")
    given = [correction(**{key: row[key] for key in keys}, label="plan") for row in rows]
    given[0] = dataclasses.replace(given[0], tables=str(out))
    path = Path(rows[0]["archive"], rows[0]["file"])
    path.write_text("\n\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    (report,) = find_reports(given)
    assert [report.text[a:b] for a, b, _ in report.sentences] == sorted(
        (row["text"] for row in rows), key=report.text.index
    )


def test_the_same_text_by_two_names_is_one_report(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(TEXT, encoding="utf-8")
    other = correction(file=str(path), start=10, end=18, text="发放传单二百份。", report="another")
    known = {text_digest(TEXT): TEXT}
    (report,) = find_reports([correction(), other], known)
    assert [start for start, *_ in report.sentences] == [5, 10]
    against = dataclasses.replace(other, start=5, end=10, text="召开会议。", label="other")
    with pytest.raises(ReviewError, match="says other, line 1 plan; keep one"):
        find_reports([correction(), against], known)


def test_text_that_changed_and_files_that_are_gone_are_told_by_row(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text("新稿\n" + TEXT, encoding="utf-8")
    rows = [correction(file=str(path)), correction(file="gone.txt", where="line 2")]
    with pytest.raises(ReviewError) as error:
        find_reports(rows)
    assert "line 1: [5, 10) of" in str(error.value) and "is no longer '召开会议。'" in str(
        error.value
    )
    assert "line 2: gone.txt isn't there, from" in str(error.value)


def test_what_cells_do_not_keep_is_not_missed(tmp_path: Path) -> None:
    text = TEXT.replace("召开会议", "召\x0b开会议")
    path = tmp_path / "report.txt"
    path.write_text(text, encoding="utf-8")
    assert find_reports([correction(file=str(path), end=11)])
