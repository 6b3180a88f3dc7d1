from __future__ import annotations

import importlib.util

import numpy as np
import pytest
from tiny_model import SENTENCES, TEXT

from zongjie import BundleError, Classifier, backends
from zongjie.backends import BackendError, choose_backend
from zongjie.hardware import Processor, describe_hardware, read_processor

needs_openvino = pytest.mark.skipif(
    importlib.util.find_spec("openvino") is None, reason="the extra `openvino` is not installed"
)
INSTALLED = ["int8", "float", pytest.param("openvino", marks=needs_openvino)]


@pytest.fixture(autouse=True)
def plain(monkeypatch):
    monkeypatch.delenv(backends.VARIABLE, raising=False)
    monkeypatch.setattr(backends, "has_cuda", lambda: False)


@pytest.mark.parametrize(
    ("flags", "name"),
    [("fpu avx2 avx512_vnni amx_int8", "int8"), ("fpu avx2 avx512f", "float"), (None, "int8")],
)
def test_int8_is_for_processors_that_multiply_integers(tmp_path, monkeypatch, flags, name):
    cpuinfo = tmp_path / "cpuinfo"
    if flags is not None:
        cpuinfo.write_text(f"model name\t: Some CPU\nflags\t\t: {flags}\n", encoding="utf-8")
    processor = read_processor(cpuinfo)
    monkeypatch.setattr(backends, "read_processor", lambda: processor)
    assert choose_backend().name == name
    assert choose_backend().reason


def test_a_card_is_used_where_there_is_one(monkeypatch):
    monkeypatch.setattr(backends, "has_cuda", lambda: True)
    assert choose_backend().name == "cuda"


def test_an_argument_goes_before_the_environment_and_that_before_the_hardware(monkeypatch):
    monkeypatch.setattr(backends, "read_processor", lambda: Processor("x", ("AVX VNNI",)))
    monkeypatch.setenv(backends.VARIABLE, "float")
    assert choose_backend().name == "float"
    assert choose_backend("int8").name == "int8"


@pytest.mark.parametrize(
    ("name", "cure"), [("cuda", "onnxruntime-gpu"), ("openvino", "pip install"), ("fast", "int8")]
)
def test_a_backend_that_is_not_there_is_an_error_that_names_the_cure(monkeypatch, name, cure):
    monkeypatch.setattr(backends, "find_spec", lambda name: None)
    with pytest.raises(BackendError, match=cure) as error:
        choose_backend(name)
    assert isinstance(error.value, BundleError)


@pytest.mark.parametrize("name", INSTALLED)
def test_each_backend_gives_nearly_the_same_scores(tiny_bundle, name):
    usual = Classifier(tiny_bundle, backend="int8").scores(TEXT)
    found = Classifier(tiny_bundle, backend=name).scores(TEXT)
    np.testing.assert_allclose(found.roles, usual.roles, atol=0.05)


@pytest.mark.parametrize("name", INSTALLED)
def test_company_and_threads_change_no_bit(tiny_bundle, name):
    texts = [TEXT, *SENTENCES, "\n".join(reversed(SENTENCES)) * 3]
    alone = Classifier(tiny_bundle, backend=name, threads=1)
    expected = [[s.scores for s in alone.classify(text).sentences] for text in texts]
    for threads in (1, 2, 3):
        many = Classifier(tiny_bundle, backend=name, threads=threads)
        for order in (texts, texts[::-1]):
            found = [[s.scores for s in r.sentences] for r in many.classify_many(order)]
            assert (found if order is texts else found[::-1]) == expected


def test_the_machine_is_described_in_a_line():
    assert describe_hardware().count("\n") == 0
    assert "cores" in describe_hardware()
