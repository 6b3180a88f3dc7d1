"""The process that reads: `python -m zongjie.reading.worker MEGABYTES`, driven by `processes`.

Reads requests from standard input and answers on standard output, one at a time. The system ends
it where it takes more processor time or memory than allowed; the other side sees that.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from zongjie.reading.failing import ReadFailure
from zongjie.reading.frames import receive, send
from zongjie.reading.limits import MIB, Limits


def main() -> None:
    """Answer requests until standard input ends."""
    requests, answers = _take_over_standard_streams()
    _limit_memory(int(sys.argv[1]))
    while request := receive(requests):
        limits = Limits(**request["limits"])
        steps = _steps(request, limits)
        while True:
            _limit_time(limits.read_seconds)
            try:
                answer = next(steps, None) or {"end": True}
            except ReadFailure as failure:
                answer = _failed(failure.reason, failure.message) | {"record": failure.record}
            except MemoryError:
                _limit_time(0)
                sys.exit("MemoryError")
            except Exception as error:  # whatever a library makes of a hostile file
                detail = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
                answer = _failed("broken", f"can't be read ({detail}): open and save it anew")
            _limit_time(0)
            send(answers, answer)
            if "end" in answer:
                break
            if request.get("waits") and receive(requests) is None:
                return


def _failed(reason: str, message: str) -> dict[str, Any]:
    return {"end": True, "reason": reason, "message": message}


def _steps(request: dict[str, Any], limits: Limits) -> Iterator[dict[str, Any]]:
    path = Path(request["path"])
    if request["task"] == "unpack":
        from zongjie.reading.unpacking import unpack

        return unpack(path, request["name"], request["spool"], request["allowed"])
    from zongjie.reading.formats import read_parts

    return read_parts(path, request["name"], limits)


def _take_over_standard_streams() -> tuple[BinaryIO, BinaryIO]:
    """Requests and answers, out of reach of libraries that print."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.close(nothing)
    return requests, answers


def _limit_memory(megabytes: int) -> None:
    if sys.platform == "linux":
        import resource

        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        soft = megabytes * MIB if hard < 0 else min(megabytes * MIB, hard)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_time(seconds: float) -> None:
    """End this process by SIGPROF once it has computed so long; 0: no more."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_PROF, seconds)


if __name__ == "__main__":
    main()
