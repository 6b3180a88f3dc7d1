"""The tables of a labelled archive: which there are, and their columns.

Scores are rounded to four digits. Columns with `start` and `end` are offsets `[start, end)` in
characters of the document's text as read; `line` counts from 1, `number` and `section` from 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zongjie.labels import LabelSet

if TYPE_CHECKING:
    import pyarrow as pa

TABLES = ("sentences", "sections", "reports", "texts", "files", "errors")
BY_REPORT = ("sentences", "sections", "texts", "reports")
"""Tables whose parts of one number hold the same reports, in the order they are written."""
RUN = "run.json"
FORMAT = 1
STATE = ".zongjie"
"""Folder of the store and of tables not finished yet, inside the folder of the tables."""

_PLACE = {"archive": "string!", "file": "string!", "record": "int64"}
_SPAN = {"start": "int64!", "end": "int64!"}
_COLUMNS = {
    "sentences": {
        **_PLACE, "report": "string!", "title": "string", "number": "int64!", "line": "int64!",
        **_SPAN, "text": "string!", "heading": "bool!", "section": "int64!",
        "section_label": "string!", "heading_path": "string!", "label": "string!",
        "score": "double!", "next_label": "string", "next_score": "double",
    },
    "sections": {
        **_PLACE, "report": "string!", "title": "string", "section": "int64!", "label": "string!",
        "score": "double!", "heading": "string", **_SPAN, "first": "int64!",
        "n_sentences": "int64!",
    },
    "reports": {
        "report": "string!", **_PLACE, "title": "string", **_SPAN, "line": "int64!",
        "characters": "int64!", "n_sentences": "int64!", "mean_score": "double",
        "year": "int64", "unit": "string", "duplicate_of": "string", "similarity": "double",
    },
    "texts": {"report": "string!", "text": "string!"},
    "files": {
        "archive": "string!", "file": "string!", "status": "string!", "reason": "string",
        "format": "string", "encoding": "string", "bytes": "int64", "sha256": "string",
        "n_reports": "int64!", "n_duplicates": "int64!", "n_sentences": "int64!",
        "seconds": "double!",
    },
    "errors": {
        "archive": "string!", "file": "string!", "reason": "string!", "message": "string!",
    },
}  # fmt: skip


def share_column(label: str) -> str:
    """The column of `reports` that holds a label's share of the sentences."""
    return f"share_{label}"


def table_schema(table: str, labels: LabelSet) -> pa.Schema:
    """Names and types of a table's columns, in order.

    Args:
        table: one of `TABLES`.
        labels: each has a column of shares in `reports`, behind `mean_score`.
    """
    import pyarrow as pa

    columns = dict(_COLUMNS[table])
    if table == "reports":
        shares = {share_column(name): "double" for name in labels.names}
        at = list(columns).index("mean_score") + 1
        columns = dict([*list(columns.items())[:at], *shares.items(), *list(columns.items())[at:]])
    return pa.schema(
        [
            pa.field(name, pa.type_for_alias(kind.rstrip("!")), nullable=not kind.endswith("!"))
            for name, kind in columns.items()
        ]
    )
