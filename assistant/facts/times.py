"""Which days the sentences of an article tell of: by the words of a date, or by publication."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from assistant.citing.citations import Quote
from assistant.facts.telling import Told
from vectorstore.language import DateMention, dates, forms, words

Precision = Literal["day", "month"]


@dataclass(frozen=True, slots=True)
class Timed:
    """A sentence that tells of a day, or of a month by its first day.

    `position` counts sentences from 0 at the article's head. `named`: the words give the
    time; else it is that of publication. `bounding`: the time is an end of a stretch ("since
    May"); `hanging`: it stands in a clause that hangs on another ("which opened on Friday").
    `aside`: the sentence is about an article and tells no event; `withdrawn`: it takes the
    time back.
    """

    quote: Quote
    position: int
    day: date
    precision: Precision
    named: bool
    bounding: bool = False
    hanging: bool = False
    aside: bool = False
    withdrawn: bool = False

    @property
    def published(self) -> date | None:
        """The day on which it was told."""
        return self.quote.article.day

    @property
    def ahead(self) -> bool:
        """Whether it tells what was still to come."""
        return self.published is not None and self.day > self.published


_LEAD = 3
"""So many sentences open an article and tell its news."""
_FAR = 3
"""A sentence that names a day opens the news only if that day is this near before publication."""

_SOON = 75
"""A day without a year that last came round nearly a year ago is the next one, if so near."""

_HINT = re.compile(
    r"\d|days?\b|night\b|overnight|morning\b|evening\b|afternoon\b|weekend"
    r"|\b(?:week|month|year)s?\b|(?i:mon|tues?|wed|thurs?|fri|sat|sun)\.|(?i:today|tomorrow)"
    r"|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP"
    r"|OCT|NOV|DEC)|DAY\b"
)
_BOUND = re.compile(
    r"\b(?:since|until|till|from|between|as\s+of|by|before|after|than)\s+"
    r"(?:(?:the|early|late|mid)\s+)?(?:end\s+of\s+)?$",
    re.IGNORECASE,
)
# A clause that hangs on another, up to the date in it.
_HANGING = re.compile(
    r"\b(?:which|who|whose|whom|where|when|while|before|after|because|although|though|if|unless"
    r"|whether)\s[^,;:—]*$",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"^\W*(?:corrections?|clarifications?|editor[’']s\s+note)\b"
    r"|\b(?:earlier|previous)\s+version\s+of\b|\b(?:last\s+updated|updated\s+at|published\s+on)\b"
    r"|\bwe\s+(?:told|wrote|reported|published|said)\b|\bour\s+(?:report|article|story)\s+of\b",
    re.IGNORECASE,
)
_TAKEN_BACK = re.compile(
    r"\b(?:said|stated|gave|reported|wrongly|incorrectly|mistakenly)\b", re.IGNORECASE
)
_CORRECTION = re.compile(
    r"^\W*(?:corrections?|clarifications?)\b|\b(?:earlier|previous)\s+version\b", re.IGNORECASE
)
_IN = re.compile(r"\b(?:in|during)\s+(?:(?:early|late|mid)[\s-]+)?$", re.IGNORECASE)
_HAD = re.compile(r"\bhad\s+\w+(?:ed|en|n|t)\b")
_GONE = frozenset("was were had has have did said hit cut put burst shut spread hurt quit".split())
_MANY = frozenset(
    "men women children people feet teeth mice crises wives lives knives leaves halves dying lying "
    "winning".split()
)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_STEP = re.compile(r"\s(?P<way>earlier|later)$", re.IGNORECASE)
_YEAR = re.compile(r"\b\d{4}\b|\byear\b")
_UNIT = re.compile(r"\bmonths?\b", re.IGNORECASE)
_NO_YEAR = re.compile(r"^(?!.*\b\d{4}\b).*[A-Za-z]", re.DOTALL)
_NEAREST_THIS = re.compile(r"this\s+(?:mon|tues|wednes|thurs|fri|satur|sun)day", re.IGNORECASE)


def is_aside(sentence: str) -> bool:
    """Whether a sentence is about an article: a correction, a note of the editor's."""
    return bool(_ASIDE.search(sentence))


def times(told: Told) -> list[Timed]:
    """The times that an article's sentences tell of, in order; one sentence may tell several.

    Weekdays and days without a year count from the day of publication. "Two days earlier"
    counts from the day told last before it in the same or the previous sentence. A sentence
    among the first that tells what happened, while none of these names a recent day, tells of
    the day of publication. An article without a date gives what names its year.
    """
    article = told.article
    found: list[Timed] = []
    latest: date | None = None
    latest_at = -2
    for position, span in enumerate(told.spans):
        text = article.text[span.start : span.end]
        aside = is_aside(text)
        reference = latest if position - latest_at <= 1 else None
        for day, precision, start in _named(text, article.day, reference):
            if precision == "day":
                latest, latest_at = day, position
            quote = Quote(article, span.start, span.end)
            before = text[:start]
            withdrawn = bool(_CORRECTION.search(before) and _TAKEN_BACK.search(before))
            bounding, hanging = bool(_BOUND.search(before)), bool(_HANGING.search(before))
            found.append(
                Timed(quote, position, day, precision, True, bounding, hanging, aside, withdrawn)
            )
    found.extend(_by_publication(told, found))
    return found


def _by_publication(told: Told, named: Sequence[Timed]) -> Iterator[Timed]:
    """The opening sentences that tell what happened, where none of them says on which day."""
    day = told.article.day
    if day is None or any(_opens(timed, day) for timed in named):
        return
    dated = {timed.position for timed in named}
    for position, span in enumerate(told.spans[:_LEAD]):
        text = told.article.text[span.start : span.end]
        if position not in dated and _tells_past(text):
            quote = Quote(told.article, span.start, span.end)
            aside = is_aside(text)
            yield Timed(quote, position, day, "day", False, aside=aside)


def _tells_past(text: str) -> bool:
    """Whether a verb of the sentence tells what has happened."""
    for span in words(text):
        word = text[span.start : span.end].lower()
        if word in _GONE or (len(word) > 4 and word.endswith("ed")):
            return True
        if word not in _MANY and forms(word)[0] != word:
            return True
    return False


def _opens(timed: Timed, published: date) -> bool:
    recent = 0 <= (published - timed.day).days <= _FAR
    return timed.position < _LEAD and timed.precision == "day" and recent


def _named(
    text: str, anchor: date | None, reference: date | None
) -> Iterator[tuple[date, Precision, int]]:
    """The days and months that a sentence names, once each, with the place of the words."""
    if not _HINT.search(text):
        return
    mentions = _dates(text, anchor)
    seen: set[date] = set()
    for at, mention in enumerate(mentions):
        following = mentions[at + 1] if at + 1 < len(mentions) else None
        day = _day(text, mention, following, anchor, reference)
        if day is not None:
            reference = day
            if day not in seen:
                seen.add(day)
                yield day, "day", mention.start
    if not seen:
        yield from _months(text, mentions)


def _months(text: str, mentions: Sequence[DateMention]) -> Iterator[tuple[date, Precision, int]]:
    """The months in which a sentence says something happened, by their first days."""
    seen: set[date] = set()
    for mention in mentions:
        if mention.precision != "month" or mention.first is None or mention.first in seen:
            continue
        told = _IN.search(text[: mention.start]) or mention.relative or _YEAR.search(mention.text)
        if told and not _UNIT.search(mention.text):
            seen.add(mention.first)
            yield mention.first, "month", mention.start


@lru_cache(maxsize=65536)
def _dates(text: str, anchor: date | None) -> tuple[DateMention, ...]:
    return tuple(dates(text, anchor))


def _day(
    text: str,
    mention: DateMention,
    following: DateMention | None,
    anchor: date | None,
    reference: date | None,
) -> date | None:
    """The day that a mention means; None where it is vaguer than a day."""
    if mention.precision != "day":
        return None
    if mention.first is None or mention.last is None:
        opens = not text[: mention.start].strip('"“‘ ')
        return _stepped(mention.text, reference) if opens or _HAD.search(text) else None
    if following and following.precision == "week" and following.first is not None:
        weekday = mention.text[:3].lower()
        if weekday in _WEEKDAYS and text[mention.end : following.start].strip() == "of":
            return following.first + timedelta(_WEEKDAYS.index(weekday))
    # "Overnight" and "12-14 March": what is told came to its end on the last day.
    return _nearest(mention, anchor)


def _nearest(mention: DateMention, anchor: date | None) -> date | None:
    """The day meant: one without a year, or "this Friday", may lie just ahead of publication."""
    day = mention.last
    if day is None or anchor is None:
        return day
    if not mention.relative and _NO_YEAR.match(mention.text) and day < anchor:
        try:
            ahead = day.replace(year=day.year + 1)
        except ValueError:
            return day
        return ahead if (ahead - anchor).days <= _SOON else day
    if _NEAREST_THIS.match(mention.text) and (anchor - day).days > 3:
        return day + timedelta(7)
    return day


def _stepped(distance: str, reference: date | None) -> date | None:
    """The day that is "two days earlier" or "a week later" than another."""
    step = _STEP.search(distance)
    if step is None or reference is None:
        return None
    count = distance[: step.start()]
    counted = f"{count} ago" if step["way"].lower() == "earlier" else f"in {count}’s time"
    for mention in dates(counted, reference):
        if mention.precision == "day":
            return mention.last
    return None
