"""How an encoder is rounded to int8: planned once, built for any limit on the error."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import onnx

from zongjie_train.exporting.integers import ActivationPlan
from zongjie_train.exporting.observing import Linear, find_linears, observe
from zongjie_train.exporting.quantisation import plan_encoder, quantise_encoder

SHARE = 0.2  # of the tokens that are looked at


@dataclass(frozen=True, eq=False)
class Rounding:
    """An encoder in float, and how each of its activations would be rounded."""

    model: onnx.ModelProto
    linears: list[Linear]
    plans: dict[str, ActivationPlan]

    def encoder(self, limit: float) -> onnx.ModelProto:
        """The encoder in int8, activations of a larger error than `limit` in float."""
        return quantise_encoder(self.model, self.linears, self.plans, limit)

    def share(self, limit: float) -> str:
        """How many activations are rounded."""
        n = sum(plan.error <= limit for plan in self.plans.values())
        return f"{n} of {len(self.plans)} activations in integers"


def plan_rounding(encoder: onnx.ModelProto, batches: Iterable[np.ndarray], seed: int) -> Rounding:
    """Look at the activations that calibration sentences cause, and plan for each.

    Args:
        encoder: in float.
        batches: token ids of calibration sentences, (B, T) int64 each.
        seed: of the sample of tokens.
    """
    linears = find_linears(encoder)
    names = [linear.activation for linear in linears]
    rows = observe(encoder, names, batches, SHARE, seed)
    return Rounding(encoder, linears, plan_encoder(encoder, linears, rows))
