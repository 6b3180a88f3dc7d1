"""Baselines that label by the rules alone, or each sentence by itself.

- Votes (majority vote, label model): where no rule fired, a sentence bears the role that covered
  train sentences bear most, and the section of the sentence before it.
- Logistic regressions on features of a sentence (TF-IDF of character n-grams, or the vector of
  an encoder), one for roles and one for sections, fitted on the most probable weak labels of
  covered train sentences, weighted by their probability. Their sections are decoded as the
  model's are, so that they differ from it in what they know of the report, not in decoding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from zongjie.decode import USUAL_COST, decode_sections, find_gates
from zongjie.text import report_starts
from zongjie_train.evaluation.prediction_types import EvaluationError, GoldReport, Prediction
from zongjie_train.rules.weak_labels import WeakLabels

MAX_NGRAM = 3
MAX_FEATURES = 60_000

Features = Callable[[list[str]], Any]


@dataclass(frozen=True, eq=False)
class TrainSentences:
    """Weakly labelled sentences: texts (N), soft labels (N, L), coverage (N,) for both heads."""

    texts: list[str]
    role: np.ndarray
    section: np.ndarray
    role_covered: np.ndarray
    section_covered: np.ndarray


def gather_sentences(
    reports: Iterable[tuple[list[str], WeakLabels]], limit: int, seed: int = 0
) -> TrainSentences:
    """The sentences on which some rule voted, at most `limit` of them, drawn at random.

    Args:
        reports: sentences and weak labels of each report.
        limit: most sentences kept.
        seed: of the draw.

    Raises:
        EvaluationError: no rule voted on any sentence.
    """
    texts: list[str] = []
    parts: list[tuple[np.ndarray, ...]] = []
    for sentences, weak in reports:
        some = weak.role_covered | weak.section_covered
        texts.extend(sentences[i] for i in np.flatnonzero(some))
        columns = weak.role, weak.section, weak.role_covered, weak.section_covered
        parts.append(tuple(column[some] for column in columns))
    if not texts:
        raise EvaluationError("no rule voted on any train sentence; widen the rules")
    role, section, role_covered, section_covered = map(np.concatenate, zip(*parts, strict=True))
    kept = np.arange(len(texts))
    if len(texts) > limit:
        kept = np.sort(np.random.default_rng(seed).choice(len(texts), limit, replace=False))
    return TrainSentences(
        [texts[i] for i in kept],
        role[kept],
        section[kept],
        role_covered[kept],
        section_covered[kept],
    )


@dataclass(frozen=True, eq=False)
class SentenceClassifier:
    """Labels each sentence by itself."""

    features: Features
    role: LogisticRegression | int
    section: LogisticRegression | int
    n_labels: int

    def predict(self, report: GoldReport) -> Prediction:
        """Label a report; its sections are decoded over the lines and headings it has."""
        features = self.features(report.sentences) if report.spans else None
        roles = _probabilities(self.role, features, len(report.spans), self.n_labels)
        sections = _probabilities(self.section, features, len(report.spans), self.n_labels)
        starts = report_starts(report.text, report.spans)
        labels = decode_sections(sections, find_gates(report.spans), starts, USUAL_COST)
        return Prediction(report.report_id, roles, sections, labels)


def fit_tfidf(train: TrainSentences) -> SentenceClassifier:
    """TF-IDF of character n-grams with logistic regression; 5,000 sentences take seconds."""
    vectoriser = TfidfVectorizer(
        analyzer="char",
        ngram_range=(1, MAX_NGRAM),
        min_df=2 if len(train.texts) > 200 else 1,
        max_features=MAX_FEATURES,
        sublinear_tf=True,
    )
    vectoriser.fit(train.texts)
    # saga takes a second where lbfgs takes half a minute, at the same F1 on dev
    solve = partial(LogisticRegression, C=10.0, solver="saga", tol=1e-3, max_iter=50)
    return _fit_heads(vectoriser.transform, train, partial(solve, random_state=0))


def fit_on_vectors(
    encode: Callable[[list[str]], np.ndarray], train: TrainSentences
) -> SentenceClassifier:
    """Logistic regression on sentence vectors.

    Args:
        encode: from N sentences to vectors (N, H).
        train: what to fit on.
    """
    scaler = StandardScaler().fit(encode(train.texts))

    def features(texts: list[str]) -> np.ndarray:
        return np.asarray(scaler.transform(encode(texts)))

    return _fit_heads(features, train, partial(LogisticRegression, C=0.01, max_iter=200))


def vote(
    report: GoldReport,
    votes: tuple[np.ndarray, np.ndarray],
    covered: tuple[np.ndarray, np.ndarray],
    prior: np.ndarray,
) -> Prediction:
    """What votes alone say of a report; arguments go by roles and sections.

    Args:
        report: of N sentences.
        votes: the votes' distributions, (N, L) each.
        covered: whether there was a vote, (N,) bool each.
        prior: distributions where there was none, (2, L).
    """
    roles = np.where(covered[0][:, None], votes[0], prior[0])
    last = np.maximum.accumulate(np.where(covered[1], np.arange(len(report.spans)), -1))
    sections = np.where(last[:, None] >= 0, votes[1][last], prior[1])
    return Prediction(report.report_id, roles, sections, sections.argmax(1))


def vote_prior(roles: Sequence[np.ndarray], sections: Sequence[np.ndarray]) -> np.ndarray:
    """Mean distribution of the covered sentences of reports, (2, L).

    Args:
        roles: (N, L) of covered sentences, for each report.
        sections: the same of sections.

    Raises:
        EvaluationError: no rule voted on a role, or none on a section.
    """
    means = []
    for name, each in (("roles", roles), ("sections", sections)):
        if not sum(map(len, each)):
            raise EvaluationError(f"no rule votes on {name} of train reports; write some that do")
        means.append(np.concatenate(each).mean(0))
    return np.stack(means)


def _fit_heads(
    features: Features, train: TrainSentences, new_head: Callable[[], LogisticRegression]
) -> SentenceClassifier:
    everything = features(train.texts)
    heads = []
    for soft, covered in (
        (train.role, train.role_covered),
        (train.section, train.section_covered),
    ):
        labels = soft[covered].argmax(1)
        if len(np.unique(labels)) < 2:  # nothing to tell apart: always that label
            heads.append(int(labels[0]) if len(labels) else 0)
            continue
        head = new_head()
        head.fit(everything[covered], labels, sample_weight=soft[covered].max(1))
        heads.append(head)
    return SentenceClassifier(features, heads[0], heads[1], train.role.shape[1])


def _probabilities(
    head: LogisticRegression | int, features: Any, n_sentences: int, n_labels: int
) -> np.ndarray:
    """Distributions (N, L), zero for labels that the head was never shown."""
    found = np.zeros((n_sentences, n_labels))
    if isinstance(head, int):
        found[:, head] = 1.0
    elif n_sentences:
        found[:, head.classes_] = head.predict_proba(features)
    return found
