"""What `zongjie view` does: a file of any format to a page."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NamedTuple

from zongjie.cli import InputError, read_text

SEVERAL = "label it as an archive: zongjie label {name} -o out --html pages"


class Source(NamedTuple):
    """A text, what it is called, and what could not be read of it."""

    text: str
    title: str | None
    file: str
    note: str | None = None


def view_file(name: str, output: str | None = None, model: str | None = None) -> Path:
    """Label a report and write its page.

    Args:
        name: a file of any format that `zongjie.reading` reads, or - for text on standard input.
        output: the page; the file's name and .html, in the current folder, if None.
        model: folder of a bundle; the one inside the package if None.

    Returns:
        Where the page lies.

    Raises:
        InputError: the file can't be read or holds several reports, or the page can't be written
            or would overwrite the file.
        BundleError: the bundle can't be used.
    """
    found = read_source(name)
    path = Path(output or f"{Path(found.file).name or 'report'}.html")
    if os.path.exists(found.file) and path.exists() and path.samefile(found.file):
        raise InputError(f"{path}: is the report itself; name another page by -o")
    if found.note:
        print(f"zongjie: {name}: {found.note}", file=sys.stderr)
    from zongjie.classifier import Classifier
    from zongjie.pages import render_page, view_of_report

    report = Classifier(model).classify(found.text)
    page = render_page(view_of_report(report, found.title, found.file))
    try:
        path.write_text(page, encoding="utf-8", newline="\n")
    except OSError as error:
        raise InputError(f"{path}: can't be written: {error.strerror}") from error
    return path


def read_source(name: str) -> Source:
    """The one report that a file holds.

    Raises:
        InputError: there is no such file, it holds no text, or several reports.
    """
    if name == "-":
        return Source(read_text(name), None, "")
    from zongjie.reading import Failure, find_files, read_file

    if Path(name).is_dir():
        raise InputError(f"{name}: is a folder; {SEVERAL.format(name=name)}")
    documents = []
    for found in find_files([name]):
        for document in [found] if isinstance(found, Failure) else read_file(found):
            if isinstance(document, Failure):
                raise InputError(f"{name}: {document.message}")
            documents.append(document)
            if len(documents) > 1:
                raise InputError(f"{name}: holds several reports; {SEVERAL.format(name=name)}")
    if not documents:
        raise InputError(f"{name}: holds no report; name a file with text in it")
    return Source(documents[0].text, documents[0].title, name, documents[0].note)
