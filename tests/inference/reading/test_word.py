"""Word's XML: tables within tables, cells in controls, numbers that a list has from elsewhere."""

from __future__ import annotations

import io
import zipfile

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
NUMBERED = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
CHINESE = '<w:lvl w:ilvl="0"><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
DECIMAL = '<w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


def cell(content: str) -> str:
    return f"<w:tc>{content}</w:tc>"


def table(*cells: str) -> str:
    return f"<w:tbl><w:tr>{''.join(cells)}</w:tr></w:tbl>"


def docx(body: str, numbering: str = "") -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        document = f"<w:document {W}><w:body>{body}</w:body></w:document>"
        archive.writestr("word/document.xml", document)
        archive.writestr("word/numbering.xml", f"<w:numbering {W}>{numbering}</w:numbering>")
    return data.getvalue()


def test_a_table_within_a_table_is_read_once(read_bytes) -> None:
    inner = table(cell(paragraph("内一")), cell(paragraph("内二")))
    body = paragraph("前") + table(cell(paragraph("外")), cell(inner + paragraph("旁")))
    assert read_bytes(docx(body + paragraph("后"))).text == "前\n外\n内一\t内二\n旁\n后"


def test_a_cell_in_a_content_control_is_read(read_bytes) -> None:
    control = f"<w:sdt><w:sdtPr/><w:sdtContent>{cell(paragraph('右'))}</w:sdtContent></w:sdt>"
    assert read_bytes(docx(table(cell(paragraph("左")), control))).text == "左\t右"


def test_a_list_has_the_numbers_of_the_style_that_it_is_linked_to(read_bytes) -> None:
    numbering = (
        '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="s"/></w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="1"><w:styleLink w:val="s"/>{CHINESE}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    body = paragraph("做法", NUMBERED) + paragraph("问题", NUMBERED)
    assert read_bytes(docx(body, numbering)).text == "一、做法\n二、问题"


def test_a_list_may_have_numbers_of_its_own(read_bytes) -> None:
    numbering = (
        f'<w:abstractNum w:abstractNumId="0">{DECIMAL}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/>'
        f'<w:lvlOverride w:ilvl="0">{CHINESE}</w:lvlOverride></w:num>'
        '<w:num w:numId="x"><w:lvlOverride w:ilvl="x"/></w:num>'
    )
    assert read_bytes(docx(paragraph("做法", NUMBERED), numbering)).text == "一、做法"
