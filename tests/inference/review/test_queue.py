from __future__ import annotations

import csv
import json
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest

from zongjie.cli import main
from zongjie.labels import SHIPPED
from zongjie.review.choosing import choose_sentences
from zongjie.review.columns import HEADERS, TECHNICAL
from zongjie.review.corrections import read_corrections
from zongjie.review.errors import ReviewError
from zongjie.review.queue import write_queue
from zongjie.review.texts import find_reports


def fill(path: Path, labels: list[str]) -> None:
    """What a person does: choose labels in the first rows."""
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        for row, label in enumerate(labels, 2):
            book.worksheets[0].cell(row, list(HEADERS).index("label") + 1, value=label)
        book.save(path)
    elif path.suffix == ".csv":
        rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
        for row, label in zip(rows[1:], labels, strict=False):
            row[rows[0].index("更正")] = label
        with path.open("w", encoding="gb18030", newline="") as file:  # as Excel saves it
            csv.writer(file, delimiter=";").writerows(rows)
    elif path.suffix == ".jsonl":
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        for row, label in zip(rows, labels, strict=False):
            row["label"] = label
        path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    else:
        tasks = json.loads(path.read_text("utf-8"))
        for number, (task, label) in enumerate(zip(tasks, labels, strict=False)):
            result = {**task.pop("predictions")[0]["result"][0], "value": {"choices": [label]}}
            task |= {"id": number, "annotations": [{"result": [result], "was_cancelled": False}]}
        path.write_text(json.dumps(tasks), encoding="utf-8")


@pytest.mark.parametrize("name", ["queue.xlsx", "queue.csv", "queue.jsonl", "tasks.json"])
def test_what_a_person_fills_in_comes_back_and_stands_in_the_report(
    name: str, out: Path, tmp_path: Path
) -> None:
    queue = choose_sentences([out], 8)
    write_queue(queue, tmp_path / name)
    fill(tmp_path / name, ["打算", "措施", "其他"])
    found = read_corrections(tmp_path / name, SHIPPED)
    assert [c.label for c in found] == ["plan", "measure", "other"]
    for correction, row in zip(found, queue.rows, strict=False):
        for key in ("archive", "file", "record", "report", "start", "end", "text", "old_label"):
            assert getattr(correction, key) == row[key]
    reports = find_reports(found)
    said = {(r.text[start:end], label) for r in reports for start, end, label in r.sentences}
    assert said == {(c.text, c.label) for c in found}


def test_the_workbook_offers_labels_in_chinese_and_keeps_its_head_in_sight(
    out: Path, tmp_path: Path
) -> None:
    path = tmp_path / "queue.xlsx"
    write_queue(choose_sentences([out], 5), path)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    (choice,) = sheet.data_validations.dataValidation
    column = "ABCDEFGHIJKLMNOP"[list(HEADERS).index("label")]
    assert (choice.type, str(choice.sqref)) == ("list", f"{column}2:{column}6")
    offered = book["标签"][str(choice.formula1).partition("!")[2].replace("$", "")]
    assert [cell.value for (cell,) in offered] == list(SHIPPED.chinese)
    assert sheet.freeze_panes == "A2"
    text = sheet.cell(2, list(HEADERS).index("text") + 1)
    assert text.alignment.wrap_text and sheet.column_dimensions["E"].width >= 50
    assert [cell.value for cell in sheet[1]][-len(TECHNICAL) :] == list(TECHNICAL)


def test_a_sentence_that_looks_like_a_formula_stays_text(out: Path, tmp_path: Path) -> None:
    queue = choose_sentences([out], 2)
    queue.rows[0]["text"] = '=HYPERLINK("http://x")'
    write_queue(queue, tmp_path / "q.xlsx")
    write_queue(queue, tmp_path / "q.csv")
    cell = openpyxl.load_workbook(tmp_path / "q.xlsx").worksheets[0].cell(2, 5)
    assert (cell.data_type, cell.value) == ("s", queue.rows[0]["text"])
    assert "'=HYPERLINK" in (tmp_path / "q.csv").read_text("utf-8-sig")
    fill(tmp_path / "q.csv", ["打算"])
    assert read_corrections(tmp_path / "q.csv", SHIPPED)[0].text == queue.rows[0]["text"]


def test_the_same_queue_gives_the_same_bytes(out: Path, tmp_path: Path) -> None:
    for suffix in (".xlsx", ".csv", ".jsonl", ".json"):
        for name in ("a", "b"):
            write_queue(choose_sentences([out], 5), tmp_path / f"{name}{suffix}")
        assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()


def test_the_interface_for_label_studio_names_what_tasks_hold(out: Path, tmp_path: Path) -> None:
    write_queue(choose_sentences([out], 2), tmp_path / "tasks.json")
    root = ElementTree.parse(tmp_path / "tasks.interface.xml").getroot()
    task = json.loads((tmp_path / "tasks.json").read_text("utf-8"))[0]
    shown = {
        tag.get("value", "").lstrip("$") for tag in root.iter() if tag.tag in ("Text", "Header")
    }
    assert shown <= set(task["data"])
    assert {tag.get("value") for tag in root.iter("Choice")} == set(SHIPPED.chinese)


def test_a_queue_that_is_there_is_not_written_over(out: Path, tmp_path: Path) -> None:
    write_queue(choose_sentences([out], 2), tmp_path / "q.csv")
    with pytest.raises(ReviewError, match="is there already"):
        write_queue(choose_sentences([out], 2), tmp_path / "q.csv")


def test_the_command_says_what_it_chose(out: Path, tmp_path: Path, capsys) -> None:
    assert main(["review", str(out), "-n", "5", "-o", str(tmp_path / "q.xlsx")]) == 0
    said = capsys.readouterr().out
    assert "sentences 5 of " in said and "措施 1" in said and "q.xlsx" in said


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-o", "queue.pdf"], "ends in none of"),
        (["-o", "nowhere/queue.csv"], "no folder nowhere"),
        (["-o", "queue.csv", "-n", "0"], "ask for one sentence or more"),
    ],
)
def test_what_cannot_be_written_is_told_with_status_1(
    out: Path, capsys, monkeypatch, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(out.parent)
    assert main(["review", str(out), *arguments]) == 1
    assert message in capsys.readouterr().err
