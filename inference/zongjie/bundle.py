"""The bundle: a folder with all that labelling needs, checked when it is opened.

encoder.onnx     token ids to sentence vectors, int8
network.onnx     the vectors of a report to role and section logits
tokenizer.json   text to token ids
manifest.json    labels, calibration, hashes, what it was trained on
README.md        model card
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zongjie.labels import LabelSet

FORMAT = 1
ENCODER, NETWORK, TOKENIZER = "encoder.onnx", "network.onnx", "tokenizer.json"
MANIFEST, CARD = "manifest.json", "README.md"
HASHED = (ENCODER, NETWORK, TOKENIZER)
SHIPPED_FOLDER = Path(__file__).parent / "model"


class BundleError(ValueError):
    """A bundle can't be used; the message names the file and the cure."""


@dataclass(frozen=True)
class Manifest:
    """What stands in manifest.json.

    Attributes:
        name: of the run that made it.
        labels: the label set, in class order.
        features: names of the layout features, in the order that the network takes them.
        max_tokens: longest sentence that the encoder reads, special tokens included.
        switch_cost: what a change of section costs in decoding, in nats.
        role_temperature, section_temperature: what logits are divided by.
        fitted_on: gold sentences of dev that temperatures and switch cost were fitted on; of none,
            they are as usual.
        role_threshold, section_threshold: scores that 90 % of the sentences have that the bundle
            was checked on, those of dev where there is one; a sentence has that of its section.
        files: SHA-256 of each file, by name.
        versions: of the libraries that made it, by name.
        trained_on: what it was trained on.
        metrics: what it scores, and the model in float beside it, by row and source.
        quantisation: how it was made int8, and what that changed.
    """

    name: str
    labels: LabelSet
    features: tuple[str, ...]
    max_tokens: int
    switch_cost: float
    role_temperature: float = 1.0
    section_temperature: float = 1.0
    fitted_on: int = 0
    role_threshold: float = 0.0
    section_threshold: float = 0.0
    files: dict[str, str] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    trained_on: dict[str, Any] = field(default_factory=dict)
    metrics: dict[str, Any] = field(default_factory=dict)
    quantisation: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Bundle:
    """A bundle whose files have been checked."""

    folder: Path
    manifest: Manifest

    def path(self, name: str) -> Path:
        """Where a file of the bundle lies."""
        return self.folder / name


def open_bundle(folder: str | Path | None = None) -> Bundle:
    """Open a bundle and check its files against the manifest.

    Args:
        folder: the bundle; the one inside the package if None.

    Raises:
        BundleError: no such folder, a file that lacks or was changed, a manifest that can't be
            read, or one made for another version of the package.
    """
    cure = "name a folder that `make export` wrote"
    if folder is None:
        folder, cure = SHIPPED_FOLDER, "install zongjie again, or name the folder of a bundle"
    folder = Path(folder)
    if not (folder / MANIFEST).is_file():
        raise BundleError(f"{folder}: holds no bundle (no {MANIFEST}); {cure}")
    manifest = read_manifest(folder / MANIFEST)
    for name in HASHED:
        path = folder / name
        if not path.is_file():
            raise BundleError(f"{path}: is missing; {cure}")
        if hash_file(path) != manifest.files.get(name):
            raise BundleError(f"{path}: isn't the file that {MANIFEST} names (SHA-256); {cure}")
    return Bundle(folder, manifest)


def read_manifest(path: Path) -> Manifest:
    """Read a manifest.

    Raises:
        BundleError: it isn't of this format.
    """
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        found = values.pop("format")
        if found != FORMAT:
            cure = "install the zongjie that made it, or export again with this one"
            raise BundleError(f"{path}: is of format {found}, this zongjie reads {FORMAT}; {cure}")
        labels = values.pop("labels")
        labels = LabelSet(tuple(labels["names"]), tuple(labels["chinese"]), labels["other"])
        values["features"] = tuple(values["features"])
        return Manifest(labels=labels, **values)
    except BundleError:
        raise
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BundleError(f"{path}: can't be read as a manifest ({error}); export again") from error


def write_manifest(manifest: Manifest, folder: Path) -> Manifest:
    """Write the manifest of the files that lie in a folder, with their hashes; return it."""
    manifest = dataclasses.replace(
        manifest, files={name: hash_file(folder / name) for name in HASHED}
    )
    values = {"format": FORMAT, **dataclasses.asdict(manifest)}
    dumped = json.dumps(values, ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(dumped + "\n", encoding="utf-8")
    return manifest


def hash_file(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
