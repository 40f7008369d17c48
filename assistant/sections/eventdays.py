"""Which days of a topic matter: weighed by who tells of them, when, and how centrally."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.sections.naming import Precision
from assistant.sections.times import Timed
from assistant.verification.citations import publisher_key

_ANY, _CENTRAL = 0.4, 1.2
"""What a sentence counts that names nothing of the topic, and what one adds that names it all."""
_MOST_CENTRAL = 0.95
_OPENING = 3
_MONTH = 0.5
"""What naming a month counts, beside naming a day; so for the next three."""
_AHEAD = 0.75
_POINTING = 0.5
"""What a sentence counts that tells no event of the day and only points to it."""
_WITHDRAWN = 0.25
_UNNAMED = 0.45
_CROWD = 0.7
"""How what many articles say on one day adds up: 1 in full, 0 not at all."""
_ENOUGH = 0.9
"""A day that weighs less than one article's plain word for it is left out by itself."""
_FEW, _MANY = 4, 20
_WEAK = 0.35


@dataclass(frozen=True, slots=True)
class Telling:
    """A timed sentence, its content words, and how central these are to the topic (0..1)."""

    timed: Timed
    terms: frozenset[str]
    central: float

    @property
    def weight(self) -> float:
        """What the sentence counts for the day it tells of."""
        timed = self.timed
        if timed.aside:
            return 0.0
        weight = _ANY + _CENTRAL * self.central
        weight *= 1.25 if timed.position < _OPENING else 1.0
        weight *= 1.0 if timed.named else _UNNAMED
        weight *= _MONTH if timed.precision == "month" else 1.0
        weight *= _AHEAD if timed.ahead else 1.0
        return weight * (1.0 if timed.tells else _POINTING)


@dataclass(frozen=True, slots=True)
class EventDay:
    """A day, or a month by its first day, with the sentences that tell of it."""

    day: date
    precision: Precision
    tellings: tuple[Telling, ...]
    weight: float


def event_days(tellings: Sequence[Telling]) -> list[EventDay]:
    """The days that sentences tell of, weightiest first, then by date.

    Each article counts once a day, by its best sentence; several articles of one day of
    publication add up slowly, those of different days in full: what is still mentioned on other
    days mattered (references between days choose them in Tran, Herder and Markert 2015, "Joint
    Graphical Models for Date Selection in Timeline Summarization"). What was announced counts
    once until it is told of. Several publishers count for more than one; a day beside a
    weightier one, which it may only echo, for less. A month is left out when a day in it is
    told of. A day that no sentence tells an event of is none.
    """
    by_time: dict[tuple[date, Precision], list[Telling]] = defaultdict(list)
    for telling in tellings:
        by_time[telling.timed.day, telling.timed.precision].append(telling)
    taken_back = {telling.timed.day for telling in tellings if telling.timed.withdrawn}
    raw = {
        time: _weight(told) * (_WITHDRAWN if time[0] in taken_back else 1)
        for time, told in by_time.items()
    }
    of_days = {day: weight for (day, precision), weight in raw.items() if precision == "day"}
    precise = {(day.year, day.month) for day, weight in of_days.items() if weight >= _ENOUGH}
    found = []
    for (day, precision), weight in raw.items():
        if not any(telling.timed.tells for telling in by_time[day, precision]):
            continue
        if precision == "month" and (day.year, day.month) in precise:
            continue
        weight *= _peak(day, of_days) if precision == "day" and weight else 1.0
        if weight > 0:
            found.append(EventDay(day, precision, tuple(by_time[day, precision]), weight))
    return sorted(found, key=lambda event: (-event.weight, event.day, event.precision))


def enough(days: Sequence[EventDay], articles: int) -> list[EventDay]:
    """Of the days, weightiest first, those worth telling when no number is asked for.

    Among few articles one plain sentence is enough for a day; what is enough grows with the
    root of their number. Where that leaves less than four days, weaker ones fill them up;
    twenty fill a page.
    """
    least = _ENOUGH * max(1.0, math.sqrt(articles / 10))
    count = sum(day.weight >= least for day in days)
    return [
        day
        for at, day in enumerate(days)
        if at < min(count, _MANY) or (at < _FEW and day.weight >= _WEAK)
    ]


def _weight(told: Sequence[Telling]) -> float:
    """What the articles that tell of a day weigh together."""
    best: dict[str, Telling] = {}
    for telling in told:
        id = telling.timed.quote.article.id
        if id not in best or telling.weight > best[id].weight:
            best[id] = telling
    from_day: dict[date | None, float] = defaultdict(float)
    announced = 0.0
    for telling in best.values():
        if telling.timed.ahead:
            # Announced again and again, it has still not happened.
            announced = max(announced, telling.weight)
        else:
            from_day[telling.timed.published] += telling.weight
    # Several days that mention one say more than many articles of one day.
    weight = announced + sum(_damped(told_then) for told_then in from_day.values())
    publishers = {publisher_key(telling.timed.quote.article) for telling in best.values()}
    return weight * (1 + 0.25 * math.log2(len(publishers)))


def _damped(weight: float) -> float:
    return weight if weight <= 1 else weight**_CROWD


def _peak(day: date, weights: Mapping[date, float]) -> float:
    """How far a day stands out of those beside it: three quarters to 1."""
    own = weights[day]
    around = max(weights.get(shifted, 0.0) for shifted in _beside(day))
    return 1.0 if own >= around else 0.75 + 0.25 * own / around


def _beside(day: date) -> list[date]:
    """The day before and the day after, where the calendar has them."""
    return [
        date.fromordinal(number)
        for number in (day.toordinal() - 1, day.toordinal() + 1)
        if 1 <= number <= date.max.toordinal()
    ]


def centrality(sentences: Sequence[tuple[str, frozenset[str]]]) -> list[float]:
    """How much of the topic each sentence names, 0..1, from (article id, terms) pairs.

    The mean, over its four commonest terms, of the share of articles that have the term; in
    relation to the sentences that have most of it, since the share falls as articles grow in
    number.
    """
    within: dict[str, set[str]] = defaultdict(set)
    for id, terms in sentences:
        for term in terms:
            within[term].add(id)
    share: Counter[str] = Counter({term: len(ids) for term, ids in within.items()})
    articles = len({id for id, _ in sentences}) or 1
    found = []
    for _, terms in sentences:
        top = sorted((share[term] for term in terms), reverse=True)[:4]
        found.append(sum(top) / (4 * articles))
    most = sorted(found)[int(_MOST_CENTRAL * len(found))] if found else 0
    return [min(1.0, value / most) if most else 0.0 for value in found]
