"""Graphs in onnxruntime."""

from __future__ import annotations

from pathlib import Path

import numpy as np

PROVIDERS = {"cuda": ["CUDAExecutionProvider", "CPUExecutionProvider"]}
# onnxruntime joins these operations into ones that are slower on a processor than both apart: by
# themselves, GELU with bias takes 1.7 us a token of 1,536 channels instead of 1.5, a sum with layer
# norm 2.0 us a token of 384 instead of 0.4.
SLOW_FUSIONS = ["SkipLayerNormFusion", "BiasGeluFusion"]


class OnnxModel:
    """A graph in onnxruntime, with one thread for each caller.

    Args:
        path: an ONNX file.
        backend: name of the backend: int8, float or cuda.
    """

    def __init__(self, path: Path, backend: str) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = 1
        if backend != "int8":  # leave out the marks: all in float
            options.add_session_config_entry("session.disable_quant_qdq", "1")
            options.add_session_config_entry("session.enable_quant_qdq_cleanup", "1")
        self._session = onnxruntime.InferenceSession(
            str(path),
            options,
            providers=PROVIDERS.get(backend, ["CPUExecutionProvider"]),
            disabled_optimizers=None if backend == "cuda" else SLOW_FUSIONS,
        )
        self.inputs = frozenset(value.name for value in self._session.get_inputs())
        self._outputs = [value.name for value in self._session.get_outputs()]

    def run(self, feed: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Outputs by name."""
        found = self._session.run(self._outputs, feed)
        return {name: np.asarray(value) for name, value in zip(self._outputs, found, strict=True)}
