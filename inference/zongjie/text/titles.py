"""Lines that are no prose: titles of reports, and what a web page sets around them."""

from __future__ import annotations

import re

_MAX_TITLE = 60
_REPORT = "(?:总结|小结|汇报|报告|述职|述廉)"
_TITLE = re.compile(
    rf"(?:{_REPORT}(?:材料|范文|范本|报告|稿|模板)*"
    rf"|{_REPORT}?.{{0,12}}[及和与暨、].{{0,16}}(?:计划|安排|打算|要点|思路|建议)"
    r"|关于.{4,50}的(?:通知|规定|意见|决定|办法|请示|方案)|.{12}的(?:通知|规定|办法))"
    r"(?:[一二三四五六七八九十两\d]*篇)?\s*"
    r"(?:[（(【\[][^（()）]{1,16}[)）】\]]\s*){0,2}(?:\s?[一二三四五六七八九十\d]{1,3})?\s*\Z"
)
_OF_REPORT = re.compile(_REPORT)
_FURNITURE = re.compile(
    r"[上下]一[篇页条]|(?:相关|推荐|延伸)(?:阅读|推荐|文章|链接|内容)|(?:来源|作者|点击|标签|编辑|关键词)\s?[:：]"
    r"|发布(?:时间|日期)|位置\s?[:：]|首页|更多|分享到|关注(?:本站|我们|微信)|打印本页|版权|声明|网友|小编"
    r"|[>＞»]{1,3}|https?:|www\."
)
_DATE = re.compile(r"[\d○〇零一二三四五六七八九十xX×*\s]+年.{0,12}[月日]\s*\Z")
_PROSE = re.compile(r"[。；！？!?;]|特此|此致|以上|如下|完毕|^附件|^\s*\d+\.\d")


def is_title(text: str, start: int, end: int) -> bool:
    """Tells whether the line text[start:end] reads as the title of a report.

    Example:
        >>> is_title("青山镇2023年工作总结(精选3篇)", 0, 18), is_title("现总结如下", 0, 5)
        (True, False)
    """
    if not 4 <= end - start <= _MAX_TITLE:
        return False
    line = text[start:end]
    if _PROSE.search(line) or is_furniture(line):
        return False
    return bool(_TITLE.search(line) or _TITLE.search("".join(line.split())))


def names_report(text: str, start: int, end: int) -> bool:
    """Tells whether a title is that of a whole report, not of a part of one.

    Example:
        >>> [names_report(t, 0, len(t)) for t in ("青山镇2023年工作总结", "存在问题及下步打算")]
        [True, False]
    """
    line = "".join(text[start:end].split())
    return is_title(text, start, end) and bool(_OF_REPORT.search(line))


def is_furniture(line: str) -> bool:
    """Tells whether a line is a web page's: navigation, source, links; or a bare date.

    Example:
        >>> is_furniture("上一篇:某局工作总结"), is_furniture("2023年12月5日")
        (True, True)
    """
    return bool(_FURNITURE.search(line) or _DATE.match(line))
