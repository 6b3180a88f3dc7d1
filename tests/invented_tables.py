"""Tables of invented reports, as a labeller would leave them, without a model."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from zongjie.archive.schema import TABLES, table_schema
from zongjie.labels import SHIPPED, LabelSet
from zongjie.text import split_spans

LINES = (
    "青山镇{0}号片区环境整治工作总结",
    "一、主要做法",
    "召开第{0}片区院坝会12场，{1}签订责任书。",
    "二、取得成效",
    "{1}沿线新增绿地{0}00平方米。",
    "三、存在问题",
    "{1}一带清运不够及时。",
    "四、下一步打算",
    "继续在{1}推行定时投放。",
)
PLACES = ("柳湾", "石桥", "白鹭洲", "临溪", "双塘", "云渡", "青禾")


def invent(number: int) -> str:
    """A report like no other number's but in its headings."""
    return "\n".join(LINES).format(number + 1, PLACES[number % len(PLACES)] * (number + 1))


def write_tables(out: Path, files: dict[str, str], labels: LabelSet = SHIPPED) -> Path:
    """Tables of files with one report each; scores go up and down along each report."""
    rows = {table: [] for table in TABLES}
    for order, (file, text) in enumerate(files.items()):
        place = {"archive": str(out.parent / "source"), "file": file, "record": None}
        report = {**place, "report": f"{order:016x}", "title": text.split("\n")[0]}
        rows["texts"].append({"report": report["report"], "text": text})
        spans = split_spans(text)
        rows["reports"].append(
            {
                **report, "start": 0, "end": len(text), "line": 1, "characters": len(text),
                "n_sentences": len(spans), "mean_score": 0.8, "year": None, "unit": None,
                "duplicate_of": None, "similarity": None,
                **{f"share_{name}": 0.2 for name in labels.names},
            }
        )  # fmt: skip
        for number, span in enumerate(spans):
            score = 0.5 + (number * 7 % 10) / 20
            rows["sentences"].append(
                {
                    **report, "number": number, "line": number + 1, "start": span.start,
                    "end": span.end, "text": text[span.start : span.end], "heading": span.heading,
                    "section": 0, "section_label": labels.other, "heading_path": "标题 / 一、做法",
                    "label": labels.names[number % len(labels)], "score": score,
                    "next_label": labels.names[(number + 1) % len(labels)],
                    "next_score": 1 - score,
                }
            )  # fmt: skip
    for table in TABLES:
        (out / table).mkdir(parents=True)
        made = pa.Table.from_pylist(rows[table], table_schema(table, labels))
        pq.write_table(made, out / table / "part-000000.parquet")
    said = {"names": labels.names, "chinese": labels.chinese, "other": labels.other}
    (out / "run.json").write_text(json.dumps({"format": 1, "labels": said}), encoding="utf-8")
    return out
