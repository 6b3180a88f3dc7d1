"""Automatic numbers of lists, which a file holds as a rule, not as text.

「一、」 before a heading is often such a number: without it the outline of a report is lost. Names
of formats are those of Office Open XML (ECMA-376 part 1, 17.18.59).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_PLACE = re.compile("%([1-9])")
_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_SERIES = {
    "decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedCircleChinese": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedParen": "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
    "decimalEnclosedFullstop": "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
    "ideographEnclosedCircle": "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉",
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
    "lowerLetter": "abcdefghijklmnopqrstuvwxyz",
    "upperLetter": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
}
_COUNTING = (
    "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
    "taiwaneseCountingThousand",
)  # fmt: skip
_LEGAL_NAMES = ("chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal")
_DIGITAL = ("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital")

OFFICE_FORMS = {
    0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter",
    10: "ideographDigital", 11: "japaneseCounting", 14: "decimalFullWidth",
    18: "decimalEnclosedCircle", 19: "decimalFullWidth2", 22: "decimalZero", 23: "bullet",
    26: "decimalEnclosedFullstop", 27: "decimalEnclosedParen",
    28: "decimalEnclosedCircleChinese", 29: "ideographEnclosedCircle",
    30: "ideographTraditional", 31: "ideographZodiac", 33: "taiwaneseCounting",
    34: "ideographLegalTraditional", 35: "taiwaneseCountingThousand", 36: "taiwaneseDigital",
    37: "chineseCounting", 38: "chineseLegalSimplified", 39: "chineseCountingThousand",
    255: "none",
}  # fmt: skip
"""Formats by the code that binary Word files and Word 2003 have (MSONFC, [MS-OSHARED] 2.2.1.3)."""


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered.

    Attributes:
        start: its first number.
        form: name of the number format; "bullet" and "none" give no number.
        text: what stands before an item, `%1` for the number of the first level.
    """

    start: int = 1
    form: str = "decimal"
    text: str = "%1."


class Numbering:
    """Counts the items of the lists of one document."""

    def __init__(self) -> None:
        self._counts: dict[object, list[int | None]] = {}

    def label(self, key: object, levels: Sequence[Level], depth: int) -> str:
        """The number of the next item of a list, as it is printed; "" for a bullet.

        Example:
            >>> numbering, levels = Numbering(), [Level(1, "chineseCounting", "（%1）")]
            >>> [numbering.label("a", levels, 0) for _ in range(2)]
            ['（一）', '（二）']
        """
        if not 0 <= depth < len(levels):
            return ""
        counts = self._counts.setdefault(key, [None] * 9)
        before = counts[depth]
        counts[depth] = levels[depth].start if before is None else before + 1
        counts[depth + 1 :] = [None] * (8 - depth)
        if levels[depth].form in ("bullet", "none"):
            return ""

        def number(found: re.Match[str]) -> str:
            at = int(found.group(1)) - 1
            if at >= len(levels):
                return ""
            value = counts[at]
            return format_number(levels[at].start if value is None else value, levels[at].form)

        return _PLACE.sub(number, levels[depth].text)

    def restart(self, key: object, depth: int, start: int) -> None:
        """Let the next item of a level be `start`."""
        self._counts.setdefault(key, [None] * 9)[depth] = start - 1


def format_number(value: int, form: str) -> str:
    """A number in one of the formats; in digits where the format has none for it.

    Example:
        >>> [format_number(21, f) for f in ("chineseCounting", "upperRoman", "ideographDigital")]
        ['二十一', 'XXI', '二一']
    """
    if form in _SERIES and 1 <= value <= len(_SERIES[form]):
        return _SERIES[form][value - 1]
    if form in _COUNTING and 0 < value < 10_000:
        return _count(value, _DIGITS, "十百千")
    if form in _LEGAL_NAMES and 0 < value < 10_000:
        return _count(value, _LEGAL, "拾佰仟")
    if form in _DIGITAL:
        return "".join(_DIGITS[int(digit)] for digit in str(value))
    if form in ("lowerRoman", "upperRoman") and 0 < value < 4000:
        return _roman(value) if form == "lowerRoman" else _roman(value).upper()
    if form == "decimalZero":
        return f"{value:02}"
    if form.startswith("decimalFullWidth"):
        return "".join(chr(ord(digit) + 0xFEE0) for digit in str(value))
    return str(value)


def _count(value: int, digits: str, units: str) -> str:
    text = ""
    places = [int(digit) for digit in str(value)]
    for i, digit in enumerate(places):
        unit = len(places) - 1 - i
        if digit:
            text += digits[digit] + (units[unit - 1] if unit else "")
        elif any(places[i:]) and not text.endswith("零"):
            text += "零"
    return text[1:] if digits is _DIGITS and text.startswith("一十") else text


def _roman(value: int) -> str:
    text = ""
    for step, letters in _ROMAN:
        text += letters * (value // step)
        value %= step
    return text
