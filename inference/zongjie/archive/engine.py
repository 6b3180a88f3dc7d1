"""What runs the stages of an archive: a function, many tasks, answers as they come.

Knows nothing of reports. The stages store what they are answered; so engines may answer in any
order, and the tables are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from zongjie.archive.errors import ArchiveError

Function = Callable[..., Iterator[Any]]
Task = tuple[int, tuple[Any, ...]]
"""The number of a task, and the arguments of its call."""


@dataclass(frozen=True, slots=True)
class Done:
    """A task gave all that it has."""


@dataclass(frozen=True, slots=True)
class Died:
    """A task's process ended, or its function raised: what it gave is void.

    Attributes:
        message: what happened.
        last: it is not tried again.
        error: what its function raised, None where the process ended.
    """

    message: str
    last: bool
    error: Exception | None = None


DONE = Done()


class Engine(Protocol):
    """Runs a function over tasks in other processes."""

    @property
    def n_workers(self) -> int:
        """How many tasks run at a time."""
        ...

    def run(self, function: Function, tasks: Iterable[Task]) -> Iterator[tuple[int, Any]]:
        """Call a generator function for each task.

        Tasks are taken only as there is room for them, and what they give is asked for at once.

        Yields:
            The number of a task with an item that it gave, `DONE`, or `Died`.
        """
        ...

    def close(self) -> None:
        """End its processes."""
        ...


ENGINES = ("local", "ray")


def open_engine(name: str, workers: int | None) -> Engine:
    """An engine by name.

    Args:
        name: one of `ENGINES`.
        workers: processes that work at a time; one a core of this machine, or as many as the
            cluster has, if None.

    Raises:
        ArchiveError: there is no such engine, or no such number of workers.
    """
    if workers is not None and workers < 1:
        raise ArchiveError(f"{workers} workers can't label anything; give 1 or more")
    if name == "local":
        from zongjie.archive.pool import LocalEngine
        from zongjie.hardware import count_cores

        return LocalEngine(workers or count_cores())
    if name == "ray":
        from zongjie.archive.cluster import RayEngine

        return RayEngine(workers)
    raise ArchiveError(f"no engine {name!r}; take one of {', '.join(ENGINES)}")
