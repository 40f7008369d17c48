"""Learns when an article on the topic does not tell what is asked, from the written questions.

    python benchmarks/answers/train_told.py --year FOLDER --library DIR [--qa FOLDER] [--write]

FOLDER holds the year of the news quiz, DIR the libraries of `run.py`. Each question is asked of
all the articles that others are about. Learned is from the tuning half of the articles alone, by a
logistic regression whose bias lets through all but `MOST_WRONG` of the questions that have an
answer; printed is how many are refused in either half by these weights alone, and by all weights
together. `--qa`: printed too is how many of another kind are, which nothing was learned from.
`--write` puts the weights into `assistant/answering/answerability_told.json`.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from run import built
from sets import Asked, picked, qa_articles, qa_questions, weeks, written_questions
from sklearn.linear_model import LogisticRegression
from train import ROOT, written

from assistant import ArticleFilter, Assistant
from assistant.answering import answerability, scoring
from assistant.understanding.query import understand

TOLD = ROOT / "assistant/answering/answerability_told.json"
MOST_WRONG = 0.03
WEEKS = 10
OTHERS = 100


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A question with what the leading sentence says for an answer, and how likely all weights
    together take it to have one."""

    half: str
    answerable: bool
    row: NDArray[np.float32]
    together: float


def cases(assistant: Assistant, asked: Iterable[Asked]) -> Iterator[Case]:
    """What is found for each question; not for those that ask for more than a phrase."""
    library = assistant.library
    for one in asked:
        text = one.question.text
        query = understand(text, (), ArticleFilter(), library, date.today(), narrow=False)
        excerpts = scoring.numbered(library, assistant.search(text, 10))
        encoded = library.searcher.query(text)
        found = scoring.scored(encoded, query.answer, excerpts, library)
        if query.missing or not found.places or found.read is None:
            continue
        row = answerability.told_evidence(encoded, found, query.answer)
        best = found.ranked(by_words=True)[0]
        together = answerability.answerability(encoded, query.names, found, best, query.answer)
        yield Case(one.half, bool(one.question.answers), row, together)


def learned(taught: Sequence[Case]) -> tuple[NDArray[np.float64], float]:
    """Weights and bias."""
    rows = np.array([case.row for case in taught], dtype=np.float64)
    spread = rows.std(axis=0) + 1e-6
    answerable = [case.answerable for case in taught]
    model = LogisticRegression(C=0.3, max_iter=5000, class_weight="balanced")
    model.fit((rows - rows.mean(axis=0)) / spread, answerable)
    values = np.asarray(model.coef_[0] / spread, dtype=np.float64)
    scores = sorted(float(case.row @ values) for case in taught if case.answerable)
    return values, 1e-6 - scores[int(MOST_WRONG * len(scores))]


def report(name: str, found: Sequence[Case], values: NDArray[np.float64], bias: float) -> None:
    for answerable in (True, False):
        of = [case for case in found if case.answerable is answerable]
        if of:
            alone = np.mean([float(case.row @ values) + bias < 0 for case in of])
            together = np.mean([case.together < answerability.ANSWERED for case in of])
            what = "answered" if answerable else "not told"
            print(f"{name}, {what}, {len(of)}: {alone:.1%} refused, by all {together:.1%}")


def main() -> None:
    """Learn, print, and write if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--year", type=Path, required=True)
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--qa", type=Path)
    parser.add_argument("--questions", type=int, help="at most so many with and without an answer")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    pairs = written_questions(given.year, weeks(given.year, WEEKS))
    every = [replace(one, article="") for _, one in pairs]
    asked = [
        one
        for answerable in (True, False)
        for one in picked(
            (a for a in every if bool(a.question.answers) is answerable), given.questions
        )
    ]
    articles = list({article.id: article for article, _ in pairs}.values())
    with built(given.library / "written", articles) as assistant:
        found = list(cases(assistant, asked))
    values, bias = learned([case for case in found if case.half == "tune"])
    print(dict(zip(answerability.TOLD_FEATURES, values.round(3).tolist(), strict=True)), bias)
    for half in ("tune", "report"):
        report(half, [case for case in found if case.half == half], values, bias)
    if given.qa is not None:
        with built(given.library / "qa", qa_articles(given.qa)) as assistant:
            others = list(cases(assistant, picked(qa_questions(given.qa), OTHERS)))
        report("qa", others, values, bias)
    if given.write:
        written(TOLD, answerability.TOLD_FEATURES, values, ["written"], bias)


if __name__ == "__main__":
    main()
