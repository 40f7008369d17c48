"""The numbers that matter: what they are, and the exact sentences that tell them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.sections.claims import Claim, claims
from assistant.sections.concerned import concerned
from assistant.sections.matching import agree, same_quantity
from assistant.sections.telling import Sentence, Stories, by_time, originals, sentences_of
from assistant.verification.citations import Quote, publisher_key
from vectorstore.text import Number, stem
from vectorstore.text.annotations import AnnotatedArticle

__all__ = ["Figure", "figures"]

_READ = 2000
"""So many sentences with figures are read closely, those nearest to the head of each article."""
_AHEAD = 25
_LEAST, _CHARACTERS = 2, 600
_A_SENTENCE = 2
_SHARED = 2
_SENTENCE = "sentence"
_COUNTED = re.compile(
    r"[$£€¥₹]\s?\d|\d[\d,.]*\s?(?:%|per\s?cent|million|billion|trillion|bn\b|m\b)"
    r"|(?<![\w.,:/-])(?!(?:1[5-9]|20)\d\d\b)\d[\d,.]*(?=\s[a-z]|\s[A-Z][a-z]+s\b|[,.;)]*(?:\s|$)|-)"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty"
    r"|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|million|billion|dozens?|half)\b",
    re.IGNORECASE,
)
_NO_FIGURE = re.compile(
    r"(?:\b(?:section|article|chapter|page|no\.|number|route|highway|interstate|flight|channel|room"
    r"|gate|platform|phase|stage|level|grade|type|model|version|part|episode|season|week|day|game"
    r"|round|ages?|aged|top|title|psalm|verse|line|figure|table|apollo|formula|boeing|airbus)\s+)$",
    re.IGNORECASE,
)
_NAMED = re.compile(r"\b(?:(?:Group|Gang|Council|Committee|Class) of|Big) $")
_IN_RATIO = re.compile(r"\s+in\s+(?:\d|every|ten|five)|\s+o[’']clock|\s+out\s+of\b", re.IGNORECASE)
_OF_THEM = re.compile(r"\s+of\s+(?:them|whom|those|these|the)\b|\s+(?:to|and|or)\s+\d")
_FATE = re.compile(
    r"\s+(?:dead|killed|missing|injured|wounded|hurt|others|unaccounted\s+for)\b", re.IGNORECASE
)
_TIMED = frozenset(
    {"day", "week", "month", "year", "hour", "minute", "second", "decade", "century"}
)
_WEAK_UNITS = frozenset({"fraction", "point", "degree", "g", "c", "f", "inch"})
_NOT_COUNTED = frozenset(
    stem(word)
    for word in "years months weeks days hours minutes seconds ages times ways reasons things"
    " points"
    " games sets seasons rounds episodes goals runs yards touchdowns wins losses titles matches"
    " tips"
    " steps pages chapters questions photos images comments stars shares minutes holes"
    " inches".split()
)
_WORD = re.compile(r"[\w’'-]+")
_STANDS_END = re.compile(r"[.!?…][\"'”’»)\]]*$")
_SHORTEST, _LONGEST = 5, 60
_OLD_STYLE = re.compile(r"\b(?:year|month|week|day)s?[- ]old\b", re.IGNORECASE)
_SPOKEN = re.compile(r"\b(?:I|we|my|our|me|us)\b")
_MONEY = "$£€¥₹₽₪₩"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it is printed with what it counts, an exact sentence, and who tells it.

    `quotes` hold one sentence of each independent publisher that tells this value, the one
    in `text` first.
    """

    value: str
    text: str
    quotes: tuple[Quote, ...]


def figures(told: Sequence[AnnotatedArticle], most: int = 8) -> list[Figure]:
    """The figures that most independent publishers tell, `most` at most.

    Tolls, sums, shares, rates, distances and counts; no years, days, times, ages or scores. Of
    figures for one thing the newest is told. Of as many publishers what is more specific comes
    first: a toll or a sum before a bare count; then what stands nearer to an article's head.
    Copies of an article count once. The order of the articles makes no difference. Nothing
    counted: an empty list.
    """
    kept = concerned(originals(told))
    stories = Stories([one.article for one in kept])
    found = [claim for sentence in _heads(kept) for claim in _told(sentence)]
    things = []
    stale: set[tuple[str, int]] = set()
    for thing in _things(found, stories):
        newest = _newest(thing)
        things.append(newest)
        stale |= _replaced(thing, newest)
    chosen: list[Figure] = []
    used: Counter[tuple[str, int]] = Counter()
    known: list[Sequence[Claim]] = []
    for tellings in sorted(things, key=_rank):
        if len(chosen) >= max(0, most):
            break
        figure = None if _known(tellings, known) else _made(tellings, used, stale)
        if figure is not None:
            known.append(tellings)
            chosen.append(figure)
            used[figure.quotes[0].article.id, figure.quotes[0].start] += 1
    return chosen


def _known(row: Sequence[Claim], known: Sequence[Sequence[Claim]]) -> bool:
    """Whether a share or a sum that no noun names was told before, beside the same words."""
    return any(
        agree(one, other)
        and one.unit == other.unit
        and (
            one.key == other.key == _SENTENCE
            or (one.weak and other.weak and len(one.near & other.near) >= _SHARED)
        )
        for one in row[:_AHEAD]
        for others in known
        for other in others[:_AHEAD]
    )


def _heads(kept: Sequence[AnnotatedArticle]) -> list[Sentence]:
    """The sentences that may tell a figure: all of a few articles, of many their heads."""
    found = [
        sentence
        for sentence in sentences_of(kept)
        if len(sentence.text) <= _CHARACTERS and _COUNTED.search(sentence.text)
    ]
    by_position = Counter(sentence.position for sentence in found)
    total, depth = 0, 0
    for position in sorted(by_position):
        total += by_position[position]
        if total > _READ and position > _LEAST:
            break
        depth = position
    return [sentence for sentence in found if sentence.position <= depth]


def _told(sentence: Sentence) -> Iterator[Claim]:
    """The claims of a sentence whose figures are fit to be told."""
    if _SPOKEN.search(sentence.text) or sentence.text.endswith("?"):
        return
    by_end = {number.end: number for number in sentence.numbers}
    for claim in claims(sentence):
        number = by_end.get(claim.end)
        if number is None or claim.old or claim.past:
            continue
        if claim.unit == "time" and claim.key.startswith("sentenc"):
            # What a court orders: "sentenced to nine years", "a nine-year sentence".
            yield replace(claim, key=_SENTENCE, end=_noun_end(sentence.text, number))
        elif _matters(claim, number):
            yield replace(claim, end=_noun_end(sentence.text, number))


def _matters(claim: Claim, number: Number) -> bool:
    text = claim.sentence.text
    before = text[: number.start]
    if (
        number.unit in _TIMED
        or number.unit in _WEAK_UNITS
        or claim.unit in ("score", "time", "clock")
    ):
        return False
    if not claim.known and number.noun in _NOT_COUNTED:
        return False
    if (
        _NO_FIGURE.search(before[-30:])
        or _NAMED.search(before[-30:])
        or _OLD_STYLE.match(text, number.end)
    ):
        return False
    if re.match(r"[-–:/][\dA-Za-z]|\s?[-–]\s?\d", text[number.end :]) or re.search(
        r"\d[-–:/]$", before
    ):
        return False
    if "-" in number.text or _IN_RATIO.match(text, number.end):
        return False
    bare = not number.unit and not number.noun
    if bare and _OF_THEM.match(text, number.end):
        return False
    plain = not number.unit and not claim.known
    return not (plain and (number.value < 10 or not number.noun))


def _noun_end(text: str, number: Number) -> int:
    """Where what is counted ends: "42 people", "18,861 votes", "460 unopened ballots"."""
    if not number.noun:
        fate = _FATE.match(text, number.end)
        return fate.end() if fate and not number.unit else number.end
    for place, match in enumerate(_WORD.finditer(text, number.end, number.end + 60)):
        if place > 3 or any(mark in text[number.end : match.start()] for mark in ".,;:()"):
            break
        if stem(match[0]) == number.noun:
            return match.end()
    return number.end


def _things(found: Sequence[Claim], stories: Stories) -> list[list[Claim]]:
    """Claims for one thing together, whatever their values."""
    rows: dict[tuple[str, str], list[tuple[Claim, list[Claim]]]] = defaultdict(list)
    for claim in found:
        row = rows[claim.unit, claim.key]
        thing = [claim]
        for other, others in reversed(row[-_AHEAD:]):
            if others is not thing and _one_thing(other, claim, stories):
                # Two things that a later telling brings together are one.
                others.extend(thing)
                row[:] = [(c, others if t is thing else t) for c, t in row]
                thing = others
        row.append((claim, thing))
    return [
        thing for row in rows.values() for thing in {id(thing): thing for _, thing in row}.values()
    ]


def _one_thing(other: Claim, claim: Claim, stories: Stories) -> bool:
    """Whether two figures are of one thing: a toll of one story is one, whatever its value."""
    mine, its = other.sentence.number, claim.sentence.number
    alike = other.people == claim.people
    if mine == its or not stories.related(mine, its):
        return mine == its and alike and agree(other, claim)
    if claim.known and claim.people and (alike or "people" in (other.people, claim.people)):
        return "seriously" not in (other.people, claim.people)
    if (not claim.weak or claim.unit != "%") and alike and agree(other, claim):
        return True
    return same_quantity(other, claim, stories)


def _newest(thing: Sequence[Claim]) -> list[Claim]:
    """The tellings of the value that holds now: the newest that is not a lone voice.

    That is the value of the latest day; of several told then the one most publishers tell.
    """
    days = [claim.sentence.article.day for claim in thing]
    latest = max((day for day in days if day), default=None)
    values: list[list[Claim]] = []
    for claim in thing:
        row = next((row for row in values if agree(row[0], claim)), None)
        if row is None:
            values.append([claim])
        else:
            row.append(claim)

    def merit(row: Sequence[Claim]) -> tuple[object, ...]:
        last = max((c.sentence.article.day or date.min for c in row), default=date.min)
        return (latest is not None and last < latest, -_publishers(row), -last.toordinal())

    return min(values, key=merit)


def _replaced(thing: Sequence[Claim], newest: Sequence[Claim]) -> set[tuple[str, int]]:
    """The sentences that tell an earlier value of a thing than the one that holds now."""
    day = max((claim.sentence.article.day or date.min for claim in newest), default=date.min)
    return {
        (claim.sentence.article.id, claim.sentence.start)
        for claim in thing
        if claim.known
        and (claim.sentence.article.day or date.max) < day
        and not any(agree(claim, one) for one in newest)
    }


def _publishers(row: Sequence[Claim]) -> int:
    return len({publisher_key(claim.sentence.article) for claim in row})


def _rank(row: Sequence[Claim]) -> tuple[object, ...]:
    first = min(row, key=_telling)
    return (-_publishers(row), _specific(first), _telling(first))


def _specific(claim: Claim) -> int:
    """How much a claim says of what it counts: 0 most."""
    if claim.known or claim.key == _SENTENCE:
        return 0
    if claim.unit and claim.unit in _MONEY:
        return 1
    return 3 if claim.weak or claim.unreal else 2


def _telling(claim: Claim) -> tuple[object, ...]:
    """Orders tellings: whole sentences that stand nearer to the head, then the newest."""
    sentence = claim.sentence
    day = sentence.article.day
    return (
        not _whole(sentence.text), sentence.position // 3, -(day.toordinal() if day else 0),
        sentence.position, *by_time(sentence.article), sentence.start, claim.start,
    )  # fmt: skip


def _whole(text: str) -> bool:
    """Whether a sentence ends as one, is not too long, and quotations in it close."""
    if not _STANDS_END.search(text) or not _SHORTEST <= len(text.split()) <= _LONGEST:
        return False
    if "\n" in text:
        return False
    return text.count("“") == text.count("”") and text.count('"') % 2 == 0


def _made(
    row: Sequence[Claim], used: Counter[tuple[str, int]], stale: Collection[tuple[str, int]]
) -> Figure | None:
    """The figure by its best telling; nothing where no whole sentence tells it.

    Sentences that also tell what is `stale` tell nothing.

    A sentence tells two figures at most, and one if another sentence tells the other.
    """
    ordered = [
        claim
        for claim in sorted(row, key=_telling)
        if (claim.sentence.article.id, claim.sentence.start) not in stale
    ]
    whole = [claim for claim in ordered if _whole(claim.sentence.text)]
    if not whole:
        return None
    fresh = [c for c in whole if not used[c.sentence.article.id, c.sentence.start]]
    whole = [c for c in whole if used[c.sentence.article.id, c.sentence.start] < _A_SENTENCE]
    if not whole:
        return None
    best = (fresh or whole)[0]
    chosen = {publisher_key(best.sentence.article): best.sentence}
    for claim in ordered:
        chosen.setdefault(publisher_key(claim.sentence.article), claim.sentence)
    quotes = tuple(Quote(s.article, s.start, s.end) for s in chosen.values())
    return Figure(best.value, best.sentence.text, quotes)
