"""Votes and scores, hours and days that sentences tell, and the days they plan for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from assistant.sections.claims import Claim, near, told_old
from assistant.sections.standing import said_then, standing
from assistant.sections.telling import Sentence
from vectorstore.text import DateMention, dates
from vectorstore.text.tenses import directs, tenses

_SMALL = "one two three four five six seven eight nine ten eleven twelve".split()
_NUMBER = rf"(?:\d{{1,3}}|{'|'.join(_SMALL)})"
_PAIR = re.compile(
    rf"\b(?P<one>{_NUMBER})(?:\s+(?:votes|members|judges))?(?:\s*[-–]\s*|\s+(?:votes\s+)?to\s+"
    rf"|\s+in\s+favou?r\s+and\s+|\s+for\s+and\s+)(?P<other>{_NUMBER})\b(?!\s*(?:per\s+cent|%|years?"
    r"|months|weeks|days|hours|minutes|degrees|million|billion|[-–]\d|a\.?m|p\.?m))",
    re.IGNORECASE,
)
_FOR_AND_AGAINST = re.compile(
    rf"\b(?P<one>{_NUMBER})\s+(?:\w+\s+){{0,5}}?(?:backed|supported|voted\s+for|in\s+favou?r)\b[^.;]{{0,60}}?"
    rf"\band\s+(?P<other>{_NUMBER})\s+(?:\w+\s+){{0,2}}?(?:against|opposed)\b",
    re.IGNORECASE,
)
_VOTING = re.compile(
    r"\b(?:vot(?:e[ds]?|ing)|ballots?|carried|panel|ruled|ruling|passed|approved|rejected)\b", re.I
)
_SCORING = re.compile(
    r"\b(?:beat|beaten|won|win|wins|lost|lose|drew|draw|defeat\w*|victory|match|goals?|score\w*)\b",
    re.I,
)
_CLOCK = re.compile(
    r"\b(?P<hour>\d{1,2})(?:[.:](?P<minute>[0-5]\d))?\s?(?P<half>[ap])\.?m\b\.?"
    r"|\b(?P<hour24>[01]?\d|2[0-3])[:.](?P<minute24>[0-5]\d)(?=\s+(?:GMT|UTC|local|on|in\s+the|hours))",
    re.IGNORECASE,
)
_EVENTS = (
    ("quake", "earthquake"), ("blast", "blast"), ("impact", "impact"), ("vote", "vote"),
    ("arrest", "arrest"), ("learn", "first report"), ("begin", "start"), ("close", "end"),
    ("meet", "meeting"),
)  # fmt: skip
_ENDS = re.compile(r"\s*(?:through|until|till|to\b|[-–])\s*(?=[A-Z\d])")
_MOVED = re.compile(r"\b(?:postpon|mov|put\s+(?:off|back)|reschedul|brought|delay|shift)", re.I)
_UP_TO = re.compile(r"\b(?:through|until|till|since|before|after)\s+$", re.IGNORECASE)

# Words that tell the past and no event: who said it, and what is named by what was done to it.
_NO_DEED = re.compile(
    r"\b(?:(?:has|have|had)\s+)?(?:said|told|announced|added|confirmed|reported|wrote|warned"
    r"|tweeted|stated|predicted|scheduled|expected|planned)\b"
    r"|\b(?:the|an?|its|his|her|their|our|these|those|any|all|no|of|with|for|in|by|\w+ly)\s+"
    r"\w+(?:ed|en)\b(?=\s+[a-z])",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r",\s(?:who|which|whose|where)\s[^,;]*,")
_HEADLINE = 12
"""A plan without a finite verb ("Court to rule on Friday") has so many words at most."""


def moments(sentence: Sentence) -> Iterator[Claim]:
    """The votes, hours and days that a sentence tells of something that happened."""
    for claim in (*_votes(sentence), *_clocks(sentence), *_days(sentence)):
        yield told_old(claim)


def _value(word: str) -> float:
    return float(word) if word.isdigit() else float(_SMALL.index(word.lower()) + 1)


def _votes(sentence: Sentence) -> Iterator[Claim]:
    text = sentence.text
    voting, scoring = _VOTING.search(text), _SCORING.search(text)
    if not voting and not scoring:
        return
    for pattern in (_FOR_AND_AGAINST, _PAIR):
        for match in pattern.finditer(text):
            one, other = sorted((_value(match["one"]), _value(match["other"])))
            words = re.search(r"votes|[-–]", match[0]) or pattern is _FOR_AND_AGAINST
            if not words and not voting:
                continue
            if re.search(r"\bfrom\s+$", text[: match.start()]):
                continue
            key = "vote" if voting else "score"
            if key == "score" and len(_PAIR.findall(text)) > 1:
                # A set, a series, a look back: which game is told of is not clear.
                continue
            yield Claim(
                sentence, match.start(), match.end(), one, other, key, key,
                "outcome of the vote" if voting else "score",
                near=sentence.terms, settled=True, exact=True,
            )  # fmt: skip


def _clocks(sentence: Sentence) -> Iterator[Claim]:
    text = sentence.text
    for match in _CLOCK.finditer(text):
        hour = int(match["hour"] or match["hour24"])
        if match["half"]:
            hour = hour % 12 + (12 if match["half"].lower() == "p" else 0)
        minutes = 60.0 * hour + int(match["minute"] or match["minute24"] or 0)
        if re.search(
            r"\b(?:until|till|from|by|before|between|to|as\s+of)\s+$", text[: match.start()]
        ):
            continue
        yield Claim(
            sentence, match.start(), match.end(), minutes, minutes, "clock", "clock",
            f"time{_event(sentence)}", near=near(sentence, match.start(), match.end()),
            settled=True, exact=True,
        )  # fmt: skip


def _days(sentence: Sentence) -> Iterator[Claim]:
    text = sentence.text
    for mention in sentence.dates:
        if mention.precision != "day" or mention.first is None or mention.first != mention.last:
            continue
        if mention.relative and not _is_weekday(mention):
            continue
        if said_then(text[: mention.start]):
            continue
        if _ENDS.match(text, mention.end) and not _MOVED.search(text):
            continue
        if _UP_TO.search(text[max(0, mention.start - 12) : mention.start]):
            continue
        day = float(mention.first.toordinal())
        yield Claim(
            sentence, mention.start, mention.end, day, day, "day", "day",
            f"date{_event(sentence)}",
            near=near(sentence, mention.start, mention.end), settled=True, exact=True,
            relative=mention.relative,
        )  # fmt: skip


def _event(sentence: Sentence) -> str:
    """What happened then, in words, where the sentence has a word for it."""
    return next((f" of the {word}" for term, word in _EVENTS if term in sentence.terms), "")


def _is_weekday(mention: DateMention) -> bool:
    return re.search(r"day\b", mention.text) is not None and "yester" not in mention.text


def planned(sentence: str, published: date | None) -> date | None:
    """The day that a sentence plans or expects something for, none of it having happened yet.

    The last such day where it names several, the last day of a month or a year; not before the
    day of publication. None where it tells no plan, no day of it, or an event as well ("resigned
    on Tuesday and will leave on Friday"). Without a day of publication only full dates count.
    A sentence whose planned day lies before a newer report is out of date.
    """
    core = _NO_DEED.sub(" ", _RELATIVE.sub(" ", sentence))
    told = tenses(core)
    headline = len(core.split()) <= _HEADLINE and directs(core)
    if told.gone or not (tenses(sentence).to_come or headline):
        return None
    days = [
        mention.last
        for mention in dates(sentence, published)
        if mention.last is not None
        and (published is None or mention.last > published or mention.first == published)
        and standing(sentence, mention.start, mention.end) not in ("said", "name")
    ]
    return max(days, default=None)
