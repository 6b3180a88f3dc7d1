"""HTML: the main text of a page, all of a saved document, whatever charset is declared."""

from __future__ import annotations

import pytest

TITLE = "青岭镇2023年工作总结"
PROSE = [
    "一、主要做法",
    "召开居民议事会12场，发放倡议书5000份；建立楼组长包干制度，每周检查、每月通报。",
    "二、存在问题",
    "部分商铺分类意识不强，早高峰清运不及时，个别点位管理不到位。",
    "三、下一步打算",
    "继续推行定时定点投放，力争年底前实现小区全覆盖，健全考核办法。",
]
MENU = "".join(f'<li><a href="/{i}">栏目{i}</a></li>' for i in range(9))
PAGE = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>{title}_青岭镇人民政府</title>
<script>var a = "<p>脚本。</p>";</script></head><body><div class="nav"><ul>{menu}</ul></div>
<div class="position">当前位置：<a href="/">首页</a> &gt; 总结</div>
<div class="content"><h1>{title}</h1><div id="zoom">{body}</div></div>
<div class="share">上一篇：<a href="1">通知</a> 下一篇：<a href="2">公告</a></div>
<div class="footer"><p>主办单位：青岭镇 <a href="#">网站地图</a> 备案号000</p></div>
</body></html>"""
BODIES = {
    "paragraphs": "".join(f"<p>　　{line}</p>\n" for line in PROSE),
    "line breaks": "<br/>\n<br/>　　".join(PROSE),
    "divisions": "".join(f"<div><span>{line}</span></div>" for line in PROSE),
    "a table": "<table>"
    + "".join(f"<tr><td><p>{line}</p></td></tr>" for line in PROSE)
    + "</table>",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize(("written", "declared"), [("utf-8", "gb2312"), ("gbk", "utf-8")])
def test_only_the_main_text_of_a_page_is_read(
    read_bytes, body, written: str, declared: str
) -> None:
    page = PAGE.format(charset=declared, title=TITLE, menu=MENU, body=body)
    document = read_bytes(page.encode(written), "page.txt")
    assert document.format == "html" and document.title == TITLE
    assert [line.strip("　 ") for line in document.text.split("\n")] == [TITLE, *PROSE]


def test_a_document_saved_as_html_is_read_whole_with_its_numbers_and_tables(read_bytes) -> None:
    source = (
        '<html><body><div title="header"><p>抬头</p></div><p>简报</p>'
        '<ol style="list-style-type: cjk-ideographic"><li><p>做法</p></li><li>问题</li></ol>'
        "<table><tr><td><p>指标</p></td><td>数</td></tr></table><p>全镇修路\n3公里，\n   通水。</p>"
        '<p style="display:none">暗记</p></body></html>'
    )
    lines = read_bytes(source.encode()).text.split("\n")
    assert lines == ["简报", "一、做法", "二、问题", "指标\t数", "全镇修路3公里，通水。"]


def test_the_page_in_a_web_archive_is_read(read_bytes) -> None:
    source = (
        b"From: <Saved by Word>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; "
        b'boundary="b"\r\n\r\n--b\r\nContent-Type: text/html; charset="gb2312"\r\n'
        b"Content-Transfer-Encoding: 8bit\r\n\r\n<html><p>"
        + "修路3公里。".encode("gbk")
        + b"</p></html>\r\n--b--\r\n"
    )
    document = read_bytes(source, "总结.doc")
    assert (document.format, document.text) == ("mhtml", "修路3公里。")


def test_text_nested_deeper_than_the_parser_goes_is_not_lost(read_bytes) -> None:
    document = read_bytes(("<html><body>" + "<div>" * 20_000 + "深处。").encode())
    assert "深处。" in document.text
