"""A process that runs stages for another: calls come in by standard input, answers go out.

Started by `subprocess`, so a script that labels an archive needs no `if __name__ == "__main__"`,
and in a session of its own, so that Ctrl-C stops the run and not a file half read. It ends when
the process that started it does.
"""

from __future__ import annotations

import os
import pickle
import sys
import traceback
from typing import Any, BinaryIO

ITEM, END, ERROR = "item", "end", "error"


def serve() -> None:
    """Answer calls until there are no more."""
    calls, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)  # what libraries print is no answer
    while True:
        try:
            function, arguments = pickle.load(calls)
        except EOFError:
            return
        try:
            for item in function(*arguments):
                answer(answers, ITEM, item)
            answer(answers, END, None)
        except BrokenPipeError:
            os._exit(1)  # nobody waits for it
        except Exception as error:
            answer(answers, ERROR, _portable(error))


def answer(stream: BinaryIO, kind: str, value: Any) -> None:
    """Write an answer."""
    pickle.dump((kind, value), stream, pickle.HIGHEST_PROTOCOL)
    stream.flush()


def _portable(error: Exception) -> Exception:
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError("".join(traceback.format_exception(error)))
    return error


if __name__ == "__main__":
    sys.exit(serve())
