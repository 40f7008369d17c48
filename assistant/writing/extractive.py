"""The extractive writer: an answer made of exact sentences, which needs no language model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.sections.eventful import eventful, stands
from assistant.sections.same import group, groups, told_once
from assistant.types import EXTRACTIVE
from assistant.verification.citations import Quote, publisher_key
from assistant.writing.draft import Candidate, Context, Draft, Drafted
from assistant.writing.standing import standing
from vectorstore.text import names, terms

MOST_WORDS = 100
"""An answer is at most so many words long, unless its first sentence alone is longer."""
_LOOKED_AT = 30
"""So many of the best sentences are brought together where they say the same."""
_BEGINNING = 250
"""So many characters from its start an article tells what happened."""
_BEGINS, _EVENT, _LEANING = 2.0, 3.0, 3.0
"""What it counts in an account, in logits, to begin an article, to tell an event, and to lean on
the sentence before."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """How many statements an answer may have, and how much worse than the first, in logits, a
    further one may be: at 3 it is about twenty times less likely to be the answer."""

    most: int = 3
    worse: float = 3.0
    in_time: bool = False
    gathers: bool = False
    sides: tuple[frozenset[str], ...] = ()


class ExtractiveWriter:
    """Copies the sentences that answer best, and cites together those that say the same."""

    name = EXTRACTIVE

    def write(self, context: Context) -> Iterator[Draft]:
        """The draft, one statement more each time; refused when there are no sentences."""
        statements: list[Drafted] = []
        for told in _chosen(context):
            drafted = Drafted(told[0].text, tuple(candidate.quote for candidate in told))
            excerpt = context.excerpts[told[0].excerpt - 1]
            statements.append(standing(drafted, excerpt.sentences))
            yield Draft(tuple(statements), writer=self.name)
        if not statements:
            yield Draft(refused=True, writer=self.name)


def _planned(context: Context) -> _Plan:
    """A list gathers across articles, a comparison hears each side, an account goes by time."""
    match context.kind:
        case "account":
            return _Plan(most=4, worse=5.0, in_time=True)
        case "list":
            return _Plan(most=5, worse=5.0, gathers=True)
        case "comparison":
            sides = tuple(frozenset(terms(name)) for name in context.names)
            return _Plan(most=4, worse=6.0, sides=tuple(dict.fromkeys(sides)))
        case _:
            return _Plan()


def _chosen(context: Context) -> list[list[Candidate]]:
    """The sentences to copy, each with those that say the same, in the order of the answer."""
    if not context.candidates:
        return []
    plan = _planned(context)
    candidates = _telling(context.candidates) if plan.in_time else context.candidates
    least = candidates[0].score - plan.worse
    worth = [told for told in _groups(candidates[:_LOOKED_AT]) if told[0].score >= least]
    chosen: list[list[Candidate]] = []
    for told in [*_of_each_side(worth, plan.sides), *worth]:
        if len(chosen) == plan.most:
            break
        words = sum(len(one[0].text.split()) for one in [*chosen, told])
        if told in chosen or (chosen and words > MOST_WORDS):
            continue
        if plan.gathers and chosen and not _adds_a_name(told, chosen):
            continue
        chosen.append(told)
    chosen += _other_sides(chosen, context)
    if plan.in_time:
        return _in_time(chosen)
    for earlier, newest in context.replaced:
        chosen = _brought_up_to_date(chosen, earlier, newest)
    return chosen


def _telling(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The same by how well each tells what happened: news tells it first, in sentences that name
    who did what and that stand alone."""

    def score(one: Candidate) -> float:
        begins = one.quote.start < _BEGINNING
        return (
            one.score
            + (_BEGINS if begins else 0.0)
            + _EVENT * eventful(one.text)
            - (0.0 if stands(one.text) else _LEANING)
        )

    found = [replace(one, score=score(one)) for one in candidates]
    return tuple(sorted(found, key=lambda one: -round(one.score, 9)))


def _brought_up_to_date(
    chosen: list[list[Candidate]], earlier: frozenset[Quote], newest: Candidate
) -> list[list[Candidate]]:
    """Where a sentence tells what was replaced, the newest report of it follows, and what others
    told of it in between is left out; the same where none does."""
    told: list[list[Candidate]] = []
    begun = False
    for one in chosen:
        quotes = {candidate.quote for candidate in one}
        if newest.quote not in quotes and not earlier & quotes:
            told.append(one)
        elif not begun:
            begun = True
            told.append(one)
            if newest.quote not in quotes:
                told.append(_of(newest, chosen))
    return told


def _of(candidate: Candidate, chosen: Sequence[list[Candidate]]) -> list[Candidate]:
    """The sentences that say the same as this one, among those that were chosen."""
    return next((told for told in chosen if candidate in told), [candidate])


def _other_sides(
    chosen: Sequence[Sequence[Candidate]], context: Context
) -> Iterator[list[Candidate]]:
    """What others tell differently from the sentences that were chosen, one for each side."""
    said = {candidate.quote for told in chosen for candidate in told}
    for sides in context.opposed:
        if not any(side & said for side in sides):
            continue
        for side in sides:
            other = next((c for c in context.candidates if c.quote in side), None)
            if other is not None and not side & said:
                said.add(other.quote)
                yield [other]


def _of_each_side(
    worth: Sequence[list[Candidate]], sides: Sequence[frozenset[str]]
) -> Iterator[list[Candidate]]:
    """For each thing that is compared the best sentence that names it."""
    for side in sides:
        yield from [told for told in worth if side & set(terms(told[0].text))][:1]


def _adds_a_name(told: Sequence[Candidate], chosen: Sequence[Sequence[Candidate]]) -> bool:
    known = {name.text for one in chosen for name in names(one[0].text)}
    return any(name.text not in known for name in names(told[0].text))


def _in_time(chosen: Sequence[list[Candidate]]) -> list[list[Candidate]]:
    """By day, the reports of one day by how well they answer, and each from its beginning."""
    best: dict[str, float] = {}
    for told in chosen:
        article = told[0].quote.article.id
        best[article] = max(best.get(article, told[0].score), told[0].score)

    def place(told: Sequence[Candidate]) -> tuple[int, float, str, int]:
        article = told[0].quote.article
        day = article.day.toordinal() if article.day else 0
        return day, -best[article.id], article.id, told[0].quote.start

    return sorted(chosen, key=place)


def _groups(candidates: Sequence[Candidate]) -> list[list[Candidate]]:
    """Sentences that say the same, together, the best first.

    One of each publisher, and of copies only the first publication.
    """
    cited = told_once(candidate.quote.article for candidate in candidates)
    kept = [c for c in candidates if cited[group(c.quote.article)].id == c.quote.article.id]
    found = []
    for indices in groups([candidate.text for candidate in kept]):
        one_each: dict[str, Candidate] = {}
        for index in indices:
            one_each.setdefault(publisher_key(kept[index].quote.article), kept[index])
        found.append(list(one_each.values()))
    return found
