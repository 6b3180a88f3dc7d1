"""zongjie (总结): cuts Chinese work reports into sentences and sections, and labels both.

from zongjie import classify

for section in classify(text).sections:
    print(section.label, section.heading)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zongjie.archive.errors import ArchiveError
    from zongjie.archive.labeller import label_archive
    from zongjie.archive.summary import Summary
    from zongjie.bundle import BundleError
    from zongjie.classifier import Classifier, classify
    from zongjie.labels import Label, LabelSet
    from zongjie.report import Report, Section, Sentence

__version__ = "0.1.0"

__all__ = [
    "ArchiveError", "BundleError", "Classifier", "Label", "LabelSet", "Report", "Section",
    "Sentence", "Summary", "__version__", "classify", "label_archive",
]  # fmt: skip

_HOMES = {
    "ArchiveError": "archive.errors",
    "BundleError": "bundle",
    "Classifier": "classifier",
    "Label": "labels",
    "LabelSet": "labels",
    "Report": "report",
    "Section": "report",
    "Sentence": "report",
    "Summary": "archive.summary",
    "classify": "classifier",
    "label_archive": "archive.labeller",
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
