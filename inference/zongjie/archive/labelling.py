"""Stage 3, originals to labels: every text that has none of this model's yet.

A report is labelled by itself, in one thread. In batches with others its scores would differ in
the seventh digit from company to company; so they are the same to the bit, whoever labels it when.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from zongjie import __version__
from zongjie.archive.engine import Died, Engine, Task
from zongjie.archive.packing import pack_labels, unpack_text
from zongjie.archive.progress import Progress
from zongjie.archive.store import COMMIT_SECONDS, Store
from zongjie.backends import choose_backend
from zongjie.bundle import MANIFEST, Bundle, BundleError
from zongjie.text import simplify, split_spans

if TYPE_CHECKING:
    from zongjie.classifier import Classifier

TASK_SENTENCES = 200  # a worker labels them in about a second


class PackedLabels(NamedTuple):
    """The labels of a text."""

    text: int
    sentences: bytes
    sections: bytes


def fingerprint(bundle: Bundle, backend: str) -> str:
    """What decides the labels of a text: the model's files, what calculates, and the program."""
    manifest = bundle.path(MANIFEST).read_bytes()
    return hashlib.sha256(manifest + f"{backend} {__version__}".encode()).hexdigest()[:16]


class Labelling:
    """What is to be labelled, and the labelling of it.

    Args:
        store: the archive's; `kin` is filled, `labels` will be.
        bundle: the model.
        folder: where workers find it; inside their zongjie if None.

    Attributes:
        n_texts, n_sentences: without labels of this model.
        failures: by text, why its process ended when it was labelled.
    """

    def __init__(self, store: Store, bundle: Bundle, folder: str | None = None) -> None:
        self._store = store
        self._folder = folder
        self._backend = choose_backend().name  # here for all: workers might choose otherwise
        self.model = fingerprint(bundle, self._backend)
        self.failures: dict[int, str] = {}
        store.execute("CREATE TEMP TABLE todo (text INTEGER PRIMARY KEY, n_sentences INTEGER)")
        store.execute(
            "INSERT INTO todo SELECT t.id, t.n_sentences FROM kin k JOIN texts t ON t.id = k.text"
            " LEFT JOIN labels l ON l.text = t.id"
            " WHERE k.original = k.text AND l.model IS NOT ?",
            (self.model,),
        )
        row = store.execute("SELECT count(*), total(n_sentences) FROM todo").fetchone()
        self.n_texts, self.n_sentences = row[0], int(row[1])

    def run(self, engine: Engine, progress: Progress) -> None:
        """Label it all.

        Args:
            engine: labels.
            progress: told of sentences.

        Raises:
            BundleError: a worker can't use the model.
        """
        suspects = self._round(engine, progress, self._all(), TASK_SENTENCES)
        if suspects:  # what a batch died of, or what was killed beside it: each by itself
            texts = iter([(text, self._size(text)) for text in sorted(suspects)])
            self.failures = self._round(engine, progress, texts, most_sentences=0)
        self._store.commit()

    def _round(
        self, engine: Engine, progress: Progress, texts: Iterator[tuple[int, int]],
        most_sentences: int,
    ) -> dict[int, str]:  # fmt: skip
        """Label texts in batches; return those whose process ended, and why."""
        failures: dict[int, str] = {}
        waiting: dict[int, dict[int, int]] = {}  # by task: texts not labelled yet, with their size

        def tasks() -> Iterator[Task]:
            for number, batch in enumerate(_batches(texts, most_sentences)):
                waiting[number] = batch
                bodies = [(text, self._body(text)) for text in batch]
                yield number, (self._folder, self._backend, bodies)

        for number, item in engine.run(label_bodies, tasks()):
            if isinstance(item, PackedLabels):
                if item.text in waiting[number]:
                    progress.advance(waiting[number].pop(item.text))
                    self._keep(item)
            elif not isinstance(item, Died):
                del waiting[number]
            elif item.last:
                if isinstance(item.error, BundleError):
                    raise item.error
                failures.update(dict.fromkeys(waiting.pop(number), item.message))
            self._store.commit(COMMIT_SECONDS)
        return failures

    def _keep(self, labels: PackedLabels) -> None:
        values = (labels.text, self.model, labels.sentences, labels.sections)
        self._store.execute("INSERT OR REPLACE INTO labels VALUES (?, ?, ?, ?)", values)

    def _all(self) -> Iterator[tuple[int, int]]:
        return self._store.rows("SELECT text, n_sentences FROM todo ORDER BY text")  # pyright: ignore[reportReturnType]

    def _size(self, text: int) -> int:
        return self._store.execute(
            "SELECT n_sentences FROM texts WHERE id = ?", (text,)
        ).fetchone()[0]

    def _body(self, text: int) -> bytes:
        return self._store.execute("SELECT body FROM texts WHERE id = ?", (text,)).fetchone()[0]


def _batches(texts: Iterator[tuple[int, int]], most_sentences: int) -> Iterator[dict[int, int]]:
    batch: dict[int, int] = {}
    for text, n_sentences in texts:
        if batch and sum(batch.values()) + n_sentences > most_sentences:
            yield batch
            batch = {}
        batch[text] = n_sentences
    if batch:
        yield batch


def label_bodies(
    folder: str | None, backend: str, bodies: list[tuple[int, bytes]]
) -> Iterator[PackedLabels]:
    """Label texts: what a worker does.

    Args:
        folder: the bundle; that inside the package if None.
        backend: what calculates.
        bodies: texts as they are stored, by id.
    """
    classifier = _classifier(folder, backend)
    for text, body in bodies:
        report = classifier.classify(unpack_text(body))
        yield PackedLabels(text, *pack_labels(report, split_spans(simplify(report.text))))


@lru_cache(maxsize=1)
def _classifier(folder: str | None, backend: str) -> Classifier:
    from zongjie.classifier import Classifier

    return Classifier(folder, threads=1, backend=backend)
