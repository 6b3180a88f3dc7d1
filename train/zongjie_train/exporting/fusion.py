"""Attention in its leanest form: onnxruntime's MultiHeadAttention.

1. The exporter parts the heads of queries, keys and values by reshapes and transposes, and joins
   them again around Attention (ONNX opset 23); MultiHeadAttention takes and gives tensors
   (B, T, channels).
2. The exporter gives it a mask, though every token of a sentence may look at every other; where
   it forbids nothing it goes.
3. A bias of the keys adds the same to all scores of a query, which softmax takes out again: it
   goes. A bias of the values comes out of attention as it went in, since weights sum to 1: it is
   added to the bias of the linear layer behind.

What doesn't look so stays as it is. ONNX's own Attention takes and gives such tensors too, and the
whole encoder would be 4 % faster for it, but onnxruntime has it from 1.24, which Python 3.10 is not
given; so the opset goes down to what all that is left needs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import onnx
import onnxruntime
from onnx import NodeProto, helper

from zongjie_train.exporting.editing import GraphEditor

PARTED = [0, 2, 1, 3]  # (B, T, heads, size) to (B, heads, T, size) and back
SHAPES = ((1, 2), (3, 20), (2, 33))
OPSET, IR_VERSION, DOMAIN = 20, 10, "com.microsoft"


class Surroundings:
    """Who makes and who takes the tensors of a graph."""

    def __init__(self, editor: GraphEditor) -> None:
        self._editor = editor
        self._constants = set(editor.constants())
        self._maker: dict[str, NodeProto] = {}
        self._takers: dict[str, list[NodeProto]] = defaultdict(list)
        for node in editor.model.graph.node:
            self._maker |= dict.fromkeys(node.output, node)
            for name in node.input:
                self._takers[name].append(node)

    def before(self, name: str, op: str) -> NodeProto | None:
        """The node that makes a tensor, if it is an `op`."""
        node = self._maker.get(name)
        return node if node is not None and node.op_type == op else None

    def after(self, name: str, op: str) -> NodeProto | None:
        """The only node that takes a tensor, if it is an `op`."""
        takers = self._takers[name]
        return takers[0] if len(takers) == 1 and takers[0].op_type == op else None

    def operand(self, node: NodeProto | None) -> np.ndarray | None:
        """The second input of a node, if it is a constant."""
        if node is None or node.input[1] not in self._constants:
            return None
        return self._editor.value(node.input[1])

    def whole(self, name: str) -> str | None:
        """The tensor (B, T, channels) whose heads were parted to give this one."""
        transpose = self.before(name, "Transpose")
        if transpose is None or helper.get_node_attr_value(transpose, "perm") != PARTED:
            return None
        reshape = self.before(transpose.input[0], "Reshape")
        return None if reshape is None else reshape.input[0]

    def joined(self, name: str) -> NodeProto | None:
        """The node after which heads are joined again, (B, T, channels)."""
        transpose = self.after(name, "Transpose")
        if transpose is None or helper.get_node_attr_value(transpose, "perm") != PARTED:
            return None
        return self.after(transpose.output[0], "Reshape")


def fuse_attention(model: onnx.ModelProto, n_heads: int) -> onnx.ModelProto:
    """The encoder with lean attention; the model given is left alone.

    Args:
        model: an encoder that takes `input_ids` alone, from opset 20 on no operation but Attention
            that is newer.
        n_heads: of its attention.
    """
    editor = GraphEditor(model)
    found = Surroundings(editor)
    nodes = [node for node in editor.model.graph.node if node.op_type == "Attention"]
    masks = {node.input[3] for node in nodes if len(node.input) > 3 and node.input[3]}
    idle = idle_masks(model, sorted(masks)) | {""}
    n_left = len(nodes)
    for node in nodes:
        wholes = [found.whole(name) for name in node.input[:3]]
        joined = found.joined(node.output[0])
        if None in wholes or joined is None or not idle.issuperset(node.input[3:4]):
            continue
        query, key, value = (name for name in wholes if name is not None)
        key, value = drop_biases(editor, found, key, value, joined.output[0])
        scale = {a.name: helper.get_attribute_value(a) for a in node.attribute}.get("scale")
        settings = {} if scale is None else {"scale": scale}
        output = joined.output[0]
        joined.output[0] = f"{output}_parted"
        inputs, settings = [query, key, value], {"num_heads": n_heads, **settings}
        editor.add("MultiHeadAttention", inputs, output, domain=DOMAIN, **settings)
        n_left -= 1
    fused = editor.finish()
    fused.opset_import.append(helper.make_opsetid(DOMAIN, 1))
    if not n_left:
        fused.ir_version = min(fused.ir_version, IR_VERSION)
        for opset in fused.opset_import:
            if opset.domain == "":
                opset.version = min(opset.version, OPSET)
    return fused


def idle_masks(model: onnx.ModelProto, names: Sequence[str]) -> set[str]:
    """Those of the masks that forbid nothing, as seen on sentences of `SHAPES`."""
    if not names:
        return set()
    probe = GraphEditor(model)
    del probe.model.graph.output[:]
    probe.model.graph.output.extend(map(helper.make_empty_tensor_value_info, names))
    session = onnxruntime.InferenceSession(
        probe.finish().SerializeToString(), providers=["CPUExecutionProvider"]
    )
    idle = set(names)
    for shape in SHAPES:
        ids = np.arange(np.prod(shape)).reshape(shape) % 5
        values = session.run(list(names), {"input_ids": ids})
        for name, value in zip(names, map(np.asarray, values), strict=True):
            if not (value.all() if value.dtype == bool else not value.any()):
                idle.discard(name)
    return idle


def drop_biases(
    editor: GraphEditor, found: Surroundings, key: str, value: str, output: str
) -> tuple[str, str]:
    """Key and value without their biases, where the layer behind can take the latter on."""
    to_key, to_value = found.before(key, "Add"), found.before(value, "Add")
    product = found.after(output, "MatMul")
    behind = found.after(product.output[0], "Add") if product is not None else None
    weight = found.operand(product)
    biases = [found.operand(node) for node in (to_key, to_value, behind)]
    if weight is None or any(bias is None or bias.ndim != 1 for bias in biases):
        return key, value
    assert to_key is not None and to_value is not None and behind is not None
    _, through, own = (np.asarray(bias, np.float64) for bias in biases)
    total = (through @ weight.astype(np.float64) + own).astype(np.float32)
    behind.input[1] = editor.constant(f"{behind.output[0]}_bias", total)
    return to_key.input[0], to_value.input[0]
