from __future__ import annotations

import json
import shutil

import pytest

from zongjie.bundle import ENCODER, MANIFEST, BundleError, open_bundle, read_manifest
from zongjie.classifier import Classifier


@pytest.fixture
def copy(tiny_bundle, tmp_path):
    return shutil.copytree(tiny_bundle, tmp_path / "bundle")


def change_manifest(folder, **changes):
    path = folder / MANIFEST
    values = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(values | changes), encoding="utf-8")


def test_a_folder_without_a_bundle_is_named_with_the_cure(tmp_path):
    with pytest.raises(BundleError, match=r"nowhere: holds no bundle .* `make export`"):
        open_bundle(tmp_path / "nowhere")


def test_a_changed_file_is_refused(copy):
    with (copy / ENCODER).open("ab") as file:
        file.write(b"x")
    with pytest.raises(BundleError, match=r"encoder\.onnx: isn't the file .*SHA-256"):
        open_bundle(copy)


def test_a_missing_file_is_named(copy):
    (copy / ENCODER).unlink()
    with pytest.raises(BundleError, match=r"encoder\.onnx: is missing"):
        open_bundle(copy)


def test_a_bundle_of_another_format_is_refused(copy):
    change_manifest(copy, format=99)
    with pytest.raises(BundleError, match="is of format 99, this zongjie reads 1"):
        open_bundle(copy)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 1}', '{"format": 1, "labels": 3}'])
def test_what_is_no_manifest_is_refused(tmp_path, text):
    path = tmp_path / MANIFEST
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BundleError, match="can't be read as a manifest"):
        read_manifest(path)


def test_an_unknown_key_of_the_manifest_is_refused(copy):
    change_manifest(copy, colour="red")
    with pytest.raises(BundleError, match="colour"):
        open_bundle(copy)


def test_a_network_made_for_other_features_is_refused(copy):
    change_manifest(copy, features=["begins_line", "moon"])
    with pytest.raises(BundleError, match=r"other layout features .*moon"):
        Classifier(copy)


def test_a_file_that_onnxruntime_cannot_load_is_a_bundle_error(copy):
    from zongjie.bundle import write_manifest

    manifest = read_manifest(copy / MANIFEST)
    (copy / ENCODER).write_bytes(b"no model")
    write_manifest(manifest, copy)
    with pytest.raises(BundleError, match=r"encoder\.onnx: onnxruntime can't load it"):
        Classifier(copy)
