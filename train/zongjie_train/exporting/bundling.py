"""Writing the folder of a bundle, and putting a finished one in its place."""

from __future__ import annotations

import shutil
from pathlib import Path

import onnx

from zongjie.bundle import ENCODER, NETWORK, TOKENIZER, Manifest, write_manifest
from zongjie_train.exporting.checking import ExportError


def write_bundle(
    folder: Path,
    manifest: Manifest,
    encoder: onnx.ModelProto,
    network: onnx.ModelProto,
    tokenizer: Path,
) -> None:
    """Write all of a bundle but the card."""
    folder.mkdir(parents=True, exist_ok=True)
    onnx.save(encoder, folder / ENCODER)
    onnx.save(network, folder / NETWORK)
    shutil.copyfile(tokenizer, folder / TOKENIZER)
    write_manifest(manifest, folder)


def put_in_place(bundle: Path, target: Path, max_megabytes: float) -> None:
    """Let a finished bundle take the place of an older one.

    Raises:
        ExportError: it is too large.
    """
    sizes = {file.name: file.stat().st_size / 1e6 for file in sorted(bundle.iterdir())}
    total = sum(sizes.values())
    if total > max_megabytes:
        listed = ", ".join(f"{name} {size:.1f}" for name, size in sizes.items())
        raise ExportError(
            f"the bundle is of {total:.1f} MB ({listed}), over export.max_megabytes "
            f"{max_megabytes}: keep fewer layers (encoder.n_layers), or allow more"
        )
    shutil.rmtree(target, ignore_errors=True)
    bundle.rename(target)
    print(f"{target}: {total:.1f} MB")
