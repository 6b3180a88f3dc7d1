"""Stage 2, stored reports to originals and duplicates.

1. Reports are visited in the order of the tables: archive, file, row, place in the document.
2. A text seen before is a duplicate of the first report that has it.
3. A new text is compared with the originals that share a band of MinHash with it; it is a
   duplicate of the most alike of them (of several, the first) if their shingles overlap by the
   threshold, and else an original itself.

The order is that of names, and the comparison exact, so the outcome is the same whatever the order
of work was. The index is a SQLite database that is thrown away: memory doesn't grow with it.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import OrderedDict
from collections.abc import Iterator

import numpy as np

from zongjie.archive.likeness import METHOD, N_NUMBERS, band_keys, band_rows, jaccard, shingle
from zongjie.archive.packing import unpack_text
from zongjie.archive.progress import Progress
from zongjie.archive.store import CACHE_KIB, Store

SLACK = 0.16  # four standard deviations of an estimate by 128 numbers
MOST_IN_BAND = 32  # originals compared of those that share a band: templates filled in by thousands
REMEMBERED = 64  # originals whose shingles are kept at hand
DIGITS = 4
ORDERED = (
    "FROM files f CROSS JOIN reports r ON r.file = f.id JOIN texts t ON t.id = r.text"
    " {join} WHERE f.run = ? ORDER BY f.archive, f.file, f.copy, r.number"
)
"""The order of the tables; `CROSS JOIN` has SQLite read it off its indices."""


def find_duplicates(store: Store, run: int, threshold: float, progress: Progress) -> None:
    """Tell of each text which is its original.

    Args:
        store: the archive's; fills its table `kin`.
        run: number of this run, whose files count.
        threshold: the share of shingles that a near-duplicate has in common with its original; at
            1, the same texts alone are duplicates.
        progress: told of reports.
    """
    key = hashlib.sha256(f"{METHOD} {MOST_IN_BAND} {threshold!r}".encode())
    for row in store.rows(f"SELECT r.file, r.number, t.hash {ORDERED.format(join='')}", (run,)):
        key.update(repr(row).encode())
    if store.get("kin") == key.hexdigest():
        return
    store.set("kin", "")
    store.execute("DELETE FROM kin")
    index = Index(store, threshold)
    for file, number, text in store.rows(
        f"SELECT r.file, r.number, r.text {ORDERED.format(join='')}", (run,)
    ):
        progress.advance()
        if store.execute("SELECT 1 FROM kin WHERE text = ?", (text,)).fetchone():
            continue
        original, similarity = index.original(text)
        store.execute(
            "INSERT INTO kin VALUES (?, ?, ?, ?, ?)", (text, file, number, original, similarity)
        )
    store.set("kin", key.hexdigest())
    store.commit()


class Index:
    """The originals so far.

    Args:
        store: where texts and their signatures are.
        threshold: of likeness.
    """

    def __init__(self, store: Store, threshold: float) -> None:
        self._store = store
        self._threshold = threshold
        self._rows = band_rows(threshold)
        self._shingles: OrderedDict[int, np.ndarray] = OrderedDict()
        self._n = 0
        self._db = sqlite3.connect("", isolation_level=None)  # a temporary file of SQLite's own
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        self._db.execute(
            "CREATE TABLE bands (key INTEGER, rank INTEGER, text INTEGER, PRIMARY KEY (key, rank))"
            " WITHOUT ROWID"
        )
        self._db.execute("BEGIN")

    def original(self, text: int) -> tuple[int, float]:
        """The original of a text, itself if it is new, and how alike they are, from 0 to 1."""
        if self._threshold >= 1:
            return text, 1.0
        signature = self._signature(text)
        keys = band_keys(signature, self._rows)
        best, similarity = self._most_alike(text, signature, keys)
        if best is not None:
            return best, similarity
        self._n += 1
        self._db.executemany(
            "INSERT OR IGNORE INTO bands VALUES (?, ?, ?)", ((key, self._n, text) for key in keys)
        )
        return text, 1.0

    def _most_alike(
        self, text: int, signature: np.ndarray, keys: list[int]
    ) -> tuple[int | None, float]:
        best, most = None, 0.0
        mine = None
        for candidate in self._candidates(keys):
            agreed = np.count_nonzero(self._signature(candidate) == signature) / N_NUMBERS
            if agreed < self._threshold - SLACK:
                continue
            if mine is None:
                mine = shingle(self._text(text))
            similarity = jaccard(mine, self._shingles_of(candidate))
            if similarity >= self._threshold and similarity > most:
                best, most = candidate, similarity
        return best, round(most, DIGITS)

    def _candidates(self, keys: list[int]) -> Iterator[int]:
        found: dict[int, int] = {}
        for key in keys:
            found.update(
                self._db.execute(
                    "SELECT rank, text FROM bands WHERE key = ? ORDER BY rank LIMIT ?",
                    (key, MOST_IN_BAND),
                )
            )
        return (found[rank] for rank in sorted(found))

    def _signature(self, text: int) -> np.ndarray:
        row = self._store.execute("SELECT signature FROM texts WHERE id = ?", (text,)).fetchone()
        return np.frombuffer(row[0], np.uint32)

    def _text(self, text: int) -> str:
        row = self._store.execute("SELECT body FROM texts WHERE id = ?", (text,)).fetchone()
        return unpack_text(row[0])

    def _shingles_of(self, text: int) -> np.ndarray:
        if text not in self._shingles:
            self._shingles[text] = shingle(self._text(text))
            if len(self._shingles) > REMEMBERED:
                self._shingles.popitem(last=False)
        self._shingles.move_to_end(text)
        return self._shingles[text]
