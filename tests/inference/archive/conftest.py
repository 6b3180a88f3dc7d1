"""A small archive, and engines that work in this process."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from zongjie.archive.engine import DONE, Function, Task
from zongjie.archive.labeller import label_archive
from zongjie.archive.schema import TABLES
from zongjie.archive.summary import Summary
from zongjie.archive.tables import read_rows

TITLES = ("青山镇2023年环境整治工作总结", "石桥街道2022年垃圾分类工作小结", "柳湾社区防汛工作汇报")


def invent_report(number: int) -> str:
    """A report that is like no other number's."""
    chance = random.Random(number)
    words = "加强网格化管理落实责任到人清运垃圾硬化路面经费不足继续推进组织培训排查隐患走访群众"
    lines = [TITLES[number % 3].replace("20", f"{number}20")]
    for heading in ("一、主要做法", "二、取得的成效", "三、存在的问题", "四、下一步打算"):
        lines.append(heading)
        lines += ["".join(chance.choices(words, k=24)) + "。" for _ in range(2)]
    return "\n".join(lines)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Files, a zip, a collection, duplicates, and what can't be read."""
    folder = tmp_path / "source"
    (folder / "2023").mkdir(parents=True)
    for number in range(4):
        text = invent_report(number)
        encoding = ("utf-8", "gb18030", "utf-8-sig", "utf-16")[number]
        (folder / "2023" / f"报告{number}.txt").write_bytes(text.encode(encoding))
    near = invent_report(1).replace("。", "。全年如此。", 1)
    (folder / "a.txt").write_text(near + invent_report(1)[30:], encoding="utf-8")
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        made.writestr("甲.txt", invent_report(2))
        made.writestr("乙.txt", "\n".join(map(invent_report, (5, 6, 0))))
    (folder / "z.zip").write_bytes(held.getvalue())
    (folder / "坏.docx").write_bytes(b"PK\x03\x04 not a zip")
    (folder / "空.txt").write_bytes(b"")
    return folder


class HereEngine:
    """Runs tasks in this process, one after the other."""

    n_workers = 1

    def run(self, function: Function, tasks: Iterable[Task]) -> Iterator[tuple[int, Any]]:
        for number, arguments in self.order(tasks):
            for item in function(*arguments):
                yield number, item
            yield number, DONE

    def order(self, tasks: Iterable[Task]) -> Iterable[Task]:
        return tasks

    def close(self) -> None:
        pass


class ShuffledEngine(HereEngine):
    """The same in an order of its own."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def order(self, tasks: Iterable[Task]) -> Iterable[Task]:
        held = list(tasks)
        random.Random(self._seed).shuffle(held)
        return held


class Killed(Exception):
    """Stands for a kill: what was not committed is lost."""


class StoppedEngine(HereEngine):
    """Is killed after so many answers."""

    def __init__(self, n_answers: int) -> None:
        self._n_left = n_answers

    def run(self, function: Function, tasks: Iterable[Task]) -> Iterator[tuple[int, Any]]:
        for answer in super().run(function, tasks):
            if self._n_left == 0:
                raise Killed("killed")
            self._n_left -= 1
            yield answer


Label = Callable[..., Summary]


@pytest.fixture
def label(monkeypatch: pytest.MonkeyPatch, tiny_bundle: Path) -> Label:
    """`label_archive` with the tiny model and, unless one is named, an engine of this process."""

    def run(source: Any, out: Path, engine: Any = None, **options: Any) -> Summary:
        sources = source if isinstance(source, list) else [source]
        options = {"model": tiny_bundle, **options}
        if isinstance(engine, str):
            return label_archive(sources, out, engine=engine, **options)
        with monkeypatch.context() as patched:
            chosen = engine or HereEngine()
            patched.setattr("zongjie.archive.labeller.open_engine", lambda *_: chosen)
            return label_archive(sources, out, **options)

    return run


def tables_of(out: Path) -> dict[str, list[dict[str, Any]]]:
    """All rows, less what a clock says."""
    tables = {table: list(read_rows(out, table)) for table in TABLES}
    for row in tables["files"]:
        del row["seconds"]
    return tables


@pytest.fixture
def read_all() -> Callable[[Path], dict[str, list[dict[str, Any]]]]:
    return tables_of


@pytest.fixture
def engines() -> dict[str, Any]:
    return {"here": HereEngine, "shuffled": ShuffledEngine, "stopped": StoppedEngine}


@pytest.fixture
def killed() -> type[Exception]:
    return Killed


@pytest.fixture
def invent() -> Callable[[int], str]:
    return invent_report
