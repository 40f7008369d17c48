"""Sections of a briefing as plain data: each quoted span becomes a citation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.sections import conflicts as between
from assistant.sections import figures as counted
from assistant.sections import people as named
from assistant.sections import quotes as said
from assistant.sections import unknowns as left_open
from assistant.types import Citation, Conflict, Figure, Person, Quotation, Side, Statement
from assistant.verification.citations import Numbering, Quote
from assistant.verification.verify import verify


def cited(quotes: Sequence[Quote], numbering: Numbering) -> tuple[Citation, ...]:
    """The citations of these spans, in the order given, each once."""
    numbers = dict.fromkeys(numbering.number(quote) for quote in quotes)
    return tuple(numbering.citations[number - 1] for number in numbers)


def as_conflicts(found: Iterable[between.Conflict], numbering: Numbering) -> list[Conflict]:
    """Conflicts with numbered citations in the place of quotes."""
    return [
        Conflict(
            conflict.kind,
            conflict.about,
            tuple(Side(side.value, cited(side.quotes, numbering)) for side in conflict.sides),
        )
        for conflict in found
    ]


def as_people(found: Iterable[named.Person], numbering: Numbering) -> list[Person]:
    """Persons and organisations with numbered citations in the place of quotes."""
    return [
        Person(
            person.name,
            person.kind,
            person.roles,
            cited(person.quotes, numbering),
            person.publishers,
            person.articles,
        )
        for person in found
    ]


def as_quotations(found: Iterable[said.Quotation], numbering: Numbering) -> list[Quotation]:
    """Quotations with numbered citations in the place of quotes."""
    return [
        Quotation(
            quotation.speaker,
            quotation.words,
            quotation.publisher,
            quotation.published,
            cited(quotation.quotes, numbering),
            quotation.wordings,
        )
        for quotation in found
    ]


def as_figures(found: Iterable[counted.Figure], numbering: Numbering) -> list[Figure]:
    """Figures with numbered citations in the place of quotes."""
    return [Figure(figure.value, figure.text, cited(figure.quotes, numbering)) for figure in found]


def as_statements(found: Iterable[left_open.Unknown], numbering: Numbering) -> list[Statement]:
    """What is not known, as statements with citation numbers and the gate's verdict."""
    return [
        Statement(
            " ".join(statement.text.split()),
            tuple(dict.fromkeys(numbering.number(quote) for quote in statement.quotes)),
            verify(statement.text, [quote.text for quote in statement.quotes]),
        )
        for statement in found
    ]
