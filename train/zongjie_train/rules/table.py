"""Tables of what the rules do: each rule by itself, and the vote label by label."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from zongjie.labels import LabelSet
from zongjie_train.plain_tables import align
from zongjie_train.rules.rule import Rule
from zongjie_train.rules.votes import ABSTAIN

UNKNOWN = -1


def name_labels(labels: LabelSet, descriptions: Sequence[str]) -> str:
    """The head of the tables: each label with its Chinese name and what it covers.

    Args:
        descriptions: (L,) as the rulebook has them.
    """
    rows = list(zip(labels.names, labels.chinese, descriptions, strict=True))
    return f"== labels\n{align(rows, n_left=3)}\n"


def rule_table(rules: Sequence[Rule], votes: np.ndarray, gold: np.ndarray, labels: LabelSet) -> str:
    """One line a rule.

    Args:
        rules: R rules.
        votes: (N, R) int8.
        gold: (N,) label indices, -1 unknown.
        labels: their names.

    Returns:
        A table: coverage (share of sentences that it votes on), overlap (that another rule votes
        on too), conflict (that another rule votes otherwise), and with gold anywhere the accuracy
        and on how many gold sentences. A vote against a label is right where gold is another.
    """
    n = max(len(votes), 1)
    rows_of = np.arange(len(votes))
    for_label = np.stack([(votes == k).sum(axis=1) for k in range(len(labels))], axis=1)
    against = np.stack([(votes == -2 - k).sum(axis=1) for k in range(len(labels))], axis=1)
    voted = (votes != ABSTAIN).sum(axis=1)
    any_gold = bool((gold != UNKNOWN).any())
    rows = [["rule", "votes", "weight", "coverage", "overlap", "conflict"]]
    rows[0] += ["accuracy", "on gold"] if any_gold else []
    for rule, column in zip(rules, votes.T, strict=True):
        speaks = column != ABSTAIN
        value = np.where(column >= 0, column, -2 - column)
        named = np.where(speaks, value, 0)
        own = for_label[rows_of, named]
        others = for_label.sum(axis=1) - own + against[rows_of, named]
        others = np.where(column >= 0, others, own)
        row = [
            rule.name,
            ("" if rule.polarity == "for" else "not ")
            + (labels.names[rule.label] if rule.label is not None else "any"),
            f"{rule.weight:g}",
            _share(speaks.sum() / n),
            _share((speaks & (voted > 1)).sum() / n),
            _share((speaks & (others > 0)).sum() / n),
        ]
        if any_gold:
            known = speaks & (gold != UNKNOWN)
            right = np.where(column >= 0, value == gold, value != gold)[known]
            row += [_share(right.mean()) if known.any() else "–", str(known.sum())]
        rows.append(row)
    return align(rows)


def label_table(soft: np.ndarray, covered: np.ndarray, gold: np.ndarray, labels: LabelSet) -> str:
    """One line a label: what the vote makes of it.

    Args:
        soft: (N, L) soft labels.
        covered: (N,) whether a rule spoke.
        gold: (N,) label indices, -1 unknown.
        labels: their names.

    Returns:
        A table: share of sentences labelled so, mean probability of those; and with gold anywhere
        coverage and accuracy of the sentences whose gold it is, precision and F1.
    """
    answer = np.where(covered, soft.argmax(axis=1), UNKNOWN)
    known = gold != UNKNOWN
    rows = [["label", "", "labelled", "certainty"]]
    rows[0] += ["covered", "accuracy", "precision", "F1", "gold"] if known.any() else []
    f1s = []
    for k, (name, chinese) in enumerate(zip(labels.names, labels.chinese, strict=True)):
        mine = answer == k
        certainty = soft[mine, k].mean() if mine.any() else None
        row = [name, chinese, _share(mine.mean()) if len(mine) else "–", _share(certainty)]
        if known.any():
            truth = gold == k
            right = (mine & truth).sum()
            total = (mine & known).sum() + truth.sum()
            f1 = 2 * right / total if total else None
            f1s += [f1] if truth.any() else []
            row += [
                _share(covered[truth].mean() if truth.any() else None),
                _share(right / truth.sum() if truth.any() else None),
                _share(right / (mine & known).sum() if (mine & known).any() else None),
                _share(f1),
                str(truth.sum()),
            ]
        rows.append(row)
    mean = soft[covered].max(axis=1).mean() if covered.any() else None
    rows.append(["all", "", _share(covered.mean() if len(covered) else None), _share(mean)])
    if known.any():
        right = (answer == gold)[known].mean()
        f1 = float(np.mean(f1s))
        rows[-1] += [
            _share(covered[known].mean()),
            _share(float(right)),
            "",
            _share(f1),
            str(known.sum()),
        ]
    return align(rows)


def _share(value: float | None) -> str:
    return "–" if value is None or np.isnan(value) else f"{value:.3f}"
