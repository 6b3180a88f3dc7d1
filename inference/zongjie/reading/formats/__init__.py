"""Readers of formats, one a module; the format of a file is told by what is in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

from zongjie.reading.failing import ReadFailure
from zongjie.reading.formats.parts import Part
from zongjie.reading.formats.recognising import recognise
from zongjie.reading.limits import Limits, too_large

Read = Callable[[Path, Limits], Iterator[Part | dict[str, Any]]]

_READERS = {
    "csv": ("tables", "read_csv"),
    "doc": ("binaryword", "read_doc"),
    "docx": ("wordprocessing", "read_docx"),
    "fodt": ("opendocument", "read_fodt"),
    "html": ("hypertext", "read_html"),
    "json": ("tables", "read_json"),
    "jsonl": ("tables", "read_jsonl"),
    "md": ("plain", "read_md"),
    "mhtml": ("hypertext", "read_mhtml"),
    "odt": ("opendocument", "read_odt"),
    "pdf": ("pages", "read_pdf"),
    "rtf": ("richtext", "read_rtf"),
    "txt": ("plain", "read_txt"),
    "wordml": ("wordprocessing", "read_wordml"),
    "xlsx": ("tables", "read_workbook"),
}
NO_TEXT = "no text in it: if it shows some, print it to a PDF"
_OF_ANY_SIZE = ("csv", "jsonl")
_UNWRITABLE = re.compile("[\0\ud800-\udfff]")


def read_parts(path: Path, name: str, limits: Limits) -> Iterator[dict[str, Any]]:
    """Read a file; yield the fields of `Document` less `origin`, or those of a row's `Failure`.

    Args:
        path: where its bytes lie.
        name: what it is called; its suffix settles what the content leaves open.
        limits: how large it may be.

    Raises:
        ReadFailure: it can't be read.
    """
    if path.stat().st_size == 0:
        raise ReadFailure("empty", "no bytes in it: look for another copy")
    kind = recognise(path, name)
    if kind not in _OF_ANY_SIZE and path.stat().st_size > limits.max_file_bytes:
        raise ReadFailure("too large", too_large(path.stat().st_size, limits))
    module, function = _READERS[kind]
    read: Read = getattr(import_module(f"{__name__}.{module}"), function)
    for part in read(path, limits):
        if not isinstance(part, Part):
            yield part
        elif part.text.strip():
            yield asdict(part) | {"text": _UNWRITABLE.sub(_writable, part.text)}
        else:
            yield {"reason": "empty", "message": NO_TEXT, "record": part.record}


def _writable(found: re.Match[str]) -> str:
    return "" if found.group() == "\0" else "\ufffd"
