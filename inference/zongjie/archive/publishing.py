"""Finished tables to where people look: all of them, or after a kill, all of them at the next run.

Tables are made in `new/` of the state folder. When they are whole, that folder is renamed to
`ready/`; what stands there is moved out name by name, run.json last. A run that finds `ready/`
begins by moving what is left of it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from zongjie import __version__
from zongjie.archive.exports import EXPORTED, WORKBOOK
from zongjie.archive.folders import remove, sync_folder, write_whole
from zongjie.archive.ledger import iter_errors, iter_files
from zongjie.archive.parts import PART_REPORTS, PART_ROWS, PART_SENTENCES
from zongjie.archive.rows import iter_places
from zongjie.archive.schema import FORMAT, RUN
from zongjie.archive.store import Store

NEW, READY, PLAN = "new", "ready", "plan"
_EXPORT = re.compile(rf"(?:{'|'.join(EXPORTED)})(?:-\d+)?\.(?:csv|jsonl)|{re.escape(WORKBOOK)}")


def make_plan(store: Store, run: int, failed: Mapping[int, str], *options: object) -> str:
    """A hash of all that decides the tables: the same plan, the same tables.

    Args:
        store: the archive's.
        run: number of the run.
        failed: by text, why an original has no labels.
        options: the model, its labels, forms of tables.
    """
    sizes = (PART_SENTENCES, PART_REPORTS, PART_ROWS)
    plan = hashlib.sha256(repr((__version__, FORMAT, sizes, options)).encode())
    for place in iter_places(store, run):
        plan.update(repr((place.text in failed, place.row)).encode())
    for row in iter_files(store, run, failed):
        plan.update(repr({**row, "seconds": 0}).encode())
    for row in iter_errors(store, run, failed):
        plan.update(repr(row).encode())
    return plan.hexdigest()


def is_published(out: Path, plan: str) -> bool:
    """Tells whether the tables of a plan are there already."""
    try:
        return json.loads((out / RUN).read_text(encoding="utf-8")).get("plan") == plan
    except (OSError, ValueError):
        return False


def begin_tables(state: Path, plan: str) -> Path:
    """The folder to make tables in: as a stopped run of this plan left it, else empty."""
    folder = state / NEW
    note = folder / PLAN
    if not note.is_file() or note.read_text(encoding="utf-8") != plan:
        remove(folder)
        folder.mkdir()
        write_whole(note, lambda path: _write(path, plan))
    return folder


def publish(
    out: Path, state: Path, export: Callable[[Path], None], describe: Callable[[Path], Any]
) -> None:
    """Finish the tables of `new/` and move them to where people look.

    Args:
        out: where to.
        state: the state folder.
        export: writes further forms beside the tables of a folder.
        describe: gives what goes into run.json.
    """
    folder = state / NEW
    plan = (folder / PLAN).read_text(encoding="utf-8")
    export(folder)
    exports = sorted(path.name for path in folder.iterdir() if _EXPORT.fullmatch(path.name))
    run = {"format": FORMAT, **describe(folder), "exports": exports, "plan": plan}
    text = json.dumps(run, ensure_ascii=False, indent=1) + "\n"
    write_whole(folder / RUN, lambda path: _write(path, text))
    os.replace(folder, state / READY)
    sync_folder(state)
    finish_publishing(out, state)


def finish_publishing(out: Path, state: Path) -> None:
    """Move what stands ready; nothing if nothing does."""
    ready = state / READY
    if not ready.is_dir():
        return
    if (ready / RUN).is_file():
        kept = json.loads((ready / RUN).read_text(encoding="utf-8"))["exports"]
        remove(out / RUN)
        for path in list(out.iterdir()):
            if _EXPORT.fullmatch(path.name) and path.name not in kept:
                remove(path)
        for path in sorted(ready.iterdir(), key=lambda path: path.name == RUN):
            if path.name != PLAN:
                remove(out / path.name) if path.is_dir() else None
                os.replace(path, out / path.name)
        sync_folder(out)
    remove(ready)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
