"""The numbers that matter: what they are, and the exact sentences that tell them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.sections.conflicts import Reports
from assistant.sections.quantities import CURRENCIES, ReportedQuantity, agree, reported_quantities
from assistant.sections.same_quantity import ToldFigures, same_quantity
from assistant.sections.sentences import SentenceRecord, by_time, originals, publisher_quotes
from assistant.verification.citations import Quote, publisher_key
from vectorstore.text import stem
from vectorstore.text.annotations import AnnotatedArticle
from vectorstore.text.numbers import with_bound

__all__ = ["Figure", "figures"]

_READ = 2000
"""So many sentences with figures are read closely, those nearest to the head of each article."""
_AHEAD, _LEAST = 25, 2
_A_SENTENCE = 2
_NOT_COUNTED = frozenset(
    stem(word)
    for word in "ages times ways reasons things games sets seasons rounds episodes goals runs yards"
    " touchdowns wins losses titles matches rebounds assists tips steps pages chapters questions"
    " photos images comments stars holes".split()
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it is printed with what it counts, an exact sentence, and who tells it.

    `quotes` hold one sentence of each independent publisher that tells this value, the one
    in `text` first.
    """

    value: str
    text: str
    quotes: tuple[Quote, ...]


def figures(articles: Sequence[AnnotatedArticle], most: int = 8) -> list[Figure]:
    """The figures that most independent publishers tell, `most` at most.

    Tolls, sums, shares, distances and counts; no years, days, ages or scores. Of figures for one
    thing the newest is told. Of as many publishers what is more specific comes first: a toll or a
    sum before a bare count; then what stands nearer to an article's head. Copies of an article
    count once. The order of the articles makes no difference. Nothing counted: an empty list.
    """
    return figures_of(Reports(originals(articles)), most)


def figures_of(reports: Reports, most: int) -> list[Figure]:
    """The same for sentences that were compared before."""
    found = [quantity for sentence in _heads(reports.sentences) for quantity in _fit(sentence)]
    counted, stale = [], set()
    for quantities in _by_thing_counted(found, ToldFigures(found, reports.related)):
        newest = _newest(quantities)
        counted.append(newest)
        stale |= _replaced(quantities, newest)
    chosen: list[Figure] = []
    used: Counter[Quote] = Counter()
    for row in sorted(counted, key=_rank):
        if len(chosen) >= max(0, most):
            break
        figure = _figure(
            [quantity for quantity in row if quantity.sentence.quote not in stale], used
        )
        if figure is not None:
            chosen.append(figure)
            used[figure.quotes[0]] += 1
    return chosen


def _heads(sentences: Sequence[SentenceRecord]) -> list[SentenceRecord]:
    """The sentences that may tell a figure: all of a few articles, of many their heads."""
    found = [sentence for sentence in sentences if sentence.annotation.quantities]
    by_position = Counter(sentence.position for sentence in found)
    total, depth = 0, 0
    for position in sorted(by_position):
        total += by_position[position]
        if total > _READ and position > _LEAST:
            break
        depth = position
    return [sentence for sentence in found if sentence.position <= depth]


def _fit(sentence: SentenceRecord) -> Iterator[ReportedQuantity]:
    """The figures of a sentence that are fit to be told."""
    if sentence.annotation.dependent or sentence.text.endswith("?"):
        return
    for quantity in reported_quantities(sentence):
        if quantity.attribute is not None or quantity.counted not in _NOT_COUNTED:
            yield quantity


def _by_thing_counted(
    found: Sequence[ReportedQuantity], told: ToldFigures
) -> Iterator[list[ReportedQuantity]]:
    """Figures for one thing together, whatever their values."""
    rows: dict[tuple[str, str], list[list[ReportedQuantity]]] = defaultdict(list)
    for quantity in found:
        rows_of_unit = rows[quantity.key]
        joined = [
            quantities
            for quantities in rows_of_unit
            if any(_same_count(other, quantity, told) for other in quantities[-_AHEAD:])
        ]
        rows_of_unit[:] = [quantities for quantities in rows_of_unit if quantities not in joined]
        rows_of_unit.append([*(member for quantities in joined for member in quantities), quantity])
    for rows_of_unit in rows.values():
        yield from rows_of_unit


def _same_count(quantity: ReportedQuantity, other: ReportedQuantity, told: ToldFigures) -> bool:
    """Whether two figures are of one thing: in one story a toll is, and so is the same value."""
    ours, theirs = quantity.sentence, other.sentence
    if ours.number == theirs.number:
        return quantity.group == other.group and agree(quantity, other)
    if not told.related(ours, theirs):
        return False
    if quantity.group == other.group and agree(quantity, other):
        same_share = quantity.attribute is not None or quantity.value == other.value
        return quantity.unit != "%" or same_share
    return quantity.attribute is not None and same_quantity(quantity, other, told)


def _newest(quantities: Sequence[ReportedQuantity]) -> list[ReportedQuantity]:
    """The reports of the value that holds now: the newest that is not a lone voice.

    That is the value of the latest day; of several told then the one most publishers tell.
    """
    latest = max(
        (quantity.sentence.article.day or date.min for quantity in quantities), default=date.min
    )
    values: list[list[ReportedQuantity]] = []
    for quantity in quantities:
        row = next((row for row in values if agree(row[0], quantity)), None)
        if row is None:
            values.append([quantity])
        else:
            row.append(quantity)

    def merit(row: Sequence[ReportedQuantity]) -> tuple[object, ...]:
        last = max(quantity.sentence.article.day or date.min for quantity in row)
        return (last < latest, -_publishers(row), -last.toordinal())

    return min(values, key=merit)


def _replaced(
    quantities: Sequence[ReportedQuantity], newest: Sequence[ReportedQuantity]
) -> set[Quote]:
    """The sentences that tell an earlier value of a thing than the one that holds now."""
    day = max((quantity.sentence.article.day or date.min for quantity in newest), default=date.min)
    return {
        quantity.sentence.quote
        for quantity in quantities
        if quantity.attribute
        and (quantity.sentence.article.day or date.max) < day
        and not any(agree(quantity, now) for now in newest)
    }


def _publishers(row: Sequence[ReportedQuantity]) -> int:
    return len({publisher_key(quantity.sentence.article) for quantity in row})


def _rank(row: Sequence[ReportedQuantity]) -> tuple[object, ...]:
    first = min(row, key=_place)
    return (-_publishers(row), _unspecific(first), _place(first))


def _unspecific(quantity: ReportedQuantity) -> int:
    """How little a figure says of what it counts: 0 for an attribute, 1 for money, then more."""
    if quantity.attribute:
        return 0
    if quantity.unit in CURRENCIES:
        return 1
    return 2 if quantity.counted and not quantity.unreal else 3


def _place(quantity: ReportedQuantity) -> tuple[object, ...]:
    """Orders reports: those nearer to the head of their article, then the newest."""
    sentence = quantity.sentence
    day = sentence.article.day
    return (
        sentence.position // 3, -(day.toordinal() if day else 0), sentence.position,
        *by_time(sentence.article), quantity.start,
    )  # fmt: skip


def _figure(row: Sequence[ReportedQuantity], used: Counter[Quote]) -> Figure | None:
    """The figure by its best report; a sentence tells two at most, one if another can."""
    ordered = [
        quantity
        for quantity in sorted(row, key=_place)
        if used[quantity.sentence.quote] < _A_SENTENCE
    ]
    if not ordered:
        return None
    best = next((quantity for quantity in ordered if not used[quantity.sentence.quote]), ordered[0])
    quotes = publisher_quotes((best.sentence, *(quantity.sentence for quantity in ordered)))
    return Figure(_with_noun(best), best.sentence.text, quotes)


def _with_noun(quantity: ReportedQuantity) -> str:
    """The value with what it counts: "42 people", "460 unopened ballots", "40 or more"."""
    text, end = quantity.sentence.article.text, quantity.end
    for printed in quantity.sentence.annotation.quantities:
        if printed.end == end and end <= printed.counted[0] <= end + 1:
            end = printed.counted[1]
            break
    end = max(end, with_bound(text, quantity.start, quantity.end).end)
    return " ".join(text[quantity.start : end].split())
