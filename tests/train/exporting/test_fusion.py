from __future__ import annotations

from collections import Counter

import numpy as np
import onnx
import onnxruntime
from onnx import helper, numpy_helper

from zongjie_train.exporting.fusion import fuse_attention
from zongjie_train.exporting.graphs import export_encoder
from zongjie_train.learning.modelling import ReportModel

HEADS, SIZE = 2, 4
CHANNELS = HEADS * SIZE


def make_model(forbids: bool = False, order: tuple[int, ...] = (0, 2, 1, 3)) -> onnx.ModelProto:
    """Token ids to channels, and attention over them as the exporter writes it."""
    rng = np.random.default_rng(0)
    weights = {f"w_{n}": rng.normal(size=(CHANNELS, CHANNELS)) for n in "qkvo"}
    biases = {f"b_{n}": rng.normal(size=CHANNELS) for n in "qkvo"}
    table = {"table": rng.normal(size=(50, CHANNELS))}
    floats = {n: v.astype(np.float32) for n, v in (weights | biases | table).items()}
    shapes = {
        "parted": np.array([0, 0, HEADS, SIZE]),
        "whole": np.array([0, 0, CHANNELS]),
        "limit": np.array(3 if forbids else 999),
    }
    make = helper.make_node
    nodes = [
        make("Gather", ["table", "input_ids"], ["x"]),
        make("Less", ["input_ids", "limit"], ["row"]),
        make("Unsqueeze", ["row", "across"], ["keys"]),
        make("Unsqueeze", ["row", "down"], ["queries"]),
        make("Or", ["keys", "queries"], ["mask"]),
    ]
    for n in "qkv":
        nodes += [
            make("MatMul", ["x", f"w_{n}"], [f"m_{n}"]),
            make("Add", [f"m_{n}", f"b_{n}"], [f"a_{n}"]),
            make("Reshape", [f"a_{n}", "parted"], [f"r_{n}"]),
            make("Transpose", [f"r_{n}"], [n], perm=order),
        ]
    nodes += [
        make("Attention", ["q", "k", "v", "mask"], ["mixed"], scale=0.5),
        make("Transpose", ["mixed"], ["back"], perm=(0, 2, 1, 3)),
        make("Reshape", ["back", "whole"], ["joined"]),
        make("MatMul", ["joined", "w_o"], ["m_o"]),
        make("Add", ["m_o", "b_o"], ["vectors"]),
    ]
    constants = floats | shapes | {"across": np.array([1, 2]), "down": np.array([1, 3])}
    graph = helper.make_graph(
        nodes,
        "attention",
        [helper.make_tensor_value_info("input_ids", onnx.TensorProto.INT64, ["B", "T"])],
        [helper.make_tensor_value_info("vectors", onnx.TensorProto.FLOAT, None)],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 23)], ir_version=11)


def run(model: onnx.ModelProto) -> np.ndarray:
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    ids = np.array([[4, 9, 1, 2], [2, 2, 40, 1]])
    return np.asarray(session.run(None, {"input_ids": ids})[0])


def operators(model: onnx.ModelProto) -> Counter[str]:
    return Counter(node.op_type for node in model.graph.node)


def test_transposes_and_idle_masks_and_two_biases_go_and_nothing_changes():
    model = make_model()
    fused = fuse_attention(model, HEADS)
    assert operators(fused) == {"Gather": 1, "MatMul": 4, "Add": 2, "MultiHeadAttention": 1}
    np.testing.assert_allclose(run(fused), run(model), atol=1e-5)


def test_attention_under_a_mask_that_forbids_something_stays():
    model = make_model(forbids=True)
    fused = fuse_attention(model, HEADS)
    assert operators(fused)["Attention"] == 1
    np.testing.assert_allclose(run(fused), run(model), atol=1e-5)


def test_what_looks_otherwise_stays_as_it_is():
    model = make_model(order=(0, 1, 2, 3))
    assert operators(fuse_attention(model, HEADS))["Transpose"] == 4


def test_an_encoder_keeps_no_transpose(tiny_checkpoint):
    model = ReportModel.from_pretrained(tiny_checkpoint).eval()
    exported = export_encoder(model)
    assert [opset.version for opset in exported.opset_import if opset.domain == ""] == [20]
    found = operators(exported)
    n_layers = model.encoder.config.num_hidden_layers
    assert found["MultiHeadAttention"] == n_layers
    assert not {"Attention", "Transpose", "Reshape", "Softmax", "Where"} & set(found)


def test_the_model_given_is_left_alone():
    model = make_model()
    before = model.SerializeToString()
    fuse_attention(model, HEADS)
    assert model.SerializeToString() == before
