from __future__ import annotations

import json
from pathlib import Path

import pytest

from zongjie.reading import Document, Failure, FoundFile, Limits, Reader, find_files

ROWS = [("甲村总结", "修路3公里。\n通水。"), ("乙村总结", "清理垃圾，\t20吨。")]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk", "utf-16"])
def test_each_row_of_csv_is_a_document(read, tmp_path: Path, encoding: str, delimiter: str) -> None:
    rows = [("编号", "标题", "正文"), *((str(i), *row) for i, row in enumerate(ROWS))]
    text = "\r\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    (tmp_path / "t.csv").write_bytes(text.encode(encoding))
    documents = read(tmp_path / "t.csv")
    assert [(d.title, d.text, d.record, d.format) for d in documents] == [
        (title, text, i, "csv") for i, (title, text) in enumerate(ROWS)
    ]


def test_without_a_known_name_the_column_of_long_texts_is_taken(read_bytes) -> None:
    long = "全镇修路三公里，通水二百户，清理垃圾二十吨。"
    assert read_bytes(f"a,b\n1,{long}\n".encode(), "t.csv").text == long


def test_a_csv_of_numbers_is_recorded_with_the_cure(read_bytes) -> None:
    failure = read_bytes(b"a,b\n1,2\n", "t.csv")
    assert failure.reason == "empty" and "正文" in failure.message


def test_each_line_of_json_is_a_document_and_a_bad_one_is_a_failure(read, tmp_path: Path) -> None:
    good = [json.dumps({"title": t, "text": x}, ensure_ascii=False) for t, x in ROWS]
    (tmp_path / "t.txt").write_text("\n".join([good[0], "{bad", "", good[1], '{"n": 1}']))
    one, bad, two, no_text = read(tmp_path / "t.txt")
    assert [(d.title, d.text, d.record) for d in (one, two)] == [(*ROWS[0], 0), (*ROWS[1], 2)]
    assert isinstance(bad, Failure) and (bad.reason, bad.record) == ("broken", 1)
    assert isinstance(no_text, Failure) and no_text.record == 3


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("t.csv", "标题,正文\n甲,<p>一、做法</p><p>修路&nbsp;3公里。</p>\n"),
        ("t.jsonl", '{"content": "<div>一、做法<br>修路&nbsp;3公里。</div>"}\n'),
    ],
)
def test_html_in_a_table_is_read_as_text(read_bytes, name: str, table: str) -> None:
    assert read_bytes(table.encode(), name).text == "一、做法\n修路 3公里。"


def test_bytes_that_no_encoding_has_cost_a_row_of_json_lines_not_the_file(
    read, tmp_path: Path
) -> None:
    (tmp_path / "t.jsonl").write_bytes(b'{"text": "\xff\xfe"}\n{"text": "\\u4fee"}\n')
    assert [given.text for given in read(tmp_path / "t.jsonl")][1:] == ["修"]


def test_a_row_over_the_limit_is_recorded_and_the_rest_read(read, tmp_path: Path) -> None:
    rows = [json.dumps({"text": text}) for text in ("a", "b" * 500, "c")]
    (tmp_path / "t.jsonl").write_text("\n".join(rows))
    with Reader(limits := Limits(max_file_bytes=200)) as reader:
        (found,) = find_files([tmp_path / "t.jsonl"], limits)
        assert isinstance(found, FoundFile)
        one, long, three = reader.read(found)
    assert isinstance(long, Failure) and (long.reason, long.record) == ("too large", 1)
    assert isinstance(one, Document) and isinstance(three, Document) and three.record == 2


def test_a_list_of_json_objects_is_read_and_lone_surrogates_are_mended(read_bytes) -> None:
    document = read_bytes(b'[{"content": "\\u4fee\\ud800\\u8def"}]', "t.json")
    assert (document.text, document.format) == ("修\ufffd路", "json")


def test_rows_of_a_table_of_any_size_are_read_one_by_one(tmp_path: Path) -> None:
    line = json.dumps({"text": "修路。" * 100}) + "\n"
    (tmp_path / "t.jsonl").write_text(line * 2000)
    (found,) = find_files([tmp_path / "t.jsonl"], limits := Limits(max_file_bytes=100_000))
    assert isinstance(found, FoundFile)
    with Reader(limits) as reader:
        documents = reader.documents(found)
        assert isinstance(next(documents), Document)
        assert sum(1 for _ in documents) == 1999


def test_rows_of_a_workbook_are_documents(read_bytes) -> None:
    import io
    import zipfile

    rows = (("标题", "正文"), ("甲村总结", "修路。"))
    filled = [[f'<c t="inlineStr"><is><t>{value}</t></is></c>' for value in row] for row in rows]
    cells = "".join(f"<row>{''.join(row)}</row>" for row in filled)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}'
        "</sheetData></worksheet>",
    }
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    document = read_bytes(data.getvalue())
    assert (document.format, document.title, document.text) == ("xlsx", "甲村总结", "修路。")
