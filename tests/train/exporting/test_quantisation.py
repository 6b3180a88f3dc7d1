from __future__ import annotations

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import numpy_helper
from tiny_model import SENTENCES

from zongjie.backends import BACKENDS
from zongjie.encoder import SentenceEncoder, make_batches
from zongjie.tokens import SentenceTokenizer
from zongjie.workers import Workers
from zongjie_train.exporting.graphs import export_encoder
from zongjie_train.exporting.rounding import Rounding, plan_rounding
from zongjie_train.learning.modelling import ReportModel


@pytest.fixture(scope="module")
def rounding(tiny_checkpoint) -> Rounding:
    model = ReportModel.from_pretrained(tiny_checkpoint).eval()
    return plan_rounding(export_encoder(model), batches(tiny_checkpoint), seed=0)


def batches(checkpoint):
    tokenizer = SentenceTokenizer(checkpoint / "tokenizer.json", 48)
    ids = tokenizer.encode(SENTENCES)
    for _, input_ids in make_batches(ids, 512):
        yield input_ids


def vectors(model: onnx.ModelProto, checkpoint) -> np.ndarray:
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    found = []
    for ids in batches(checkpoint):
        found.append(session.run(None, {"input_ids": ids})[0])
    return np.concatenate(found)


def similarity(a, b):
    a, b = a - a.mean(0), b - a.mean(0)
    return (a * b).sum(1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)


def test_vectors_in_int8_are_near_those_in_float(rounding, tiny_checkpoint):
    exact = vectors(rounding.model, tiny_checkpoint)
    for limit, least in ((1.0, 0.99), (0.0, 0.999)):
        rounded = vectors(rounding.encoder(limit), tiny_checkpoint)
        assert similarity(exact, rounded).min() > least


def test_every_large_constant_is_int8(rounding):
    for limit in (1.0, 0.0):
        for constant in rounding.encoder(limit).graph.initializer:
            value = numpy_helper.to_array(constant)
            assert value.size < 4096 or value.dtype == np.int8, constant.name


def test_a_limit_keeps_activations_of_larger_error_in_float(rounding):
    errors = sorted(plan.error for plan in rounding.plans.values())
    middle = errors[len(errors) // 2]
    nodes = rounding.encoder(middle).graph.node
    n_rounded = sum(node.op_type == "QuantizeLinear" for node in nodes)
    assert n_rounded == sum(error <= middle for error in errors)
    assert rounding.share(middle) == f"{n_rounded} of {len(errors)} activations in integers"


def test_no_scale_is_taken_from_the_batch(rounding):
    operators = {node.op_type for node in rounding.encoder(1.0).graph.node}
    assert not operators & {"DynamicQuantizeLinear", "DynamicQuantizeMatMul", "MatMulNBits"}


def test_a_sentence_has_the_same_vector_alone_and_in_company(tiny_bundle):
    from zongjie.bundle import open_bundle

    encoder = SentenceEncoder(open_bundle(tiny_bundle), BACKENDS["int8"], Workers(2))
    together = encoder.encode(SENTENCES * 9)
    alone = np.concatenate([encoder.encode([sentence]) for sentence in SENTENCES])
    np.testing.assert_array_equal(together, np.tile(alone, (9, 1)))


def test_attention_gives_divided_values_rather_than_being_divided(rounding):
    graph = rounding.encoder(1.0).graph
    attended = {node.output[0] for node in graph.node if node.op_type == "MultiHeadAttention"}
    takers = [node.op_type for node in graph.node for name in node.input if name in attended]
    assert takers == ["QuantizeLinear"] * len(attended)
