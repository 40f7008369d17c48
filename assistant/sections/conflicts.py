"""Where reports differ: figures that were replaced, and tellings that are at odds."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations
from typing import Literal

from assistant.sections.aspects import ASPECTS
from assistant.sections.assertions import Assertion
from assistant.sections.claims import Claim, claims
from assistant.sections.matching import agree, places, same_quantity
from assistant.sections.moments import moments
from assistant.sections.opposing import opposed
from assistant.sections.telling import (
    Sentence,
    Stories,
    by_time,
    days_apart,
    independent,
    originals,
    sentences_of,
)
from assistant.verification.citations import Quote, publisher_key
from vectorstore.documents import Article, before
from vectorstore.text import Span, sentences, terms
from vectorstore.text.annotations import AnnotatedArticle, Annotations
from vectorstore.text.annotations import Sentence as SentenceRecord

__all__ = ["Conflict", "Side", "Telling", "concerns", "conflicts", "differing"]

Kind = Literal["update", "contradiction"]

_DISPUTED = re.compile(
    r"\b(?:disput\w+|contradict\w*|denied|denies|reject\w*|insist\w*|conflicting|differs?|differed|challeng(?:ed|es)"
    r"|others\s+(?:say|said|put|count\w*|make|speak))\b",
    re.IGNORECASE,
)
_OTHERS_SAY = re.compile(r"\bothers\s+(?:say|said|put|count\w*|make|speak)\b", re.IGNORECASE)
_DAYS = 3
_AHEAD = 50
"""A claim is held against so many later ones: what it shares with those after, they share too."""
_OPPOSING = re.compile(r"\b(?:while|but|whereas|however|though|although)\b", re.IGNORECASE)
_SAYING = re.compile(
    r"\b(?:said|says|say|put|puts|according|claim(?:s|ed)|counted|spoke|told)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Telling:
    """A sentence that tells one side, with who published it and when."""

    quote: Quote
    publisher: str
    published: date | datetime | None


@dataclass(frozen=True, slots=True)
class Side:
    """A value as it was first told ("at least 400"), and who tells it, earliest first."""

    value: str
    tellings: tuple[Telling, ...]

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """The sentences that tell this side, one for each independent publisher."""
        return tuple(telling.quote for telling in self.tellings)


@dataclass(frozen=True, slots=True)
class Conflict:
    """What differs between reports: `about` in words, and the sides, earliest told first.

    `update`: later figures replace earlier ones. `contradiction`: they are told of the same
    time, and none replaces another.
    """

    kind: Kind
    about: str
    sides: tuple[Side, ...]


def conflicts(told: Sequence[AnnotatedArticle]) -> list[Conflict]:
    """Where articles differ on the same thing, by the day of the first telling.

    Copies count once (the original where it is given, else the earliest copy). Whatever the order
    of the articles, the same comes out; nothing to compare: an empty list. Two figures that may
    both be so, such as "more than 400" and 410 or 1,000 and 1,020, are no conflict; nor are
    figures for other people, places, months or rounds.
    """
    kept = originals(told)
    stories = Stories([one.article for one in kept])
    row = sentences_of(kept)
    found = [*_of_figures(row, stories), *_of_words(row, stories)]
    return sorted(found, key=_order)


def differing(statement_quotes: Sequence[Quote]) -> list[Conflict]:
    """The same for the few sentences that an answer rests on."""
    spans: dict[str, list[Span]] = defaultdict(list)
    articles = {}
    for quote in statement_quotes:
        articles[quote.article.id] = quote.article
        spans[quote.article.id] += [
            Span(quote.start + start, quote.start + end) for start, end in sentences(quote.text)
        ]
    return conflicts([_cited(articles[key], sorted(set(spans[key]))) for key in articles])


def _cited(article: Article, spans: Sequence[Span]) -> AnnotatedArticle:
    return AnnotatedArticle(article, Annotations(), tuple(SentenceRecord(*span) for span in spans))


def concerns(conflict: Conflict, question: str) -> bool:
    """Whether what is told differently is what a question asks about: by its words, or by any
    of the words in which news tells it."""
    if set(terms(conflict.about)) & set(terms(question)):
        return True
    return any(one.name == conflict.about and one.pattern.search(question) for one in ASPECTS)


def _order(conflict: Conflict) -> tuple[object, ...]:
    first = conflict.sides[0].tellings[0]
    return (
        *by_time(first.quote.article), first.quote.start, conflict.about,
        [side.value for side in conflict.sides],
    )  # fmt: skip


def _of_figures(row: Sequence[Sentence], stories: Stories) -> Iterator[Conflict]:
    told = [claim for sentence in row for claim in (*claims(sentence), *moments(sentence))]
    kept: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, claim in enumerate(told):
        if not claim.old:
            kept[claim.unit, claim.key].append(index)
    joined = _Joined(len(told))
    at_odds: set[tuple[int, int]] = set()
    for indices in kept.values():
        for one, other in _pairs(indices):
            if joined.together(one, other):
                continue
            if told[one].sentence.number == told[other].sentence.number:
                if _disputed(told[one], told[other]):
                    joined.join(one, other)
                    at_odds.add((one, other))
            elif same_quantity(told[one], told[other], stories):
                joined.join(one, other)
    replacing = _replacing(told, stories)
    for new, old in replacing:
        joined.join(new, old)
    for group in joined.groups():
        if conflict := _figures(told, group, at_odds, replacing):
            yield conflict


def _pairs(indices: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Each with those that follow it closely in time; all pairs, where there are not many."""
    for place, one in enumerate(indices):
        for other in indices[place + 1 : place + 1 + _AHEAD]:
            yield one, other


class _Joined:
    """Sets of indices that grow together (union and find)."""

    def __init__(self, count: int) -> None:
        self._head = list(range(count))

    def _find(self, index: int) -> int:
        while self._head[index] != index:
            self._head[index] = self._head[self._head[index]]
            index = self._head[index]
        return index

    def join(self, one: int, other: int) -> None:
        """Puts two into one set."""
        first, second = sorted((self._find(one), self._find(other)))
        self._head[second] = first

    def together(self, one: int, other: int) -> bool:
        """Whether two are in one set already."""
        return self._find(one) == self._find(other)

    def groups(self) -> list[list[int]]:
        """The sets of two and more, each in order."""
        sets: dict[int, list[int]] = defaultdict(list)
        for index in range(len(self._head)):
            sets[self._find(index)].append(index)
        return [members for members in sets.values() if len(members) > 1]


def _disputed(one: Claim, other: Claim) -> bool:
    """Whether one article tells two figures for one thing, each as somebody's word."""
    ours, theirs = one.sentence, other.sentence
    if one.weak or agree(one, other) or one.people != other.people or one.stage != other.stage:
        return False
    if theirs.position - ours.position > 2 or one.unit in ("day", "clock"):
        return False
    said = ours.article.text[ours.start : theirs.end]
    if ours is theirs:
        if len(places(one)) > 1:
            return False
        between = said[one.end : other.start]
        both_say = len(_SAYING.findall(said)) >= 2 and _OPPOSING.search(between)
        return bool(both_say or _OTHERS_SAY.search(between))
    counted = one.known or (not one.unit and len(one.near & other.near) >= 1)
    return counted and bool(_DISPUTED.search(said)) and len(_SAYING.findall(said)) >= 2


def _replacing(told: Sequence[Claim], stories: Stories) -> set[tuple[int, int]]:
    """Pairs of a figure and an earlier telling of what it is said to replace."""
    by_value: dict[tuple[str, float], list[int]] = defaultdict(list)
    for index, claim in enumerate(told):
        if not claim.old:
            by_value[claim.unit, _worth(claim)].append(index)
    by_sentence: dict[Sentence, list[int]] = defaultdict(list)
    for index, claim in enumerate(told):
        by_sentence[claim.sentence].append(index)
    found: set[tuple[int, int]] = set()
    for row in by_sentence.values():
        for old, new in ((o, n) for o in row for n in row if told[o].old and not told[n].old):
            if told[old].unit != told[new].unit or agree(told[old], told[new]):
                continue
            for known in by_value[told[old].unit, _worth(told[old])]:
                if _is_replaced(told[known], told[new], told[old], stories):
                    found.add((new, known))
    return found


def _worth(claim: Claim) -> float:
    """The value; of a day its month and day, for the year is seldom told."""
    if claim.unit != "day":
        return claim.low
    day = date.fromordinal(int(claim.low))
    return 100.0 * day.month + day.day


def _is_replaced(known: Claim, new: Claim, old: Claim, stories: Stories) -> bool:
    ours, theirs = known.sentence, new.sentence
    if ours.number == theirs.number or not stories.related(ours.number, theirs.number):
        return False
    apart = days_apart(ours.article, theirs.article)
    if apart is not None and apart < 0:
        return False
    shared = (ours.terms & theirs.terms) - set(known.key.split())
    if known.known and new.known:
        return known.key == new.key
    return len(shared) >= 2 if known.key == new.key else len(known.near & new.near) >= 2


def _figures(
    told: Sequence[Claim],
    group: Sequence[int],
    at_odds: set[tuple[int, int]],
    replacing: set[tuple[int, int]],
) -> Conflict | None:
    """What a group of claims for one thing differs on, or nothing where they agree."""
    disputed = {index for pair in at_odds for index in pair}
    rows: list[list[Claim]] = []
    for claim in _one_each(told, group, disputed):
        side = next((row for row in rows if all(agree(claim, other) for other in row)), None)
        if side is None:
            rows.append([claim])
        else:
            side.append(claim)
    if len(rows) < 2:
        return None
    odd = any(one in group and other in group for one, other in at_odds)
    replaced = any(new in group for new, _ in replacing)
    kind = _kind(rows, odd, replaced)
    if kind is None:
        return None
    about = next((row[0].about for row in rows if row[0].known), rows[0][0].about)
    sides = [_side(row[0].value, [claim.sentence for claim in row]) for row in rows]
    return Conflict(kind, about, tuple(sides))


def _one_each(told: Sequence[Claim], group: Sequence[int], disputed: set[int]) -> list[Claim]:
    """The claims of a group in order of time, one of each article unless it tells a dispute."""
    kept: dict[int, list[int]] = defaultdict(list)
    for index in group:
        kept[told[index].sentence.number].append(index)
    found: list[Claim] = []
    for indices in kept.values():
        both = [index for index in indices if index in disputed]
        now = [index for index in indices if told[index].changing]
        found += [told[index] for index in both or now[:1] or indices[:1]]
    return sorted(found, key=lambda c: (*by_time(c.sentence.article), c.sentence.start, c.start))


def _kind(rows: Sequence[Sequence[Claim]], disputed: bool, replaced: bool) -> Kind | None:
    """Whether later figures replace earlier ones, or they are at odds."""
    if disputed:
        return "contradiction"
    settled = rows[0][0].settled
    if rows[0][0].exact and not replaced and not any(c.changing for c in rows[-1]):
        return "contradiction" if _of_one_time(rows) else None
    for one, other in combinations(rows, 2):
        first, second = one[0].sentence.article, other[0].sentence.article
        if not independent(first, second) and not before(first.published, second.published):
            continue
        again = [c.sentence.article.published for c in one[1:]]
        told_again = any(before(second.published, published) for published in again)
        if told_again and (settled or not other[0].changing):
            return "contradiction"
        same_time = not before(first.published, second.published)
        if same_time and not other[0].changing and len(rows) == 2:
            return "contradiction"
        if (
            settled
            and not replaced
            and not any(c.changing for c in other)
            and independent(first, second)
        ):
            return "contradiction"
    firsts = {row[0].sentence.article.day for row in rows}
    if len(firsts) < 2 and len({publisher_key(r[0].sentence.article) for r in rows}) < 2:
        return None
    oldest, newest = rows[0][0].sentence.article, rows[-1][0].sentence.article
    later = len(firsts) > 1 or before(oldest.published, newest.published)
    return "update" if later or any(c.changing for c in rows[-1]) else "contradiction"


def _of_one_time(rows: Sequence[Sequence[Claim]]) -> bool:
    """Whether two publishers tell different values within a few days."""
    return any(
        independent(one.sentence.article, other.sentence.article)
        and abs(days_apart(one.sentence.article, other.sentence.article) or 0) <= _DAYS
        for mine, its in combinations(rows, 2)
        for one in mine
        for other in its
    )


def _side(value: str, said: Iterable[Sentence]) -> Side:
    """A side with the earliest telling of each independent publisher."""
    first: dict[str, Sentence] = {}
    for sentence in said:
        first.setdefault(publisher_key(sentence.article), sentence)
    return Side(value, tuple(map(_telling, first.values())))


def _telling(sentence: Sentence) -> Telling:
    article = sentence.article
    return Telling(
        Quote(article, sentence.start, sentence.end), article.publisher, article.published
    )


def _of_words(row: Sequence[Sentence], stories: Stories) -> Iterator[Conflict]:
    pairs = opposed(row, stories)
    nodes = list(dict.fromkeys(one for *_, mine, its in pairs for one in (mine, its)))
    index = {node: at for at, node in enumerate(nodes)}
    against: dict[int, set[int]] = defaultdict(set)
    joined = _Joined(len(nodes))
    between: dict[tuple[str, int, int], int] = {}
    kinds: dict[int, Kind] = {}
    for kind, about, mine, its in pairs:
        one, other = index[mine], index[its]
        against[one].add(other)
        against[other].add(one)
        first, second = sorted((mine.sentence.number, its.sentence.number))
        # What two articles differ on in one way is one conflict, told in several sentences.
        joined.join(between.setdefault((about.split()[0], first, second), one), one)
        joined.join(one, other)
        kinds[one] = kind
    for group in joined.groups():
        group.sort(key=lambda at: _told_at(nodes[at]))
        kind = next(kinds[at] for at in group if at in kinds)
        rows = _apart(group, against)
        sides = [_side(nodes[r[0]].value, [nodes[at].sentence for at in r]) for r in rows]
        yield Conflict(kind, nodes[group[0]].about, tuple(sides))


def _told_at(assertion: Assertion) -> tuple[object, ...]:
    sentence = assertion.sentence
    return (*by_time(sentence.article), sentence.start, assertion.value)


def _apart(group: Sequence[int], against: dict[int, set[int]]) -> list[list[int]]:
    """A group in sides, so that none stands beside what it is at odds with."""
    rows: list[list[int]] = []
    for at in group:
        side = next((row for row in rows if against[at].isdisjoint(row)), None)
        if side is None:
            rows.append([at])
        else:
            side.append(at)
    return rows
