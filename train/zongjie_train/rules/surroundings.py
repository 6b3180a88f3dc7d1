"""Structural functions that read votes: what the sentences round about say of a sentence.

Each takes a page and the scores (N, L) of the role votes cast so far, and returns (N,) int8: the
label that it votes for, or -1. Sections and headings get labels so from what stands in them.
"""

from __future__ import annotations

import re

import numpy as np

from zongjie_train.rules.page import Page

_FULL_WEIGHT = 6.0


def block_of_votes(
    page: Page, votes: np.ndarray, skip: re.Pattern[str] | None = None, least: float = 0.0
) -> np.ndarray:
    """The label that most votes of the block speak for.

    A block is what stands under the outermost heading that is no title (level 1) and in which
    `skip` is not found; outside of such blocks, the line.
    """
    skipped = np.zeros(len(page), bool) if skip is None else page.matches(skip)
    result = np.full(len(page), -1, np.int8)
    blocks = np.zeros(len(page), np.int64)
    for i, span in enumerate(page.spans):
        path = (*page.paths[i], i) if span.heading else page.paths[i]
        heads = [h for h in path if page.spans[h].level > 1 and not skipped[h]]
        blocks[i] = heads[0] if heads else -1 - page.lines[i]
    for block in np.unique(blocks):
        members = np.flatnonzero(blocks == block)
        result[members] = _most(votes[members], least)
    return result


def line_of_votes(page: Page, votes: np.ndarray, least: float = 0.0) -> np.ndarray:
    """The label that most votes of its line speak for."""
    result = np.full(len(page), -1, np.int8)
    for first in np.flatnonzero(np.diff(page.lines, prepend=-1)):
        members = np.arange(first, page.line_ends[first])
        result[members] = _most(votes[members], least)
    return result


def heading_of_votes(page: Page, votes: np.ndarray, least: float = 0.0) -> np.ndarray:
    """For headings: the label that most votes of what stands under them speak for."""
    result = np.full(len(page), -1, np.int8)
    for i in np.flatnonzero(page.headings):
        members = np.arange(i + 1, page.ends[i])
        result[i] = _most(votes[members[~page.headings[members]]], least)
    return result


def _most(votes: np.ndarray, least: float) -> int:
    """The label with the greatest share of votes (n, L), or -1 if that is under `least`.

    A sentence counts the more the more weight it has behind it, up to `_FULL_WEIGHT`; in a tie
    the later ones decide.
    """
    sums = votes.sum(axis=1, keepdims=True)
    counts = np.minimum(sums, _FULL_WEIGHT) * np.linspace(1, 1.05, len(votes))[:, None]
    shares = np.divide(votes * counts, sums, out=np.zeros_like(votes), where=sums > 0).sum(axis=0)
    total = shares.sum()
    return int(shares.argmax()) if total and shares.max() / total >= least else -1
