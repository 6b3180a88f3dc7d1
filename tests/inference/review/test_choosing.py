from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from invented_tables import invent, write_tables

from zongjie.archive.errors import ArchiveError
from zongjie.archive.tables import read_sentences
from zongjie.labels import LabelSet
from zongjie.review.choosing import choose_sentences, pick
from zongjie.review.errors import ReviewError
from zongjie.review.likeness import triples


def alike(one: str, other: str) -> float:
    a, b = triples(one), triples(other)
    return len(a & b) / len(a | b)


def test_no_two_sentences_of_a_queue_are_alike_though_reports_repeat_them(out: Path) -> None:
    texts = [row["text"] for row in choose_sentences([out], 100).rows]
    assert texts.count("一、主要做法") == 1
    assert all(alike(a, b) < 0.5 for i, a in enumerate(texts) for b in texts[:i])


def test_every_label_has_half_an_even_share_at_least_in_every_beginning(out: Path) -> None:
    labels = [row["old_label"] for row in choose_sentences([out], 10).rows]
    for n in range(5, 11):
        assert min(Counter(labels[:n]).get(name, 0) for name in set(labels)) >= n // 10


def test_the_least_certain_sentence_comes_first_and_its_neighbours_are_told(out: Path) -> None:
    first = choose_sentences([out], 3).rows[0]
    known = list(read_sentences(out))
    assert first["score"] - first["next_score"] == min(r["score"] - r["next_score"] for r in known)
    for before, now, after in zip([None, *known], known, [*known[1:], None], strict=False):
        if (now["report"], now["start"]) == (first["report"], first["start"]):
            assert first["before"] == (before["text"] if before and now["number"] else "")
            assert after and first["after"] == after["text"]


def test_no_neighbour_is_of_another_report(out: Path) -> None:
    for row in choose_sentences([out], 100).rows:
        assert row["before"] or row["start"] == 0


def entries(margins: list[float], report: str) -> list[tuple[float, int, dict]]:
    rows = [
        {"report": report, "text": f"{chr(0x4E00 + 50 * i)}{chr(0x5E00 + 70 * i)}{i}{report}"}
        for i in range(len(margins))
    ]
    return [(-m, -i, row) for i, (m, row) in enumerate(zip(margins, rows, strict=True))]


def test_one_report_does_not_fill_the_queue_unless_others_have_no_more() -> None:
    held = sorted(
        entries([0.1] * 20, "甲") + entries([0.5] * 4, "乙"), reverse=True, key=lambda e: e[:2]
    )
    reports = [row["report"] for row in pick({"plan": held}, 6, 4)]
    assert reports.count("甲") == 3 and reports.count("乙") == 3
    assert len(pick({"plan": held}, 24, 4)) == 24


def test_the_same_tables_give_the_same_queue_and_uncertainty_falls_within_a_label(
    out: Path,
) -> None:
    rows = choose_sentences([out], 12).rows
    assert rows == choose_sentences([out], 12).rows
    for name in {row["old_label"] for row in rows}:
        scores = [row["score"] for row in rows if row["old_label"] == name]
        assert all(a <= b for a, b in pairwise(scores))


def test_archives_of_other_labels_are_not_mixed(out: Path, tmp_path: Path) -> None:
    others = LabelSet(("people", "other"), ("人员", "其他"), "other")
    write_tables(tmp_path / "b" / "out", {"a.txt": invent(5)}, others)
    assert choose_sentences([tmp_path / "b" / "out"], 3).labels == others
    with pytest.raises(ReviewError, match="have other labels; make a queue of each"):
        choose_sentences([out, tmp_path / "b" / "out"], 3)


@pytest.mark.parametrize(("n", "error"), [(0, ReviewError), (3, ArchiveError)])
def test_what_cannot_be_asked_is_told(tmp_path: Path, n: int, error: type[Exception]) -> None:
    with pytest.raises(error):
        choose_sentences([tmp_path], n)
