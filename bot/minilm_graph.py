"""Lays MiniLM's weights out as an ONNX graph.

One six-layer BERT encoder with mean pooling and L2 normalisation. Names of the
weights are those of the published safetensors file, in which they stay: the graph
says where. Read into the graph, they would be in memory three times.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Dict, List, Mapping

import numpy as np
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

DIMENSIONS = 384
LAYERS = 6
HEADS = 12
LAYER_NORM_EPSILON = 1e-12
OPSET = 17  # the first with LayerNormalization
IR_VERSION = 8
MASKED = -1e9  # added to attention scores of padding
DOWN, UP = ".down", ".up"  # what a correction's two matrices are called, behind the weight's name

_HEADER_LENGTH = 8  # bytes of a safetensors file that say how long its header is


class _Graph:
    """Collects nodes and constants; every method returns the name of its output."""

    def __init__(self, weights: Path, corrections: Mapping[str, np.ndarray]) -> None:
        self.nodes: List[NodeProto] = []
        self.constants: List[TensorProto] = []
        self._corrections = corrections
        self._file = weights.name
        with weights.open("rb") as file:
            length = int.from_bytes(file.read(_HEADER_LENGTH), "little")
            self._places: Dict[str, Dict[str, List[int]]] = json.loads(file.read(length))
        self._start = _HEADER_LENGTH + length

    def weight(self, name: str) -> str:
        """A tensor of the weights file, by its published name."""
        place = self._places[name]
        first, end = place["data_offsets"]
        tensor = TensorProto(
            name=name,
            data_type=TensorProto.FLOAT,
            dims=place["shape"],
            data_location=TensorProto.EXTERNAL,
        )
        where = {"location": self._file, "offset": self._start + first, "length": end - first}
        for key, value in where.items():
            tensor.external_data.add(key=key, value=str(value))
        self.constants.append(tensor)
        return name

    def matrix(self, name: str) -> str:
        """A tensor of two dimensions, turned for a product from the right, and corrected."""
        turned = self.op("Transpose", self.weight(name), perm=[1, 0])
        if name + DOWN not in self._corrections:
            return turned
        down, up = (self._corrections[name + part].astype(np.float32).T for part in (DOWN, UP))
        return self.op("Add", turned, self.op("MatMul", self.constant(down), self.constant(up)))

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


def minilm_graph(weights: Path, corrections: Mapping[str, np.ndarray]) -> ModelProto:
    """Build the graph.

    Args:
        weights: the safetensors file, which the session must find in its folder of
            external initializers.
        corrections: for any matrix of the layers, its name and `.down` (rank, inputs), its name
            and `.up` (outputs, rank); their product is added to it (Hu et al. 2021).

    Returns:
        A model with inputs `tokens` (batch, length) int64 and `mask` (batch,
        length) float32, and one output `vectors` (batch, 384) float32.
    """
    g = _Graph(weights, corrections)

    def norm(values: str, name: str) -> str:
        scale = g.weight(f"{name}.LayerNorm.weight")
        shift = g.weight(f"{name}.LayerNorm.bias")
        return g.op("LayerNormalization", values, scale, shift, epsilon=LAYER_NORM_EPSILON)

    def linear(values: str, name: str) -> str:
        product = g.op("MatMul", values, g.matrix(f"{name}.weight"))
        return g.op("Add", product, g.weight(f"{name}.bias"))

    split = g.integers(0, 0, HEADS, DIMENSIONS // HEADS)
    join = g.integers(0, 0, DIMENSIONS)
    scale = g.number((DIMENSIONS // HEADS) ** -0.5)
    half, one, root_half = g.number(0.5), g.number(1.0), g.number(0.5**0.5)

    length = g.op("Slice", g.op("Shape", "tokens"), g.integers(1), g.integers(2))
    # Every text is one segment, so the segment vector is a constant.
    segment = g.op("Gather", g.weight("embeddings.token_type_embeddings.weight"), g.integers(0))
    places = g.op("Add", g.weight("embeddings.position_embeddings.weight"), segment)
    hidden = g.op(
        "Add",
        g.op("Gather", g.weight("embeddings.word_embeddings.weight"), "tokens"),
        g.op("Slice", places, g.integers(0), length, g.integers(0)),
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
