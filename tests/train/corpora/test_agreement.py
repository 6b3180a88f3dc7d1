"""How far two annotators agree."""

from __future__ import annotations

from pathlib import Path

from zongjie_train.corpora.agreement import compare_passes, read_lines

DATA = Path(__file__).parents[3] / "data"


def test_what_differs_is_counted_for_the_one_whose_label_was_taken() -> None:
    units = [{"role": r, "section": "measure"} for r in ("measure", "plan", "problem", "other")]
    passes = [{"id": "a", "roles": ["MMPA", "MNPO"], "sections": ["MMMM", "MMMN"]}]
    roles, sections = compare_passes(passes, [{"id": "a", "units": units}])
    assert roles[0] == "roles" and roles[1] == "4" and roles[4:] == ["2", "0", "2"]
    assert roles[2] == "0.385"  # (2/4 - 3/16) / (1 - 3/16)
    assert sections[4:] == ["1", "1", "0"]


def test_the_passes_that_are_here_have_a_letter_for_each_unit_of_later() -> None:
    reports = {report["id"]: report for report in read_lines(DATA / "later.jsonl")}
    passes = read_lines(DATA / "passes.jsonl")
    assert {line["id"] for line in passes} == set(reports)
    for line in passes:
        n = len(reports[line["id"]]["units"])
        assert {len(letters) for letters in (*line["roles"], *line["sections"])} == {n}
