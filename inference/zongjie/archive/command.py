"""The command `zongjie label`: its grammar, and what it prints."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from zongjie.reading.limits import Limits

_LIMITS = {
    "max_file_bytes": "bytes of one file",
    "max_archive_bytes": "bytes that one archive may unpack to",
    "max_archive_ratio": "bytes that a byte of an archive may unpack to",
    "max_depth": "archives inside each other",
    "read_seconds": "seconds of work on one file",
    "read_megabytes": "MiB of memory for one file",
}


def add_label_command(commands: Any, model: argparse.ArgumentParser) -> None:
    """Add the grammar of `zongjie label`.

    Args:
        commands: the subparsers of `zongjie`.
        model: options that choose the model.
    """
    label = commands.add_parser(
        "label",
        parents=[model],
        help="label an archive: tables of its reports' sentences and sections",
        description="Label all reports in files, folders, zips and the like. A stopped run goes on "
        "when the same command is given again; over a grown archive, only what is new is labelled.",
    )
    label.add_argument(
        "sources", nargs="+", metavar="SOURCE", help="a file, folder, archive, pattern or URL"
    )
    label.add_argument(
        "-o", "--out", required=True, metavar="OUT", help="folder of the tables, of its own"
    )
    label.add_argument(
        "--format",
        default="parquet",
        metavar="FORMS",
        help="beside Parquet, which is always written: jsonl, csv, xlsx; several as csv,xlsx",
    )
    label.add_argument("--html", metavar="DIR", help="write pages of the reports there, to look at")
    label.add_argument(
        "--near",
        type=float,
        default=0.9,
        metavar="SHARE",
        help="overlap from which a report is a duplicate, 0.5 to 1 (the same text); default 0.9",
    )
    label.add_argument("--workers", type=int, metavar="N", help="processes; default: one a core")
    label.add_argument(
        "--engine", choices=("local", "ray"), default="local", help="where they run; default: here"
    )
    limits = label.add_argument_group("limits", "What goes past one is listed as failed.")
    defaults = {field.name: field.default for field in fields(Limits)}
    for name, meaning in _LIMITS.items():
        limits.add_argument(
            f"--{name.replace('_', '-')}",
            type=type(defaults[name]),
            default=defaults[name],
            metavar="N",
            help=f"{meaning}; default {defaults[name]:g}",
        )


def run_label(options: argparse.Namespace) -> Iterator[str]:
    """Lines of `zongjie label`.

    Raises:
        ArchiveError, BundleError: as `label_archive`; wrong limits too.
    """
    from zongjie.archive.errors import ArchiveError
    from zongjie.archive.labeller import label_archive

    try:
        limits = Limits(**{name: getattr(options, name) for name in _LIMITS})
    except ValueError as error:
        raise ArchiveError(str(error)) from error
    try:
        summary = label_archive(
            options.sources,
            options.out,
            model=options.model,
            formats=filter(None, options.format.split(",")),
            near=options.near,
            limits=limits,
            engine=options.engine,
            workers=options.workers,
            progress=True,
        )
    except KeyboardInterrupt:
        print("stopped: the same command goes on from what is done", file=sys.stderr)
        raise
    yield from summary.lines()
    if options.html:
        from zongjie.pages import build_index

        build_index(options.out, options.html)
        yield f"{'pages':10}{options.html}"
