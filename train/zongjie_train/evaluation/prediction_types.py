"""What the stages tell each other of a labelled report: predictions, and the gold beside them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from zongjie.text import Span


class EvaluationError(ValueError):
    """A row or the whole evaluation can't be had; says what is in the way, and the cure."""


@dataclass(frozen=True, eq=False)
class Prediction:
    """What something that labels says of one report.

    Attributes:
        report_id: which report.
        roles: distribution over roles of each sentence, (N, L).
        sections: distribution over section roles of each sentence, (N, L).
        section_labels: section role of each sentence after decoding, (N,) int.

    Raises:
        ValueError: the shapes don't fit each other.
    """

    report_id: str
    roles: np.ndarray
    sections: np.ndarray
    section_labels: np.ndarray

    def __post_init__(self) -> None:
        shapes = self.roles.shape, self.sections.shape, self.section_labels.shape
        if shapes[0] != shapes[1] or len(shapes[0]) != 2 or shapes[2] != shapes[0][:1]:
            raise ValueError(
                f"report {self.report_id!r}: roles, sections and section labels have shapes "
                f"{shapes}; (N, L), (N, L) and (N,) fit"
            )

    @property
    def role_labels(self) -> np.ndarray:
        """Most probable role of each sentence, (N,) int64."""
        return self.roles.argmax(1)


@dataclass(frozen=True, eq=False)
class GoldReport:
    """A report with its gold labels, and with where a rule fired.

    Attributes:
        report_id: which report.
        text: as given.
        spans: its N sentences.
        roles: gold roles, (N,) int; -1 is unknown.
        sections: gold section roles, (N,) int; -1 is unknown.
        role_fired: whether a rule with a cue voted on the role, (N,) bool; None if not known.
        section_fired: the same of the section.
    """

    report_id: str
    text: str
    spans: tuple[Span, ...]
    roles: np.ndarray
    sections: np.ndarray
    role_fired: np.ndarray | None = None
    section_fired: np.ndarray | None = None

    @property
    def sentences(self) -> list[str]:
        """Texts of its sentences."""
        return [self.text[span.start : span.end] for span in self.spans]
