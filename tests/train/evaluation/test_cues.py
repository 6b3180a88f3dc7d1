from pathlib import Path

import pandas as pd

from zongjie_train.evaluation.cues import read_cues
from zongjie_train.rules.rulebook import load_rulebook

RULES = """
labels:
  - {name: plan, chinese: 计划, description: 要做什么}
  - {name: other, chinese: 其他, description: 其余}
other: other
rules:
  - {name: future, label: plan, pattern: 将}
  - {name: rest, label: other, pattern: 。, group: default}
"""


def test_a_vote_by_default_is_no_cue(tmp_path: Path):
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    votes = pd.DataFrame(
        {
            "report": ["b", "b", "a", "c"],
            "sentence": [1, 0, 0, 0],
            "role.future": [-1, 0, -1, 0],
            "role.rest": [1, 1, 1, 1],
            "section.turn": [0, -1, -1, 0],
        }
    )
    votes.to_parquet(tmp_path / "votes.parquet")
    rulebook = load_rulebook(tmp_path / "rules.yaml")
    cues = read_cues(tmp_path / "votes.parquet", rulebook, {"a", "b"})
    assert {name: each.role.tolist() for name, each in cues.items()} == {
        "a": [False],
        "b": [True, False],
    }
    assert cues["b"].section.tolist() == [False, True]
    assert read_cues(tmp_path / "votes.parquet", rulebook, {"z"}) == {}
    assert read_cues(tmp_path / "votes.parquet", rulebook, set()) == {}
    assert read_cues(tmp_path / "none.parquet", rulebook, {"a"}) == {}
