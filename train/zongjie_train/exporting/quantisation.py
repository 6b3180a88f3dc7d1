"""Encoder and network in int8, with static scales: no vector depends on what else is in a batch.

1. Linear layers of the encoder: weights int8 with a scale for each output channel; activations
   uint8 with one static scale, channels evened out before (`integers.plan_activation`).
   onnxruntime runs the pair as one product of integers, whose sums are exact.
2. Layers whose products would change by more than a limit keep float activations; their weights
   are int8 in the file alone.
3. Word embeddings: int8 with a scale for each row, gathered first and scaled then.
4. The report network: weights int8 in the file alone; it is a thousandth of the arithmetic.
"""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import onnx
from onnx import TensorProto

from zongjie_train.exporting.editing import GraphEditor
from zongjie_train.exporting.integers import (
    MULTIPLIED,
    ActivationPlan,
    plan_activation,
    quantise_weight,
)
from zongjie_train.exporting.observing import Linear

SMALLEST = 4096  # constants of fewer items stay float
# The axes that share a scale: what is left has one for each output channel, or gate of an LSTM.
WEIGHT_AXES: dict[str, int | tuple[int, ...]] = {
    "MatMul": 0,  # (K, N)
    "Conv": (1, 2),  # (N, K, taps)
    "LSTM": -1,  # (directions, gates, K)
}


def plan_encoder(
    model: onnx.ModelProto, linears: list[Linear], rows: dict[str, np.ndarray]
) -> dict[str, ActivationPlan]:
    """How each activation would be quantised.

    Args:
        model: the encoder in float.
        linears: its linear layers.
        rows: sampled activations, (R, K) each, by name of tensor.
    """
    editor = GraphEditor(model)
    n_uses = Counter(linear.weight for linear in linears)
    plans = {}
    for activation, members in group_by_activation(linears).items():
        weight = np.concatenate([editor.value(linear.weight) for linear in members], axis=1)
        shared = any(n_uses[linear.weight] > 1 for linear in members)
        plans[activation] = plan_activation(rows[activation], weight, smooth=not shared)
    return plans


def quantise_encoder(
    model: onnx.ModelProto,
    linears: list[Linear],
    plans: dict[str, ActivationPlan],
    max_error: float,
) -> onnx.ModelProto:
    """The encoder in int8.

    Args:
        model: the encoder in float.
        linears: its linear layers.
        plans: for each activation of them.
        max_error: activations whose plan has a larger error stay float; at 0 all do.
    """
    editor = GraphEditor(model)
    moved = move_divisors(editor, linears, plans, max_error)
    for activation, members in group_by_activation(linears).items():
        plan = plans[activation]
        to_integers = plan.error <= max_error
        divide = activation not in moved
        source = (
            quantise_activation(editor, activation, plan, divide) if to_integers else activation
        )
        for linear in members:
            if to_integers:
                weight = quantise_factor(editor, linear.weight, plan.divisor)
            else:
                weight = editor.store_int8(linear.weight, axis=0)
            editor.nodes[linear.node].input[:] = [source, weight]
    quantise_embeddings(editor)
    return editor.finish()


def quantise_network(model: onnx.ModelProto) -> onnx.ModelProto:
    """The report network with the large weights of `WEIGHT_AXES` stored as int8."""
    editor = GraphEditor(model)
    constants = set(editor.constants())
    for node in editor.model.graph.node:
        for i, name in enumerate(node.input):
            if node.op_type in WEIGHT_AXES and name in constants:
                value = editor.value(name)
                if value.dtype == np.float32 and value.ndim >= 2 and value.size >= SMALLEST:
                    node.input[i] = editor.store_int8(name, WEIGHT_AXES[node.op_type])
    return editor.finish()


def group_by_activation(linears: list[Linear]) -> dict[str, list[Linear]]:
    """Linear layers that take the same activation, such as query, key and value."""
    groups: dict[str, list[Linear]] = defaultdict(list)
    for linear in linears:
        groups[linear.activation].append(linear)
    return groups


def move_divisors(
    editor: GraphEditor,
    linears: list[Linear],
    plans: dict[str, ActivationPlan],
    max_error: float,
) -> set[str]:
    """Divide what comes out of attention by way of the weights of its values, at no cost.

    Returns:
        The activations that need no division any more.
    """
    weights = {linear.node: linear.weight for linear in linears}
    n_uses = Counter(linear.weight for linear in linears)
    products = {node.output[0]: node.name for node in editor.model.graph.node}
    moved = set()
    for node in editor.model.graph.node:
        plan = plans.get(node.output[0])
        if node.op_type != "MultiHeadAttention" or plan is None or plan.error > max_error:
            continue
        weight = weights.get(products.get(node.input[2], ""))
        if weight is not None and n_uses[weight] == 1:
            editor.constant(weight, editor.value(weight) / plan.divisor)
            moved.add(node.output[0])
    return moved


def quantise_activation(
    editor: GraphEditor, name: str, plan: ActivationPlan, divide: bool = True
) -> str:
    """Put an activation through uint8; return the name of the tensor that comes out.

    Args:
        divide: whether its channels are still to be divided.
    """
    source = name
    if divide and not np.all(plan.divisor == 1):
        factor = editor.constant(f"{name}_factor", 1 / plan.divisor)
        source = editor.add("Mul", [name, factor], f"{name}_even")
    scale = editor.constant(f"{name}_scale", np.array(plan.scale, np.float32))
    zero = editor.constant(f"{name}_zero", np.array(plan.zero_point, np.uint8))
    editor.add("QuantizeLinear", [source, scale, zero], f"{name}_uint8")
    return editor.add("DequantizeLinear", [f"{name}_uint8", scale, zero], f"{name}_rounded")


def quantise_factor(editor: GraphEditor, name: str, divisor: np.ndarray) -> str:
    """Put a weight (K, N) through int8; return the name of the tensor that comes out."""
    values, scale = quantise_weight(editor.value(name) * divisor[:, None], 0, MULTIPLIED)
    scales = editor.constant(f"{name}_scale", scale[0])
    zeros = editor.constant(f"{name}_zero", np.zeros(len(scale[0]), np.int8))
    inputs = [editor.constant(f"{name}_int8_even", values), scales, zeros]
    return editor.add("DequantizeLinear", inputs, f"{name}_rounded", axis=1)


def quantise_embeddings(editor: GraphEditor) -> None:
    """Store tables that rows are gathered from, (V, H), as int8 with a scale for each row."""
    constants = set(editor.constants())
    for node in editor.model.graph.node:
        if node.op_type != "Gather" or node.input[0] not in constants:
            continue
        table, (name, ids), output = editor.value(node.input[0]), node.input, node.output[0]
        if table.ndim != 2 or table.dtype != np.float32 or table.size < SMALLEST:
            continue
        values, scale = quantise_weight(table, axis=1)
        node.input[0] = editor.constant(f"{name}_int8", values)
        node.output[0] = f"{output}_int8"
        editor.add("Cast", [f"{output}_int8"], f"{output}_cast", to=TensorProto.FLOAT)
        scales = editor.constant(f"{name}_scales", scale)
        editor.add("Gather", [scales, ids], f"{output}_scale", axis=0)
        editor.add("Mul", [f"{output}_cast", f"{output}_scale"], output)
