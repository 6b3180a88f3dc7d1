"""A `ReportModel` as two ONNX graphs, in float.

encoder  input_ids (B, T) int64, of sentences of one length -> vectors (B, H)
network  vectors (N, H), parents (N, 2) int64, layout (N, F) -> role_logits, section_logits (N, L)
"""

from __future__ import annotations

import logging
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import onnx
import torch
from torch import Tensor, nn
from torch.export import Dim

from zongjie_train.exporting.fusion import fuse_attention
from zongjie_train.learning.modelling import ReportModel
from zongjie_train.learning.networks import N_PARENTS

ENCODER_OPSET, NETWORK_OPSET = 23, 20  # 23 has attention as one operation


class EncoderGraph(nn.Module):
    """The encoder with its pooling."""

    def __init__(self, model: ReportModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: Tensor) -> Tensor:
        return self.model.encode(input_ids, None)


class NetworkGraph(nn.Module):
    """The report network over a single report."""

    def __init__(self, model: ReportModel) -> None:
        super().__init__()
        self.network = model.network

    def forward(self, vectors: Tensor, parents: Tensor, layout: Tensor) -> tuple[Tensor, Tensor]:
        roles, sections = self.network(vectors[None], parents[None], layout[None])
        return roles[0], sections[0]


def export_encoder(model: ReportModel) -> onnx.ModelProto:
    """The encoder as ONNX, batch and length free, attention as one operation."""
    model.encoder.set_attn_implementation("sdpa")
    ids = torch.arange(60).reshape(3, 20) % model.encoder.config.vocab_size
    sizes = {0: Dim("batch", min=1, max=4096), 1: Dim("tokens", min=2, max=4096)}
    with quiet():
        program = torch.onnx.export(
            EncoderGraph(model).eval(),
            (ids,),
            dynamo=True,
            input_names=["input_ids"],
            output_names=["vectors"],
            dynamic_shapes={"input_ids": sizes},
            opset_version=ENCODER_OPSET,
            verbose=False,
        )
    assert program is not None
    return fuse_attention(program.model_proto, model.encoder.config.num_attention_heads)


def export_network(model: ReportModel) -> onnx.ModelProto:
    """The report network as ONNX, the number of sentences free."""
    n, size = 7, model.encoder.config.hidden_size
    example = (
        torch.zeros(n, size),
        torch.arange(-1, n - 1)[:, None].expand(n, N_PARENTS).contiguous(),
        torch.zeros(n, model.config.n_features),
    )
    names = ["vectors", "parents", "layout"]
    outputs = ["role_logits", "section_logits"]
    with quiet(), tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "network.onnx")
        torch.onnx.export(
            NetworkGraph(model).eval(),
            example,
            path,
            dynamo=False,  # the newer exporter fixes the length of an LSTM's output
            input_names=names,
            output_names=outputs,
            dynamic_axes={name: {0: "sentences"} for name in (*names, *outputs)},
            opset_version=NETWORK_OPSET,
        )
        return onnx.load(path)


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the exporter's talk of missing torchvision and renamed axes off the screen."""
    logger = logging.getLogger("torch.onnx")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)
