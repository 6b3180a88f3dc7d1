from __future__ import annotations

import csv
import json

import openpyxl
import pytest

from zongjie.archive.exports import MAX_CELL, export_tables
from zongjie.archive.parts import _write
from zongjie.archive.schema import TABLES
from zongjie.labels import SHIPPED

ODD = '=1+1,"引号"\n换行'


@pytest.fixture
def folder(tmp_path):
    rows = {table: [] for table in TABLES}
    rows["errors"] = [
        {"archive": "", "file": f"{i}.txt", "reason": "broken", "message": m}
        for i, m in enumerate(("坏了", ODD, "长" * (MAX_CELL + 5)))
    ]
    for table in TABLES:
        (tmp_path / table).mkdir()
        _write(tmp_path, table, 0, rows[table], SHIPPED)
    return tmp_path


def test_csv_opens_with_chinese_intact_in_excel_and_runs_no_formula(folder):
    export_tables(folder, ("csv",))
    data = (folder / "errors.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(data.decode("utf-8-sig").splitlines(keepends=True)))
    assert rows[0]["message"] == "坏了"
    assert rows[1]["message"] == f"'{ODD}"
    assert (folder / "sentences.csv").read_text(encoding="utf-8-sig").startswith("archive,file,")


def test_csv_goes_on_in_another_file_where_a_sheet_would_be_full(folder):
    export_tables(folder, ("csv",), max_rows=2)
    assert (folder / "errors-2.csv").read_text(encoding="utf-8-sig").count("2.txt") == 1
    assert not (folder / "errors-3.csv").exists()


def test_json_lines_are_exact(folder):
    export_tables(folder, ("jsonl",))
    lines = (folder / "errors.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[1])["message"] == ODD
    assert len(json.loads(lines[2])["message"]) == MAX_CELL + 5


def test_a_workbook_has_a_sheet_a_table_and_more_where_one_is_full(folder):
    export_tables(folder, ("xlsx",), max_rows=2)
    book = openpyxl.load_workbook(folder / "tables.xlsx")
    assert book.sheetnames == ["sentences", "sections", "reports", "files", "errors", "errors 2"]
    sheet = book["errors"]
    assert [cell.value for cell in sheet[1]] == ["archive", "file", "reason", "message"]
    assert sheet["D3"].value == ODD and sheet["D3"].data_type == "s"
    assert len(book["errors 2"]["D2"].value) == MAX_CELL


def test_the_same_tables_give_the_same_bytes(folder):
    export_tables(folder, ("csv", "xlsx", "jsonl"))
    names = ("errors.csv", "errors.jsonl", "tables.xlsx")
    before = [(folder / name).read_bytes() for name in names]
    export_tables(folder, ("csv", "xlsx", "jsonl"))
    assert [(folder / name).read_bytes() for name in names] == before
