"""Which sentences tell the core of an article: what its headline promises, wherever it stands.

A feature opens with a scene and tells what it is about later, so that the first sentences are no
summary. A linear score over FEATURES tells how near a sentence is to what other outlets put into
their headlines on the same event; `benchmarks/briefings/train_gist.py` makes the weights beside
this file and measures them.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from assistant.briefing.leading import tells_news
from assistant.sections.sentences import SentenceRecord
from vectorstore.text import terms
from vectorstore.text.self_contained import is_self_contained

Floats = NDArray[np.float64]
Embed = Callable[[Sequence[str]], NDArray[np.float32]]

FEATURES = (
    "place", "part", "near title", "central", "words of title", "common words", "length", "modal",
    "figure", "alone", "quoted",
)  # fmt: skip
_COMMON_WORDS = 6
"""So many of the words of a sentence that its article uses most tell how common its words are."""
MOST_READ = 120
"""So many sentences are scored; of more those with most words of title and topic."""
# "Storm toll rises | The Post", "What the vote means for ...".
_ENDING = re.compile(r"(?<!\s)\s*(?:\|[^|]{1,40}|\.{3}|…)\s*$")
# "But in September the council approved …": without its first word it stands alone.
_CONNECTIVE = re.compile(
    r"(?:But|And|So|Yet|However|Still|Meanwhile|Also|Now|Then|Instead|Moreover|Furthermore|Plus),?\s+"
    r"(?=\w)(?!of\b)"
)
_BACK = re.compile(r"\b(?:these|those|such|(?:the|that|this)\s+same)\s", re.IGNORECASE)
_FIRST = 1.0
"""What it counts to be the first sentence of a report, the second half of it, and so on: other
headlines say little of the figure that the first sentence tells. What explains opens with a scene.
"""
_OF_TITLE = 0.5
"""What is so near to the title is of it, and no scene."""


@dataclass(frozen=True, slots=True)
class Gist:
    """What a summary is of: its topic in the words of the request, "" for an article as a whole;
    how vectors are made; and how many sentences it has at most, None where words bound it."""

    topic: str
    embed: Embed
    most: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """Sentences by number, how much of the core each tells, and their vectors, a row each."""

    numbers: tuple[int, ...]
    scores: Floats
    vectors: Floats


def headline(title: str) -> str:
    """A title without the outlet or the dots that end it."""
    bare = _ENDING.sub("", title)
    return _ENDING.sub("", bare) or title


def scored(sentences: Sequence[SentenceRecord], among: Sequence[int], gist: Gist) -> Scored:
    """How much of the core of its article each of these sentences tells."""
    read = _most_promising(sentences, among, gist)
    by_article: dict[str, list[int]] = defaultdict(list)
    for number in read:
        by_article[sentences[number].article.id].append(number)
    titles = {id: headline(sentences[rows[0]].article.title) for id, rows in by_article.items()}
    texts = [sentences[number].text for number in read]
    found = np.asarray(gist.embed([*texts, *titles.values(), gist.topic or " "]), dtype=np.float64)
    vectors, of_titles = found[: len(read)], found[len(read) : -1]
    about = found[-1] * bool(gist.topic)
    weights = _model()
    scores = np.zeros(len(read))
    place = {number: row for row, number in enumerate(read)}
    for (id, rows), title in zip(by_article.items(), of_titles, strict=True):
        own = vectors[[place[number] for number in rows]]
        records = [sentences[number] for number in rows]
        table = features(records, own, _unit(title + about), f"{titles[id]} {gist.topic}")
        first = _first(records, table) / (1 + np.arange(len(records)))
        scores[[place[number] for number in rows]] = weights.scores(table) + first
    return Scored(tuple(read), np.round(scores, 6), vectors)


def connected(sentence: SentenceRecord) -> int:
    """Where a sentence begins that stands alone without the word that ties it to the one before;
    its own start where none does or that is not enough."""
    match = _CONNECTIVE.match(sentence.text)
    if match is None or sentence.furniture or not sentence.annotation.dependent:
        return sentence.start
    rest = sentence.text[match.end() :]
    stands = is_self_contained(f"{rest[:1].upper()}{rest[1:]}") and not _BACK.search(rest)
    return sentence.start + match.end() if stands else sentence.start


def _most_promising(
    sentences: Sequence[SentenceRecord], among: Sequence[int], gist: Gist
) -> list[int]:
    """These sentences, or so many of them as are read: those with most words of title and topic,
    and those at the heads of articles."""
    if len(among) <= MOST_READ:
        return list(among)
    topic = set(terms(gist.topic))
    wanted: dict[str, set[str]] = {}

    def merit(number: int) -> tuple[float, int, int]:
        sentence = sentences[number]
        about = wanted.setdefault(
            sentence.article.id, topic | set(terms(headline(sentence.article.title)))
        )
        share = len(about.intersection(sentence.stems)) / max(1, len(about))
        return (-share + 0.05 * math.log1p(sentence.position), sentence.position, number)

    return sorted(sorted(among, key=merit)[:MOST_READ])


def features(
    records: Sequence[SentenceRecord], vectors: Floats, about: Floats, title: str
) -> Floats:
    """A row of FEATURES for each of these sentences of one article, in its order.

    `vectors` has a row for each, `about` is the vector of what the summary is of, `title` its
    words.
    """
    source = records[0].source
    known = [one for one in source.annotations.sentences if not one.boilerplate]
    text = source.article.text
    using = Counter(term for one in known for term in set(terms(text[one.start : one.end])))
    centre = _unit(vectors.mean(axis=0))
    wanted = set(terms(title))
    rows = []
    for rank, (record, vector) in enumerate(zip(records, vectors, strict=True)):
        held = set(record.stems)
        common = sorted((using[term] / max(1, len(known)) for term in held), reverse=True)
        said = sum(one.end - one.start for one in record.annotation.quotations)
        rows.append(
            [
                math.log1p(rank),
                record.position / max(1, len(source.sentences)),
                float(vector @ about),
                float(vector @ centre),
                len(held & wanted) / max(1, len(wanted)),
                sum(common[:_COMMON_WORDS]),
                math.log(max(1, record.length)),
                record.annotation.modal,
                bool(record.annotation.quantities),
                record.annotation.alone,
                said / max(1, len(record.text)),
            ]
        )
    return np.array(rows, dtype=np.float64)


def _first(records: Sequence[SentenceRecord], table: Floats) -> Floats:
    """What each of these sentences counts for standing first: a scene is far from the title."""
    near = np.clip(table[:, FEATURES.index("near title")] / _OF_TITLE, 0.0, 1.0)
    return near * (_FIRST if tells_news(records[0].article) else 0.0)


def _unit(vector: Floats) -> Floats:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9))


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """What each of FEATURES counts, once it is standardised."""

    mean: Floats
    spread: Floats
    weight: Floats

    def scores(self, rows: Floats) -> Floats:
        """The score of each row."""
        return np.asarray((rows - self.mean) / self.spread @ self.weight)


@cache
def _model() -> Weights:
    """Learned by `benchmarks/briefings/train_gist.py`."""
    text = files("assistant.briefing").joinpath("gist.json").read_text("utf-8")
    known: Mapping[str, Mapping[str, float]] = json.loads(text)
    columns = [np.array([known[part][name] for name in FEATURES]) for part in PARTS]
    return Weights(*columns)


PARTS = ("mean", "spread", "weight")
