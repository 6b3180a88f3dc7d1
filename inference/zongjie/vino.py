"""Graphs in OpenVINO, an extra: `pip install 'zongjie[openvino]'`."""

from __future__ import annotations

import threading
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np


class OpenVinoModel:
    """A graph in OpenVINO, with one thread for each caller.

    Args:
        path: an ONNX file.
        threads: how many threads will run it at once.
    """

    def __init__(self, path: Path, threads: int) -> None:
        core: Any = import_module("openvino").Core()
        settings = {
            "INFERENCE_NUM_THREADS": threads,
            "NUM_STREAMS": threads,
            "INFERENCE_PRECISION_HINT": "f32",  # what isn't in integers
            "ENABLE_CPU_PINNING": False,
        }
        self._compiled = core.compile_model(core.read_model(path), "CPU", settings)
        self._own = threading.local()  # a request serves one thread
        self.inputs = frozenset(value.get_any_name() for value in self._compiled.inputs)
        self._outputs = [value.get_any_name() for value in self._compiled.outputs]

    def run(self, feed: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Outputs by name."""
        if not hasattr(self._own, "request"):
            self._own.request = self._compiled.create_infer_request()
        found = self._own.request.infer(feed)
        return {name: np.array(found[name]) for name in self._outputs}
