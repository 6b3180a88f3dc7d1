"""From a checkpoint to a bundle: ONNX graphs, int8, checks against float, model card."""

from zongjie_train.exporting.checking import ExportError
from zongjie_train.exporting.stage import run_export

__all__ = ["ExportError", "run_export"]
