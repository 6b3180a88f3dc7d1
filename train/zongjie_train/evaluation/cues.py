"""On which sentences a rule fired: one that reads a cue, not one that speaks where none does.

Rules of the groups in `DEFAULTS` ("under a plan heading, a plan"; "in a block of measures, a
measure") vote on nearly every sentence, so coverage by any vote tells nothing. What the model
knows beyond the rules shows on the sentences where no other rule voted.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from zongjie_train.rules.rulebook import Rulebook

DEFAULTS = ("default", "line", "block")


@dataclass(frozen=True, eq=False)
class Cues:
    """Whether a rule fired on each sentence of a report, (N,) bool, for either head."""

    role: np.ndarray
    section: np.ndarray


def read_cues(path: Path, rulebook: Rulebook, reports: Collection[str]) -> dict[str, Cues]:
    """Cues by report id.

    Args:
        path: runs/<name>/labels/votes.parquet; without it there are none.
        rulebook: tells which rules are defaults.
        reports: ids of the reports wanted; of none there are none.
    """
    if not path.exists() or not reports:
        return {}
    table = pq.read_table(path, filters=[("report", "in", list(reports))])
    defaults = {rule.name for rule in rulebook.rules if rule.group in DEFAULTS}
    fired = {}
    for target in ("role", "section"):
        fired[target] = np.zeros(len(table), bool)
        for name in table.column_names:
            head, _, rule = name.partition(".")
            if head == target and rule and rule not in defaults:
                fired[target] |= table.column(name).to_numpy() >= 0
    ids = np.array(table.column("report").to_pylist(), object)
    order = np.lexsort((table.column("sentence").to_numpy(), ids))
    firsts = np.flatnonzero(np.r_[True, ids[order][1:] != ids[order][:-1]]) if len(ids) else []
    return {
        str(ids[rows[0]]): Cues(fired["role"][rows], fired["section"][rows])
        for rows in np.split(order, firsts[1:])
        if len(rows)
    }
