"""The time a question asks about, and the filter on days of publication that its dates become."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import zip_longest

from vectorstore.text import DateMention, Span, dates


@dataclass(frozen=True, slots=True)
class TimeAsked:
    """Days of publication, `since` and `until` included, None where open; false with neither.

    `phrases` are the stretches of the question that say so. `firm`: the question asks what
    happened or was reported then, so finding nothing is the answer; otherwise the date belongs
    to a fact that articles of another time may tell as well.
    """

    since: date | None = None
    until: date | None = None
    phrases: tuple[Span, ...] = ()
    firm: bool = False

    def __bool__(self) -> bool:
        return self.since is not None or self.until is not None


@dataclass(frozen=True, slots=True)
class EventTime:
    """A time told by an event ("after the siege"): how it lies to the event, and the event."""

    relation: str
    event: str
    span: Span


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A date of a question: its days, where it stands with its preposition, what that says.

    `slack` days later articles still tell of it. `sure`: its year is told, or counted from the
    day of asking. `fact`: it dates a fact ("Who led it in 2016?"), not what was reported.
    """

    first: date
    last: date
    span: Span
    side: str
    slack: int
    firm: bool
    sure: bool
    fact: bool = False


_SLACK = {"day": 7, "weekend": 7, "week": 7, "month": 14, "season": 31, "year": 31}
"""Days after an event's time in which articles still tell it: reports of a day follow in the
week after it, sums of a month in the first half of the next, those of a year in January."""
_REPORTED = 7
"""Days in which an event is still reported."""

_MODIFIED = (
    r"(?:the\s+)?(?:(?P<part>(?:early|late|mid)(?:\s+in)?"
    r"|(?:first|second|third|fourth|last)\s+(?:week|half)\s+(?:of|in))[\s-]+|(?:earlier|later)[\s-]+"
    r"|(?:start|beginning|end|middle|course|week|weekend|morning|evening|night|month|days"
    r"|events)\s+of\s+(?:the\s+)?)?(?:the\s+)?"
)
_PREPOSITION = (
    r"(?:(?P<start>since|after|from|following|later\s+than|as\s+from|starting(?:\s+(?:in|on))?)"
    r"|(?P<end>before|until|till|up\s+to|by|prior\s+to|as\s+of|no\s+later\s+than)"
    r"|(?P<range>between)|(?P<attribute>for|of)"
    r"|(?P<within>in|on|during|at|over|within|throughout|around|about))"
)
_LEAD = re.compile(rf"(?:\b{_PREPOSITION}\s+)?{_MODIFIED}$", re.IGNORECASE)
_JOINT = re.compile(r"\s*+(?:(?:,\s*+)?\b(?:and|to|until|till|through)\b|[-–])\s*+", re.IGNORECASE)
# "From March to May": the second month would pass for a verb or a name where it stands.
_BARE_MONTH = re.compile(r"\b(and|to|or)(?=\s+(?:May|March|April|June|August)\b)")
_YEAR = re.compile(r"\d{4}")
_IN = re.compile(r"\s+(?:of|in)\s+(?:the\s+)?", re.IGNORECASE)
_NEWS = re.compile(
    r"\b(?:happen\w*|occurr?\w*|going\s+on|went\s+on|take\s+place|took\s+place|what[’']?s\s+new"
    r"|news|headlines?|reports?|reported|reporting|articles?|coverage|stor(?:y|ies)|develop\w*"
    r"|updates?|events?|publish\w*|changed|written|summari[sz]e|overview|papers)\b",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"\b(?:published|printed|reported|written|posted|dated|appeared|articles?|reports?|stor(?:y|ies)"
    r"|pieces?)\s*$",
    re.IGNORECASE,
)
_FUTURE = re.compile(
    r"\b(?:will|won[’']t|shall|going\s+to|due|scheduled|planned|expected|forecast|predicted"
    r"|upcoming|deadline)\b",
    re.IGNORECASE,
)
_DETERMINER = re.compile(
    r"(?:\b(?:the|a|an|this|that|its|their|his|her|our|last|first|second|next)|[’']s)\s+$",
    re.IGNORECASE,
)
_NAMED = re.compile(r"(?<![\w’'-])[A-Z][\w’'-]*+\s++$")
_NOUN_AFTER = re.compile(
    r"\s+(?!(?:who|what|when|where|why|how|which|whose|did|do|does|was|were|is|are|has|had|have"
    r"|in|on|at|and|or|but|to|by|of|for|from|with|the|a|an|about|according|that|as|after|before"
    r"|until|over|than|if|because)\b)[^\W\d_]",
    re.IGNORECASE,
)
_OWNS = re.compile(r"[’']s\b")
# Times that `dates` leaves open or does not know.
_LOOSE = re.compile(
    r"\b(?:the\s+)?(?:past|last)\s+(?:(?P<hours>\d{1,3}|few|couple\s+of)\s+hours|(?:few|several"
    r"|couple\s+of)\s+(?P<unit>days|weeks|months))\b",
    re.IGNORECASE,
)
_LOOSE_DAYS = {"days": 7, "weeks": 30, "months": 120}
_TODAY = re.compile(r"today|tonight|this\s+(?:morning|afternoon|evening)", re.IGNORECASE)
_TOLD_PAST = re.compile(r"\b(?:did|was|were|had|happen\w*|\w{3,}ed|said|won|fell|news)\b", re.I)


def temporal_filter(
    question: str, today: date, oldest: date | None, newest: date | None
) -> TimeAsked:
    """The filter that the dates of a question become, as days of publication.

    Relative dates count from `today`. `oldest` and `newest` are the first and last day of
    publication in the library: a time wholly outside of them sets no filter, and neither does
    any when both are None, for then no article has a date. A day or month without its year that
    lies outside is the last one up to `newest`. What lies ahead, years that name something ("the
    2016 election"), and years in a question after a fact set none either.
    """
    if oldest is None or newest is None:
        return TimeAsked()
    for day in (today, newest):
        found = [stretch for stretch in _stretches(question, day) if not stretch.fact]
        asked = _joined(question, found, today)
        if (asked.since or oldest) <= newest and (asked.until or newest) >= oldest:
            return asked
        if asked.firm or any(_YEAR.search(question, *stretch.span) for stretch in found):
            break
    return TimeAsked()


def certain_time(question: str, today: date) -> TimeAsked:
    """The time that a question tells for sure, whether or not the library reaches to it.

    Years after a fact ("Who led it in 2016?") count too; a time told by an event or without
    its year, and what lies ahead, do not.
    """
    found = _stretches(question, today)
    sure = all(stretch.sure for stretch in found)
    return _joined(question, found, today) if sure else TimeAsked()


def _joined(question: str, found: Sequence[_Stretch], today: date) -> TimeAsked:
    """One time of all dates that are told; none where there is no single one."""
    if not 1 <= len(found) <= 2 or _FUTURE.search(question):
        return TimeAsked()
    if len(found) == 2 and not (found[0].side in ("start", "after") and found[1].side == "end"):
        found = _range(question, *found)
    since = until = None
    for stretch in found:
        if stretch.side != "end":
            since = shifted(stretch.last, 1) if stretch.side == "after" else stretch.first
        if stretch.side in ("", "end"):
            until = shifted(stretch.last, stretch.slack)
    if since is not None and since > today:
        return TimeAsked()
    if until is not None and until >= today:
        until = None
    if since is None and until is None:
        return TimeAsked()
    return TimeAsked(
        since, until, tuple(stretch.span for stretch in found), all(s.firm for s in found)
    )


def _range(question: str, first: _Stretch, last: _Stretch) -> list[_Stretch]:
    """Two dates as the ends of one stretch ("from 3 to 9 May"); nothing where they are not."""
    joint = _JOINT.fullmatch(question[first.span.end : last.span.start])
    if last.side or not (joint or re.match(r"\s*(?:and|to)\s", question[first.span.end :])):
        return []
    end, slack = max((first.last, first.slack), (last.last, last.slack))
    return [
        _Stretch(
            min(first.first, last.first),
            end,
            Span(first.span.start, last.span.end),
            side="",
            slack=slack,
            firm=first.firm and last.firm,
            sure=first.sure and last.sure,
        )
    ]


def _stretches(question: str, day: date) -> list[_Stretch]:
    """The dates of a question that tell when, not what, with their prepositions; in order."""
    events = [event.span for event in event_times(question, day)]
    news = _NEWS.search(question) is not None
    mentions = dated(question, day)
    found = [
        stretch
        for at, mention in enumerate(mentions)
        if not any(mention.start < span.end and span.start < mention.end for span in events)
        and (stretch := _stretch(question, _in_year(mentions, at, question), day, news)) is not None
    ]
    return sorted([*found, *_loose(question, day)], key=lambda stretch: stretch.span)


def dated(question: str, day: date) -> list[DateMention]:
    """The dates of a question as `dates` finds them, each with the part of it that is asked about:
    "the last week of March" is seven days, and not last week."""
    every = dates(_BARE_MONTH.sub(lambda m: "in".ljust(len(m[0])), question), day)
    return [
        _part_of(mention, lead["part"] if lead else None, day)
        for mention, after in zip_longest(every, every[1:])
        if not (after and mention.relative and _IN.fullmatch(question, mention.end, after.start))
        for lead in [_LEAD.search(question[: mention.start])]
    ]


def _in_year(mentions: list[DateMention], at: int, question: str) -> DateMention:
    """A date, in the year that the end of its range tells ("28 March to 3 April 2016")."""
    mention = mentions[at]
    if at + 1 == len(mentions) or mention.relative or _YEAR.search(mention.text):
        return mention
    end = mentions[at + 1]
    joint = question[mention.end : end.start]
    if end.last is None or not _YEAR.search(end.text) or not _JOINT.match(joint):
        return mention
    again = dates(f"in {mention.text}", end.last)
    return replace(mention, first=again[0].first, last=again[0].last) if again else mention


def _stretch(question: str, mention: DateMention, today: date, news: bool) -> _Stretch | None:
    """A date with what stands before it; None where it tells no time of something past."""
    before, after = question[: mention.start], question[mention.end :]
    lead = _LEAD.search(before)
    if lead is None or mention.first is None or mention.last is None or mention.first > today:
        return None
    if _names_something(mention, before, after, lead) or (mention.text == "Today" and before):
        return None
    if _TODAY.fullmatch(mention.text) and not _TOLD_PAST.search(question):
        return None
    coarse = mention.precision in ("year", "decade") and not mention.relative
    side, last = _side(mention, lead)
    exact = side == "end" or _PUBLISHED.search(question[: lead.start()]) is not None
    start = lead.start() if lead[0] else mention.start
    end = mention.end + (2 if _OWNS.match(after) else 0)
    return _Stretch(
        mention.first,
        last,
        Span(start, end),
        side,
        slack=0 if exact or mention.last >= today else _SLACK.get(mention.precision, 31),
        firm=mention.relative or news,
        sure=mention.relative or _YEAR.search(question, start, end) is not None,
        fact=not news and (coarse or lead["attribute"] is not None),
    )


_PARTS = {"first": 0, "early": 0, "second": 1, "mid": 1, "third": 2, "late": 2, "fourth": 3,
          "last": -1}  # fmt: skip


def _part_of(mention: DateMention, part: str | None, today: date) -> DateMention:
    """The part of a month or year that is asked about: a week, a half, or a third ("early in",
    "late"); of a month without its year the last one that has begun."""
    if not part or mention.precision not in ("month", "year"):
        return mention
    if mention.first is None or mention.last is None:
        return mention
    which, *unit = part.lower().replace(" in", "").replace(" of", "").split()
    first, last = _stretch_of(mention.first, mention.last, which, unit[0] if unit else "")
    if first > today and not _YEAR.search(mention.text):
        first, last = _year_before(first), _year_before(last)
    return replace(mention, first=first, last=last, precision="week" if unit else "month")


def _year_before(day: date) -> date:
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if leap else day.day)


def _stretch_of(first: date, last: date, which: str, unit: str) -> tuple[date, date]:
    """The days of a part between two days."""
    days, place = (last - first).days + 1, _PARTS[which]
    parts = {"week": days // 7, "half": 2}.get(unit, 3)
    size = 7 if unit == "week" else days // parts
    if place < 0 or (unit != "week" and place >= parts - 1):
        start = first + timedelta((parts - 1) * size) if unit != "week" else last - timedelta(6)
        return start, last
    start = first + timedelta(min(place, parts - 1) * size)
    return start, start + timedelta(size - 1)


def _side(mention: DateMention, lead: re.Match[str]) -> tuple[str, date]:
    """Which end a date is ("start", "after", "end", "" for both), and its last day."""
    assert mention.first is not None
    assert mention.last is not None
    if lead["end"]:
        strict = re.match(r"before|prior", lead["end"], re.IGNORECASE)
        return "end", shifted(mention.first, -1) if strict else mention.last
    if not lead["start"]:
        return "", mention.last
    if re.match(r"after|following|later", lead["start"], re.IGNORECASE):
        return "after", mention.last
    several_days = mention.precision == "day" and mention.first != mention.last
    return "" if several_days else "start", mention.last


def _names_something(
    mention: DateMention, before: str, after: str, lead: re.Match[str]
) -> bool:  # fmt: skip
    """Whether a date names a thing: "the 2016 election", "Euro 2016", "the Sunday vote"."""
    if mention.relative and mention.precision != "day":
        return False
    if _OWNS.match(after):
        return not mention.relative
    noun = _NOUN_AFTER.match(after) is not None
    article = re.match(r"the\b", mention.text, re.IGNORECASE) is not None
    if noun and (article or _DETERMINER.search(before)):
        return True
    if noun and re.match(r"\s+[A-Z]", after) and not any(lead.groupdict().values()):
        return True
    name = _NAMED.search(before) if mention.precision == "year" else None
    return name is not None and bool(before[: name.start()].strip())


def _loose(question: str, day: date) -> Iterable[_Stretch]:
    """ "The past 24 hours", "the last few weeks"."""
    for match in _LOOSE.finditer(question):
        back = _LOOSE_DAYS[match["unit"].lower()] if match["unit"] else 1
        if match["hours"] and match["hours"].isdecimal():
            back = -(-int(match["hours"]) // 24)
        lead = _LEAD.search(question[: match.start()])
        start = lead.start() if lead and lead[0] else match.start()
        span = Span(start, match.end())
        yield _Stretch(shifted(day, -back), day, span, "", slack=0, firm=True, sure=True)


def shifted(day: date, days: int) -> date:
    """A day some days later, or earlier; the calendar's end where it ends."""
    try:
        return day + timedelta(days)
    except OverflowError:
        return date.max if days > 0 else date.min


def without(question: str, phrases: Iterable[Span]) -> str:
    """The question without some stretches, its spaces, commas and capital mended."""
    rest = question
    for span in sorted(phrases, reverse=True):
        owner = question[span.end - 2 : span.end] in ("'s", "’s")
        rest = f"{rest[: span.start]} {'the' if owner else ''} {rest[span.end :]}"
    rest = re.sub(r"\s([,?.!;:])", r"\1", " ".join(rest.split()))
    rest = re.sub(r"(?<!,)(?<!\sand)(?:,|\sand)++(?=[?.!])", "", rest).lstrip(" ,;:")
    return rest[:1].upper() + rest[1:] if rest else question


# Times told by an event, which only a library can place.

_RELATIONS = {"following": "after", "prior to": "before", "in the wake of": "after",
              "till": "until", "ahead of": "before"}  # fmt: skip
_EVENT = re.compile(
    r"\b(?P<relation>(?i:after|before|since|until|till|during|following|prior\s+to|ahead\s+of"
    r"|in\s+the\s+wake\s+of))\s+"
    r"(?P<event>(?:(?:the|a|an|his|her|its|their|this|that)\s+|(?=[A-Z]))"
    r"(?:(?!(?:did|do|does|is|are|has|have|will|would|who|what|when|where|why|how|which|and"
    r"|but|or|according|while|after|before|since|until)\b)[\w’'.-]*[\w’']\s*){1,9})",
)
_NO_TIME_BEFORE = re.compile(
    r"\b(?:named?|call(?:ed|s)?|look(?:ed|s|ing)?|tak(?:e|es|ing|en)|took|go(?:es|ing)?|went"
    r"|ask(?:ed|s)?|model(?:l?ed)?|seek(?:s|ing)?|sought|run(?:s|ning)?|ran)\s+$",
    re.IGNORECASE,
)
_FORUM = re.compile(
    r"(?:the|a|an|his|her)\s+(?:\w+\s+)?(?:courts?|judges?|magistrates?|committee|cameras?"
    r"|parliament|council|tribunal|panel|public|congress|senate|commission|board|jury)",
    re.IGNORECASE,
)
_COUNT_OF_TIME = re.compile(r"the\s+(?:past|last)\s+(?:few|several|couple|\d+)\b")


def event_times(question: str, today: date) -> list[EventTime]:
    """The times that a question tells by a noun for an event ("after the siege"), in order."""
    found = []
    for match in _EVENT.finditer(question):
        relation = " ".join(match["relation"].lower().split())
        event = match["event"].strip()
        inside = dates(f"{match['relation']} {event}", today)
        named = event[:1].isupper() and not re.search(r"\s[a-z]|[’']s\s", event)
        if (
            named
            or _NO_TIME_BEFORE.search(question[: match.start()])
            or (relation == "before" and _FORUM.fullmatch(event))
            or (inside and inside[0].start <= len(relation) + 1)
            or _COUNT_OF_TIME.match(event)
        ):
            continue
        span = Span(match.start(), match.start("event") + len(event))
        found.append(EventTime(_RELATIONS.get(relation, relation), event, span))
    return found


def placed(time: EventTime, day: date) -> TimeAsked:
    """The time that lies so to an event of this day.

    "before": up to the day before it; "until": with it; "during": it and the week after, in
    which it is reported; "after", "since" and all others: from it on.
    """
    match time.relation:
        case "before":
            return TimeAsked(until=shifted(day, -1), phrases=(time.span,))
        case "until":
            return TimeAsked(until=day, phrases=(time.span,))
        case "during":
            return TimeAsked(day, shifted(day, _REPORTED), (time.span,))
        case _:
            return TimeAsked(since=day, phrases=(time.span,))


# Whether the present is asked for.

_ADVERB = (
    r"(?:right\s+now|by\s+now|until\s+now|up\s+to\s+now|as\s+of\s+now|nowadays|now(?!\s+that\b)"
    r"|currently|presently|at\s+present|at\s+the\s+moment|at\s+this\s+moment|these\s+days|so\s+far"
    r"|thus\s+far|to\s+date|as\s+of\s+today)"
)
_PRESENT_WORD = re.compile(
    rf"\b(?:{_ADVERB}|latest|newest|(?:most\s+)?recent|recently|current|(?-i:today|(?<=^)Today)"
    r"|tonight|still|up[\s-]to[\s-]date|any\s?more|any\s+longer|yet)\b(?![’']s)",
    re.IGNORECASE,
)
_NOUNS = r"(?:\s+(?!who|that)[\w’'-]+){0,4}?"
# The verbs of states that news changes.
_STATE = (
    r"holds?|controls?|leads?|runs?|heads?|owns?|rules?|governs?|commands?|chairs?|manages?"
    r"|supports?|backs?|occup(?:y|ies)|belongs?|stands?|serves?|lives?|works?|costs?|remains?"
    r"|has|have|plays?|coach(?:es)?|represents?|opposes?|wants?|faces?|needs?|operates?"
)
_PRESENT_TENSE = re.compile(
    rf"^\W*(?:(?:and|but|so)\s+)?(?:(?:in|at|on|of|by|to|for)\s+)?"
    rf"(?:(?:who|which|what|whose){_NOUNS}\s+(?:{_STATE})\b"
    rf"|(?:how\s+(?:many|much|high|big|old|long)|which|what|whose){_NOUNS}\s+(?:is|are)\s+"
    r"(?!called|named|said|known)"
    r"|(?:who|what|where)(?:[’']s|\s+(?:is|are))\s+(?:the|in|its|their|his|her|your|being|left)\b"
    r"|(?:how\s+(?:many|much)|who|what)(?:\s+[\w’'-]+){0,4}?\s+(?:has|have)\s+(?:been|\w+ed)\b"
    r"|(?:is|are)\s+(?!there\s+any\s+(?:truth|difference)|it\s+true)\w"
    r"|(?:where|how\s+\w+|what|whom?)(?:\s+\w+)?\s+do(?:es)?\b)",
    re.IGNORECASE,
)
# What papers say and what things mean does not change from day to day.
_TIMELESS = re.compile(
    r"\A(?>.*?\bdo(?:es)?\b).*\b(?:says?|reports?|writes?|agree|differ|mean|claim|stand\s+for|tell|give"
    r"|describe|explain)\b|\bdifference|\b(?:meaning|definition|name)\s+of\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:in|on|since|before|after|until|during)\s+(?:\w+\s+)?(?:1\d|20)\d\d\b|\bwas\b|\bwere\b"
    r"|\bdid\b|\bhad\b|\b(?:yesterday|ago|last)\b|\bwho\s+\w+ed\b",
    re.IGNORECASE,
)


def asks_for_present(question: str) -> bool:
    """Whether a question asks how things stand now: by a word ("now", "so far", "latest"), or by
    a present tense that later articles may have made untrue ("Who holds the bridge?")."""
    if _PRESENT_WORD.search(question):
        return True
    if _PAST.search(question) or _TIMELESS.search(question):
        return False
    return _PRESENT_TENSE.search(question) is not None
