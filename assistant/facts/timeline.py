"""A timeline: the days of a topic that matter, each told by one exact sentence and its quotes."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.citing.citations import Quote, publisher_key
from assistant.facts.eventdays import EventDay, Telling, centrality, enough, event_days
from assistant.facts.same import group, told_once
from assistant.facts.telling import Told
from assistant.facts.times import Precision, times
from vectorstore.language import terms, words

__all__ = ["Entry", "Told", "timeline"]


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


_SHORTEST, _LONGEST = 6, 60
_ALIKE = 0.2
"""Sentences of one day that share this much of the words of the shorter one tell one event."""
_ANNOUNCED = 0.2
"""What a sentence counts that announces what another tells as done."""
_END = re.compile(r"[.!?…][\"'”’»)\]]*$")
_LEANS = frozenset(
    "he she it they this that these those his her their its such both but and or so also "
    "however meanwhile instead therefore earlier later another others then there with".split()
)
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
    told: Sequence[Told],
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
        return _entries(enough(days, len(originals)))
    return _entries(days[: max(0, entries)])


def _originals(told: Sequence[Told]) -> list[Told]:
    """Of each group of copies the original, oldest first: an order that is the set's own."""
    kept = {article.id for article in told_once(one.article for one in told).values()}
    once = {one.article.id: one for one in told if one.article.id in kept}
    return sorted(once.values(), key=lambda one: (one.article.day or date.max, one.article.id))


def _tellings(told: Sequence[Told]) -> list[Telling]:
    """The sentences that tell of a time, with how central they are among all sentences."""
    said: list[tuple[str, frozenset[str]]] = []
    places: dict[tuple[str, int], int] = {}
    for one in told:
        for span in one.spans:
            places.setdefault((one.article.id, span.start), len(said))
            text = one.article.text[span.start : span.end]
            said.append((one.article.id, frozenset(terms(text)) - _CALENDAR))
    central = centrality(said)
    found = []
    for one in told:
        for timed in times(one):
            at = places[one.article.id, timed.quote.start]
            found.append(Telling(timed, said[at][1], central[at]))
    return found


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


def _entries(days: Sequence[EventDay]) -> list[Entry]:
    """An entry for each day, in order; the weightier day has the first choice of a sentence."""
    used: set[tuple[str, int]] = set()
    found = []
    for day in days:
        best = _best(day, used)
        used.add(_key(best))
        quotes = _quotes(day, best)
        found.append(Entry(day.day, best.timed.quote.text, quotes, day.precision))
    return sorted(found, key=lambda entry: entry.date)


def _best(day: EventDay, used: Collection[tuple[str, int]]) -> Telling:
    """The sentence that tells the day: whole, of its news, in the words most often used of it."""
    carried = _carried(day.tellings)
    happened = not all(telling.timed.ahead for telling in day.tellings)

    def merit(telling: Telling) -> tuple[float, float, date, str, int]:
        timed = telling.timed
        value = telling.weight * (0.5 + _shared(telling.terms, carried))
        value *= 0.6 if timed.hanging or timed.bounding else 1.0
        value *= _ANNOUNCED if timed.ahead and happened else 1.0
        value *= 1.0 if _stands(timed.quote.text) else 0.25
        value *= 0.25 if _key(telling) in used else 1.0
        own = timed.published or date.max
        return (-round(value, 9), timed.position, own, timed.quote.article.id, timed.quote.start)

    return min(day.tellings, key=merit)


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


def _stands(text: str) -> bool:
    """Whether the sentence is whole and is understood without the one before it."""
    if not _SHORTEST <= len(text.split()) <= _LONGEST or not _END.search(text):
        return False
    first = next((text[span.start : span.end].casefold() for span in words(text)), "")
    if first in _LEANS or not (text[0].isupper() or text[0].isdigit()) or text.endswith("?"):
        return False
    return text.count("“") == text.count("”") and text.count('"') % 2 == 0
