"""Opening the ONNX models of a bundle."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from zongjie.bundle import BundleError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

PROVIDERS = ("CPUExecutionProvider",)


def open_session(path: Path, threads: int | None = None) -> InferenceSession:
    """Load a model.

    Args:
        path: an ONNX file.
        threads: how many threads work on a batch; one a core if None.

    Raises:
        BundleError: onnxruntime can't load it.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    if threads is not None:
        options.intra_op_num_threads = threads
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=list(PROVIDERS))
    except Exception as error:  # onnxruntime's own errors share no base class
        cure = "install a newer onnxruntime, or export again"
        raise BundleError(f"{path}: onnxruntime can't load it ({error}); {cure}") from error
