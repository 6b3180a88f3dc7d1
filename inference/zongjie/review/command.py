"""The command `zongjie review`: its grammar, and what it prints."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DEFAULT_COUNT = 200


def add_review_command(commands: Any) -> None:
    """Add the grammar of `zongjie review` to the subparsers of `zongjie`."""
    review = commands.add_parser(
        "review",
        help="list the sentences of a labelled archive that a person should look at",
        description="Choose the sentences that the model is least sure of, unlike each other and "
        "of many reports, and write them with an empty column for the right label. "
        "`make train CORRECTIONS=QUEUE` learns from what was filled in.",
    )
    review.add_argument("outs", nargs="+", metavar="OUT", help="a folder of `zongjie label`")
    review.add_argument(
        "-o", "--output", required=True, metavar="QUEUE",
        help="queue.xlsx, .csv or .jsonl; tasks.json for Label Studio",
    )  # fmt: skip
    review.add_argument(
        "-n", "--count", type=int, default=DEFAULT_COUNT, metavar="N",
        help=f"how many sentences; default {DEFAULT_COUNT}",
    )  # fmt: skip


def run_review(options: argparse.Namespace) -> Iterator[str]:
    """Lines of `zongjie review`.

    Raises:
        ReviewError, ArchiveError: as `choose_sentences` and `write_queue`.
    """
    from zongjie.review.choosing import choose_sentences, count_by
    from zongjie.review.columns import shown_labels
    from zongjie.review.queue import check_output, write_queue

    path = Path(options.output)
    check_output(path)
    queue = choose_sentences(options.outs, options.count)
    written = write_queue(queue, path)
    shown = shown_labels(queue.labels)
    of_label = count_by(queue.rows, "old_label")
    yield f"{'sentences':10}{len(queue.rows)} of {len(count_by(queue.rows, 'report'))} reports"
    yield f"{'labels':10}{', '.join(f'{shown[name]} {n}' for name, n in of_label.items())}"
    yield from (f"{'written':10}{name}" for name in written)
