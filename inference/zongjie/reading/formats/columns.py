"""Which column of a table of texts holds the texts."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

TEXT_NAMES = {
    "text", "content", "body", "正文", "内容", "文本", "全文", "报告", "报告正文", "报告内容",
    "总结", "总结内容", "材料", "文章", "文章内容",
}  # fmt: skip
TITLE_NAMES = {
    "title", "标题", "题目", "名称", "报告名称", "文件名",
}  # fmt: skip
_LONG = 20  # characters; a column of longer ones may hold texts, whatever its name


def split_header(line: str) -> list[str]:
    """Names of columns, whatever stands between them.

    Example:
        >>> split_header("编号;标题;正文")
        ['编号', '标题', '正文']
    """
    return [name.strip().strip('"').lower() for name in _cells(line, delimiter_of(line))]


def delimiter_of(line: str) -> str:
    """What stands between the columns of a table, by its first line."""
    return max(",\t;|", key=line.count)


def find_columns(
    header: Sequence[str], rows: Sequence[Sequence[str]]
) -> tuple[int, int, bool] | None:
    """The columns of texts and titles, and whether the first line names the columns.

    The column with a known name; else that with the longest texts, if these are long.

    Args:
        header: the first line.
        rows: some lines after it.

    Returns:
        Column of texts, column of titles or -1, header or not; None where no column holds texts.

    Example:
        >>> find_columns(["编号", "标题", "正文"], [])
        (2, 1, True)
    """
    names = [name.strip().lstrip("\ufeff").lower() for name in header]
    title = next((i for i, name in enumerate(names) if name in TITLE_NAMES), -1)
    for i, name in enumerate(names):
        if name in TEXT_NAMES:
            return i, title, True
    longest = [
        max((len(row[i]) for row in rows if i < len(row)), default=0) for i in range(len(names))
    ]
    if not names or not longest or max(*longest, 0) < _LONG:
        return (0, -1, False) if any(len(name) >= _LONG for name in names[:1]) else None
    column = longest.index(max(longest))
    return column, title, len(names[column]) < _LONG


def _cells(line: str, delimiter: str) -> list[str]:
    return next(csv.reader(io.StringIO(line), delimiter=delimiter), [])
