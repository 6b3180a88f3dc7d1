"""What flows into the linear layers of an ONNX encoder, seen on calibration sentences."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import onnx
import onnxruntime


@dataclass(frozen=True)
class Linear:
    """A product of activations with a constant matrix.

    Attributes:
        node: name of the MatMul node.
        activation: name of the tensor that goes in, (B, T, K).
        weight: name of the constant, (K, N).
    """

    node: str
    activation: str
    weight: str


def find_linears(model: onnx.ModelProto) -> list[Linear]:
    """All products with a constant matrix, in graph order."""
    matrices = {i.name for i in model.graph.initializer if len(i.dims) == 2}
    return [
        Linear(node.name, node.input[0], node.input[1])
        for node in model.graph.node
        if node.op_type == "MatMul" and node.input[1] in matrices
    ]


def observe(
    model: onnx.ModelProto,
    names: Iterable[str],
    batches: Iterable[np.ndarray],
    share: float,
    seed: int,
) -> dict[str, np.ndarray]:
    """Sample rows of activations.

    Args:
        model: the encoder in float.
        names: tensors of shape (B, T, K) to look at.
        batches: token ids, (B, T) int64 each.
        share: of the tokens of each batch that are sampled, the same for all tensors.
        seed: of the sample.

    Returns:
        Rows of tokens in random order, (R, K) float32, by name of tensor.
    """
    names = sorted(set(names))
    probe = onnx.ModelProto()
    probe.CopyFrom(model)
    for name in names:
        probe.graph.output.append(onnx.helper.make_empty_tensor_value_info(name))
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(
        probe.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    rng = np.random.default_rng(seed)
    rows: dict[str, list[np.ndarray]] = {name: [] for name in names}
    for input_ids in batches:
        tokens = rng.choice(input_ids.size, math.ceil(share * input_ids.size), replace=False)
        for name, value in zip(names, session.run(names, {"input_ids": input_ids}), strict=True):
            value = np.asarray(value)
            rows[name].append(value.reshape(-1, value.shape[-1])[tokens])
    order = rng.permutation(sum(map(len, rows[names[0]])))
    return {name: np.concatenate(parts)[order] for name, parts in rows.items()}
