"""An archive as pages see it: its labels, its labelled reports one by one, and its tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zongjie.labels import LabelSet
from zongjie.pages.view import View, view_of_rows
from zongjie.report import uncertainty

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Archive:
    """What an index is made from; each function may be called again and starts anew.

    Attributes:
        labels: the label set of the run.
        uncertain_below: score under which its bundle is uncertain.
        views: the labelled reports, in order, held one at a time.
        reports: rows of the table of reports, duplicates too, in order.
        files, errors: rows of these tables.
    """

    labels: LabelSet
    uncertain_below: float
    views: Callable[[], Iterable[View]]
    reports: Callable[[], Iterable[Row]]
    files: Callable[[], Iterable[Row]]
    errors: Callable[[], Iterable[Row]]


def open_archive(out: str | Path) -> Archive:
    """The archive that `zongjie label` wrote.

    Raises:
        OSError, ValueError: `out` isn't the folder of a whole run.
    """
    from zongjie.archive import tables

    run = tables.read_run(out)
    names = run["labels"]
    labels = LabelSet(tuple(names["names"]), tuple(names["chinese"]), names["other"])
    below = uncertainty(run.get("role_threshold"))

    def views() -> Iterable[View]:
        for found in tables.iter_labelled(out):
            yield view_of_rows(
                found.row, found.text, found.sentences, found.sections, labels, below
            )

    return Archive(
        labels,
        below,
        views,
        lambda: tables.read_reports(out),
        lambda: tables.read_files(out),
        lambda: tables.read_errors(out),
    )
