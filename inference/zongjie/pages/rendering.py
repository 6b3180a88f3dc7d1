"""Templates and what they embed: one environment, escaping always on.

Templates are the `.html` files beside this one and `palette.css`; the other `.css` and `.js` files
are taken as they stand.
"""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zongjie.labels import LabelSet
from zongjie.pages.layout import safe_text, shown_text
from zongjie.pages.palette import EDGE, FAINT, GROUND, PAPER, RAISED, TEXT, looks_of

if TYPE_CHECKING:
    from jinja2 import Environment

FOLDER = Path(__file__).parent / "templates"


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The environment of all templates."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    found = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["safe_text"] = safe_text
    found.filters["shown_text"] = shown_text
    return found


def render(template: str, **values: Any) -> str:
    """A template with values, escaped."""
    return environment().get_template(template).render(**values)


@lru_cache(maxsize=16)
def source(*names: str) -> str:
    """Style sheets or scripts as they stand, one after another."""
    return "\n".join((FOLDER / name).read_text(encoding="utf-8").strip() for name in names)


@lru_cache(maxsize=4)
def palette_css(labels: LabelSet) -> str:
    """The rules that give each label its looks, for pages of one label set only."""
    return render(
        "palette.css",
        scope=scope_of(labels),
        looks=looks_of(labels),
        paper=PAPER,
        ground=GROUND,
        raised=RAISED,
        text=TEXT,
        faint=FAINT,
        edge=EDGE,
    )


def scope_of(labels: LabelSet) -> str:
    """The class that rules of a label set are for: outputs of two sets in a notebook don't mix.

    Example:
        >>> from zongjie.labels import SHIPPED
        >>> scope_of(SHIPPED) == scope_of(SHIPPED), scope_of(SHIPPED)[:3]
        (True, 'zj-')
    """
    named = repr((labels.names, labels.chinese, labels.other)).encode()
    return f"zj-{hashlib.sha256(named).hexdigest()[:8]}"


def script_hash(script: str) -> str:
    """What a Content-Security-Policy calls a script that it lets run."""
    digest = hashlib.sha256(script.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
