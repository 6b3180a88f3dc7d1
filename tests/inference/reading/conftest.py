"""Reading one file or folder, as a test wants it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from zongjie.reading import Document, Failure, Limits, Reader, find_files

Read = Callable[..., list[Document | Failure]]


@pytest.fixture(scope="session")
def reader() -> Iterator[Reader]:
    with Reader() as reader:
        yield reader


@pytest.fixture(scope="session")
def read(reader: Reader) -> Read:
    """All that a source holds, failures to find included."""

    def read(source: Path, limits: Limits | None = None) -> list[Document | Failure]:
        given: list[Document | Failure] = []
        for found in find_files([source], limits):
            given.extend([found] if isinstance(found, Failure) else reader.read(found))
        return given

    return read


@pytest.fixture
def read_bytes(read: Read, tmp_path: Path) -> Callable[[bytes, str], Document | Failure]:
    """The one thing that a file of these bytes gives."""

    def read_bytes(data: bytes, name: str = "file") -> Document | Failure:
        path = tmp_path / name
        path.write_bytes(data)
        (given,) = read(path)
        return given

    return read_bytes
