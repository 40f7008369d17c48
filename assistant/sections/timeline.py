"""A timeline: the days of a topic that matter, each told by one exact sentence and its quotes."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.sections.eventdays import EventDay, Telling, centrality, enough, event_days
from assistant.sections.eventful import eventful, stands
from assistant.sections.naming import Precision
from assistant.sections.redating import redated
from assistant.sections.same import group, told_once
from assistant.sections.times import times
from assistant.verification.citations import Quote, publisher_key
from vectorstore.text import terms
from vectorstore.text.annotations import AnnotatedArticle

__all__ = ["Entry", "timeline"]


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened on a day, in an exact sentence; `quotes` are who tells it.

    `precision` is "month" where the articles name no day of it: `date` is then its first.
    `quotes` hold one span for each independent publisher that tells of it, earliest first;
    `text` is one of them.
    """

    date: date
    text: str
    quotes: tuple[Quote, ...]
    precision: Precision = "day"


_ALIKE = 0.2
"""Sentences of one day that share this much of the words of the shorter one tell one event."""
_BESIDE: Mapping[str, float] = {"hanging": 0.6, "said": 0.8}
"""What a sentence counts for a day that is not the one of its main verb."""
_CALENDAR = frozenset(
    term
    for word in (
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May "
        "June July August September October November December today yesterday tomorrow night "
        "morning afternoon evening day week month year said say"
    ).split()
    for term in terms(word)
)


def timeline(
    told: Sequence[AnnotatedArticle],
    entries: int | None = None,
    first: date | None = None,
    last: date | None = None,
) -> list[Entry]:
    """The days that matter from `first` to `last`, both included; one entry a day, in order.

    With `entries` the weightiest of them, as many as the articles have to tell; without it
    as many as carry enough weight. Copies are told once, by their original. The order of the
    articles makes no difference. Nothing told, or nothing dated: an empty list.

    Choosing days first and sentences afterwards is the date-wise way of Gholipour Ghalandari
    and Ifrim 2020, "Examining the State-of-the-Art in News Timeline Summarization".
    """
    originals = _originals(told)
    tellings = _within(_tellings(originals), first, last)
    days = _one_a_day(event_days(tellings))
    if entries is None:
        days = enough(days, len(originals))
    return _entries(days, len(days) if entries is None else max(0, entries))


def _originals(told: Sequence[AnnotatedArticle]) -> list[AnnotatedArticle]:
    """Of each group of copies the original, oldest first: an order that is the set's own."""
    kept = {article.id for article in told_once(one.article for one in told).values()}
    once = {one.article.id: one for one in told if one.article.id in kept}
    return sorted(once.values(), key=lambda one: (one.article.day or date.max, one.article.id))


def _tellings(told: Sequence[AnnotatedArticle]) -> list[Telling]:
    """The sentences that tell of a time, with how central they are among all sentences."""
    said: list[tuple[str, frozenset[str]]] = []
    places: dict[tuple[str, int], int] = {}
    for one in told:
        for position, span in enumerate(one.spans):
            places[one.article.id, position] = len(said)
            text = one.article.text[span.start : span.end]
            said.append((one.article.id, frozenset(terms(text)) - _CALENDAR))
    central = centrality(said)
    found = []
    for one in told:
        for timed in times(one):
            at = places[one.article.id, timed.position]
            found.append(Telling(timed, said[at][1], central[at]))
    return redated(found)


def _within(tellings: Iterable[Telling], first: date | None, last: date | None) -> list[Telling]:
    return [
        telling
        for telling in tellings
        if (first is None or telling.timed.day >= first)
        and (last is None or telling.timed.day <= last)
    ]


def _one_a_day(days: Iterable[EventDay]) -> list[EventDay]:
    """Of a month and its first day the weightier."""
    kept: dict[date, EventDay] = {}
    for day in days:
        kept.setdefault(day.day, day)
    return list(kept.values())


def _entries(days: Sequence[EventDay], most: int) -> list[Entry]:
    """An entry for each day, in order; the weightier day has the first choice of a sentence."""
    used: dict[tuple[str, int], Telling] = {}
    found: list[Entry] = []
    for day in days:
        best = _best(day, used)
        if best is not None and len(found) < most:
            used[_key(best)] = best
            quotes = _quotes(day, best)
            found.append(Entry(day.day, best.timed.quote.text, quotes, day.precision))
    return sorted(found, key=lambda entry: entry.date)


def _best(day: EventDay, used: Mapping[tuple[str, int], Telling]) -> Telling | None:
    """The sentence that tells the day: whole, of its news, in the words most often used of it.

    None where every sentence is told already for the day of its main verb.
    """
    carried = _carried(day.tellings)
    free = [one for one in day.tellings if one.timed.tells and _free(one, used)]
    # What has happened is not told by who announced it.
    free = [one for one in free if not one.timed.ahead] or free

    def merit(telling: Telling) -> tuple[float, float, date, str, int]:
        timed = telling.timed
        value = telling.weight * (0.5 + _shared(telling.terms, carried))
        value *= _BESIDE.get(timed.standing, 1.0) * eventful(timed.quote.text)
        value *= 1.0 if stands(timed.quote.text) else 0.25
        value *= 0.25 if _key(telling) in used else 1.0
        own = timed.published or date.max
        return (-round(value, 9), timed.position, own, timed.quote.article.id, timed.quote.start)

    return min(free, key=merit, default=None)


def _free(telling: Telling, used: Mapping[tuple[str, int], Telling]) -> bool:
    """Whether a sentence can be told for this day, too: only where each has a main verb."""
    before = used.get(_key(telling))
    return before is None or before.timed.standing == telling.timed.standing == "event"


def _key(telling: Telling) -> tuple[str, int]:
    return telling.timed.quote.article.id, telling.timed.quote.start


def _carried(tellings: Sequence[Telling]) -> Mapping[str, int]:
    """How many publishers use each word when they tell of the day."""
    users: dict[str, set[str]] = defaultdict(set)
    for telling in tellings:
        for term in telling.terms:
            users[term].add(publisher_key(telling.timed.quote.article))
    return Counter({term: len(keys) for term, keys in users.items()})


def _shared(said: Collection[str], carried: Mapping[str, int]) -> float:
    """How much a sentence says of what the others say, 0..1; long ones gain little."""
    most = sum(sorted(carried.values(), reverse=True)[:8])
    return sum(sorted((carried[term] for term in said), reverse=True)[:8]) / most if most else 0.0


def _quotes(day: EventDay, best: Telling) -> tuple[Quote, ...]:
    """Who tells what the chosen sentence tells, one quote for each publisher, earliest first."""
    chosen = {publisher_key(best.timed.quote.article): best}
    others = sorted(
        (one for one in day.tellings if _one_event(one, best)),
        key=lambda one: (*_age(one), -round(one.weight, 9), one.timed.position),
    )
    for telling in others:
        chosen.setdefault(publisher_key(telling.timed.quote.article), telling)
    return tuple(telling.timed.quote for telling in sorted(chosen.values(), key=_age))


def _age(telling: Telling) -> tuple[date, str]:
    article = telling.timed.quote.article
    return article.day or date.max, group(article)


def _one_event(one: Telling, best: Telling) -> bool:
    """Whether a sentence tells what the chosen one tells; an announcement of it does not."""
    if one.timed.aside or (one.timed.ahead and not best.timed.ahead):
        return False
    shorter = min(len(one.terms), len(best.terms))
    shared = len(one.terms & best.terms)
    return shared >= max(2, math.ceil(_ALIKE * shorter))
