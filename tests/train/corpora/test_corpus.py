"""Reports load from every format that data/README.md tells of; bad lines are named."""

from __future__ import annotations

import dataclasses
import gzip
import itertools
import json
import logging
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zongjie.labels import SHIPPED
from zongjie.text import split_spans
from zongjie_train.config import DataConfig, GoldFile, load_config
from zongjie_train.corpora.corpus import load_corpus, project_units
from zongjie_train.corpora.report_files import CorpusError, Unit

ROOT = Path(__file__).parents[3]
TEXT = "一、主要做法\n开展检查30次。发放传单500份。\n二、存在问题\n经费不足。"
MEASURE, PROBLEM = SHIPPED.index("measure"), SHIPPED.index("problem")


def unit(
    start: int, end: int, role: str | None = "measure", section: str | None = "measure"
) -> dict:
    return {"start": start, "end": end, "role": role, "section": section}


def write_lines(path: Path, *rows: dict | str) -> str:
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def data(*reports: str, **others) -> DataConfig:
    return DataConfig(**{"reports": reports, "splits": None, **others})


def all_rows(config: DataConfig) -> dict[str, dict]:
    return {
        row["id"]: row | {"in": name}
        for name, rows in load_corpus(config, SHIPPED).items()
        for row in rows.to_list()
    }


# --- the project's own data


@pytest.fixture(scope="module")
def shipped():
    config = load_config(ROOT / "configs/default.yaml").data
    config = dataclasses.replace(
        config, reports=(str(ROOT / "data/reports.jsonl"),), splits=str(ROOT / "data/splits.json")
    )
    return load_corpus(config, SHIPPED)


def test_the_projects_reports_load_whole_in_their_fixed_splits(shipped) -> None:
    assert {name: len(rows) for name, rows in shipped.items()} == {
        "train": 124,
        "dev": 25,
        "test": 25,
    }
    fixed = json.loads((ROOT / "data/splits.json").read_text(encoding="utf-8"))
    assert {name: sorted(rows["id"]) for name, rows in shipped.items()} == fixed


def test_every_sentence_of_the_projects_reports_is_labelled(shipped) -> None:
    for rows in shipped.values():
        for row in rows:
            assert row["labelled"]
            assert len(row["roles"]) == len(row["sections"]) == len(split_spans(row["text"]))
            assert -1 not in row["roles"] + row["sections"]


@pytest.mark.parametrize("name", ["reports.jsonl", "local.jsonl", "pages.jsonl", "later.jsonl"])
def test_the_cards_counts_are_those_of_the_data(name: str, capsys: pytest.CaptureFixture) -> None:
    from zongjie_train.corpora.counts import main

    main([str(ROOT / "data" / name), str(ROOT / "data/splits.json")])
    assert capsys.readouterr().out.strip() in (ROOT / "data/README.md").read_text(encoding="utf-8")


def test_the_cards_example_is_a_line_that_loads(tmp_path: Path) -> None:
    card = (ROOT / "data/README.md").read_text(encoding="utf-8")
    [example] = re.findall(r"```json\n(.*?)\n```", card, re.DOTALL)
    [row] = all_rows(data(write_lines(tmp_path / "a.jsonl", example))).values()
    assert row["roles"] == [MEASURE, MEASURE]


# --- formats of users' corpora


def test_a_folder_of_plain_texts_is_unlabelled_with_ids_from_paths(tmp_path: Path) -> None:
    (tmp_path / "2019").mkdir()
    (tmp_path / "2019" / "总结.txt").write_bytes(TEXT.encode("gb18030"))
    (tmp_path / "总结.txt").write_bytes(TEXT.encode("utf-8-sig"))
    (tmp_path / "报告.TXT").write_bytes(TEXT.replace("\n", "\r\n").encode("utf-16"))
    rows = all_rows(data(str(tmp_path)))
    assert set(rows) == {"2019/总结", "总结", "报告"}
    assert rows["总结"]["text"] == rows["2019/总结"]["text"] == TEXT
    assert rows["报告"]["text"] == TEXT.replace("\n", "\r\n")
    assert not any(row["labelled"] for row in rows.values())
    assert set(rows["总结"]["roles"]) == {-1}
    assert {row["in"] for row in rows.values()} == {"train", "dev", "test"}


def test_files_globs_and_packed_lines_load(tmp_path: Path) -> None:
    write_lines(tmp_path / "a.jsonl", {"id": "a", "text": TEXT})
    with gzip.open(tmp_path / "b.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps({"id": "b", "text": TEXT, "title": "标题"}) + "\n\n")
    rows = all_rows(data(str(tmp_path / "*.jsonl*")))
    assert set(rows) == {"a", "b"}
    assert rows["b"]["title"] == "标题"
    assert rows["b"]["source"] == "b.jsonl.gz"


def test_files_of_other_kinds_in_a_folder_are_left_aside_and_counted(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write_lines(tmp_path / "a.jsonl", {"id": "a", "text": TEXT})
    (tmp_path / "b.docx").touch()
    (tmp_path / ".hidden.txt").touch()
    with caplog.at_level(logging.WARNING):
        assert set(all_rows(data(str(tmp_path)))) == {"a"}
    assert "1 × .docx" in caplog.text


def test_labels_go_to_the_sentences_that_they_cover(tmp_path: Path) -> None:
    units = [unit(0, 24), unit(24, 37, "problem", None)]
    [row] = all_rows(
        data(write_lines(tmp_path / "a.jsonl", {"id": "a", "text": TEXT, "units": units}))
    ).values()
    assert row["roles"] == [MEASURE, MEASURE, MEASURE, PROBLEM, PROBLEM]
    assert row["sections"] == [MEASURE, MEASURE, MEASURE, -1, -1]


def test_once_some_reports_are_labelled_the_others_train(tmp_path: Path) -> None:
    labelled = [{"id": f"l{i}", "text": TEXT, "units": [unit(0, 6)]} for i in range(5)]
    bare = [{"id": f"u{i}", "text": TEXT} for i in range(30)]
    rows = all_rows(data(write_lines(tmp_path / "a.jsonl", *labelled, *bare)))
    assert {row["in"] for i, row in rows.items() if i.startswith("u")} == {"train"}
    assert {row["in"] for i, row in rows.items() if i.startswith("l")} == {"train", "dev", "test"}


def test_a_lines_own_split_goes_before_the_splits_file(tmp_path: Path) -> None:
    splits = tmp_path / "splits.json"
    splits.write_text('{"dev": ["a", "b"]}', encoding="utf-8")
    path = write_lines(
        tmp_path / "a.jsonl", {"id": "a", "text": TEXT, "split": "test"}, {"id": "b", "text": TEXT}
    )
    rows = all_rows(data(path, splits=str(splits)))
    assert (rows["a"]["in"], rows["b"]["in"]) == ("test", "dev")


def test_gold_files_bring_a_split_a_weight_and_a_choice_of_ids(tmp_path: Path) -> None:
    reports = write_lines(tmp_path / "a.jsonl", *({"id": f"r{i}", "text": TEXT} for i in range(3)))
    gold = write_lines(
        tmp_path / "g.jsonl",
        *({"id": f"g{i}", "text": TEXT, "units": [unit(0, 6)]} for i in range(3)),
    )
    files = (GoldFile(gold, "dev", ids=("g1",)), GoldFile(gold, "train", 0.5, ids=("g2",)))
    rows = all_rows(data(reports, gold=files))
    assert "g0" not in rows
    assert (rows["g1"]["in"], rows["g1"]["weight"]) == ("dev", 1.0)
    assert (rows["g2"]["in"], rows["g2"]["weight"]) == ("train", 0.5)


def test_unlabelled_sources_train_without_labels_and_never_repeat_a_known_report(
    tmp_path: Path,
) -> None:
    reports = write_lines(
        tmp_path / "a.jsonl", *({"id": f"r{i}", "text": TEXT + str(i)} for i in range(3))
    )
    more = write_lines(
        tmp_path / "u.jsonl",
        {"id": "r1", "text": "又一份。"},
        {"id": "copy", "text": TEXT + "2"},
        {"id": "new", "text": TEXT, "units": [unit(0, 6)], "split": "dev"},
    )
    rows = all_rows(data(reports, unlabelled=(more,)))
    assert set(rows) == {"r0", "r1", "r2", "new"}
    assert rows["r1"]["text"] == TEXT + "1"
    assert (rows["new"]["in"], rows["new"]["labelled"]) == ("train", False)


# --- what can't be used


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"id": "b"', "not JSON"),
        ("[1]", "not an object"),
        ('{"text": "字"}', '"id" is missing'),
        ('{"id": 3, "text": "字"}', '"id" is 3 (int); give it a string'),
        ('{"id": "b", "text": " "}', '"text" is'),
        ('{"id": "b", "text": "\\ud800"}', "surrogate"),
        ('{"id": "b", "text": "字", "title": 5}', '"title" is 5'),
        ('{"id": "b", "text": "字", "split": "trian"}', "did you mean 'train'?"),
        ('{"id": "b", "text": "字", "units": {}}', '"units" is {}'),
        ('{"id": "b", "text": "字", "units": [3]}', "units[0] is 3"),
        ('{"id": "b", "text": "字", "units": [{"start": 0, "end": 2}]}', "0 <= start < end <= 1"),
        ('{"id": "b", "text": "字", "units": [{"start": true, "end": 1}]}', "spans [True, 1)"),
        ('{"id": "b", "text": "字", "units": [{"end": 1}]}', "spans [None, 1)"),
        (
            '{"id": "b", "text": "字", "units": [{"start": 0, "end": 1, "role": "plans"}]}',
            "units[0].role is 'plans' (str), no label of the set; did you mean 'plan'?",
        ),
        (
            '{"id": "b", "text": "字", "units": [{"start": 0, "end": 1}, {"start": 0, "end": 1}]}',
            "units[1] starts at 0",
        ),
    ],
)
def test_a_bad_line_is_named_by_file_and_number(line: str, message: str, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.jsonl", {"id": "a", "text": TEXT}, "", line)
    with pytest.raises(CorpusError) as error:
        load_corpus(data(path), SHIPPED)
    assert str(error.value).startswith(f"{path}:3: ")
    assert message in str(error.value)


def test_an_id_that_stands_twice_is_an_error(tmp_path: Path) -> None:
    one = write_lines(tmp_path / "one.jsonl", {"id": "a", "text": TEXT})
    two = write_lines(tmp_path / "two.jsonl", {"id": "a", "text": TEXT})
    with pytest.raises(CorpusError, match=r"two\.jsonl:1: the id 'a' stands at .*one\.jsonl:1 "):
        load_corpus(data(one, two), SHIPPED)


def test_sources_that_give_nothing_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").touch()
    (tmp_path / "bad.txt").write_bytes(b"\xff\xff\x80")
    (tmp_path / "bad.jsonl.gz").write_bytes(b"not packed")
    (tmp_path / "empty.jsonl").touch()
    for source, message in {
        "nowhere": "is no file, no folder",
        "a.pdf": "of a kind that isn't read",
        "bad.txt": "neither UTF-8",
        "bad.jsonl.gz": "gzip",
        "empty.jsonl": "no report in it",
    }.items():
        with pytest.raises(CorpusError, match=message):
            load_corpus(data(str(tmp_path / source)), SHIPPED)


def test_gold_ids_that_are_not_there_are_an_error(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.jsonl", {"id": "a", "text": TEXT})
    with pytest.raises(CorpusError, match="no report 'b'"):
        load_corpus(data(path, gold=(GoldFile(path, "dev", ids=("b",)),)), SHIPPED)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[", "can't be read as JSON"),
        ("[]", "write"),
        ('{"tain": []}', "did you mean 'train'?"),
        ('{"train": [1]}', "list of strings"),
        ('{"train": ["a"], "dev": ["a"]}', "'a' stands in train and dev"),
    ],
)
def test_a_bad_splits_file_is_named(content: str, message: str, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.jsonl", {"id": "a", "text": TEXT})
    splits = tmp_path / "splits.json"
    splits.write_text(content, encoding="utf-8")
    with pytest.raises(CorpusError, match=r"splits\.json") as error:
        load_corpus(data(path, splits=str(splits)), SHIPPED)
    assert message in str(error.value)


# --- the shipped recipe, and projection for any text


@pytest.mark.shared
def test_the_shipped_recipe_finds_its_corpora(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    corpus = load_corpus(load_config("configs/shipped.yaml").data, SHIPPED)
    assert "collection-mixed" in corpus["dev"]["id"]
    assert "collection-mixed" not in corpus["train"]["id"]
    texts = {name: set(rows["text"]) for name, rows in corpus.items()}
    assert not texts["train"] & (texts["dev"] | texts["test"])


@given(
    text=st.text(alphabet="一二、工作。；\n （）12 .", max_size=80),
    cuts=st.sets(st.integers(0, 80)),
)
def test_units_cut_anywhere_label_every_sentence_with_a_unit_that_it_overlaps_most(
    text: str, cuts: set[int]
) -> None:
    edges = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    units = [Unit(a, b, i, 100 + i) for i, (a, b) in enumerate(itertools.pairwise(edges))]
    spans = split_spans(text)
    roles, sections = project_units(spans, units)
    assert sections == [100 + role for role in roles]
    for span, role in zip(spans, roles, strict=True):
        overlaps = [min(u.end, span.end) - max(u.start, span.start) for u in units]
        assert overlaps[role] == max(overlaps)
