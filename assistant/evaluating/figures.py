"""Figures of answers, refusals and rankings, and the floors that they must not fall below."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import AssistantError
from assistant.evaluating.collection import Collection, EvaluationError, Question
from vectorstore.documents import Passage

_DIGITS = 4

DEPTHS = (1, 3, 5, 10)
"""The places down to which a ranking is looked through."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean or a share (0..1), and how many cases it was taken over."""

    value: float
    of: int


def mean(values: Iterable[float]) -> Figure:
    """The mean of the values, of booleans the share that is true; 0 of none."""
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
    """What was answered to a question, in `seconds`: statements in order, none for a refusal."""

    question: Question
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
        name: mean(reply.question.answered_by(reply.statements[:most]) for reply in answerable)
        for name, most in (("in_first_statement", 1), ("in_first_three", 3), ("in_answer", None))
    } | {
        "words": mean(sum(len(s.split()) for s in reply.statements) for reply in answered),
        "statements": mean(len(reply.statements) for reply in answered),
    }


def refusal_figures(replies: Iterable[Reply]) -> dict[str, Figure]:
    """The refusals that are right, and those that are not: a pair, since either is easy alone.

    `right` is the share of the questions without an answer that are refused (`right_topic`
    and so on: of those that lack this), `wrong` that of the questions with one.
    """
    asked = list(replies)
    unanswerable = [reply for reply in asked if not reply.question.answerable]
    right = mean(not reply.statements for reply in unanswerable)
    wrong = mean(not reply.statements for reply in asked if reply.question.answerable)
    figures = {"right": right, "wrong": wrong}
    if right.of and wrong.of:
        figures["balanced_accuracy"] = balanced_accuracy(right, wrong)
    for lacks in sorted({reply.question.lacks for reply in unanswerable} - {""}):
        figures[f"right_{lacks}"] = mean(
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
        figures[f"answer_recall@{k}"] = mean(
            question.answered_by([passage.text for passage in passages[:k]])
            for question, passages in looked
        )
    for k in DEPTHS:
        figures[f"article_recall@{k}"] = mean(
            any(firsts.get(p.article_id, p.article_id) in _gold(question, firsts)
                for p in passages[:k])
            for question, passages in located
        )  # fmt: skip
    return figures


def _gold(question: Question, firsts: Mapping[str, str]) -> set[str]:
    return {firsts.get(name, name) for name in question.articles}


def _gain(question: Question, passages: Sequence[Passage], firsts: Mapping[str, str]) -> float:
    gold, gains = _gold(question, firsts), list[float]()
    left = set(gold)
    for passage in passages:
        name = firsts.get(passage.article_id, passage.article_id)
        counts = name in left and question.touched_by(passage.text)
        gains.append(float(counts))
        left -= {name} if counts else set()
    return ndcg(gains, len(gold))


# -------------------------------------------------------------------- floors

FLOORS = "floors.json"

_LESS_IS_BETTER = ("answers.words", "refusals.wrong", "verification.false_alarms")
_ROOM = 0.05
_FREE = ("answers.statements", "verification.doubted_cuts")


@dataclass(frozen=True, slots=True)
class Floors:
    """The least each figure may be (of what should be small: the most), and a checksum."""

    checksum: str
    floors: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Fall:
    """A figure that is worse than its floor."""

    figure: str
    floor: float
    value: float

    def __str__(self) -> str:
        side = "above the most" if self.figure in _LESS_IS_BETTER else "below the least"
        return f"{self.figure} is {self.value:g}, {side} it may be, {self.floor:g}"


def read_floors(collection: Collection) -> Floors | None:
    """The floors of a collection; None where it has none.

    Raises EvaluationError where floors.json cannot be read, or was made from other articles
    or questions: figures of the one say nothing about the other.
    """
    path = collection.folder / FLOORS
    if not path.exists():
        return None
    try:
        written = json.loads(path.read_text("utf-8"))
        floors = {str(name): float(value) for name, value in written["floors"].items()}
        checksum = str(written["checksum"])
    except OSError as error:
        raise EvaluationError(f"{path} cannot be read ({error.strerror})") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise EvaluationError(
            f'{path} is not {{"checksum": …, "floors": {{figure: value}}}}: '
            "write it anew with --lower-floors"
        ) from error
    if checksum != collection.checksum:
        raise EvaluationError(
            f"{path} was made from other articles or questions (checksum {checksum[:12]}, here "
            f"{collection.checksum[:12]}): undo the change, or set new floors with --lower-floors"
        )
    return Floors(checksum, floors)


def fallen(figures: Mapping[str, Figure], floors: Floors) -> list[Fall]:
    """The figures that are worse than their floors, by name. Raises EvaluationError for a floor of
    a figure that was not measured."""
    found = []
    for name, floor in sorted(floors.floors.items()):
        if name not in figures:
            raise EvaluationError(f"{FLOORS} has a floor for {name}, which is not measured")
        value = figures[name].value
        if value > floor if name in _LESS_IS_BETTER else value < floor:
            found.append(Fall(name, floor, value))
    return found


def floors_of(figures: Mapping[str, Figure]) -> dict[str, float]:
    """Floors for what was measured now, by name.

    Each leaves room for one case that falls the other way, and for 5% more words: another
    machine's arithmetic decides a near tie otherwise, and that is no loss.
    """
    return {
        name: _floor(name, figure)
        for name, figure in sorted(figures.items())
        if figure.of and name not in _FREE
    }


def _floor(name: str, figure: Figure) -> float:
    if name == "answers.words":
        return math.ceil(figure.value * (1 + _ROOM) * 10) / 10
    room = 1 / figure.of
    if name in _LESS_IS_BETTER:
        return min(1.0, math.ceil((figure.value + room) * 1000) / 1000)
    return max(0.0, math.floor((figure.value - room) * 1000) / 1000)


def write_floors(collection: Collection, figures: Mapping[str, Figure]) -> Path:
    """Write floors.json from what was measured now; raises AssistantError if it cannot be."""
    path = collection.folder / FLOORS
    written = {"checksum": collection.checksum, "floors": floors_of(figures)}
    try:
        path.write_text(json.dumps(written, indent=2) + "\n", "utf-8")
    except OSError as error:
        raise AssistantError(f"{path} cannot be written ({error.strerror})") from error
    return path
