"""How `zongjie label` does on an archive of thousands of files, one in twenty broken, and killed.

    python -m zongjie_train.benching.archives [--files N] [--kills N] [--workers N] [--seed N]

1. Build an archive of invented reports (`invented_files`).
2. Label it undisturbed: files a second, memory, counts.
3. Label it again into another folder, killed (SIGKILL) at random points, then to the end.
4. Compare: every table row for row, less `files.seconds`; label once more, with nothing new.

Prints a table and, last, one line of JSON. Exit status 1 if anything differs, or if other files
failed than were broken.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

from zongjie.archive.schema import RUN, TABLES
from zongjie.archive.tables import read_files, read_rows, read_run
from zongjie.bundle import hash_file
from zongjie.hardware import describe_hardware
from zongjie_train.benching.archives.invented_files import Built, build_archive
from zongjie_train.benching.archives.memory import tree_megabytes
from zongjie_train.plain_tables import align

BROKEN_SHARE = 0.05
LOOK_SECONDS = 0.2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m zongjie_train.benching.archives")
    parser.add_argument("--files", type=int, default=2000, help="default: %(default)s")
    parser.add_argument("--kills", type=int, default=5, help="default: %(default)s")
    parser.add_argument("--workers", type=int, help="default: one a core")
    parser.add_argument("--seed", type=int, default=0, help="default: %(default)s")
    parser.add_argument("--model", help="a bundle; default: that inside zongjie")
    parser.add_argument("--reports", default="data/reports.jsonl", help="default: %(default)s")
    parser.add_argument("--folder", default="runs/bench-archive", help="default: %(default)s")
    options = parser.parse_args(arguments)
    folder = Path(options.folder)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    source = folder / "archive"
    built = build_archive(source, Path(options.reports), options.files, BROKEN_SHARE, options.seed)
    command = [sys.executable, "-m", "zongjie", "label", str(source), "-o"]
    extra = ["--model", options.model] if options.model else []
    extra += ["--workers", str(options.workers)] if options.workers else []
    print(f"machine: {describe_hardware()}")
    print(f"archive: {built.n_files} files, {built.n_reports} reports")

    whole, broken = folder / "undisturbed", folder / "killed"
    first = label([*command, str(whole), *extra])
    chance = random.Random(options.seed)
    kills = []
    for _ in range(options.kills):
        after = chance.uniform(0.5, 1.2 * first["seconds"] / max(1, options.kills))
        kills.append(label([*command, str(broken), *extra], kill_after=after))
    last = label([*command, str(broken), *extra])
    again = label([*command, str(whole), *extra])

    wrong = compare(whole, broken) + unexpected(whole, built)
    figures = describe(built, whole, first, kills, last, again, wrong)
    print_figures(figures, read_run(whole)["counts"])
    print(json.dumps(figures, ensure_ascii=False))
    return 1 if wrong else 0


def label(command: Sequence[str], kill_after: float | None = None) -> dict[str, Any]:
    """Run a command; kill it after some seconds.

    Returns:
        `seconds`, `megabytes` at most of it with its workers, `killed`, `at` (what was there).
    """
    began = time.perf_counter()
    megabytes = 0.0
    killed = False
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    while process.poll() is None:
        megabytes = max(megabytes, tree_megabytes(process.pid))
        if kill_after is not None and time.perf_counter() - began >= kill_after:
            process.send_signal(signal.SIGKILL)
            killed = True
        time.sleep(LOOK_SECONDS)
    said = process.communicate()[0]
    if process.returncode and not killed:
        raise SystemExit(f"{' '.join(command)}: exit status {process.returncode}")
    seconds = time.perf_counter() - began
    return {"seconds": seconds, "megabytes": megabytes, "killed": killed, "said": said}


def compare(one: Path, other: Path) -> list[str]:
    """What differs between the tables of two folders."""
    wrong = []
    for table in TABLES:
        rows = zip_longest(timeless_rows(one, table), timeless_rows(other, table))
        if any(row != row_of_other for row, row_of_other in rows):
            wrong.append(f"rows of {table} differ")
        if table != "files" and part_hashes(one, table) != part_hashes(other, table):
            wrong.append(f"bytes of {table} differ")
    if (one / RUN).read_bytes() != (other / RUN).read_bytes():
        wrong.append(f"{RUN} differs")
    return wrong


def timeless_rows(out: Path, table: str) -> Iterator[dict[str, Any]]:
    """Rows of a table, less what a clock says."""
    for row in read_rows(out, table):
        row.pop("seconds", None)
        yield row


def part_hashes(out: Path, table: str) -> dict[str, str]:
    """SHA-256 of each part of a table, by name."""
    return {path.name: hash_file(path) for path in sorted((out / table).iterdir())}


def unexpected(out: Path, built: Built) -> list[str]:
    """Files that failed and are whole, or are broken and did not fail."""
    failed = {
        Path(row["file"]).name.split("!/")[0]
        for row in read_files(out)
        if row["status"] == "failed"
    }
    wrong = [f"{name} failed" for name in sorted(failed - set(built.broken))]
    return wrong + [f"{name} did not fail" for name in sorted(set(built.broken) - failed)]


def describe(
    built: Built,
    whole: Path,
    first: dict[str, Any],
    kills: Sequence[dict[str, Any]],
    last: dict[str, Any],
    again: dict[str, Any],
    wrong: Sequence[str],
) -> dict[str, Any]:
    """The figures, as plain values."""
    counts = read_run(whole)["counts"]
    n_sentences = sum(counts["sentences"].values())
    return {
        "machine": describe_hardware(),
        "files": built.n_files,
        "seconds": round(first["seconds"], 1),
        "files_per_second": round(built.n_files / first["seconds"], 2),
        "sentences_per_second": round(n_sentences / first["seconds"], 1),
        "peak_megabytes": round(first["megabytes"]),
        "counts": counts,
        "kills": sum(run["killed"] for run in kills),
        "killed_seconds": round(sum(run["seconds"] for run in (*kills, last)), 1),
        "nothing_new_seconds": round(again["seconds"], 1),
        "wrong": list(wrong),
    }


def print_figures(figures: dict[str, Any], counts: dict[str, Any]) -> None:
    """The figures for people."""
    rows = [
        ["", "files", "seconds", "files/s", "sentences/s", "peak MB"],
        [
            "undisturbed",
            f"{figures['files']:,}",
            f"{figures['seconds']:,.1f}",
            f"{figures['files_per_second']:,.1f}",
            f"{figures['sentences_per_second']:,.0f}",
            f"{figures['peak_megabytes']:,}",
        ],
        [f"killed {figures['kills']} times", "", f"{figures['killed_seconds']:,.1f}", "", "", ""],
        ["again, nothing new", "", f"{figures['nothing_new_seconds']:,.1f}", "", "", ""],
    ]
    print(align(rows, n_left=1))
    for name in ("files", "failed", "reports", "sentences"):
        print(f"{name}: " + ", ".join(f"{key} {n:,}" for key, n in counts[name].items()))
    print("the same, row for row and byte for byte" if not figures["wrong"] else figures["wrong"])


if __name__ == "__main__":
    sys.exit(main())
