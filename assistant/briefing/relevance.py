"""Which clusters belong to a topic: by their words, what stands around them, and who tells them."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from assistant.briefing.clusters import Clustering, SentenceCluster
from vectorstore.text import terms

FEATURES = (
    "near", "near in article", "words around", "words in article", "words of article", "alike",
    "publishers",
)  # fmt: skip
_OWN = 2
"""So many of the features are the cluster's own, whatever the topic."""
_MOST_PUBLISHERS = 4
"""More publishers than this make a cluster no likelier: what all repeat is often general talk."""
_AROUND = 3.0
_BEST = 5
_INFORMATIVE = 8
_HALF = 0.5

Closeness = Mapping[tuple[str, int], float]
"""How near the passage around a sentence is to the topic, by article id and start."""


def features(clustering: Clustering, topic: str, closeness: Closeness) -> NDArray[np.float64]:
    """A row for each of `clustering.clusters`, shape (clusters, FEATURES).

    Those of the topic are standardised over the clusters, for what counts is which cluster is
    nearer than others: "near": how near the passages of its sentences are to the topic;
    "words": the share of the topic's words, by rarity, around its sentences; both also for the
    best places of the articles that tell it, for an article is mostly about one thing; "words
    of article": whether it has words that mark the articles which tell near clusters (relevance
    feedback; Robertson and Spärck Jones 1976). The rest is the cluster's own: how alike its
    sentences are, and how many publishers tell it, in logarithms: what one publisher prints
    again confirms nothing.
    """
    clusters = clustering.clusters
    near = np.array(
        [
            closeness.get((sentence.article.id, sentence.annotation.start), 0.0)
            for sentence in clustering.sentences
        ]
    )
    words = _words_of(clustering, topic)
    around = _smoothed(clustering, words)
    rows = np.stack(
        [
            _over_members(clusters, near),
            _over_articles(clustering, _best_places(clustering, near, 1)),
            _over_members(clusters, around),
            _over_articles(clustering, _best_places(clustering, words, _BEST)),
        ],
        axis=1,
    )
    rows = _standardised(rows)
    own = _own(clustering)
    marked = _standardised(_marked(clustering, rows.mean(axis=1))[:, None])
    return np.concatenate([rows, marked, own], axis=1)


def relevance(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """The logit of how sure it is that each cluster belongs in a briefing on the topic."""
    weights, bias = _weights()
    return np.asarray(rows @ weights + bias)


@cache
def _weights() -> tuple[NDArray[np.float64], float]:
    """Learned by `benchmarks/briefings/train.py`."""
    text = files("assistant.briefing").joinpath("relevance.json").read_text("utf-8")
    known = json.loads(text)
    return np.array([known[name] for name in FEATURES]), float(known["bias"])


def _own(clustering: Clustering) -> NDArray[np.float64]:
    """What speaks for a cluster whatever the topic."""
    clusters = clustering.clusters
    return np.array(
        [
            (cluster.alike, math.log(min(clustering.voices(cluster), _MOST_PUBLISHERS)))
            for cluster in clusters
        ]
    ).reshape(len(clusters), _OWN)


def _words_of(clustering: Clustering, topic: str) -> NDArray[np.float64]:
    """The share of the topic's words in each sentence, by how rare they are in scope."""
    known = clustering.words
    rare = math.log1p(clustering.articles)
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


def _smoothed(clustering: Clustering, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each sentence's value and those around it in its article, less the farther away."""
    result = np.zeros_like(values)
    for rows in _rows_by_article(clustering):
        apart = np.abs(np.arange(len(rows))[:, None] - np.arange(len(rows))[None, :])
        weights = np.exp(-apart / _AROUND)
        result[rows] = weights @ values[rows] / weights.sum(axis=1)
    return result


def _best_places(
    clustering: Clustering, values: NDArray[np.float64], most: int
) -> NDArray[np.float64]:
    """For each article the mean of its best values."""
    return np.array(
        [np.sort(values[rows])[::-1][:most].mean() for rows in _rows_by_article(clustering)]
    )


def _rows_by_article(clustering: Clustering) -> list[NDArray[np.int64]]:
    return [np.flatnonzero(clustering.article == number) for number in range(clustering.articles)]


def _over_members(
    clusters: Sequence[SentenceCluster], values: NDArray[np.float64]
) -> NDArray[np.float64]:
    return np.array([values[list(cluster.members)].mean() for cluster in clusters])


def _over_articles(clustering: Clustering, values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.array(
        [
            values[clustering.article[list(cluster.supporting)]].mean()
            for cluster in clustering.clusters
        ]
    )


def _standardised(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    spread = rows.std(axis=0)
    return np.asarray((rows - rows.mean(axis=0)) / np.where(spread > 1e-9, spread, 1.0))


def _marked(clustering: Clustering, score: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much of each cluster's words marks the articles that tell the nearest clusters.

    The articles are weighed by the clusters they tell; a word's mark is its log odds in them
    against the others; a cluster has the mean of its most telling words.
    """
    load = np.array([clustering.words.loads[cluster.best] for cluster in clustering.clusters])
    alike = np.array([cluster.alike for cluster in clustering.clusters])
    prior = 1 / (1 + np.exp(-(6 * alike + 0.08 * load - 3.8)))
    weight, count = np.zeros(clustering.articles), np.zeros(clustering.articles)
    for cluster, share in zip(
        clustering.clusters, np.exp(2 * np.minimum(score, 3)) * prior, strict=True
    ):
        articles = clustering.article[list(cluster.supporting)]
        weight[articles] += share
        count[articles] += 1
    weight /= np.maximum(count, 1)
    weight /= max(weight.max(initial=0.0), 1e-9)
    inside = _holding(clustering, weight)
    outside = _holding(clustering, 1 - weight)
    odds = np.log(
        (inside + _HALF) / (weight.sum() + 2 * _HALF)
        / ((outside + _HALF) / ((1 - weight).sum() + 2 * _HALF))
    )  # fmt: skip
    return np.array(
        [_most_informative(clustering, cluster, odds) for cluster in clustering.clusters]
    )


def _holding(clustering: Clustering, weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """What the articles that have each word weigh together."""
    total = np.zeros(len(clustering.words.words))
    for number, rows in enumerate(_rows_by_article(clustering)):
        total[np.unique(clustering.words.held[rows].indices)] += weight[number]
    return total


def _most_informative(
    clustering: Clustering, cluster: SentenceCluster, odds: NDArray[np.float64]
) -> float:
    held = odds[clustering.words.rows([cluster.best]).indices]
    return float(np.sort(held)[::-1][:_INFORMATIVE].mean()) if len(held) else 0.0
