"""Threads that share out the work on many batches.

onnxruntime lets go of the interpreter's lock while it works, so one session with one thread,
run from as many threads as there are cores, keeps them busy; a session with several threads
of its own waits for the slowest of them after every operation of the graph.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class Workers:
    """Up to `n` threads, started when they are first needed; a forked process starts its own.

    Example:
        >>> Workers(2).map(abs, [-1, 2, -3])
        [1, 2, 3]
    """

    def __init__(self, n: int) -> None:
        self.n = n
        self._pool: ThreadPoolExecutor | None = None
        self._process = 0

    def map(self, work: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
        """What `work` gives for each item, in order."""
        if self.n == 1 or len(items) < 2:
            return [work(item) for item in items]
        if self._pool is None or self._process != os.getpid():
            self._pool, self._process = ThreadPoolExecutor(self.n, "zongjie"), os.getpid()
        return list(self._pool.map(work, items))
