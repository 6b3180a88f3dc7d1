"""From votes to soft labels: three models with one interface.

- `Majority`: the weights of the votes for each label, and a little for every label beside, so
  that one light vote is no certainty; normalised. Trains on nothing.
- `DawidSkene`: rules of one group are one annotator, whose answer is the label that the group's
  votes weigh heaviest for; how often it takes which label for which is estimated by EM from the
  annotators' agreement alone (crowd-kit; Dawid & Skene 1979, doi 10.2307/2346806), begun from
  their agreement with the majority. Uses no gold.
- `Weighted`: the same formula, the confusions counted on gold of the train split. *Uses gold*:
  rows that say "weak only" can't be made with it.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

from zongjie_train.rules.annotators import answer_shares, group_answers
from zongjie_train.rules.rule import Rule
from zongjie_train.rules.votes import tally

UNKNOWN = -1


class LabelModel(Protocol):
    """What turns the votes of one head into soft labels."""

    name: str
    uses_gold: bool

    def fit(self, votes: np.ndarray, gold: np.ndarray) -> LabelModel:
        """Learns from votes (N, R) int8 and, if `uses_gold`, gold (N,) with -1 where unknown."""
        ...

    def predict(self, votes: np.ndarray) -> np.ndarray:
        """Votes (N, R) int8 -> soft labels (N, L) float32; uniform where no rule spoke."""
        ...


@dataclass
class Majority:
    """Weighted majority vote.

    Attributes:
        doubt: weight that every label has from the start. 0.1, against 1 for a default rule: log
            loss on train gold was 0.43 with it and 0.64 without.
    """

    rules: Sequence[Rule]
    n_labels: int
    doubt: float = 0.1
    name: str = "majority"
    uses_gold: bool = False

    def fit(self, votes: np.ndarray, gold: np.ndarray) -> Majority:
        """Nothing to learn."""
        return self

    def predict(self, votes: np.ndarray) -> np.ndarray:
        """Votes (N, R) int8 -> soft labels (N, L) float32; uniform where no rule spoke."""
        return normalised(tally(self.rules, votes, self.n_labels) + self.doubt)


@dataclass
class _Confusions:
    """Naive Bayes over annotators: what `DawidSkene` and `Weighted` share.

    An annotator that stays silent says something too (that no cue of its kind was there), so
    silence is an answer among the others, numbered L.

    Attributes:
        prior: (L,) of the labels.
        errors: (G, L + 1, L), errors[g, answer, label] = P(answer of annotator g | label).
    """

    rules: Sequence[Rule]
    n_labels: int
    prior: np.ndarray = field(init=False)
    errors: np.ndarray = field(init=False)

    def predict(self, votes: np.ndarray) -> np.ndarray:
        """Votes (N, R) int8 -> soft labels (N, L) float32; uniform where no rule spoke."""
        answers = group_answers(self.rules, votes, self.n_labels)
        score = np.tile(np.log(self.prior), (len(votes), 1))
        for g, answer in enumerate(answers.T):
            score += np.log(self.errors[g, answer])
        soft = np.exp(score - score.max(axis=1, keepdims=True))
        soft[(answers == self.n_labels).all(axis=1)] = 0
        return normalised(soft)


@dataclass
class DawidSkene(_Confusions):
    """Dawid-Skene by crowd-kit, over groups of rules."""

    n_sample: int = 20_000
    n_iter: int = 20
    seed: int = 0
    name: str = "dawid_skene"
    uses_gold: bool = False

    def fit(self, votes: np.ndarray, gold: np.ndarray) -> DawidSkene:
        """Learns from a sample of `n_sample` sentences; looks at no gold."""
        import pandas as pd
        from crowdkit.aggregation import DawidSkene as CrowdKit

        if len(votes) > self.n_sample:
            sample = np.random.default_rng(self.seed).permutation(len(votes))[: self.n_sample]
            votes = votes[sample]
        answers = group_answers(self.rules, votes, self.n_labels)
        soft = normalised(tally(self.rules, votes, self.n_labels))
        tasks, workers = np.indices(answers.shape)
        data = pd.DataFrame(
            {"task": tasks.ravel(), "worker": workers.ravel(), "label": answers.ravel()}
        )
        model = CrowdKit(n_iter=self.n_iter, initial_error_strategy="assign")
        with warnings.catch_warnings():  # crowd-kit calls pandas in ways that pandas 3 deprecates
            warnings.simplefilter("ignore")
            model.fit(data, initial_error=self._start(answers, soft))
        assert model.probas_ is not None
        learned = np.zeros((len(votes), self.n_labels + 1))
        learned[:, model.probas_.columns] = model.probas_.sort_index().to_numpy()
        self.errors = answer_shares(answers, learned[:, : self.n_labels], self.n_labels)
        self.prior = learned[:, : self.n_labels].mean(axis=0) + 1e-6
        return self

    def _start(self, answers: np.ndarray, soft: np.ndarray) -> pd.DataFrame:
        """Confusions with the majority to begin EM from, in crowd-kit's form.

        crowd-kit takes every answer for a possible label, silence too; as a label silence is made
        so unlikely (only an annotator's rarest answer fits it) that EM drops it at once.
        """
        import pandas as pd

        shares = answer_shares(answers, soft, self.n_labels)
        labels = np.unique(answers)
        rows = {}
        for g, answer in enumerate(answers.T):
            given, counts = np.unique(answer, return_counts=True)
            table = np.full((self.n_labels + 1, self.n_labels + 1), 1e-9)
            table[:, : self.n_labels] = shares[g]
            table[given[counts.argmin()], self.n_labels] = 1
            table = table[given][:, labels] / table[given][:, labels].sum(axis=0)
            rows |= {(g, a): row for a, row in zip(given, table, strict=True)}
        index = pd.MultiIndex.from_tuples(rows, names=["worker", "label"])
        return pd.DataFrame(list(rows.values()), index=index, columns=labels)


@dataclass
class Weighted(_Confusions):
    """Naive Bayes with confusions counted on gold."""

    name: str = "weighted"
    uses_gold: bool = True

    def fit(self, votes: np.ndarray, gold: np.ndarray) -> Weighted:
        """Counts on the sentences that have gold."""
        known = gold != UNKNOWN
        truth = np.eye(self.n_labels)[gold[known]]
        answers = group_answers(self.rules, votes[known], self.n_labels)
        self.errors = answer_shares(answers, truth, self.n_labels)
        self.prior = (truth.sum(axis=0) + 1) / (len(truth) + self.n_labels)
        return self


MODELS: dict[str, type[Majority] | type[DawidSkene] | type[Weighted]] = {
    "majority": Majority,
    "dawid_skene": DawidSkene,
    "weighted": Weighted,
}


def normalised(scores: np.ndarray) -> np.ndarray:
    """Scores (N, L) -> (N, L) float32 whose rows sum to 1; rows of zeros become uniform."""
    sums = scores.sum(axis=1, keepdims=True)
    uniform = np.full_like(scores, 1 / scores.shape[1])
    return np.divide(scores, sums, out=uniform, where=sums > 0).astype(np.float32)
