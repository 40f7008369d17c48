"""Time expressions of a sentence, worked out, and the day of the event that it reports."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from vectorstore.text.annotations import Precision, Relation, Tense, TimeExpression
from vectorstore.text.chronology import in_their_year
from vectorstore.text.dates import DateMention, dates
from vectorstore.text.lexicon.calendar import WEEKDAYS
from vectorstore.text.tenses import tenses

_PRECISION: dict[str, Precision] = {
    "day": "day", "weekend": "day", "week": "week", "month": "month", "season": "month",
    "year": "year",
}  # fmt: skip
_SOON = 100
"""A day without a year that last came round nearly a year ago is the next one, if so near."""
_STEP = re.compile(r"\s(?P<way>earlier|later)$", re.IGNORECASE)
_HAD = re.compile(r"\bhad\s+\w+(?:ed|en|n|t)\b")
_NO_YEAR = re.compile(r"^(?!.*\b\d{4}\b).*[A-Za-z]", re.DOTALL)

_MOMENT = r"(?:(?:noon|midnight|dawn|dusk|midday|nightfall|sunrise|sunset)\s+(?:on\s+)?)?"
_BOUND = re.compile(
    r"\b(?:since|until|till|between|as\s+of|by|before|after|than|through|following|ahead\s+of"
    r"|at\s+least|despite)\s+(?:on\s+)?"
    rf"(?:(?:the|early|late|mid|at\s+least)\s+)?(?:(?:end|start|morning|evening)\s+of\s+)?{_MOMENT}$"
    r"|\b(?:from|between)\s[^,;:—–]{1,30}\s(?:to|and|through)\s+$",
    re.IGNORECASE,
)
# "Since her speech of 20 July, when she warned": what happened then is told.
_TOLD_OF = re.compile(r"[^,;:.]{0,12},\s(?:when|as)\s", re.IGNORECASE)
_PLACED_BY = re.compile(
    r"\b(?:since|until|till|ahead\s+of|following|in\s+the\s+wake\s+of|because\s+of|despite|if"
    r"|unless|whether)\s[^,;:—–]*$",
    re.IGNORECASE,
)
_AROUND = re.compile(r"\b(?:before|after)\s(?P<clause>[^,;:—–]*)$", re.IGNORECASE)
# "Before the court yesterday" is a place.
_IN_FRONT = re.compile(
    r"\bbefore\s(?:[\w’'-]+\s){0,4}(?:courts?|judges?|panel|committee|parliament|tribunal|council"
    r"|congress|crowds?|cameras|board|jury|lawmakers|reporters)\s(?:(?:on|late|early)\s)*$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"\b(?:which|who|whose|whom|where|when|while|because|although|though)\s[^,;:—–]*$",
    re.IGNORECASE,
)
_BODY = re.compile(
    r",?\s+(?:[\w-]+\s+)?(?:committee|investigators?|commission|panel|investigation|probe|inquiry"
    r"|hearings|movement|foundation|anniversary|memorial|museum|defendants?|rioters?|brigade"
    r"|agreement|model|season|election|campaign|championships?|olympics|world\s+cup|budget|census)\b",
    re.IGNORECASE,
)
_DEED = re.compile(
    r",?\s+(?:[\w-]+\s+)?(?:attacks?|insurrection|riots?|shootings?|massacre|killings?|raid|crash"
    r"|bombings?|blast|explosion|earthquake|quake|uprising|coup|assassination|murders?|letter"
    r"|deadline)\b",
    re.IGNORECASE,
)
_NAME_BEFORE = re.compile(
    r"\b(?:class|summer|spring|winter|generation|agenda|vision)\s+of\s+$", re.I
)
_REPORTING = re.compile(
    r"\b(?:said|says|told|announced|reported|added|wrote|briefing|statement|conference|reporters"
    r"|confirmed|showed|interview|published|updated|recaps|reflects|news)\b[^.;]{0,25}$",
    re.IGNORECASE,
)
_NEAR = re.compile(r"yesterday|last\s+night|tonight|tomorrow", re.IGNORECASE)
_UNCHANGED = re.compile(r"\b(?:cut|put|burst|shut|spread|hurt|quit|split|shed)\b")
_FEWEST = 3
_LEAD, _FAR = 3, 3
"""So many sentences tell an article's news, of a day so near before publication."""


def time_expressions(
    text: str,
    start: int,
    mentions: Sequence[DateMention],
    published: date | None,
    reference: date | None,
    year: int | None = None,
) -> list[TimeExpression]:
    """What a sentence that begins at `start` says of time, in order.

    `mentions` are its dates, counted from the day of publication; "two days later" counts from
    `reference`, the day told last before; days are of `year` where it stands under one. What is
    vaguer than a year is left out.
    """
    mentions = in_their_year(mentions, year)
    found = []
    for number, mention in enumerate(mentions):
        precision = _PRECISION.get(mention.precision)
        if precision is None:
            continue
        following = mentions[number + 1] if number + 1 < len(mentions) else None
        # What stands under a year is settled: the day of publication moves it no more.
        day = _resolved(text, mention, following, None if year else published, reference)
        if day is not None and precision == "day":
            reference = day
        relation = _relation(text, mention.start, mention.end)
        found.append(
            TimeExpression(
                start + mention.start, start + mention.end, day, precision,
                _tense(text, day, published), relation == "name", relation,
            )
        )  # fmt: skip
    return found


def event_day(text: str, times: Sequence[TimeExpression]) -> tuple[date, Precision] | None:
    """The day of the event that a sentence reports, by the times that it names; None for none.

    The day of what the sentence itself tells goes before that of a clause in it, and both before
    the day on which somebody told it. A day that only bounds or names something dates nothing; a
    year alone dates what is background, and a line of a few words is a heading.
    """
    if len(text.split()) < _FEWEST:
        return None
    for precision in ("day", "month"):
        for relation in ("event", "clause", "report"):
            for mention in times:
                if mention.day and (mention.precision, mention.relation) == (precision, relation):
                    return mention.day, mention.precision
    return None


def news_day(
    leads: Sequence[str], events: Sequence[tuple[date, Precision] | None], published: date | None
) -> Iterator[int]:
    """Which of an article's first sentences report its news, none of them naming a recent day.

    They tell of the day of publication. `leads` are the first sentences, `events` what days they
    are known to tell of.
    """
    if published is None:
        return
    for event in events[:_LEAD]:
        if event and event[1] == "day" and 0 <= (published - event[0]).days <= _FAR:
            return
    for number, text in enumerate(leads[:_LEAD]):
        found_tenses = tenses(text)
        past = found_tenses.gone or (_UNCHANGED.search(text) and not found_tenses.to_come)
        if (
            past
            and len(text.split()) > _FEWEST
            and events[number] is None
            and not _looks_back(text, published)
        ):
            yield number


def _tense(text: str, day: date | None, published: date | None) -> Tense:
    if day is not None and published is not None:
        return "past" if day < published else "future" if day > published else "present"
    found_tenses = tenses(text)
    return "past" if found_tenses.gone else "future" if found_tenses.to_come else "present"


def _resolved(
    text: str,
    mention: DateMention,
    following: DateMention | None,
    published: date | None,
    reference: date | None,
) -> date | None:
    """The day that a mention means, or the first of its month or year."""
    if mention.first is None or mention.last is None:
        opens = not text[: mention.start].strip('"“‘ ')
        return _stepped(mention.text, reference) if opens or _HAD.search(text) else None
    if _PRECISION[mention.precision] != "day":
        return mention.first
    if following and following.precision == "week" and following.first is not None:
        weekday = WEEKDAYS.get(mention.text.lower())
        if weekday is not None and text[mention.end : following.start].strip() == "of":
            return following.first + timedelta(weekday)
    return _nearest(mention, published)


def _nearest(mention: DateMention, published: date | None) -> date | None:
    """The day meant: one without a year, or "this Friday", may lie just ahead of publication."""
    # "12-14 March" began on the first day, "overnight" told of what is over.
    day = mention.last if mention.relative else mention.first
    if day is None or published is None:
        return day
    if not mention.relative and _NO_YEAR.match(mention.text) and day < published:
        try:
            ahead = day.replace(year=day.year + 1)
        except ValueError:
            return day
        return ahead if (ahead - published).days <= _SOON else day
    return day


def _stepped(distance: str, reference: date | None) -> date | None:
    """The day that is "two days earlier" or "a week later" than another."""
    step = _STEP.search(distance)
    if step is None or reference is None:
        return None
    found = dates(f"{distance[: step.start()]} ago", reference)
    before = next((mention.last for mention in found if mention.precision == "day"), None)
    if before is None or step["way"].lower() == "earlier":
        return before
    return reference + (reference - before)


def _looks_back(text: str, published: date) -> bool:
    """Whether a sentence names a month or year gone by, or without its year the present month."""
    return any(
        mention.precision != "day"
        and mention.first is not None
        and mention.last is not None
        and (mention.last < published or (mention.precision == "month" and not mention.relative))
        for mention in dates(text, published)
    )


def _relation(text: str, start: int, end: int) -> Relation:
    """How the time that `text[start:end]` names stands in its sentence."""
    before, after = text[:start], text[end:]
    # A weekday is no name: "Friday's inquiry" is what happened on Friday.
    if any(char.isdigit() for char in text[start:end]):
        if _BODY.match(after) or _NAME_BEFORE.search(before):
            return "name"
        if _DEED.match(after):
            return "bound"
    if _NEAR.fullmatch(text[start:end]) and _is_quoted(before):
        # Said when? A letter that is quoted today tells of its own yesterday.
        return "bound"
    if _TOLD_OF.match(after):
        return "event"
    if _BOUND.search(before) or _PLACED_BY.search(before):
        return "bound"
    around = _AROUND.search(before)
    if around and not _IN_FRONT.search(before):
        # "After divers found four bodies on Sunday" tells an event, "after the vote of" none.
        return "clause" if tenses(around["clause"]).gone else "bound"
    if _CLAUSE.search(before):
        return "clause"
    return "report" if _REPORTING.search(before[-60:]) else "event"


def _is_quoted(before: str) -> bool:
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1
