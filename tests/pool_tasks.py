"""What workers are asked to do in tests of the pool: it must be importable by their name."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path


def count_up(n: int) -> Iterator[int]:
    yield from range(n)


def die_once(marker: str) -> Iterator[str]:
    yield "first"
    if not Path(marker).exists():
        Path(marker).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    yield "second"


def die_if(die: bool) -> Iterator[str]:
    if die:
        os.kill(os.getpid(), signal.SIGKILL)
    yield from ()


def fail(message: str) -> Iterator[str]:
    yield from ()
    raise ValueError(message)


def print_much() -> Iterator[str]:
    print("noise" * 1000, flush=True)
    os.write(1, b"more noise")
    yield "answer"


def tell_pid() -> Iterator[int]:
    yield os.getpid()
    time.sleep(1)
    yield 0
