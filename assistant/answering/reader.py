"""Reads a question and a passage together: where an answer stands, and how sure that is.

What is read are the token vectors that a library keeps of its chunks, as search keeps them, and
those of the question: no text goes through the encoder again. Each token of the passage attends
to the question (Seo et al., "Bidirectional Attention Flow for Machine Comprehension", ICLR 2017),
then to its neighbours and to the rest of the passage (Yu et al., "QANet", ICLR 2018); what comes
of it says where an answer begins and ends, or that there is none.
`benchmarks/answers/train_reader.py` makes the weights beside this file and tells on what. Numpy
alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from vectorstore.search import Tokens

Floats = NDArray[np.float32]

HEADS = 4
REACH = 2
"""So many neighbours on each side a token sees before it sees the whole passage."""
LONGEST_ANSWER = 20
"""Tokens of an answer, at most."""


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What reading a passage gave: for each of its tokens, which stand at `starts` and `ends` in
    its text, how well an answer begins and how well it ends there, shape (n,); and `none`, how
    well there is no answer in it."""

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    begins: Floats
    stops: Floats
    none: float

    def best(self, start: int, end: int) -> tuple[float, tuple[int, int]]:
        """The best answer that lies in a part of the passage, as offsets into its text, and how
        much likelier it is than none, as a logarithm; minus infinity and the part itself where
        it has no token."""
        first, last = np.searchsorted((self.starts + self.ends) / 2, (start, end))
        if first >= last:
            return -np.inf, (start, end)
        size = int(last - first)
        both = self.begins[first:last, None] + self.stops[None, first:last]
        far = np.arange(size)[None, :] - np.arange(size)[:, None]
        both = np.where((far >= 0) & (far < LONGEST_ANSWER), both, -np.inf)
        begin, stop = divmod(int(both.argmax()), size)
        place = int(self.starts[first + begin]), int(self.ends[first + stop])
        return float(both[begin, stop]) - 2 * self.none, place


def read(question: Floats, passages: Sequence[Tokens]) -> list[Reading]:
    """What reading each passage for a question gives, in order; `question` has the unit vectors of
    its tokens, shape (m, size), as the passages have."""
    return [_net().read(question, passage) for passage in passages]


class _Net:
    """The weights, by the names under which they were learned."""

    def __init__(self, weights: dict[str, Floats]) -> None:
        self._weights = weights
        self._blocks = len({name.split(".")[1] for name in weights if name.startswith("blocks.")})

    def read(self, question: Floats, passage: Tokens) -> Reading:
        if not len(passage) or not len(question):
            nowhere = np.full(len(passage), -1e4, dtype=np.float32)
            return Reading(passage.starts, passage.ends, nowhere, nowhere, 0.0)
        x, whole = self._met(question, passage.vectors)
        for number in range(self._blocks):
            x = self._block(f"blocks.{number}.", x)
        x = self._normed("last", x)
        ends = self._linear("ends", x)
        hidden = np.maximum(self._linear("none", np.concatenate([x.max(axis=0), whole])), 0)
        none = float(self._linear("none_out", hidden)[0])
        return Reading(passage.starts, passage.ends, ends[:, 0], ends[:, 1], none)

    def _met(self, question: Floats, passage: Floats) -> tuple[Floats, Floats]:
        """The passage's tokens as they meet the question, and the question as one vector."""
        q, p = (np.tanh(self._linear("project", rows)) for rows in (question, passage))
        met = (p * self._weights["wpq"]) @ q.T + self._linear("wp", p) + self._linear("wq", q).T
        to_question = _softmax(met) @ q
        to_passage = _softmax(met.max(axis=1)) @ p
        whole: Floats = _softmax(self._linear("pool", q)[:, 0]) @ q
        alike = passage @ question.T
        shape = p.shape
        parts = (
            p,
            to_question,
            p * to_question,
            p * to_passage,
            np.broadcast_to(whole, shape),
            alike.max(axis=1)[:, None],
            np.full((len(p), 1), alike.max(axis=0).mean(), dtype=np.float32),
        )
        mixed = np.maximum(self._linear("mix", np.concatenate(parts, axis=1)), 0)
        return self._normed("mixed", mixed), whole

    def _block(self, name: str, x: Floats) -> Floats:
        near = self._near(name, self._normed(f"{name}n1", x))
        x = x + self._linear(f"{name}point", np.maximum(near, 0))
        x = x + self._linear(f"{name}out", self._attended(name, self._normed(f"{name}n2", x)))
        up = np.maximum(self._linear(f"{name}up", self._normed(f"{name}n3", x)), 0)
        return x + self._linear(f"{name}down", up)

    def _near(self, name: str, x: Floats) -> Floats:
        """Each column over a few neighbouring tokens."""
        weights = self._weights[f"{name}near.weight"][:, 0]
        wide = np.pad(x, ((REACH, REACH), (0, 0)))
        made: Floats = self._weights[f"{name}near.bias"] + sum(
            wide[step : step + len(x)] * weights[:, step] for step in range(2 * REACH + 1)
        )
        return made

    def _attended(self, name: str, x: Floats) -> Floats:
        count, width = x.shape
        q, k, v = (
            part.reshape(count, HEADS, width // HEADS).transpose(1, 0, 2)
            for part in np.split(self._linear(f"{name}qkv", x), 3, axis=1)
        )
        seen = _softmax(q @ k.transpose(0, 2, 1) / np.float32((width // HEADS) ** 0.5)) @ v
        return seen.transpose(1, 0, 2).reshape(count, width)

    def _linear(self, name: str, x: Floats) -> Floats:
        made: Floats = x @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]
        return made

    def _normed(self, name: str, x: Floats) -> Floats:
        centred = x - x.mean(axis=1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=1, keepdims=True) + np.float32(1e-5))
        made: Floats = centred / spread * self._weights[f"{name}.weight"]
        return made + self._weights[f"{name}.bias"]


def _softmax(x: Floats) -> Floats:
    raised = np.exp(x - x.max(axis=-1, keepdims=True))
    made: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return made


@cache
def _net() -> _Net:
    with (
        (files("assistant.answering") / "reader.npz").open("rb") as file,
        np.load(file, allow_pickle=False) as kept,
    ):
        return _Net({name: kept[name].astype(np.float32) for name in kept.files})
