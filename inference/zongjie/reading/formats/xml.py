"""XML of documents, by lxml: no entities, no document types, nothing fetched."""

from __future__ import annotations

import contextlib
import zipfile
from collections.abc import Iterator, Sequence
from typing import IO, Any

from zongjie.reading.failing import ReadFailure, broken
from zongjie.reading.limits import Limits, too_large
from zongjie.reading.signatures import ZIP_ERRORS

Element = Any  # of lxml, which has no types

_BOMB_BYTES = 16 << 20  # unpacked before a ratio is held against a document
_XML_FACTOR = 4  # markup to text, as much as is allowed for
_SAFE = {
    "resolve_entities": False,
    "load_dtd": False,
    "no_network": True,
    "remove_comments": True,
    "remove_pis": True,
}


def local(element: Element) -> str:
    """An element's name without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: Element | None, name: str) -> str | None:
    """The value of an attribute, in any namespace."""
    if element is not None:
        for key, value in element.attrib.items():
            if key.rpartition("}")[2] == name:
                return value
    return None


def child(element: Element | None, *names: str) -> Element | None:
    """The element that a path of local names leads to, its first match at each step."""
    for name in names:
        if element is None:
            return None
        element = next((inner for inner in element if local(inner) == name), None)
    return element


def parse(stream: IO[bytes]) -> Element:
    """The root of a whole XML document.

    Raises:
        ReadFailure: it is damaged, or declares entities.
    """
    import lxml.etree as etree

    try:
        root = etree.parse(stream, etree.XMLParser(**_SAFE)).getroot()
    except (etree.LxmlError, ValueError) as error:
        raise broken("XML", error) from error
    _check_type(root)
    return root


def blocks(stream: IO[bytes], parent: str) -> Iterator[Element]:
    """Each child of the elements with a local name.

    A child is dropped once it has been handed out: a long document is never whole in memory.

    Raises:
        ReadFailure: it is damaged, or declares entities.
    """
    import lxml.etree as etree

    checked = False
    try:
        for _, element in etree.iterparse(stream, events=("end",), **_SAFE):
            if not checked:
                _check_type(element)
                checked = True
            holder = element.getparent()
            if holder is not None and local(holder) == parent:
                yield element
                holder.remove(element)
    except (etree.LxmlError, ValueError) as error:
        raise broken("XML", error) from error


def parse_members(archive: zipfile.ZipFile, names: Sequence[str], limits: Limits) -> list[Element]:
    """Roots of those members that are there and whole: the text is worth having without them."""
    roots = []
    for name in names:
        with contextlib.suppress(ReadFailure, *ZIP_ERRORS):
            roots.append(parse(open_member(archive, name, limits)))
    return roots


def _check_type(element: Element) -> None:
    """Refuse a document type: documents have none, attacks by entities need one."""
    if element.getroottree().docinfo.doctype:
        why = "its XML declares a document type or entities, as an attack does: save it anew"
        raise ReadFailure("broken", why)


def open_member(archive: zipfile.ZipFile, name: str, limits: Limits) -> IO[bytes]:
    """A member of a document that is a zip.

    Raises:
        ReadFailure: it is missing, too large or a bomb.
    """
    try:
        member = archive.getinfo(name)
        if member.file_size > max(_BOMB_BYTES, limits.max_archive_ratio * member.compress_size):
            raise ReadFailure("bomb", f"{name} in it unpacks to far more than it holds")
        if member.file_size > _XML_FACTOR * limits.max_file_bytes:
            raise ReadFailure("too large", too_large(member.file_size, limits))
        return archive.open(member)
    except KeyError:
        raise broken("document", f"no {name} in it") from None
    except ZIP_ERRORS as error:
        raise broken("document", error) from error
