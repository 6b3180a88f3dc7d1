"""Running stages, each only where its inputs changed, each from what the last one left.

1. A stage's inputs are parts of the configuration, the bytes of the files that it reads, and the
   inputs of the stages that it builds on; `runs/<name>/stages/<stage>.json` keeps their hash.
2. In the whole path a stage with the hash of a finished run is skipped; alone it always runs.
3. A stage begins in an empty folder, or in what a stopped run of the same inputs left there; one
   that replaces its result itself (export) leaves the old one until the new one stands.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from zongjie_train.config import Config, save_config
from zongjie_train.stages import PATH, STAGES, Stage

CONSOLE = Console(highlight=False)


class StageError(ValueError):
    """A stage can't run; the message names what it lacks and the cure."""


@dataclass(frozen=True)
class Stamp:
    """What is known of a stage's last run."""

    inputs: str
    finished: bool
    seconds: float = 0.0


def run_path(config: Config, force: bool = False) -> None:
    """Run the whole path, less the stages that are up to date.

    Args:
        force: run every stage, from an empty folder.
    """
    for number, name in enumerate(PATH, 1):
        stage = STAGES[name]
        folder = config.run_folder / (stage.folder or "")
        if not force and stage.folder and is_current(config, stage):
            CONSOLE.print(f"{number}/{len(PATH)} {name}: up to date in {folder} (FORCE=1 runs it)")
        else:
            run_stage(config, name, force, f"{number}/{len(PATH)} ")


def run_stage(config: Config, name: str, force: bool = False, place: str = "") -> None:
    """Run one stage from what those before it left.

    Args:
        force: leave nothing of a stopped run.
        place: its place in the path, to be shown.

    Raises:
        StageError: a stage that it builds on has not finished.
    """
    stage = STAGES[name]
    for need in stage.needs:
        check_need(config, stage, STAGES[need])
    for use in stage.uses:
        tell_stale(config, STAGES[use])
    inputs, last = hash_inputs(config, stage), read_stamp(config, name)
    stopped = last is not None and not last.finished and last.inputs == inputs
    if stage.folder and not stage.replaces and (force or not stopped):
        shutil.rmtree(config.run_folder / stage.folder, ignore_errors=True)
    save_config(config, config.run_folder / "config.yaml")
    CONSOLE.rule(f"{place}{name}: {stage.purpose}", align="left")
    write_stamp(config, name, Stamp(inputs, finished=False))
    began = time.monotonic()
    stage.run(config)
    seconds = time.monotonic() - began
    write_stamp(config, name, Stamp(inputs, finished=True, seconds=round(seconds, 1)))
    CONSOLE.print(f"{name} took {seconds:.0f} s")


def check_need(config: Config, stage: Stage, need: Stage) -> None:
    stamp = read_stamp(config, need.name)
    if stamp is None or not stamp.finished:
        lacking = f"what {need.name} leaves in {config.run_folder / str(need.folder)}"
        raise StageError(
            f"{stage.name} needs {lacking}, and {need.name} has not finished: "
            f"run {need.name} first, or `make train` for the whole path"
        )
    tell_stale(config, need)


def tell_stale(config: Config, need: Stage) -> None:
    stamp = read_stamp(config, need.name)
    if stamp is not None and stamp.finished and not is_current(config, need):
        CONSOLE.print(f"{need.name} was run on other data or settings: run it again to renew it")


def is_current(config: Config, stage: Stage) -> bool:
    """Whether the stage has finished with the inputs that it would have now."""
    stamp = read_stamp(config, stage.name)
    return stamp is not None and stamp.finished and stamp.inputs == hash_inputs(config, stage)


def hash_inputs(config: Config, stage: Stage) -> str:
    """A hash of all that decides the stage's result."""
    digest = hashlib.sha256()
    for need in (*stage.needs, *stage.uses):
        stamp = read_stamp(config, need)
        digest.update((stamp.inputs if stamp else "").encode())
    for value in stage.inputs(config):
        if isinstance(value, Path):
            digest.update(str(value).encode() + hashlib.sha256(read_input(value)).digest())
        else:
            digest.update(json.dumps(value, sort_keys=True).encode())
    return digest.hexdigest()


def read_input(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise StageError(f"{path}: can't be read: {error.strerror}") from error


def stamp_file(config: Config, name: str) -> Path:
    return config.run_folder / "stages" / f"{name}.json"


def read_stamp(config: Config, name: str) -> Stamp | None:
    try:
        return Stamp(**json.loads(stamp_file(config, name).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def write_stamp(config: Config, name: str, stamp: Stamp) -> None:
    path = stamp_file(config, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(dataclasses.asdict(stamp)) + "\n", encoding="utf-8")
