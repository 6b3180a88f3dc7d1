"""Learning from corrections: the model of a run goes on from where it is, and is measured again.

1. Corrections are checked before anything is trained (`corpora/corrected.py`).
2. A run of its own, `runs/<name>-corrected`, starts from the checkpoint of `runs/<name>`, encoder
   and report network, and trains the network over the corpus with the corrections in it. What
   stands in `training` may be laid over, as `training.joint_epochs=1` to tune the encoder too.
3. Both models label the same dev gold, and the sentences that people judged.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

from zongjie_train.config import Config, GoldFile, override_training
from zongjie_train.corpora.corrected import Corrected, gather_corrections
from zongjie_train.rules.rulebook import load_rulebook
from zongjie_train.runs import CONSOLE, run_path

WEIGHT = 3.0
"""What a judged sentence of a new report counts in the loss, against 1 for one of the corpus: it
stands alone among sentences that nobody judged."""
EPOCHS = 8
"""Of the report network, at `training.network_learning_rate`: on configs/topics.yaml eleven of
eleven judged sentences were learnt, at `settle_learning_rate` ten."""
FILE = "corrections.jsonl"


def run_corrections(
    config: Config, paths: Sequence[str], overrides: Iterable[str] = (), force: bool = False
) -> None:
    """Train on corrections and print the evaluation before and after.

    Args:
        config: of the run to go on from, which is made first where there is none.
        paths: files of corrections.
        overrides: `training.key=value`, laid over the settings for going on; others are left
            aside, since `config` has them.
        force: run every stage of the corrected run afresh.

    Raises:
        ReviewError: rows that can't be used; nothing has been trained then.
    """
    labels = load_rulebook(config.labels.rules).labels
    corrected = gather_corrections(paths, config.data, labels)
    CONSOLE.print(describe(corrected))
    if not corrected.lines:
        return
    if not (config.run_folder / "checkpoint" / "config.json").is_file():
        CONSOLE.print(f"{config.run_folder} holds no model yet: it is made first")
        run_path(config)
    after = corrected_config(config, overrides)
    corrected.write(after.run_folder / FILE)
    run_path(after, force)
    from zongjie_train.evaluation.before_after import compare_runs

    print(compare_runs(config, after, corrected.reviewed))


def corrected_config(config: Config, overrides: Iterable[str] = ()) -> Config:
    """The run that learns from corrections.

    Its evaluation has no baselines: those of `config` are no other.
    """
    training = dataclasses.replace(config.training, network_epochs=EPOCHS, joint_epochs=0)
    targets = "both" if config.labels.targets == "weak" else config.labels.targets
    name = f"{config.name}-corrected"
    after = dataclasses.replace(
        config,
        name=name,
        labels=dataclasses.replace(config.labels, targets=targets, teachers=()),
        encoder=dataclasses.replace(
            config.encoder, base=str(config.run_folder / "checkpoint"), n_layers=None
        ),
        training=training,
        evaluation=dataclasses.replace(config.evaluation, rows=(), robustness=False, recipe=None),
    )
    file = GoldFile(str(after.run_folder / FILE), "train", WEIGHT)
    data = dataclasses.replace(config.data, gold=(*config.data.gold, file))
    return override_training(dataclasses.replace(after, data=data), overrides)


def describe(corrected: Corrected) -> str:
    """What corrections come to, in a line or two."""
    n, reports = corrected.n_sentences, len(corrected.reviewed)
    said = f"{n} judged sentences of {reports} reports, {corrected.n_known} of them in the corpus"
    said += f"; of {corrected.n_changed} the model had said something else"
    if corrected.n_held_back:
        said += (
            f"\n{corrected.n_held_back} more are left aside: their reports are of dev or test, "
            "which measure the model"
        )
    return said if corrected.lines else f"{said}\nnothing to learn from: the model stays as it is"
