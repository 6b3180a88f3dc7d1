import re

import numpy as np

from zongjie.text.spans import split_spans
from zongjie_train.rules.page import Page
from zongjie_train.rules.surroundings import block_of_votes, heading_of_votes, line_of_votes

REPORT = "一、主要工作\n（一）修路\n甲。乙。\n丙。\n（二）修渠\n丁。\n"


def page() -> Page:
    return Page(REPORT, split_spans(REPORT))


def votes(report: Page, of: dict[str, int]) -> np.ndarray:
    """One full vote for the label of each sentence named."""
    scores = np.zeros((len(report), 3))
    for i, sentence in enumerate(report.whole):
        if sentence in of:
            scores[i, of[sentence]] = 6
    return scores


def test_a_line_takes_what_most_of_it_says():
    report = page()
    labels = line_of_votes(report, votes(report, {"甲。": 1, "乙。": 1, "丙。": 2}))
    by_sentence = dict(zip(report.whole, labels.tolist(), strict=True))
    assert by_sentence["甲。"] == by_sentence["乙。"] == 1
    assert by_sentence["丙。"] == 2
    assert by_sentence["丁。"] == -1


def test_in_a_tie_the_later_sentence_decides():
    report = page()
    labels = line_of_votes(report, votes(report, {"甲。": 0, "乙。": 2}))
    assert labels[report.whole.index("甲。")] == 2


def test_a_block_looks_through_the_headings_that_are_skipped():
    report = page()
    scores = votes(report, {"甲。": 1, "乙。": 1, "丙。": 1, "丁。": 2})
    whole = block_of_votes(report, scores)
    assert set(whole.tolist()) == {1}
    parts = block_of_votes(report, scores, skip=re.compile("主要工作"))
    assert parts[report.whole.index("丙。")] == 1
    assert parts[report.whole.index("丁。")] == 2


def test_a_heading_takes_the_label_of_what_it_stands_over():
    report = page()
    labels = heading_of_votes(report, votes(report, {"丁。": 2}))
    assert labels[report.whole.index("修渠")] == 2
    assert labels[report.whole.index("修路")] == -1


def test_too_small_a_share_abstains():
    report = page()
    labels = line_of_votes(report, votes(report, {"甲。": 0, "乙。": 2}), least=0.6)
    assert labels[report.whole.index("甲。")] == -1
