"""Archive in, tables out: the stages one after the other, each from what is stored.

1. Reading: sources to stored reports (`intake`, `remote`; `digesting` in workers).
2. Comparing: reports to originals and duplicates (`duplicates`).
3. Labelling: originals to labels (`labelling`).
4. Writing: the store to tables (`parts`, `exports`, `publishing`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from zongjie.archive.engine import open_engine
from zongjie.archive.errors import told_plainly
from zongjie.archive.job import STORE, Job
from zongjie.archive.summary import Summary
from zongjie.bundle import open_bundle
from zongjie.reading import Limits

NEAR = 0.9


def label_archive(
    sources: Iterable[str | os.PathLike[str]],
    out: str | os.PathLike[str],
    *,
    model: str | Path | None = None,
    formats: Iterable[str] = ("parquet",),
    near: float = NEAR,
    limits: Limits | None = None,
    engine: str = "local",
    workers: int | None = None,
    progress: bool = False,
) -> Summary:
    """Label all reports of an archive and write tables of them.

    Args:
        sources: files, folders, archives, patterns such as `*.docx`; also URLs that fsspec opens,
            as `s3://bucket/folder`, with the extra `zongjie[ray]`.
        out: folder of the tables, made if there is none. Parquet is written always.
        model: a bundle; that inside the package if None.
        formats: further forms of the tables: `jsonl`, `csv`, `xlsx`.
        near: share of its five-character shingles, from 0.5 to 1, that a near-duplicate has in
            common with its original; at 1 only reports of the same text are duplicates.
        limits: on what is read.
        engine: `local`, the processes of this machine, or `ray`, those of a cluster, whose
            machines all see what is no URL: sources, `model`, and `out`.
        workers: processes at a time; one a core if None.
        progress: whether to show bars on a terminal.

    Returns:
        Counts of the tables, and the speed of this run.

    Raises:
        ArchiveError: the tables can't be written there; a stopped run goes on when called again.
        BundleError: the model can't be used.

    Guarantees:
        The tables depend on the sources' content, the model, `formats`, `near` and `limits` alone
        (`files.seconds` apart): not on the number of workers, the engine, the order of the work,
        on how often it was killed, or on what was labelled there before. Memory does not grow with
        the archive. A run labels only texts that the one before it has not labelled.
    """
    if isinstance(sources, (str, bytes, os.PathLike)):
        raise TypeError(f"label_archive takes several sources, not one; use [{sources!r}]")
    job = Job(
        sources=sorted({os.fspath(source) for source in sources}, key=os.path.realpath),
        out=Path(out),
        bundle=open_bundle(model),
        model=model,
        formats=tuple(sorted({*formats} - {"parquet"})),
        near=near,
        limits=limits or Limits(),
        progress=progress,
    )
    opened = open_engine(engine, workers)
    try:
        with told_plainly(job.state / STORE):
            return job.run(opened)
    finally:
        opened.close()
