"""Which report goes to which split: fixed by a file, or by a hash of the id.

`python -m zongjie_train.corpora.splits REPORTS SPLITS` made the split of data/:

1. Sort reports by the letters that their id begins with (the mix of genres), then by length.
2. In each seven that follow one another, one goes to dev, one to test, five to train, drawn by a
   fixed seed: each split has its share of every letter and of short and long reports.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from zongjie_train.corpora.report_files import SPLITS, CorpusError
from zongjie_train.strict import describe, nearest

BLOCK = ("train", "train", "train", "train", "train", "dev", "test")
SEED = 20240601
HASH_SHARES = (("dev", 0.15), ("test", 0.30))


def read_splits(path: Path) -> dict[str, str]:
    """The split of each id of a splits file.

    Raises:
        CorpusError: not such a file, or an id in two splits.
    """
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CorpusError(f"{path}: can't be read as JSON: {error}") from error
    if not isinstance(values, dict):
        raise CorpusError(f'{path}: holds {describe(values)[:80]}; write {{"train": [ids], …}}')
    split_of: dict[str, str] = {}
    for split, ids in values.items():
        if split not in SPLITS:
            raise CorpusError(f"{path}: unknown split {split!r}; {nearest(split, SPLITS)}")
        if not isinstance(ids, list) or not all(isinstance(i, str) for i in ids):
            raise CorpusError(f"{path}: {split} is {describe(ids)[:80]}; give a list of strings")
        for i in ids:
            if i in split_of:
                raise CorpusError(f"{path}: {i!r} stands in {split_of[i]} and {split}; keep one")
            split_of[i] = split
    return split_of


def hash_share(report_id: str) -> float:
    """A number in [0, 1) that only the id decides."""
    return int.from_bytes(hashlib.sha256(report_id.encode()).digest()[:6], "big") / 2**48


def split_by_hash(ids: Iterable[str]) -> dict[str, str]:
    """About 70 % train, 15 % dev, 15 % test; an id stays where it is as others come.

    Guarantees:
        From three reports on, no split is empty: train, dev and test in turn, where a split has
        none, take the report of the lowest hash from the split that has most. Fewer all go to
        train.

    Example:
        >>> split_by_hash(["a"])
        {'a': 'train'}
        >>> sorted(split_by_hash(["a", "b", "c"]).values())
        ['dev', 'test', 'train']
    """
    ordered = sorted(set(ids), key=hash_share)
    if len(ordered) < len(SPLITS):
        return dict.fromkeys(ordered, "train")
    split_of = {}
    for i in ordered:
        split_of[i] = next((s for s, limit in HASH_SHARES if hash_share(i) < limit), "train")
    for wanted in SPLITS:
        counts = {s: [i for i in split_of if split_of[i] == s] for s in SPLITS}
        richest = max(counts.values(), key=len)
        if not counts[wanted] and len(richest) > 1:
            split_of[richest[0]] = wanted
    return split_of


def draw_splits(reports: Sequence[tuple[str, int]]) -> dict[str, list[str]]:
    """The split described above.

    Args:
        reports: (id, length in characters).
    """
    generator = random.Random(SEED)

    def stratum(report: tuple[str, int]) -> tuple[str, int, str]:
        letters = re.match(r"\D*", report[0])
        return (letters.group() if letters else "", report[1], report[0])

    ordered = sorted(reports, key=stratum)
    splits: dict[str, list[str]] = {split: [] for split in SPLITS}
    for first in range(0, len(ordered), len(BLOCK)):
        block = ordered[first : first + len(BLOCK)]
        for (report_id, _), split in zip(block, generator.sample(BLOCK, len(BLOCK)), strict=False):
            splits[split].append(report_id)
    return {split: sorted(ids) for split, ids in splits.items()}


def main(arguments: Sequence[str]) -> None:
    source, target = map(Path, arguments)
    rows = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines()]
    splits = draw_splits([(row["id"], len(row["text"])) for row in rows])
    lines = [f'  "{split}": {json.dumps(ids, ensure_ascii=False)}' for split, ids in splits.items()]
    target.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
