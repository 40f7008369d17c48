"""A sentence-transformers model by its graph: the same states without torch.

Known are models of a BERT, a pooling by mean or first token, and no more; that is the bundled
MiniLM and most small encoders. All others go through sentence-transformers itself.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import threading
from collections.abc import Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from vectorstore.text.bert_graph import (
    HIGH,
    LOW,
    MARK,
    MARKED,
    Config,
    bert_graph,
    config,
    linear_layers,
    sizes,
)
from vectorstore.text.runtimes import OnnxRuntime, OpenVino, Remembered, Runtime, tried, written

Floats = NDArray[np.float32]

WEIGHTS = "model.safetensors"
_POOLINGS = {"pooling_mode_mean_tokens": "mean", "pooling_mode_cls_token": "first"}
_ORDERS = (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"])
_CHECKED, _FASTEST, _RATIO = "checked", "fastest", "ratio"
_FORMING = (
    "config.json", "modules.json", "1_Pooling/config.json", "sentence_bert_config.json",
    "config_sentence_transformers.json", "tokenizer.json",
)  # fmt: skip
_LAYOUT = 3
"""Raised when graphs are built otherwise, so that none of before is used."""


class Form(NamedTuple):
    """A model that is known: its BERT, and how a text's vector is made of its tokens'."""

    bert: Config
    pooling: str


def form(folder: Path) -> Form | None:
    """The form of the model in a folder; None where it is not known."""
    try:
        modules = json.loads((folder / "modules.json").read_text("utf-8"))
        if [module["type"].rpartition(".")[2] for module in modules] not in _ORDERS:
            return None
        if modules[0]["path"] or not (folder / WEIGHTS).is_file() or _prompted(folder):
            return None
        read = json.loads((folder / modules[1]["path"] / "config.json").read_text("utf-8"))
        chosen = [name for name, set in read.items() if name.startswith("pooling_mode") and set]
        bert = config(folder)
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError):
        return None
    if bert is None or len(chosen) != 1 or chosen[0] not in _POOLINGS:
        return None
    return Form(bert, _POOLINGS[chosen[0]])


def _prompted(folder: Path) -> bool:
    """Whether the model sets words of its own before each text."""
    file = folder / "config_sentence_transformers.json"
    return file.exists() and bool(json.loads(file.read_text("utf-8")).get("default_prompt_name"))


def identity(folder: Path, checksum: str) -> str:
    """What tells a model from others with the same weights: a digest of all that forms it."""
    parts = [checksum.encode()]
    for name in _FORMING:
        file = folder / name
        parts.append(file.read_bytes() if file.is_file() else b"")
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


class GraphEncoder:
    """Hidden states of token ids. `layers` are those that are given, the last layer last.

    `cache` is a folder for the graphs, which are small, and for what was found out about this
    machine; it may be missing, full or not to be written to.
    """

    def __init__(
        self, folder: Path, checksum: str, known: Form, layers: Sequence[int], cache: Path
    ) -> None:
        self.known = known
        # Models of a hub's cache are links; a runtime reads weights only where they really lie.
        self._weights, self._cache = (folder / WEIGHTS).resolve(), cache
        self._identity = identity(folder, checksum)
        self._layers = tuple(layers) or (known.bert.layers,)
        self._remembered = Remembered(cache, self._identity)
        self._making = threading.Lock()

    @property
    def checked(self) -> bool | None:
        """Whether the graph is true to the model, as was found out on this machine; None for not
        known."""
        found = self._remembered[_CHECKED]
        return found if isinstance(found, bool) else None

    def can_keep(self) -> bool:
        """Whether what is found out can be remembered."""
        return self._remembered.can_keep()

    def keep_checked(self, true: bool) -> bool:
        """Remember whether it is; returns whether that was possible."""
        return self._remembered.keep(**{_CHECKED: true})

    @cached_property
    def plain(self) -> OnnxRuntime:
        """The runtime of few texts, which takes changes of the layers too."""
        with self._making:
            graph = self._kept(partial(self._graph, adaptable=True))
            return OnnxRuntime(graph, self._weights.parent, unchanged(self.known.bert))

    @cached_property
    def many(self) -> Runtime:
        """The runtime of many texts: the fastest on this machine."""
        plain = _Unadapted(self.plain)
        with self._making:
            name = self._remembered[_FASTEST]
            if self.checked is None:  # the trial takes seconds, and its outcome would be lost
                return plain
            if name is None:
                found = tried(plain, {each: partial(self._vino, each) for each in _precisions()})
                name = found.fastest
                self._remembered.keep(**{_FASTEST: name, _RATIO: found.ratio})
            if name:
                with contextlib.suppress(Exception):  # gone, or unfit, since it was tried
                    return self._vino(name)
            return plain

    def describe(self) -> str:
        """What runs questions and what runs articles, in words."""
        if self.checked is None:
            return f"{self.plain.name}; {self._cache} cannot be written: articles take longer"
        if self._remembered[_FASTEST]:
            ratio = self._remembered[_RATIO]
            return f"{self.plain.name}; articles: {self.many.name}, {ratio} times as fast here"
        return self.plain.name

    def states(
        self, ids: Sequence[Sequence[int]], many: bool = False
    ) -> tuple[list[Floats], NDArray[np.int64]]:
        """The states of each layer, shape (texts, tokens, width), and the mask, of token ids with
        their special ones; `many` when nobody waits for them."""
        rows, mask = padded(ids)
        runtime = self.many if many else self.plain
        return runtime.run(rows, np.zeros_like(rows), mask), mask

    def adapted(
        self,
        ids: NDArray[np.int64],
        types: NDArray[np.int64],
        mask: NDArray[np.int64],
        changes: Mapping[str, Floats],
    ) -> Floats:
        """The last states, shape (texts, tokens, width), of the model with these changes: see
        `bert_graph`."""
        return self.plain.run(ids, types, mask, changes)[-1]

    def pooled(self, last: Floats, mask: NDArray[np.int64]) -> Floats:
        """One vector for each text, as unit vectors."""
        if self.known.pooling == "first":
            rows = last[:, 0]
        else:
            weights = mask[..., None].astype(np.float32)
            rows = (last * weights).sum(axis=1) / weights.sum(axis=1)
        lengths = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
        return np.ascontiguousarray(rows / lengths, dtype=np.float32)

    def _vino(self, precision: str) -> OpenVino:
        return OpenVino(self._graph(whole=True), precision)

    def _graph(self, **how: bool) -> bytes:
        return bert_graph(self._weights, self.known.bert, self._layers, **how)

    def _kept(self, make: Any) -> bytes:
        """The graph from the cache, else made and, if possible, put there.

        A file begins with the checksum of the rest: what is damaged is made anew.
        """
        # Where the weights lie is a part of the graph.
        place = hashlib.sha256(f"{self._weights.name}{self._layers}{_LAYOUT}".encode()).hexdigest()
        file = self._cache / f"{self._identity[:16]}-{place[:8]}.graph"
        with contextlib.suppress(OSError):
            digest, _, graph = file.read_bytes().partition(b"\n")
            if digest == hashlib.sha256(graph).hexdigest().encode():
                return graph
        made: bytes = make()
        written(file, hashlib.sha256(made).hexdigest().encode() + b"\n" + made)
        return made


class _Unadapted:
    """The runtime of few texts where it is that of many too."""

    def __init__(self, runtime: OnnxRuntime) -> None:
        self.name = runtime.name
        self.run = runtime.run


def unchanged(bert: Config) -> Mapping[str, Floats]:
    """What a graph that can be adapted takes when it is not: matrices of no rank, and no mark."""
    nothing: dict[str, Floats] = {
        MARKED: np.zeros((1, 1), np.float32),
        MARK: np.zeros(bert.width, np.float32),
    }
    for name in linear_layers(bert):
        enters, leaves = sizes(bert, name)
        nothing[name + LOW] = np.zeros((enters, 0), np.float32)
        nothing[name + HIGH] = np.zeros((0, leaves), np.float32)
    return nothing


def padded(rows: Sequence[Sequence[int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows of numbers as one array, filled up with zeros, and where numbers stand."""
    longest = max(map(len, rows))
    filled, mask = np.zeros((2, len(rows), longest), dtype=np.int64)
    for number, row in enumerate(rows):
        filled[number, : len(row)] = row
        mask[number, : len(row)] = 1
    return filled, mask


def _precisions() -> tuple[str, ...]:
    try:
        return OpenVino.precisions()
    except Exception:  # installed, but not for this processor
        return ()
