"""HTML: the main text of a page, all of a document that was saved as one.

1. The bytes tell the encoding, whatever the page declares.
2. A page whose text is mostly links, or that has menus, is cut down to its main text by
   trafilatura; one without is taken whole, so that nothing of it is lost.
3. Blocks become lines, rows lines of cells; items of numbered lists get their numbers back.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from zongjie.reading.encodings import decode
from zongjie.reading.failing import ReadFailure, broken
from zongjie.reading.formats.markup import WHITE, to_text
from zongjie.reading.formats.parts import Part
from zongjie.reading.limits import Limits
from zongjie.text.titles import names_report

_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_STOP = re.compile("[。；！？]")
_TAG = re.compile(r"<[^<>]*>")
_NO_TEXT = re.compile(r"<(script|style|head)\b.*?</\1\s*>|<!--.*?-->", re.S | re.I)
_SITE = re.compile(r"\s*[_|–—]\s*|\s+-\s+|-(?=[^-]*网\Z)")
_LINK_SHARE = 0.06  # of the characters; a document saved as HTML has hardly any
_LINKS = 5
_MAIN_SHARE = 0.8  # of the prose; less, and trafilatura has lost some
_NEAR_TOP = 8  # lines


def read_html(path: Path, _limits: Limits) -> Iterator[Part]:
    """A line for each block of the main text."""
    yield _part(path.read_bytes(), "html")


def read_mhtml(path: Path, _limits: Limits) -> Iterator[Part]:
    """The page in a web archive, as Word and browsers save it."""
    import email
    import email.policy

    message = email.message_from_bytes(path.read_bytes().lstrip(), policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            data = part.get_payload(decode=True)
            if isinstance(data, bytes):
                yield _part(data, "mhtml")
                return
    raise broken("web archive", "no page in it")


def _part(data: bytes, form: str) -> Part:
    source, encoding, note = decode(data)
    source = _DECLARATION.sub("", source.lstrip("\ufeff"))
    tree = _parsed(source)
    titles = list(_titles(tree))
    text = _main_text(tree, source) or _stripped(source)
    return Part(_with_title(text, titles), form, encoding, next(iter(titles), None), note=note)


def without_tags(text: str) -> str:
    """All text of a piece of HTML, as tables from web sites hold it.

    Example:
        >>> without_tags("<p>一、做法</p><p>修路&nbsp;3公里。</p>")
        '一、做法\\n修路 3公里。'
    """
    with contextlib.suppress(ReadFailure):
        return to_text(_parsed(text)) or _stripped(text)
    return _stripped(text)


def _parsed(source: str) -> Any:
    import lxml.html
    from lxml.etree import LxmlError

    try:
        parser = lxml.html.HTMLParser(huge_tree=True)  # else it drops what is nested deeply
        return lxml.html.document_fromstring(source, parser=parser)
    except (LxmlError, ValueError, AssertionError) as error:
        raise broken("HTML", error) from error


def _main_text(tree: Any, source: str) -> str:
    whole = to_text(tree)
    links = [WHITE.sub("", link.text_content()) for link in tree.iter("a") if link.get("href")]
    n_linked = sum(map(len, links))
    n_characters = len(WHITE.sub("", whole))
    n_prose = _n_prose(whole)
    if len(links) < _LINKS or n_linked < _LINK_SHARE * n_characters or not n_prose:
        return whole
    from trafilatura import bare_extraction

    for precise in (True, False):
        found: Any = bare_extraction(
            source, favor_precision=precise, include_comments=False, include_tables=True,
            with_metadata=False,
        )  # fmt: skip
        body = getattr(found, "body", None)
        text = to_text(body) if body is not None else ""
        if text and _n_prose(text) >= _MAIN_SHARE * n_prose:
            return text
    return whole


def _stripped(source: str) -> str:
    """What stands outside of tags, where the parser gave up, as on what nests too deeply."""
    text = _TAG.sub("\n", _NO_TEXT.sub("", source))
    return "\n".join(stripped for line in text.split("\n") if (stripped := line.strip()))


def _n_prose(text: str) -> int:
    """Characters of lines that hold sentences."""
    return sum(len(WHITE.sub("", line)) for line in text.split("\n") if _STOP.search(line))


def _titles(tree: Any) -> Iterator[str]:
    """What the page calls its article: a meta element, its only h1, or its title."""
    for meta in tree.iter("meta"):
        if (meta.get("name") or meta.get("property") or "").lower() in ("articletitle", "og:title"):
            yield WHITE.sub(" ", meta.get("content") or "").strip()
    headings = [WHITE.sub(" ", heading.text_content()).strip() for heading in tree.iter("h1")]
    if len(headings) == 1:
        yield headings[0]
    for title in tree.iter("title"):
        parts = [part.strip() for part in _SITE.split(title.text_content())]
        yield next((part for part in parts if names_report(part, 0, len(part))), parts[0])
        break


def _with_title(text: str, titles: list[str]) -> str:
    """The text, its title before it where the page has it outside of the main text."""
    top = WHITE.sub("", "\n".join(text.split("\n")[:_NEAR_TOP]))
    for title in titles:
        if WHITE.sub("", title) in top:
            return text
    title = next((t for t in titles if t and names_report(t, 0, len(t))), None)
    return f"{title}\n{text}" if title else text
