"""The tables of a labelled archive, read back: rows, batches, or report by report.

for report in iter_labelled("out"):
    print(report.row["title"], len(report.sentences))
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zongjie.archive.errors import ArchiveError
from zongjie.archive.schema import FORMAT, RUN, TABLES

if TYPE_CHECKING:
    import pyarrow as pa

Row = dict[str, Any]
Out = str | Path
BATCH_ROWS = 4096


@dataclass(frozen=True, slots=True)
class LabelledReport:
    """A report with all that the tables say of it.

    Attributes:
        row: its row of `reports`.
        text: as it stands in its document; offsets of sentences less `row["start"]` point into it.
        sentences, sections: its rows, in order.
    """

    row: Row
    text: str
    sentences: list[Row]
    sections: list[Row]


def read_run(out: Out) -> dict[str, Any]:
    """What run.json says: model, labels, options, counts.

    Raises:
        ArchiveError: there are no finished tables, or they are of another version.
    """
    path = Path(out) / RUN
    try:
        run = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ArchiveError(
            f"{out}: holds no finished tables (no {RUN}); run `zongjie label SOURCE... -o {out}`"
        ) from error
    except (OSError, ValueError) as error:
        raise ArchiveError(f"{path}: can't be read ({error}); label again") from error
    if run.get("format") != FORMAT:
        raise ArchiveError(
            f"{path}: is of format {run.get('format')}, this zongjie reads {FORMAT}; label again"
        )
    return run


def read_batches(
    out: Out, table: str, columns: Sequence[str] | None = None, batch_rows: int = BATCH_ROWS
) -> Iterator[pa.RecordBatch]:
    """A table in pieces, in order, in bounded memory.

    Args:
        out: the folder of the tables.
        table: one of sentences, sections, reports, texts, files, errors.
        columns: those to read; all if None.
        batch_rows: most rows of a piece.

    Raises:
        ArchiveError: there is no such table.
    """
    import pyarrow.parquet as pq

    for path in _part_paths(out, table):
        with pq.ParquetFile(path) as file:
            yield from file.iter_batches(batch_rows, columns=columns and list(columns))


def read_schema(out: Out, table: str) -> pa.Schema:
    """Names and types of a table's columns.

    Raises:
        ArchiveError: there is no such table.
    """
    import pyarrow.parquet as pq

    return pq.read_schema(_part_paths(out, table)[0])


def read_rows(out: Out, table: str, columns: Sequence[str] | None = None) -> Iterator[Row]:
    """A table row by row; arguments and errors as those of `read_batches`."""
    for batch in read_batches(out, table, columns):
        yield from batch.to_pylist()


def read_sentences(out: Out, columns: Sequence[str] | None = None) -> Iterator[Row]:
    """Rows of the table of sentences."""
    return read_rows(out, "sentences", columns)


def read_sections(out: Out, columns: Sequence[str] | None = None) -> Iterator[Row]:
    """Rows of the table of sections."""
    return read_rows(out, "sections", columns)


def read_reports(out: Out, columns: Sequence[str] | None = None) -> Iterator[Row]:
    """Rows of the table of reports, duplicates too."""
    return read_rows(out, "reports", columns)


def read_texts(out: Out, columns: Sequence[str] | None = None) -> Iterator[Row]:
    """Rows of the table of texts."""
    return read_rows(out, "texts", columns)


def read_files(out: Out, columns: Sequence[str] | None = None) -> Iterator[Row]:
    """Rows of the table of files."""
    return read_rows(out, "files", columns)


def read_errors(out: Out, columns: Sequence[str] | None = None) -> Iterator[Row]:
    """Rows of the table of errors."""
    return read_rows(out, "errors", columns)


def iter_labelled(out: Out) -> Iterator[LabelledReport]:
    """Labelled reports one by one, in the order of the tables; duplicates are left out."""
    yield from _join(read_reports(out), read_texts(out), read_sentences(out), read_sections(out))


def find_labelled(out: Out, report: str) -> LabelledReport:
    """One labelled report.

    Args:
        out: the folder of the tables.
        report: its id.

    Raises:
        ArchiveError: there is no such report, or it is a duplicate, and of which.
    """
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    for path in _part_paths(out, "reports"):
        rows = pq.read_table(path, filters=pc.field("report") == report).to_pylist()
        if not rows:
            continue
        if rows[0]["duplicate_of"] is not None:
            raise ArchiveError(f"{report} has no labels of its own; see {rows[0]['duplicate_of']}")
        parts = (
            pq.read_table(
                Path(out) / table / path.name, filters=pc.field("report") == report
            ).to_pylist()
            for table in ("texts", "sentences", "sections")
        )
        for found in _join(rows, *parts):
            return found
        raise ArchiveError(f"{report} could not be labelled; the table of errors says why")
    raise ArchiveError(f"{out}: holds no report {report}; the table of reports has their ids")


def _join(
    reports: Iterable[Row], texts: Iterable[Row], sentences: Iterable[Row], sections: Iterable[Row]
) -> Iterator[LabelledReport]:
    text = _Groups(texts)
    of_sentences, of_sections = _Groups(sentences), _Groups(sections)
    for row in reports:
        for found in text.take(row["report"]):
            yield LabelledReport(
                row, found["text"], of_sentences.take(row["report"]),
                of_sections.take(row["report"]),
            )  # fmt: skip


class _Groups:
    """Rows of one report after the other, from a table in the same order."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = iter(rows)
        self._next = next(self._rows, None)

    def take(self, report: str) -> list[Row]:
        taken = []
        while self._next is not None and self._next["report"] == report:
            taken.append(self._next)
            self._next = next(self._rows, None)
        return taken


def _part_paths(out: Out, table: str) -> list[Path]:
    if table not in TABLES:
        raise ArchiveError(f"no table {table!r}; the tables are {', '.join(TABLES)}")
    paths = sorted((Path(out) / table).glob("part-*.parquet"))
    if not paths:
        raise ArchiveError(
            f"{out}: holds no table of {table}; run `zongjie label SOURCE... -o {out}`"
        )
    return paths
