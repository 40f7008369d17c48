"""Where reports differ: values that were replaced or are at odds, denials and opposites."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from typing import Literal

from assistant.sections.minimal_pairs import Frame, difference, frame, opposed, unnamed
from assistant.sections.quantities import (
    ATTRIBUTES,
    ReportedQuantity,
    agree,
    reported_quantities,
)
from assistant.sections.same_quantity import (
    LATEST,
    SAME_DAYS,
    ToldFigures,
    beyond,
    replaces,
    same_quantity,
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
from assistant.sections.sets import Sets
from assistant.sections.similarity import links, word_table
from assistant.verification.citations import Quote
from vectorstore.documents import before
from vectorstore.stories import same_story
from vectorstore.text import terms
from vectorstore.text.annotate import annotate_unnamed
from vectorstore.text.annotations import AnnotatedArticle, Annotations
from vectorstore.text.annotations import Sentence as Annotation

__all__ = ["Conflict", "Side", "concerns", "conflicts", "differing"]

Kind = Literal["update", "contradiction"]

_AHEAD = 50
"""A figure is compared with so many earlier ones at most,"""
_MOST = 0.5
"""and must be of the same thing as this share of them."""
_LIKE = 0.35
"""How alike two frames are at least to be looked at closely."""
_BACKGROUND = 50
"""Articles imagined beside those at hand: among few of them every word is rare elsewhere."""
_MOST_BESIDE = 24
"""An article beside so many others joins no two of them."""
_RESUMED = re.compile(
    r"\b(?:again|re-?open\w*|now|no\s+longer|resum\w+|lifted|later)\b", re.IGNORECASE
)
_ASKING = {
    "time of day": r"when|what\s+time|hour",
    "date": r"when|what\s+da(?:y|te)|which\s+day",
    "age": r"how\s+old|age",
    "cause": r"why|cause\w*|how\s+did",
    "name": r"who|whose|name\w*",
}
"""By what a conflict is about, the words by which a question asks for it."""


@dataclass(frozen=True, slots=True)
class Side:
    """A value as it was first told ("at least 400"), and the sentences that tell it, one of each
    independent publisher, the earliest first."""

    value: str
    quotes: tuple[Quote, ...]


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

    Figures for the same attribute of one story, and sentences that say the same but for one value
    or a denial. Copies count once (the original where it is given, else the earliest copy).
    Whatever the order of the articles, the same comes out; nothing to compare: an empty list. Two
    figures that may both be so, such as "more than 400" and 410 or 1,000 and 1,020, are no
    conflict; nor are figures for other people, places or months.
    """
    return conflicts_of(Reports(originals(articles)))


def conflicts_of(reports: Reports) -> list[Conflict]:
    """The same for sentences that were compared before."""
    return sorted((*_values(reports), *_contradictions(reports)), key=_order)


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
    """Whether what is told differently is what a question asks about: by its words, by any of
    the words in which news tells it, or by the word that asks for such a thing."""
    if set(terms(conflict.about)) & set(terms(question)):
        return True
    if any(one.name == conflict.about and one.pattern.search(question) for one in ATTRIBUTES):
        return True
    asking = _ASKING.get(conflict.about)
    asked = asking is not None and re.search(rf"\b(?:{asking})\b", question, re.IGNORECASE)
    told = {term for side in conflict.sides for quote in side.quotes for term in terms(quote.text)}
    return bool(asked and told & set(terms(question)))


def _order(conflict: Conflict) -> tuple[object, ...]:
    first = conflict.sides[0].quotes[0]
    values = [side.value for side in conflict.sides]
    return (*by_time(first.article), first.start, conflict.about, values)


class Reports:
    """The sentences of some articles, which of them say the same, and which tell one story."""

    def __init__(self, articles: Sequence[AnnotatedArticle]) -> None:
        self.sentences = read_sentences(articles)
        self._related = self._through_others(articles)
        self._frames = [frame(sentence) for sentence in self.sentences]
        table = word_table(
            [found.terms for found in self._frames],
            [sentence.number for sentence in self.sentences],
            background=_BACKGROUND,
        )
        self._weights = {word: float(table.weights[place]) for word, place in table.words.items()}
        self._links = links(table, _LIKE)

    def _through_others(self, articles: Sequence[AnnotatedArticle]) -> set[tuple[int, int]]:
        """The pairs of articles of one story, and those of some days that a third one joins and
        whose openings share a name: two reports of one event may have few words in common."""
        pairs = same_story([source.article for source in articles])
        beside: dict[int, set[int]] = defaultdict(set)
        for one, other in pairs:
            beside[one].add(other)
            beside[other].add(one)
        openings = {
            sentence.number: sentence for sentence in self.sentences if sentence.position == 0
        }
        joined = {
            (one, other)
            for third in beside.values()
            if len(third) <= _MOST_BESIDE
            for one, other in combinations(sorted(third), 2)
            if one in openings and other in openings
        }
        for one, other in joined - pairs:
            ours, theirs = openings[one], openings[other]
            apart = days_apart(ours.article, theirs.article)
            if (
                apart is not None
                and abs(apart) <= SAME_DAYS
                and (share_name(ours.names, theirs.names))
            ):
                pairs.add((one, other))
        return pairs

    def related(self, one: SentenceRecord, other: SentenceRecord) -> bool:
        """Whether two sentences stand in two articles of one story."""
        pair = (min(one.number, other.number), max(one.number, other.number))
        return pair in self._related

    def alike(self) -> Iterator[tuple[Frame, Frame]]:
        """The pairs of sentences of two articles of one story that say nearly the same."""
        by_rest: dict[frozenset[str], list[int]] = defaultdict(list)
        for place, ours in enumerate(self._frames):
            others = set(self._links.of(place)[0].tolist())
            # Two persons of whom the same is told share too few words to be linked.
            if rest := unnamed(ours):
                others.update(by_rest[rest])
                by_rest[rest].append(place)
            for other in sorted(others):
                theirs = self._frames[other]
                if other < place and self.related(ours.sentence, theirs.sentence):
                    yield theirs, ours

    def differing(self) -> Iterator[tuple[ReportedQuantity, ReportedQuantity]]:
        """The values in which alone sentences of one story differ."""
        for ours, theirs in self.alike():
            if found := difference(ours, theirs, self._weights):
                yield found

    def opposed(self) -> Iterator[tuple[SentenceRecord, SentenceRecord, str]]:
        """Sentences that say the same but for a denial or an opposite, and what is denied."""
        for ours, theirs in self.alike():
            if found := opposed(ours, theirs, self._weights):
                yield ours.sentence, theirs.sentence, found


# ------------------------------------------------------------------ values


def _values(reports: Reports) -> Iterator[Conflict]:
    found = {
        quantity: None
        for sentence in reports.sentences
        for quantity in reported_quantities(sentence)
    }
    by_key: dict[tuple[str, str], list[ReportedQuantity]] = defaultdict(list)
    for quantity in found:
        by_key[quantity.key].append(quantity)
    told = ToldFigures(found, reports.related)
    pairs = [pair for row in by_key.values() for pair in _same(row, told)]
    pairs += (pair for pair in reports.differing() if _may_differ(*pair))
    for group in _joined(pairs):
        if conflict := _conflict(group):
            yield conflict


_Pair = tuple[ReportedQuantity, ReportedQuantity]


def _same(row: Sequence[ReportedQuantity], told: ToldFigures) -> Iterator[_Pair]:
    """Pairs of figures of one key that are of the same thing, of an attribute or replaced."""
    groups: list[list[ReportedQuantity]] = []
    for new in row:
        for old in row if new.replaces is not None else ():
            replaced = replaces(new, old) and old.unreal == new.unreal
            again = old.value == new.value and old is not new
            if (replaced or again) and told.related(old.sentence, new.sentence):
                yield old, new
        if not new.attribute or not new.salient:
            continue
        near = next((row for row in groups if _belongs(new, row[-_AHEAD:], told)), None)
        if near is None:
            groups.append([new])
        else:
            near.append(new)
            yield near[0], new


def _belongs(new: ReportedQuantity, group: Sequence[ReportedQuantity], told: ToldFigures) -> bool:
    """Whether a figure is of the same thing as half of a group, as far as it is of one story."""
    row = [old for old in group if told.related(old.sentence, new.sentence)]
    same = sum(same_quantity(old, new, told) for old in row)
    return same > 0 and same >= _MOST * len(row)


def _joined(pairs: Sequence[_Pair]) -> Iterator[list[ReportedQuantity]]:
    """The values that chains of pairs join, each group in the order of the pairs."""
    found = list(dict.fromkeys(value for pair in pairs for value in pair))
    place = {value: number for number, value in enumerate(found)}
    sets = Sets(len(found))
    for old, new in pairs:
        sets.join(place[old], place[new])
    groups: dict[int, list[ReportedQuantity]] = {}
    for value in found:
        groups.setdefault(sets.find(place[value]), []).append(value)
    yield from groups.values()


def _may_differ(ours: ReportedQuantity, theirs: ReportedQuantity) -> bool:
    """Whether two values of sentences that say the same else are a conflict: a figure may be
    replaced within some days and by the same outlet; all else is at odds between two outlets."""
    one, other = ours.sentence.article, theirs.sentence.article
    apart = abs(days_apart(one, other) or 0)
    if ours.unreal != theirs.unreal or ours.stage != theirs.stage:
        return False
    if replaces(ours, theirs) or replaces(theirs, ours):
        return True
    if ours.exact:
        return apart <= (LATEST if ours.changing or theirs.changing else SAME_DAYS) and (
            independent(one, other)
        )
    return apart <= LATEST and not beyond(ours, theirs)


def _conflict(group: Sequence[ReportedQuantity]) -> Conflict | None:
    """What values for one thing differ on, or nothing where they agree."""
    rows: list[list[ReportedQuantity]] = []
    for quantity in _one_each(group):
        row = next((row for row in rows if all(agree(quantity, one) for one in row)), None)
        if row is None:
            rows.append([quantity])
        else:
            row.append(quantity)
    if (first := rows[0][0].attribute) is not None and first.rising:
        rows = _risen(rows)
    kind = _kind(rows) if len(rows) > 1 else None
    if kind is None:
        return None
    sides = (Side(row[0].text, publisher_quotes([value.sentence for value in row])) for row in rows)
    return Conflict(kind, rows[0][0].about, tuple(sides))


def _risen(rows: Sequence[list[ReportedQuantity]]) -> list[list[ReportedQuantity]]:
    """The counts of what only grows, without smaller ones told later: they are of a part."""
    kept: list[list[ReportedQuantity]] = []
    for row in rows:
        last = kept[-1][0] if kept else row[0]
        later = before(last.sentence.article.published, row[0].sentence.article.published)
        if not later or row[0].revised or row[0].value >= last.value:
            kept.append(row)
    return kept


def _one_each(group: Sequence[ReportedQuantity]) -> list[ReportedQuantity]:
    """The values in order of time, one of each article: what holds now before the first."""
    kept: dict[int, list[ReportedQuantity]] = defaultdict(list)
    for quantity in group:
        kept[quantity.sentence.number].append(quantity)
    chosen = (next((q for q in row if q.changing), row[0]) for row in kept.values())
    return sorted(chosen, key=lambda q: (*_by_growth(q), q.start))


def _by_growth(quantity: ReportedQuantity) -> tuple[object, ...]:
    """The order of what was told: by time, and what only grows by its size within a day."""
    when, *further = by_time(quantity.sentence.article)
    rising = quantity.attribute is not None and quantity.attribute.rising
    return (when, quantity.value if rising else 0.0, *further)


def _kind(rows: Sequence[Sequence[ReportedQuantity]]) -> Kind | None:
    """Whether later values replace earlier ones, or they are at odds; None for neither."""
    firsts = [row[0].sentence.article for row in rows]
    apart = any(independent(one, other) for one, other in pairwise(firsts))
    later = any(before(one.published, other.published) for one, other in pairwise(firsts))
    changing = any(
        quantity.changing or quantity.replaces is not None for row in rows[1:] for quantity in row
    )
    if changing or (later and not rows[0][0].exact):
        return "update" if later or apart else None
    if all(row[0].bound == "least" for row in rows):
        return None
    return "contradiction" if apart else None


# ------------------------------------------------------------------ denials and opposites


def _contradictions(reports: Reports) -> Iterator[Conflict]:
    """Sentences that say the same but for a denial or an opposite, each two articles once."""
    seen: set[tuple[int, int]] = set()
    for one, other, denied in reports.opposed():
        first, second = sorted((one, other), key=lambda record: by_time(record.article))
        apart = days_apart(first.article, second.article) or 0
        pair = (first.number, second.number)
        if pair in seen or abs(apart) > SAME_DAYS or not independent(one.article, other.article):
            continue
        seen.add(pair)
        later = before(first.article.published, second.article.published)
        changed = later and _RESUMED.search(second.text) is not None
        yield Conflict(
            "update" if changed else "contradiction",
            denied,
            (
                Side(first.text, publisher_quotes([first])),
                Side(second.text, publisher_quotes([second])),
            ),
        )
