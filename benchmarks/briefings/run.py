"""How much of what a briefing should tell is told and rightly cited, on SummHay's haystacks.

    python benchmarks/briefings/run.py HAYSTACK HAYSTACK… --judge FILE [--library DIR]
                                       [--each FILE] [--results FILE]

Each query of a haystack (Laban et al. 2024) asks for as many points as it has insights. The
judge is a Python file with `minilm()`, which gives an encoder, and `judge(insights, points,
encode)`, which gives coverage, citation precision and citation recall of each insight; both
lists are pairs of a text and the ids of its documents. Joint is coverage times citation F1;
precision, recall and F1 are means over the insights that are covered more likely than not.

Three lines: newsbrief as it is, whose weights were learned from the two public haystacks and
which is therefore measured too well on these; newsbrief with weights learned from the other
haystacks only (features and thresholds were chosen with an eye on both haystacks, so even this
is no figure for unseen ones); and what a user would pick instead, vector search: of the
passages nearest to the query the sentence nearest to it, cited to its own document. `--each`
writes what every query came to, with points and insights.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from common import RESULTS, elsewhere, keep, mean, module, show
from haystacks import Haystack, Query, cases, haystack, library
from learning import relevance_weights

from assistant import Assistant
from assistant.evaluating.rankers import Ranker, plain_rankers
from vectorstore import SentenceTransformerEmbeddings
from vectorstore.text import sentences
from vectorstore.text.encoder import Embeddings

Point = tuple[str, list[str]]
"""A text, and the ids of the articles that it cites."""
Score = tuple[float, float, float]
"""Coverage, citation precision and citation recall of an insight."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a way to brief makes of a query."""

    points: list[Point]
    seconds: float


def newsbrief(hay: Haystack, folder: Path, weights: dict[str, float] | None = None) -> list[Told]:
    """The product, with its own weights or others, on every query."""
    task = {
        "library": str((folder / hay.name).resolve()),
        "queries": [(query.text, len(query.insights)) for query in hay.queries],
    }
    given = None if weights is None else {"relevance.json": weights}
    return [
        Told([(text, ids) for text, ids in one["points"]], one["seconds"])
        for one in elsewhere("points.py", task, given)
    ]


def nearest(assistant: Assistant, queries: Sequence[Query]) -> list[Told]:
    """The best sentences of the passages nearest to each query."""
    model = SentenceTransformerEmbeddings()
    model.embed(["The model is loaded before anything is timed."])
    with plain_rankers(assistant.library) as rankers:
        return [_nearest(query, rankers["vectors"], model) for query in queries]


def _nearest(query: Query, rank: Ranker, model: Embeddings) -> Told:
    began = time.perf_counter()
    points: dict[str, list[str]] = {}
    asked = model.embed([query.text])[0]
    for passage in rank(query.text, 3 * len(query.insights)):
        if len(points) == len(query.insights):
            break
        told = [passage.text[start:end] for start, end in sentences(passage.text)]
        best = told[int((model.embed(told) @ asked).argmax())] if told else ""
        if best and best not in points:
            points[best] = [passage.article_id]
    return Told(list(points.items()), time.perf_counter() - began)


def judged(
    hay: Haystack, told: Sequence[Told], judge: Callable[..., list[Score]], encode: Any
) -> list[list[Score]]:
    """The scores of the insights of each query."""
    documents = {article.id: name for name, article in hay.articles.items()}
    return [
        judge(
            [(one.text, set(one.documents)) for one in query.insights],
            [(text, {documents[one] for one in ids}) for text, ids in made.points],
            encode,
        )
        for query, made in zip(hay.queries, told, strict=True)
    ]


def f1(score: Score) -> float:
    """The harmonic mean of citation precision and recall."""
    _, precision, recall = score
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def joint(scores: Sequence[Score]) -> float:
    """Coverage times citation F1, in per cent."""
    return 100 * mean([score[0] * f1(score) for score in scores])


def figures(scores: Sequence[Score], told: Sequence[Told]) -> dict[str, float]:
    """The figures of a way to brief."""
    shown = [score for score in scores if score[0] >= 0.5]
    return {
        "joint": round(joint(scores), 1),
        "coverage": round(100 * mean([score[0] for score in scores]), 1),
        "citation precision": round(100 * mean([score[1] for score in shown]), 1),
        "citation recall": round(100 * mean([score[2] for score in shown]), 1),
        "citation F1": round(100 * mean([f1(score) for score in shown]), 1),
        "words": round(mean([_words(one) for one in told]), 1),
        "seconds": round(mean([one.seconds for one in told]), 2),
        "insights": len(scores),
    }


def _words(told: Told) -> int:
    return sum(len(text.split()) for text, _ in told.points)


def each(way: str, hay: Haystack, told: Sequence[Told], scores: Sequence[Sequence[Score]]) -> Any:
    """What every query came to."""
    return [
        {
            "way": way,
            "haystack": hay.name,
            "query": query.text,
            "joint": round(joint(found), 1),
            "points": [[text, len(ids)] for text, ids in made.points],
            "insights": [
                [one.text, len(one.documents), *(round(value, 2) for value in score)]
                for one, score in zip(query.insights, found, strict=True)
            ],
        }
        for query, made, found in zip(hay.queries, told, scores, strict=True)
    ]


def main() -> None:
    """Measures, prints, and writes the results."""
    parser = argparse.ArgumentParser(description="Measure briefings on SummHay's haystacks.")
    parser.add_argument("haystacks", type=Path, nargs="+")
    parser.add_argument("--judge", type=Path, required=True)
    parser.add_argument("--library", type=Path)
    parser.add_argument("--each", type=Path)
    parser.add_argument("--results", type=Path, default=RESULTS)
    given = parser.parse_args()
    judge = module(given.judge)
    encode = judge.minilm()
    hays = [haystack(path) for path in given.haystacks]
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.library or Path(temporary)
        ways: dict[str, list[list[Told]]] = {"newsbrief": []}
        for hay in hays:
            with library(hay, folder) as assistant:
                ways.setdefault("vector search", []).append(nearest(assistant, hay.queries))
            ways["newsbrief"].append(newsbrief(hay, folder))
        if len(hays) > 1:
            learned = {hay.name: cases(hay, folder) for hay in hays}
            ways["newsbrief, learned from the others"] = [
                newsbrief(hay, folder, _taught(learned, hay.name)) for hay in hays
            ]
    table, details = {}, []
    for way, told in ways.items():
        scores = [
            judged(hay, made, judge.judge, encode) for hay, made in zip(hays, told, strict=True)
        ]
        for hay, made, found in zip(hays, told, scores, strict=True):
            table[f"{way}: {hay.name}"] = figures([s for one in found for s in one], made)
            details += each(way, hay, made, found)
        everything = [s for found in scores for one in found for s in one]
        table[f"{way}: all"] = figures(everything, [one for made in told for one in made])
    show(table)
    keep("summhay", table, given.results)
    if given.each:
        given.each.write_text(json.dumps(details, indent=1) + "\n", "utf-8")


def _taught(learned: dict[str, Any], name: str) -> dict[str, float]:
    return relevance_weights([one for other, c in learned.items() if other != name for one in c])


if __name__ == "__main__":
    main()
