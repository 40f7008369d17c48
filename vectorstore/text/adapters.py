"""The bundled MiniLM taught one task more: a low-rank change of its layers, kept as a small file.

After Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models" (ICLR 2022): the weights of a
layer are those of the model that is installed anyway plus a product of two thin matrices, b @ a.
Two texts can be read together, such as a question and a passage, which the model by itself never
does. What the states mean is for the heads that lie in the same file.
"""

from __future__ import annotations

import copy
import threading
from collections.abc import Sequence
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from vectorstore.text.bert_graph import HIGH, LOW, MARK, MARKED
from vectorstore.text.encoder import (
    BUNDLED,
    Embeddings,
    SentenceTransformerEmbeddings,
    embeddings_named,
)
from vectorstore.text.graph_encoder import GraphEncoder, padded

Floats = NDArray[np.float32]
Spans = Sequence[tuple[int, int]]

LONGEST = 256
"""So many tokens are read, with three special ones; the end of the second text is cut off."""
MOST_FIRST = 48
"""Of the first of two texts at most so many tokens are read, unless more are asked for."""
SHARED = "shared"
"""The name of a vector, shape (dimension,), that a file may have: it is added to each token of the
second text that the first has too."""
_CLS, _SEP = 101, 102
_BATCH = 16


class AdaptedStates(NamedTuple):
    """What the adapted model makes of a text, or of two texts that it reads together.

    `whole`, shape (dimension,), is the state of what stands before the texts; `first` and
    `second`, shape (n, dimension), are those of their tokens, which stand at the spans, as code
    point offsets into each. A text alone is `first`.
    """

    whole: Floats
    first: Floats
    first_spans: Spans
    second: Floats
    second_spans: Spans


class Pair(NamedTuple):
    """Two texts as the model reads them, [CLS] first [SEP] second [SEP]: token ids, which of the
    two each is of, whether the other has it too; and the spans of the tokens of each text."""

    ids: list[int]
    types: list[int]
    shared: list[int]
    first_spans: Spans
    second_spans: Spans


def paired(
    model: SentenceTransformerEmbeddings, first: str, second: str = "", most: int = MOST_FIRST
) -> Pair:
    """Two texts, or one where the second is empty, as the model reads them; of the first of two
    no more than `most` tokens."""
    own, own_spans = model.tokens(first)
    most = most if second else LONGEST - 2
    own, own_spans = own[:most], own_spans[:most]
    ids, types = [_CLS, *own, _SEP], [0] * (len(own) + 2)
    if not second:
        return Pair(ids, types, [0] * len(ids), own_spans, [])
    room = LONGEST - len(ids) - 1
    other, other_spans = model.tokens(second)
    other, other_spans = other[:room], other_spans[:room]
    known = set(own)
    shared = [0] * len(ids) + [int(token in known) for token in other] + [0]
    return Pair(
        [*ids, *other, _SEP], [*types, *[1] * (len(other) + 1)], shared, own_spans, other_spans
    )


class Adapter:
    """A file of low-rank changes and heads, and the model that they make.

    The file is an .npz of float16 matrices: "layer.0.output.dense.a", shape (rank, in), and
    ".b", shape (out, rank), for each weight of the encoder that is changed; all others are heads.
    File and model are read when first needed. Whatever model a library uses, the bundled one is
    adapted: a library of another loads it beside its own.
    """

    def __init__(self, file: Traversable) -> None:
        self._file = file
        self._making = threading.Lock()
        self._model: Any = None

    @cached_property
    def matrices(self) -> dict[str, Floats]:
        """Everything in the file, by name."""
        with self._file.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            return {name: kept[name].astype(np.float32) for name in kept.files}

    def head(self, name: str) -> Floats:
        """A matrix that is no change of the encoder."""
        return self.matrices[name]

    def states(
        self,
        texts: Sequence[tuple[str, str]],
        embeddings: Embeddings | None = None,
        most: int = MOST_FIRST,
    ) -> list[AdaptedStates]:
        """What the model makes of each pair of texts, in order; of (text, "") that of one alone.

        `embeddings` are the library's, which are used where they are of the bundled model; `most`
        tokens of the first of two texts are read.
        """
        model = bundled(embeddings)
        pairs = [paired(model, first, second, most) for first, second in texts]
        found: list[AdaptedStates | None] = [None] * len(pairs)
        order = sorted(range(len(pairs)), key=lambda number: -len(pairs[number].ids))
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            rows = self._passed(model, [pairs[number] for number in batch])
            for number, row in zip(batch, rows, strict=True):
                found[number] = _parted(row, pairs[number])
        return [states for states in found if states is not None]

    def _passed(self, model: SentenceTransformerEmbeddings, pairs: Sequence[Pair]) -> Floats:
        """The last states of all pairs, as long as the longest."""
        with model.graph() as graph:
            if graph is not None:
                return self._by_graph(graph, pairs)
        with model.transformer() as bert:
            return self._by_torch(bert, pairs)

    def _by_graph(self, graph: GraphEncoder, pairs: Sequence[Pair]) -> Floats:
        ids, mask = padded([pair.ids for pair in pairs])
        types, _ = padded([pair.types for pair in pairs])
        changes = self._changes
        if SHARED in self.matrices:
            marked, _ = padded([pair.shared for pair in pairs])
            changes = {**changes, MARKED: marked.astype(np.float32)}
        return graph.adapted(ids, types, mask, changes)

    @cached_property
    def _changes(self) -> dict[str, Floats]:
        """The changes as the graph takes them: matrices that a row is multiplied with from the
        right, the thin one first; and the mark of shared tokens."""
        changes = {}
        for name in self.matrices:
            if name.endswith((LOW, HIGH)):
                changes[name] = np.ascontiguousarray(self.matrices[name].T)
        if SHARED in self.matrices:
            changes[MARK] = self.matrices[SHARED]
        return changes

    def _by_torch(self, bert: Any, pairs: Sequence[Pair]) -> Floats:
        import torch

        with torch.inference_mode():
            adapted = self._adapted(bert)
            ids, mask = (torch.from_numpy(rows) for rows in padded([pair.ids for pair in pairs]))
            inputs = bert.embeddings.word_embeddings(ids)
            if SHARED in self.matrices:
                shared = torch.from_numpy(padded([pair.shared for pair in pairs])[0])
                inputs = inputs + shared[..., None] * torch.from_numpy(self.matrices[SHARED])
            made = adapted(
                inputs_embeds=inputs,
                token_type_ids=torch.from_numpy(padded([pair.types for pair in pairs])[0]),
                attention_mask=mask,
            )
            states: Floats = made.last_hidden_state.float().numpy()
            return states

    def _adapted(self, bert: Any) -> Any:
        """A copy of the model that shares its embeddings and has the changed layers."""
        with self._making:
            if self._model is None:
                import torch

                adapted = copy.copy(bert)
                adapted._modules = {**bert._modules, "encoder": copy.deepcopy(bert.encoder)}
                adapted.config = copy.copy(bert.config)
                adapted.config.output_hidden_states = False
                for name in self.matrices:
                    if name.endswith(LOW):
                        low = self.matrices[name]
                        high = self.matrices[name.removesuffix(LOW) + HIGH]
                        weight = adapted.encoder.get_submodule(name.removesuffix(LOW)).weight
                        weight += torch.from_numpy(high @ low)
                self._model = adapted
            return self._model


def _parted(row: Floats, pair: Pair) -> AdaptedStates:
    own, other = len(pair.first_spans), len(pair.second_spans)
    second = row[own + 2 : own + 2 + other]
    return AdaptedStates(row[0], row[1 : 1 + own], pair.first_spans, second, pair.second_spans)


@cache
def adapter(package: str, name: str) -> Adapter:
    """The adapter of a package's file, one in a process."""
    return Adapter(files(package) / name)


def bundled(embeddings: Embeddings | None = None) -> SentenceTransformerEmbeddings:
    """The bundled model: what is given where it is that, else the one of this process."""
    if isinstance(embeddings, SentenceTransformerEmbeddings) and embeddings.name == BUNDLED:
        return embeddings
    return embeddings_named()
