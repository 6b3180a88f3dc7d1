"""`python -m zongjie_train.corpora.agreement data/passes.jsonl data/later.jsonl`: two annotators.

Prints, for roles and for sections, how far two passes over the same units agree (Cohen's kappa,
macro-F1), and how many of the units that differ the adjudicated labels took from either.

A line of the passes: `id`; `roles` and `sections`, each the first and the second pass as one letter
a unit, of `LETTERS`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from sklearn.metrics import cohen_kappa_score, f1_score

from zongjie_train.plain_tables import align

LETTERS = {"M": "measure", "A": "achievement", "P": "problem", "N": "plan", "O": "other"}
HEADS = {"roles": "role", "sections": "section"}


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def compare_passes(
    passes: Iterable[dict[str, Any]], reports: Iterable[dict[str, Any]]
) -> list[list[str]]:
    """A row a head: name, units, kappa, macro-F1, units that differ, taken of first and second."""
    units = {report["id"]: report["units"] for report in reports}
    passes = list(passes)
    rows = []
    for head, key in HEADS.items():
        first, second = (
            [LETTERS[letter] for report in passes for letter in report[head][number]]
            for number in (0, 1)
        )
        final = [unit[key] for report in passes for unit in units[report["id"]]]
        apart = [(a, b, c) for a, b, c in zip(first, second, final, strict=True) if a != b]
        rows.append(
            [
                head,
                f"{len(first):,}",
                f"{cohen_kappa_score(first, second):.3f}",
                f"{f1_score(first, second, average='macro'):.3f}",
                str(len(apart)),
                str(sum(a == c for a, _, c in apart)),
                str(sum(b == c for _, b, c in apart)),
            ]
        )
    return rows


def main(arguments: Sequence[str]) -> None:
    passes, reports = (read_lines(Path(argument)) for argument in arguments)
    head = ["", "units", "kappa", "macro-F1", "differ", "first kept", "second kept"]
    print(align([head, *compare_passes(passes, reports)], n_left=1, rule=True))


if __name__ == "__main__":
    main(sys.argv[1:])
