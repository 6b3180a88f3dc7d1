"""What the reader of a format gives."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """A document but for its origin; see `zongjie.reading.Document`."""

    text: str
    format: str
    encoding: str | None = None
    title: str | None = None
    record: int | None = None
    note: str | None = None
