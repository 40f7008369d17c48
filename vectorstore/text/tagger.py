"""Names and their kinds, read off the embedding model's states.

A small network over states that are there anyway while a text is embedded: those of layers 1, 3
and 6 of the bundled MiniLM, averaged over each word's pieces, with the shapes of the word and its
neighbours; one hidden layer, two that look two words to each side, and the likeliest row of tags.
`benchmarks/annotations/train.py` makes the weights beside this file and tells on what;
`benchmarks/annotations` measures them. Numpy alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vectorstore.text.encoder import TokenStates

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Tag = Literal["person", "organisation", "place", "other"]

TAGS: tuple[Tag, ...] = ("person", "organisation", "place", "other")
REACH = 2
"""So many neighbours on each side are seen by their shape."""

_WORD = re.compile(r"[^\W_]+|[^\w\s]|_")
_CAPITAL = re.compile(r"[^\W\d_a-z]")
_MARKS = {mark: number for number, mark in enumerate(".,;:!?'’\"“”‘()-–—/&@#$%", start=1)}
_LETTERS = 12
"""Shapes of words, after those of marks: see `_shape`."""
SHAPES = 2 * (len(_MARKS) + 1 + _LETTERS)
NEAR = 2
"""Hardly a word of a name is farther from a capital: names with kind have an F1 of .881 on the
reported gold with all words tagged, and with those near a capital alone."""
LINES = 6
"""How much of a sentence is in capitals, in so many steps, and whether the word opens it."""


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The words and marks of a text, and of each its shape and its sentence's look."""

    starts: Ints
    ends: Ints
    shapes: Ints
    looks: Ints
    sentences: Ints
    """The sentence that each word is in, -1 for none."""
    near: NDArray[np.bool_]
    """Whether a capital stands so near that the word may be part of a name; where a sentence has
    none at all, any word may."""

    def __len__(self) -> int:
        return len(self.starts)


@dataclass(frozen=True, slots=True, eq=False)
class Spans:
    """What was tagged: places of first and last word, number of the tag, and how sure (0..1)."""

    first: Ints
    last: Ints
    tag: Ints
    sure: Floats


def words(text: str, sentences: Sequence[tuple[int, int]]) -> Words:
    """The words and marks of a text, cut as the model's tokenizer cuts before it makes pieces."""
    found = [match.span() for match in _WORD.finditer(text)]
    starts, ends = np.asarray(found, dtype=np.int64).reshape(-1, 2).T
    shapes = np.asarray([_shape(text[start:end]) for start, end in found], dtype=np.int64)
    apart = np.ones(len(found), dtype=np.int64)
    apart[1:] = starts[1:] > ends[:-1]
    bounds = np.asarray(sentences, dtype=np.int64).reshape(-1, 2)
    inside = np.searchsorted(bounds[:, 0], starts, side="right") - 1
    if len(bounds):
        inside[(inside >= 0) & (starts >= bounds[inside, 1])] = -1
    looks = _looks(shapes, inside, len(bounds))
    return Words(starts, ends, 2 * shapes + apart, looks, inside, _near(text, starts, ends, inside))


def _near(text: str, starts: Ints, ends: Ints, inside: Ints) -> NDArray[np.bool_]:
    capitals = np.asarray([match.start() for match in _CAPITAL.finditer(text)], dtype=np.int64)
    capital = np.searchsorted(capitals, ends) > np.searchsorted(capitals, starts)
    bare = np.bincount(inside[capital] + 1, minlength=inside.max(initial=-1) + 2)[inside + 1] == 0
    near: NDArray[np.bool_] = _widened(capital, NEAR) | bare
    return near


def _widened(chosen: NDArray[np.bool_], reach: int) -> NDArray[np.bool_]:
    """What was chosen with so many neighbours on each side."""
    wide = chosen.copy()
    for step in range(1, min(reach, len(chosen) - 1) + 1):
        wide[step:] |= chosen[:-step]
        wide[:-step] |= chosen[step:]
    return wide


@lru_cache(maxsize=50_000)
def _shape(word: str) -> int:
    """The number of a word's shape: a mark, digits, or how its letters are cased."""
    first = word[0]
    if not first.isalnum():
        return _MARKS.get(first, 0)
    base = len(_MARKS) + 1
    if word.isdigit():
        return base + (2 if len(word) == 4 else 1 if len(word) > 2 else 0)
    if not word.isalpha():
        return base + (3 if first.isdigit() else 4)
    if word.islower():
        return base + (5 if len(word) > 3 else 6)
    if word.isupper():
        return base + (7 if len(word) == 1 else 8 if len(word) <= 5 else 9)
    if first.isupper():
        return base + (10 if word[1:].islower() else 11)
    return base + 6 if word.isascii() else base + 3


def _looks(shapes: Ints, inside: Ints, count: int) -> Ints:
    """0 to 4 by the share of words in capitals in the sentence; 5 for the word that opens it."""
    base = len(_MARKS) + 1
    letters, capital = shapes >= base + 5, shapes >= base + 7
    known = inside >= 0
    total = np.bincount(inside[known & letters], minlength=count)
    capitals = np.bincount(inside[known & capital], minlength=count)
    steps = (4 * capitals) // np.maximum(total, 1)
    looks = np.where(known, steps[inside], 0) if count else np.zeros_like(inside)
    opening = np.ones(len(inside), dtype=bool)
    opening[1:] = inside[1:] != inside[:-1]
    return np.where(opening, LINES - 1, looks)


def pooled(found: Words, spans: Sequence[tuple[int, int]], rows: Floats) -> Floats:
    """The rows of pieces, which stand at `spans`, averaged over those of each word: shape
    (n, columns), zeros where there is no piece of a word."""
    made = np.zeros((len(found), rows.shape[1]), dtype=np.float32)
    if not len(spans) or not len(found):
        return made
    places = np.asarray([start for start, _ in spans], dtype=np.int64)
    first, last = np.searchsorted(places, found.starts), np.searchsorted(places, found.ends)
    single = np.flatnonzero(last == first + 1)
    made[single] = rows[first[single]]
    several = np.flatnonzero(last > first + 1)
    if len(several):
        # Every other sum is of what stands between two words; the last has no end where it is
        # that of the rows.
        cuts = np.stack([first[several], last[several]], axis=1).ravel()
        sums = np.add.reduceat(rows, cuts[: -1 if cuts[-1] == len(rows) else None], axis=0)[::2]
        made[several] = sums / (last - first)[several, None]
    return made


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """The network.

    `states`, `shapes` and `looks` make the first layer of a word, from its states, the shapes of
    its neighbours and itself, and its sentence's look; `beside` each further one, from the layer
    before of the words beside it; `names` a score for each tag, `follows` one for each tag after
    another.
    """

    states: Floats
    bias: Floats
    shapes: Floats
    looks: Floats
    beside: Floats
    beside_bias: Floats
    names: Floats
    names_bias: Floats
    follows: Floats

    def hidden(self, found: Words, states: TokenStates) -> Floats:
        """What the network makes of each word from the model's states: shape (n, hidden).

        Rows of words that are not near a capital are not worked out.
        """
        if states.layers is None:
            raise ValueError("these states are not of the model that the tagger was trained on")
        count = len(found)
        # The mean of products is the product of the mean, and has fewer columns.
        rows = np.vstack([part @ self.states for part in states.layers])
        inner = pooled(found, states.spans, rows)
        inner += self.bias + self.looks[found.looks]
        padded = np.zeros(count + 2 * REACH, dtype=np.int64)
        padded[REACH : REACH + count] = found.shapes
        for step in range(2 * REACH + 1):
            inner += self.shapes[step][padded[step : step + count]]
        np.maximum(inner, 0, out=inner)
        reach = self.beside.shape[1] // 2
        for number, (taps, bias) in enumerate(zip(self.beside, self.beside_bias, strict=True)):
            wanted = _widened(found.near, reach * (len(self.beside) - 1 - number))
            outer = np.zeros_like(inner)
            chosen = np.flatnonzero(wanted)
            made = self._beside(found.sentences, chosen, inner, taps) + bias
            outer[chosen] = np.maximum(made, 0, out=made)
            inner = outer + inner if number else outer
        return inner

    @staticmethod
    def _beside(sentences: Ints, chosen: Ints, inner: Floats, taps: Floats) -> Floats:
        """The layer before of each chosen word and of those beside it in its sentence, weighted:
        shape (len(chosen), hidden)."""
        reach, count = len(taps) // 2, len(inner)
        beside = chosen[:, None] + np.arange(-reach, reach + 1)
        outside = (beside < 0) | (beside >= count)
        beside[outside] = 0
        outside |= sentences[beside] != sentences[chosen][:, None]
        beside[outside] = count
        rows = np.vstack([inner, np.zeros((1, inner.shape[1]), np.float32)])[beside]
        made: Floats = rows.reshape(len(chosen), -1) @ taps.reshape(-1, taps.shape[2])
        return made


@cache
def weights() -> Weights:
    """The trained weights, read once."""
    with (files("vectorstore.text") / "tagger.npz").open("rb") as file, np.load(file) as kept:
        return Weights(**{name: kept[name].astype(np.float32) for name in Weights.__slots__})


def named(found: Words, hidden: Floats, network: Weights) -> Spans:
    """The names among the words: the likeliest row of tags in each sentence."""
    scores = hidden @ network.names + network.names_bias
    scores[~found.near, 1:] = -1e4
    return decoded(_stretches(found), scores, network.follows)


def _stretches(found: Words) -> Ints:
    """A number for each stretch of words near capitals in a sentence, with the word beside it at
    each end, which no name goes over; -1 elsewhere."""
    wide = _widened(found.near, 1) & (found.sentences >= 0)
    goes_on = np.zeros(len(found), dtype=bool)
    goes_on[1:] = wide[:-1] & (found.sentences[1:] == found.sentences[:-1])
    return np.where(wide, np.cumsum(wide & ~goes_on), -1)


def decoded(sentences: Ints, scores: Floats, follows: Floats) -> Spans:
    """The likeliest spans by the scores of O, B-first, I-first, B-second, ... of each word, and
    those of each tag after another.

    No span goes from one sentence into the next, and none begins with an inner tag.
    """
    tags = _likeliest(sentences, scores, follows + allowed(scores.shape[1]))
    kind = np.where(tags > 0, (tags - 1) // 2, -1)
    begins = (tags > 0) & (tags % 2 == 1)
    first = np.flatnonzero(begins)
    goes_on = (tags > 0) & (tags % 2 == 0)
    stops = np.flatnonzero(~goes_on)
    last = np.append(stops, len(tags))[np.searchsorted(stops, first, side="right")] - 1
    shares = np.exp(scores - scores.max(axis=1, keepdims=True, initial=-1e4))
    best = shares[np.arange(len(tags)), tags] / shares.sum(axis=1)
    total = np.concatenate([[0.0], np.cumsum(best)])
    sure = (total[last + 1] - total[first]) / np.maximum(last + 1 - first, 1)
    return Spans(first, last, kind[first], sure.astype(np.float32))


def _likeliest(sentences: Ints, scores: Floats, follows: Floats) -> Ints:
    """Viterbi's algorithm over all sentences at once, padded to the longest."""
    tags = np.zeros(len(scores), dtype=np.int64)
    places = np.flatnonzero(sentences >= 0)
    if not len(places):
        return tags
    inside = sentences[places]
    fresh = np.flatnonzero(np.diff(inside, prepend=-1))
    lengths = np.diff(np.append(fresh, len(places)))
    row = np.repeat(np.arange(len(fresh)), lengths)
    column = np.arange(len(places)) - np.repeat(fresh, lengths)
    longest, size = int(lengths.max()), scores.shape[1]
    best = np.zeros((longest, len(fresh), size), dtype=np.float32)
    best[column, row] = scores[places]
    best[0] += allowed(size)[0]
    going = np.arange(longest)[:, None] < lengths
    for step in range(1, longest):
        ways = best[step - 1].T[:, :, None] + follows[:, None]
        grown = ways.max(axis=0) + best[step]
        best[step] = np.where(going[step, :, None], grown, best[step - 1])
    chosen = np.zeros((longest, len(fresh)), dtype=np.int64)
    chosen[-1] = best[-1].argmax(axis=1)
    for step in range(longest - 1, 0, -1):
        before = (best[step - 1] + follows.T[chosen[step]]).argmax(axis=1)
        chosen[step - 1] = np.where(going[step], before, chosen[step])
    tags[places] = chosen[column, row]
    return tags


@cache
def allowed(size: int) -> Floats:
    """Which tag may follow which: an inner one only its own kind's first or inner one."""
    costs = np.zeros((size, size), dtype=np.float32)
    for inner in range(2, size, 2):
        costs[:, inner] = -1e4
        costs[inner - 1, inner] = costs[inner, inner] = 0
    return costs
