"""What a checkpoint was trained on goes with it, through all that it is made of."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from zongjie_train.config import load_config
from zongjie_train.exporting.card import describe_data, first_base
from zongjie_train.learning.provenance import (
    describe_adaptation,
    describe_training,
    read_provenance,
    write_provenance,
)

CONFIG = Path(__file__).parents[3] / "configs" / "default.yaml"


def test_the_card_tells_every_step_from_the_first_base_on(tmp_path: Path) -> None:
    config = load_config(CONFIG)
    adapted, encoder = tmp_path / "adapted", tmp_path / "checkpoint" / "encoder"
    adapted.mkdir()
    encoder.mkdir(parents=True)
    write_provenance(describe_adaptation({"texts/news.jsonl": 3}, config), adapted)
    rows = [{"source": "a/reports.jsonl", "roles": [1, -1]}]
    first = dataclasses.replace(
        config, encoder=dataclasses.replace(config.encoder, base=str(adapted))
    )
    write_provenance(describe_training(rows, first), encoder.parent)
    teacher = tmp_path / "teacher"
    large = dataclasses.replace(config, encoder=dataclasses.replace(config.encoder, n_layers=12))
    write_provenance(describe_training([{"source": "b/more.jsonl", "roles": [1]}], large), teacher)
    second = dataclasses.replace(
        config,
        encoder=dataclasses.replace(config.encoder, base=str(encoder)),
        labels=dataclasses.replace(config.labels, teachers=(str(teacher), "runs/unknown")),
    )
    trained_on = describe_training(rows * 2, second)
    assert first_base(trained_on) == "offline"
    said = describe_data(trained_on)
    assert (
        said.index("news.jsonl: 3 reports")
        < said.index("reports.jsonl: 1 reports, 2 sentences, 1 of them with gold labels")
        < said.index("reports.jsonl: 2 reports, 4 sentences")
        < said.index("mixed with what teachers say")
        < said.index("Teacher 1, the first 12 layers of offline")
        < said.index("more.jsonl: 1 reports, 1 sentences")
        < said.index("Teacher 2: no record")
    )


def test_a_base_from_elsewhere_has_none(tmp_path: Path) -> None:
    assert read_provenance("hfl/chinese-macbert-base") is None
    assert read_provenance(tmp_path) is None
