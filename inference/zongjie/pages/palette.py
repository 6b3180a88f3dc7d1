"""How a label looks on a page: its colours, its tag and its underline, for any label set.

Colour is never the only mark: each label has a tag of a character or two, and labels that share a
hue differ in the style of their underline. The hues were chosen by search: inks of WCAG AA (4.5:1)
on paper and on their own tint, as far apart as could be found when seen with protanopia,
deuteranopia or tritanopia (matrices of Machado et al. 2009, distance in OKLab).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from zongjie.labels import LabelSet

# Light, dark.
PAPER = ("#fffefb", "#16181c")
GROUND = ("#f5f3ee", "#0f1114")  # around the paper
RAISED = ("#ffffff", "#1e2126")  # cards, buttons
TEXT = ("#22262b", "#dfded9")
FAINT = ("#6a665f", "#9c9890")  # what is switched off, and small print
EDGE = ("#8f8a80", "#6d7078")  # of what can be pressed or filled in
STYLES = ("solid", "double", "dashed", "dotted", "wavy")


class Hue(NamedTuple):
    """Colours as (light, dark): `ink` of tags and lines, `tint` behind text, `fill` in charts."""

    ink: tuple[str, str]
    tint: tuple[str, str]
    fill: tuple[str, str]


def _hue(light: tuple[str, str], dark: tuple[str, str]) -> Hue:
    return Hue((light[0], dark[0]), (light[1], dark[1]), (light[0], _mix(dark[0], PAPER[1])))


def _mix(colour: str, ground: str, part: float = 0.86) -> str:
    pairs = ((int(colour[i : i + 2], 16), int(ground[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(part * a + (1 - part) * b):02x}" for a, b in pairs)


HUES = (
    _hue(("#0b3d91", "#eaf1fd"), ("#6f9df8", "#1e273a")),  # blue
    _hue(("#147a68", "#e4f5f0"), ("#89fcce", "#16302a")),  # green
    _hue(("#b64303", "#fdeee7"), ("#f18126", "#37251a")),  # vermilion
    _hue(("#7b4fb7", "#f3effc"), ("#deb1f9", "#2f2636")),  # purple
    _hue(("#5f4203", "#f8f0e1"), ("#d5b37b", "#332916")),  # ochre
    _hue(("#9e1d44", "#fdecef"), ("#f3b3ba", "#392427")),  # magenta
    _hue(("#035e69", "#e2f5f8"), ("#46b2cc", "#152e35")),  # cyan
)
REST = Hue(("#55524d", "#a3a09a"), ("#f3f2ef", "#25262a"), ("#736f68", "#8a867f"))
_PREFERRED = {"measure": 0, "achievement": 1, "problem": 2, "plan": 3}


@dataclass(frozen=True, slots=True)
class Look:
    """How one label is shown.

    Attributes:
        index: its class.
        name, chinese: its names.
        tag: one character of its Chinese name where that tells it from the others, else two, else
            its number.
        style: its underline, a CSS `text-decoration-style`; 'none' for the label of the rest.
        hue: its colours.
    """

    index: int
    name: str
    chinese: str
    tag: str
    style: str
    hue: Hue


def looks_of(labels: LabelSet) -> tuple[Look, ...]:
    """The looks of a label set, in class order.

    Guarantees:
        Tags differ. Pairs of hue and underline differ among the first 35 labels.

    Example:
        >>> from zongjie.labels import SHIPPED
        >>> [look.tag + look.style for look in looks_of(SHIPPED)]
        ['措solid', '成double', '问dashed', '打dotted', '其none']
    """
    tags = _tags(labels.chinese)
    slots = _slots(labels)
    return tuple(
        Look(
            index,
            name,
            labels.chinese[index],
            tags[index],
            "none" if name == labels.other else STYLES[slots[name] % len(STYLES)],
            REST if name == labels.other else HUES[slots[name] % len(HUES)],
        )
        for index, name in enumerate(labels.names)
    )


def _slots(labels: LabelSet) -> dict[str, int]:
    """A number for each label but that of the rest: hue and style turn with it, 7 and 5 in turn."""
    names = [name for name in labels.names if name != labels.other]
    slots = {name: _PREFERRED[name] for name in names if name in _PREFERRED}
    free = (slot for slot in range(len(names) + len(_PREFERRED)) if slot not in slots.values())
    for name in names:
        if name not in slots:
            slots[name] = next(free)
    return slots


def _tags(names: tuple[str, ...]) -> list[str]:
    tags: list[str] = []
    for index, name in enumerate(names):
        plain = "".join(name.split())
        tries = [*plain, *(a + b for a, b in pairwise(plain)), str(index + 1)]
        tags.append(next((t for t in tries if t not in tags), f"#{index + 1}"))
    return tags


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21 (WCAG 2.2, relative luminance).

    Example:
        >>> round(contrast("#ffffff", "#000000"), 1)
        21.0
    """
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
