"""The rows of the evaluation: everything that labels reports, each a way to get predictions.

`model` and `bundle` are always asked for; the others by name in `evaluation.rows`. A row that
can't be had raises `EvaluationError` with the reason, which the table shows in its place.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from zongjie_train.evaluation import baselines
from zongjie_train.evaluation.prediction_types import EvaluationError, Prediction
from zongjie_train.evaluation.row_inputs import RowInputs

MAX_TFIDF_SENTENCES = 20_000
MAX_ENCODED_SENTENCES = 4_000


def predict_row(name: str, inputs: RowInputs) -> list[Prediction]:
    """Predictions of a row for all reports.

    Raises:
        EvaluationError: the row can't be had, or there is none of that name.
    """
    if name not in ROWS:
        raise EvaluationError(f"no row {name!r} of the evaluation; there are {', '.join(ROWS)}")
    return ROWS[name](inputs)


def predict_model(inputs: RowInputs) -> list[Prediction]:
    """The model of the run."""
    return _predict_checkpoint(inputs, inputs.checkpoint("checkpoint"))


def predict_gold_only(inputs: RowInputs) -> list[Prediction]:
    """The same model trained on gold alone: the model itself where that is all it learnt from."""
    alone = inputs.folder / "checkpoint" / "gold_only"
    all_gold = inputs.targets != "weak" and all(row["labelled"] for row in inputs.train)
    if not alone.exists() and all_gold and not inputs.teachers:
        return predict_model(inputs)
    return _predict_variant(inputs, "gold_only", "gold")


def predict_weak_only(inputs: RowInputs) -> list[Prediction]:
    """The same model, trained on weak labels alone."""
    return _predict_variant(inputs, "weak_only", "weak")


def predict_bundle(inputs: RowInputs) -> list[Prediction]:
    """The exported bundle, through the package's own front door."""
    folder = inputs.folder / "bundle"
    if not (folder / "manifest.json").exists():
        raise EvaluationError(f"no bundle in {folder}; the stage `export` writes it")
    weights = inputs.folder / "checkpoint" / "model.safetensors"
    if weights.exists() and weights.stat().st_mtime > (folder / "manifest.json").stat().st_mtime:
        raise EvaluationError(
            f"{folder} is older than the checkpoint; the stage `export` renews it"
        )
    return _classify(inputs, folder)


def predict_shipped(inputs: RowInputs) -> list[Prediction]:
    """The bundle inside the package."""
    from zongjie.bundle import SHIPPED_FOLDER

    return _classify(inputs, SHIPPED_FOLDER)


def predict_teachers(inputs: RowInputs) -> list[Prediction]:
    """The mean of the checkpoints that a student learns from."""
    if not inputs.teachers:
        raise EvaluationError("labels.teachers names no checkpoint")
    from zongjie_train.learning.prediction import average_predictions, predict_checkpoint

    for teacher in inputs.teachers:
        if not Path(teacher, "config.json").exists():
            raise EvaluationError(f"no checkpoint in {teacher}; its run's stage `train` writes it")
    rows = _rows(inputs)
    return average_predictions(
        rows, [predict_checkpoint(Path(teacher), rows) for teacher in inputs.teachers]
    )


def predict_majority(inputs: RowInputs) -> list[Prediction]:
    """Majority vote of the rules."""
    return _vote(inputs, "role_majority", "section_majority")


def predict_label_model(inputs: RowInputs) -> list[Prediction]:
    """The label model that the stage `labels` kept."""
    return _vote(inputs, "role", "section")


def predict_tfidf(inputs: RowInputs) -> list[Prediction]:
    """TF-IDF and logistic regression on the weak labels, sentence by sentence."""
    train = baselines.gather_sentences(inputs.weak_train(), MAX_TFIDF_SENTENCES, inputs.seed)
    classifier = baselines.fit_tfidf(train)
    return [classifier.predict(report) for report in inputs.reports]


def predict_tfidf_gold(inputs: RowInputs) -> list[Prediction]:
    """The same on the gold labels."""
    train = baselines.gather_sentences(inputs.gold_train(), MAX_TFIDF_SENTENCES, inputs.seed)
    classifier = baselines.fit_tfidf(train)
    return [classifier.predict(report) for report in inputs.reports]


def predict_sentence(inputs: RowInputs) -> list[Prediction]:
    """An encoder's vectors and logistic regression on the weak labels, sentence by sentence."""
    folder, _ = find_sentence_encoder(inputs)
    train = baselines.gather_sentences(inputs.weak_train(), MAX_ENCODED_SENTENCES, inputs.seed)
    from zongjie_train.learning.prediction import encode_sentences

    texts = [text for report in inputs.reports for text in report.sentences]
    distinct = list(dict.fromkeys([*train.texts, *texts]))
    vectors = dict(zip(distinct, encode_sentences(folder, distinct), strict=True))
    classifier = baselines.fit_on_vectors(
        lambda texts: np.stack([vectors[text] for text in texts]), train
    )
    return [classifier.predict(report) for report in inputs.reports]


def find_sentence_encoder(inputs: RowInputs) -> tuple[Path, str]:
    """The checkpoint whose encoder the row `sentence` takes, and what it is.

    That of `weak_only` where there is one: the regression sees no gold, nor did such an encoder.

    Raises:
        EvaluationError: there is no checkpoint.
    """
    weakly = inputs.folder / "checkpoint" / "weak_only"
    if weakly.exists():
        return weakly, "that of weak_only"
    learnt = "weak labels alone" if inputs.targets == "weak" else "gold too"
    return inputs.checkpoint("checkpoint"), f"the model's own, which learnt from {learnt}"


ROWS: dict[str, Callable[[RowInputs], list[Prediction]]] = {
    "model": predict_model,
    "bundle": predict_bundle,
    "shipped": predict_shipped,
    "teachers": predict_teachers,
    "gold_only": predict_gold_only,
    "weak_only": predict_weak_only,
    "sentence": predict_sentence,
    "tfidf": predict_tfidf,
    "tfidf_gold": predict_tfidf_gold,
    "label_model": predict_label_model,
    "majority": predict_majority,
}
ALWAYS = ("model", "bundle")
CHOSEN_ON_DEV = (
    "the recipe, its epochs, temperatures and the cost of a change of section were chosen on dev, "
    "so that figures on dev are slightly favourable"
)
GOLD_BY_MODELS = (
    "gold that comes with zongjie was given by large language models under its guideline"
)
ABOUT = {
    "model": "the checkpoint, in float",
    "bundle": f"the exported bundle, in int8, through zongjie.Classifier; {CHOSEN_ON_DEV}; "
    f"{GOLD_BY_MODELS}",
    "shipped": "the bundle inside the package, in int8; its card says what it was trained on",
    "teachers": "the mean of the checkpoints that the model learnt from",
    "gold_only": "the same model trained on the gold train split alone; where that is all of the "
    "train split, the model itself",
    "weak_only": "the same model trained on weak labels alone",
    "sentence": "an encoder's vector of each sentence, logistic regression on the weak labels",
    "tfidf": "TF-IDF of character n-grams, logistic regression on the weak labels",
    "tfidf_gold": "the same on the gold labels of the train split",
    "label_model": "the rules' votes under the label model that was kept",
    "majority": "majority vote of the rules",
}


def describe(name: str, inputs: RowInputs) -> str:
    """What a row is, in a line; of some also by what, as this run has it."""
    if name == "sentence":
        return f"{ABOUT[name]}; the encoder is {find_sentence_encoder(inputs)[1]}"
    kept = inputs.folder / "labels" / "vote_models.json"
    if name != "label_model" or not kept.exists():
        return ABOUT[name]
    models = json.loads(kept.read_text(encoding="utf-8"))
    role, section = (models[head]["reason"].partition(";")[0] for head in ("role", "section"))
    return f"{ABOUT[name]}; for roles {role}; for sections {section}"


def _predict_variant(inputs: RowInputs, name: str, targets: str) -> list[Prediction]:
    if inputs.targets == targets:
        raise EvaluationError(f"labels.targets is {targets}: it is the row `model`")
    return _predict_checkpoint(inputs, inputs.checkpoint(f"checkpoint/{name}"))


def _predict_checkpoint(inputs: RowInputs, folder: Path) -> list[Prediction]:
    from zongjie_train.learning.prediction import predict_checkpoint

    return predict_checkpoint(folder, _rows(inputs))


def _rows(inputs: RowInputs) -> list[dict[str, Any]]:
    return [{"id": report.report_id, "text": report.text} for report in inputs.reports]


def _classify(inputs: RowInputs, folder: Path) -> list[Prediction]:
    from zongjie import BundleError, Classifier

    try:
        classifier = Classifier(folder)
    except BundleError as error:
        raise EvaluationError(str(error)) from error
    if classifier.labels.names != inputs.labels.names:
        raise EvaluationError(f"the bundle's labels are {', '.join(classifier.labels.names)}")
    return [
        Prediction(report.report_id, *classifier.scores(report.text)) for report in inputs.reports
    ]


def _vote(inputs: RowInputs, role: str, section: str) -> list[Prediction]:
    train = [weak for _, weak in inputs.weak_train()]
    prior = baselines.vote_prior(
        [getattr(weak, role)[weak.role_covered] for weak in train],
        [getattr(weak, section)[weak.section_covered] for weak in train],
    )
    predictions = []
    for report in inputs.reports:
        weak = inputs.weak.get(report.report_id)
        if weak is None:
            raise EvaluationError(
                f"report {report.report_id!r} has no weak labels; run `labels` again"
            )
        votes = getattr(weak, role), getattr(weak, section)
        covered = weak.role_covered, weak.section_covered
        predictions.append(baselines.vote(report, votes, covered, prior))
    return predictions
