"""What a question says about time and outlets, read so that it can become a filter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from assistant.understanding.events import Anchor, anchored, shifted, told_by_events
from assistant.understanding.latest import asks_for_latest, without_adverbs
from vectorstore.text import DateMention, Span, dates


@dataclass(frozen=True, slots=True)
class Period:
    """The time that a question asks about.

    `since` and `until` are days of publication, both included, None where open; `phrases`
    are the stretches of the question that said so (none: the question sets no filter).
    `firm`: the question asks what was told or happened in that time, so finding nothing is
    the answer; otherwise the date belongs to a fact that later articles may tell as well, and
    asking again without the filter is fair. `latest`: the newest state of things is asked
    for. `topic` is the question without its time phrases, to search with. `anchors` are
    times told by an event, which only a library can place.
    """

    topic: str
    since: date | None = None
    until: date | None = None
    phrases: tuple[Span, ...] = ()
    latest: bool = False
    firm: bool = False
    anchors: tuple[Anchor, ...] = ()

    def __bool__(self) -> bool:
        return self.since is not None or self.until is not None


__all__ = ["Anchor", "Period", "anchored", "period", "told_time"]

_SLACK = {"day": 7, "weekend": 7, "week": 7, "month": 14, "season": 31, "year": 31}
"""Days after an event's time in which articles still tell it: reports of a day follow in the
week after it, sums of a month in the first half of the next, those of a year in January."""


class _Stretch(NamedTuple):
    """A date of a question: its days, where it stands with its preposition, what that says.

    `sure`: its year is told, or counted from the day of asking.
    """

    first: date
    last: date
    start: int
    end: int
    side: str
    slack: int
    firm: bool
    sure: bool


_MODIFIED = (
    r"(?:the\s+)?(?:(?:early|late|mid|earlier|later)[\s-]+"
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
_STRICT = re.compile(r"after|following|later", re.IGNORECASE)
_JOINT = re.compile(r"\s*(?:,?\s*\b(?:and|to|until|till|through)\b|[-–])\s*", re.IGNORECASE)
# "From March to May": the second month would pass for a verb or a name where it stands.
_BARE_MONTH = re.compile(r"\b(and|to|or)(?=\s+(?:May|March|April|June|August)\b)")
# "March and April": the first was not taken for a month, so the second tells half.
_UNREAD = re.compile(r"\b(?:May|March|April|June|August)\s+(?:and|or|to)\s+$")
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
_NAMED = re.compile(r"[A-Z][\w’'-]*\s+$")
_NOUN_AFTER = re.compile(
    r"\s+(?!(?:who|what|when|where|why|how|which|whose|did|do|does|was|were|is|are|has|had|have"
    r"|in|on|at|and|or|but|to|by|of|for|from|with|the|a|an|about|according|that|as|after|before"
    r"|until|over|than|if|because)\b)[^\W\d_]",
    re.IGNORECASE,
)
_OWNS = re.compile(r"[’']s\b")
# Times that `dates` leaves open or does not know.
_LOOSE = re.compile(
    r"\b(?:the\s+)?(?:past|last)\s+(?:(?P<hours>\d+|few|couple\s+of)\s+hours|(?:few|several"
    r"|couple\s+of)\s+(?P<unit>days|weeks|months))\b",
    re.IGNORECASE,
)
_LOOSE_DAYS = {"days": 7, "weeks": 30, "months": 120}
_TODAY = re.compile(r"today|tonight|this\s+(?:morning|afternoon|evening)", re.IGNORECASE)
_TOLD_PAST = re.compile(r"\b(?:did|was|were|had|happen\w*|\w{3,}ed|said|won|fell|news)\b", re.I)


def period(
    question: str, today: date, newest: date | None = None, oldest: date | None = None
) -> Period:
    """The time that a question asks about, as days of publication.

    Relative dates count from `today`. `oldest` and `newest` are the first and last day of
    publication in the library: a time wholly outside of them sets no filter, and neither
    does any when both are None, for then no article has a date. A day or month without its
    year that lies outside is the last one up to `newest`. What lies ahead, years that name
    something ("the 2016 election"), and years in a question after a fact set none either.
    """
    events = list(told_by_events(question, today))
    latest = asks_for_latest(question)
    found = _filtered(question, today, oldest, newest, [span for span, _ in events])
    anchors = tuple(anchor for _, anchor in events)
    return replace(found, latest=latest, anchors=anchors, topic=without_adverbs(found.topic))


def told_time(question: str, today: date) -> Period:
    """The time that a question tells for sure, whether or not the library reaches to it.

    Years after a fact ("Who led it in 2016?") count too; a time told by an event or without
    its year, and what lies ahead, do not. Otherwise as `period`; empty where there is none.
    """
    events = [span for span, _ in told_by_events(question, today)]
    found = _stretches(question, today, events, facts=True)
    unsure = any(not s.sure for s in found)
    return (None if unsure else _joined(question, found, today)) or Period(question)


def _filtered(
    question: str, today: date, oldest: date | None, newest: date | None, taken: list[Span]
) -> Period:
    """The filter that the question's dates make; an empty period when they make none."""
    whole = Period(question)
    if oldest is None or newest is None:
        return whole
    for day in (today, newest):
        found = _stretches(question, day, taken)
        joined = _joined(question, found, today)
        if joined is None:
            return whole
        if _meets(joined, oldest, newest):
            return joined
        if any(re.search(r"\d{4}", question[s.start : s.end]) for s in found) or joined.firm:
            return whole
    return whole


def _meets(found: Period, oldest: date, newest: date) -> bool:
    return (found.since is None or found.since <= newest) and (
        found.until is None or found.until >= oldest
    )


def _joined(question: str, found: list[_Stretch], today: date) -> Period | None:
    """One period of all dates that are told; None when there is none, or no single one."""
    if not found or (len(found) > 2) or _FUTURE.search(question):
        return None
    if len(found) == 2:
        pair = _pair(question, found[0], found[1])
        if pair is None:
            return None
        found = pair
    since = until = None
    for stretch in found:
        if stretch.side != "end":
            after = stretch.side == "after"
            since = shifted(stretch.last, 1) if after else stretch.first
        if stretch.side in ("", "end"):
            until = shifted(stretch.last, stretch.slack)
    if since is not None and since > today:
        return None
    if until is not None and until >= today:
        until = None
    if since is None and until is None:
        return None
    phrases = tuple(Span(s.start, s.end) for s in found)
    topic = _without(question, phrases)
    return Period(topic, since, until, phrases, firm=all(s.firm for s in found))


def _pair(question: str, one: _Stretch, two: _Stretch) -> list[_Stretch] | None:
    """Two dates as two ends ("after 3 May and before 9 May"), as one stretch, or neither."""
    if one.side in ("start", "after") and two.side == "end":
        return [one, two]
    if two.side or not _JOINT.fullmatch(question[one.end : two.start]):
        between = re.match(r"\s*(?:and|to|or)\s", question[one.end : two.end])
        if two.side or between is None or between[0].strip() == "or":
            return None
    first = min(one.first, two.first)
    last, slack = max((one.last, one.slack), (two.last, two.slack))
    return [_Stretch(first, last, one.start, two.end, "", slack, one.firm and two.firm,
                     one.sure and two.sure)]  # fmt: skip


def _stretches(
    question: str, day: date, taken: Iterable[Span], *, facts: bool = False
) -> list[_Stretch]:
    """The dates of a question that tell when, not what: with their prepositions.

    `facts`: years and the like count in questions after a fact as well as after news.
    """
    news = facts or _NEWS.search(question) is not None
    shadow = _BARE_MONTH.sub(lambda m: "in".ljust(len(m[0])), question)
    mentions = dates(shadow, day)
    found = [
        stretch
        for at, mention in enumerate(mentions)
        if not any(mention.start < span.end and span.start < mention.end for span in taken)
        and not _half_read(question, mentions, at)
        and (stretch := _stretch(question, _in_year(mentions, at, question), day, news)) is not None
    ]
    return sorted([*found, *_loose(question, day)], key=lambda s: s.start)


def _half_read(question: str, mentions: list[DateMention], at: int) -> bool:
    """Whether a month stands beside another that was not taken for one."""
    beside = _UNREAD.search(question[: mentions[at].start])
    return beside is not None and (at == 0 or mentions[at - 1].end <= beside.start())


def _in_year(mentions: list[DateMention], at: int, question: str) -> DateMention:
    """A date, in the year that the end of its range tells ("28 March to 3 April 2016")."""
    mention = mentions[at]
    if at + 1 == len(mentions) or mention.relative or re.search(r"\d{4}", mention.text):
        return mention
    following = mentions[at + 1]
    joint = question[mention.end : following.start]
    if following.last is None or not re.search(r"\d{4}", following.text) or not _JOINT.match(joint):
        return mention
    again = dates(f"in {mention.text}", following.last)
    return replace(mention, first=again[0].first, last=again[0].last) if again else mention


def _stretch(question: str, mention: DateMention, today: date, news: bool) -> _Stretch | None:
    if mention.first is None or mention.last is None or mention.first > today:
        return None
    lead = _LEAD.search(question[: mention.start])
    assert lead is not None
    before, after = question[: mention.start], question[mention.end :]
    coarse = mention.precision in ("year", "decade", "century")
    if coarse and not (mention.relative or news):
        return None
    if _names_something(mention, before, after, lead) or (lead["attribute"] and not news):
        return None
    if _TODAY.fullmatch(mention.text) and not _TOLD_PAST.search(question):
        return None
    if mention.text == "Today" and before.strip():
        return None
    side = "start" if lead["start"] else "end" if lead["end"] else ""
    if side == "start" and mention.precision == "day" and mention.first != mention.last:
        side = ""
    first = mention.first
    if side == "end" and re.match(r"before|prior", lead["end"], re.IGNORECASE):
        last = shifted(first, -1)
    else:
        last = mention.last
    if lead["start"] and _STRICT.match(lead["start"]):
        side = "after"
    exact = side == "end" or _PUBLISHED.search(question[: lead.start()]) is not None
    slack = 0 if exact or mention.last >= today else _SLACK.get(mention.precision, 31)
    end = mention.end + (2 if _OWNS.match(after) else 0)
    start = lead.start() if lead[0] else mention.start
    sure = mention.relative or re.search(r"\d{4}", question[start:end]) is not None
    return _Stretch(first, last, start, end, side, slack, mention.relative or news, sure)


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
    capital = re.match(r"\s+[A-Z]", after) is not None
    if noun and capital and not any(lead.groupdict().values()):
        return True
    name = _NAMED.search(before)
    opening = name is not None and not before[: name.start()].strip()
    return name is not None and not opening and mention.precision == "year"


def _loose(question: str, day: date) -> Iterable[_Stretch]:
    for match in _LOOSE.finditer(question):
        back = _LOOSE_DAYS[match["unit"].lower()] if match["unit"] else 1
        if match["hours"] and match["hours"].isdecimal():
            back = -(-int(match["hours"]) // 24)
        lead = _LEAD.search(question[: match.start()])
        start = lead.start() if lead and lead[0] else match.start()
        yield _Stretch(shifted(day, -back), day, start, match.end(), "", 0, True, True)


def _without(question: str, phrases: Sequence[Span]) -> str:
    """The question without some stretches, its spaces, commas and capital mended."""
    rest = question
    for span in reversed(phrases):
        owner = question[span.end - 2 : span.end] in ("'s", "’s")
        rest = f"{rest[: span.start]} {'the' if owner else ''} {rest[span.end :]}"
    rest = re.sub(r"\s+([,?.!;:])", r"\1", " ".join(rest.split()))
    rest = re.sub(r"(?:,|\s+and)+(?=[?.!])", "", rest).lstrip(" ,;:")
    return rest[:1].upper() + rest[1:] if rest else question
