"""How well spans and headings agree with what annotators marked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from zongjie.text import split_spans

SHARED = Path(__file__).parents[4] / "shared"


def agreement(reports: list[dict[str, Any]]) -> tuple[float, float]:
    """Share of gold units met exactly, and F1 of headings."""
    n_units = n_exact = n_gold = n_ours = n_both = 0
    for report in reports:
        spans = split_spans(report["text"])
        ours = {(span.start, span.end): span.heading for span in spans}
        gold = {(unit["start"], unit["end"]): bool(unit["heading"]) for unit in report["units"]}
        n_units += len(gold)
        n_exact += len(ours.keys() & gold.keys())
        n_ours += sum(ours.values())
        n_gold += sum(gold.values())
        n_both += sum(ours.get(place, False) for place, heading in gold.items() if heading)
    return n_exact / n_units, 2 * n_both / (n_gold + n_ours)


@pytest.mark.shared
@pytest.mark.parametrize(
    "file, report, exact, f1",
    [
        ("gold/collections.jsonl", "collection-16", 0.995, 0.93),
        ("gold/state_council_2012.jsonl", None, 0.995, 0.99),
        ("gold/other_real.jsonl", None, 0.995, 0.80),
        # Its author split at no ASCII semicolon and marked no run-in heading: spans alone count.
        ("corpus/original.jsonl", None, 0.993, 0.65),
    ],
)
def test_spans_and_headings_agree_with_gold(file: str, report: str | None, exact: float, f1: float):
    with (SHARED / file).open(encoding="utf-8") as lines:
        reports = [json.loads(line) for line in lines]
    reports = [r for r in reports if report in (None, r["id"])]
    found = agreement(reports)
    assert found[0] >= exact
    assert found[1] >= f1
