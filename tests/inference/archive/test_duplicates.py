from __future__ import annotations

import random

import pytest

from zongjie.archive import duplicates
from zongjie.archive.cutting import CutReport
from zongjie.archive.duplicates import find_duplicates
from zongjie.archive.packing import pack_report
from zongjie.archive.progress import Progress
from zongjie.archive.store import Store

WORDS = "加强网格化管理落实责任到人清运垃圾硬化路面经费不足继续推进组织培训排查隐患走访群众"


def invent(seed: int, length: int = 400) -> str:
    return "".join(random.Random(seed).choices(WORDS, k=length))


def originals(tmp_path, texts: dict[str, str], order: list[str], near: float = 0.9):
    """For each file its original and their similarity, stored in an order."""
    tmp_path.mkdir(exist_ok=True)
    with Store(tmp_path / "state.sqlite") as store:
        run = store.begin_run()
        for name in order:
            file = store.enter(run, "a", name, name, 1, "reader").id
            text = texts[name]
            cut = CutReport(0, len(text), 1, None, text, 1)
            store.add_reports(file, [pack_report(cut, None)])
        find_duplicates(store, run, near, Progress("", "", None, False))
        rows = store.rows(
            "SELECT f.file, o.file, k.similarity FROM files f JOIN reports r ON r.file = f.id"
            " JOIN kin k ON k.text = r.text JOIN kin ok ON ok.text = k.original"
            " JOIN files o ON o.id = ok.file"
        )
        return {name: (original, similarity) for name, original, similarity in rows}


@pytest.fixture
def chain() -> dict[str, str]:
    """b is near a, and c near b but not near a; d is a again; e is like none."""
    text = invent(0)
    return {
        "a": text,
        "b": invent(1, 15) + text[15:],
        "c": invent(1, 15) + text[15:-15] + invent(2, 15),
        "d": text,
        "e": invent(3),
    }


def test_who_is_near_an_original_is_its_duplicate_and_who_is_not_is_one(tmp_path, chain):
    found = originals(tmp_path, chain, list(chain))
    assert {name: original for name, (original, _) in found.items()} == {
        "a": "a", "b": "a", "c": "c", "d": "a", "e": "e",
    }  # fmt: skip
    assert found["d"][1] == 1 and 0.9 <= found["b"][1] < 1


def test_the_order_of_reading_changes_nothing(tmp_path, chain):
    for number in range(40):
        chain[f"x{number:02}"] = chain["b"][:number] + chain["b"][number + 2 :]
    first = originals(tmp_path / "0", chain, sorted(chain))
    for seed in (1, 2):
        order = random.Random(seed).sample(sorted(chain), len(chain))
        assert originals(tmp_path / str(seed), chain, order) == first


def test_white_space_alone_makes_no_original(tmp_path):
    found = originals(tmp_path, {"a": invent(0), "b": invent(0).replace("人", "人 \n")}, ["b", "a"])
    assert found["b"] == ("a", 1.0)


def test_at_1_only_the_same_texts_are_duplicates(tmp_path, chain):
    found = originals(tmp_path, chain, list(chain), near=1.0)
    assert {name for name, (original, _) in found.items() if original != name} == {"d"}


def test_of_templates_filled_in_by_the_hundred_each_is_compared_with_a_few(tmp_path, monkeypatch):
    compared = []
    jaccard = duplicates.jaccard
    monkeypatch.setattr(duplicates, "MOST_IN_BAND", 4)
    monkeypatch.setattr(duplicates, "jaccard", lambda *p: compared.append(1) or jaccard(*p))
    template = invent(0, 300)
    texts = {f"{n:03}": template + invent(n + 1, 50) for n in range(60)}
    originals(tmp_path, texts, list(texts))
    assert len(compared) <= 60 * 16 * 4
