"""What calculates: onnxruntime in int8 or float, a graphics card, or OpenVINO.

One graph serves all: it is in float with marks where values may be rounded to integers
(QuantizeLinear and DequantizeLinear), and a backend uses the marks or takes them out.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from zongjie.bundle import BundleError
from zongjie.hardware import read_processor

if TYPE_CHECKING:
    import numpy as np

VARIABLE = "ZONGJIE_BACKEND"


class BackendError(BundleError):
    """A bundle can't be run as asked for; the message names the cure."""


@dataclass(frozen=True)
class Backend:
    """What calculates.

    Attributes:
        name: as it is asked for.
        about: for people.
        batch_tokens: tokens that it takes at a time.
        reason: why it was chosen, for people.
    """

    name: str
    about: str
    batch_tokens: int
    reason: str = ""


# Batches of 256 to 512 tokens leave what flows between layers in a core's second cache: measured,
# 2048 are a tenth slower. A card wants all that it can get.
BACKENDS = {
    "int8": Backend("int8", "onnxruntime on the processor, in integers of 8 bits", 512),
    "float": Backend("float", "onnxruntime on the processor, in float32", 512),
    "cuda": Backend("cuda", "onnxruntime on a graphics card, in float32 (TF32)", 65536),
    "openvino": Backend("openvino", "OpenVINO on the processor, in integers of 8 bits", 1024),
}


class Model(Protocol):
    """A graph that can be run by several threads at once."""

    inputs: frozenset[str]

    def run(self, feed: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Outputs by name."""
        ...


def choose_backend(asked: str | None = None) -> Backend:
    """What is asked for; else what the environment's `ZONGJIE_BACKEND` names; else what suits.

    A graphics card where onnxruntime can use one; int8 where the processor has units for products
    of integers, or doesn't say; float where it says that it has none, since int8 gains little
    there.

    Raises:
        BackendError: there is no such backend, or what it needs is not installed.
    """
    named = asked or os.environ.get(VARIABLE)
    if named:
        return _named(named, "asked for" if asked else f"{VARIABLE} asks for it")
    if has_cuda():
        return _named("cuda", "onnxruntime finds a card")
    units = read_processor().integer_units
    if units is None:
        return _named("int8", "the usual")
    if units:
        return _named("int8", f"the processor has {units[0]}")
    return _named("float", "the processor has no unit for products of integers")


def _named(name: str, reason: str) -> Backend:
    if name not in BACKENDS:
        raise BackendError(f"no backend {name!r}; there are {', '.join(BACKENDS)}")
    if name == "cuda" and not has_cuda():
        raise BackendError(
            "backend cuda: onnxruntime finds no card; install onnxruntime-gpu in the place of "
            "onnxruntime, and NVIDIA's driver"
        )
    if name == "openvino" and find_spec("openvino") is None:
        raise BackendError("backend openvino: not installed; pip install 'zongjie[openvino]'")
    known = BACKENDS[name]
    return Backend(name, known.about, known.batch_tokens, reason)


def has_cuda() -> bool:
    """Whether the onnxruntime that is installed can use a card."""
    if not any(map(os.path.exists, ("/dev/nvidia0", "/dev/dxg"))) and os.name != "nt":
        return False  # saves loading onnxruntime before it is needed
    import onnxruntime

    return "CUDAExecutionProvider" in onnxruntime.get_available_providers()


def open_model(path: Path, backend: Backend, threads: int) -> Model:
    """Load a graph.

    Args:
        path: an ONNX file.
        backend: what calculates.
        threads: how many threads will run it at once.

    Raises:
        BundleError: the backend can't load it.
    """
    try:
        if backend.name == "openvino":
            from zongjie.vino import OpenVinoModel

            return OpenVinoModel(path, threads)
        from zongjie.sessions import OnnxModel

        return OnnxModel(path, backend.name)
    except Exception as error:  # their own errors share no base class
        cure = "install a newer one, or export again"
        library = "openvino" if backend.name == "openvino" else "onnxruntime"
        raise BundleError(f"{path}: {library} can't load it ({error}); {cure}") from error
