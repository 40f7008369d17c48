"""Where reports differ: figures and days that were replaced or are at odds, and denials."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import combinations, pairwise
from typing import Literal

from assistant.sections.quantities import (
    ATTRIBUTES,
    CURRENCIES,
    ReportedQuantity,
    agree,
    reported_days,
    reported_quantities,
)
from assistant.sections.sentences import (
    SentenceRecord,
    by_time,
    days_apart,
    independent,
    originals,
    publisher_quotes,
    read_sentences,
    share_name,
)
from assistant.sections.similarity import SAME, links, word_table
from assistant.verification.citations import Quote, publisher_key
from assistant.verification.polarity import Clause, clauses
from vectorstore.documents import before
from vectorstore.stories import same_story
from vectorstore.text import Name, stem, terms
from vectorstore.text.annotate import annotate_unnamed
from vectorstore.text.annotations import AnnotatedArticle, Annotations
from vectorstore.text.annotations import Sentence as Annotation

__all__ = ["Conflict", "Side", "Telling", "concerns", "conflicts", "differing"]

Kind = Literal["update", "contradiction"]

_AHEAD = 50
"""A figure is compared with so many later ones: what it shares with those after, they share too."""
_LATEST_UPDATE, _LATEST = 21, 14
"""So many days apart a figure may be replaced, and so many others told of one thing."""
_SAME_DAYS = 3
"""What is denied or dated otherwise is told within so many days."""
_BEYOND, _MANY = 10, 10_000
"""Figures so many times apart, or so large, are hardly of one thing."""
_TELLING = 100
"""A figure from here on that one story tells twice is the same one."""
_NEAR, _HEAD = 120, 700
_IN = re.compile(r"\b(?:in|at|near|outside|around)\s+(?:the\s+)?$", re.IGNORECASE)
_FEWEST_SHARED, _SHARED = 3, 0.6
"""Two clauses tell of one thing that share so many content words, and this share."""
_RESUMED = re.compile(
    r"\b(?:again|re-?open\w*|now|no\s+longer|resum\w+|lifted|later)\b", re.IGNORECASE
)
_OPPOSED = """
open opened reopen | closed shut
convicted guilty | acquitted cleared innocent
confirmed | denied
approved passed backed | rejected
accepted | refused rejected
alive survived | dead died
resumed | suspended
legal | illegal
succeeded | failed
banned | allowed
safe | unsafe
remain stayed | resigned quit
rose increased | fell dropped
"""


def _opposites(table: str) -> dict[str, frozenset[str]]:
    """For each word of a table of opposed sides, by stem, the words against it."""
    against: dict[str, frozenset[str]] = {}
    for line in table.strip().splitlines():
        one, other = (frozenset(map(stem, side.split())) for side in line.split("|"))
        for side, opposed in ((one, other), (other, one)):
            against |= {word: against.get(word, frozenset()) | opposed for word in side}
    return against


_OPPOSITES = _opposites(_OPPOSED)


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


def conflicts(articles: Sequence[AnnotatedArticle]) -> list[Conflict]:
    """Where articles differ on the same thing, by the day of the first telling.

    Figures for the same attribute of one story, or for the same thing in sentences that say the
    same; what was put off; denials and opposites in such sentences. Copies count once (the original
    where it is given, else the earliest copy). Whatever the order of the articles, the same comes
    out; nothing to compare: an empty list. Two figures that may both be so, such as "more than 400"
    and 410 or 1,000 and 1,020, are no conflict; nor are figures for other people, places or months.
    """
    return conflicts_of(Reports(originals(articles)))


def conflicts_of(reports: Reports) -> list[Conflict]:
    """The same for sentences that were compared before."""
    return sorted((*_figures(reports), *_contradictions(reports)), key=_order)


def differing(quotes: Sequence[Quote]) -> list[Conflict]:
    """The same for the few sentences that an answer rests on."""
    cited: dict[str, dict[int, Annotation]] = defaultdict(dict)
    articles = {quote.article.id: quote.article for quote in quotes}
    for quote in quotes:
        found = annotate_unnamed(quote.text, quote.article.day)
        for sentence in found.sentences:
            cited[quote.article.id][quote.start + sentence.start] = _shifted(sentence, quote.start)
    return conflicts(
        [
            AnnotatedArticle(articles[key], Annotations(), tuple(row[at] for at in sorted(row)))
            for key, row in cited.items()
        ]
    )


def _shifted(sentence: Annotation, by: int) -> Annotation:
    """A sentence of a quote with the offsets that it has in the article."""
    return replace(
        sentence,
        start=sentence.start + by,
        end=sentence.end + by,
        mentions=(),
        quotations=(),
        quantities=tuple(
            replace(
                one,
                start=one.start + by,
                end=one.end + by,
                counted=(one.counted[0] + by, one.counted[1] + by),
            )
            for one in sentence.quantities
        ),
        times=tuple(replace(one, start=one.start + by, end=one.end + by) for one in sentence.times),
    )


def concerns(conflict: Conflict, question: str) -> bool:
    """Whether what is told differently is what a question asks about: by its words, or by any
    of the words in which news tells it."""
    if set(terms(conflict.about)) & set(terms(question)):
        return True
    return any(one.name == conflict.about and one.pattern.search(question) for one in ATTRIBUTES)


def _order(conflict: Conflict) -> tuple[object, ...]:
    first = conflict.sides[0].quotes[0]
    values = [side.value for side in conflict.sides]
    return (*by_time(first.article), first.start, conflict.about, values)


class Reports:
    """The sentences of some articles, which of them say the same, and which tell one story."""

    def __init__(self, articles: Sequence[AnnotatedArticle]) -> None:
        self.sentences = read_sentences(articles)
        self._related = same_story([source.article for source in articles])
        self._place = {id(sentence): at for at, sentence in enumerate(self.sentences)}
        held = [sentence.terms for sentence in self.sentences]
        table = word_table(held, [sentence.number for sentence in self.sentences])
        self._links = links(table, SAME)

    def related(self, one: SentenceRecord, other: SentenceRecord) -> bool:
        """Whether two sentences stand in two articles of one story."""
        pair = (min(one.number, other.number), max(one.number, other.number))
        return pair in self._related

    def alike(self, one: SentenceRecord, other: SentenceRecord) -> bool:
        """Whether two sentences say the same."""
        others, _ = self._links.of(self._place[id(one)])
        return self._place[id(other)] in others

    def pairs(self) -> Iterator[tuple[SentenceRecord, SentenceRecord]]:
        """The pairs of sentences of two articles of one story and of the same days that say
        the same but for some words, in order."""
        for at, one in enumerate(self.sentences):
            for place in self._links.of(at)[0].tolist():
                other = self.sentences[place]
                apart = days_apart(one.article, other.article) or 0
                if place > at and abs(apart) <= _SAME_DAYS and self.related(one, other):
                    yield one, other


class _Sets:
    """Sets of indices that grow together (union and find)."""

    def __init__(self, count: int) -> None:
        self._head = list(range(count))

    def find(self, index: int) -> int:
        """The least index that an index is together with."""
        while self._head[index] != index:
            self._head[index] = self._head[self._head[index]]
            index = self._head[index]
        return index

    def join(self, one: int, other: int) -> None:
        """Puts two into one set."""
        first, second = sorted((self.find(one), self.find(other)))
        self._head[second] = first

    def groups(self) -> list[list[int]]:
        """The sets of two and more, each in order."""
        sets: dict[int, list[int]] = defaultdict(list)
        for index in range(len(self._head)):
            sets[self.find(index)].append(index)
        return [members for members in sets.values() if len(members) > 1]


# ------------------------------------------------------------------ figures and days


def _figures(reports: Reports) -> Iterator[Conflict]:
    found = [
        quantity
        for sentence in reports.sentences
        for quantity in (*reported_quantities(sentence), *reported_days(sentence))
    ]
    by_key: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, quantity in enumerate(found):
        by_key[quantity.key].append(index)
    sets = _Sets(len(found))
    for indices in by_key.values():
        for place, one in enumerate(indices):
            for other in indices[place + 1 : place + 1 + _AHEAD]:
                if sets.find(one) != sets.find(other) and same_quantity(
                    found[one], found[other], reports
                ):
                    sets.join(one, other)
    replacing = _replacing(found, by_key, reports)
    for new, old in replacing.items():
        sets.join(new, old)
    for group in sets.groups():
        revised = not replacing.keys().isdisjoint(group)
        if conflict := _figure_conflict([found[index] for index in group], revised):
            yield conflict


def _replacing(
    found: Sequence[ReportedQuantity],
    by_key: Mapping[tuple[str, str], Sequence[int]],
    reports: Reports,
) -> dict[int, int]:
    """Figures told beside what they replace ("down from 22"), each with a report of that."""
    replaced: dict[int, int] = {}
    for index, new in enumerate(found):
        for known in by_key[new.key] if new.replaces is not None else ():
            earlier = found[known]
            published = new.sentence.article.published, earlier.sentence.article.published
            told_then = earlier.value == new.replaces and not before(*published)
            if told_then and reports.related(earlier.sentence, new.sentence):
                replaced[index] = known
    return replaced


def same_quantity(one: ReportedQuantity, other: ReportedQuantity, reports: Reports) -> bool:
    """Whether two figures of one key are of the same thing, told at the same time.

    Those of an attribute, where the articles tell one story and the figures count the same
    people at no other place; any others where their sentences say the same and name no others. Two
    days are never taken for that: only what is said to be put off was set for another.
    """
    ours, theirs = one.sentence, other.sentence
    if ours.number == theirs.number or one.unit == "day":
        return False
    if one.unreal != other.unreal or one.stage != other.stage:
        return False
    if not reports.related(ours, theirs) or not _of_one_time(one, other):
        return False
    if one.attribute:
        return one.group == other.group and not _elsewhere(one, other) and not _beyond(one, other)
    if one.value == other.value >= _TELLING:
        return True
    if not one.counted and one.unit not in CURRENCIES:
        return False
    return reports.alike(ours, theirs) and _names_agree(ours, theirs)


def _of_one_time(one: ReportedQuantity, other: ReportedQuantity) -> bool:
    """Whether both are told within some days, and of the same days, months and years."""
    ours, theirs = one.sentence, other.sentence
    apart = days_apart(ours.article, theirs.article)
    changing = one.changing or other.changing or one.attribute is not None
    most = _LATEST_UPDATE if changing and not one.settled else _LATEST
    if apart is not None and abs(apart) > most:
        return False
    for precision in ("month", "year", "day"):
        if precision == "day" and (one.changing or other.changing):
            continue
        mine, its = (
            {
                time.day
                for time in sentence.annotation.times
                if time.precision == precision and time.relation in ("event", "clause")
            }
            for sentence in (ours, theirs)
        )
        if mine and its and mine.isdisjoint(its):
            return False
    return True


def _elsewhere(one: ReportedQuantity, other: ReportedQuantity) -> bool:
    """Whether the two are told of different places, as far as the sentences name any.

    A place that one sentence alone names is that of its whole article, or the other's has it.
    """
    here, there = _places(one), _places(other)
    if here and there:
        return not share_name(here, there) and any(
            not _is_about(name, against.sentence)
            for row, against in ((here, other), (there, one))
            for name in row
        )
    return any(
        not _is_about(name, own.sentence) and name.text not in against.sentence.article.text
        for row, own, against in ((here, one, other), (there, other, one))
        for name in row
    )


def _is_about(name: Name, sentence: SentenceRecord) -> bool:
    """Whether the article of a sentence has a place in its title or its opening."""
    article = sentence.article
    return name.text in article.title or article.text.find(name.text, 0, _HEAD) >= 0


def _places(quantity: ReportedQuantity) -> list[Name]:
    """The names beside a figure that its sentence gives as a place."""
    sentence, at = quantity.sentence, quantity.start - quantity.sentence.start
    return [
        name
        for name in sentence.names
        if abs(name.start - at) < _NEAR
        and (
            name.kind == "place"
            or (name.kind != "person" and _IN.search(sentence.text, 0, name.start))
        )
    ]


def _beyond(one: ReportedQuantity, other: ReportedQuantity) -> bool:
    """Whether figures are so far apart that they are hardly told of one thing."""
    most, least = max(one.value, other.value), min(one.value, other.value)
    if most <= _BEYOND * least:
        return False
    apart = days_apart(one.sentence.article, other.sentence.article) or 0
    shrunk = apart * (other.value - one.value) < 0
    return shrunk or most >= _MANY or not (one.changing or other.changing)


def _names_agree(one: SentenceRecord, other: SentenceRecord) -> bool:
    """Whether two sentences name something in common, or either names nothing."""
    return not one.names or not other.names or share_name(one.names, other.names)


def _figures_agree(one: SentenceRecord, other: SentenceRecord) -> bool:
    """Whether the sentences tell the same figures, or one of them none."""
    ours, theirs = (
        {quantity.value for quantity in sentence.annotation.quantities} for sentence in (one, other)
    )
    return ours <= theirs or theirs <= ours


def _figure_conflict(group: Sequence[ReportedQuantity], revised: bool) -> Conflict | None:
    """What figures for one thing differ on, or nothing where they agree."""
    rows: list[list[ReportedQuantity]] = []
    for quantity in _one_each(group):
        row = next((row for row in rows if all(agree(quantity, one) for one in row)), None)
        if row is None:
            rows.append([quantity])
        else:
            row.append(quantity)
    kind = _kind(rows, revised) if len(rows) > 1 else None
    if kind is None:
        return None
    return Conflict(kind, rows[0][0].about, tuple(_side(row[0].text, row) for row in rows))


def _one_each(group: Sequence[ReportedQuantity]) -> list[ReportedQuantity]:
    """The figures in order of time, one of each article: what holds now before the first."""
    kept: dict[int, list[ReportedQuantity]] = defaultdict(list)
    for quantity in group:
        kept[quantity.sentence.number].append(quantity)
    chosen = (next((q for q in row if q.changing), row[0]) for row in kept.values())
    return sorted(chosen, key=lambda q: (*by_time(q.sentence.article), q.start))


def _kind(rows: Sequence[Sequence[ReportedQuantity]], revised: bool) -> Kind | None:
    """Whether later figures replace earlier ones, or they are at odds."""
    settled = rows[0][0].settled
    changing = [any(quantity.changing for quantity in row) for row in rows]
    for (one, _), (other, changes) in combinations(zip(rows, changing, strict=True), 2):
        first, second = one[0].sentence.article, other[0].sentence.article
        later = before(first.published, second.published)
        if not later and not independent(first, second):
            continue
        told_again = any(
            before(second.published, quantity.sentence.article.published) for quantity in one[1:]
        )
        if told_again and (settled or not other[0].changing):
            return "contradiction"
        if not later and not other[0].changing and len(rows) == 2:
            return "contradiction"
        if settled and not revised and not changes and independent(first, second):
            return "contradiction"
    firsts = [row[0].sentence.article for row in rows]
    if len({one.day for one in firsts}) < 2 and len(set(map(publisher_key, firsts))) < 2:
        return None
    later = any(before(one.published, other.published) for one, other in pairwise(firsts))
    return "update" if later or changing[-1] else "contradiction"


def _side(value: str, row: Sequence[ReportedQuantity]) -> Side:
    """A side with the earliest telling of each independent publisher."""
    return Side(value, _tellings([quantity.sentence for quantity in row]))


def _tellings(sentences: Sequence[SentenceRecord]) -> tuple[Telling, ...]:
    return tuple(
        Telling(quote, quote.article.publisher, quote.article.published)
        for quote in publisher_quotes(sentences)
    )


# ------------------------------------------------------------------ denials and opposites


def _contradictions(reports: Reports) -> Iterator[Conflict]:
    """Sentences that say the same but for a denial or an opposite, each two articles once."""
    seen: set[tuple[int, int]] = set()
    for one, other in reports.pairs():
        key = (min(one.number, other.number), max(one.number, other.number))
        if key in seen or one.annotation.modal != other.annotation.modal:
            continue
        if not share_name(one.names, other.names) or not _figures_agree(one, other):
            continue
        found = _contradiction(clauses(one.text), clauses(other.text))
        if found is None:
            continue
        seen.add(key)
        first, second = sorted((one, other), key=lambda record: by_time(record.article))
        later = before(first.article.published, second.article.published)
        changed = later and _RESUMED.search(second.text) is not None
        yield Conflict(
            "update" if changed else "contradiction",
            found,
            (Side(first.text, _tellings([first])), Side(second.text, _tellings([second]))),
        )


def _contradiction(ours: Sequence[Clause], theirs: Sequence[Clause]) -> str | None:
    """What one of some clauses denies that another says, or says the opposite of, in words."""
    for one in ours:
        for other in theirs:
            shared = one.terms & other.terms
            least = min(len(one.terms), len(other.terms))
            if len(shared) < _FEWEST_SHARED or len(shared) < _SHARED * (least - 1):
                continue
            if one.negated != other.negated:
                denied = (one.denied | other.denied) & shared
                if denied:
                    return f"whether {sorted(denied)[0]}"
                continue
            for word in sorted(one.terms - other.terms):
                against = _OPPOSITES.get(word, frozenset()) & (other.terms - one.terms)
                if against:
                    return " or ".join(sorted((word, *sorted(against)[:1])))
    return None
