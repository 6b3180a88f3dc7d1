"""Every format tells the same text: paragraphs, automatic numbers, tables; no page furniture."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from zongjie.reading import Document

SAMPLES = Path(__file__).parent / "samples"
LONG = (
    "一是产业链条短，深加工能力不足；二是部分村干部年龄偏大，带富本领有待提高；"
    "三是长效管护机制不健全，个别村存在反弹现象。"
)
LINES = [
    "青岭镇2023年工作总结",
    "今年以来，青岭镇围绕产业、人才、生态扎实推进各项工作，取得了一定成效。现将情况总结如下：",
    "一、主要工作及成效",
    "（一）抓产业，促增收",
    "全镇发展高山蔬菜1.2万亩，新建冷链仓储中心3个，蔬菜商品化处理率由41%提高到67%。" * 6,
    "（二）抓环境，美村貌",
    "1.开展“最美庭院”评比12场。",
    "2.发放宣传资料5000份。",
    "指标\t2022年\t2023年",
    "集体收入\t312\t468",
    "二、存在问题",
    LONG * 8,
    "三、下一步打算",
    "继续壮大特色产业，每季度开展一次督查通报。" * 12,
    "联系人：张某某　电话：0000-12345678",
]


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("python-docx.docx", "docx"),
        ("libreoffice.docx", "docx"),
        ("libreoffice.doc", "doc"),
        ("libreoffice.odt", "odt"),
        ("libreoffice.rtf", "rtf"),
        ("libreoffice.pdf", "pdf"),
        ("wordml.wps.gz", "wordml"),
    ],
)
def test_files_of_real_writers_give_the_lines_of_the_report(read, name: str, form: str) -> None:
    (document,) = read(SAMPLES / name)
    assert isinstance(document, Document), document
    assert document.format == form
    lines = [re.sub(" (?=电话)", "　", line) for line in document.text.split("\n")]
    assert [line for line in lines if line.strip()] == LINES
    if form != "rtf":
        assert document.title == "青岭镇2023年工作总结"


@pytest.mark.parametrize("suffix", ["wps", "txt", ""])
def test_a_format_is_told_by_content_whatever_the_suffix(read_bytes, suffix: str) -> None:
    document = read_bytes((SAMPLES / "libreoffice.doc").read_bytes(), f"总结.{suffix}")
    assert document.format == "doc" and "二、存在问题" in document.text


def test_deleted_and_hidden_text_and_codes_of_fields_are_left_out_of_doc(read) -> None:
    (document,) = read(SAMPLES / "edited.doc")
    assert document.text.strip() == "修通村道12公里（详见附件）。"
