"""Learns what the features of passages and of sentences weigh, from questions with answers.

    python benchmarks/answers/train.py --qa FOLDER --news FOLDER --library DIR [--write]

The folders are those of `run.py`, and so is DIR: its libraries are used, and made when missing.
Learned is from the tuning halves only; printed is, for both halves, how often the first passage,
the first ten, the first sentence and the first three hold the answer, with the learned weights
and with equal ones, and how often questions with and without an answer are refused. `--write`
puts the weights into `vectorstore/search/passages.json`, `assistant/answering/sentences.json`
and `assistant/answering/answerability.json`, each before the next is learned, which rests on it;
and into `sentences_read.json` beside them how the sentences' weights and the reader go together.

Listwise: the weights make the answering candidates of a question likely under a softmax over all
its candidates (Cao et al., "Learning to Rank: From Pairwise Approach to Listwise Approach", ICML
2007), with a quadratic penalty. A question of `--qa` counts twice (`COUNTED`): with equal shares
the first sentence is worse there and no better on the news. Refusal is a logistic regression in
which each group of questions counts the same; its bias then lets through all but a small share
of the questions that have an answer.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from run import built, without_titles
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
    squad2_questions,
    weeks,
    written_questions,
)
from sklearn.linear_model import LogisticRegression

from assistant import ArticleFilter, Assistant
from assistant.answering import answerability, scoring
from assistant.evaluating.collection import holds
from assistant.understanding.answer_type import answer_type
from assistant.understanding.query import understand
from vectorstore import search as ranking

ROOT = Path(__file__).parents[2]
PASSAGES = ROOT / "vectorstore/search/passages.json"
SENTENCES = ROOT / "assistant/answering/sentences.json"
SENTENCES_READ = ROOT / "assistant/answering/sentences_read.json"
ANSWERABILITY = ROOT / "assistant/answering/answerability.json"
ANSWERABILITY_READ = ROOT / "assistant/answering/answerability_read.json"
PENALTY = 0.003
COUNTED = {"qa": 2, "news": 1, "year": 1}
GROUPS = {"squad2 answered": 0.2, "squad2 without an answer": 0.2}
"""What groups count beside the others, which count 1: with 1 for questions that only look
answerable, those on absent topics are refused less often (89 of 100 instead of 93)."""
MOST_WRONG = {
    "qa answered": 0.03, "news answered": 0.1, "year answered": 0.1, "one article answered": 0.02,
    "many articles answered": 0.02,
}  # fmt: skip
"""The share of questions with an answer that may be refused in each group, on the tuning half."""
ABSENT = 120
SHOWN = 3

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
        spans, rows = assistant.library.searcher.features(one.question.text, _filter(one))
        right = [_answers(one, texts[article][start:end]) for article, start, end in spans]
        yield Case(one.half, rows, np.array(right, dtype=bool))


def sentence_cases(
    assistant: Assistant, asked: Sequence[Asked], *, reading: bool = False
) -> Iterator[Case]:
    """The sentences of the passages that are found, for each question; `reading`: as the reader
    sees them."""
    library = assistant.library
    for one in asked:
        passages = assistant.search(one.question.text, 10, _filter(one))
        excerpts = scoring.numbered(library, passages)
        answer = answer_type(one.question.text)
        sentences = scoring.scored(
            library.searcher.query(one.question.text), answer, excerpts, library, reading=reading
        )
        right = [_answers(one, place.quote.text) for place in sentences.places]
        rows = sentences.read_rows() if reading else sentences.rows
        yield Case(one.half, rows, np.array(right, dtype=bool))


def _filter(asked: Asked) -> ArticleFilter | None:
    if asked.article:
        return ArticleFilter(article_ids=(asked.article,))
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


@dataclass(frozen=True, slots=True, eq=False)
class Doubt:
    """A question's evidence for an answer, in which group it is and whether it has one."""

    group: str
    half: str
    row: Rows
    answerable: bool


def doubts(
    assistant: Assistant, asked: Sequence[Asked], group: str, untold: str = ""
) -> Iterator[Doubt]:
    """What was found for each question, as the check for an answer sees it, with what the reader
    says.

    `untold` is the group of a question that none of the first sentences answers; empty: `group`.
    """
    library = assistant.library
    for one in asked:
        text, given = one.question.text, _filter(one) or ArticleFilter()
        query = understand(text, (), given, library, one.day or date.today(), narrow=False)
        if query.missing:  # refused whatever is found
            continue
        excerpts = scoring.numbered(library, assistant.search(text, 10, _filter(one)))
        encoded = library.searcher.query(text)
        sentences = scoring.scored(encoded, query.answer, excerpts, library)
        if not sentences.places:
            continue
        ranked = sentences.ranked(by_words=True)
        told = any(_answers(one, sentences.places[at].quote.text) for at in ranked[:SHOWN])
        row = answerability.evidence(encoded, query.names, sentences, ranked[0])
        row = np.append(row, answerability.read_evidence(sentences, ranked[0]))
        yield Doubt(
            group if told or not untold else untold,
            one.half,
            row,
            "answered" in group and (told or not untold),
        )


def believing(cases: Sequence[Doubt], columns: int) -> tuple[Values, float]:
    """Weights and bias of the logistic regression that tells answerable questions, by the first
    features, so many."""
    taught = [case for case in cases if case.half == "tune"]
    sizes = Counter(case.group for case in taught)
    rows = np.array([case.row[:columns] for case in taught], dtype=np.float64)
    spread = rows.std(axis=0) + 1e-6
    model = LogisticRegression(C=0.1, max_iter=5000).fit(
        rows / spread,
        [case.answerable for case in taught],
        sample_weight=[
            GROUPS.get(case.group, 1.0) * len(taught) / sizes[case.group] for case in taught
        ],
    )
    values = np.asarray(model.coef_[0] / spread, dtype=np.float64)
    biases = []
    for group, most in MOST_WRONG.items():
        of = [case.row[:columns] for case in taught if case.group == group]
        scores = sorted(float(row @ values) for row in of)
        if scores:
            biases.append(-scores[int(most * len(scores))] + 1e-6)
    return values, max(biases)


def written(
    path: Path, names: Sequence[str], values: Values, sets: Sequence[str], bias: float = 0.0
) -> None:
    told = {
        "source": "benchmarks/answers/train.py on the tuning halves of "
        + " and ".join(sets)
        + ": XQuAD and SQuAD 2.0 (CC BY-SA 4.0), RealTimeQA",
        "bias": round(bias, 4),
        "weights": {
            name: round(float(value), 4) for name, value in zip(names, values, strict=True)
        },
    }
    path.write_text(json.dumps(told, indent=1) + "\n", "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--qa", type=Path)
    parser.add_argument("--news", type=Path)
    parser.add_argument("--year", type=Path, help="a year of the news quiz, with `week`s")
    parser.add_argument("--weeks", type=int, default=10, help="so many weeks of it")
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--questions", type=int)
    parser.add_argument("--only", action="append", help="passages, sentences, reading or refusing")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    sources = {
        "qa": (given.qa, qa_articles, qa_questions),
        "news": (given.news, news_articles, news_questions),
        "year": (
            given.year,
            lambda folder: news_articles(folder, weeks(folder, given.weeks)),
            lambda folder: news_questions(folder, weeks(folder, given.weeks)),
        ),
    }
    opened = {
        name: (folder, articles, questions)
        for name, (folder, articles, questions) in sources.items()
        if folder is not None
    }
    kinds: tuple[tuple[str, Path, Sequence[str], Sequence[int], Callable[..., Iterator[Case]]], ...]
    kinds = (
        ("passages", PASSAGES, ranking.FEATURES, (1, 10), passage_cases),
        ("sentences", SENTENCES, scoring.FEATURES, (1, 3), sentence_cases),
        (
            "reading",
            SENTENCES_READ,
            scoring.READ_FEATURES,
            (1, 3),
            partial(sentence_cases, reading=True),
        ),
    )
    for name, path, names, depths, collect in kinds:
        if given.only and name not in given.only:
            continue
        sets: dict[str, list[Case]] = {}
        for source, (folder, articles, questions) in opened.items():
            with built(given.library / source, articles(folder)) as assistant:
                asked = picked(questions(folder), given.questions)
                sets[source] = list(collect(assistant, asked))
        values = learned(
            [
                [case for case in cases if case.half == "tune"]
                for source, cases in sets.items()
                for _ in range(COUNTED[source])
            ]
        )
        report(name, sets, values, depths)
        print({n: round(float(v), 3) for n, v in zip(names, values, strict=True)})
        if given.write:
            written(path, names, values, list(sets), middling(sets, values))
            ranking.weights.cache_clear()
    if not given.only or "refusing" in given.only:
        refusals(opened, given)


def middling(sets: dict[str, list[Case]], values: Values) -> float:
    """The bias with which the best candidates of the tuning halves lie about zero, where the
    logistic function tells most."""
    best = [
        float((case.rows @ values).max())
        for cases in sets.values()
        for case in cases
        if case.half == "tune" and len(case.rows)
    ]
    return -float(np.median(best))


def refusals(opened: dict[str, Any], given: argparse.Namespace) -> None:
    """Learns when to refuse, and prints how often each group is refused."""
    cases: list[Doubt] = []
    for source, (folder, articles, questions) in opened.items():
        others = [
            one for other in opened if other != source for one in opened[other][2](opened[other][0])
        ]
        absent = [replace(one, day=None) for one in picked(others, ABSENT)]
        with built(given.library / source, articles(folder)) as assistant:
            if source == "qa":
                squad = list(squad2_questions(folder))
                told = [one for one in squad if one.question.answerable]
                cases += doubts(assistant, told, "squad2 answered")
                untold = [one for one in squad if not one.question.answerable]
                cases += doubts(assistant, untold, "squad2 without an answer")
                known = {one.question.id for one in squad}
                rest = [one for one in questions(folder) if one.question.id not in known]
                cases += doubts(assistant, picked(rest, given.questions), "qa answered")
            else:
                # A refusal is right where the sentences that would be shown are wrong.
                asked = picked(questions(folder), given.questions)
                cases += doubts(assistant, asked, f"{source} answered", f"{source} not told")
            cases += doubts(assistant, absent, f"{source} other things")
        if source == "qa":
            asked = picked(questions(folder), given.questions)
            for without, gone in without_titles(given.library / source, questions(folder)):
                cases += doubts(without, [a for a in asked if a.group in gone], "qa absent")
    if given.year is not None:
        cases += written_doubts(given)
    for path, names in (
        (ANSWERABILITY, answerability.FEATURES),
        (ANSWERABILITY_READ, answerability.READ_FEATURES),
    ):
        values, bias = believing(cases, len(names))
        print(f"{path.name}: {dict(zip(names, values.round(3).tolist(), strict=True))} {bias:.2f}")
        for half in HALVES:
            for group in sorted({case.group for case in cases}):
                of = [case for case in cases if case.group == group and case.half == half]
                refused = [float(case.row[: len(names)] @ values) + bias < 0 for case in of]
                if of:
                    print(f"refused, {half}, {group}: {100 * np.mean(refused):.1f} of {len(of)}")
        if given.write:
            written(path, names, values, [*opened, "written"], bias)


def written_doubts(given: argparse.Namespace) -> list[Doubt]:
    """The written questions on weeks that nothing was learned from, of one article each and of all
    of them together."""
    pairs = written_questions(given.year, weeks(given.year, given.weeks))
    cases: list[Doubt] = []
    with built(given.library / "written", list({a.id: a for a, _ in pairs}.values())) as assistant:
        for name, article in (("one article", True), ("many articles", False)):
            asked = [one if article else replace(one, article="") for _, one in pairs]
            told = [one for one in asked if one.question.answers]
            untold = [one for one in asked if not one.question.answers]
            cases += doubts(assistant, told, f"{name} answered")
            cases += doubts(assistant, untold, f"{name} not told")
    return cases


if __name__ == "__main__":
    main()
