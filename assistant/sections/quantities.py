"""What the figures of a sentence are the figures of: the killed, the turnout, so many doses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import floor, log, log10

from assistant.sections.sentences import SentenceRecord
from vectorstore.text import same_name, stem, terms
from vectorstore.text.annotations import Bound, Quantity, TimeExpression
from vectorstore.text.lexicon import any_of
from vectorstore.text.lexicon.calendar import CALENDAR
from vectorstore.text.lexicon.number_words import CARDINALS
from vectorstore.text.lexicon.roles import is_plural_person
from vectorstore.text.numbers import with_bound

_REACH = 9.0
"""A word this far from a figure, in words, no longer tells what is counted."""
_FAR = 140
_HISTORY = 45
"""What is told of a day so long before publication is background."""
_AWAY = 100
_COARSE, _ABOUT, _OPEN = 0.05, 0.1, 1.25
"""How far a rounded value, one "about" and one "more than" may be from another for both to hold."""
_FEWEST = 10
"""So few of something that no list knows are told of many things."""

_BARRIER = re.compile(r"[;:—()]|\s[-–]\s|[.!?][\"'”’]?\s|\b(?:while|whereas)\b")
_SLOWER = re.compile(r",|\b(?:and|but|or|which|who|after|when|as)\b", re.IGNORECASE)
_WORD = re.compile(r"[\w’'-]+")
_RISEN = re.compile(
    r"\b(?:r[io]se|risen|rising|climb\w*|gr[eo]w\w*|reach\w*|st[oa]nds?|stood|put|jump\w*|revised"
    r"|increas\w+|dropp?\w*|fell|fallen|raised|lowered|corrected|passed|surpassed|at|to|cut|is|was"
    r"|were|are|hit)(?:\s+(?:now|up|down|back|further|again))?(?:\s+(?:to|at|by))?"
    r"(?:\s+(?:at\s+least|about|around|some|more\s+than|over|nearly|just|almost|up\s+to))?\s*$",
    re.IGNORECASE,
)
_PART = re.compile(
    rf"\b(?:another|further|additional|extra|first|last|every|each|per|includ(?:ing|es?|ed)"
    rf"|among\s+them|aged?|one\s+in|\d\s+in|(?:\d|{any_of(CARDINALS)})\s+of(?:\s+the)?"
    r"|out\s+of)\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)
_PART_AFTER = re.compile(
    r"\s+(?:\w+\s+)?(?:more|further|additional|other|new|fresh|daily)\b"
    r"|\s+of\s+(?:the|those|its|their|his|whom|which|them)\b|\s+in\s+(?:\d|every)|\s+out\s+of\b|[-–:/]\d"
    r"|[-\s](?:year|month|week|day)s?[-\s]old\b",
    re.IGNORECASE,
)
_SCORE = re.compile(r"\d[-–:/]$")
"""Before the second half of a score: "108-95"."""
_RANGE = re.compile(r"\d\s*(?:and|to|or|[-–])\s*\d")
_RATE = re.compile(
    r"\b(?:a|per|each|every)\s+(?:single\s+)?(?:day|week|month|hour|minute)\b"
    r"(?!\s+(?:earlier|later|after|before|ago|of|and))|\bdaily\b|\baverag\w+\b",
    re.IGNORECASE,
)
_OLD = re.compile(
    r"\b(?:from|not(?:\s+(?:by|at|for|on|in))?|rather\s+than|instead\s+of"
    r"|(?:compared|against)\s+(?:with|to)|previous(?:ly)?|initial(?:ly)?|original(?:ly)?|earlier"
    r"|first\s+(?:reported|put|said|told|announced|given)(?:\s+(?:as|at))?)\s+"
    r"(?:(?:an?|the|its)\s+)?(?:(?:earlier|previous|first|initial|original|provisional)\s+)?"
    r"(?:\w+\s+of\s+)?(?:(?:about|more\s+than|at\s+least|some|over)\s+)?$",
    re.IGNORECASE,
)
_CORRECTED = re.compile(
    r"\b(?:earlier|previous)\s+(?:version|report|article|edition)|\bcorrection\b|\bwrongly\b"
    r"|\berroneously\b|\bmistakenly\b|\bin\s+error\b",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"\b(?:now|revis\w+|correct\w+|restat\w+|updat\w+|no\s+longer|still|so\s+far|latest|later"
    r"|remain\w*|postpon\w+|reschedul\w+|moved|put\s+(?:off|back)|delayed|widen\w+|reach\w*"
    r"|rising|growing|increas\w+|(?:r[io]se|risen|climb\w*|gr[eo]wn?|raised|dropp\w*|fell|fallen"
    r"|lower\w*|cut)(?=[^.;]{0,30}?\b(?:to|from|by|past|above|below|again)\b))\b",
    re.IGNORECASE,
)
REPLACED = re.compile(
    r"\b(?:revis\w+|correct\w+|restat\w+|updat\w+|postpon\w+|reschedul\w+|moved|put\s+(?:off|back)"
    r"|delayed|brought\s+forward|recount\w*|(?:down|up)\s+from)\b",
    re.IGNORECASE,
)
_UNREAL = re.compile(
    r"\b(?:forecast\w*|expect\w*|predict\w*|project(?:ion\w*|ed)|target\w*|limits?|cap|could"
    r"|might|may|if|unless|plan(?:s|ned)?|aim(?:s|ed)?|seeks?|demand\w*|propos\w+"
    r"|hope[sd]?|should|must|at\s+risk|threaten\w*|fear\w*|capacity|any|wants?|goal)\b"
)
_WOULD, _IF = re.compile(r"\bwould\b"), re.compile(r"\bif\b")
_STAGE = re.compile(
    r"\b(?:(?:first|second)\s+round|run-?off|recount|rerun|(?:final|initial)\s+(?:count|results?"
    r"|round)|provisional|preliminary|partial|exit\s+poll|aftershock|(?:first|second|third|fourth)"
    r"\s+(?:quarter|half)|core|annual|monthly|quarterly|average|youth)\b",
    re.IGNORECASE,
)
_STATE = re.compile(r"dead|injured|hurt|wounded|missing|homeless|hospitali[sz]ed|aboard|ill|sick")
_VAGUE = re.compile(r"(?:dozen|hundred|thousand|million|billion)s\b", re.IGNORECASE)
_NOBODY = re.compile(r"(?:nobody|no\s+one|no\s+injuries|no\s+deaths)\b", re.IGNORECASE)
_DEAD = re.compile(r"(?:death\s+)?toll|deaths|fatalities|dead\b")
_NAMED = re.compile(r"(?P<group>\b[A-Z][a-z]{3,})\s+(?:death\s+)?(?=$|deaths|fatalities|dead\b)")
"""Whose dead they are: "the Palestinian death toll", "ten Lebanese fatalities"."""
_ALONE = re.compile(r"^[^.;]*\balone\b")
_ANOTHER_TIME = re.compile(r"\b(?:in|of|during)\s+that\s+\w+\b")
_TOTAL = re.compile(
    r"\b(?:toll|total|in\s+all|rising|number\s+of|count|so\s+far|confirmed|known\s+to|r[io]se|risen|climb\w*"
    r"|reach\w*|surpass\w*|exceed\w*|up\s+from|down\s+from|increased|raised|stands?|stood|now"
    r"|bringing|more\s+than|over)\b",
    re.IGNORECASE,
)
"""A figure beside such words is told as that of all."""
_HEADING, _LARGE = 4, 100
_AND = re.compile(r"^[^,;:.()]*\s(?:and|&)\s+$")
_BESIDE = 40
_BOTH = re.compile(r"\s+(?:or|and)\s+(?:were\s+|was\s+)?")
"""Between two words for what is counted: the figure is of both together."""
_AGE = re.compile(r"(?<=[a-z],)\s(?:now\s|also\s)?$")
_SERIOUS = re.compile(r"\b(?:critical|serious|bad|severe)(?:ly)?\b|\bintensive\s+care\b", re.I)


@dataclass(frozen=True, slots=True)
class Attribute:
    """A quantity that news tells in many words.

    `people`: people are counted, and which matters. `settled`: it does not change as a story goes
    on, so that two figures for it are at odds. `rising`: it only grows. `units`: the measures it
    comes in.
    """

    name: str
    pattern: re.Pattern[str]
    people: bool = False
    settled: bool = False
    rising: bool = False
    units: frozenset[str] = frozenset({""})


def _attribute(
    name: str,
    words: str,
    *,
    people: bool = False,
    settled: bool = False,
    rising: bool = False,
    units: str = "",
) -> Attribute:
    pattern = re.compile(rf"\b(?:{'|'.join(words.split())})\b".replace("_", r"\s+"), re.IGNORECASE)
    measures = frozenset({*units.split("|"), *(("people",) if people else ())})
    return Attribute(name, pattern, people, settled, rising, measures)


ATTRIBUTES = (
    _attribute(
        "killed",
        r"kill(?:ed|ing|s)? die[sd]? dying dead deaths? toll fatalities perished slain deceased"
        r" los[et]_their_lives lives_lost claimed_\w+_lives",
        people=True, rising=True,
    ),
    _attribute(
        "injured", r"injur(?:ed|ing|ies|e) wound(?:ed|ing|s) hurt hospitali[sz]ed"
        r" taken_to_hospital",
        people=True, rising=True,
    ),
    _attribute("missing", r"missing unaccounted(?:_for)?", people=True),
    _attribute("on board", r"aboard on_board carrying", people=True, settled=True),
    _attribute(
        "arrested", r"arrest(?:ed|ing|s)? detain(?:ed|ing|s)? into_custody",
        people=True, rising=True,
    ),
    _attribute(
        "driven out", r"evacuat(?:ed|ing) (?:fled|left)_their_homes from_their_homes"
        r" (?:been|were)_displaced",
        people=True,
    ),
    _attribute("rescued", r"rescued saved", people=True, rising=True),
    _attribute(
        "taken ill",
        r"ill sick sickened unwell fever symptoms? reactions? infected infections? poisoned"
        r" (?:confirmed|reported)_cases cases_of",
        people=True, rising=True,
    ),
    _attribute("held hostage", r"hostages? kidnapped abducted captives?", people=True),
    _attribute(
        "in the crowd",
        r"march(?:ed|ing|ers)? protest(?:ed|ing|ers)? rall(?:y|ied) demonstrat(?:ed|ing|ors)"
        r" took_part attended gathered crowd turned_out",
        people=True, settled=True,
    ),
    _attribute("margin of votes", r"margin lead ahead majority", settled=True),
    _attribute("turnout", r"turnout turned_out", settled=True, units="%"),
    _attribute("inflation", r"inflation consumer_prices cpi", units="%", settled=True),
    _attribute("growth", r"growth gr[oe]wn? growing gdp", units="%"),
    _attribute("magnitude", r"magnitude richter", settled=True),
    _attribute("jobs", r"jobs redundancies lay_off", units="|%"),
)  # fmt: skip
# Who is counted: figures for different people are different figures.
_PEOPLE = """
people people person victim individual body
fighter fighter militant extremist jihadist insurgent rebel gunman terrorist
troops soldier troop serviceman personnel
child child pupil schoolchild student teenager
woman woman girl
worker worker miner employee staff
crew crew sailor seaman
skier skier climber hiker
"""
_GROUPS = {
    stem(word): line.split()[0] for line in _PEOPLE.strip().splitlines() for word in line.split()
}
_WHOLE = frozenset(_GROUPS.values()) - {"child", "woman"}
_COMMON = frozenset({"", "seriously", *_GROUPS.values()})
_VOTES = frozenset(map(stem, ("vote", "ballot", "voter")))
CURRENCIES = frozenset("$£€¥₹₽₪₩")
_NOT_COMPARED = frozenset(
    "fraction point degree second minute hour day week month year decade century".split()
)
"""How long something took is told of too many things to be held against each other."""


_EXACT = frozenset({"day", "time", "age", "vote"})
_ONE_VALUE = _EXACT | {"name", "cause"}


@dataclass(frozen=True, slots=True)
class _Mark:
    """A word of a sentence that tells an attribute."""

    start: int
    end: int
    attribute: Attribute


@dataclass(frozen=True, slots=True)
class ReportedQuantity:
    """A figure or a day that a sentence reports, and what it is the value of.

    `start` to `end` of the article holds it as it is told, with its bound ("at least 400").
    `about` says in words what it is of: an attribute, or what is counted, by stem in `counted`.
    `group`: which people are counted. `changing`: told as what now holds; `replaces`: the figure
    beside it that held before ("87, down from 212"). `unreal`: told as forecast, feared or aimed
    at. `stage`: words that part one count from another ("provisional"). `partial`: the sentence
    counts other groups of the same beside it. `revised`: told as a correction.
    """

    sentence: SentenceRecord
    start: int
    end: int
    value: float
    unit: str
    about: str
    bound: Bound = ""
    attribute: Attribute | None = None
    counted: str = ""
    group: str = ""
    replaces: float | None = None
    changing: bool = False
    unreal: bool = False
    stage: frozenset[str] = frozenset()
    partial: bool = False
    revised: bool = False

    @property
    def text(self) -> str:
        """The value as it is told."""
        return " ".join(self.sentence.article.text[self.start : self.end].split())

    @property
    def salient(self) -> bool:
        """Whether it is told as the figure for all: in an article's head or title, as a bound or
        a total, or large; or that of a thing which has but one."""
        if self.attribute is None or self.exact or not self.attribute.people:
            return True
        sentence = self.sentence
        if self.value == 1:
            return sentence.position == 0
        base = sentence.start
        beside = sentence.text[max(0, self.start - base - 60) : self.end - base + 40]
        return (
            sentence.position < _HEADING
            or bool(self.bound)
            or self.value >= _LARGE
            or self.text in sentence.article.title
            or _TOTAL.search(beside) is not None
        )

    @property
    def of_named(self) -> bool:
        """Whether it counts people of one nation or party, by its name."""
        return self.group not in _COMMON

    def apart(self, other: ReportedQuantity) -> float:
        """How far its value is from another, as the size of their ratio's logarithm."""
        return abs(log(max(self.value, 0.5) / max(other.value, 0.5)))

    @property
    def exact(self) -> bool:
        """Whether it is of a thing that has but one value."""
        return self.unit in _ONE_VALUE or bool(self.attribute and self.attribute.settled)

    @property
    def key(self) -> tuple[str, str]:
        """What two must have in common to be compared."""
        return self.unit, self.attribute.name if self.attribute else self.counted


def reported_quantities(sentence: SentenceRecord) -> Iterator[ReportedQuantity]:
    """The figures of a sentence that other articles may tell as well, in order.

    Neither rates nor ages, parts of a whole ("another 40", "three of them"), nor what is told of
    months gone by.
    """
    annotation, text = sentence.annotation, sentence.text
    if annotation.boilerplate or _CORRECTED.search(text):
        return
    quantities = [quantity for quantity in annotation.quantities if _is_told(sentence, quantity)]
    if match := _NOBODY.match(text):
        start, end = sentence.start, sentence.start + match.end()
        quantities.append(Quantity(start, end, 0.0, "people", (end, end)))
    marks = [
        _Mark(match.start(), match.end(), attribute)
        for attribute in ATTRIBUTES
        for match in attribute.pattern.finditer(text)
    ]
    nearest = {quantity: _nearest(sentence, quantity, marks) for quantity in quantities}
    taken: dict[_Mark, float] = {}
    for cost, mark in filter(None, nearest.values()):
        taken[mark] = min(cost, taken.get(mark, cost))
    for quantity in quantities:
        found = nearest[quantity]
        if found is not None and not _is_of_two(text, found[1], marks):
            # One word tells of one figure: the nearest.
            if found[0] == taken[found[1]]:
                yield _of_attribute(sentence, quantity, found[1])
        elif found is None and (thing := _of_thing(sentence, quantity)):
            yield thing


def _is_told(sentence: SentenceRecord, quantity: Quantity) -> bool:
    """Whether a figure is one of what now holds: no range, rate or part, and not of long ago."""
    text = sentence.article.text
    if _RANGE.search(text, quantity.start, quantity.end) or _VAGUE.search(
        text, quantity.start, quantity.end
    ):
        return False
    if is_old(sentence, quantity.start) or _is_part(sentence, quantity):
        return False
    return not _is_history(sentence, quantity)


def made(
    sentence: SentenceRecord, start: int, end: int, value: float, unit: str, about: str,
    bound: Bound = "", attribute: Attribute | None = None, counted: str = "", group: str = "",
) -> ReportedQuantity:  # fmt: skip
    text, first = sentence.text, sentence.start
    start = first + with_bound(text, start - first, end - first).start
    beside = text[max(0, start - first - 90) : end - first + 45]
    clause = re.split(r"[;:—“]", text[max(0, start - first - 90) : start - first])[-1]
    settled = unit in _ONE_VALUE or (attribute is not None and attribute.settled)
    return ReportedQuantity(
        sentence, start, end, value, unit, about, bound, attribute, counted, group,
        replaces=_replaced(sentence, start, end, value, unit),
        revised=REPLACED.search(beside) is not None,
        changing=(REPLACED if settled else _CHANGED).search(beside) is not None,
        unreal=_UNREAL.search(clause) is not None or _is_supposed(text),
        stage=frozenset(match[0].lower() for match in _STAGE.finditer(beside)),
    )  # fmt: skip


def _is_supposed(text: str) -> bool:
    """Whether a sentence tells what would be if something were so."""
    would = _WOULD.search(text)
    return would is not None and _IF.search(text, would.end()) is not None


def is_old(sentence: SentenceRecord, start: int) -> bool:
    """Whether a figure is told as what was said or held before."""
    before = sentence.text[max(0, start - sentence.start - 45) : start - sentence.start]
    return _OLD.search(before) is not None


def _replaced(
    sentence: SentenceRecord, start: int, end: int, value: float, unit: str
) -> float | None:
    """The figure or day of the sentence that a new one beside it replaces."""
    values = [
        (one.start, one.value)
        for one in sentence.annotation.quantities
        if not start <= one.start < end and unit != "day"
    ]
    values += [
        (one.start, float(one.day.toordinal()))
        for one in sentence.annotation.times
        if one.day is not None and one.precision == "day" and unit == "day"
        if not start <= one.start < end
    ]
    old = (
        was
        for place, was in values
        if was != value and abs(place - start) < _AWAY and is_old(sentence, place)
        # "To 87 from 212" replaces; "from $2 to $10" may be a range.
        if place > start or _CHANGED.search(sentence.text[: start - sentence.start])
    )
    return next(old, None)


def _is_part(sentence: SentenceRecord, quantity: Quantity) -> bool:
    """Whether a figure is a rate, an age, or of some of what is told of."""
    text, start, end = sentence.text, quantity.start - sentence.start, quantity.end - sentence.start
    if _PART.search(text[max(0, start - 30) : start]) or _PART_AFTER.match(text, end):
        return True
    if _SCORE.search(text, max(0, start - 2), start):
        return True
    if _ALONE.search(text[end : end + 60]) or _ANOTHER_TIME.search(text[max(0, start - 40) : end]):
        return True
    if _AGE.search(text[max(0, start - 12) : start]) and text[end : end + 1] in ",.":
        return True
    return _RATE.search(text[max(0, start - 110) : end + 60]) is not None


def _is_history(sentence: SentenceRecord, quantity: Quantity) -> bool:
    """Whether the day told nearest to a figure, if any is near, is long before publication."""
    published = sentence.article.day
    times = [time for time in sentence.annotation.times if time.day is not None]
    if published is None or not times:
        return False
    nearest = min(times, key=lambda time: abs(time.start - quantity.start))
    if abs(nearest.start - quantity.start) < _AWAY:
        return _long_ago(nearest, published.toordinal())
    return all(_long_ago(time, published.toordinal()) for time in times)


def _long_ago(time: TimeExpression, published: int) -> bool:
    span = {"day": 0, "week": 7, "month": 31, "year": 366}[time.precision]
    return time.day is not None and time.day.toordinal() + span < published - _HISTORY


def _nearest(
    sentence: SentenceRecord, quantity: Quantity, marks: Sequence[_Mark]
) -> tuple[float, _Mark] | None:
    """The nearest word for an attribute that a figure can be the value of, and how far it is."""
    counted = _counted(sentence, quantity)
    found = [
        (cost, mark)
        for mark in marks
        if quantity.unit in mark.attribute.units and _fits(mark.attribute, counted, quantity)
        if (cost := _cost(sentence, quantity, mark.start, mark.end)) is not None
        if cost <= _REACH
    ]
    return min(found, key=lambda pair: pair[0], default=None)


def _is_of_two(text: str, mark: _Mark, marks: Sequence[_Mark]) -> bool:
    """Whether a figure is of two attributes together: "45 injured or dead"."""
    return any(
        other.attribute is not mark.attribute
        and _BOTH.fullmatch(text, min(mark.end, other.end), max(mark.start, other.start))
        for other in marks
    )


def _of_attribute(sentence: SentenceRecord, quantity: Quantity, mark: _Mark) -> ReportedQuantity:
    """A toll, a margin, a turnout and the like."""
    attribute = mark.attribute
    group = _group(sentence, quantity, mark.start) if attribute.people else ""
    found = made(
        sentence, quantity.start, quantity.end, quantity.value,
        "" if attribute.people else quantity.unit, attribute.name, quantity.bound, attribute,
        group=group,
    )  # fmt: skip
    return replace(found, partial=_is_listed(sentence, quantity, mark))


def _is_listed(sentence: SentenceRecord, quantity: Quantity, mark: _Mark) -> bool:
    """Whether a figure is one of several counts of groups or places, none of them the whole.

    "19 pupils and two teachers"; "12 in Elm County, eight in Oak County, five in Ash County".
    """
    text, alike = sentence.article.text, 0
    for other in sentence.annotation.quantities:
        if other is quantity or other.unit not in mark.attribute.units:
            continue
        between = text[min(other.end, quantity.end) : max(other.start, quantity.start)]
        unmarked = _cost(sentence, other, mark.start, mark.end) is None
        if unmarked and len(between) < _BESIDE and _AND.search(between):
            return True
        alike += other.start > quantity.end and not mark.attribute.pattern.search(between)
    return alike > 1


def _fits(attribute: Attribute, counted: str, quantity: Quantity) -> bool:
    """Whether what a figure counts can be what the attribute is of."""
    if attribute.name == "margin of votes":
        return counted in _VOTES
    if attribute.people:
        known = quantity.unit == "people" or not counted or counted in _GROUPS
        return known or attribute.pattern.search(counted) is not None or counted in _CASES
    return counted not in _GROUPS


_CASES = frozenset(
    map(stem, "deaths injuries arrests cases reactions infections reports survivors".split())
)


def _noun(sentence: SentenceRecord, quantity: Quantity) -> str:
    words = _WORD.findall(sentence.article.text[slice(*quantity.counted)].lower())
    # "Two teachers dead", "26 people fell ill": what is counted is teachers, people.
    persons = [word for word in words if is_plural_person(word)]
    if persons or not words:
        return persons[-1] if persons else ""
    return "" if _STATE.fullmatch(words[-1]) or words[-1] in CALENDAR else words[-1]


def _counted(sentence: SentenceRecord, quantity: Quantity) -> str:
    """The stem of the noun that says what is counted; empty where none does."""
    noun = _noun(sentence, quantity)
    return stem(noun) if noun else ""


def _cost(sentence: SentenceRecord, quantity: Quantity, start: int, end: int) -> float | None:
    """How far a word stands from a figure, in words; None when something stands between."""
    text, base = sentence.text, sentence.start
    own_start, own_end = quantity.start - base, quantity.end - base
    if start - own_end > _FAR or own_start - end > _FAR or (start < own_end and own_start < end):
        return None
    after = start >= own_end
    first, last = (own_end, start) if after else (end, own_start)
    others = [other.start - base for other in sentence.annotation.quantities]
    gap = text[first:last]
    if _BARRIER.search(gap) or any(first <= other < last for other in others):
        return None
    words, slower = len(_WORD.findall(gap)), len(_SLOWER.findall(gap))
    if not after and _RISEN.search(gap):
        return 0.3 * words + slower
    return words + 2.0 * slower + (0 if after else 0.5)


def _group(sentence: SentenceRecord, quantity: Quantity, at: int) -> str:
    """Which people are counted: by the noun behind the figure, else by the words around it."""
    text, start, end = sentence.text, quantity.start - sentence.start, quantity.end - sentence.start
    if _SERIOUS.search(text[max(0, min(end, at) - 25) : max(end, at) + 35]):
        return "seriously"
    noun = _DEAD.match(text, at)
    if match := (_NAMED.search(text[:at]) if noun else _NAMED.match(text[end + 1 :])):
        return match["group"].lower()
    counted = _counted(sentence, quantity)
    if counted and counted not in _CASES:
        return _GROUPS.get(counted, counted)
    around = map(stem, _WORD.findall(text[max(0, min(start, at) - 25) : max(end, at)]))
    return next((_GROUPS[word] for word in around if word in _GROUPS), "")


def _of_thing(sentence: SentenceRecord, quantity: Quantity) -> ReportedQuantity | None:
    """So many of something that no list knows: doses, ballots, dollars, per cent."""
    unit, counted = quantity.unit, _counted(sentence, quantity)
    if unit in _NOT_COMPARED or quantity.value < 2:
        return None
    if unit in ("", "people"):
        if not counted or quantity.value < _FEWEST:
            return None
        about = f"number of {_noun(sentence, quantity)}"
    else:
        counted = ""
        about = "sum of money" if unit in CURRENCIES else "share" if unit == "%" else unit
    return made(
        sentence, quantity.start, quantity.end, quantity.value, unit, about, quantity.bound,
        counted=counted,
    )  # fmt: skip


def same_group(one: ReportedQuantity, other: ReportedQuantity) -> bool:
    """Whether two figures count the same people, as far as both say which."""
    if one.partial != other.partial:
        return False
    if one.group == other.group:
        return True
    # "The toll is 14" counts miners where only miners are told of, but never children alone.
    named = one.group or other.group
    return "" in (one.group, other.group) and not one.partial and named in _WHOLE


def agree(one: ReportedQuantity, other: ReportedQuantity) -> bool:
    """Whether two values may both be so: bounds kept, or one the other rounded."""
    if one.unit in _EXACT:
        return one.value == other.value
    if one.unit == "name":
        return same_name(one.text, other.text)
    if one.unit == "cause":
        ours, theirs = terms(one.text), terms(other.text)
        return any(mine[:4] == its[:4] for mine in ours for its in theirs)
    (low, high), (least, most) = _range(one), _range(other)
    if low <= most and least <= high:
        return True
    return _rounds(one.value, other.value) or _rounds(other.value, one.value)


def _range(quantity: ReportedQuantity) -> tuple[float, float]:
    value = quantity.value
    if quantity.bound == "least":
        return value, value * _OPEN
    if quantity.bound == "most":
        return value / _OPEN, value
    loose = quantity.bound == "about"
    return (value * (1 - _ABOUT), value * (1 + _ABOUT)) if loose else (value, value)


def _rounds(coarse: float, fine: float) -> bool:
    """Whether one figure is the other with fewer digits, and close to it."""
    if coarse <= 0 or fine <= 0 or abs(coarse - fine) > _COARSE * fine:
        return False
    if coarse < 100 and coarse == int(coarse) and fine == int(fine):
        return False
    text = f"{coarse:.10g}"
    if "." in text:
        return round(fine, len(text.split(".")[1])) == coarse
    zeros = len(text) - len(text.rstrip("0"))
    step = 10.0 ** min(zeros, floor(log10(coarse)))
    return abs(coarse - fine) <= step / 2
