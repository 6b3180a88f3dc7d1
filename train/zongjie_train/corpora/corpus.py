"""Reports for training, as Hugging Face `datasets`, labels set on the spans that the package cuts.

1. Read the records of `data.reports`, `data.gold` and `data.unlabelled`; no id may stand twice.
2. Give each its split: as its line says, else as the splits file says, else by a hash of its id.
3. Cut each text into spans; a span takes the labels of the unit that it overlaps most.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from datasets import Dataset, DatasetDict, Features, Value
from datasets import Sequence as ListOf

from zongjie.labels import LabelSet
from zongjie.text import Span, split_spans
from zongjie_train.config import DataConfig
from zongjie_train.corpora.annotations import read_annotations
from zongjie_train.corpora.report_files import (
    SPLITS,
    UNKNOWN,
    CorpusError,
    Record,
    Unit,
    read_records,
)
from zongjie_train.corpora.splits import read_splits, split_by_hash

__all__ = ["FEATURES", "CorpusError", "load_corpus", "project_units"]

FEATURES = Features(
    {
        "id": Value("string"),
        "title": Value("string"),
        "text": Value("string"),
        "source": Value("string"),
        "labelled": Value("bool"),
        "weight": Value("float32"),
        "roles": ListOf(Value("int64")),
        "sections": ListOf(Value("int64")),
    }
)


@dataclass(frozen=True)
class Placed:
    """A record with the split and the weight that it trains with."""

    record: Record
    split: str
    weight: float = 1.0


def load_corpus(data: DataConfig, labels: LabelSet) -> DatasetDict:
    """All reports of a configuration.

    Args:
        data: where they are.
        labels: the label set; its order numbers the classes.

    Returns:
        Those of the splits train, dev and test that hold a report; columns id, title, text,
        source (file name), labelled, weight, roles and sections (one class number for each span of
        `split_spans(text)`, -1 where unknown).

    Raises:
        CorpusError: a file or line that can't be used, an id that stands twice, no report at all.
    """
    placed = take_corrections([*place_reports(data, labels), *place_gold(data, labels)])
    refuse_repeated_ids([p.record for p in placed])
    placed += place_unlabelled(data, labels, [p.record for p in placed])
    rows: dict[str, list[dict]] = {split: [] for split in SPLITS}
    for p in placed:
        rows[p.split].append(make_row(p))
    full = {split: split_rows for split, split_rows in rows.items() if split_rows}
    return DatasetDict({s: Dataset.from_list(full[s], features=FEATURES) for s in full})


def place_reports(data: DataConfig, labels: LabelSet) -> Iterator[Placed]:
    """The main corpus. Once any report of it is labelled, dev and test take labelled ones only."""
    records = [r for source in data.reports for r in read_records(source, labels)]
    if not records:
        where = ", ".join(data.reports)
        raise CorpusError(f"{where}: no report in it; data/README.md tells the format")
    split_of = {r.id: r.split for r in records if r.split}
    if data.splits is not None:
        split_of = read_splits(Path(data.splits)) | split_of
    rest = [r for r in records if r.id not in split_of]
    labelled = [r for r in rest if r.units]
    if labelled or split_of:
        split_of |= {r.id: "train" for r in rest if not r.units}
    split_of |= split_by_hash(r.id for r in rest if r.id not in split_of)
    return (Placed(r, split_of[r.id]) for r in records)


def place_gold(data: DataConfig, labels: LabelSet) -> Iterator[Placed]:
    for gold in data.gold:
        records = (
            read_annotations(gold.path, gold.texts, labels)
            if gold.texts
            else list(read_records(gold.path, labels))
        )
        if gold.ids is not None:
            missing = sorted(set(gold.ids) - {r.id for r in records})
            if missing:
                raise CorpusError(f"{gold.path}: has no report {missing[0]!r}; see data.gold")
            records = [r for r in records if r.id in gold.ids]
        yield from (Placed(r, gold.split, gold.weight) for r in records)


def place_unlabelled(data: DataConfig, labels: LabelSet, known: Sequence[Record]) -> list[Placed]:
    """More train reports, without labels, and without those that are in the corpus already."""
    records = [r for source in data.unlabelled for r in read_records(source, labels)]
    refuse_repeated_ids(records)
    ids, texts = {r.id for r in known}, {r.text for r in known}
    return [
        Placed(dataclasses.replace(r, split=None, units=()), "train")
        for r in records
        if r.id not in ids and r.text not in texts
    ]


def take_corrections(placed: Sequence[Placed]) -> list[Placed]:
    """Reports with the labels that `corrected.py` wrote for them; split and weight stay."""
    corrected = {p.record.id: p for p in placed if p.record.corrected}
    result = []
    for old in (p for p in placed if not p.record.corrected):
        new = corrected.pop(old.record.id, None)
        if new is None:
            result.append(old)
        elif new.record.text != old.record.text:
            where = f"{new.record.where} and {old.record.where}"
            raise CorpusError(f"{where}: have other texts; give the corrections to `train` again")
        else:
            record = dataclasses.replace(old.record, units=new.record.units)
            result.append(dataclasses.replace(old, record=record))
    return [*result, *corrected.values()]


def refuse_repeated_ids(records: Sequence[Record]) -> None:
    where: dict[str, str] = {}
    for r in records:
        if r.id in where:
            seen = f"the id {r.id!r} stands at {where[r.id]} already"
            raise CorpusError(f"{r.where}: {seen}; give each report its own")
        where[r.id] = r.where


def make_row(placed: Placed) -> dict:
    record = placed.record
    roles, sections = project_units(split_spans(record.text), record.units)
    return {
        "id": record.id,
        "title": record.title,
        "text": record.text,
        "source": record.source,
        "labelled": any(c != UNKNOWN for c in (*roles, *sections)),
        "weight": placed.weight,
        "roles": roles,
        "sections": sections,
    }


def project_units(spans: Sequence[Span], units: Sequence[Unit]) -> tuple[list[int], list[int]]:
    """Labels of units as labels of spans: each takes those of the unit that it overlaps most.

    Args:
        spans: (N,) in order, disjoint.
        units: in order, disjoint.

    Returns:
        roles (N,) and sections (N,), -1 where no unit overlaps; of equal overlaps the first counts.
    """
    roles, sections = [], []
    first = 0
    for span in spans:
        while first < len(units) and units[first].end <= span.start:
            first += 1
        best, longest = None, 0
        for unit in units[first:]:
            if unit.start >= span.end:
                break
            overlap = min(unit.end, span.end) - max(unit.start, span.start)
            if overlap > longest:
                best, longest = unit, overlap
        roles.append(best.role if best else UNKNOWN)
        sections.append(best.section if best else UNKNOWN)
    return roles, sections
