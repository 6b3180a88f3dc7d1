"""Which paragraphs of a Word document are numbered, and how (ECMA-376 part 1, 17.9)."""

from __future__ import annotations

from collections.abc import Iterable

from zongjie.reading.formats.numbers import OFFICE_FORMS, Level, Numbering
from zongjie.reading.formats.xml import Element, attribute, child, local

_DEFINITIONS = ("{*}abstractNum", "{*}listDef", "{*}num", "{*}list", "{*}style")
_STYLE_STEPS = 20  # styles that a style may be based on


class WordLists:
    """Numbers the paragraphs of one document, in order.

    Args:
        roots: what defines its lists and styles.
    """

    def __init__(self, roots: Iterable[Element]) -> None:
        self._levels: dict[str, list[Level]] = {}
        self._own_levels: dict[str, dict[int, Level]] = {}  # of a list, instead of its definition's
        self._same_as: dict[str, str] = {}  # a definition without levels: the style that has them
        self._of_styles: dict[str, str] = {}
        self._lists: dict[str, str] = {}
        self._starts: dict[str, dict[int, int]] = {}
        self._styles: dict[str, Element] = {}
        self._numbering = Numbering()
        for root in roots:
            for element in root.iter(*_DEFINITIONS):
                self._define(element)

    def label(self, paragraph: Element) -> str:
        """The number that stands before a paragraph, "" for none."""
        if (written := _written_out(paragraph)) is not None:
            return written
        number, depth = self._place(child(paragraph, "pPr"))
        key = self._lists.get(number or "")
        if key is None or number is None:
            return ""
        for level, start in self._starts.pop(number, {}).items():
            self._numbering.restart(key, level, start)
        return self._numbering.label(key, self._levels_of(number, key), depth)

    def style_name(self, paragraph: Element) -> str:
        """The name of a paragraph's style, its id where it has none."""
        style = attribute(child(paragraph, "pPr", "pStyle"), "val") or ""
        return attribute(child(self._styles.get(style), "name"), "val") or style

    def _define(self, element: Element) -> None:
        name = local(element)
        if name in ("abstractNum", "listDef"):
            key = attribute(element, "abstractNumId") or attribute(element, "listDefId") or ""
            self._levels[key] = [_level(lvl) for lvl in element if local(lvl) == "lvl"]
            self._same_as[key] = attribute(child(element, "numStyleLink"), "val") or ""
            if style := attribute(child(element, "styleLink"), "val"):
                self._of_styles[style] = key
        elif name == "num":
            number = attribute(element, "numId") or ""
            self._lists[number] = attribute(child(element, "abstractNumId"), "val") or ""
            overrides = [inner for inner in element if local(inner) == "lvlOverride"]
            self._starts[number] = {
                _whole(attribute(override, "ilvl"), 0): _whole(start, 1)
                for override in overrides
                if (start := attribute(child(override, "startOverride"), "val"))
            }
            self._own_levels[number] = {
                _whole(attribute(override, "ilvl"), 0): _level(own)
                for override in overrides
                if (own := child(override, "lvl")) is not None
            }
        elif name == "list" and (number := attribute(element, "ilfo")):
            self._lists[number] = attribute(child(element, "ilst"), "val") or ""
        elif name == "style":
            self._styles[attribute(element, "styleId") or ""] = element

    def _levels_of(self, number: str, key: str) -> list[Level]:
        same = self._of_styles.get(self._same_as.get(key, ""), "")
        levels = self._levels.get(key) or self._levels.get(same, [])
        own = self._own_levels.get(number, {})
        return [own.get(depth, level) for depth, level in enumerate(levels)]

    def _place(self, properties: Element | None) -> tuple[str | None, int]:
        """List and depth of a paragraph, its own or that of its style."""
        depth: str | None = None
        style = attribute(child(properties, "pStyle"), "val")
        for _ in range(_STYLE_STEPS):
            placed = _either(properties, "numPr", "listPr")
            depth = depth or attribute(child(placed, "ilvl"), "val")
            number = attribute(_either(placed, "numId", "ilfo"), "val")
            if number is not None:
                return number, _whole(depth, 0)
            definition = self._styles.get(style or "")
            if definition is None:
                break
            properties = child(definition, "pPr")
            style = attribute(child(definition, "basedOn"), "val")
        return None, 0


def _either(element: Element | None, name: str, other: str) -> Element | None:
    found = child(element, name)
    return child(element, other) if found is None else found


def _level(element: Element) -> Level:
    def value(name: str, default: str) -> str:
        found = attribute(child(element, name), "val")
        return default if found is None else found

    code = attribute(child(element, "nfc"), "val") or "0"  # Word 2003 has codes, not names
    form = value("numFmt", OFFICE_FORMS.get(int(code) if code.isdecimal() else 0, "decimal"))
    space = " " if value("suff", "tab").lower() == "space" else ""
    return Level(_whole(value("start", "1"), 1), form, value("lvlText", "") + space)


def _whole(text: str | None, default: int) -> int:
    """A number as files have it; the default where it is none or missing."""
    return int(text) if text is not None and text[:6].isdecimal() and len(text) < 7 else default


def _written_out(paragraph: Element) -> str | None:
    """Word 2003 writes the number beside the rule."""
    return attribute(child(paragraph, "pPr", "listPr", "t"), "val")
