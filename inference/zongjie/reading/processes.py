"""A process that reads hostile files for this one, and can be killed.

Started by `subprocess`, neither forked nor by `multiprocessing`: it takes no locks of this process
along, and a script that uses it needs no `if __name__ == "__main__"`.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from typing import Any, cast

from zongjie.reading.frames import receive, send
from zongjie.reading.limits import Limits

CLOCK_FACTOR = 6  # a reader that sleeps rather than computes, by the clock
_LOOK_SECONDS = 0.5
_OUT_OF_MEMORY = (
    "MemoryError",
    "memory allocation",
    "bad_alloc",
    "out of memory",
    "cannot allocate",
)


class WorkerDied(Exception):
    """The process ended within a request.

    Attributes:
        reason: `timeout`, `memory` or `broken`.
        message: what it died of, and the cure.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message


class Worker:
    """One process, started at its first request, and again after it died.

    Not for several threads at once.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._said = tempfile.TemporaryFile()  # noqa: SIM115
        self._watch: _Watch | None = None
        self.n_requests = 0
        """Requests answered since the process started."""

    def ask(self, request: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Send a request; yield answers up to the last, which has the key `end`.

        Between answers to a request with `waits` the process stands still until the next is
        asked for. Closing the iterator before its end kills the process.

        Raises:
            WorkerDied: it crashed, or went past a limit.
        """
        process = self._started()
        stdin, stdout = cast(Any, process.stdin), cast(Any, process.stdout)
        ended = False
        try:
            with contextlib.suppress(OSError):  # it died: told by the answer that doesn't come
                send(stdin, request)
            while not ended:
                answer = self._receive(stdout)
                if answer is None:
                    raise self._died(process)
                ended = "end" in answer
                yield answer
                if request.get("waits") and not ended:
                    with contextlib.suppress(OSError):
                        send(stdin, {"next": True})
            self.n_requests += 1
        finally:
            if not ended:
                self.close()

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    with contextlib.suppress(OSError):
                        stream.close()

    def __del__(self) -> None:
        with contextlib.suppress(Exception):
            self.close()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._said.seek(0)
            self._said.truncate()
            self.n_requests = 0
            self._process = subprocess.Popen(
                [sys.executable, "-m", "zongjie.reading.worker", str(self._limits.read_megabytes)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._said,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
            self._watch = _Watch(self._process, self._limits.read_seconds * CLOCK_FACTOR)
        return self._process

    def _receive(self, stream: Any) -> dict[str, Any] | None:
        assert self._watch is not None
        with self._watch:
            return receive(stream)

    def _died(self, process: subprocess.Popen[bytes]) -> WorkerDied:
        status = process.wait()
        size = self._said.seek(0, os.SEEK_END)
        self._said.seek(max(0, size - 4000))
        said = self._said.read().decode("utf-8", "replace")
        too_late = self._watch is not None and self._watch.killed
        if too_late or status == -getattr(signal, "SIGPROF", 0):
            seconds = self._limits.read_seconds
            return WorkerDied("timeout", f"not read within {seconds:g} s: raise read_seconds")
        killed = status == -getattr(signal, "SIGKILL", 0)
        if killed or any(mark in said for mark in _OUT_OF_MEMORY):
            return out_of_memory(self._limits)
        last = (said.strip().splitlines() or [""])[-1][:200]
        how = f"signal {-status}" if status < 0 else f"status {status}"
        return WorkerDied("broken", f"its reader crashed ({how}{': ' + last if last else ''})")


class _Watch:
    """Kills a process that leaves one waiting too long, from a thread that ends with it."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self._process = process
        self._seconds = seconds
        self._deadline: float | None = None
        self.killed = False
        threading.Thread(target=self._look, daemon=True).start()

    def __enter__(self) -> None:
        self._deadline = time.monotonic() + self._seconds

    def __exit__(self, *_: object) -> None:
        self._deadline = None

    def _look(self) -> None:
        while self._process.returncode is None:
            time.sleep(min(_LOOK_SECONDS, self._seconds / 4))
            deadline = self._deadline
            if deadline is not None and time.monotonic() > deadline:
                self.killed = True
                self._process.kill()
                return


def out_of_memory(limits: Limits) -> WorkerDied:
    """What a file ends as whose reader wants more memory than it may have."""
    megabytes = limits.read_megabytes
    return WorkerDied("memory", f"not read within {megabytes} MiB of memory: raise read_megabytes")
