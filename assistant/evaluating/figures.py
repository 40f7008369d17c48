"""Figures: shares, means and nDCG, of answers, refusals and rankings."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.evaluating.collection import Question
from vectorstore.documents import Passage

_DIGITS = 4

DEPTHS = (1, 3, 5, 10)
"""The places down to which a ranking is looked through."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean or a share (0..1), and how many cases it was taken over."""

    value: float
    of: int


def share(happened: Iterable[bool]) -> Figure:
    """The share of cases in which something happened; 0 of none."""
    cases = list(happened)
    return Figure(round(sum(cases) / len(cases), _DIGITS) if cases else 0.0, len(cases))


def mean(values: Iterable[float]) -> Figure:
    """The mean of the values; 0 of none."""
    cases = list(values)
    return Figure(round(sum(cases) / len(cases), _DIGITS) if cases else 0.0, len(cases))


def balanced_accuracy(right: Figure, wrong: Figure) -> Figure:
    """The mean of the shares judged rightly on either side, so that neither side outweighs.

    `right`: the share of refusals where one is due; `wrong`: where none is. 0.5 is what
    refusing always, never or at random comes to.
    """
    return Figure(round((right.value + 1 - wrong.value) / 2, _DIGITS), min(right.of, wrong.of))


def ndcg(gains: Sequence[float], relevant: int, k: int = 10) -> float:
    """Normalised discounted cumulative gain of the first k places, in 0..1.

    `gains` are what each place brings, best place first; `relevant` is how many gains of 1
    there are to be had. 0 where nothing is. (Järvelin and Kekäläinen, TOIS 2002.)
    """
    best = sum(1 / math.log2(place + 2) for place in range(min(relevant, k)))
    had = sum(gain / math.log2(place + 2) for place, gain in enumerate(gains[:k]))
    return had / best if best else 0.0


@dataclass(frozen=True, slots=True)
class Reply:
    """What was answered to a question: statements in order, none for a refusal.

    `standalone` is the question that was searched for, `seconds` the time it took.
    """

    question: Question
    standalone: str
    statements: tuple[str, ...]
    passages: tuple[Passage, ...] = ()
    seconds: float = 0.0


def answer_figures(replies: Iterable[Reply]) -> dict[str, Figure]:
    """Of questions that have an answer: whether it is told, and in how many words.

    The shares are of all these questions, refused ones too; words and statements are those
    of the ones that were answered.
    """
    answerable = [reply for reply in replies if reply.question.answerable]
    answered = [reply for reply in answerable if reply.statements]
    return {
        "in_first_statement": share(_tells(reply, 1) for reply in answerable),
        "in_first_three": share(_tells(reply, 3) for reply in answerable),
        "in_answer": share(_tells(reply, None) for reply in answerable),
        "words": mean(sum(len(s.split()) for s in reply.statements) for reply in answered),
        "statements": mean(len(reply.statements) for reply in answered),
    }


def _tells(reply: Reply, statements: int | None) -> bool:
    return reply.question.answered_by(reply.statements[:statements])


def refusal_figures(replies: Iterable[Reply]) -> dict[str, Figure]:
    """The refusals that are right, and those that are not: a pair, since either is easy alone.

    `right` is the share of the questions without an answer that are refused (`right_topic`
    and so on: of those that lack this), `wrong` that of the questions with one.
    """
    asked = list(replies)
    unanswerable = [reply for reply in asked if not reply.question.answerable]
    right = share(not reply.statements for reply in unanswerable)
    wrong = share(not reply.statements for reply in asked if reply.question.answerable)
    figures = {"right": right, "wrong": wrong}
    if right.of and wrong.of:
        figures["balanced_accuracy"] = balanced_accuracy(right, wrong)
    for lacks in sorted({reply.question.lacks for reply in unanswerable} - {""}):
        figures[f"right_{lacks}"] = share(
            not reply.statements for reply in unanswerable if reply.question.lacks == lacks
        )
    return figures


def retrieval_figures(
    found: Sequence[tuple[Question, Sequence[Passage]]], firsts: Mapping[str, str]
) -> dict[str, Figure]:
    """Of questions that have an answer: how near the top it is found.

    `firsts` maps each article id to a name that is the same for all copies of one text:
    its file, or that of its first publication. `answer_recall@k` is the share whose first k
    passages hold the answer, `article_recall@k` that with one from an article that tells
    it. For nDCG@10 a passage counts that does both, the first time its text appears.
    """
    looked = [(question, passages) for question, passages in found if question.answerable]
    located = [(question, passages) for question, passages in looked if question.articles]
    figures = {"ndcg@10": mean(_gain(q, passages, firsts) for q, passages in located)}
    for k in DEPTHS:
        figures[f"answer_recall@{k}"] = share(
            question.answered_by([passage.text for passage in passages[:k]])
            for question, passages in looked
        )
    for k in DEPTHS:
        figures[f"article_recall@{k}"] = share(
            any(_first(passage, firsts) in _gold(question, firsts) for passage in passages[:k])
            for question, passages in located
        )
    return figures


def _gold(question: Question, firsts: Mapping[str, str]) -> set[str]:
    return {firsts.get(name, name) for name in question.articles}


def _first(passage: Passage, firsts: Mapping[str, str]) -> str:
    return firsts.get(passage.article_id, passage.article_id)


def _gain(question: Question, passages: Sequence[Passage], firsts: Mapping[str, str]) -> float:
    gold, gains = _gold(question, firsts), list[float]()
    left = set(gold)
    for passage in passages:
        name = _first(passage, firsts)
        counts = name in left and question.touched_by(passage.text)
        gains.append(float(counts))
        left -= {name} if counts else set()
    return ndcg(gains, len(gold))
