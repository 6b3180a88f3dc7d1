"""Stage 4, the store to Parquet: parts of reports in order, each there whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from zongjie.archive.folders import write_whole
from zongjie.archive.ledger import iter_errors, iter_files
from zongjie.archive.progress import Progress
from zongjie.archive.rows import Place, Row, iter_places, label_rows
from zongjie.archive.schema import BY_REPORT, TABLES, table_schema
from zongjie.archive.store import Store
from zongjie.labels import LabelSet

PART_SENTENCES = 20_000
PART_REPORTS = 5_000
PART_ROWS = 10_000


def write_parts(
    store: Store,
    run: int,
    labels: LabelSet,
    failed: Mapping[int, str],
    folder: Path,
    progress: Progress,
) -> None:
    """Write all tables, less the parts that are there.

    Args:
        store: the archive's, labelled.
        run: number of the run.
        labels: the model's.
        failed: by text, why an original has no labels.
        folder: gets a folder for each table.
        progress: told of reports.
    """
    for table in TABLES:
        (folder / table).mkdir(parents=True, exist_ok=True)
    for number, places in enumerate(_parts(iter_places(store, run))):
        if not _path(folder, BY_REPORT[-1], number).exists():
            _write_reports(store, labels, failed, places, folder, number)
        progress.advance(len(places))
    for table, rows in (
        ("files", iter_files(store, run, failed)),
        ("errors", iter_errors(store, run, failed)),
    ):
        for number, part in enumerate(_slices(rows)):
            _write(folder, table, number, part, labels)


def _write_reports(
    store: Store,
    labels: LabelSet,
    failed: Mapping[int, str],
    places: Sequence[Place],
    folder: Path,
    number: int,
) -> None:
    tables: dict[str, list[Row]] = {table: [] for table in BY_REPORT}
    for place in places:
        made = None
        if place.row["duplicate_of"] is None and place.text not in failed:
            made = label_rows(store, place, labels)
        if made is None:
            tables["reports"].append(place.row)
            continue
        tables["sentences"] += made.sentences
        tables["sections"] += made.sections
        tables["texts"].append({"report": place.row["report"], "text": made.text})
        tables["reports"].append(made.report)
    for table in BY_REPORT:
        _write(folder, table, number, tables[table], labels)


def _write(folder: Path, table: str, number: int, rows: Sequence[Row], labels: LabelSet) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = table_schema(table, labels)
    columns = [[row.get(name) for row in rows] for name in schema.names]
    arrays = [pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)]
    made = pa.Table.from_arrays(arrays, schema=schema)
    write_whole(
        _path(folder, table, number), lambda path: pq.write_table(made, path, compression="zstd")
    )


def _path(folder: Path, table: str, number: int) -> Path:
    return folder / table / f"part-{number:06}.parquet"


def _parts(places: Iterable[Place]) -> Iterator[list[Place]]:
    """Reports in lists; an empty one where there are none."""
    part: list[Place] = []
    n_sentences = n_parts = 0
    for place in places:
        part.append(place)
        n_sentences += place.row["n_sentences"] if place.row["duplicate_of"] is None else 0
        if n_sentences >= PART_SENTENCES or len(part) >= PART_REPORTS:
            yield part
            part, n_sentences, n_parts = [], 0, n_parts + 1
    if part or not n_parts:
        yield part


def _slices(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Rows in lists; one empty list where there are none, so that the table is there."""
    rows = iter(rows)
    part = list(islice(rows, PART_ROWS))
    yield part
    while part := list(islice(rows, PART_ROWS)):
        yield part
