from __future__ import annotations

import numpy as np
import onnxruntime
import pytest
import torch
from tiny_model import write_checkpoint

from zongjie.features import N_FEATURES
from zongjie_train.exporting.graphs import export_encoder, export_network
from zongjie_train.exporting.quantisation import quantise_network
from zongjie_train.learning.modelling import ReportModel


def open_model(model):
    return onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )


def run_model(session, feed):
    return [np.asarray(value) for value in session.run(None, feed)]


@pytest.fixture(scope="module")
def model(tiny_checkpoint) -> ReportModel:
    return ReportModel.from_pretrained(tiny_checkpoint).eval()


def test_the_encoder_gives_the_vectors_that_torch_gives(model):
    session = open_model(export_encoder(model))
    for batch, length in ((1, 16), (5, 24)):
        ids = torch.randint(0, 60, (batch, length))
        with torch.no_grad():
            expected = model.encode(ids, torch.ones_like(ids)).numpy()
        found = run_model(session, {"input_ids": ids.numpy()})[0]
        np.testing.assert_allclose(found, expected, atol=1e-5)


@pytest.mark.parametrize("network", ["conv", "lstm", "none"])
def test_each_network_gives_the_logits_that_torch_gives_at_any_length(tmp_path, network):
    model = ReportModel.from_pretrained(write_checkpoint(tmp_path, network)).eval()
    exported = export_network(model)
    session, rounded = open_model(exported), open_model(quantise_network(exported))
    taken = {value.name for value in session.get_inputs()}
    for n in (1, 2, 40):
        vectors, layout = torch.randn(n, 64), torch.rand(n, N_FEATURES)
        parents = torch.stack([torch.randint(-1, i + 1, (2,)) for i in range(n)])
        values = {"vectors": vectors, "parents": parents, "layout": layout}
        feed = {name: value.numpy() for name, value in values.items() if name in taken}
        with torch.no_grad():
            expected = model.network(vectors[None], parents[None], layout[None])
        for logits, in_float, in_int8 in zip(
            expected, run_model(session, feed), run_model(rounded, feed), strict=True
        ):
            np.testing.assert_allclose(in_float, logits[0].numpy(), atol=1e-4)
            np.testing.assert_allclose(in_int8, logits[0].numpy(), atol=0.05)
