"""Which facts belong to a topic: by their words, by what stands around them and who tells them."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from assistant.briefing.facts import Fact, Told
from vectorstore.text import terms

FEATURES = (
    "near", "near in article", "words around", "words in article", "words of article", "alike",
    "publishers",
)  # fmt: skip
_OWN = 2
"""So many of the features are the fact's own, whatever the topic."""
_MOST_TELLERS = 4
"""More publishers than this make a fact no likelier: what all repeat is often general talk."""
_AROUND = 3.0
_BEST = 5
_TELLING = 8
_HALF = 0.5

Closeness = Mapping[tuple[str, int], float]
"""How near the passage around a sentence is to the topic, by article id and start."""


def features(told: Told, topic: str, closeness: Closeness) -> NDArray[np.float64]:
    """A row for each of `told.facts`, shape (facts, FEATURES).

    Those of the topic are standardised over the facts, for what counts is which fact is
    nearer than others: "near": how near the passages of its sentences are to the topic;
    "words": the share of the topic's words, by rarity, around its sentences; both also for the
    best places of the articles that tell it, for an article is mostly about one thing; "words
    of article": whether it has words that mark the articles which tell near facts (relevance
    feedback; Robertson and Spärck Jones 1976). The rest is the fact's own: how alike its
    sentences are, and how many publishers tell it, in logarithms: what one publisher prints
    again confirms nothing.
    """
    facts = told.facts
    near = np.array(
        [closeness.get((one.article.id, one.quote.start), 0.0) for one in told.tellings]
    )
    words = _words_of(told, topic)
    around = _smoothed(told, words)
    rows = np.stack(
        [
            _over_members(facts, near),
            _over_articles(told, _best_places(told, near, 1)),
            _over_members(facts, around),
            _over_articles(told, _best_places(told, words, _BEST)),
        ],
        axis=1,
    )
    rows = _standardised(rows)
    own = _own(told)
    marked = _standardised(_marked(told, rows.mean(axis=1))[:, None])
    return np.concatenate([rows, marked, own], axis=1)


def relevance(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """The logit of how sure it is that each fact belongs in a briefing on the topic."""
    weights, bias = _weights()
    return np.asarray(rows @ weights + bias)


@cache
def _weights() -> tuple[NDArray[np.float64], float]:
    """Learned by `benchmarks/briefings/train.py`."""
    text = files("assistant.briefing").joinpath("relevance.json").read_text("utf-8")
    known = json.loads(text)
    return np.array([known[name] for name in FEATURES]), float(known["bias"])


def _own(told: Told) -> NDArray[np.float64]:
    """What speaks for a fact whatever the topic."""
    facts = told.facts
    return np.array(
        [(fact.alike, math.log(min(told.publishers(fact), _MOST_TELLERS))) for fact in facts]
    ).reshape(len(facts), _OWN)


def _words_of(told: Told, topic: str) -> NDArray[np.float64]:
    """The share of the topic's words in each sentence, by how rare they are in scope."""
    known = told.said
    rare = math.log1p(told.articles)
    wanted = {
        term: known.weights[known.words[term]] if term in known.words else rare
        for term in set(terms(topic))
    }
    total = sum(wanted.values())
    vector = np.zeros(len(known.words))
    for term, weight in wanted.items():
        if term in known.words:
            vector[known.words[term]] = weight / total
    return np.asarray(known.held @ vector)


def _smoothed(told: Told, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each sentence's value and those around it in its article, less the farther away."""
    result = np.zeros_like(values)
    for rows in _rows_by_article(told):
        apart = np.abs(np.arange(len(rows))[:, None] - np.arange(len(rows))[None, :])
        weights = np.exp(-apart / _AROUND)
        result[rows] = weights @ values[rows] / weights.sum(axis=1)
    return result


def _best_places(told: Told, values: NDArray[np.float64], most: int) -> NDArray[np.float64]:
    """For each article the mean of its best values."""
    return np.array([np.sort(values[rows])[::-1][:most].mean() for rows in _rows_by_article(told)])


def _rows_by_article(told: Told) -> list[NDArray[np.int64]]:
    return [np.flatnonzero(told.article == number) for number in range(told.articles)]


def _over_members(facts: Sequence[Fact], values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.array([values[list(fact.members)].mean() for fact in facts])


def _over_articles(told: Told, values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.array([values[told.article[list(fact.tellers)]].mean() for fact in told.facts])


def _standardised(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    spread = rows.std(axis=0)
    return np.asarray((rows - rows.mean(axis=0)) / np.where(spread > 1e-9, spread, 1.0))


def _marked(told: Told, score: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much of each fact's words marks the articles that tell the nearest facts.

    The articles are weighed by the facts they tell; a word's mark is its log odds in them
    against the others; a fact has the mean of its most telling words.
    """
    load = np.array([told.said.loads[fact.best] for fact in told.facts])
    alike = np.array([fact.alike for fact in told.facts])
    prior = 1 / (1 + np.exp(-(6 * alike + 0.08 * load - 3.8)))
    weight, count = np.zeros(told.articles), np.zeros(told.articles)
    for fact, share in zip(told.facts, np.exp(2 * np.minimum(score, 3)) * prior, strict=True):
        articles = told.article[list(fact.tellers)]
        weight[articles] += share
        count[articles] += 1
    weight /= np.maximum(count, 1)
    weight /= max(weight.max(initial=0.0), 1e-9)
    inside = _holding(told, weight)
    outside = _holding(told, 1 - weight)
    odds = np.log(
        (inside + _HALF) / (weight.sum() + 2 * _HALF)
        / ((outside + _HALF) / ((1 - weight).sum() + 2 * _HALF))
    )  # fmt: skip
    return np.array([_most_telling(told, fact, odds) for fact in told.facts])


def _holding(told: Told, weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """What the articles that have each word weigh together."""
    total = np.zeros(len(told.said.words))
    for number, rows in enumerate(_rows_by_article(told)):
        total[np.unique(told.said.held[rows].indices)] += weight[number]
    return total


def _most_telling(told: Told, fact: Fact, odds: NDArray[np.float64]) -> float:
    held = odds[told.said.rows([fact.best]).indices]
    return float(np.sort(held)[::-1][:_TELLING].mean()) if len(held) else 0.0
