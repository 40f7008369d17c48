"""Whether two reported figures are of the same thing: told of one people, place and time."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations

from assistant.sections.quantities import ReportedQuantity, agree, same_group
from assistant.sections.sentences import SentenceRecord, by_time, days_apart, share_name
from vectorstore.documents import before
from vectorstore.text import same_name

Related = Callable[[SentenceRecord, SentenceRecord], bool]
"""Whether two sentences stand in two articles of one story."""

LATEST, SAME_DAYS = 21, 3
"""So many days apart a figure may be replaced; what is at odds is told within so many."""
_BEYOND = 10
"""Figures so many times apart are hardly of one thing."""
_NEAR, _HEAD = 80, 700
"""A place so near to a figure is its own; one in so much of an article's beginning is its topic."""
_IN = re.compile(r"\b(?:in|at|near|outside|around)\s+(?:the\s+)?$", re.IGNORECASE)
_WIDE = re.compile(
    r"\b(?:nation|state|country|world)wide\b|\b(?:several|\w+)\s+(?:states|countries|provinces)\b"
    r"|\bacross\s+the\s+(?:US|U\.S|United\s+States|country|nation|world|region)\b",
    re.IGNORECASE,
)
_THERE = re.compile(r"(?<!\bout\s)\bthere\b(?!\s+(?:is|are|was|were|has|have|had|will|would)\b)")


class ToldFigures:
    """The figures that some articles tell, each beside the others of its kind in its article."""

    def __init__(self, figures: Iterable[ReportedQuantity], related: Related) -> None:
        self.related = related
        self._beside: dict[tuple[int, tuple[str, str]], list[ReportedQuantity]] = defaultdict(list)
        for figure in figures:
            self._beside[figure.sentence.number, figure.key].append(figure)
        self._by_place: dict[tuple[int, tuple[str, str]], bool] = {}

    def by_place(self, one: ReportedQuantity, other: ReportedQuantity) -> bool:
        """Whether the article of either figure tells such figures of several places."""
        return any(self._is_by_place(figure) for figure in (one, other))

    def _is_by_place(self, figure: ReportedQuantity) -> bool:
        where = figure.sentence.number, figure.key
        if where not in self._by_place:
            self._by_place[where] = _of_several_places(self._row(figure))
        return self._by_place[where]

    def of_others(self, one: ReportedQuantity, other: ReportedQuantity) -> bool:
        """Whether either figure tells not of whom, beside such figures of named people: "22
        Americans were killed", and "1,799 were killed"."""
        return any(
            not figure.of_named and any(rival.of_named for rival in self._row(figure))
            for figure in (one, other)
        )

    def _row(self, figure: ReportedQuantity) -> Sequence[ReportedQuantity]:
        return self._beside[figure.sentence.number, figure.key]

    def nearest(self, one: ReportedQuantity, other: ReportedQuantity) -> bool:
        """Whether no other figure of either article is nearer to the figure of the other one."""
        return self._is_nearest(one, other) and self._is_nearest(other, one)

    def _is_nearest(self, one: ReportedQuantity, other: ReportedQuantity) -> bool:
        rivals = (one.apart(rival) for rival in self._row(other) if same_group(rival, one))
        return min(rivals, default=0.0) >= one.apart(other)


def _of_several_places(row: Sequence[ReportedQuantity]) -> bool:
    """Whether two of these figures differ and are of places that have no name in common."""
    placed = {(figure.value, tuple(_places(figure))) for figure in row}
    return any(
        here and there and value != other and not _share_place(here, there)
        for (value, here), (other, there) in combinations(placed, 2)
    )


def _share_place(here: Sequence[str], there: Sequence[str]) -> bool:
    return any(same_name(mine, its) for mine in here for its in there)


def same_quantity(one: ReportedQuantity, other: ReportedQuantity, told: ToldFigures) -> bool:
    """Whether two figures of one attribute are of the same thing: told in one story within some
    days, of the same people, in the same place and of the same day, month and year."""
    ours, theirs = one.sentence, other.sentence
    if ours.number == theirs.number or not told.related(ours, theirs):
        return False
    if one.unreal != other.unreal or not same_group(one, other):
        return False
    if replaces(one, other) or replaces(other, one):
        return True
    apart = days_apart(ours.article, theirs.article)
    if one.stage != other.stage or (apart is not None and abs(apart) > LATEST):
        return False
    counts_people = one.attribute is not None and one.attribute.people
    if not counts_people and not _names_agree(ours, theirs):
        return False
    if not _same_times(one, other) or beyond(one, other) or not told.nearest(one, other):
        return False
    if told.of_others(one, other) or (told.by_place(one, other) and not _same_places(one, other)):
        return False
    # The same value told of one story on one day is of the same place, whatever each names.
    return (one.value == other.value and apart == 0) or not _elsewhere(one, other)


def replaces(new: ReportedQuantity, old: ReportedQuantity) -> bool:
    """Whether a figure is told beside what it replaces ("down from 22"), which was told before."""
    known = old.sentence.article.published, new.sentence.article.published
    return new.replaces == old.value and not before(*reversed(known))


def _names_agree(one: SentenceRecord, other: SentenceRecord) -> bool:
    """Whether two sentences name something in common, or either names nothing."""
    return not one.names or not other.names or share_name(one.names, other.names)


def _same_times(one: ReportedQuantity, other: ReportedQuantity) -> bool:
    """Whether both are told of the same days, months and years, as far as they name any."""
    for precision in ("month", "year", "day"):
        if precision == "day" and (one.changing or other.changing or not one.value * other.value):
            continue  # that nobody has been arrested holds of no one day
        mine, its = (
            {
                time.day
                for time in quantity.sentence.annotation.times
                if time.precision == precision and time.relation in ("event", "clause")
            }
            for quantity in (one, other)
        )
        if mine and its and mine.isdisjoint(its):
            return False
        if precision == "day" and bool(mine) != bool(its) and not one.exact:
            published = (other if mine else one).sentence.article.day
            days = {abs((day - published).days) for day in mine | its if day and published}
            if days and min(days) > SAME_DAYS - 1:
                return False
    return True


def _elsewhere(one: ReportedQuantity, other: ReportedQuantity) -> bool:
    """Whether two figures are of different places, as far as the words around them name any.

    A place that one of them alone has must be that of the other's whole article, or that of its own
    where the other never names it; but for what has one value.
    """
    here, there = _places(one), _places(other)
    if here and there:
        return not _share_place(here, there)
    return not one.exact and not all(
        _is_about(name, against.sentence) or (against.changing and _is_about(name, own.sentence))
        for row, own, against in ((here, one, other), (there, other, one))
        for name in row
    )


def _same_places(one: ReportedQuantity, other: ReportedQuantity) -> bool:
    """Whether two figures are of exactly the same places, by name."""
    here, there = _places(one), _places(other)
    return all(
        _share_place([place], against)
        for row, against in ((here, there), (there, here))
        for place in row
    )


def _places(quantity: ReportedQuantity) -> list[str]:
    """The places near a figure, by name; a figure for all of several places has one of its own."""
    sentence, start = quantity.sentence, quantity.start - quantity.sentence.start
    wide = _WIDE.search(sentence.text, max(0, start - _NEAR), start + _NEAR)
    if wide:
        return [wide[0].lower()]
    if _THERE.search(sentence.text, start, start + _NEAR):
        return ["there"]  # which is told before, and is not where the others are
    return [
        name.text
        for name in sentence.names
        if abs(name.start - start) < _NEAR
        and (
            (name.kind == "place" and name.text[:1].isupper())
            or (name.kind != "person" and _IN.search(sentence.text, 0, name.start))
        )
    ]


def _is_about(name: str, sentence: SentenceRecord) -> bool:
    """Whether the article of a sentence has a name in its title or its opening."""
    return name in sentence.article.title or sentence.article.text.find(name, 0, _HEAD) >= 0


def beyond(one: ReportedQuantity, other: ReportedQuantity) -> bool:
    """Whether figures are so far apart that they are hardly told of one thing."""
    first, second = sorted((one, other), key=lambda quantity: by_time(quantity.sentence.article))
    if min(first.value, second.value) <= 0:
        return False
    rising = first.attribute is not None and first.attribute.rising
    later = before(first.sentence.article.published, second.sentence.article.published)
    if rising and later and second.value < first.value and not second.revised:
        return not agree(first, second)
    return max(first.value, second.value) > _BEYOND * min(first.value, second.value)
