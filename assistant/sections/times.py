"""Which days the sentences of an article tell of: by the words of a date, or by publication."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.sections.datelines import after_dateline
from assistant.sections.eventful import is_caption
from assistant.sections.naming import Named, Precision, looks_back, named
from assistant.sections.standing import Standing, own_verb, standing
from assistant.verification.citations import Quote
from vectorstore.text.annotations import AnnotatedArticle
from vectorstore.text.tenses import tenses


@dataclass(frozen=True, slots=True)
class Timed:
    """A sentence that tells of a day, or of a month by its first day.

    `position` counts sentences from 0 at the article's head; a dateline is no part of the
    `quote`. `named`: the words give the time; else it is that of publication. `standing`: what
    the day is in the sentence. `tells`: the sentence tells an event of that day; one that does
    not only points to it. `weekday`: told by the bare name of a day of the week. `aside`: the
    sentence is about an article and tells no event; `withdrawn`: it takes the time back.
    `late`: told after the day on which the article was first published.
    """

    quote: Quote
    position: int
    day: date
    precision: Precision
    named: bool
    standing: Standing = "event"
    tells: bool = True
    weekday: bool = False
    aside: bool = False
    withdrawn: bool = False
    late: bool = False

    @property
    def published(self) -> date | None:
        """The day on which it was told."""
        return self.quote.article.day

    @property
    def ahead(self) -> bool:
        """Whether it tells what was still to come."""
        return not self.late and self.published is not None and self.day > self.published


_LEAD = 3
"""So many sentences open an article and tell its news."""
_FAR = 3
"""A sentence that names a day opens the news only if that day is this near before publication."""

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
_UNCHANGED = re.compile(r"\b(?:cut|put|burst|shut|spread|hurt|quit|split|shed|said)\b")
_BARE = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day(?:\s+(?:morning|afternoon|evening|night))?", re.I
)


def is_aside(sentence: str) -> bool:
    """Whether a sentence is about an article: a correction, a note of the editor's."""
    return bool(_ASIDE.search(sentence))


def times(told: AnnotatedArticle) -> list[Timed]:
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
    for position, whole in enumerate(told.spans):
        span = after_dateline(article.text, whole)
        text = article.text[span.start : span.end]
        reference = latest if position - latest_at <= 1 else None
        days = list(named(text, article.day, reference))
        for one in days:
            if one.precision == "day":
                latest, latest_at = one.day, position
        found.extend(_timed(Quote(article, span.start, span.end), position, text, days))
    found.extend(_by_publication(told, found))
    return found


def _timed(quote: Quote, position: int, text: str, named: Sequence[Named]) -> Iterator[Timed]:
    """What one sentence tells of the times that it names."""
    aside = is_aside(text)
    stand = [standing(text, one.start, one.end) for one in named]
    for at, (one, how) in enumerate(zip(named, stand, strict=True)):
        if how == "name":
            continue
        before = text[: one.start]
        yield Timed(
            quote,
            position,
            one.day,
            one.precision,
            named=True,
            standing=how,
            tells=_tells(text, named, stand, at),
            weekday=bool(_BARE.fullmatch(text[one.start : one.end])),
            aside=aside,
            withdrawn=bool(_CORRECTION.search(before) and _TAKEN_BACK.search(before)),
        )


def _tells(text: str, named: Sequence[Named], stand: Sequence[Standing], at: int) -> bool:
    """Whether the sentence tells an event of one of its days."""
    one, how = named[at], stand[at]
    if how == "bound" or is_caption(text):
        return False
    if how == "said":
        # Said on Monday of what happened on Friday: the event is Friday's.
        return not any(
            told == "event" and other.day < one.day
            for other, told in zip(named, stand, strict=True)
        )
    earlier = [other for other, told in zip(named[:at], stand, strict=False) if told == how]
    return not earlier or own_verb(text[earlier[-1].end : one.start])


def _by_publication(told: AnnotatedArticle, named: Sequence[Timed]) -> Iterator[Timed]:
    """The opening sentences that tell what happened, where none of them says on which day."""
    day = told.article.day
    if day is None or any(_opens(timed, day) for timed in named):
        return
    # "Suspended until Wednesday" was done on the day of publication, "since Friday" was not.
    dated = {timed.position for timed in named if timed.tells or timed.day <= day}
    for position, whole in enumerate(told.spans[:_LEAD]):
        span = after_dateline(told.article.text, whole)
        text = told.article.text[span.start : span.end]
        if position not in dated and _tells_past(text) and not looks_back(text, day):
            quote = Quote(told.article, span.start, span.end)
            aside = is_aside(text)
            yield Timed(quote, position, day, "day", False, aside=aside)


def _tells_past(text: str) -> bool:
    """Whether a verb of the sentence tells what has happened."""
    told = tenses(text)
    return bool(told.gone or (_UNCHANGED.search(text) and not told.to_come))


def _opens(timed: Timed, published: date) -> bool:
    recent = 0 <= (published - timed.day).days <= _FAR
    return timed.position < _LEAD and timed.precision == "day" and recent
