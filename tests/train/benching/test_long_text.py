from __future__ import annotations

from zongjie.text import report_starts, split_spans
from zongjie_train.benching.long_text import make_text


def test_a_long_text_is_as_long_as_asked_and_holds_reports_of_sentences_that_hardly_recur():
    text = make_text(20000)
    assert len(text) == 20000
    spans = split_spans(text)
    assert len(report_starts(text, spans)) > 3
    prose = [text[s.start : s.end] for s in spans if not s.heading]
    assert len(set(prose)) > 0.95 * len(prose)


def test_the_same_seed_gives_the_same_text():
    assert make_text(3000, seed=4) == make_text(3000, seed=4) != make_text(3000, seed=5)
