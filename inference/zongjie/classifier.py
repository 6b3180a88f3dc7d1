"""Text in, labelled report out.

1. Cut a text into spans; compute layout and windows.
2. Collect windows of one text or of several until they hold `READ_AHEAD` sentences; encode these
   in batches of like length, wherever they come from.
3. Run the report network over each window; when all windows of a text are done, decode its
   sections and hand the report out.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np

from zongjie.backends import choose_backend
from zongjie.bundle import MANIFEST, Bundle, BundleError, open_bundle
from zongjie.decode import decode_sections, find_gates
from zongjie.encoder import SentenceEncoder
from zongjie.features import FEATURES, report_features
from zongjie.hardware import count_cores
from zongjie.labels import LabelSet
from zongjie.network import ReportNetwork
from zongjie.report import Report, build_report
from zongjie.text import report_starts, simplify, split_spans
from zongjie.vectors import VectorCache
from zongjie.windows import Window, cut_windows
from zongjie.workers import Workers

READ_AHEAD = 4096  # sentences


class Scores(NamedTuple):
    """What the model says of the N sentences of a text.

    Attributes:
        roles: calibrated probabilities of roles, (N, L).
        sections: calibrated probabilities of section roles, before decoding, (N, L).
        section_labels: decoded section roles, (N,) int64.
    """

    roles: np.ndarray
    sections: np.ndarray
    section_labels: np.ndarray


class Classifier:
    """Labels reports with one bundle. May be used by several threads at once.

    Args:
        folder: a bundle that `make export` wrote; the one inside the package if None.
        threads: how many threads work; one a core if None.
        backend: what calculates, one of `backends.BACKENDS`; what suits the machine if None.

    Raises:
        BundleError: the bundle can't be used; the message names the file and the cure.
        BackendError: the backend isn't to be had here.

    Guarantees:
        The same text gets the same labels, and scores equal to 1e-5, alone and in any company.
    """

    def __init__(
        self,
        folder: str | Path | None = None,
        *,
        threads: int | None = None,
        backend: str | None = None,
    ) -> None:
        self.bundle: Bundle = open_bundle(folder)
        check_features(self.bundle)
        self.backend = choose_backend(backend)
        self._workers = Workers(threads or count_cores())
        self._encoder = SentenceEncoder(self.bundle, self.backend, self._workers)
        self._network = ReportNetwork(self.bundle)

    @property
    def labels(self) -> LabelSet:
        """The labels that it gives, in the order of `Sentence.scores`."""
        return self.bundle.manifest.labels

    def classify(self, text: str) -> Report:
        """Label a text: one report, or several in a row.

        Raises:
            TypeError: `text` isn't a str.
        """
        return next(self.classify_many([text]))

    def classify_many(self, texts: Iterable[str]) -> Iterator[Report]:
        """Label texts, in order.

        Reads ahead of what it hands out by some thousands of sentences, and holds no more.

        Raises:
            TypeError: `texts` is a str itself, or one of them isn't a str.
        """
        if isinstance(texts, (str, bytes)):
            raise TypeError("classify_many takes several texts, not one; use classify(text)")
        return (self._build(job) for job in self._score_many(texts))

    def scores(self, text: str) -> Scores:
        """The probabilities of both heads, for evaluation."""
        job = next(self._score_many([text]))
        return Scores(job.roles, job.sections, self._decode(job))

    def _score_many(self, texts: Iterable[str]) -> Iterator[Job]:
        cache = VectorCache(self._encoder.encode)
        jobs: deque[Job] = deque()
        batch: list[tuple[Job, Window]] = []
        n_ahead = 0
        for text in texts:
            job = Job(text, len(self.labels))
            jobs.append(job)
            for window in chain(job.windows(), (None,)):  # None: a text counts, be it empty
                if window is not None:
                    batch.append((job, window))
                n_ahead += 1 if window is None else len(window.rows)
                if n_ahead >= READ_AHEAD:
                    self._score(batch, cache)
                    batch, n_ahead = [], 0
                    while jobs and jobs[0].done:
                        yield jobs.popleft()
        self._score(batch, cache)
        yield from jobs

    def _score(self, batch: list[tuple[Job, Window]], cache: VectorCache) -> None:
        sentences = [job.sentence(row) for job, window in batch for row in window.rows.tolist()]
        if not sentences:
            return
        vectors = cache.encode(sentences)
        ends = np.cumsum([len(window.rows) for _, window in batch])[:-1]
        inputs = [
            (part, window.parents, job.layout[window.rows])
            for part, (job, window) in zip(np.split(vectors, ends), batch, strict=True)
        ]
        found = self._workers.map(lambda feed: self._network.score(*feed), inputs)
        for (job, window), scores in zip(batch, found, strict=True):
            job.keep(window, *scores)

    def _decode(self, job: Job) -> np.ndarray:
        cost = self.bundle.manifest.switch_cost
        return decode_sections(job.sections, find_gates(job.spans), job.starts, cost)

    def _build(self, job: Job) -> Report:
        return build_report(
            job.text,
            job.spans,
            self.labels,
            job.roles,
            job.sections,
            self._decode(job),
            job.starts,
            self.bundle.manifest.role_threshold,
        )


class Job:
    """A text on its way through the model."""

    def __init__(self, text: str, n_labels: int) -> None:
        if not isinstance(text, str):
            cure = "decode bytes first" if isinstance(text, bytes) else "give a str"
            raise TypeError(f"a text must be a str, not {type(text).__name__}; {cure}")
        self.text = text
        self._read = read = simplify(text)
        self.spans = split_spans(read)
        self.starts = report_starts(read, self.spans)
        features = report_features(read, self.spans, self.starts)
        self.layout, self._parents = features.layout, features.parents
        self.roles = np.empty((len(self.spans), n_labels))
        self.sections = np.empty((len(self.spans), n_labels))
        self._n_scored = 0

    @property
    def done(self) -> bool:
        return self._n_scored == len(self.spans)

    def windows(self) -> Iterator[Window]:
        return cut_windows(self._parents, self.starts)

    def sentence(self, row: int) -> str:
        return self._read[self.spans[row].start : self.spans[row].end]

    def keep(self, window: Window, roles: np.ndarray, sections: np.ndarray) -> None:
        rows = window.rows[window.core]
        self.roles[rows] = roles[window.core]
        self.sections[rows] = sections[window.core]
        self._n_scored += len(rows)


def check_features(bundle: Bundle) -> None:
    """Refuse a bundle whose network was told other things of layout than are computed here."""
    here = tuple(name for name, _ in FEATURES)
    if bundle.manifest.features != here:
        changed = sorted(set(here) ^ set(bundle.manifest.features)) or ["their order"]
        raise BundleError(
            f"{bundle.path(MANIFEST)}: was made for other layout features ({', '.join(changed)}); "
            "install the zongjie that made it, or train again with this one"
        )


@lru_cache(maxsize=1)
def shipped_classifier() -> Classifier:
    """The classifier of the bundle inside the package, opened once."""
    return Classifier()


def classify(text: str) -> Report:
    """Label a text with the bundle inside the package.

    Args:
        text: a work report, or several in a row; line breaks as they come.

    Returns:
        Its sentences with their roles, and the sections that tile them.

    Raises:
        TypeError: `text` isn't a str.
        BundleError: the package holds no bundle.
    """
    return shipped_classifier().classify(text)
