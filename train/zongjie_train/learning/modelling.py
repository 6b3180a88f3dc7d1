"""The model: a sentence encoder, a report network over its vectors, two heads.

1. The encoder, any `AutoModel`, reads each sentence by itself; its vector is the mean over tokens
   of the mean of some layers.
2. The report network (`networks.py`) reads the vectors of the whole report, its headings and its
   layout, and gives the logits of roles and of sections.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from transformers import (
    MODEL_MAPPING,
    AutoConfig,
    AutoModel,
    AutoTokenizer,
    PretrainedConfig,
    PreTrainedModel,
    PreTrainedTokenizerFast,
)
from transformers.utils import logging
from transformers.utils.generic import ModelOutput

from zongjie_train.learning.batches import unpack_tokens
from zongjie_train.learning.networks import NetworkSizes, build_network
from zongjie_train.learning.packing import can_pack, mean_of_sentences, read_packed


class ReportConfig(PretrainedConfig):
    """Sizes and settings of a `ReportModel`; the encoder's own configuration is kept inside."""

    model_type = "zongjie"

    def __init__(
        self,
        encoder: dict[str, Any] | None = None,
        label_names: tuple[str, ...] = (),
        label_chinese: tuple[str, ...] = (),
        label_other: str = "other",
        pooled_layers: tuple[int, ...] = (-1,),
        max_tokens: int = 128,
        n_features: int = 0,
        network: str = "conv",
        network_width: int = 256,
        network_layers: int = 5,
        dropout: float = 0.3,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.encoder = encoder or {}
        self.label_names = list(label_names)
        self.label_chinese = list(label_chinese)
        self.label_other = label_other
        self.pooled_layers = list(pooled_layers)
        self.max_tokens = max_tokens
        self.n_features = n_features
        self.network = network
        self.network_width = network_width
        self.network_layers = network_layers
        self.dropout = dropout


@dataclass
class ReportOutput(ModelOutput):
    """Loss (if targets were given) and logits of both heads, each (B, N, L)."""

    loss: Tensor | None = None
    role_logits: Tensor | None = None
    section_logits: Tensor | None = None


class ReportModel(PreTrainedModel):
    """Encoder and report network as one `transformers` model."""

    config_class = ReportConfig
    base_model_prefix = "report"
    main_input_name = "layout"
    supports_gradient_checkpointing = False
    _supports_sdpa = True

    def __init__(self, config: ReportConfig, encoder: PreTrainedModel | None = None) -> None:
        super().__init__(config)
        self.encoder = encoder or build_encoder(config.encoder)
        sizes = NetworkSizes(
            vector_size=self.encoder.config.hidden_size,
            n_features=config.n_features,
            n_labels=len(config.label_names),
            width=config.network_width,
            n_layers=config.network_layers,
            dropout=config.dropout,
        )
        self.network = build_network(config.network, sizes)
        self.post_init()

    @torch.no_grad()
    def _init_weights(self, module: nn.Module) -> None:
        """Keep PyTorch's own initialisation: weights come from a checkpoint or the encoder's."""

    def encode(self, input_ids: Tensor, attention_mask: Tensor | None) -> Tensor:
        """Sentence vectors (S, H) of token ids (S, T), none of them padding if without a mask."""
        output = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, output_hidden_states=True
        )
        layers = [output.hidden_states[i] for i in self.config.pooled_layers]
        hidden = torch.stack(layers).mean(0) if len(layers) > 1 else layers[0]  # (S, T, H)
        if attention_mask is None:  # a product: onnxruntime sums it up in one order for any S
            everyone = hidden.new_ones(hidden.size(0), 1, hidden.size(1))
            return (everyone @ hidden).squeeze(1) / hidden.size(1)
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        return (hidden * mask).sum(1) / mask.sum(1)

    def encode_packed(self, ids: Tensor, lengths: Tensor) -> Tensor:
        """Sentence vectors (S, H) of sentences one after another, see `pack_by_length`."""
        if not can_pack(self.encoder):
            return self.encode(*unpack_tokens(ids, lengths, self.encoder.config.pad_token_id or 0))
        states = read_packed(self.encoder, ids, lengths)
        layers = [states[i] for i in self.config.pooled_layers]
        hidden = torch.stack(layers).mean(0) if len(layers) > 1 else layers[0]  # (T, H)
        return mean_of_sentences(hidden, lengths)

    def forward(
        self,
        layout: Tensor,
        parents: Tensor,
        lengths: Tensor | None = None,
        vectors: Tensor | None = None,
        tokens: list[tuple[Tensor, Tensor]] | None = None,
        places: Tensor | None = None,
        role_targets: Tensor | None = None,
        role_weights: Tensor | None = None,
        section_targets: Tensor | None = None,
        section_weights: Tensor | None = None,
    ) -> ReportOutput:
        """Logits, and the loss where targets are given.

        Args:
            layout, parents, lengths: see `networks.ReportNetwork.forward`.
            vectors: (B, N, H) where the encoder has run before; else `tokens` and `places`.
            tokens: rows of sentences one after another: token ids (T,) and lengths (S,).
            places: (sum of S,) where each sentence of the rows stands in the flat (B * N).
            role_targets, section_targets: (B, N, L) distributions over labels.
            role_weights, section_weights: (B, N), 0 where there is no target.
        """
        if vectors is None:
            assert tokens is not None and places is not None
            found = torch.cat([self.encode_packed(*row) for row in tokens]).float()
            flat = found.new_zeros(layout.size(0) * layout.size(1), found.size(-1))
            vectors = flat.index_copy(0, places, found).view(*layout.shape[:2], -1)
        role_logits, section_logits = self.network(vectors, parents, layout, lengths)
        loss = None
        if role_targets is not None and section_targets is not None:
            loss = soft_cross_entropy(role_logits, role_targets, role_weights)
            loss = loss + soft_cross_entropy(section_logits, section_targets, section_weights)
        return ReportOutput(loss=loss, role_logits=role_logits, section_logits=section_logits)


def build_encoder(settings: dict[str, Any]) -> PreTrainedModel:
    """An encoder of these settings, at random weights."""
    settings = dict(settings)
    config = AutoConfig.for_model(settings.pop("model_type"), **settings)
    return AutoModel.from_config(config, **encoder_options(config))


def encoder_options(config: PretrainedConfig) -> dict[str, Any]:
    """What an encoder is built with: without BERT's pooler, which is not used."""
    parameters = inspect.signature(MODEL_MAPPING[type(config)].__init__).parameters
    return {"add_pooling_layer": False} if "add_pooling_layer" in parameters else {}


def soft_cross_entropy(logits: Tensor, targets: Tensor, weights: Tensor | None) -> Tensor:
    """Weighted cross-entropy against distributions, by sentence of positive weight."""
    losses = -(targets * logits.float().log_softmax(-1)).sum(-1)  # (B, N)
    if weights is None:
        return losses.mean()
    return (losses * weights).sum() / (weights > 0).sum().clamp(min=1)


class BaseError(ValueError):
    """The base of the encoder can't be used; the message names it and the cure."""


def load_encoder(
    base: str | Path, n_layers: int | None = None, pooled_layers: Sequence[int] = (-1,)
) -> PreTrainedModel:
    """An encoder by hub name or folder, its first `n_layers` layers (all if None).

    Args:
        pooled_layers: what will be asked of it, checked here.

    Raises:
        BaseError: it is not to be had, or has too few layers.
    """
    config = reach(AutoConfig.from_pretrained, base)
    if n_layers is not None:
        if not 1 <= n_layers <= config.num_hidden_layers:
            raise BaseError(
                f"encoder.n_layers is {n_layers}; {base} has {config.num_hidden_layers} layers"
            )
        config.num_hidden_layers = n_layers
    kept = config.num_hidden_layers
    if outside := [i for i in pooled_layers if not -kept - 1 <= i <= kept]:
        raise BaseError(
            f"encoder.pooled_layers holds {outside[0]}, but {kept} layers are kept; "
            "-1 is the last one, whatever their number"
        )
    verbosity = logging.get_verbosity()
    logging.set_verbosity_error()  # layers left out are meant to be: no report of them
    try:
        return reach(AutoModel.from_pretrained, base, config=config, **encoder_options(config))
    finally:
        logging.set_verbosity(verbosity)


def load_tokenizer(base: str | Path) -> PreTrainedTokenizerFast:
    """The tokenizer of a base.

    Raises:
        BaseError: it is not to be had, or only in a form without `tokenizer.json`.
    """
    tokenizer = reach(AutoTokenizer.from_pretrained, base)
    if not isinstance(tokenizer, PreTrainedTokenizerFast):
        raise BaseError(f"{base}: has no fast tokenizer; save one with a tokenizer.json beside it")
    return tokenizer


def reach(load: Callable[..., Any], base: str | Path, **options: Any) -> Any:
    """What `load` finds at a hub name or folder."""
    try:
        return load(base, **options)
    except OSError as error:
        raise BaseError(
            f"encoder.base is {str(base)!r}, but no such folder is here and no hub gave it: give a "
            f"local folder, the hub name of a model, or `offline` ({str(error).splitlines()[0]})"
        ) from error
