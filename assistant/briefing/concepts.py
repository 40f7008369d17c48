"""What a summary should tell: pairs of words, weighed by how likely an editor tells them."""

from __future__ import annotations

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from assistant.sections.sentences import SentenceRecord
from vectorstore.text import STOP_WORDS, stem

Pair = tuple[str, str]

FEATURES = (
    "articles", "share", "two", "three", "opens", "begins", "early", "first", "mean place",
    "times", "titles", "words in titles", "left articles", "right articles", "left share",
    "right share", "left stop word", "right stop word", "figure", "left name", "right name",
    "scope",
)  # fmt: skip

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, eq=False)
class Concepts:
    """The pairs of words of each sentence, by number, and a row of FEATURES for each pair.

    A pair is two words that follow each other, as stems, not both of them stop words. `rows`
    has shape (pairs, FEATURES).
    """

    pairs: tuple[Pair, ...]
    held: tuple[frozenset[int], ...]
    rows: NDArray[np.float64]


def pairs(text: str) -> list[Pair]:
    """The pairs of words of a text, in order."""
    stems = _stems(text)
    return [pair for pair in pairwise(stems) if not _is_common(pair)]


def concepts(sentences: Sequence[SentenceRecord]) -> Concepts:
    """What sentences hold, with what says how much it matters.

    The features: in how many articles the pair and each of its words stand, as logarithms,
    shares and steps; in how many it opens the article or stands near its head; its first place
    and its mean one; whether titles have it; whether it has a figure, names or stop words. Words
    alone decide, for the pairs of one set of articles are weighed against each other.
    """
    numbers: dict[Pair, int] = {}
    held = []
    counts = _Counts({sentence.article.id for sentence in sentences})
    for sentence in sentences:
        word_pairs = pairs(sentence.text)
        held.append(frozenset(numbers.setdefault(pair, len(numbers)) for pair in word_pairs))
        counts.take(sentence, word_pairs)
    rows = np.array([counts.row(pair) for pair in numbers], dtype=np.float64)
    return Concepts(tuple(numbers), tuple(held), rows.reshape(len(numbers), len(FEATURES)))


def weights(known: Concepts) -> NDArray[np.float64]:
    """How likely a human summary tells each pair, 0..1, shape (pairs,).

    A logistic model after Li, Qian and Liu (2013), who learned the weights of bigrams for
    concept-based summarization (Gillick and Favre 2009); `benchmarks/briefings/train.py`
    learned this one.
    """
    mean, spread, weight, bias = _model()
    rows = (known.rows - mean) / spread
    return np.asarray(1 / (1 + np.exp(-(rows @ weight + bias))))


class _Counts:
    """What is counted over all sentences of the articles."""

    def __init__(self, articles: Iterable[str]) -> None:
        self._articles = len(set(articles))
        self._places: dict[Pair, dict[str, int]] = defaultdict(dict)
        self._times: Counter[Pair] = Counter()
        self._holders: dict[str, set[str]] = defaultdict(set)
        self._written: Counter[str] = Counter()
        self._capitals: Counter[str] = Counter()
        self._titles: Counter[Pair] = Counter()
        self._title_words: Counter[str] = Counter()
        self._titled: set[str] = set()

    def take(self, sentence: SentenceRecord, word_pairs: Sequence[Pair]) -> None:
        """Count a sentence."""
        article = sentence.article
        for pair in set(word_pairs):
            places = self._places[pair]
            places[article.id] = min(places.get(article.id, sentence.position), sentence.position)
            self._times[pair] += 1
        for place, word in enumerate(_WORD.findall(sentence.text)):
            stemmed = stem(word)
            self._holders[stemmed].add(article.id)
            if place:
                self._written[stemmed] += 1
                self._capitals[stemmed] += word[0].isupper()
        if article.id not in self._titled:
            self._titled.add(article.id)
            stems = _stems(article.title)
            self._titles.update(set(pairwise(stems)))
            self._title_words.update(set(stems))

    def row(self, pair: Pair) -> list[float]:
        """The FEATURES of a pair."""
        left, right = pair
        total = self._articles
        places = sorted(self._places[pair].values())
        lefts, rights = len(self._holders[left]), len(self._holders[right])
        return [
            math.log(len(places)),
            len(places) / total,
            len(places) >= 2,
            len(places) >= 3,
            sum(place == 0 for place in places) / total,
            sum(place < 3 for place in places) / total,
            sum(1 / (1 + place) for place in places) / total,
            math.log1p(places[0]),
            math.log1p(sum(places) / len(places)),
            math.log(self._times[pair]),
            self._titles[pair] / total,
            (self._title_words[left] + self._title_words[right]) / total,
            math.log(max(lefts, 1)),
            math.log(max(rights, 1)),
            lefts / total,
            rights / total,
            left in _STOPS,
            right in _STOPS,
            any(sign.isdigit() for sign in left + right),
            self._capitals[left] / max(1, self._written[left]),
            self._capitals[right] / max(1, self._written[right]),
            math.log(total),
        ]


def _stems(text: str) -> list[str]:
    return [stem(word) for word in _WORD.findall(text)]


_STOPS = frozenset(stem(word) for word in STOP_WORDS)


def _is_common(pair: Pair) -> bool:
    return pair[0] in _STOPS and pair[1] in _STOPS


@cache
def _model() -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], float]:
    text = files("assistant.briefing").joinpath("concepts.json").read_text("utf-8")
    known: Mapping[str, Mapping[str, float]] = json.loads(text)
    columns = [np.array([known[part][name] for name in FEATURES]) for part in _PARTS]
    return columns[0], columns[1], columns[2], float(known["weight"]["bias"])


_PARTS = ("mean", "spread", "weight")
