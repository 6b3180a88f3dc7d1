"""The number that a heading or a list item begins with: 一、 （一） 1. ① 第一章 篇一 一是 …

A numbering has a *rank*, the depth at which official prose uses it:

    1  第一章, 第一部分, 篇一          4  1.  1、
    2  一、                            5  （1）  1）  ①  一是  一要  第一，  首先  第一条
    3  （一）
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import NamedTuple

_HAN = "一二三四五六七八九十百零〇两"
_N = f"[{_HAN}\\d]{{1,4}}"
_OPEN, _CLOSE = "（(〔【﹝\\[", "）)〕】﹞\\]"
# Marks before the number: bullets, markdown, a byte order mark, zero width characters.
_BEFORE = "[\\s\u200b-\u200f\u2060\ufeff□■●○◆◇★☆▲△►•·#*>√]{0,8}"

# 「一、二级公路」「二、三产业」 begin with no heading's number.
_SERIES = "|".join(f"{a}、{b}(?![、，。季月年\\s])" for a, b in pairwise("一二三四五六七八九"))

# 「三、四月份，我们…」 neither.
_MONTHS = f"[{_HAN}]{{1,3}}(?:月份?|季度?|年级)(?:[，,、]|以来|我|全|共)"

_KINDS: tuple[tuple[str, int, str], ...] = (
    ("part", 1, rf"(?:第\s?({_N})\s?篇|(?:篇|范文|例文)\s?({_N}))(?=[\s:：、.．]|$)"),
    ("chapter", 1, rf"第\s?({_N})\s?(?:部分|[章节编])"),
    ("article", 5, rf"第\s?({_N})\s?条"),
    ("ordinal", 5, rf"[第其]({_N})(?=[，,、：:是])|(首先|其次|再次|再者|最后)"),
    ("is", 5, rf"([{_HAN}]{{1,3}})(?:是|要(?![求素塞点领闻]))"),
    ("han", 2, rf"(?!{_SERIES})([{_HAN}]{{1,3}})\s?[、.．,，:：](?!{_MONTHS})"),
    ("bracket", 3, rf"[{_OPEN}]\s?([{_HAN}]{{1,3}})\s?[{_CLOSE}][、.．]?|([㈠-㈩])"),
    ("digit", 4, r"(\d{1,2})\s?(?:[、．]|[.,，](?!\d))|([⒈-⒛])"),
    ("digit_bracket", 5, rf"[{_OPEN}]\s?(\d{{1,2}})\s?[{_CLOSE}][、.．]?|(\d{{1,2}})[)）]|([⑴-⒇])"),
    ("circled", 5, r"([①-⑳❶-❿㊀-㊉])[、.．]?"),
)  # fmt: skip
_RANK = {kind: rank for kind, rank, _ in _KINDS}


def _pattern() -> re.Pattern[str]:
    groups = "|".join(f"(?P<{kind}>{pattern})" for kind, _, pattern in _KINDS)
    return re.compile(f"{_BEFORE}(?:{groups})")


_NUMBERING = _pattern()
# What such a number may begin with: one look at a character spares most sentences the pattern.
_FIRST = frozenset(
    f"{_HAN}0123456789０１２３４５６７８９第篇范例其首再最（(〔【﹝[□■●○◆◇★☆▲△►•·#*>√"
    "\u200b\u200c\u200d\u2060\ufeff"
)


class Numbering(NamedTuple):
    """What stands at the front of a heading or item."""

    kind: str
    """Form: part, chapter, article, ordinal, is, han, bracket, digit, digit_bracket or circled."""
    rank: int
    """Depth, 1 (outermost) to 5."""
    number: str
    """The number as written, without its punctuation: 一, 3, ①, 首先."""
    end: int
    """Where the words after it begin, in characters of the text."""


def numbering_at(text: str, start: int, end: int) -> Numbering | None:
    """Reads the number that text[start:end] begins with, or None.

    Example:
        >>> numbering_at("（二）强化宣传", 0, 7)
        Numbering(kind='bracket', rank=3, number='二', end=3)
        >>> numbering_at("3.5公里道路", 0, 7) is None
        True
    """
    first = text[start]
    if first not in _FIRST and not "\u2460" <= first <= "\u32ff":
        return None
    found = _NUMBERING.match(text, start, end)
    if found is None:
        return None
    kind, group = found.lastgroup, found.lastindex
    assert kind is not None and group is not None
    number = next(filter(None, found.groups()[group:]))  # the groups of a kind follow its own
    return Numbering(kind, _RANK[kind], number, found.end())


_UNITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_WORDS = {"首先": 1, "其次": 2, "再次": 3, "再者": 3}


def ordinal(number: str) -> int | None:
    """The value of a number as written in a heading, None for 最后 and what is none.

    Example:
        >>> [ordinal(n) for n in ("十二", "3", "③", "㈠", "首先", "最后")]
        [12, 3, 3, 1, 1, None]
    """
    if number in _WORDS:
        return _WORDS[number]
    value = unicodedata.numeric(number, None) if len(number) == 1 else None
    if value is not None:
        return int(value)
    if number.isdecimal():
        return int(number)
    tens, ten, units = number.partition("十")
    if ten and all(c in _UNITS for c in tens + units):
        return 10 * _UNITS.get(tens, 1) + _UNITS.get(units, 0)
    return None
