"""A report as HTML: a page of its own, a page of an archive, or part of a notebook."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from zongjie.pages.layout import Piece, lay_out, safe_text, shown_text
from zongjie.pages.palette import looks_of
from zongjie.pages.rendering import palette_css, render, scope_of, script_hash, source
from zongjie.pages.view import Mark, View

STYLES = ("text.css", "page.css")
LINKED_POLICY = (
    "default-src 'none'; style-src 'self' file: 'unsafe-inline'; script-src 'self' file:"
)
SCRIPTS = ("theme.js", "make.js", "card.js", "reading.js", "correcting.js")


def render_page(view: View) -> str:
    """A page that stands alone: styles and script inside, nothing loaded.

    Args:
        view: the report.

    Guarantees:
        Text of the report stands there as text, whatever it holds. A policy in the page lets no
        script run but its own.
    """
    script = source(*SCRIPTS)
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src '{script_hash(script)}'"
    return render(
        "report.html",
        style=palette_css(view.labels) + source(*STYLES),
        script=script,
        policy=policy,
        assets=None,
        **_values(view),
    )


def render_linked_page(view: View, assets: str, home: str) -> str:
    """A page of an archive: styles and script lie in the folder `assets`, `home` is the index."""
    return render(
        "report.html",
        assets=assets,
        home=home,
        policy=LINKED_POLICY,
        **_values(view),
    )


def render_fragment(view: View) -> str:
    """The report for a notebook: without script, with rules that reach nothing outside it."""
    style = palette_css(view.labels) + source("text.css", "embed.css")
    return render("embed.html", style=style, **_values(view))


def _values(view: View) -> dict[str, Any]:
    looks = looks_of(view.labels)
    counts = Counter(mark.label for mark in view.marks)
    total = max(1, len(view.marks))
    sections = lay_out(view)
    return {
        "view": view,
        "looks": looks,
        "scope": scope_of(view.labels),
        "sections": sections,
        "n_reports": sum(section.opens_report for section in sections),
        "counts": [counts[look.index] for look in looks],
        "shares": [counts[look.index] / total for look in looks],
        "tip": lambda mark: _tip(view, mark),
        "data": lambda mark: _data(view, mark),
        "exact": _exact,
        "page_data": {
            "labels": [
                {"name": look.name, "chinese": look.chinese, "tag": look.tag} for look in looks
            ],
            "rest": view.labels.index(view.labels.other),
            "source": {
                k: safe_text(v) if isinstance(v, str) else v for k, v in view.source.items()
            },
            "sections": [[block.label, round(block.score, 4)] for block in view.blocks],
        },
    }


def _tip(view: View, mark: Mark) -> str:
    names = view.labels.chinese
    tip = f"{names[mark.label]} {mark.score:.2f}"
    if mark.next_label is not None:
        tip += f" · 其次 {names[mark.next_label]} {mark.next_score:.2f}"
    return tip


def _data(view: View, mark: Mark) -> str:
    """What the script is told of a sentence: start, end, label, score, next label, its score."""
    following = -1 if mark.next_label is None else mark.next_label
    return (
        f"{mark.start + view.offset} {mark.end + view.offset} {mark.label} {mark.score:.4f} "
        f"{following} {mark.next_score:.4f}"
    )


def _exact(piece: Piece) -> str | None:
    """The sentence as JSON where the page can't show it as it is."""
    return json.dumps(piece.text) if shown_text(piece.text) != piece.text else None
