"""zongjie (总结): cuts Chinese work reports into sentences and sections, and labels both.

from zongjie import classify

for section in classify(text).sections:
    print(section.label, section.heading)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zongjie.bundle import BundleError
    from zongjie.classifier import Classifier, classify
    from zongjie.labels import Label, LabelSet
    from zongjie.report import Report, Section, Sentence

__version__ = "0.1.0"

__all__ = [
    "BundleError", "Classifier", "Label", "LabelSet", "Report", "Section", "Sentence",
    "__version__", "classify",
]  # fmt: skip

_HOMES = {
    "BundleError": "bundle",
    "Classifier": "classifier",
    "Label": "labels",
    "LabelSet": "labels",
    "Report": "report",
    "Section": "report",
    "Sentence": "report",
    "classify": "classifier",
}


def __getattr__(name: str) -> object:
    """Import what is asked for when it is: `import zongjie` alone loads nothing heavy."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
