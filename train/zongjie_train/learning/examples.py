"""From reports with labels to what the model trains on: token ids, layout, soft targets.

1. A report's sentences become token ids and layout features, by the code that inference runs.
2. Gold labels become one-hot targets, weak labels soft ones; a sentence with neither has weight 0.
3. A long report is cut into chunks; headings that a chunk stands under are laid before it.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zongjie.features import report_features
from zongjie.text import report_starts, simplify, split_spans
from zongjie.tokens import SentenceTokenizer
from zongjie_train.rules.weak_labels import WeakLabels


@dataclass(frozen=True, eq=False)
class Targets:
    """What one head is to say of N sentences."""

    distributions: NDArray[np.float32]
    """(N, L)."""
    weights: NDArray[np.float32]
    """(N,), 0 where nothing is known."""

    def take(self, rows: NDArray[np.int64]) -> Targets:
        return Targets(self.distributions[rows], self.weights[rows])


@dataclass(frozen=True, eq=False)
class Example:
    """A report, or a chunk of one, of N sentences."""

    report_id: str
    token_ids: list[list[int]]
    layout: NDArray[np.float32]
    """(N, F), measured in the whole report."""
    parents: NDArray[np.int64]
    """(N, 2), positions in this example; -1 where there is none."""
    role: Targets
    section: Targets
    vectors: NDArray[np.float32] | None = None
    """(N, H), where the encoder has run before."""

    def __len__(self) -> int:
        return len(self.token_ids)


def build_examples(
    rows: Iterable[dict[str, Any]],
    tokenizer: SentenceTokenizer,
    n_labels: int,
    weak: dict[str, WeakLabels] | None = None,
    use_gold: bool = True,
    weak_weight: float = 1.0,
    weak_share: float = 0.0,
) -> list[Example]:
    """Examples of whole reports, in order; a text that holds several gives one for each.

    Args:
        rows: reports with id, text and, where there are targets, weight, roles and sections.
        tokenizer: the model's.
        n_labels: L.
        weak: weak labels by report id; None uses none.
        use_gold: whether gold labels count.
        weak_weight: weight of a weakly labelled sentence.
        weak_share: what the weak label counts in the target of a sentence that has gold too.
    """
    examples = []
    for row in rows:
        text = simplify(row["text"])
        spans = split_spans(text)
        if not spans:
            continue
        features = report_features(text, spans)
        starts = report_starts(text, spans)
        labels = weak.get(row["id"]) if weak else None
        size, weight = len(spans), float(row.get("weight", 1.0))
        gold_role = row.get("roles") if use_gold else None
        gold_section = row.get("sections") if use_gold else None
        soft_role = (labels.role, labels.role_covered) if labels else None
        soft_section = (labels.section, labels.section_covered) if labels else None
        whole = Example(
            report_id=row["id"],
            token_ids=tokenizer.encode([text[s.start : s.end] for s in spans]),
            layout=features.layout,
            parents=features.parents,
            role=build_targets(
                size, n_labels, gold_role, weight, soft_role, weak_weight, weak_share
            ),
            section=build_targets(
                size, n_labels, gold_section, weight, soft_section, weak_weight, weak_share
            ),
        )
        bounds = [*sorted({0, *starts}), size]
        examples += [take(whole, a, b) for a, b in itertools.pairwise(bounds)]
    return examples


def build_targets(
    size: int,
    n_labels: int,
    gold: Sequence[int] | None,
    gold_weight: float,
    weak: tuple[NDArray[np.float32], NDArray[np.bool_]] | None,
    weak_weight: float,
    weak_share: float = 0.0,
) -> Targets:
    """Gold where there is gold, else the weak label where there is one, else nothing.

    >>> build_targets(2, 2, [1, -1], 1.0, None, 0.2).weights.tolist()
    [1.0, 0.0]
    """
    distributions = np.full((size, n_labels), 1 / n_labels, np.float32)
    weights = np.zeros(size, np.float32)
    if weak is not None:
        soft, covered = weak
        distributions[covered] = soft[covered]
        weights[covered] = weak_weight
    if gold is not None:
        labels = np.asarray(gold)
        known = labels >= 0
        sure = np.eye(n_labels, dtype=np.float32)[labels]
        shares = np.where(known & (weights > 0), weak_share, 0.0).astype(np.float32)[:, None]
        mixed = shares * distributions + (1 - shares) * sure
        distributions[known] = mixed[known]
        weights[known] = gold_weight
    return Targets(distributions, weights)


def cut_chunks(example: Example, chunk_sentences: int) -> list[Example]:
    """Chunks of at most `chunk_sentences` sentences, each led by the headings it stands under."""
    cuts = [*range(0, len(example), chunk_sentences), len(example)]
    return [take(example, a, b) for a, b in itertools.pairwise(cuts) if a < b]


def take(example: Example, start: int, end: int) -> Example:
    """Sentences [start, end), led by the headings above them, which bear no weight there."""
    if start == 0 and end == len(example):
        return example
    parents = example.parents[start:end]
    outside = np.unique(parents[(parents >= 0) & (parents < start)])
    rows = np.concatenate([outside, np.arange(start, end)])
    position = np.full(len(example) + 1, -1)
    position[rows] = np.arange(len(rows))
    role, section = example.role.take(rows), example.section.take(rows)
    role.weights[: len(outside)] = 0
    section.weights[: len(outside)] = 0
    return dataclasses.replace(
        example,
        token_ids=[example.token_ids[i] for i in rows],
        layout=example.layout[rows],
        parents=position[example.parents[rows]],
        role=role,
        section=section,
        vectors=None if example.vectors is None else example.vectors[rows],
    )
