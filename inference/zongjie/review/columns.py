"""The columns of a queue: what each is called in JSON lines, and in tables for people.

Keys that the pages' corrections have too are named as there.
"""

from __future__ import annotations

from collections.abc import Mapping

from zongjie.labels import LabelSet

HEADERS = {
    "file": "文件",
    "title": "标题",
    "section": "所在部分",
    "before": "前一句",
    "text": "句子",
    "after": "后一句",
    "old_label": "模型标签",
    "score": "得分",
    "next_label": "次选标签",
    "label": "更正",
    "archive": "archive",
    "record": "record",
    "report": "report",
    "start": "start",
    "end": "end",
    "tables": "tables",
}
"""Key and header of each column, in order. `section` is the headings that the sentence stands
under, `tables` the folder whose `texts` hold the report; `label` is for the person."""
TECHNICAL = ("archive", "record", "report", "start", "end", "tables")
"""Columns that are there to find the sentence again."""
LABELS = ("old_label", "next_label", "label")
"""Columns that hold labels: names in JSON lines, Chinese names in tables."""
KEYS = {header: key for key, header in HEADERS.items()}
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What Excel takes a cell of a CSV file for a formula by; a ' is put before it."""


def shown_labels(labels: LabelSet) -> Mapping[str, str]:
    """What people see of each label: its Chinese name, or its own where two share one.

    Example:
        >>> from zongjie.labels import SHIPPED
        >>> shown_labels(SHIPPED)["plan"]
        '打算'
    """
    pairs = zip(labels.names, labels.chinese, strict=True)
    return {name: own if labels.chinese.count(own) == 1 else name for name, own in pairs}
