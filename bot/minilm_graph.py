"""Lays MiniLM's weights out as an ONNX graph.

One six-layer BERT encoder with mean pooling and L2 normalisation. Names of the
weights are those of the published safetensors file.
"""

from __future__ import annotations

from typing import Dict, List

import numpy as np
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

DIMENSIONS = 384
LAYERS = 6
HEADS = 12
LAYER_NORM_EPSILON = 1e-12
OPSET = 17  # the first with LayerNormalization
IR_VERSION = 8
MASKED = -1e9  # added to attention scores of padding


class _Graph:
    """Collects nodes and constants; every method returns the name of its output."""

    def __init__(self) -> None:
        self.nodes: List[NodeProto] = []
        self.constants: List[TensorProto] = []

    def constant(self, value: np.ndarray) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def number(self, value: float) -> str:
        return self.constant(np.array(value, dtype=np.float32))

    def integers(self, *values: int) -> str:
        return self.constant(np.array(values, dtype=np.int64))

    def op(self, kind: str, *inputs: str, **attributes: object) -> str:
        name = f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name


def minilm_graph(weights: Dict[str, np.ndarray]) -> ModelProto:
    """Build the graph.

    Args:
        weights: tensors by their published names.

    Returns:
        A model with inputs `tokens` (batch, length) int64 and `mask` (batch,
        length) float32, and one output `vectors` (batch, 384) float32.
    """
    g = _Graph()

    def norm(values: str, name: str) -> str:
        scale = g.constant(weights[f"{name}.LayerNorm.weight"])
        shift = g.constant(weights[f"{name}.LayerNorm.bias"])
        return g.op("LayerNormalization", values, scale, shift, epsilon=LAYER_NORM_EPSILON)

    def linear(values: str, name: str) -> str:
        product = g.op("MatMul", values, g.constant(weights[f"{name}.weight"].T))
        return g.op("Add", product, g.constant(weights[f"{name}.bias"]))

    split = g.integers(0, 0, HEADS, DIMENSIONS // HEADS)
    join = g.integers(0, 0, DIMENSIONS)
    scale = g.number((DIMENSIONS // HEADS) ** -0.5)
    half, one, root_half = g.number(0.5), g.number(1.0), g.number(0.5**0.5)

    length = g.op("Slice", g.op("Shape", "tokens"), g.integers(1), g.integers(2))
    # Every text is one segment, so the segment vector is a constant.
    places = (
        weights["embeddings.position_embeddings.weight"]
        + weights["embeddings.token_type_embeddings.weight"][0]
    )
    hidden = g.op(
        "Add",
        g.op("Gather", g.constant(weights["embeddings.word_embeddings.weight"]), "tokens"),
        g.op("Slice", g.constant(places), g.integers(0), length, g.integers(0)),
    )
    hidden = norm(hidden, "embeddings")
    padding = g.op("Unsqueeze", g.op("Sub", one, "mask"), g.integers(1, 2))
    bias = g.op("Mul", padding, g.number(MASKED))

    for index in range(LAYERS):
        layer = f"encoder.layer.{index}"
        attention = f"{layer}.attention"

        def heads(part: str, order: List[int]) -> str:
            flat = linear(hidden, f"{attention}.self.{part}")  # noqa: B023 - used at once
            return g.op("Transpose", g.op("Reshape", flat, split), perm=order)

        scores = g.op("MatMul", heads("query", [0, 2, 1, 3]), heads("key", [0, 2, 3, 1]))
        scores = g.op("Add", g.op("Mul", scores, scale), bias)
        context = g.op("MatMul", g.op("Softmax", scores, axis=-1), heads("value", [0, 2, 1, 3]))
        context = g.op("Reshape", g.op("Transpose", context, perm=[0, 2, 1, 3]), join)
        attended = g.op("Add", hidden, linear(context, f"{attention}.output.dense"))
        hidden = norm(attended, f"{attention}.output")
        inner = linear(hidden, f"{layer}.intermediate.dense")
        gate = g.op("Add", one, g.op("Erf", g.op("Mul", inner, root_half)))
        gelu = g.op("Mul", g.op("Mul", inner, half), gate)
        hidden = norm(g.op("Add", hidden, linear(gelu, f"{layer}.output.dense")), f"{layer}.output")

    weight = g.op("Unsqueeze", "mask", g.integers(2))
    total = g.op("ReduceSum", g.op("Mul", hidden, weight), g.integers(1), keepdims=0)
    count = g.op("ReduceSum", "mask", g.integers(1), keepdims=1)
    vectors = g.op("LpNormalization", g.op("Div", total, count), axis=1, p=2)

    def description(name: str, kind: int, shape: List[object]) -> object:
        return helper.make_tensor_value_info(name, kind, shape)

    graph = helper.make_graph(
        g.nodes,
        "minilm",
        [
            description("tokens", TensorProto.INT64, ["batch", "length"]),
            description("mask", TensorProto.FLOAT, ["batch", "length"]),
        ],
        [description(vectors, TensorProto.FLOAT, ["batch", DIMENSIONS])],
        g.constants,
    )
    opset = helper.make_opsetid("", OPSET)
    return helper.make_model(graph, opset_imports=[opset], ir_version=IR_VERSION)
