"""The split of data/ is the one that the script draws; a hash splits other corpora for good."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from zongjie_train.corpora.splits import draw_splits, main, split_by_hash

DATA = Path(__file__).parents[3] / "data"


def test_the_committed_split_is_the_one_that_the_script_draws(tmp_path: Path) -> None:
    main([str(DATA / "reports.jsonl"), str(tmp_path / "splits.json")])
    assert (tmp_path / "splits.json").read_text("utf-8") == (DATA / "splits.json").read_text(
        "utf-8"
    )


def test_every_letter_is_in_every_split_of_the_committed_one() -> None:
    splits = json.loads((DATA / "splits.json").read_text(encoding="utf-8"))
    letters = {split: Counter(i[0] for i in ids) for split, ids in splits.items()}
    assert set(letters["train"]) == set(letters["dev"]) == set(letters["test"])


def test_a_drawn_split_holds_each_report_once_in_fixed_shares() -> None:
    reports = [(f"a{i}", i * 10) for i in range(70)]
    splits = draw_splits(reports)
    assert sorted(i for ids in splits.values() for i in ids) == sorted(i for i, _ in reports)
    assert {split: len(ids) for split, ids in splits.items()} == {
        "train": 50,
        "dev": 10,
        "test": 10,
    }


@given(st.sets(st.text(), min_size=3, max_size=40))
def test_a_hash_leaves_no_split_empty_whatever_the_order(ids: set[str]) -> None:
    assert set(split_by_hash(ids).values()) == {"train", "dev", "test"}
    assert split_by_hash(sorted(ids)) == split_by_hash(sorted(ids, reverse=True))


@given(st.sets(st.text(), max_size=2))
def test_fewer_than_three_reports_all_go_to_train(ids: set[str]) -> None:
    assert split_by_hash(ids) == dict.fromkeys(ids, "train")


def test_a_hash_gives_about_the_shares_and_keeps_ids_where_they_are_as_others_come() -> None:
    few, many = (split_by_hash(f"report {i}" for i in range(n)) for n in (1000, 2000))
    assert {i: many[i] for i in few} == few
    counts = Counter(many.values())
    assert 0.66 < counts["train"] / 2000 < 0.74
    assert 0.12 < counts["dev"] / 2000 < 0.18
