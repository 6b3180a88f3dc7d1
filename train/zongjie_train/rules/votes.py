"""Rules to votes: a report in, one column of votes a rule out.

1. Rules whose scope is "under" or "block" mark stretches of the report: the outline. Where
   stretches lie in each other the innermost (latest begun) speaks, the others stay silent there.
2. All other rules vote sentence by sentence; `within` and `outside` ask the outline.
3. Rules whose function reads votes (`says_label`) come last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zongjie.text.spans import Span
from zongjie_train.rules.page import Page
from zongjie_train.rules.rule import Rule
from zongjie_train.rules.rulebook import Rulebook
from zongjie_train.rules.structure import FUNCTIONS

ABSTAIN = -1


@dataclass(frozen=True, slots=True)
class Votes:
    """Votes on each sentence.

    A vote v >= 0 is for label v, -1 abstains, and v < -1 is against label -2 - v.

    Attributes:
        role: (N, R_role) int8, columns as `rulebook.of("role")`.
        section: (N, R_section) int8, columns as `rulebook.of("section")`.
    """

    role: np.ndarray
    section: np.ndarray

    def of(self, target: str) -> np.ndarray:
        """The votes on "role" or "section"."""
        return self.role if target == "role" else self.section


def cast_votes(rulebook: Rulebook, text: str, spans: Sequence[Span]) -> Votes:
    """Lets every rule look at a report.

    Guarantees:
        Same text, same votes; votes of a rule are among -1, its label, and -2 - its label.
    """
    page = Page(text, spans)
    columns = {r.name: np.full(len(page), ABSTAIN, np.int8) for r in rulebook.rules}
    outline = _outline(rulebook.rules, page, columns)
    before = _before(outline, page)
    late = []
    for rule in rulebook.rules:
        if rule.scope in ("under", "block"):
            continue
        if rule.source:
            late.append(rule)
            continue
        speaks = _speaks(rule, page) & _admits(rule, outline, before)
        if rule.scope in ("line", "paragraph"):
            speaks = _along_line(page, speaks, whole=rule.scope == "line")
        elif rule.scope == "report":
            speaks = _along_report(page, speaks)
        columns[rule.name][speaks] = _vote(rule)
    scores = None
    for rule in late:
        if scores is None:
            roles = rulebook.of("role")
            scores = tally(roles, _matrix(roles, columns, len(page)), len(rulebook.labels))
        columns[rule.name] = _late_vote(rule, page, scores)
        columns[rule.name][~_admits(rule, outline, before)] = ABSTAIN
        if "role" in rule.targets:
            scores = None
    return Votes(*(_matrix(rulebook.of(t), columns, len(page)) for t in ("role", "section")))


def tally(rules: Sequence[Rule], votes: np.ndarray, n_labels: int) -> np.ndarray:
    """Votes to scores: (N, R) int8 -> (N, L) float64, the weights for each label.

    A vote against a label takes its weight from that label's score, down to 0.
    """
    weights = np.array([rule.weight for rule in rules])
    scores = np.zeros((len(votes), n_labels))
    for k in range(n_labels):
        scores[:, k] = (votes == k) @ weights - (votes == -2 - k) @ weights
    return np.maximum(scores, 0)


def _vote(rule: Rule) -> int:
    assert rule.label is not None
    return rule.label if rule.polarity == "for" else -2 - rule.label


def _matrix(rules: Sequence[Rule], columns: dict[str, np.ndarray], n: int) -> np.ndarray:
    return np.stack([columns[r.name] for r in rules], 1) if rules else np.zeros((n, 0), np.int8)


def _speaks(rule: Rule, page: Page) -> np.ndarray:
    """(N,) bool: pattern, place and function agree."""
    speaks = np.ones(len(page), bool)
    if rule.at != "any":
        speaks &= page.headings == (rule.at == "heading")
    if rule.pattern is not None:
        speaks &= page.matches(rule.pattern, rule.part)
    for test in rule.tests:
        if speaks.any():
            speaks &= FUNCTIONS[test.function].call(page, **test.arguments) > 0
    if rule.unless is not None and speaks.any():
        speaks &= ~page.matches(rule.unless, rule.part)
    return speaks


def _admits(rule: Rule, outline: np.ndarray, before: np.ndarray) -> np.ndarray:
    """(N,) bool: the outline labels there and before are ones that the rule speaks under."""
    admitted = np.ones(len(outline), bool)
    if rule.within is not None:
        admitted &= np.isin(outline, list(rule.within))
    if rule.outside:
        admitted &= ~np.isin(outline, list(rule.outside))
    if rule.after is not None:
        admitted &= np.isin(before, list(rule.after))
    return admitted


def _outline(rules: Sequence[Rule], page: Page, columns: dict[str, np.ndarray]) -> np.ndarray:
    """Fills the columns of the marking rules; returns the outline label of each sentence."""
    marking = [rule for rule in rules if rule.scope in ("under", "block")]
    found = {rule.name: _speaks(rule, page) for rule in marking}
    outline = np.full(len(page), ABSTAIN, np.int64)
    any_mark = np.zeros(len(page), bool)
    for speaks in found.values():
        any_mark |= speaks
    starts = {int(report[0]) for report in page.reports}
    for i in np.flatnonzero(any_mark).tolist():
        before = np.array([ABSTAIN if i in starts else outline[i - 1]])
        admitted = [
            rule
            for rule in marking
            if found[rule.name][i] and _admits(rule, outline[i : i + 1], before)[0]
        ]
        if not admitted:
            continue
        farthest = max(_reach(rule, page, i) for rule in admitted)
        for column in (outline, *(columns[rule.name] for rule in marking)):
            column[i:farthest] = ABSTAIN
        for rule in sorted(admitted, key=lambda rule: rule.weight):
            stretch = slice(i, _reach(rule, page, i))
            columns[rule.name][stretch] = _vote(rule)
            if rule.polarity == "for":
                outline[stretch] = _vote(rule)
    return outline


def _before(outline: np.ndarray, page: Page) -> np.ndarray:
    """(N,) outline label of the sentence before each, none before the first of a report."""
    before = np.roll(outline, 1)
    for report in page.reports:
        before[report[0]] = ABSTAIN
    return before


def _reach(rule: Rule, page: Page, i: int) -> int:
    """One past the last sentence that a marking rule reaches from sentence i."""
    end = int(page.ends[i])
    if rule.lines is None:
        return end
    return min(end, int(np.searchsorted(page.lines, page.lines[i] + rule.lines)))


def _along_line(page: Page, speaks: np.ndarray, whole: bool) -> np.ndarray:
    """From where a rule speaks to the end of the line, or over the `whole` line."""
    reached = speaks.copy()
    for i in np.flatnonzero(speaks):
        start = i if not whole else int(np.searchsorted(page.lines, page.lines[i]))
        reached[start : page.line_ends[i]] = True
    return reached


def _along_report(page: Page, speaks: np.ndarray) -> np.ndarray:
    """Over every report of the page in which a rule speaks."""
    reached = speaks.copy()
    for report in page.reports:
        reached[report] = speaks[report].any()
    return reached


def _late_vote(rule: Rule, page: Page, scores: np.ndarray) -> np.ndarray:
    """Votes of a rule that reads the scores (N, L) of the role votes cast so far."""
    assert rule.source is not None
    source = FUNCTIONS[rule.source.function]
    labels = source.call(page, votes=scores, **rule.source.arguments)
    if rule.label is not None:
        labels = np.where(labels == rule.label, labels, ABSTAIN)
    return np.where(_speaks(rule, page), labels, ABSTAIN).astype(np.int8)
