"""Messages between this process and those that read: a length, then JSON."""

from __future__ import annotations

import json
import struct
from typing import Any, BinaryIO

_LENGTH = struct.Struct("<I")


def send(stream: BinaryIO, message: dict[str, Any]) -> None:
    """Write a message; any str is kept, lone surrogates of odd file names too."""
    body = json.dumps(message, ensure_ascii=False).encode("utf-8", "surrogatepass")
    stream.write(_LENGTH.pack(len(body)))
    stream.write(body)
    stream.flush()


def receive(stream: BinaryIO) -> dict[str, Any] | None:
    """The next message, None where the other side has ended."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    body = stream.read(length)
    return json.loads(body.decode("utf-8", "surrogatepass")) if len(body) == length else None
