import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import zongjie
from zongjie.labels import LabelSet
from zongjie.text import split_spans
from zongjie_train.config import Config, load_config
from zongjie_train.evaluation import rows
from zongjie_train.evaluation.prediction_types import EvaluationError, Prediction
from zongjie_train.evaluation.row_inputs import RowInputs
from zongjie_train.evaluation.stage import run_evaluation

ROOT = Path(__file__).parents[3]
SENTENCES = [
    ("组织开展巡查{}次。", 0),
    ("清运垃圾{}吨。", 1),
    ("人手仍然不足{}。", 2),
    ("明年将新建{}座。", 3),
]
NAMES = ["measure", "achievement", "problem", "plan", "other"]
RULES = f"""
labels: [{", ".join(f"{{name: {name}, chinese: 名, description: 述}}" for name in NAMES)}]
other: other
rules:
  - {{name: begins, label: plan, pattern: 明年}}
  - {{name: rest, label: measure, target: both, pattern: 。, group: default}}
"""
MODEL_ERRORS = 0.2


def write_corpus(folder: Path) -> None:
    """Thirty invented reports: train, dev and test, each with a line of each kind."""
    lines, splits = [], {"train": [], "dev": [], "test": []}
    for i in range(30):
        text, units = "", []
        for sentence, label in SENTENCES:
            written = sentence.format(i)
            place = {"start": len(text), "end": len(text) + len(written)}
            units.append(place | {"role": NAMES[label], "section": NAMES[label]})
            text += written + "\n"
        name = f"r{i:02}"
        lines.append({"id": name, "title": name, "text": text, "units": units})
        splits["train" if i < 14 else "dev" if i < 22 else "test"].append(name)
    written = (json.dumps(line, ensure_ascii=False) for line in lines)
    (folder / "reports.jsonl").write_text("\n".join(written), encoding="utf-8")
    (folder / "splits.json").write_text(json.dumps(splits))


def write_weak_labels(folder: Path) -> None:
    """Right ones for three sentences in four; of the last, no rule knows anything."""
    folder.mkdir(parents=True)
    table = []
    for i in range(30):
        for place, (_, label) in enumerate(SENTENCES):
            fired = place < 3
            soft = list(np.eye(5)[label] if fired else np.full(5, 0.2))
            line = {"report": f"r{i:02}", "sentence": place}
            line |= dict.fromkeys(("role", "section", "role_majority", "section_majority"), soft)
            table.append(line | {"role_covered": fired, "section_covered": fired})
    weak = pd.DataFrame(table)
    weak.to_parquet(folder / "weak.parquet")
    votes = weak[["report", "sentence"]].assign(**{"role.rest": 3, "section.rest": 3})
    votes["role.begins"] = np.where(weak["role_covered"], 0, -1)
    votes.to_parquet(folder / "votes.parquet")


def predict(inputs: RowInputs) -> list[Prediction]:
    """Mostly right, as a trained model is."""
    draw = np.random.default_rng(0)
    predictions = []
    for report in inputs.reports:
        labels = np.where(draw.random(4) < MODEL_ERRORS, 4, report.roles)
        sure = np.full((4, 5), 0.05) + 0.75 * np.eye(5)[labels]
        predictions.append(Prediction(report.report_id, sure, sure, labels))
    return predictions


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Config]:
    monkeypatch.chdir(tmp_path)
    write_corpus(tmp_path)
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    config = load_config(
        ROOT / "configs" / "default.yaml",
        [
            "data.reports=[reports.jsonl]",
            "data.splits=splits.json",
            "labels.rules=rules.yaml",
            "evaluation.rows=[majority, label_model, tfidf, gold_only]",
            "evaluation.splits=[dev, test]",
        ],
    )
    write_weak_labels(config.run_folder / "labels")
    monkeypatch.setitem(rows.ROWS, "model", predict)
    yield config


def test_the_texts_of_these_tests_split_as_their_units_say():
    assert all(len(split_spans(sentence.format(1))) == 1 for sentence, _ in SENTENCES)


def test_every_row_that_can_be_had_is_scored_on_every_source(config: Config):
    found = run_evaluation(config)
    written = json.loads((config.run_folder / "evaluation" / "metrics.json").read_text("utf-8"))
    for metrics in (found["metrics"], written["metrics"]):
        assert list(metrics) == ["model", "tfidf", "label_model", "majority"]
        assert all(list(row) == ["reports dev", "reports test"] for row in metrics.values())
    model = written["metrics"]["model"]["reports dev"]
    assert model["reports"] == 8 and model["sentences"] == 32
    assert 0.5 < model["role_macro_f1"] < 1
    assert model["role_no_rule"]["n"] == 8 and model["role_rule"]["n"] == 24
    low, high = model["intervals"]["role_macro_f1"]
    assert low < model["role_macro_f1"] < high
    assert written["metrics"]["majority"]["reports dev"]["role_rule"]["accuracy"] == 1
    assert written["metrics"]["tfidf"]["reports dev"]["role_rule"]["accuracy"] == 1


def test_rows_that_cannot_be_had_are_named_with_the_reason(config: Config):
    missing = run_evaluation(config)["missing"]
    assert set(missing) == {"bundle", "gold_only"}
    assert "`train`" in missing["gold_only"] and "`export`" in missing["bundle"]


def test_table_pictures_and_errors_are_written_and_the_table_printed(config: Config, capsys):
    run_evaluation(config)
    folder = config.run_folder / "evaluation"
    assert {path.name for path in folder.iterdir()} == {
        "metrics.json", "table.txt", "confusion.png", "reliability.png", "label_scores.png",
        "errors.jsonl",
    }  # fmt: skip
    table = (folder / "table.txt").read_text("utf-8")
    assert table in capsys.readouterr().out
    assert "gold_only: no checkpoint" in table


def test_errors_of_the_test_split_are_not_shown(config: Config):
    run_evaluation(config)
    lines = (config.run_folder / "evaluation" / "errors.jsonl").read_text("utf-8").splitlines()
    assert {json.loads(line)["source"] for line in lines} == {"reports dev"}


def test_without_weak_labels_the_model_is_still_scored(config: Config):
    (config.run_folder / "labels" / "weak.parquet").unlink()
    found = run_evaluation(config)
    assert list(found["metrics"]) == ["model"]
    assert "no weak labels" in found["missing"]["majority"]


def test_without_gold_the_reason_is_written_and_nothing_fails(config: Config, capsys):
    lines = map(json.loads, Path("reports.jsonl").read_text("utf-8").splitlines())
    bare = [json.dumps({"id": line["id"], "text": line["text"]}) for line in lines]
    Path("reports.jsonl").write_text("\n".join(bare), encoding="utf-8")
    found = run_evaluation(config)
    assert found["metrics"] == {} and "no report of dev, test has gold" in found["reason"]
    assert capsys.readouterr().out == f"not evaluated: {found['reason']}\n"
    written = config.run_folder / "evaluation" / "metrics.json"
    assert json.loads(written.read_text("utf-8")) == found


def test_a_bundle_older_than_the_checkpoint_is_not_taken_for_its_export(config: Config):
    import os

    for name in ("bundle/manifest.json", "checkpoint/model.safetensors"):
        path = config.run_folder / name
        path.parent.mkdir()
        path.write_text("{}")
    os.utime(config.run_folder / "bundle" / "manifest.json", (0, 0))
    assert "older than the checkpoint" in run_evaluation(config)["missing"]["bundle"]


def test_nothing_to_evaluate_says_what_is_missing(config: Config, monkeypatch):
    monkeypatch.setitem(rows.ROWS, "model", rows.predict_model)
    (config.run_folder / "labels" / "weak.parquet").unlink()
    with pytest.raises(EvaluationError, match=r"nothing to evaluate.*the stage `train` writes it"):
        run_evaluation(config)


class FakeClassifier:
    """Takes every sentence for a measure."""

    labels = LabelSet(tuple(NAMES), ("名",) * 5, "other")

    def __init__(self, folder: Path) -> None:
        assert (folder / "manifest.json").exists()

    def scores(self, text: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        certain = np.eye(5)[np.zeros(len(split_spans(text)), int)]
        return certain, certain, certain.argmax(1)


def test_the_bundle_is_scored_through_the_front_door(config: Config, monkeypatch):
    (config.run_folder / "bundle").mkdir()
    (config.run_folder / "bundle" / "manifest.json").write_text("{}")
    monkeypatch.setattr(zongjie, "Classifier", FakeClassifier)
    bundle = run_evaluation(config)["metrics"]["bundle"]["reports dev"]
    assert bundle["role_accuracy"] == 0.25 and bundle["boundary_f1"] == 0
    monkeypatch.setattr(FakeClassifier, "labels", LabelSet(("a", "b"), ("甲", "乙"), "b"))
    assert run_evaluation(config)["missing"]["bundle"] == "the bundle's labels are a, b"
