"""The pages of an archive: an index, and a page for each report.

    index.html          search, filters, charts, the reports with the lowest confidence, the errors
    data.js             what the index knows: a line of JSON a table, in columns
    assets/             styles and scripts
    reports/ab/ab….html a page for each labelled report

All of it opens from a disk; nothing is loaded from elsewhere.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import quote

from zongjie.pages.archived import Archive, Row, open_archive
from zongjie.pages.layout import safe_text
from zongjie.pages.palette import looks_of
from zongjie.pages.rendering import palette_css, render, scope_of, source
from zongjie.pages.report_page import LINKED_POLICY, SCRIPTS, STYLES, render_linked_page

REASONS = {
    "bomb": "压缩炸弹",
    "broken": "文件损坏",
    "empty": "没有文字",
    "encrypted": "有密码",
    "incomplete": "未全部读出",
    "link": "链接文件",
    "memory": "内存超限",
    "missing": "文件不存在",
    "scanned": "扫描件",
    "timeout": "读取超时",
    "too deep": "嵌套过深",
    "too large": "文件过大",
    "unreadable": "无法读取",
    "unsafe path": "路径不安全",
    "unsupported": "格式不支持",
}
INDEX_SCRIPTS = ("theme.js", "make.js", "charts.js", "selection.js", "tables.js", "index.js")


def build_index(out: str | Path, folder: str | Path) -> Path:
    """Write the pages of an archive that `zongjie label` wrote.

    Args:
        out: the folder that it wrote, of a run that came to its end.
        folder: where the pages go; made where it isn't there.

    Returns:
        The index page.

    Raises:
        OSError, ValueError: `out` isn't the folder of a whole run, or `folder` can't be written.
    """
    return write_pages(open_archive(out), Path(folder))


def write_pages(archive: Archive, folder: Path) -> Path:
    """Write the pages of an archive; reports are held one at a time, the index as a whole."""
    assets = folder / "assets"
    assets.mkdir(parents=True, exist_ok=True)
    looks = palette_css(archive.labels)
    _write(assets / "report.css", looks + source(*STYLES))
    _write(assets / "report.js", source(*SCRIPTS))
    _write(assets / "index.css", looks + source("text.css", "index.css"))
    _write(assets / "index.js", source(*INDEX_SCRIPTS))
    doubts: dict[str, tuple[int, int]] = {}
    for view in archive.views():
        report = view.source["report"]
        path = folder / page_path(report)
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, render_linked_page(view, "../../assets", "../../index.html"))
        lowest = min(range(len(view.marks)), key=lambda i: view.marks[i].score, default=-1)
        doubts[report] = (view.n_uncertain, lowest)
    _write(folder / "data.js", _data(archive, doubts))
    page = render(
        "index.html",
        scope=scope_of(archive.labels),
        looks=looks_of(archive.labels),
        uncertain_below=archive.uncertain_below,
        policy=LINKED_POLICY,
    )
    _write(folder / "index.html", page)
    return folder / "index.html"


def page_path(report: str) -> str:
    """Where the page of a report lies, from the index.

    Example:
        >>> page_path("3f9a0c")
        'reports/3f/3f9a0c.html'
    """
    name = quote(report, safe="")
    return f"reports/{name[:2]}/{name}.html"


def _data(archive: Archive, doubts: dict[str, tuple[int, int]]) -> str:
    """The index's data as a script, since a page on a disk may load no JSON."""
    files = Counter(row["status"] for row in archive.files())
    data = {
        "labels": [
            {"name": look.name, "chinese": look.chinese, "tag": look.tag}
            for look in looks_of(archive.labels)
        ],
        "files": dict(files),
        "reports": _columns([_report(row, archive, doubts) for row in archive.reports()]),
        "errors": _columns([_error(row) for row in archive.errors()]),
    }
    lines = [f"{json.dumps(name)}: {_dump(value)}" for name, value in data.items()]
    return "window.zongjieArchive = {\n" + ",\n".join(lines) + "\n};\n"


def _report(row: Row, archive: Archive, doubts: dict[str, tuple[int, int]]) -> dict[str, Any]:
    n_doubts, lowest = doubts.get(row["report"], (0, -1))
    labelled = row["report"] in doubts
    shares = [row.get(f"share_{name}") or 0.0 for name in archive.labels.names]
    page = row["report"] if labelled else row["duplicate_of"]
    return {
        "title": row["title"] or "",
        "archive": row["archive"],
        "file": row["file"] if row["record"] is None else f"{row['file']} #{row['record']}",
        "unit": row["unit"] or "",
        "year": row["year"],
        "sentences": row["n_sentences"],
        "score": round(row["mean_score"] or 0.0, 3),
        "doubts": n_doubts,
        "lowest": lowest,
        "duplicate": not labelled,
        "page": page_path(page) if page else "",
        "shares": [round(1000 * share) for share in shares],
    }


def _error(row: Row) -> dict[str, Any]:
    found = {name: row[name] or "" for name in ("archive", "file", "reason", "message")}
    return {**found, "reason": REASONS.get(found["reason"], found["reason"])}


def _columns(rows: list[dict[str, Any]]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in rows[0]} if rows else {}


def _dump(value: Any) -> str:
    return safe_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all; one that says just that already is left as it is."""
    data = text.encode("utf-8")
    if path.is_file() and path.read_bytes() == data:
        return
    partial = path.with_name(path.name + ".part")
    partial.write_bytes(data)
    os.replace(partial, path)
