"""One run over an archive: the stages one after the other.

What a stage stores depends on its input alone, and each stage begins when the one before it is
through. So a run may be killed anywhere: the next one finds what is stored, does the rest, and
writes the same tables.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from zongjie import __version__
from zongjie.archive.duplicates import find_duplicates
from zongjie.archive.engine import Engine
from zongjie.archive.errors import ArchiveError
from zongjie.archive.exports import check_formats, export_tables
from zongjie.archive.folders import remove
from zongjie.archive.intake import count_files, take_in
from zongjie.archive.labelling import Labelling
from zongjie.archive.parts import write_parts
from zongjie.archive.progress import Progress
from zongjie.archive.publishing import (
    begin_tables,
    finish_publishing,
    is_published,
    make_plan,
    publish,
)
from zongjie.archive.remote import is_remote, take_in_remote
from zongjie.archive.schema import STATE
from zongjie.archive.store import Store
from zongjie.archive.summary import Summary, count_tables
from zongjie.archive.tables import read_run
from zongjie.bundle import Bundle
from zongjie.reading import Limits

STORE, SPOOL = "state.sqlite", "spool"


class Job:
    """One run over an archive.

    Args:
        as `label_archive` takes them, checked.
    """

    def __init__(
        self, sources: list[str], out: Path, bundle: Bundle, model: str | Path | None,
        formats: tuple[str, ...], near: float, limits: Limits, progress: bool,
    ) -> None:  # fmt: skip
        check_formats(formats)
        if not 0.5 <= near <= 1:
            raise ArchiveError(f"near-duplicates overlap by 0.5 to 1, not by {near}")
        self.sources, self.out, self.bundle, self.formats = sources, out, bundle, formats
        self.near_sources = [source for source in sources if not is_remote(source)]
        self.near, self.limits, self.progress = near, limits, progress
        self.folder = None if model is None else str(bundle.folder.resolve())
        self.state = out / STATE
        self.seconds: dict[str, float] = {}

    def run(self, engine: Engine) -> Summary:
        """Go through the stages."""
        prepare_folder(self.out, self.state)
        with Store(self.state / STORE) as store:
            finish_publishing(self.out, self.state)
            run = store.begin_run()
            with self._stage("reading", "files", count_files(self.near_sources)) as bar:
                n_read = self._read(store, run, engine, bar)
            with self._stage("comparing", "reports", count_reports(store, run)) as bar:
                find_duplicates(store, run, self.near, bar)
            labelling = Labelling(store, self.bundle, self.folder)
            with self._stage("labelling", "sentences", labelling.n_sentences) as bar:
                labelling.run(engine, bar)
                n_labelled = bar.n
            with self._stage("writing", "reports", count_reports(store, run)) as bar:
                self._write(store, run, labelling, bar)
            store.prune(run)
        labels = self.bundle.manifest.labels
        chinese = dict(zip(labels.names, labels.chinese, strict=True))
        counts = read_run(self.out)["counts"]
        return Summary(self.out, counts, chinese, n_read, n_labelled, self.seconds)

    def _read(self, store: Store, run: int, engine: Engine, bar: Progress) -> int:
        spool = self.state / SPOOL
        remove(spool)
        spool.mkdir()
        far = [source for source in self.sources if is_remote(source)]
        try:
            near = self.near_sources
            n_read = take_in(store, run, near, self.out, self.limits, spool, engine, bar)
            return n_read + take_in_remote(store, run, far, self.limits, engine, bar)
        finally:
            remove(spool)

    def _write(self, store: Store, run: int, labelling: Labelling, bar: Progress) -> None:
        manifest = self.bundle.manifest
        failed = labelling.failures
        plan = make_plan(
            store, run, failed, labelling.model, manifest.labels, self.formats, self._options()
        )
        if is_published(self.out, plan):
            return
        folder = begin_tables(self.state, plan)
        write_parts(store, run, manifest.labels, failed, folder, bar)
        publish(
            self.out,
            self.state,
            export=lambda folder: export_tables(folder, self.formats),
            describe=lambda folder: self._describe(labelling.model, folder),
        )

    def _options(self) -> dict[str, Any]:
        return {
            "sources": self.sources,
            "formats": list(self.formats),
            "near": self.near,
            "limits": asdict(self.limits),
        }

    def _describe(self, model: str, folder: Path) -> dict[str, Any]:
        manifest = self.bundle.manifest
        return {
            "zongjie": __version__,
            "model": {"name": manifest.name, "fingerprint": model},
            "labels": asdict(manifest.labels),
            "role_threshold": manifest.role_threshold,
            "section_threshold": manifest.section_threshold,
            "options": self._options(),
            "counts": count_tables(folder, manifest.labels),
        }

    @contextmanager
    def _stage(self, name: str, unit: str, total: int) -> Iterator[Progress]:
        began = time.perf_counter()
        with Progress(name, unit, total, self.progress) as bar:
            yield bar
        self.seconds[name] = time.perf_counter() - began


def prepare_folder(out: Path, state: Path) -> None:
    """Make the folders of an archive's tables.

    Raises:
        ArchiveError: other things stand there.
    """
    if out.is_dir() and not state.is_dir() and any(out.iterdir()):
        raise ArchiveError(f"{out}: holds other things than tables; name a new or empty folder")
    try:
        state.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ArchiveError(f"{out}: can't be made ({error.strerror}); name another") from error


def count_reports(store: Store, run: int) -> int:
    """Reports in the files of a run."""
    return store.execute(
        "SELECT count(*) FROM files f JOIN reports r ON r.file = f.id WHERE f.run = ?", (run,)
    ).fetchone()[0]
