"""A small rule file of another label set than the shipped one."""

from __future__ import annotations

from pathlib import Path

import pytest

from zongjie_train.rules.rulebook import Rulebook, load_rulebook

MINUTES = """
labels:
  - {name: decision, chinese: 决定, description: 定了什么}
  - {name: question, chinese: 疑问, description: 问了什么}
  - {name: rest, chinese: 其余, description: 其余}
other: rest
words:
  decide: 决定|同意
rules:
  - {name: heading_decisions, label: decision, target: section, scope: under,
     pattern: '<decide>', weight: 5, group: outline}
  - {name: heading_questions, label: question, target: section, scope: under,
     pattern: 疑问, weight: 5, group: outline}
  - {name: decided, label: decision, pattern: '会议(<decide>)', unless: 尚未, weight: 4}
  - {name: asked, label: question, pattern: '[？]$', weight: 4}
  - {name: not_asked, label: question, pattern: 反问, polarity: against, weight: 4}
  - {name: default_question, label: question, function: always, within: [question],
     weight: 2, group: default}
  - {name: default_rest, label: rest, function: always, group: default}
  - {name: block, target: section, function: {name: block_of_votes}, group: block}
"""


@pytest.fixture
def rules_file(tmp_path: Path) -> Path:
    path = tmp_path / "minutes.yaml"
    path.write_text(MINUTES, encoding="utf-8")
    return path


@pytest.fixture
def rulebook(rules_file: Path) -> Rulebook:
    return load_rulebook(rules_file)
