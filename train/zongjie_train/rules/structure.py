"""Named pure functions for what patterns can't say: where a sentence stands in its report.

Each takes a page and the arguments that its rule gives, and returns (N,) int8 over the page's
sentences: 1 where the rule speaks, -1 where it abstains. Those with `says_label` read the votes
cast so far instead, and return the label that they vote for, or -1.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from zongjie_train.rules import surroundings
from zongjie_train.rules.page import Page


@dataclass(frozen=True, slots=True)
class Function:
    """A structural function: `call(page, **params)`, or `call(page, votes=scores, **params)`."""

    call: Callable[..., np.ndarray]
    says_label: bool = False


def _where(mask: np.ndarray) -> np.ndarray:
    return np.where(mask, 1, -1).astype(np.int8)


def always(page: Page) -> np.ndarray:
    """Every sentence: a default."""
    return _where(np.ones(len(page), bool))


def in_first_lines(page: Page, count: int) -> np.ndarray:
    """The first lines of the report, or of each report where level-1 headings part several."""
    return _where(_line_in_report(page) < count)


def in_last_lines(page: Page, count: int) -> np.ndarray:
    """The last lines of the report, or of each report where level-1 headings part several."""
    return _where(_line_in_report(page, from_end=True) < count)


def in_part(page: Page, start: float, stop: float) -> np.ndarray:
    """Sentences between two shares of their report's length, such as 0.8 and 1."""
    place = np.zeros(len(page))
    for block in page.reports:
        place[block] = (np.arange(len(block)) + 0.5) / max(len(block), 1)
    return _where((place >= start) & (place < stop))


def begins_line(page: Page) -> np.ndarray:
    """First sentence of its line."""
    return _where(np.array([span.begins_line for span in page.spans], bool))


def fills_line(page: Page) -> np.ndarray:
    """The only sentence of its line."""
    begins = np.array([span.begins_line for span in page.spans], bool)
    return _where(begins & (page.line_ends == np.arange(len(page)) + 1))


def line_has(page: Page, least: int = 1, most: int = 10**9) -> np.ndarray:
    """Stands in a line of so many sentences."""
    sizes = np.bincount(page.lines, minlength=1)[page.lines] if len(page) else np.zeros(0, int)
    return _where((sizes >= least) & (sizes <= most))


def list_item(page: Page) -> np.ndarray:
    """A numbered item, or a sentence in one."""
    items = np.array([span.number is not None for span in page.spans], bool)
    return _where(items)


def under_heading(page: Page, pattern: re.Pattern[str]) -> np.ndarray:
    """Stands, at any depth, under a heading where the pattern is found."""
    match = page.matches(pattern) & page.headings
    return _where(np.array([any(match[h] for h in path) for path in page.paths], bool))


def before_headings(page: Page) -> np.ndarray:
    """Stands in a report with headings, before the first that is not its title."""
    depth = np.array([len(path) for path in page.paths], int)
    sections = page.headings & (np.array([span.level for span in page.spans], int) > 1)
    after = np.zeros(len(page), bool)
    for block in page.reports:
        after[block] = np.cumsum(sections[block]) > 0
        if not sections[block].any():
            after[block] = True
    return _where(~after & (depth <= 1))


def after_heading(page: Page, pattern: re.Pattern[str]) -> np.ndarray:
    """A heading after one of its level, under the same headings, where the pattern is found."""
    match = page.matches(pattern)
    seen: set[tuple[tuple[int, ...], int]] = set()
    found = np.zeros(len(page), bool)
    for i in np.flatnonzero(page.headings).tolist():
        place = page.paths[i], page.spans[i].level
        found[i] = place in seen
        if match[i]:
            seen.add(place)
    return _where(found)


def level(page: Page, least: int, most: int = 5) -> np.ndarray:
    """Headings of some levels: 1 the titles, 5 the deepest."""
    levels = np.array([span.level for span in page.spans], int)
    return _where(page.headings & (levels >= least) & (levels <= most))


def length(page: Page, least: int = 0, most: int = 10**9) -> np.ndarray:
    """Sentences of so many characters."""
    sizes = np.array([len(sentence) for sentence in page.whole], int)
    return _where((sizes >= least) & (sizes <= most))


def names_later_year(page: Page, most: int = 60) -> np.ndarray:
    """Names a year after the one that its report is of, in its first `most` characters.

    The report's year is the earliest that its first three sentences or the headings so far name,
    each its first; before one is named, it abstains.
    """
    year = re.compile(r"(?<!\d)(19|20)\d\d(?=年)")
    found = np.zeros(len(page), bool)
    for block in page.reports:
        own = 9999
        for n, i in enumerate(block):
            named = year.search(page.whole[i][:most])
            found[i] = named is not None and int(named[0]) > own
            if named and (n < 3 or page.headings[i]):
                own = min(own, int(named[0]))
    return _where(found)


def follows(page: Page, pattern: re.Pattern[str], lines: bool = False) -> np.ndarray:
    """The sentence before it has the pattern; with `lines`, one of the line before its own.

    Whatever lies between them: a line break, a heading, the start of another report.
    """
    match = page.matches(pattern)
    found = np.zeros(len(page), bool)
    if lines:
        firsts = np.flatnonzero(np.diff(page.lines, prepend=-1))
        for before, first in pairwise(firsts):
            found[first : page.line_ends[first]] = match[before:first].any()
    else:
        found[1:] = match[:-1]
    return _where(found)


def _line_in_report(page: Page, from_end: bool = False) -> np.ndarray:
    result = np.zeros(len(page), int)
    for block in page.reports:
        if len(block):
            lines = page.lines[block]
            result[block] = lines[-1] - lines if from_end else lines - lines[0]
    return result


FUNCTIONS: dict[str, Function] = {
    f.__name__: Function(f)
    for f in (
        always, in_first_lines, in_last_lines, in_part, begins_line, fills_line,
        line_has, list_item, under_heading, after_heading, level, before_headings, length,
        names_later_year, follows,
    )
} | {
    f.__name__: Function(f, says_label=True)
    for f in (
        surroundings.block_of_votes, surroundings.line_of_votes, surroundings.heading_of_votes,
    )
}  # fmt: skip
