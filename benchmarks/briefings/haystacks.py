"""SummHay's haystacks: documents, queries, and which of the documents tell each insight."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from common import mean
from learning import Case
from sklearn.metrics import roc_auc_score

from assistant import Article, Assistant
from assistant.briefing.clusters import Clustering
from assistant.briefing.relevance import features
from assistant.briefing.scoping import Scope, closeness
from assistant.sections.sentences import read_sentences
from vectorstore import SentenceTransformerEmbeddings
from vectorstore.text.annotations import AnnotatedArticle

ALIKE_DOCUMENTS, ALIKE_WORDS = 0.5, 0.6
"""A fact is wanted where its tellers and an insight's documents are more alike than the one (by
the Jaccard index), and its best sentence and the insight than the other (by their cosine)."""


@dataclass(frozen=True, slots=True)
class Insight:
    """What a good briefing tells, and the ids of the documents that hold it."""

    id: str
    text: str
    documents: frozenset[str]


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked, and what a good briefing on it tells."""

    text: str
    insights: tuple[Insight, ...]


@dataclass(frozen=True, slots=True)
class Haystack:
    """Documents by id, as articles without a title, and the queries on them."""

    name: str
    articles: dict[str, Article]
    queries: tuple[Query, ...]


def haystack(path: Path) -> Haystack:
    """A haystack as SummHay has it in JSON (Laban et al. 2024)."""
    told = json.loads(path.read_text("utf-8"))
    holders: dict[str, set[str]] = {}
    for document in told["documents"]:
        for one in document.get("insights", document.get("insights_included", [])):
            holders.setdefault(one, set()).add(document["document_id"])
    queries = tuple(
        Query(asked["query"], tuple(_insight(one, holders) for one in asked["insights"]))
        for asked in told["subtopics"]
    )
    articles = {one["document_id"]: Article(_text(one)) for one in told["documents"]}
    return Haystack(path.stem, articles, queries)


def _text(document: dict[str, Any]) -> str:
    return str(document.get("text", document.get("document_text", "")))


def _insight(told: dict[str, Any], holders: dict[str, set[str]]) -> Insight:
    documents = frozenset(holders.get(told["insight_id"], ()))
    return Insight(told["insight_id"], told["insight"], documents)


@contextmanager
def library(hay: Haystack, folder: Path) -> Iterator[Assistant]:
    """An assistant on the documents; those that are in the folder's library are left alone."""
    with Assistant(folder / hay.name, model="", chroma="") as assistant:
        known = {article.id for article in assistant.articles()}
        new = [article for article in hay.articles.values() if article.id not in known]
        if new:
            assistant.add(new)
        yield assistant


def cases(hay: Haystack, folder: Path) -> list[Case]:
    """For each query a row of features for each fact of all documents, and which are wanted."""
    model = SentenceTransformerEmbeddings()
    documents = {article.id: name for name, article in hay.articles.items()}
    found = []
    with library(hay, folder) as assistant:
        known = assistant.library.annotations(one.id for one in assistant.articles())
        read = [
            AnnotatedArticle(one, known[one.id], known[one.id].sentences)
            for one in assistant.articles()
        ]
        clustering = Clustering(read_sentences(read))
        sentences = clustering.sentences
        vectors = model.embed([sentences[one.best].text for one in clustering.clusters])
        for query in hay.queries:
            near = closeness(assistant.library, Scope(query.text, read))
            insights = model.embed([one.text for one in query.insights])
            wanted = [
                _wanted(
                    {documents[sentences[at].article.id] for at in cluster.supporting},
                    zip(query.insights, insights @ vector, strict=True),
                )
                for cluster, vector in zip(clustering.clusters, vectors, strict=True)
            ]
            found.append(Case(features(clustering, query.text, near), wanted))
    return found


def _wanted(tellers: set[str], insights: Iterable[tuple[Insight, float]]) -> bool:
    """Whether what some documents tell is one of the insights, each with its cosine."""
    return any(
        float(cosine) > ALIKE_WORDS
        and len(tellers & one.documents) > ALIKE_DOCUMENTS * len(tellers | one.documents)
        for one, cosine in insights
    )


def figures(tested: list[Case], scores: list[Any]) -> dict[str, float]:
    """How well scores tell the wanted facts of each query, in the mean of the queries."""
    areas, firsts = [], []
    for case, score in zip(tested, scores, strict=True):
        wanted = sum(case.right)
        areas.append(100 * float(roc_auc_score(case.right, score)))
        best = sorted(range(len(score)), key=lambda at: -score[at])[:wanted]
        firsts.append(100 * sum(case.right[at] for at in best) / wanted)
    return {
        "area under ROC": round(mean(areas), 1),
        "wanted among as many first": round(mean(firsts), 1),
        "queries": len(tested),
    }
