from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter

import pool_tasks
import pytest

from zongjie.archive.engine import DONE, Died
from zongjie.archive.pool import LocalEngine


@pytest.fixture
def engine():
    opened = LocalEngine(2)
    yield opened
    opened.close()


def test_all_that_tasks_give_comes_back_under_their_number_and_in_their_order(engine):
    answers = list(engine.run(pool_tasks.count_up, ((n, (n,)) for n in range(20))))
    for number in range(20):
        assert [item for n, item in answers if n == number] == [*range(number), DONE]


def test_tasks_are_taken_only_as_there_is_room(engine):
    taken = Counter()

    def tasks():
        for number in range(1000):
            taken["n"] += 1
            yield number, (1,)

    answers = engine.run(pool_tasks.count_up, tasks())
    for _ in range(4):
        next(answers)
    assert taken["n"] <= 10
    answers.close()


def test_a_process_that_ends_is_started_again_and_its_task_tried_once_more(engine, tmp_path):
    tasks = [(0, (str(tmp_path / "marker"),)), (1, (str(tmp_path / "other"),))]
    answers = list(engine.run(pool_tasks.die_once, tasks))
    for number in (0, 1):
        mine = [item for n, item in answers if n == number]
        assert isinstance(mine[1], Died) and not mine[1].last and "signal 9" in mine[1].message
        assert mine[0] == "first" and mine[2:] == ["first", "second", DONE]


def test_a_task_that_always_ends_its_process_is_given_up_and_the_rest_goes_on(engine):
    answers = list(engine.run(pool_tasks.die_if, [(0, (True,)), (1, (False,)), (2, (False,))]))
    assert [item.last for n, item in answers if n == 0] == [False, True]
    assert [item for n, item in answers if n > 0] == [DONE, DONE]


def test_what_a_function_raises_comes_back_as_it_was(engine):
    (number, died), *_ = engine.run(pool_tasks.fail, [(7, ("so it is",))])
    assert number == 7 and died.last
    assert isinstance(died.error, ValueError) and died.message == "ValueError: so it is"


def test_what_a_library_prints_is_no_answer(engine):
    assert list(engine.run(pool_tasks.print_much, [(0, ())])) == [(0, "answer"), (0, DONE)]


@pytest.mark.skipif(not os.path.isdir("/proc"), reason="looks processes up in /proc")
def test_workers_end_when_the_process_that_started_them_is_killed():
    code = (
        "import pool_tasks; from zongjie.archive.pool import LocalEngine\n"
        "for _, pid in LocalEngine(1).run(pool_tasks.tell_pid, [(0, ())]): print(pid, flush=True)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    parent = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert parent.stdout is not None
    worker = int(parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    until = time.monotonic() + 20
    while _runs(worker) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _runs(worker)


def _runs(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
