"""The bundle inside the package, against what it said when it was shipped.

After a new bundle: `python tests/inference/test_shipped.py` renews the golden outputs.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from zongjie.bundle import MANIFEST, SHIPPED_FOLDER

GOLDEN = Path(__file__).with_name("golden.json")
SAMPLE = Path(__file__).parents[2] / "data" / "sample.txt"
SCORE_TOLERANCE = 0.02  # float sums differ between processors

needs_bundle = pytest.mark.skipif(
    not (SHIPPED_FOLDER / MANIFEST).is_file(),
    reason="no bundle inside the package: copy one that `make export` wrote to zongjie/model",
)


def label_sample() -> dict:
    from zongjie import classify

    report = classify(SAMPLE.read_text(encoding="utf-8"))
    return {
        "sentences": [[s.text, str(s.label), round(s.score, 3)] for s in report.sentences],
        "sections": [[s.heading, str(s.label), round(s.score, 3)] for s in report.sections],
    }


@needs_bundle
def test_the_shipped_bundle_says_what_it_said():
    golden, found = json.loads(GOLDEN.read_text(encoding="utf-8")), label_sample()
    for part in ("sentences", "sections"):
        assert [row[:2] for row in found[part]] == [row[:2] for row in golden[part]]
        scores = [row[2] for row in golden[part]]
        assert [row[2] for row in found[part]] == pytest.approx(scores, abs=SCORE_TOLERANCE)


@needs_bundle
def test_the_shipped_bundle_is_of_30_megabytes_at_most_and_has_a_card():
    sizes = [file.stat().st_size for file in SHIPPED_FOLDER.iterdir()]
    assert sum(sizes) <= 30e6
    assert (SHIPPED_FOLDER / "README.md").read_text(encoding="utf-8").startswith("---\n")


if __name__ == "__main__":
    rows = json.dumps(label_sample(), ensure_ascii=False, indent=1)
    GOLDEN.write_text(rows + "\n", encoding="utf-8")
