"""A timeline: the days of a topic that matter, each told by one exact sentence and its quotes."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from assistant.sections.sentences import SentenceRecord, original_id, originals, read_sentences
from assistant.verification.citations import Quote, publisher_key
from assistant.verification.verify import holds_alone
from vectorstore.text.annotations import AnnotatedArticle, Precision
from vectorstore.text.lexicon import any_of
from vectorstore.text.lexicon.calendar import SEASONS, WEEKDAYS

__all__ = ["Entry", "timeline"]

_ANY, _CENTRAL = 0.4, 1.2
"""What a sentence counts that names nothing of the topic, and what one adds that names it all."""
_MOST_CENTRAL = 0.95
_OPENING, _OPENS = 3, 1.25
_MONTH, _AHEAD, _POINTING, _UNNAMED = 0.5, 0.75, 0.5, 0.45
"""What it counts beside naming the day of an event gone by: to name a month, to tell what is to
come, to point to a day without telling its event, to tell the news of the day of publication."""
_DEPENDENT, _NOBODY, _USED, _UNDONE = 0.25, 0.6, 0.25, 0.5
"""What a sentence counts that is not understood alone, that names and counts nothing, that is told
for another day, or that tells what may or will be."""
_CROWD = 0.7
"""How what many articles say on one day adds up: 1 in full, 0 not at all."""
_ENOUGH = 1.0
"""A day that weighs less than one article's plain word for it is left out by itself."""
_FEW, _MANY = 4, 20
_WEAK = 0.35
_ALIKE = 0.2
"""Sentences of one day that share this much of the words of the shorter one tell one event."""
_MOST_EVENTS = 99
"""So many events of one day are told apart."""
_AGAIN, _BESIDE = 0.6, 3
"""Sentences of days so near that share this much tell one event, which has the weightier day."""
_TERMS = 8
_LASTING = re.compile(
    r"\b(?:since|recently|in\s+recent|by\s+(?:1[89]|20)\d\d|for\s+(?:\w+\s+)?(?:years|decades|months"
    r"|weeks)|over\s+the\s+(?:past|last|years)|used\s+to)\b",
    re.IGNORECASE,
)
"""What goes on or lies back, which did not happen on the day of publication."""
_WEEK = 7
_WEEKDAY = re.compile(rf"(?:(?:late|early|on)\s)?(?:{any_of(WEEKDAYS)})\b.*", re.IGNORECASE)
_VAGUE = re.compile(rf"week|{any_of(SEASONS)}", re.IGNORECASE)
"""Such a stretch of time is no day and no month of an event."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened on a day, in an exact sentence; `quotes` are who tells it.

    `precision` is "month" where the articles name no day of it: `date` is then its first.
    `quotes` hold one span for each independent publisher that tells of it, earliest first;
    `text` is one of them. `left_out` counts the other events that articles open with and that are
    no entries, from this day to before the next entry's, with the first also those before it.
    """

    date: date
    text: str
    quotes: tuple[Quote, ...]
    precision: Precision = "day"
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class _Dated:
    """A sentence that tells of a time.

    `reports`: it tells an event of that time; else it points to it. `named`: its words give the
    time, else it is that of publication. `central`: how much of the topic it names, 0..1.
    `updated`: told in an article that kept its day when it was updated on this one.
    """

    sentence: SentenceRecord
    day: date
    precision: Precision
    reports: bool
    named: bool
    central: float
    updated: bool = False

    @property
    def ahead(self) -> bool:
        """Whether it tells what was still to come."""
        published = self.sentence.article.day
        return not self.updated and published is not None and self.day > published

    @property
    def weight(self) -> float:
        """What the sentence counts for its day."""
        weight = _ANY + _CENTRAL * self.central
        weight *= _OPENS if self.sentence.position < _OPENING else 1.0
        weight *= 1.0 if self.named else _UNNAMED
        weight *= _MONTH if self.precision == "month" else 1.0
        weight *= _AHEAD if self.ahead else 1.0
        return weight if self.reports else weight * _POINTING


@dataclass(frozen=True, slots=True)
class _EventDay:
    """A day, or a month by its first day, with the sentences that tell of it."""

    day: date
    precision: Precision
    dated: tuple[_Dated, ...]
    weight: float


def timeline(
    articles: Sequence[AnnotatedArticle],
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
    kept = originals(articles)
    dated = [
        sentence
        for sentence in _of_updates(list(_dated(read_sentences(kept))))
        if (first is None or sentence.day >= first) and (last is None or sentence.day <= last)
    ]
    newest = max((source.article.day for source in kept if source.article.day), default=None)
    days = list({day.day: day for day in reversed(_event_days(dated))}.values())[::-1]
    days = [day for day in days if not _is_stale_plan(day, newest)]
    wanted = _enough(days, len(kept)) if entries is None else days
    return _counted(_entries(wanted, len(days) if entries is None else max(0, entries)), days)


def _counted(entries: Sequence[Entry], days: Sequence[_EventDay]) -> list[Entry]:
    """The entries with how many events each stands beside that are none."""
    left = [0] * len(entries)
    for day in days if entries else ():
        if day.precision != "day":
            continue
        at = max(0, bisect_right(entries, day.day, key=lambda entry: entry.date) - 1)
        own = [entry for entry in entries if entry.date == day.day]
        left[at] += max(0, _events(day) - len(own))
    return [replace(entry, left_out=count) for entry, count in zip(entries, left, strict=True)]


def _events(day: _EventDay) -> int:
    """How many events articles open with that are of this day, reports of one event as one."""
    known: list[frozenset[str]] = []
    counted: set[int] = set()
    for dated in day.dated:
        if (
            dated.sentence.number in counted
            or not dated.reports
            or dated.sentence.position >= _OPENING
            or len(known) >= _MOST_EVENTS
        ):
            continue
        terms = frozenset(dated.sentence.terms)
        counted.add(dated.sentence.number)
        if not any(_is_one_event(terms, other) for other in known):
            known.append(terms)
    return len(known)


def _is_one_event(ours: Collection[str], theirs: Collection[str]) -> bool:
    shared = len(set(ours) & set(theirs))
    return shared >= max(2, math.ceil(_ALIKE * min(len(ours), len(theirs))))


def _dated(sentences: Sequence[SentenceRecord]) -> Iterator[_Dated]:
    """The sentences that tell of a time, once for each day, or else each month, of it."""
    for sentence, central in zip(sentences, _centrality(sentences), strict=True):
        found = sentence.annotation
        if sentence.furniture:
            continue
        text = sentence.article.text
        known = [
            mention
            for mention in found.times
            if mention.day is not None and mention.relation != "name"
        ]
        vague = {
            mention.day for mention in known if _VAGUE.search(text, mention.start, mention.end)
        }
        times = [mention for mention in known if mention.day not in vague]
        days = {mention.day for mention in times if mention.precision == "day" and mention.day}
        months = {mention.day for mention in times if mention.precision == "month" and mention.day}
        if found.event is not None and found.event not in vague:
            named = found.event in days or found.event in months
            if named or not _LASTING.search(sentence.text):
                yield _Dated(sentence, found.event, found.event_precision, True, named, central)
        for day in sorted(days - {found.event}):
            yield _Dated(sentence, day, "day", False, True, central)
        for day in sorted(months - {found.event}) if not days else ():
            yield _Dated(sentence, day, "month", False, True, central)


def _of_updates(dated: Sequence[_Dated]) -> list[_Dated]:
    """The same, but what a page tells of the day after its own under its own day.

    Pages are updated and keep their day: "on Friday" in one of Thursday, a Friday of which no other
    article tells, is the Friday after.
    """
    newest = max((d.sentence.article.day for d in dated if d.sentence.article.day), default=None)
    telling: dict[date, set[str]] = defaultdict(set)
    for each in dated:
        telling[each.day].add(each.sentence.article.id)
    found = []
    for each in dated:
        published = each.sentence.article.day
        back = (published - each.day).days if published else 0
        if back != _WEEK - 1 or not _is_weekday(each) or len(telling[each.day]) > 1:
            found.append(each)
        elif newest and published and published < newest:
            found.append(replace(each, day=published + timedelta(days=1), updated=True))
    return found


def _is_weekday(dated: _Dated) -> bool:
    """Whether a sentence names its day by the weekday alone."""
    sentence = dated.sentence
    text = sentence.article.text
    return any(
        mention.day == dated.day and _WEEKDAY.fullmatch(text, mention.start, mention.end)
        for mention in sentence.annotation.times
    )


def _is_stale_plan(day: _EventDay, newest: date | None) -> bool:
    """Whether a day gone by is one that was only ever announced."""
    return (
        newest is not None
        and day.day < newest
        and all(dated.ahead for dated in day.dated if dated.reports)
    )


def _centrality(sentences: Sequence[SentenceRecord]) -> list[float]:
    """How much of the topic each sentence names, 0..1.

    The mean, over its four commonest terms, of the share of articles that have the term; in
    relation to the sentences that have most of it, since the share falls as articles grow in
    number.
    """
    within: dict[str, set[int]] = defaultdict(set)
    for sentence in sentences:
        for term in sentence.terms:
            within[term].add(sentence.number)
    share = {term: len(articles) for term, articles in within.items()}
    total = len({sentence.number for sentence in sentences}) or 1
    found = [
        sum(sorted((share[term] for term in sentence.terms), reverse=True)[:4]) / (4 * total)
        for sentence in sentences
    ]
    most = sorted(found)[int(_MOST_CENTRAL * len(found))] if found else 0
    return [min(1.0, value / most) if most else 0.0 for value in found]


def _event_days(dated: Sequence[_Dated]) -> list[_EventDay]:
    """The days that sentences tell of, weightiest first, then by date.

    Each article counts once a day, by its best sentence; several articles of one day of
    publication add up slowly, those of different days in full: what is still mentioned on other
    days mattered (references between days choose them in Tran, Herder and Markert 2015, "Joint
    Graphical Models for Date Selection in Timeline Summarization"). What was announced counts
    once until it is told of. Several publishers count for more than one; a day beside a
    weightier one, which it may only echo, for less. A month is left out when a day in it is
    told of. A day that no sentence tells an event of is none.
    """
    by_time: dict[tuple[date, Precision], list[_Dated]] = defaultdict(list)
    for sentence in dated:
        by_time[sentence.day, sentence.precision].append(sentence)
    raw = {time: _weight(row) for time, row in by_time.items()}
    of_days = {day: weight for (day, precision), weight in raw.items() if precision == "day"}
    precise = {(day.year, day.month) for day, weight in of_days.items() if weight >= _ENOUGH}
    found = []
    for (day, precision), weight in raw.items():
        if not any(sentence.reports for sentence in by_time[day, precision]):
            continue
        if precision == "month" and (day.year, day.month) in precise:
            continue
        weight *= _peak(day, of_days) if precision == "day" else 1.0
        found.append(_EventDay(day, precision, tuple(by_time[day, precision]), weight))
    return sorted(found, key=lambda event: (-event.weight, event.day, event.precision))


def _weight(row: Sequence[_Dated]) -> float:
    """What the articles that tell of a day weigh together."""
    best: dict[int, _Dated] = {}
    for dated in row:
        known = best.get(dated.sentence.number)
        if known is None or dated.weight > known.weight:
            best[dated.sentence.number] = dated
    from_day: dict[date | None, float] = defaultdict(float)
    for dated in best.values():
        if not dated.ahead:
            from_day[dated.sentence.article.day] += dated.weight
    # Announced again and again, it has still not happened.
    announced = max((dated.weight for dated in best.values() if dated.ahead), default=0.0)
    # Several days that mention one say more than many articles of one day.
    reported = sum(weight if weight <= 1 else weight**_CROWD for weight in from_day.values())
    publishers = {publisher_key(dated.sentence.article) for dated in best.values()}
    return (announced + reported) * (1 + 0.25 * math.log2(len(publishers)))


def _peak(day: date, weights: Mapping[date, float]) -> float:
    """How far a day stands out of those beside it: three quarters to 1."""
    beside = (day.toordinal() - 1, day.toordinal() + 1)
    known = [
        date.fromordinal(ordinal) for ordinal in beside if 1 <= ordinal <= date.max.toordinal()
    ]
    around = max(weights.get(ordinal, 0.0) for ordinal in known)
    own = weights[day]
    return 1.0 if own >= around else 0.75 + 0.25 * own / around


def _enough(days: Sequence[_EventDay], articles: int) -> list[_EventDay]:
    """Of the days, weightiest first, those worth telling when no number is asked for.

    Among few articles one plain sentence is enough for a day; what is enough grows with the
    root of their number. Where that leaves less than four days, weaker ones fill them up;
    twenty fill a page.
    """
    least = _ENOUGH * max(1.0, math.sqrt(articles / 10))
    count = sum(day.weight >= least for day in days)
    return [
        day
        for rank, day in enumerate(days)
        if rank < min(count, _MANY) or (rank < _FEW and day.weight >= _WEAK)
    ]


def _entries(days: Sequence[_EventDay], most: int) -> list[Entry]:
    """An entry for each day, in order; the weightier day has the first choice of a sentence."""
    used: set[Quote] = set()
    chosen: list[tuple[_EventDay, _Dated]] = []
    for day in days:
        best = _best(day, used)
        if best is None or len(chosen) >= most:
            continue
        if not any(_is_again(day, best, other, told) for other, told in chosen):
            used.add(best.sentence.quote)
            chosen.append((day, best))
    return [
        Entry(day.day, best.sentence.text, _quotes(day, best), day.precision)
        for day, best in sorted(chosen, key=lambda pair: pair[0].day)
    ]


def _is_again(day: _EventDay, best: _Dated, other: _EventDay, told: _Dated) -> bool:
    """Whether a sentence tells for a day beside it what another day has already."""
    if abs((day.day - other.day).days) > _BESIDE:
        return False
    ours, theirs = best.sentence.terms, told.sentence.terms
    return len(ours & theirs) >= _AGAIN * max(1, min(len(ours), len(theirs)))


def _best(day: _EventDay, used: Collection[Quote]) -> _Dated | None:
    """The sentence that tells the day: whole, of its news, in the words most often used of it."""
    carried = _carried(day.dated)
    reporting = [sentence for sentence in day.dated if sentence.reports]
    # What has happened is not told by who announced it.
    among = [sentence for sentence in reporting if not sentence.ahead] or reporting

    def merit(dated: _Dated) -> tuple[float, int, date, str, int]:
        sentence = dated.sentence
        value = dated.weight * (0.5 + _shared(sentence.terms, carried))
        value *= 1.0 if sentence.annotation.self_contained else _DEPENDENT
        value *= 1.0 if sentence.names or sentence.annotation.quantities else _NOBODY
        value *= _USED if sentence.quote in used else 1.0
        value *= _UNDONE if sentence.annotation.modal else 1.0
        own = sentence.article.day or date.max
        return (-round(value, 9), sentence.position, own, sentence.article.id, sentence.start)

    return min(among, key=merit, default=None)


def _carried(row: Sequence[_Dated]) -> Mapping[str, int]:
    """How many publishers use each word when they tell of the day."""
    users: dict[str, set[str]] = defaultdict(set)
    for dated in row:
        for term in dated.sentence.terms:
            users[term].add(publisher_key(dated.sentence.article))
    return Counter({term: len(keys) for term, keys in users.items()})


def _shared(terms: Iterable[str], carried: Mapping[str, int]) -> float:
    """How much a sentence says of what the others say, 0..1; long ones gain little."""
    most = sum(sorted(carried.values(), reverse=True)[:_TERMS])
    own = sum(sorted((carried[term] for term in terms), reverse=True)[:_TERMS])
    return own / most if most else 0.0


def _quotes(day: _EventDay, best: _Dated) -> tuple[Quote, ...]:
    """Who tells what the chosen sentence tells, one quote for each publisher, earliest first."""
    chosen = {publisher_key(best.sentence.article): best}
    others = sorted(
        (dated for dated in day.dated if _same_event(dated, best)),
        key=lambda dated: (*_age(dated), -round(dated.weight, 9), dated.sentence.position),
    )
    for dated in others:
        chosen.setdefault(publisher_key(dated.sentence.article), dated)
    return tuple(dated.sentence.quote for dated in sorted(chosen.values(), key=_age))


def _age(dated: _Dated) -> tuple[date, str]:
    article = dated.sentence.article
    return article.day or date.max, original_id(article)


def _same_event(dated: _Dated, best: _Dated) -> bool:
    """Whether a sentence tells what the chosen one tells; an announcement of it does not."""
    if dated.ahead and not best.ahead:
        return False
    alike = _is_one_event(dated.sentence.terms, best.sentence.terms)
    return alike and holds_alone(best.sentence.text, dated.sentence.text)
