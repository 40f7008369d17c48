"""Whose number it is: names and numbers that a statement has the other way round."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from vectorstore.text import Name, Number, names, numbers, same, same_name, sentences


@dataclass(frozen=True, slots=True)
class _Owned:
    """A number and the name that stands nearest before it, else nearest after it."""

    number: Number
    name: str


def swapped(statement: str, quotes: Sequence[str]) -> Iterator[str]:
    """The numbers given to another name than in the quotes, told as "18,861 of Castellane".

    Reported only when clear-cut: two names have each other's number, or a name has another's
    number while the quotes give it one of its own that counts the same thing.
    """
    told = [owned for owned, _ in _sentences_owned(statement)]
    theirs = [pair for quote in quotes for pair in _sentences_owned(quote)]
    ours = [owned for row in told for owned in row]
    yield from _crossed(ours, [numbered for _, numbered in theirs])
    yield from _lent(ours, [row for row, _ in theirs])


@dataclass(frozen=True, slots=True)
class _Sentence:
    names: tuple[Name, ...]
    numbers: tuple[Number, ...]


def _sentences_owned(text: str) -> list[tuple[list[_Owned], _Sentence]]:
    """Each sentence that holds names and numbers, with whose each number is."""
    everyone, figures = names(text), numbers(text)
    found = []
    for start, end in sentences(text):
        sentence = _Sentence(
            tuple(name for name in everyone if start <= name.start < end),
            tuple(number for number in figures if start <= number.start < end),
        )
        if sentence.names and sentence.numbers:
            found.append((_owned(sentence), sentence))
    return found


def _owned(sentence: _Sentence) -> list[_Owned]:
    return [
        _Owned(number, owner)
        for number in sentence.numbers
        if (owner := _owner(number, sentence.names))
    ]


def _owner(number: Number, everyone: Sequence[Name]) -> str:
    """The nearest name before a number, else the first after it, else nothing."""
    apart = [name for name in everyone if name.end <= number.start or name.start >= number.end]
    before = [name for name in apart if name.end <= number.start]
    if before:
        return before[-1].text
    return apart[0].text if apart else ""


def _crossed(ours: Sequence[_Owned], quoted: Sequence[_Sentence]) -> Iterator[str]:
    """Pairs of names that have each other's number."""
    for one, other in combinations(ours, 2):
        if same_name(one.name, other.name) or same(one.number, other.number):
            continue
        seen = [_among(sentence, one.name, other.name) for sentence in quoted]
        kept = any(_holds(row, one) or _holds(row, other) for row in seen)
        if not kept and any(
            _holds(row, _Owned(one.number, other.name))
            and _holds(row, _Owned(other.number, one.name))
            for row in seen
        ):
            yield f"{one.number.text} of {one.name}"
            yield f"{other.number.text} of {other.name}"


def _among(sentence: _Sentence, *wanted: str) -> list[_Owned]:
    """Whose each number is when only the names wanted are looked at."""
    left = tuple(
        name for name in sentence.names if any(same_name(name.text, one) for one in wanted)
    )
    return _owned(_Sentence(left, sentence.numbers))


def _holds(row: Sequence[_Owned], wanted: _Owned) -> bool:
    return any(
        same(owned.number, wanted.number) and same_name(owned.name, wanted.name) for owned in row
    )


def _lent(ours: Sequence[_Owned], quoted: Sequence[Sequence[_Owned]]) -> Iterator[str]:
    """Numbers of another name, where the quotes tell how many the name itself has."""
    for owned in ours:
        number = owned.number
        if not number.noun or any(_holds(row, owned) for row in quoted):
            continue
        for row in quoted:
            others = any(
                same(other.number, number) and not same_name(other.name, owned.name)
                for other in row
            )
            own = any(
                other.number.noun == number.noun and same_name(other.name, owned.name)
                for other in row
            )
            if others and own:
                yield f"{number.text} of {owned.name}"
                break
