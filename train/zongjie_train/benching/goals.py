"""Figures with their goals, as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from zongjie_train.plain_tables import align


@dataclass(frozen=True)
class Figure:
    """What was measured.

    Attributes:
        key: its name in JSON.
        about: for people.
        value: in `unit`.
        goal: what it should reach; None where it stands for comparison.
        more_is_better: whether the goal is a least value, or else a largest one.
        note: what it was made of.
    """

    key: str
    about: str
    value: float
    unit: str
    goal: float | None = None
    more_is_better: bool = True
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; None where there is none."""
        if self.goal is None:
            return None
        return self.value >= self.goal if self.more_is_better else self.value <= self.goal

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "value": round(self.value, 3),
            "unit": self.unit,
            "goal": self.goal,
            "met": self.met,
        }


def format_figures(figures: list[Figure]) -> str:
    """A line for each figure: what, goal, figure, whether it is met.

    Example:
        >>> print(format_figures([Figure("import", "import", 0.08, "s", 0.15, False)]))
        what    goal          figure  met
        import  ≤ 0.15 s  0.08 s  yes
    """
    rows = [["what", "goal", "figure", "met", ""]]
    for figure in figures:
        sign = "≥" if figure.more_is_better else "≤"
        goal = "" if figure.goal is None else f"{sign} {figure.goal:g} {figure.unit}"
        met = {None: "", True: "yes", False: "no"}[figure.met]
        rows.append([figure.about, goal, f"{figure.value:,.3g} {figure.unit}", met, figure.note])
    return align(rows, n_left=1)
