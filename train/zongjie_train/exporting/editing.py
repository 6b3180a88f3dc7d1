"""Changing an ONNX graph: constants and nodes in, what is unused out."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from zongjie_train.exporting.integers import quantise_weight


class GraphEditor:
    """Collects changes to a copy of a model."""

    def __init__(self, model: onnx.ModelProto) -> None:
        self.model = onnx.ModelProto()
        self.model.CopyFrom(model)
        self.nodes = {node.name: node for node in self.model.graph.node}
        self._constants = {i.name: i for i in self.model.graph.initializer}
        self._fresh: dict[str, onnx.NodeProto] = {}

    def constants(self) -> list[str]:
        """Names of all constants."""
        return list(self._constants)

    def value(self, name: str) -> np.ndarray:
        """The value of a constant."""
        return numpy_helper.to_array(self._constants[name])

    def constant(self, name: str, value: np.ndarray) -> str:
        """Add a constant; return its name."""
        self._constants[name] = numpy_helper.from_array(value, name)
        return name

    def add(self, op: str, inputs: list[str], output: str, **attributes: Any) -> str:
        """Add a node, named as its one output; return that name."""
        self._fresh[output] = helper.make_node(op, inputs, [output], name=output, **attributes)
        return output

    def store_int8(self, name: str, axis: int | tuple[int, ...]) -> str:
        """Keep a float constant as int8 and scales along `axis`; return the name of the product.

        onnxruntime multiplies constants when it loads, so this saves space in the file alone.
        """
        if f"{name}_stored" not in self._fresh:
            values, scale = quantise_weight(self.value(name), axis)
            stored = self.constant(f"{name}_int8", values)
            self.add("Cast", [stored], f"{name}_cast", to=TensorProto.FLOAT)
            factor = self.constant(f"{name}_scales", scale)
            self.add("Mul", [f"{name}_cast", factor], f"{name}_stored")
        return f"{name}_stored"

    def finish(self) -> onnx.ModelProto:
        """The changed model: nodes in an order that can run, none unused, no unused constants."""
        graph = self.model.graph
        nodes = sort_nodes([*self._fresh.values(), *graph.node])
        nodes = drop_unused(nodes, {output.name for output in graph.output})
        used = {name for node in nodes for name in node.input}
        constants = [c for name, c in self._constants.items() if name in used]
        del graph.node[:], graph.initializer[:], graph.value_info[:]
        graph.node.extend(nodes)
        graph.initializer.extend(constants)
        return self.model


def sort_nodes(nodes: list[onnx.NodeProto]) -> list[onnx.NodeProto]:
    """Nodes in an order in which each comes after those that make its inputs."""
    to_be_made = {name for node in nodes for name in node.output}
    ordered = []
    while nodes:
        held = []
        for node in nodes:
            if to_be_made.isdisjoint(node.input):
                ordered.append(node)
                to_be_made.difference_update(node.output)
            else:
                held.append(node)
        assert len(held) < len(nodes), "the graph has a cycle"
        nodes = held
    return ordered


def drop_unused(nodes: list[onnx.NodeProto], wanted: set[str]) -> list[onnx.NodeProto]:
    """Those of sorted nodes that the tensors `wanted` come from."""
    wanted, kept = set(wanted), []
    for node in reversed(nodes):
        if not wanted.isdisjoint(node.output):
            kept.append(node)
            wanted.update(node.input)
    return kept[::-1]
