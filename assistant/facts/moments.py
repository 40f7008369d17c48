"""Votes and scores, hours and days that sentences tell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.facts.claims import Claim, near, told_old
from assistant.facts.telling import Sentence
from vectorstore.language import DateMention

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
_SAYING = re.compile(
    r"\b(?:said|says|told|announced|reported|added|wrote|briefing|statement|conference|reporters"
    r"|confirmed|showed|interview|published|updated|recaps|reflects|news)\b[^.;]{0,25}$",
    re.IGNORECASE,
)


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
        if _is_telling(text, mention):
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


def _is_telling(text: str, mention: DateMention) -> bool:
    """Whether a day is the day on which something was said."""
    return _SAYING.search(text[max(0, mention.start - 60) : mention.start]) is not None
