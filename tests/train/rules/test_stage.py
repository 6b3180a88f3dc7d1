import dataclasses
import json
import re
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from zongjie.text.spans import split_spans
from zongjie_train.config import Config, load_config
from zongjie_train.rules.choice import choose_model
from zongjie_train.rules.stage import LabelsError, run_labels
from zongjie_train.rules.weak_labels import read_weak_labels

ROOT = Path(__file__).parents[3]
TEXT = "一、会议决定\n会议同意修路。经费下月再议。\n二、疑问\n路修多宽？\n"


def report(id_: str, split: str, labelled: bool) -> dict:
    units = [
        {
            "start": span.start,
            "end": span.end,
            "role": "question" if TEXT[span.start : span.end].endswith("？") else "decision",
            "section": "question" if i > 2 else "decision",
        }
        for i, span in enumerate(split_spans(TEXT))
    ]
    row = {"id": id_, "text": TEXT, "split": split}
    return row | {"units": units} if labelled else row


@pytest.fixture
def config(tmp_path: Path, rules_file: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    """A run over invented minutes, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    base = load_config(ROOT / "configs/default.yaml")
    data = dataclasses.replace(base.data, reports=("minutes.jsonl",), splits=None)
    labels = dataclasses.replace(base.labels, rules=str(rules_file), model="auto")
    return dataclasses.replace(base, name="minutes", data=data, labels=labels)


def write(rows: list[dict]) -> None:
    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    Path("minutes.jsonl").write_text("\n".join(lines), encoding="utf-8")


def test_it_writes_votes_soft_labels_models_and_a_table(config: Config, capsys):
    write([report("m1", "train", True), report("m2", "dev", True)])
    folder = run_labels(config)
    weak = read_weak_labels(folder / "weak.parquet")
    assert set(weak) == {"m1", "m2"}
    assert weak["m2"].role.shape == (len(split_spans(TEXT)), 3)
    np.testing.assert_allclose(weak["m1"].section.sum(axis=1), 1, atol=1e-5)
    votes = pq.read_table(folder / "votes.parquet")
    assert votes.column_names[:4] == ["report", "sentence", "start", "end"]
    assert str(votes.schema.field("role.decided").type) == "int8"
    table = (folder / "table.txt").read_text(encoding="utf-8")
    assert table in capsys.readouterr().out
    assert table.startswith("== labels\ndecision  决定  定了什么\n")


def test_auto_compares_on_train_gold_and_says_so(config: Config):
    write([report("m1", "train", True), report("m2", "dev", True)])
    chosen = json.loads((run_labels(config) / "vote_models.json").read_text())["role"]
    assert set(chosen["train_gold"]) == {"majority", "dawid_skene", "weighted"}
    assert "gold of the train split" in chosen["reason"]
    assert chosen["model"] != "weighted"


def test_without_gold_the_majority_is_kept_and_the_reason_says_why(config: Config):
    write([report("m1", "train", False), report("m2", "dev", False)])
    folder = run_labels(config)
    chosen = json.loads((folder / "vote_models.json").read_text())["section"]
    assert chosen["model"] == "majority" and "no train report has gold" in chosen["reason"]
    assert "accuracy" not in (folder / "table.txt").read_text(encoding="utf-8")


def test_weighing_by_gold_without_gold_is_an_error_with_a_cure(config: Config):
    write([report("m1", "train", False), report("m2", "dev", False)])
    labels = dataclasses.replace(config.labels, model="weighted")
    with pytest.raises(LabelsError, match="set majority or dawid_skene"):
        run_labels(dataclasses.replace(config, labels=labels))


@pytest.mark.parametrize("model", ["dawid_skene", "weighted"])
def test_a_model_of_votes_that_no_rule_casts_is_an_error_with_a_cure(
    model: str, config: Config, rules_file: Path
):
    text = re.sub(r"target: section,", "", rules_file.read_text(encoding="utf-8"))
    rules_file.write_text(text, encoding="utf-8")
    write([report("m1", "train", True), report("m2", "dev", True)])
    labels = dataclasses.replace(config.labels, model=model)
    with pytest.raises(LabelsError, match=r"minutes\.yaml votes on section; .* auto or majority"):
        run_labels(dataclasses.replace(config, labels=labels))
    run_labels(config)


def test_a_fixed_model_is_kept_whatever_gold_says():
    scores = {"majority": {"macro_f1": 0.9}, "dawid_skene": {"macro_f1": 0.5}}
    assert choose_model("dawid_skene", scores)[0] == "dawid_skene"
    assert choose_model("auto", scores)[0] == "majority"
