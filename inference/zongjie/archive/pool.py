"""The engine of one machine: a process a core, each fed and heard by a thread."""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from typing import Any, cast

from zongjie.archive.engine import DONE, Died, Done, Function, Task
from zongjie.archive.worker import END, ITEM

_TRIES = 2  # a process may be killed for what others did: out of memory, by hand
_AHEAD = 2  # tasks a worker that are under way or wait for it


class LocalEngine:
    """Processes of this machine.

    Args:
        workers: how many.

    Guarantees:
        At most two tasks a worker are taken ahead, and few answers wait: memory doesn't grow with
        the number of tasks.
    """

    def __init__(self, workers: int) -> None:
        self._workers = [_Worker() for _ in range(workers)]

    @property
    def n_workers(self) -> int:
        return len(self._workers)

    def run(self, function: Function, tasks: Iterable[Task]) -> Iterator[tuple[int, Any]]:
        """Call a generator function for each task; see `Engine.run`."""
        inbox: queue.Queue[Task | None] = queue.Queue()
        outbox: queue.Queue[tuple[int, Any]] = queue.Queue(2 * self.n_workers)
        threads = [
            threading.Thread(target=_feed, args=(worker, function, inbox, outbox), daemon=True)
            for worker in self._workers
        ]
        for thread in threads:
            thread.start()
        n_open = 0
        try:
            for task in tasks:
                inbox.put(task)
                n_open += 1
                while n_open >= _AHEAD * self.n_workers or not outbox.empty():
                    number, item = outbox.get()
                    n_open -= _is_last(item)
                    yield number, item
            while n_open:
                number, item = outbox.get()
                n_open -= _is_last(item)
                yield number, item
        finally:
            if n_open:
                self.close()
            for _ in threads:
                inbox.put(None)
            while any(thread.is_alive() for thread in threads):
                with contextlib.suppress(queue.Empty):
                    outbox.get(timeout=0.05)

    def close(self) -> None:
        """End the processes."""
        for worker in self._workers:
            worker.close()


def _is_last(item: Any) -> bool:
    return isinstance(item, Done) or (isinstance(item, Died) and item.last)


def _feed(
    worker: _Worker,
    function: Function,
    inbox: queue.Queue[Task | None],
    outbox: queue.Queue[tuple[int, Any]],
) -> None:
    while (task := inbox.get()) is not None and not worker.closed:
        number, arguments = task
        for left in reversed(range(_TRIES)):
            try:
                for item in worker.call(function, arguments):
                    outbox.put((number, item))
                outbox.put((number, DONE))
                break
            except _Ended as ended:
                outbox.put((number, Died(str(ended), last=left == 0 or worker.closed)))
                if worker.closed:
                    return
            except Exception as error:  # what the function raised there
                outbox.put((number, Died(f"{type(error).__name__}: {error}", True, error)))
                break


class _Ended(Exception):
    """A worker's process ended within a call."""


class _Worker:
    """A process, started when it is first called and again after it died."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self.closed = False

    def call(self, function: Function, arguments: tuple[Any, ...]) -> Iterator[Any]:
        """What the function gives there, one by one."""
        if self._process is None:
            self._process = _start()
        process = self._process
        with contextlib.suppress(OSError):  # it died: told by the answer that doesn't come
            pickle.dump((function, arguments), cast(Any, process.stdin), pickle.HIGHEST_PROTOCOL)
            cast(Any, process.stdin).flush()
        while True:
            kind, value = self._receive(process)
            if kind == END:
                return
            if kind != ITEM:
                raise value
            yield value

    def _receive(self, process: subprocess.Popen[bytes]) -> tuple[str, Any]:
        try:
            return pickle.load(cast(Any, process.stdout))
        except (EOFError, OSError, ValueError, pickle.UnpicklingError) as error:
            status = process.wait()
            self._process = None
            how = f"signal {-status}" if status < 0 else f"status {status}"
            raise _Ended(f"its process ended ({how})") from error

    def close(self) -> None:
        """End the process, within a call too."""
        self.closed = True
        process = self._process
        if process is not None:
            process.kill()
            process.wait()


def _start() -> subprocess.Popen[bytes]:
    paths = os.pathsep.join(filter(None, sys.path))
    return subprocess.Popen(
        [sys.executable, "-m", "zongjie.archive.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": paths, "OMP_NUM_THREADS": "1"},
        start_new_session=True,
    )
