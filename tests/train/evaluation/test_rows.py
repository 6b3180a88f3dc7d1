import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest

from zongjie.labels import SHIPPED, LabelSet
from zongjie.text import split_spans
from zongjie_train.evaluation import rows
from zongjie_train.evaluation.prediction_types import EvaluationError, GoldReport
from zongjie_train.evaluation.row_inputs import RowInputs


def inputs(folder: Path, targets: str) -> RowInputs:
    return RowInputs(folder, SHIPPED, [], [{"id": "a", "text": "", "labelled": True}], {}, targets)


def write_checkpoint(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "config.json").write_text("{}")


def test_the_model_stands_in_for_gold_only_where_it_learnt_from_gold_alone(tmp_path, monkeypatch):
    write_checkpoint(tmp_path / "checkpoint")
    monkeypatch.setattr(rows, "predict_model", lambda inputs: ["the model"])
    assert rows.predict_gold_only(inputs(tmp_path, "both")) == ["the model"]
    taught = dataclasses.replace(inputs(tmp_path, "both"), teachers=("runs/teacher",))
    for other in (inputs(tmp_path, "weak"), taught):
        with pytest.raises(EvaluationError, match="gold_only"):
            rows.predict_gold_only(other)


def test_the_row_of_single_sentences_tells_what_its_encoder_has_seen(tmp_path):
    write_checkpoint(tmp_path / "checkpoint")
    assert "the model's own, which learnt from gold too" in rows.describe(
        "sentence", inputs(tmp_path, "both")
    )
    assert "weak labels alone" in rows.describe("sentence", inputs(tmp_path, "weak"))
    write_checkpoint(tmp_path / "checkpoint" / "weak_only")
    assert rows.describe("sentence", inputs(tmp_path, "both")).endswith("that of weak_only")


def test_a_regression_on_gold_learns_the_train_split_and_needs_one(tmp_path):
    words = {0: "召开会议{}次。", 2: "人手不足{}人。"}
    texts = {label: "".join(form.format(i) for i in range(9)) for label, form in words.items()}
    train = [
        {"id": str(k), "text": text, "labelled": True, "roles": [k] * 9, "sections": [k] * 9}
        for k, text in texts.items()
    ]
    text = "召开会议30次。"
    report = GoldReport("a", text, tuple(split_spans(text)), np.array([0]), np.array([0]))
    asked = RowInputs(tmp_path, SHIPPED, [report], train, {})
    [found] = rows.predict_row("tfidf_gold", asked)
    assert found.role_labels.tolist() == [0]
    with pytest.raises(EvaluationError, match="no report of the train split has gold"):
        rows.predict_row("tfidf_gold", dataclasses.replace(asked, train=[]))


def test_the_row_of_the_label_model_tells_which_was_kept_and_why(tmp_path):
    (tmp_path / "labels").mkdir()
    chosen = {"model": "majority", "reason": "majority, the best on train gold (0.8); set another"}
    kept = {"role": chosen, "section": {"model": "x", "reason": "x, as labels.model says"}}
    (tmp_path / "labels" / "vote_models.json").write_text(json.dumps(kept))
    said = rows.describe("label_model", inputs(tmp_path, "both"))
    assert "for roles majority, the best on train gold (0.8); for sections x, as" in said


def test_the_shipped_bundle_is_a_row_where_it_knows_the_labels(tmp_path):
    text = "一、存在问题\n人手不足。"
    spans = tuple(split_spans(text))
    unknown = np.full(len(spans), -1)
    report = GoldReport("a", text, spans, unknown, unknown)
    asked = RowInputs(tmp_path, SHIPPED, [report], [], {})
    [found] = rows.predict_row("shipped", asked)
    assert [SHIPPED.names[i] for i in found.role_labels] == ["problem", "problem"]
    others = LabelSet(("people", "other"), ("人员", "其他"), "other")
    with pytest.raises(EvaluationError, match="the bundle's labels are measure"):
        rows.predict_row("shipped", dataclasses.replace(asked, labels=others))
