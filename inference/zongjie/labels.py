"""Label sets: which labels there are, in which order, and what they are called in Chinese.

The order of a label set is the order of classes everywhere: in vectors of probabilities, in
weights, in tables. A label is a `str` always; those of the shipped set, or of a part of it, are
members of `Label`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Label(str, Enum):
    """What a sentence or a section of a work report does.

    Example:
        >>> Label.PLAN == "plan", str(Label.PLAN), Label.PLAN.chinese
        (True, 'plan', '打算')
    """

    MEASURE = "measure"
    ACHIEVEMENT = "achievement"
    PROBLEM = "problem"
    PLAN = "plan"
    OTHER = "other"

    __str__ = str.__str__
    __format__ = str.__format__

    @property
    def chinese(self) -> str:
        """The label's Chinese name."""
        return _CHINESE[self.value]


_CHINESE = {
    "measure": "措施",
    "achievement": "成效",
    "problem": "问题",
    "plan": "打算",
    "other": "其他",
}


@dataclass(frozen=True)
class LabelSet:
    """Labels in class order.

    Attributes:
        names: codes, such as "measure".
        chinese: Chinese names, in the same order.
        other: the code of what is none of the rest.

    Raises:
        ValueError: no names, a name twice, lengths that differ, or `other` not among the names.

    Example:
        >>> SHIPPED.index("plan"), len(SHIPPED), SHIPPED.other
        (3, 5, 'other')
    """

    names: tuple[str, ...]
    chinese: tuple[str, ...]
    other: str

    def __post_init__(self) -> None:
        if not self.names or len(set(self.names)) != len(self.names):
            raise ValueError(f"label names {self.names!r}: give each label one name of its own")
        if len(self.chinese) != len(self.names):
            raise ValueError(
                f"{len(self.names)} labels have {len(self.chinese)} Chinese names; give one each"
            )
        if self.other not in self.names:
            raise ValueError(f"the label for the rest, {self.other!r}, is none of {self.names!r}")

    def __len__(self) -> int:
        return len(self.names)

    def index(self, name: str) -> int:
        """The class of a label.

        Raises:
            ValueError: there is no such label.
        """
        if name not in self.names:
            raise ValueError(f"no label {name!r}; the labels are {', '.join(self.names)}")
        return self.names.index(name)

    def members(self) -> tuple[str, ...]:
        """The labels as handed to callers.

        Returns:
            `Label` members where each name and its Chinese name are those of a shipped label, since
            a member says its Chinese name itself; else str.

        Example:
            >>> LabelSet(("plan", "other"), ("计划", "其他"), "other").members()
            ('plan', 'other')
        """
        if all(_CHINESE.get(n) == c for n, c in zip(self.names, self.chinese, strict=True)):
            return tuple(Label(name) for name in self.names)
        return self.names


SHIPPED = LabelSet(tuple(_CHINESE), tuple(_CHINESE.values()), "other")
