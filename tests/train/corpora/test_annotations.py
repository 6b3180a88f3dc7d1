"""Annotations bear labels only; the texts come from a corpus that must be the one annotated."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from zongjie.labels import SHIPPED
from zongjie_train.corpora.annotations import read_annotations
from zongjie_train.corpora.report_files import CorpusError

TEXT = "修路三公里。\n明年再修两公里。"


def write(folder: Path, **changes: object) -> tuple[str, tuple[str, ...]]:
    corpus, labels = folder / "corpus.jsonl", folder / "labels.jsonl"
    corpus.write_text(json.dumps({"id": "d1", "text": TEXT}) + "\n", encoding="utf-8")
    line = {
        "id": "d1",
        "sha256": hashlib.sha256(TEXT.encode()).hexdigest(),
        "units": [[0, 6, "achievement", "achievement"], [7, 15, "plan", "plan"]],
    }
    labels.write_text(json.dumps(line | changes) + "\n", encoding="utf-8")
    return str(labels), (str(corpus),)


def test_labels_come_to_the_text_of_the_corpus(tmp_path: Path):
    [record] = read_annotations(*write(tmp_path), SHIPPED)
    assert record.text == TEXT and record.source == "labels.jsonl"
    assert [SHIPPED.names[unit.role] for unit in record.units] == ["achievement", "plan"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"id": "d2"}, "hold no 'd2'"),
        ({"sha256": "0"}, "another text than was annotated"),
        ({"units": [[0, 6, "measures", "plan"]]}, "no label of the set"),
        ({"units": [[0, 6]]}, "labels.jsonl:1"),
    ],
)
def test_what_does_not_fit_is_an_error_with_its_line(tmp_path: Path, changes: dict, said: str):
    with pytest.raises(CorpusError, match=said):
        read_annotations(*write(tmp_path, **changes), SHIPPED)
