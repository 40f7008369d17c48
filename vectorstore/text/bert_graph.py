"""A BERT encoder as an ONNX graph that reads its weights where the model's own file has them.

The graph (a few kB) names each weight by its place in `model.safetensors`; a runtime maps that
file into memory, so nothing is copied or kept twice and neither torch nor transformers is
imported. Of a model it holds what stands between token ids and hidden states (Devlin et al.,
"BERT", NAACL 2019); pooling is arithmetic on what comes out.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

IDS, TYPES, MASK = "ids", "types", "mask"
"""The inputs, shape (texts, tokens), int64: token ids, which of two texts each token is of, and 1
for each token that is one."""
MARKED, MARK = "marked", "mark"
"""Two more inputs of a graph that can be adapted: shape (texts, tokens), float, 1 for each token
that the vector `mark`, shape (dimension,), is added to."""
LOW, HIGH = ".a", ".b"
"""How the inputs of a graph that can be adapted end: the thin matrices of a layer's change, shapes
(in, rank) and (rank, out)."""

_OPSET, _IR = 17, 8
_FLOAT = {"F32": 1}


class Config(NamedTuple):
    """What a BERT's config.json says of its form."""

    layers: int
    heads: int
    width: int
    wide: int
    epsilon: float


def config(folder: Path) -> Config | None:
    """The form of the BERT in a folder; None for a model of another kind."""
    read = json.loads((folder / "config.json").read_text("utf-8"))
    usual = ("bert", "gelu", "absolute", False)
    asked = (
        read.get("model_type"),
        read.get("hidden_act"),
        read.get("position_embedding_type", "absolute"),
        read.get("is_decoder", False),
    )
    if asked != usual:
        return None
    return Config(
        int(read["num_hidden_layers"]),
        int(read["num_attention_heads"]),
        int(read["hidden_size"]),
        int(read["intermediate_size"]),
        float(read.get("layer_norm_eps", 1e-12)),
    )


def linear_layers(form: Config) -> list[str]:
    """The names of all weights that a low-rank change may be given for, in order."""
    parts = (
        "attention.self.query", "attention.self.key", "attention.self.value",
        "attention.output.dense", "intermediate.dense", "output.dense",
    )  # fmt: skip
    return [f"layer.{layer}.{part}" for layer in range(form.layers) for part in parts]


def sizes(form: Config, name: str) -> tuple[int, int]:
    """How many numbers go into a linear layer, and how many come out."""
    if name.endswith("intermediate.dense"):
        return form.width, form.wide
    if name.endswith(".output.dense") and "attention" not in name:
        return form.wide, form.width
    return form.width, form.width


def bert_graph(
    weights: Path,
    form: Config,
    layers: Sequence[int],
    *,
    adaptable: bool = False,
    whole: bool = False,
) -> bytes:
    """The graph of the BERT whose weights a safetensors file holds, as a serialised ONNX model.

    Its outputs are the hidden states of `layers` (1 is the first; 0 the embeddings), each of
    shape (texts, tokens, width), in order. With `adaptable` it takes a low-rank change for each
    linear layer and a mark on tokens beside. With `whole` it holds the weights themselves. Raises
    KeyError where the file lacks a weight, or has it in a form that no runtime reads.
    """
    return _Builder(weights, form, adaptable, whole).built(layers)


class _Builder:
    """Nodes are added one by one; a value is its name."""

    def __init__(self, weights: Path, form: Config, adaptable: bool, whole: bool) -> None:
        from onnx import helper

        self._onnx: Any = helper
        self._file, self._whole_file = weights, whole
        self._tensors, self._start = _tensors(weights)
        self._prefix = "bert." if "bert.embeddings.LayerNorm.weight" in self._tensors else ""
        self._form, self._adaptable = form, adaptable
        self._nodes: list[Any] = []
        self._initializers: dict[str, Any] = {}
        self._inputs: list[Any] = []

    def built(self, layers: Sequence[int]) -> bytes:
        onnx, width = self._onnx, self._form.width
        for name in (IDS, TYPES, MASK):
            self._inputs.append(onnx.make_tensor_value_info(name, 7, ["texts", "tokens"]))
        states = [self._embedded()]
        blocked = self._blocked()
        for layer in range(self._form.layers):
            states.append(self._layer(f"layer.{layer}.", states[-1], blocked))
        shape = ["texts", "tokens", width]
        graph = onnx.make_graph(
            self._nodes,
            "bert",
            self._inputs,
            [onnx.make_tensor_value_info(states[layer], 1, shape) for layer in layers],
            list(self._initializers.values()),
        )
        opsets = [onnx.make_opsetid("", _OPSET)]
        model = onnx.make_model(graph, opset_imports=opsets, ir_version=_IR)
        serialised: bytes = model.SerializeToString()
        return serialised

    def _embedded(self) -> str:
        """The sum of a token's, its place's and its text's embedding, normed."""
        ids = self._node("Gather", self._weight("embeddings.word_embeddings.weight"), IDS)
        types = self._node("Gather", self._weight("embeddings.token_type_embeddings.weight"), TYPES)
        length = self._node("Gather", self._node("Shape", IDS), self._whole([1], scalar=True))
        zero, one = self._whole([0], scalar=True), self._whole([1], scalar=True)
        places = self._node(
            "Gather",
            self._weight("embeddings.position_embeddings.weight"),
            self._node("Range", zero, length, one),
        )
        if self._adaptable:
            ids = self._node("Add", ids, self._marked())
        summed = self._node("Add", self._node("Add", ids, places), types)
        return self._normed(summed, "embeddings.LayerNorm")

    def _marked(self) -> str:
        onnx = self._onnx
        # One number for all tokens will do as well.
        self._inputs.append(onnx.make_tensor_value_info(MARKED, 1, ["any texts", "any tokens"]))
        self._inputs.append(onnx.make_tensor_value_info(MARK, 1, [self._form.width]))
        marked = self._node("Unsqueeze", MARKED, self._whole([2]))
        return self._node("Mul", marked, MARK)

    def _blocked(self) -> str:
        """What is added to attention: nothing to a token, very much less to what is none."""
        mask = self._node("Cast", self._node("Unsqueeze", MASK, self._whole([1, 2])), to=1)
        inverse = self._node("Sub", self._number(1.0), mask)
        return self._node("Mul", inverse, self._number(-1e9))

    def _layer(self, layer: str, states: str, blocked: str) -> str:
        attended = self._linear(
            layer + "attention.output.dense", self._attention(layer, states, blocked)
        )
        attended = self._normed(
            self._node("Add", attended, states), f"encoder.{layer}attention.output.LayerNorm"
        )
        wide = self._gelu(self._linear(layer + "intermediate.dense", attended))
        narrow = self._linear(layer + "output.dense", wide)
        return self._normed(self._node("Add", narrow, attended), f"encoder.{layer}output.LayerNorm")

    def _attention(self, layer: str, states: str, blocked: str) -> str:
        size = self._form.width // self._form.heads
        apart = self._whole([0, 0, self._form.heads, size])
        together = self._whole([0, 0, self._form.width])
        query, key, value = (
            self._node("Reshape", self._linear(f"{layer}attention.self.{part}", states), apart)
            for part in ("query", "key", "value")
        )
        query = self._node("Transpose", query, perm=[0, 2, 1, 3])
        key = self._node("Transpose", key, perm=[0, 2, 3, 1])
        value = self._node("Transpose", value, perm=[0, 2, 1, 3])
        scores = self._node("Div", self._node("MatMul", query, key), self._number(math.sqrt(size)))
        shares = self._node("Softmax", self._node("Add", scores, blocked), axis=-1)
        mixed = self._node("Transpose", self._node("MatMul", shares, value), perm=[0, 2, 1, 3])
        return self._node("Reshape", mixed, together)

    def _linear(self, name: str, states: str) -> str:
        weight = self._weight(f"encoder.{name}.weight")
        turned = self._node("Transpose", weight, perm=[1, 0])
        product = self._node("MatMul", states, turned)
        if self._adaptable:
            enters, leaves = sizes(self._form, name)
            rank = f"rank of {name}"
            for end, shape in ((LOW, [enters, rank]), (HIGH, [rank, leaves])):
                self._inputs.append(self._onnx.make_tensor_value_info(name + end, 1, shape))
            low = self._node("MatMul", states, name + LOW)
            product = self._node("Add", product, self._node("MatMul", low, name + HIGH))
        return self._node("Add", product, self._weight(f"encoder.{name}.bias"))

    def _gelu(self, states: str) -> str:
        halves = self._node("Div", states, self._number(math.sqrt(2.0)))
        raised = self._node("Add", self._node("Erf", halves), self._number(1.0))
        return self._node("Mul", self._node("Mul", states, raised), self._number(0.5))

    def _normed(self, states: str, name: str) -> str:
        return self._node(
            "LayerNormalization",
            states,
            self._weight(f"{name}.weight"),
            self._weight(f"{name}.bias"),
            axis=-1,
            epsilon=self._form.epsilon,
        )

    def _node(self, kind: str, *inputs: str, **attributes: Any) -> str:
        output = f"{kind.lower()}-{len(self._nodes)}"
        self._nodes.append(self._onnx.make_node(kind, list(inputs), [output], **attributes))
        return output

    def _weight(self, name: str) -> str:
        """A weight by its place in the model's file."""
        from onnx import TensorProto

        if name not in self._initializers:
            entry = self._tensors[self._prefix + name]
            begin, end = entry["data_offsets"]
            tensor = TensorProto(name=name, data_type=_FLOAT[entry["dtype"]], dims=entry["shape"])
            if self._whole_file:
                with self._file.open("rb") as file:
                    file.seek(self._start + begin)
                    tensor.raw_data = file.read(end - begin)
            else:
                tensor.data_location = TensorProto.EXTERNAL
                self._place(tensor, self._start + begin, end - begin)
            self._initializers[name] = tensor
        return name

    def _place(self, tensor: Any, offset: int, length: int) -> None:
        place = {"location": self._file.name, "offset": offset, "length": length}
        for key, value in place.items():
            tensor.external_data.add(key=key, value=str(value))

    def _whole(self, numbers: Sequence[int], scalar: bool = False) -> str:
        name = f"whole-{'-'.join(map(str, numbers))}{'-scalar' * scalar}"
        shape = [] if scalar else [len(numbers)]
        self._initializers[name] = self._onnx.make_tensor(name, 7, shape, list(numbers))
        return name

    def _number(self, number: float) -> str:
        name = f"number-{number}"
        self._initializers[name] = self._onnx.make_tensor(name, 1, [], [number])
        return name


def _tensors(weights: Path) -> tuple[dict[str, Any], int]:
    """What a safetensors file says of its tensors, and where the first byte of them stands."""
    with weights.open("rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        return json.loads(file.read(length)), 8 + length
