"""One rule as read from a rule file: where it looks, what it votes, how far its vote reaches."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

TARGETS = ("role", "section")
PLACES = ("any", "heading", "body")
PARTS = ("whole", "opening", "ending", "raw")
SCOPES = ("sentence", "line", "paragraph", "report", "block", "under")
POLARITIES = ("for", "against")


class RulebookError(ValueError):
    """A rule file that can't be used: says the file, the rule, what is wrong and the cure."""


@dataclass(frozen=True, slots=True)
class Call:
    """A structural function by name, and the arguments that a rule gives it."""

    function: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: where it looks, what it votes, and how far its vote reaches.

    Attributes:
        name: unique in its book.
        label: index of the label it votes for or against; None where its function says which.
        targets: the heads it speaks to, out of "role" and "section".
        at: "heading", "body" (no heading) or "any" sentence.
        part: what of a sentence the patterns see: "whole" (without its number), "opening" (first
            clause), "ending" (last clause), "raw" (as it stands).
        pattern: votes where this is found; None where only `function` decides.
        unless: stays silent where this is found.
        tests: functions of `structure.FUNCTIONS` with their arguments, all of which must agree.
        source: a function that reads the votes cast so far and says the label; None if none.
        polarity: "for", or "against": takes its weight from what others give that label.
        scope: "sentence"; "line": its whole line; "paragraph": from it to the end of its line;
            "report": its whole report; "block": to the end of what stands under the same heading;
            "under": all that stands under the heading that matched.
        lines: a "block" reaches over so many lines at most; None for no limit.
        within: outline labels (-1 none) where the rule speaks; None everywhere.
        outside: outline labels where it stays silent.
        after: outline labels (-1 none) that the sentence before must have; None for any.
        weight: how much one vote of this rule counts in the majority.
        group: rules that read the same kind of evidence; one annotator to a label model. The names
            "default", "line" and "block" mean something: a rule of theirs speaks where no cue is,
            for what most around it is, so where nothing else votes no rule counts as fired
            (`evaluation.cues`).
    """

    name: str
    label: int | None
    targets: tuple[str, ...]
    at: str
    part: str
    pattern: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    tests: tuple[Call, ...]
    source: Call | None
    polarity: str
    scope: str
    lines: int | None
    within: frozenset[int] | None
    outside: frozenset[int]
    after: frozenset[int] | None
    weight: float
    group: str
