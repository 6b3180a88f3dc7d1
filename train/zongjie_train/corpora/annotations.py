"""Labels without texts: what was annotated in documents that can't be published.

A line names a document of a corpus that whoever trains must have, with the hash of its text:

    {"id": "…", "sha256": "…", "units": [[start, end, role, section], …]}
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from pathlib import Path

from zongjie.labels import LabelSet
from zongjie_train.corpora.report_files import CorpusError, Record, parse_units, read_records
from zongjie_train.corpora.report_files import read_text as read_lines

UNIT = ("start", "end", "role", "section")


def read_annotations(path: str, texts: tuple[str, ...], labels: LabelSet) -> list[Record]:
    """The annotated documents as labelled reports.

    Args:
        path: JSON lines as above.
        texts: corpora that hold the documents.
        labels: the label set.

    Raises:
        CorpusError: a line that can't be used, a document that no corpus holds, or one of another
            text than was annotated.
    """
    documents = {r.id: r for source in texts for r in read_records(source, labels)}
    found = []
    for number, line in enumerate(read_lines(Path(path)).splitlines(), 1):
        where = f"{path}:{number}"
        try:
            values = json.loads(line)
            document = documents[values["id"]]
            units = [dict(zip(UNIT, unit, strict=True)) for unit in values["units"]]
            parsed = parse_units(units, len(document.text), labels)
        except KeyError as error:
            raise CorpusError(f"{where}: {', '.join(texts)} hold no {error}; see texts") from None
        except ValueError as error:
            raise CorpusError(f"{where}: {error}") from error
        if hashlib.sha256(document.text.encode()).hexdigest() != values.get("sha256"):
            raise CorpusError(
                f"{where}: {document.where} is another text than was annotated; "
                "get that version of the corpus, or leave the file out of data.gold"
            )
        source = Path(path).name
        found.append(dataclasses.replace(document, units=parsed, source=source, where=where))
    return found
