"""What the processor can do, and what of it the model needs.

The peak is that of onnxruntime's products of 8-bit integers at the sizes of the model, one
thread a core at once, nothing else around them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from zongjie.hardware import count_cores
from zongjie.workers import Workers

ROWS = 2048
ROUNDS = 20


def peak_rate(hidden: int, intermediate: int) -> float:
    """Operations (additions and multiplications) a second of integer products, all cores."""
    workers, rates = Workers(count_cores()), []
    for inner, outer in ((hidden, intermediate), (intermediate, hidden)):
        run = make_product(inner, outer)
        operations = 2 * ROWS * inner * outer * workers.n
        for _ in range(ROUNDS):
            began = time.perf_counter()
            workers.map(run, range(workers.n))
            rates.append(operations / (time.perf_counter() - began))
    return max(rates)


def make_product(inner: int, outer: int) -> Callable[[object], object]:
    """A product of `ROWS` rows, made anew by each call."""
    session = open_product(inner, outer)
    x = np.random.default_rng(0).integers(0, 256, (ROWS, inner)).astype(np.uint8)
    return lambda _: session.run(None, {"x": x})


def open_product(inner: int, outer: int) -> onnxruntime.InferenceSession:
    """uint8 (M, inner) times a constant int8 (inner, outer)."""
    weight = np.random.default_rng(0).integers(-64, 65, (inner, outer)).astype(np.int8)
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["x", "weight", "zero"], ["y"])],
        "product",
        [helper.make_tensor_value_info("x", TensorProto.UINT8, ["M", inner])],
        [helper.make_tensor_value_info("y", TensorProto.INT32, ["M", outer])],
        [
            numpy_helper.from_array(weight, "weight"),
            numpy_helper.from_array(np.array(128, np.uint8), "zero"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )


def useful_operations(encoder: Mapping[str, Any], token_counts: Sequence[int]) -> int:
    """Operations that the encoder's products need for sentences, none of them on padding.

    Args:
        encoder: settings of a BERT: hidden_size, intermediate_size, num_hidden_layers.
        token_counts: tokens of each sentence.

    Example:
        >>> sizes = {"hidden_size": 2, "intermediate_size": 3, "num_hidden_layers": 1}
        >>> useful_operations(sizes, [1]), useful_operations(sizes, [10])
        (64, 1360)
    """
    hidden, intermediate = encoder["hidden_size"], encoder["intermediate_size"]
    weights = 4 * hidden**2 + 2 * hidden * intermediate
    by_token = sum(2 * weights * n for n in token_counts)
    by_pair = sum(4 * hidden * n**2 for n in token_counts)
    return encoder["num_hidden_layers"] * (by_token + by_pair)
