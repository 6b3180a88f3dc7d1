"""What a title says of a report: the year it is about, and the unit that wrote it.

Both are read off the words of the title, so they are there only where a title names them.
"""

from __future__ import annotations

import re
import unicodedata

_YEAR = re.compile(r"(?<!\d)((?:19[89]|20[0-6])\d)\s*(?:年|学年|财年)")
_BARE_YEAR = re.compile(r"(?<!\d)((?:19[89]|20[0-6])\d)(?!\d)")
_HAN_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_HAN_YEAR = re.compile(r"[一二][〇○零九][〇○零一二三四五六七八九]{2}(?=年)")

_HAN = "[\u4e00-\u9fff]"
_NAME = f"(?:(?!街道|社区|[省市县区旗镇乡村]){_HAN})"
_SOME = r"(?:某|[Xx×*]{1,3})"
_PLACE = "".join(
    f"(?:(?:{_NAME}{{2,8}}?|{_SOME})(?:{suffix}))?"
    for suffix in ("省|自治区", "市|自治州", "县|区|旗", "镇|乡|街道", "村(?![局民委信])|社区")
)
_BODY = (
    "委员会|管理局|办公室|办事处|服务中心|检察院|派出所|工作站|党支部|总工会|联合会|幼儿园"
    "|局|厅|院|馆|所|站|中心|公司|集团|学校|小学|中学|大学|银行|支行|协会|支队|大队|团委|党委|政府"
    r"|[委办](?=\d|关于|\Z)"
)
_UNIT = re.compile(
    f"{_PLACE}(?:(?:{_HAN}{{2,14}}?|{_SOME})(?:{_BODY}))?(?:办公室|办事处|居委会|村委会|党支部)?"
)
_LEAD = re.compile(r"^(?:关于|中共|共青团)?(?:[\dXx×*年度上下半季第一二三四—\-至]*年度?)?")
_NO_UNIT = re.compile("^(?:全|本|我|各)(?:省|市|县|区|镇|乡|村)")


def find_year(title: str) -> int | None:
    """The year that a title names; the last one of a range; None for none.

    Example:
        >>> find_year("青山镇2023年工作总结"), find_year("二〇二四年上半年小结"), find_year("小结")
        (2023, 2024, None)
    """
    title = unicodedata.normalize("NFKC", title)
    title = _HAN_YEAR.sub(lambda found: found.group().translate(_HAN_DIGITS), title)
    found = _YEAR.search(title) or _BARE_YEAR.search(title)
    return int(found.group(1)) if found else None


def find_unit(title: str) -> str | None:
    """The unit that a title begins with, its place before it; None for none.

    Example:
        >>> find_unit("青禾县教育局2023年工作总结"), find_unit("2024年云岭镇防汛工作小结")
        ('青禾县教育局', '云岭镇')
        >>> find_unit("个人工作总结") is None
        True
    """
    title = "".join(unicodedata.normalize("NFKC", title).split())
    lead = _LEAD.match(title)
    title = title[lead.end() :] if lead else title
    found = _UNIT.match(title)
    if found is None or not found.group() or _NO_UNIT.match(title):
        return None
    return found.group()
