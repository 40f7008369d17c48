"""What a figure in a news text is the figure of: the killed, the margin, the turnout."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from vectorstore.text import Number, stem
from vectorstore.text.places import DEMONYMS

_FAR = 140
_REACH = 9
"""A word this far from a figure, in words, no longer tells what is counted."""
_BARRIER = re.compile(r"[;:—()]|\s[-–]\s|[.!?][\"'”’]?\s|\b(?:while|whereas)\b")
_SLOWER = re.compile(r",|\b(?:and|but|or|which|who|after|when|as)\b", re.IGNORECASE)
_WORD = re.compile(r"[\w’'-]+")
# "Reached 9,800 people and killed 213": the word is the second figure's.
_TAKEN = re.compile(
    r"\s+(?:(?:at\s+least|about|around|some|another|more\s+than|up\s+to|nearly|over)\s+)?",
    re.IGNORECASE,
)
CHANGED = re.compile(
    r"\b(?:r[io]se|risen|rising|climb\w*|gr[eo]w\w*|reach\w*|st[oa]nds?|stood|put|jump\w*|revised"
    r"|increas\w+|dropp?\w*|fell|fallen|raised|lowered|corrected|passed|surpassed|at|to|cut|is|was"
    r"|were|are|hit)(?:\s+(?:now|up|down|back|further|again|is|was))?\s+(?:to|at|by|now)?\s*"
    r"(?:at\s+least|about|around|some|more\s+than|over|nearly|just|almost|up\s+to|fewer\s+than"
    r"|less\s+than|an?\s+estimated)?\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Aspect:
    """A quantity that news tells in many words.

    `people`: people are counted, and what people matters. `settled`: it does not change as a
    story goes on, so that two figures for it are at odds. `units`: the measures it comes in.
    """

    name: str
    pattern: re.Pattern[str]
    people: bool = False
    settled: bool = False
    units: frozenset[str] = frozenset({""})


def _aspect(
    name: str, words: str, *, people: bool = False, settled: bool = False, units: str = ""
) -> Aspect:
    pattern = re.compile(rf"\b(?:{'|'.join(words.split())})\b".replace("_", r"\s+"), re.IGNORECASE)
    return Aspect(name, pattern, people, settled, frozenset(units.split("|")))


ASPECTS = (
    _aspect(
        "killed",
        r"kill(?:ed|ing|s)? die[sd]? dying dead deaths? death_toll toll fatalities perished slain"
        r" los[et]_their_lives lives_lost claimed_\w+_lives lives bodies",
        people=True,
    ),
    _aspect(
        "injured", r"injur(?:ed|ing|ies|e) wound(?:ed|ing|s) hurt hospitali[sz]ed", people=True
    ),
    _aspect("missing", r"missing unaccounted(?:_for)?", people=True),
    _aspect(
        "on board",
        r"aboard on_board carrying",
        people=True,
        settled=True,
    ),
    _aspect("arrested", r"arrest(?:ed|ing|s)? detain(?:ed|ing|s)? into_custody", people=True),
    _aspect(
        "evacuated or driven out",
        r"evacuat(?:ed|ing|ion) displaced from_their_homes fled_their_homes homeless"
        r" leave_their_homes left_their_homes",
        people=True,
    ),
    _aspect("rescued", r"rescued? survivors? survived saved", people=True),
    _aspect(
        "taken ill",
        r"ill sick sickened unwell fever symptoms? reactions? infected infections? poisoned"
        r" fallen_ill (?:confirmed|reported)_cases cases_of",
        people=True,
    ),
    _aspect("held hostage", r"hostages? kidnapped abducted captives?", people=True),
    _aspect(
        "in the crowd",
        r"march(?:ed|ing|ers)? protest(?:ed|ing|ers)? rall(?:y|ied) demonstrat(?:ed|ing|ors)"
        r" took_part attended gathered crowd turned_out",
        people=True,
        settled=True,
    ),
    _aspect("margin of votes", r"margin lead ahead gap majority behind", settled=True),
    _aspect(
        "turnout",
        r"turnout turned_out",
        settled=True,
        units="%",
    ),
    _aspect("inflation", r"inflation consumer_prices cpi", units="%", settled=True),
    _aspect("growth", r"growth gr[oe]wn? growing gdp gross_domestic_product", units="%"),
    _aspect("unemployment", r"unemployment jobless(?:_rate)?", units="%", settled=True),
    _aspect("interest rate", r"(?:key|interest|base|benchmark|policy)_(?:\w+_)?rates?", units="%"),
    _aspect("magnitude", r"magnitude richter", settled=True),
    _aspect("jobs", r"jobs posts redundancies lay_off", units="|%"),
)
# Who is counted: figures for different people are different figures.
_PEOPLE = """
people people person persons others victims lives individuals men bodies
fighters fighters militants extremists jihadists insurgents rebels gunmen terrorists militiamen
troops soldiers troops servicemen soldier personnel service
children children pupils schoolchildren students teenagers kids
women women girls
police police policemen officers
civilians civilians residents villagers
workers workers miners employees staff labourers
passengers passengers travellers
crew crew sailors seamen crewmen
skiers skiers climbers hikers
"""
_GROUPS = {
    stem(word): line.split()[0] for line in _PEOPLE.strip().splitlines() for word in line.split()
}
_PEOPLES = frozenset(stem(word) for word in DEMONYMS)
_SERIOUS = re.compile(r"\b(?:critical|serious|bad|severe)(?:ly)?\b|\bintensive\s+care\b", re.I)


@dataclass(frozen=True, slots=True)
class Counted:
    """The aspect of a figure, and which people it counts (empty: not told)."""

    aspect: Aspect
    people: str
    at: int


def marks(text: str) -> list[tuple[int, int, Aspect]]:
    """Where a sentence names a quantity that is known."""
    return [
        (match.start(), match.end(), aspect)
        for aspect in ASPECTS
        for match in aspect.pattern.finditer(text)
    ]


def counted(
    text: str, number: Number, others: list[Number], known: list[tuple[int, int, Aspect]]
) -> Counted | None:
    """What a figure of a sentence is the figure of; None where no word near it tells."""
    best: tuple[float, int, Aspect] | None = None
    for start, end, aspect in known:
        if start - number.end > _FAR or number.start - end > _FAR:
            continue
        if number.unit not in aspect.units or (number.start < end and start < number.end):
            continue
        cost = _cost(text, number, others, start, end)
        if cost is not None and cost <= _REACH and (best is None or cost < best[0]):
            best = (cost, start, aspect)
    if best is None:
        return None
    _, at, aspect = best
    return Counted(aspect, _people(text, number, at) if aspect.people else "", at)


def _cost(text: str, number: Number, others: list[Number], start: int, end: int) -> float | None:
    """How far a word stands from a figure, in words; None when something stands between."""
    after = start >= number.end
    first, last = (number.end, start) if after else (end, number.start)
    gap = text[first:last]
    if after and any(
        _TAKEN.fullmatch(text, end, other.start) for other in others if other.start >= end
    ):
        return None
    if _BARRIER.search(gap) or any(first <= other.start < last for other in others):
        return None
    words = len(_WORD.findall(gap))
    slower = len(_SLOWER.findall(gap))
    if not after and CHANGED.search(gap):
        return 0.3 * words + slower
    return words + 2.0 * slower + (0 if after else 0.5)


def _people(text: str, number: Number, at: int) -> str:
    """The group of people counted, as the words beside figure and keyword tell it."""
    if _SERIOUS.search(text[max(0, min(number.end, at) - 25) : max(number.end, at) + 35]):
        return "seriously"
    if number.noun:
        return _GROUPS.get(number.noun, number.noun)
    return next(_named(text, number, at), "people")


def people_before(numbers: list[Number], number: Number) -> str:
    """Whom the figure before one counts: what "others" are others of."""
    told = [one.noun for one in numbers if one.end <= number.start and one.noun]
    return _GROUPS.get(told[-1], told[-1]) if told else "people"


def _named(text: str, number: Number, at: int) -> Iterator[str]:
    if re.match(r"\s+of\s+(?:them|whom|those)\b", text[number.end :]):
        yield ""
    first, last = min(number.end, at), max(number.start, at)
    near = _WORD.findall(text[max(0, first - 25) : last])
    after = _WORD.findall(text[number.end : number.end + 40])[:3] if at < number.start else []
    for word in (*after, *reversed(near)):
        if (group := _GROUPS.get(stem(word))) and word.lower() not in ("lives", "bodies"):
            yield group


def is_person(noun: str) -> bool:
    """Whether a noun, by its stem, means people."""
    return noun in _GROUPS or noun in _PEOPLES
