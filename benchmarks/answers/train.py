"""Learns what the features of passages and of sentences weigh, from questions with answers.

    python benchmarks/answers/train.py --qa FOLDER --news FOLDER --library DIR [--write]

The folders are those of `run.py`, and so is DIR: its libraries are used, and made when missing.
Learned is from the tuning halves only; printed is, for both halves, how often the first passage,
the first ten, the first sentence and the first three hold the answer, with the learned weights
and with equal ones. `--write` puts the weights into `vectorstore/ranking/passages.json` and
`assistant/answering/sentences.json`.

Listwise: the weights make the answering candidates of a question likely under a softmax over all
its candidates (Cao et al., "Learning to Rank: From Pairwise Approach to Listwise Approach", ICML
2007), with a quadratic penalty. Each set of questions counts the same.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from run import built
from scipy.optimize import minimize
from scipy.special import logsumexp
from sets import (
    HALVES,
    Asked,
    news_articles,
    news_questions,
    picked,
    qa_articles,
    qa_questions,
)

from assistant import ArticleFilter, Assistant
from assistant.answering import choosing
from assistant.answering.flow import numbered
from assistant.evaluating.figures import holds
from vectorstore import ranking

ROOT = Path(__file__).parents[2]
PASSAGES = ROOT / "vectorstore/ranking/passages.json"
SENTENCES = ROOT / "assistant/answering/sentences.json"
PENALTY = 0.01

Rows = NDArray[np.float32]
Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A question's candidates: features, shape (n, features), and which answer it, shape (n,)."""

    half: str
    rows: Rows
    right: NDArray[np.bool_]

    @property
    def teaches(self) -> bool:
        return bool(self.right.any()) and not self.right.all()


def passage_cases(assistant: Assistant, asked: Sequence[Asked]) -> Iterator[Case]:
    """The passages that a search orders, for each question."""
    texts = {article.id: article.text for article in assistant.articles()}
    for one in asked:
        spans, rows = assistant.library.rated(one.question.text, _filter(one))
        right = [_answers(one, texts[article][start:end]) for article, start, end in spans]
        yield Case(one.half, rows, np.array(right, dtype=bool))


def sentence_cases(assistant: Assistant, asked: Sequence[Asked]) -> Iterator[Case]:
    """The sentences of the passages that are found, for each question."""
    library = assistant.library
    for one in asked:
        passages = assistant.search(one.question.text, 10, _filter(one))
        excerpts = numbered(library, tuple(passages))
        places, rows = choosing.rated(library.query(one.question.text), excerpts, library)
        right = [_answers(one, place.quote.text) for place in places]
        yield Case(one.half, rows, np.array(right, dtype=bool))


def _filter(asked: Asked) -> ArticleFilter | None:
    return ArticleFilter(as_of=asked.day) if asked.day else None


def _answers(asked: Asked, text: str) -> bool:
    return any(holds(text, answer) for answer in asked.question.answers)


def learned(sets: Sequence[Sequence[Case]]) -> Values:
    """Weights for features as they are, learned from several sets of cases."""
    taught = [[case for case in cases if case.teaches] for cases in sets]
    everything = np.vstack([case.rows for cases in taught for case in cases]).astype(np.float64)
    spread = everything.std(axis=0) + 1e-6
    scaled = [
        (case.rows.astype(np.float64) / spread, case.right, 1 / len(cases))
        for cases in taught
        for case in cases
    ]

    def loss(values: Values) -> tuple[float, Values]:
        total = PENALTY * float(values @ values) * len(taught)
        slope = 2 * PENALTY * values * len(taught)
        for rows, right, share in scaled:
            scores = rows @ values
            every, good = logsumexp(scores), logsumexp(scores[right])
            total += share * float(every - good)
            likely, wanted = np.exp(scores - every), np.exp(scores - good) * right
            slope += share * (rows.T @ (likely - wanted))
        return total, slope

    found = minimize(loss, np.zeros(everything.shape[1]), jac=True, method="L-BFGS-B")
    return np.asarray(found.x / spread, dtype=np.float64)


def first(cases: Sequence[Case], values: Values, most: int) -> float:
    """How often one of the first so many candidates is right, in per cent."""
    hits = [
        case.right[np.argsort(-(case.rows @ values), kind="stable")[:most]].any() for case in cases
    ]
    return round(100 * float(np.mean(hits)), 1)


def equal(cases: Sequence[Case]) -> Values:
    """The same weight for all features, each over its spread."""
    return np.asarray(1 / (np.vstack([case.rows for case in cases]).std(axis=0) + 1e-6))


def report(name: str, sets: dict[str, list[Case]], values: Values, depths: Sequence[int]) -> None:
    for source, cases in sets.items():
        for half in HALVES:
            asked = [case for case in cases if case.half == half]
            figures = " ".join(
                f"first {most}: {first(asked, values, most)} (equal weights "
                f"{first(asked, equal(asked), most)})"
                for most in depths
            )
            print(f"{name}, {source}, {half}, {len(asked)} questions: {figures}", flush=True)


def written(path: Path, names: Sequence[str], values: Values, sets: Sequence[str]) -> None:
    told = {
        "source": "benchmarks/answers/train.py on the tuning halves of "
        + " and ".join(sets)
        + ": XQuAD and SQuAD 2.0 (CC BY-SA 4.0), RealTimeQA",
        "bias": 0.0,
        "weights": {
            name: round(float(value), 4) for name, value in zip(names, values, strict=True)
        },
    }
    path.write_text(json.dumps(told, indent=1) + "\n", "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--qa", type=Path)
    parser.add_argument("--news", type=Path)
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--questions", type=int)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    sources = {
        "qa": (given.qa, qa_articles, qa_questions),
        "news": (given.news, news_articles, news_questions),
    }
    kinds: tuple[tuple[str, Path, Sequence[str], Sequence[int], Callable[..., Iterator[Case]]], ...]
    kinds = (
        ("passages", PASSAGES, ranking.FEATURES, (1, 10), passage_cases),
        ("sentences", SENTENCES, choosing.FEATURES, (1, 3), sentence_cases),
    )
    for name, path, names, depths, collect in kinds:
        sets: dict[str, list[Case]] = {}
        for source, (folder, articles, questions) in sources.items():
            if folder is None:
                continue
            with built(given.library / source, articles(folder)) as assistant:
                asked = picked(questions(folder), given.questions)
                sets[source] = list(collect(assistant, asked))
        values = learned([[c for c in cases if c.half == "tune"] for cases in sets.values()])
        report(name, sets, values, depths)
        print({n: round(float(v), 3) for n, v in zip(names, values, strict=True)})
        if given.write:
            written(path, names, values, list(sets))


if __name__ == "__main__":
    main()
