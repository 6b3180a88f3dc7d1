"""Groups of rules as annotators: rules that read the same kind of evidence answer as one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from zongjie_train.rules.rule import Rule
from zongjie_train.rules.votes import tally


def groups_of(rules: Sequence[Rule]) -> list[str]:
    """Names of the groups of rules, in order of first mention: the annotators."""
    return list(dict.fromkeys(rule.group for rule in rules))


def group_answers(rules: Sequence[Rule], votes: np.ndarray, n_labels: int) -> np.ndarray:
    """Votes (N, R) -> answers (N, G): what a group's votes weigh heaviest for, or L if silent."""
    columns = []
    for group in groups_of(rules):
        members = [i for i, rule in enumerate(rules) if rule.group == group]
        scores = tally([rules[i] for i in members], votes[:, members], n_labels)
        columns.append(np.where(scores.sum(axis=1) > 0, scores.argmax(axis=1), n_labels))
    return np.stack(columns, axis=1) if columns else np.zeros((len(votes), 0), np.int64)


def answer_shares(answers: np.ndarray, soft: np.ndarray, n_labels: int) -> np.ndarray:
    """(G, L + 1, L): the share of each answer of each annotator under each label, smoothed."""
    counts = np.full((answers.shape[1], n_labels + 1, n_labels), 0.5)
    for g, answer in enumerate(answers.T):
        for k in range(n_labels + 1):
            counts[g, k] += soft[answer == k].sum(axis=0)
    return counts / counts.sum(axis=1, keepdims=True)
