"""Label Studio: a queue as its tasks, a labelling interface for them, its export as rows.

A task's `data` are a row's columns; the model's label is its prediction, so that people see it
chosen and agree or change it. Read are both of its exports, JSON and JSON-MIN.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from zongjie.labels import LabelSet
from zongjie.review.choosing import Queue, Row
from zongjie.review.columns import HEADERS, shown_labels

FROM, TO = "label", "text"
_NOT_SHOWN = ("label",)
_INTERFACE = """\
<View>
  <Header value="$file"/>
  <Text name="title" value="$title"/>
  <Text name="section" value="$section"/>
  <Text name="before" value="$before"/>
  <View style="font-weight: bold"><Text name="{to}" value="$text"/></View>
  <Text name="after" value="$after"/>
  <Choices name="{name}" toName="{to}" choice="single" showInline="true">
{choices}
  </Choices>
</View>
"""


def interface_path(path: Path) -> Path:
    """Where the labelling interface of some tasks is written.

    Example:
        >>> interface_path(Path("tasks.json")).name
        'tasks.interface.xml'
    """
    return path.with_suffix(".interface.xml")


def write_tasks(queue: Queue, path: Path) -> None:
    """Write tasks to import, one a sentence."""
    shown = shown_labels(queue.labels)
    tasks = [
        {
            "data": {
                key: "" if row[key] is None and key in ("title", "section") else row[key]
                for key in HEADERS
                if key not in _NOT_SHOWN
            },
            "predictions": [
                {
                    "model_version": "zongjie",
                    "score": row["score"],
                    "result": [
                        {
                            "from_name": FROM, "to_name": TO, "type": "choices",
                            "value": {"choices": [shown[row["old_label"]]]},
                        }
                    ],
                }
            ],
        }
        for row in queue.rows
    ]  # fmt: skip
    path.write_text(json.dumps(tasks, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write_interface(labels: LabelSet, path: Path) -> None:
    """Write what Label Studio's settings ask for as labelling interface."""
    choices = "\n".join(
        f"    <Choice value={quoteattr(shown)}/>" for shown in shown_labels(labels).values()
    )
    path.write_text(_INTERFACE.format(name=FROM, to=TO, choices=choices), encoding="utf-8")


def rows_of_export(tasks: list[Any]) -> list[tuple[str, Row]]:
    """Rows of an export, with what errors call them.

    Raises:
        ValueError: it isn't such a list.
    """
    rows = []
    for number, task in enumerate(tasks, 1):
        if not isinstance(task, dict):
            raise ValueError("isn't a list of Label Studio's tasks; export as JSON or JSON-MIN")
        where = f"task {task.get('id', number)}"
        if "data" in task:
            rows.append((where, {**task["data"], "label": _choice(task, where)}))
        else:
            rows.append((where, task))
    return rows


def _choice(task: dict[str, Any], where: str) -> str:
    """What people chose, "" where nobody did; the same by all of them."""
    chosen = {
        choice
        for annotation in task.get("annotations") or ()
        if not annotation.get("was_cancelled")
        for result in annotation.get("result") or ()
        if result.get("from_name") == FROM
        for choice in result.get("value", {}).get("choices", ())
    }
    if len(chosen) > 1:
        raise ValueError(
            f"{where}: people chose {' and '.join(sorted(chosen))}; settle that and export again"
        )
    return next(iter(chosen), "")
