"""Figures, votes, hours and days that sentences tell, each with what it is the figure of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from assistant.sections.aspects import CHANGED, Aspect, counted, is_person, marks, people_before
from assistant.sections.telling import CANON, Sentence
from vectorstore.text import DateMention, Number, stem, terms

_BESIDE = 60
_BOUND = re.compile(
    r"(?:\b(?:more\s+than|over|above|at\s+least|up\s+to|no\s+fewer\s+than|fewer\s+than|less\s+than"
    r"|under|about|around|some|roughly|approximately|an\s+estimated|nearly|almost|close\s+to|as\s+"
    r"(?:many|much)\s+as|just\s+(?:over|under)|between)\s+)$",
    re.IGNORECASE,
)
_LOOSE = re.compile(
    r"\b(?:nearly|almost|close\s+to|just\s+(?:over|under)|an?\s+estimated|estimated|roughly)\s+\S*$",
    re.IGNORECASE,
)
_INCREMENT = re.compile(
    r"\b(?:another|further|additional|extra|first|last|every|each|per|includ(?:ing|es?|ed)|among\s+them"
    r"|one\s+in|\d\s+in|\d\s+of|out\s+of)\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)
_INCREMENT_AFTER = re.compile(
    r"\s+(?:\w+\s+)?(?:more|further|additional|others?|other|new|fresh|daily)\b|\s+of\s+(?:the|those|its|their|his)\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(r"\s+others?\b", re.IGNORECASE)
_RATE = re.compile(
    r"\b(?:a|per|each|every)\s+(?:single\s+)?(?:day|week|month|hour|minute)\b"
    r"(?!\s+(?:earlier|later|after|before|ago|of|and))|\bdaily\b|\baverag\w+\b"
    r"|\b(?:in|over)\s+(?:one|the\s+(?:last|past))\s+(?:\w+\s+)?(?:day|week|month|hour)s?\b",
    re.IGNORECASE,
)
_CLOCK_WORDS = re.compile(
    r"\b(?:five|ten|twenty|twenty-five|quarter|half|minutes?)\s+(?:to|past)\s+\w+$", re.IGNORECASE
)
_DIED_AT = re.compile(
    r"\b(?:died|dies|death)\b(?!\s+toll)[^;:]{0,90}\bat\s+(?:the\s+age\s+of\s+)?$", re.I
)
_AGE = re.compile(r"(?:\baged\s+|\ba\s+\w+\s+of\s+)$|,\s*$", re.IGNORECASE)
_AGE_AFTER = re.compile(r"\s*(?:,|\.|$|-year-old|\s+and\s+a\b)")
_OLD = re.compile(
    r"\b(?:(?<!home\s)(?<!homes\s)from|not(?:\s+(?:by|at|for|on|in))?|rather\s+than|instead\s+of"
    r"|(?:compared|against)\s+(?:with|to)|previous(?:ly)?|initial(?:ly)?|original(?:ly)?"
    r"|earlier|first\s+(?:reported|put|said|told|announced|given)(?:\s+(?:as|at))?)\s+"
    r"(?:(?:an?|the|its)\s+)?(?:(?:earlier|previous|first|initial|original|provisional|preliminary)"
    r"\s+)?(?:\w+\s+of\s+)?(?:about\s+|more\s+than\s+|at\s+least\s+|some\s+|over\s+)?$",
    re.IGNORECASE,
)
_REPORTED_WRONG = re.compile(
    r"\b(?:earlier|previous)\s+(?:version|report|article|edition)|\bcorrection\b|\bwe\s+(?:said|told"
    r"|reported|wrote|stated)|\bwrongly\b|\berroneously\b|\bmistakenly\b|\bin\s+error\b"
    r"|\bhad\s+(?:earlier|previously|first|originally)\b|\bfirst\s+thought\b",
    re.IGNORECASE,
)
_CHANGING = re.compile(
    r"\b(?:now|revis\w+|correct\w+|restat\w+|updat\w+|no\s+longer|still|so\s+far|latest|later"
    r"|remain\w*|postpon\w+|reschedul\w+|moved|put\s+off|put\s+back|delayed|reopen\w*|instead"
    r"|replac\w+|toll\s+(?:stands|has|reached|reaches)|reach\w*|rising|growing|increas\w+"
    r"|(?:r[io]se|risen|climb\w*|gr[eo]wn?|widen\w+|raised|enlarg\w+|dropp\w+|fell|fallen|lower\w+"
    r"|cut)(?=[^.;]{0,30}?\b(?:to|from|by|past|above|below|again)\b))\b",
    re.IGNORECASE,
)
_REPLACING = re.compile(
    r"\b(?:revis\w+|correct\w+|restat\w+|updat\w+|postpon\w+|reschedul\w+|moved|put\s+off|put\s+back"
    r"|delayed|brought\s+forward|recount\w*|recalculat\w+|down\s+from|up\s+from)\b",
    re.IGNORECASE,
)
_UNREAL = re.compile(
    r"\b(?:forecasts?|forecasting|expect\w*|predict\w*|projection\w*|projected|target\w*|limits?|cap"
    r"|could|would|might|may|if|unless|plans?|planned|aims?|aimed|seeks?|demand\w*|propos\w+|hopes?"
    r"|hoped|should|must|at\s+risk|threaten\w*|fear\w*|capacity|any|estimate\w*\s+that|once|wants?"
    r"|likely\s+to|set\s+to|due\s+to|will|goal|seen)\b",
)
_STAGE = re.compile(
    r"\b(?:first\s+round|second\s+round|run-?off|recount|rerun|repeat"
    r"|(?:final|initial)\s+(?:count|results?|tally|figures?|round)|provisional|preliminary|partial"
    r"|exit\s+poll|aftershock|foreshock|second\s+quarter|first\s+quarter"
    r"|third\s+quarter|fourth\s+quarter|first\s+half|second\s+half|core|annual|monthly|quarterly"
    r"|second\s+attempt|this\s+time|more\s+than\s+in|average|youth)\b",
    re.IGNORECASE,
)
_HISTORY = timedelta(days=45)
_AWAY = 100
_TIMES = {"minute": 1, "hour": 60, "day": 1440, "week": 10080, "month": 43830, "year": 525960}
_LASTED_BEFORE = re.compile(
    r"\b(?P<what>[a-z]+)(?:\s+(?:of|lasting|lasted|that\s+lasted|which\s+lasted|took|takes|had\s+lasted"
    r"|went\s+on\s+for|ended\s+\w*\s*\w*\s*after|\w+\s+\w+\s+after))\s+"
    r"(?:about\s+|nearly\s+|almost\s+|more\s+than\s+|over\s+|some\s+|at\s+least\s+)?$"
)
_ENDED_AFTER = re.compile(
    r"\b(?P<what>[a-z]+)\b(?:\s+\w+){0,7}?\s+(?:ended|was\s+over|broken)\b(?:\s+\w+){0,4}?\s+after\s+"
    r"(?:about\s+|nearly\s+|almost\s+|more\s+than\s+|over\s+|some\s+|at\s+least\s+)?$"
)
_LASTING = re.compile(r"\b(?:standoff|siege|strike|blackout|curfew|outage|truce|ceasefire)\b")
_FOR_SO_LONG = re.compile(r"\b(?:after|of|lasted|for|took)\s+(?:\w+\s+)?$")
_SENTENCED = re.compile(r"\b(?:sentenced|jailed|imprisoned)\b[^.;]{0,40}$", re.IGNORECASE)
_WORD = re.compile(r"[\w’'-]+")
_GENERIC = frozenset(
    stem(word)
    for word in "year years time times part parts way ways thing things side sides step steps word"
    " words question questions reason reasons case group groups country countries member"
    " members place places point points round rounds others percentage half".split()
)
_NOTHING = _GENERIC | {""}
_NO_AMOUNT = frozenset({*_TIMES, "fraction", "point", "percent"})
_FEWEST = 10
_MONEY_REACH = 8.0
_CUT = re.compile(r"[;:—]|[.!?]\s")
_MONEY = frozenset(stem(word) for word in "florins crowns marks francs pesos krona kroner".split())
_MEASURE = re.compile(
    r"\b(?:(?P<cost>cost(?:s|ing)?|price|bill)|(?P<fine>fine[sd]?|penalt(?:y|ies))|(?P<profit>profits?)"
    r"|(?P<loss>loss(?:es)?)|(?P<revenue>revenues?|turnover|sales)|(?P<budget>budget)"
    r"|(?P<damage>damages?)|(?P<deal>deal|takeover|bid|bought|acquisition)|(?P<debt>debts?|loans?)"
    r"|(?P<pledges>pledge[sd]?|donat\w+|raised\s+(?=[$£€])|aid)|(?P<jackpot>jackpot|prize)"
    r"|(?P<compensation>compensation|settlement|payout)|(?P<bail>bail)|(?P<ransom>ransom)"
    r"|(?P<theft>st[eo]le\w*|theft|robbery|missing)|(?P<funding>funding|grants?|investment))\b",
    re.IGNORECASE,
)
_CURRENCIES = "$£€¥₹₽₪₩"


@dataclass(frozen=True, slots=True)
class Claim:
    """A value at `start` to `end` of a sentence, and what it is the value of.

    `key` is what two claims must have in common, `about` tells it in words; `unit` is a measure,
    or "vote", "score", "clock", "day" or "time". `near`: the content words beside it. `when`:
    months and years that it is told of; `past`: long before the article. `old`: told as what was
    said before; `changing`: told as what now holds. `settled`: of a thing that has but one value.
    `known`: of an aspect. `exact`: no rounding is allowed for. `relative`: a weekday.
    `weak`: no word tells what it is of, so that all around it must be alike.
    """

    sentence: Sentence
    start: int
    end: int
    low: float
    high: float
    unit: str
    key: str
    about: str
    bound: str = ""
    people: str = ""
    near: frozenset[str] = frozenset()
    when: tuple[tuple[date, date], ...] = ()
    past: bool = False
    stage: frozenset[str] = frozenset()
    unreal: bool = False
    old: bool = False
    changing: bool = False
    settled: bool = False
    known: bool = False
    exact: bool = False
    relative: bool = False
    weak: bool = False

    @property
    def value(self) -> str:
        """The value as it is told, with its bound ("at least 400")."""
        return " ".join(self.sentence.text[self.start : self.end].split())


def claims(sentence: Sentence) -> Iterator[Claim]:
    """The values that a sentence tells of something that other articles may tell as well."""
    yield from map(told_old, _figures(sentence))


def told_old(claim: Claim) -> Claim:
    """The claim, with whether it is told as what was said before and as what now holds."""
    text = claim.sentence.text
    before = text[max(0, claim.start - 45) : claim.start]
    beside = text[max(0, claim.start - 90) : claim.end + 45]
    return replace(
        claim,
        old=bool(_REPORTED_WRONG.search(text) or _OLD.search(before)),
        changing=(_REPLACING if claim.settled else _CHANGING).search(beside) is not None,
    )


def _figures(sentence: Sentence) -> Iterator[Claim]:
    text = sentence.text
    found = [number for number in sentence.numbers if not number.ordinal]
    known = marks(text) if found else []
    when = tuple(
        (mention.first, mention.last)
        for mention in sentence.dates
        if mention.first and mention.last and mention.precision in ("month", "year", "season")
    )
    long_ago = [
        mention
        for mention in sentence.dates
        if mention.last and sentence.article.day and mention.last < sentence.article.day - _HISTORY
    ]
    for number in found:
        loose = number.high > 3 * number.low
        if loose or _is_rate(text, number) or _is_age(text, number):
            continue
        if _CLOCK_WORDS.search(text[max(0, number.start - 20) : number.end]):
            continue
        made = _of_known(sentence, number, found, known) or _of_time(sentence, number)
        made = made or _of_noun(sentence, number)
        if made is None:
            continue
        window = text[max(0, number.start - _BESIDE) : number.end + _BESIDE]
        yield replace(
            made,
            near=near(sentence, number.start, number.end),
            when=when,
            past=_is_past(sentence, number, long_ago),
            stage=frozenset(m[0].lower() for m in _STAGE.finditer(window)),
            unreal=_UNREAL.search(_clause(text, number)) is not None,
            bound=number.bound or ("about" if _LOOSE.search(window[:_BESIDE]) else ""),
        )


def _is_past(sentence: Sentence, number: Number, long_ago: list[DateMention]) -> bool:
    """Whether the nearest date, or else every date of a sentence, is long ago."""
    nearest = _nearest(sentence, number)
    if nearest is None:
        return bool(long_ago) and len(long_ago) == len(sentence.dates)
    return nearest in long_ago


def _nearest(sentence: Sentence, number: Number) -> DateMention | None:
    """The date told nearest to a figure, if it is near."""
    away = [(abs(mention.start - number.start), mention) for mention in sentence.dates]
    apart, mention = min(away, key=lambda pair: pair[0], default=(_AWAY, None))
    return mention if apart < _AWAY else None


def _clause(text: str, number: Number) -> str:
    """The stretch between semicolons and dashes that a figure stands in, up to some words away."""
    first = max(text.rfind(mark, 0, number.start) for mark in (";", ":", "—", "“"))
    return text[max(first, number.start - 90, 0) : number.end + 40]


def _is_rate(text: str, number: Number) -> bool:
    """Whether so many are told for each day or the like, or as a mean."""
    beside = text[max(0, number.start - 110) : number.end + 60]
    return _RATE.search(beside) is not None


def _is_age(text: str, number: Number) -> bool:
    before = text[max(0, number.start - 25) : number.start]
    if number.unit or number.noun or number.low > 110:
        return False
    if _DIED_AT.search(text[max(0, number.start - 120) : number.start]):
        return True
    return bool(_AGE.search(before) and _AGE_AFTER.match(text, number.end))


def _start(text: str, number: Number) -> int:
    bound = _BOUND.search(text[max(0, number.start - 25) : number.start])
    return number.start - len(bound[0]) if bound else number.start


def _claim(sentence: Sentence, number: Number, unit: str, key: str, about: str) -> Claim:
    start = _start(sentence.text, number)
    return Claim(sentence, start, number.end, number.low, number.high, unit, key, about)


def _of_known(
    sentence: Sentence, number: Number, others: list[Number], known: list[tuple[int, int, Aspect]]
) -> Claim | None:
    """A toll, a margin, a turnout and the like."""
    text = sentence.text
    told = counted(text, number, others, known)
    if told is None:
        return None
    aspect, noun = told.aspect, number.noun
    if aspect.people:
        if (
            noun
            and not is_person(noun)
            and not aspect.pattern.search(noun)
            and noun not in _ASPECT_NOUNS
        ):
            return None
        people = "people" if noun in _ASPECT_NOUNS else told.people
        before, after = text[max(0, number.start - 30) : number.start], text[number.end :]
        if _INCREMENT.search(before):
            return None
        if _INCREMENT_AFTER.match(after) and not (aspect.name != "killed" and _OTHERS.match(after)):
            return None
        if people == "" and told.at < number.start:
            return None
        if _OTHERS.match(after):
            people = people_before(others, number)
    else:
        people = ""
        if noun and noun not in ("vote", "ballot", "job", "post", "") and not number.unit:
            return None
    made = _claim(sentence, number, number.unit, aspect.name, aspect.name)
    return replace(made, people=people, settled=aspect.settled, known=True)


_ASPECT_NOUNS = frozenset(
    stem(word)
    for word in "deaths death injuries arrests cases reactions infections fatalities survivors"
    " hostages protesters marchers demonstrators reports".split()
)


def _of_time(sentence: Sentence, number: Number) -> Claim | None:
    """How long something took, in minutes; months are taken for thirty days and a bit."""
    size = _TIMES.get(number.unit)
    if size is None:
        return None
    text = sentence.text
    before, what = text[max(0, number.start - 80) : number.start], ""
    if number.noun and text[number.start : number.end].count("-"):
        what = number.noun
    elif match := _LASTED_BEFORE.search(before) or _ENDED_AFTER.search(before):
        what = stem(match["what"])
    elif _SENTENCED.search(before):
        what = "sentence"
    lasting = _LASTING.search(before)
    if lasting and _FOR_SO_LONG.search(before):
        what = stem(lasting[0])
    if len(what) < 3 or what in _GENERIC:
        return None
    made = _claim(sentence, number, "time", what, f"length of the {_written(text, what)}")
    return replace(made, low=number.low * size, high=number.high * size, settled=True)


def _of_noun(sentence: Sentence, number: Number) -> Claim | None:
    """So many of something that no list knows: doses, ballots, dollars."""
    text, noun = sentence.text, number.noun
    before, after = text[max(0, number.start - 30) : number.start], text[number.end :]
    if number.unit in ("", "square m") and not noun:
        match = re.search(r"([a-z]+s),\s*$", before)
        if match and re.match(r"\s+of\s+them\b", after):
            noun = stem(match[1])
        else:
            match = re.match(r"\s+(?:for|of)\s+the\s+([a-z]+s)\b", after)
            noun = stem(match[1]) if match else ""
    if _INCREMENT.search(before) or _INCREMENT_AFTER.match(after):
        return None
    if noun == "vote" and re.match(r"\s+votes?\s+to\s", after):
        return None
    if number.unit in _NO_AMOUNT or number.low < 2 or (not number.unit and noun in _NOTHING):
        return None
    if not number.unit and number.low < _FEWEST:
        return None
    what = noun
    if (number.unit and number.unit in _CURRENCIES) or noun in _MONEY:
        what = _measure(text, number)
        if not what:
            return None
    elif number.unit:
        measure = "percentage" if number.unit == "%" else f"number of {number.unit}s"
        return replace(_claim(sentence, number, number.unit, number.unit, measure), weak=True)
    about = what if what != noun else f"number of {_written(text, noun)}"
    return _claim(sentence, number, number.unit, f"{number.unit} {what}", about)


def _measure(text: str, number: Number) -> str:
    """The word for what money is told of, nearest to an amount: cost, fine, profit."""
    best: tuple[float, str] = (_MONEY_REACH, "")
    for match in _MEASURE.finditer(text[: number.end + 80]):
        if match.start() >= number.end:
            away = 1.0 * len(_WORD.findall(text[number.end : match.start()]))
        else:
            between = text[match.end() : number.start]
            slow = 0.3 if CHANGED.search(between) else 1.0
            away = slow * len(_WORD.findall(between)) + 0.5
        gap = text[min(number.end, match.end()) : max(number.start, match.start())]
        if away < best[0] and not _CUT.search(gap):
            best = (away, next(name for name, word in match.groupdict().items() if word))
    return best[1]


def _written(text: str, wanted: str) -> str:
    return next((word.lower() for word in _WORD.findall(text) if stem(word) == wanted), wanted)


def near(sentence: Sentence, start: int, end: int) -> frozenset[str]:
    """The content words within some words of a place in a sentence, its own excluded."""
    text = sentence.text
    before = " ".join(_WORD.findall(text[:start])[-12:])
    after = " ".join(_WORD.findall(text[end:])[:8])
    said = (CANON.get(term, term) for term in (*terms(before), *terms(after)))
    return frozenset(term for term in said if not term[0].isdigit())
