from __future__ import annotations

import pytest

from zongjie.reading import Document, Failure

REPORT = "一、主要做法\r\n召开议事会12场，发放倡议书。\r\n二、存在问题\r\n清运不及时。\r\n"


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("gbk", "gb18030"),
        ("gb18030", "gb18030"),
    ],
)
def test_a_text_is_read_as_it_stands_in_every_encoding(
    read_bytes, encoding: str, named: str
) -> None:
    document = read_bytes(REPORT.encode(encoding))
    assert (document.text, document.format, document.encoding) == (REPORT, "txt", named)


def test_a_damaged_byte_costs_a_character_not_the_file(read_bytes) -> None:
    for encoding in ("utf-8", "gb18030"):
        data = bytearray((REPORT * 20).encode(encoding))
        data[len(data) // 2] = 0xFF
        document = read_bytes(bytes(data))
        assert isinstance(document, Document) and document.note is not None
        assert document.encoding == encoding and document.text.startswith(REPORT)


def test_utf8_cut_within_a_character_is_not_taken_for_gb18030(read_bytes) -> None:
    document = read_bytes("工作总结：一、做法".encode()[:-1])
    assert document.text.startswith("工作总结：一、做") and document.encoding == "utf-8"


@pytest.mark.parametrize("data", [b"\x00\x01\x02\x03" * 99, bytes(range(256)) * 8])
def test_what_is_no_text_is_unsupported(read_bytes, data: bytes) -> None:
    assert read_bytes(data, "file.txt").reason == "unsupported"


@pytest.mark.parametrize("data", [b"", b" \n\n\t", "\ufeff".encode()])
def test_a_file_without_text_is_recorded_as_empty(read_bytes, data: bytes) -> None:
    failure = read_bytes(data, "总结.txt")
    assert isinstance(failure, Failure) and failure.reason == "empty"


@pytest.mark.parametrize(
    "first",
    [
        "BMW公司总结",
        "BZh公司总结",
        "文件以%PDF-1.4开头",
        '["一"]总结',
        "总结",
        "报告",
        "正文",
        "<总结>",
    ],
)
def test_a_text_is_a_text_whatever_its_first_line(read_bytes, first: str) -> None:
    document = read_bytes(f"{first}\r\n{REPORT}".encode(), "总结.txt")
    assert (document.format, document.text) == ("txt", f"{first}\r\n{REPORT}")


def test_big5_is_not_taken_for_gb18030(read_bytes) -> None:
    text = "一、主要做法\n召開議事會，發放倡議書。清運不及時。\n"
    document = read_bytes(text.encode("big5"))
    assert (document.text, document.encoding) == (text, "big5hkscs")


def test_marks_of_markdown_go_and_lines_stay(read_bytes) -> None:
    source = (
        "---\ntitle: 年度总结\n---\n# 青岭镇总结\n\n## 一、**做法**\n\n- 开展`检查`12次\n"
        "1. 走访[农户](http://x)300户\n\n| 指标 | 数 |\n|---|---|\n| 公里 | 3 |\n"
        "\n2\\. 整改 \\* 2*3*4\n"
    )
    document = read_bytes(source.encode("gbk"), "总结")
    assert (document.format, document.title) == ("md", "年度总结")
    assert [line for line in document.text.split("\n") if line] == [
        "青岭镇总结", "一、做法", "开展检查12次", "1. 走访农户300户", "指标\t数", "公里\t3",
        "2. 整改 * 2*3*4",
    ]  # fmt: skip


RTF = (
    r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset0 Calibri;}"
    r"{\f1\fnil\fcharset134 SimSun;}}"
    r"{\info{\title \'d7\'dc\'bd\'e1}}{\header \'d7\'dc}\f0 HEAD\par "
    r"{\pntext\f1 1.\tab}TAIL\cell X\cell\row{\deleted gone}\u-10179?\u-9216?}"
)


def test_rtf_of_other_writers_is_read(read_bytes) -> None:
    gbk = "一、做法".encode("gbk")
    escaped = b"".join(b"\\'%02x" % byte for byte in gbk)
    source = RTF.encode().replace(b"HEAD", escaped).replace(b"TAIL", gbk + "丄".encode("gbk"))
    document = read_bytes(source, "总结.doc")
    assert (document.format, document.title) == ("rtf", "总结")
    assert document.text.split() == ["一、做法", "1.一、做法丄", "X", "\U0001f400"]
