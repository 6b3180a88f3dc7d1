"""The engine of a cluster: the same stages, run by Ray Data on whatever machines Ray has.

Tasks go out in waves, each a data set of calls; what they give comes back in blocks as it is made.
The store and the tables stay where the run was started. Ray starts a call anew whose machine is
lost.
"""

from __future__ import annotations

import logging
import pickle
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from zongjie.archive.engine import DONE, Died, Function, Task
from zongjie.archive.errors import ArchiveError

WAVE = 64  # tasks a worker in one data set


class RayEngine:
    """Processes of a Ray cluster: the one that `ray.init` finds, or else this machine.

    Args:
        workers: most tasks at a time; one a processor of the cluster if None.

    Raises:
        ArchiveError: Ray isn't installed, or no cluster answers.
    """

    def __init__(self, workers: int | None = None) -> None:
        try:
            import ray
            import ray.data
        except ImportError as error:
            raise ArchiveError("the engine ray needs Ray: pip install 'zongjie[ray]'") from error
        self._opened = not ray.is_initialized()
        if self._opened:
            try:
                ray.init(logging_level=logging.ERROR, log_to_driver=False)
            except (ConnectionError, RuntimeError) as error:
                raise ArchiveError(f"no Ray cluster: {error}; check RAY_ADDRESS") from error
        context = ray.data.DataContext.get_current()
        context.enable_progress_bars = False
        context.print_on_execution_start = False
        logging.getLogger("ray.data").setLevel(logging.ERROR)
        self._n_workers = workers or int(ray.cluster_resources().get("CPU", 1))

    @property
    def n_workers(self) -> int:
        return self._n_workers

    def run(self, function: Function, tasks: Iterable[Task]) -> Iterator[tuple[int, Any]]:
        """Call a generator function for each task; see `Engine.run`."""
        import ray.data

        tasks = iter(tasks)
        while wave := list(islice(tasks, WAVE * self._n_workers)):
            calls = [
                {"number": number, "call": pickle.dumps((function, arguments))}
                for number, arguments in wave
            ]
            answers = ray.data.from_items(calls, override_num_blocks=len(calls)).map_batches(
                answer_calls,  # pyright: ignore[reportArgumentType]
                batch_size=1,
                num_cpus=1,
                concurrency=min(self._n_workers, len(calls)),
            )
            for row in answers.iter_rows():
                yield row["number"], pickle.loads(row["answer"])

    def close(self) -> None:
        """Leave the cluster, if it was joined here."""
        if self._opened:
            import ray

            ray.shutdown()


def answer_calls(batch: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Run the call of a batch; what Ray's workers do."""
    for number, call in zip(batch["number"].tolist(), batch["call"].tolist(), strict=True):
        function, arguments = pickle.loads(call)
        try:
            for item in function(*arguments):
                yield {"number": [number], "answer": [pickle.dumps(item)]}
            last: Any = DONE
        except Exception as error:
            last = Died(f"{type(error).__name__}: {error}", True, _known(error))
        yield {"number": [number], "answer": [pickle.dumps(last)]}


def _known(error: Exception) -> Exception:
    """An error that can be sent, as it is where it can be."""
    try:
        return pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(str(error))
