"""Corrections change what is learnt at exactly the sentences that people judged."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from invented_tables import write_tables
from tiny import REPORT, UNITS, write_base, write_reports

from zongjie.labels import SHIPPED
from zongjie.review.errors import ReviewError
from zongjie_train import correcting
from zongjie_train.__main__ import main
from zongjie_train.config import Config, ConfigError, load_config
from zongjie_train.corpora.corpus import CorpusError, load_corpus
from zongjie_train.corpora.corrected import gather_corrections
from zongjie_train.correcting import FILE, corrected_config, run_corrections
from zongjie_train.evaluation.before_after import compare_runs
from zongjie_train.learning.training import TrainingError, build_model, run_training
from zongjie_train.rules.stage import run_labels

ROOT = Path(__file__).parents[2]
NEW = "某街道小结\n" + REPORT


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    write_reports(tmp_path / "reports.jsonl", 8)
    write_base(tmp_path / "base")
    monkeypatch.chdir(tmp_path)
    splits = {"train": [f"r{i}" for i in range(6)], "dev": ["r6", "r7"]}
    (tmp_path / "splits.json").write_text(json.dumps(splits), encoding="utf-8")
    settings = [
        "name=tiny", "data.reports=[reports.jsonl]", "data.splits=splits.json",
        f"labels.rules={ROOT / 'configs/rules/work_report.yaml'}", "encoder.base=base",
        "encoder.n_layers=2", "encoder.pooled_layers=[2]", "encoder.max_tokens=32",
        "network.width=16", "network.n_layers=2", "network.dropout=0.0",
        "training.network_epochs=20", "training.joint_epochs=0", "training.settle_epochs=1",
        "training.network_learning_rate=0.01", "training.settle_learning_rate=0.01",
        "training.patience=20", "evaluation.rows=[]",
    ]  # fmt: skip
    return load_config(ROOT / "configs" / "default.yaml", settings)


def judge(path: Path, text: str, words: str, label: str, **more: Any) -> str:
    start = text.index(words)
    row = {"file": "", "record": None, "report": "0" * 16, "start": start, "text": words,
           "end": start + len(words), "old_label": None, "label": label, **more}  # fmt: skip
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")
    return str(path)


def judge_new(folder: Path, words: str, label: str) -> str:
    """A correction of a report that only the tables of an archive hold."""
    if not (folder / "out").exists():
        write_tables(folder / "out", {"new.txt": NEW})
    tables = str(folder / "out")
    return judge(folder / "c.jsonl", NEW, words, label, file="new.txt", tables=tables)


def judge_known(folder: Path, number: int, words: str, label: str) -> str:
    """A correction of a report of the corpus, as a page of its text gives it."""
    from zongjie.review.texts import text_digest

    text = f"（第{number}稿）" + REPORT
    return judge(folder / "c.jsonl", text, words, label, report=text_digest(text))


def test_a_new_report_has_gold_for_the_judged_sentence_alone(
    config: Config, tmp_path: Path
) -> None:
    path = judge_new(tmp_path, "人员不足。", "plan")
    corrected = gather_corrections([path], config.data, SHIPPED)
    after = corrected_config(config)
    corrected.write(after.run_folder / FILE)
    rows = load_corpus(after.data, SHIPPED)["train"].to_list()
    (row,) = (row for row in rows if row["text"] == NEW.strip())
    assert row["roles"] == [-1, -1, -1, -1, -1, -1, SHIPPED.index("plan")]
    assert set(row["sections"]) == {-1} and row["weight"] == correcting.WEIGHT
    assert len(rows) == 7


def test_a_report_of_the_corpus_keeps_all_labels_but_that_one(
    config: Config, tmp_path: Path
) -> None:
    path = judge_known(tmp_path, 3, "发放传单二百份。", "achievement")
    corrected = gather_corrections([path], config.data, SHIPPED)
    assert (corrected.n_known, corrected.n_sentences) == (1, 1)
    after = corrected_config(config)
    corrected.write(after.run_folder / FILE)
    old = load_corpus(config.data, SHIPPED)
    new = load_corpus(after.data, SHIPPED)
    for split in old:
        for before, now in zip(old[split].to_list(), new[split].to_list(), strict=True):
            differ = np.flatnonzero(np.array(before["roles"]) != now["roles"]).tolist()
            assert differ == ([3] if now["id"] == "r3" else [])
            assert before["sections"] == now["sections"] and before["weight"] == now["weight"]
            assert before["source"] == now["source"]


def test_what_measures_the_model_is_neither_changed_nor_learnt(
    config: Config, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    path = judge_known(tmp_path, 6, "人员不足。", "plan")
    corrected = gather_corrections([path], config.data, SHIPPED)
    assert (corrected.lines, corrected.n_held_back) == ((), 1)
    run_corrections(config, [path])
    assert "nothing to learn from" in capsys.readouterr().out


def test_labels_of_another_text_are_refused(config: Config, tmp_path: Path) -> None:
    path = judge_known(tmp_path, 3, "人员不足。", "plan")
    after = corrected_config(config)
    gather_corrections([path], config.data, SHIPPED).write(after.run_folder / FILE)
    lines = Path("reports.jsonl").read_text(encoding="utf-8").splitlines()
    lines[3] = json.dumps({**json.loads(lines[3]), "text": "新稿。", "units": []})
    Path("reports.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(CorpusError, match="have other texts"):
        load_corpus(after.data, SHIPPED)


def run_short_path(config: Config, force: bool = False) -> None:
    run_labels(config)
    run_training(config)


def test_the_corrected_run_goes_on_from_the_model_and_learns(
    config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setattr(correcting, "run_path", run_short_path)
    splits = {"train": [f"r{i}" for i in range(8)]}
    Path("all.json").write_text(json.dumps(splits), encoding="utf-8")
    alone = dataclasses.replace(config, data=dataclasses.replace(config.data, splits="all.json"))
    path = judge_new(tmp_path, "某街道小结", "plan")
    judge_new(tmp_path, "某局工作总结", "other")
    run_corrections(alone, [path], ["training.network_epochs=30", "name=left-aside"])
    said = capsys.readouterr().out
    assert "2 judged sentences of 1 reports, 0 of them in the corpus" in said
    assert "tiny holds no model yet" in said
    before, after = (line for line in said.splitlines() if line.startswith(("before", "after")))
    assert int(before.split()[-3]) < int(after.split()[-3]) == 2
    assert "no report of these splits has gold" in said
    table = compare_runs(config, corrected_config(config), []).splitlines()
    assert table[2].startswith("before  1.000") and "columns: reports dev, 0 judged" in table[-1]
    saved = load_config("runs/tiny-corrected/checkpoint/training.yaml")
    assert (saved.training.network_epochs, saved.training.joint_epochs) == (30, 0)


def test_a_checkpoint_as_base_is_the_whole_model_or_refused(config: Config) -> None:
    run_short_path(config)
    folder = str(config.run_folder / "checkpoint")
    first = build_model(config, SHIPPED, folder).state_dict()
    again = build_model(config, SHIPPED, folder).state_dict()
    assert all((first[name] == again[name]).all() for name in first)
    assert any(name.startswith("network") for name in first)
    others = type(SHIPPED)(("people", "other"), ("人员", "其他"), "other")
    with pytest.raises(TrainingError, match="knows the labels measure"):
        build_model(config, others, folder)


def test_nothing_is_trained_while_a_row_is_wrong(
    config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(correcting, "run_path", lambda *_: pytest.fail("trained"))
    judge_new(tmp_path, UNITS[1][0], "措师")
    path = judge_new(tmp_path, UNITS[2][0], "措施")
    with pytest.raises(ReviewError, match="line 1: 更正 is '措师'"):
        run_corrections(config, [path])


def test_the_command_takes_several_files_and_the_whole_path_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    seen = []
    monkeypatch.setattr(correcting, "run_corrections", lambda *given: seen.append(given[1:]))
    command = ["--config", str(ROOT / "configs/default.yaml"), "--corrections", "a.xlsx"]
    assert main(["all", *command, "--corrections", "b.jsonl", "training.seed=1"]) == 1
    assert main(["all", *command, "--corrections", "b.jsonl", "training.joint_epochs=1"]) == 0
    assert seen == [(["a.xlsx", "b.jsonl"], ["training.joint_epochs=1"], False)]
    assert main(["train", *command]) == 1
    assert "--corrections goes with the stage all" in capsys.readouterr().err


def test_settings_for_going_on_are_checked(config: Config) -> None:
    with pytest.raises(ConfigError, match="joint_epoch"):
        corrected_config(config, ["training.joint_epoch=1"])
