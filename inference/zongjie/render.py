"""A labelled report for people: Markdown, or lines for a terminal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from zongjie.labels import LabelSet
from zongjie.report import Report

BOLD, DIM, RESET = "\x1b[1m", "\x1b[2m", "\x1b[0m"
COLOURS = {
    "measure": "\x1b[34m",
    "achievement": "\x1b[32m",
    "problem": "\x1b[31m",
    "plan": "\x1b[35m",
    "other": "\x1b[90m",
}
MORE_COLOURS = ("\x1b[36m", "\x1b[33m", "\x1b[34m", "\x1b[32m", "\x1b[31m", "\x1b[35m")

_BREAK = re.compile(r"\s*[\r\n\v\f\x85\u2028\u2029]+\s*")
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")  # would move a terminal's cursor
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|#])")


def one_line(text: str) -> str:
    """A sentence on one line: line breaks within it go, control characters become U+FFFD."""
    return _UNSAFE.sub("\ufffd", _BREAK.sub("", text))


def render_markdown(report: Report) -> str:
    """A heading for each section, with the heading that opens it, and an item for each sentence."""
    names = dict(zip(report.labels.members(), report.labels.chinese, strict=True))
    blocks = []
    for section in report.sections:
        title = f"## {names[section.label]}"
        if section.heading is not None:
            title += f"：{_escape(section.heading)}"
        listed = section.sentences if section.heading is None else section.sentences[1:]
        items = [f"- **{names[s.label]}** {_escape(s.text)}" for s in listed]
        blocks.append("\n".join([title, "", *items]).rstrip() + "\n")
    return "\n".join(blocks)


def _escape(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", one_line(text))


def render_terminal(report: Report, colour: bool) -> Iterator[str]:
    """Lines for a terminal, without line breaks.

    A section opens with its label and score; each sentence follows with its role and score, in
    the colour of the role, headings in bold.
    """
    names = dict(zip(report.labels.members(), report.labels.chinese, strict=True))
    colours = label_colours(report.labels) if colour else dict.fromkeys(report.labels.names, "")
    bold, dim, reset = (BOLD, DIM, RESET) if colour else ("", "", "")
    width = max(map(_width, report.labels.chinese))
    for index, section in enumerate(report.sections):
        if index:
            yield ""
        head = f"{bold}{colours[section.label]}■ {names[section.label]}{reset}"
        yield f"{head} {dim}{section.score:.2f}{reset}"
        for sentence in section.sentences:
            name = names[sentence.label]
            name += " " * (width - _width(name))
            yield (
                f"  {colours[sentence.label]}{name}{reset} {dim}{sentence.score:.2f}{reset} "
                f"{bold if sentence.heading else ''}{one_line(sentence.text)}"
                f"{reset if sentence.heading else ''}"
            )


def label_colours(labels: LabelSet) -> dict[str, str]:
    """The terminal colour of each label; those of own label sets take turns."""
    return {
        name: COLOURS.get(name) or MORE_COLOURS[i % len(MORE_COLOURS)]
        for i, name in enumerate(labels.names)
    }


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
