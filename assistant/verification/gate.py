"""The gate: does what is quoted hold what is stated?

A statement passes when its numbers, dates, names and negations all stand in the quotes,
nothing in it is turned round, and most of its other words are there. What is missing is said
in words. The same check guards every writer; whole sentences of a quote pass by being quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.types import Verdict
from assistant.verification.acting import reversed_acts
from assistant.verification.clauses import clauses, turned
from assistant.verification.exchanged import exchanged
from assistant.verification.opposites import narrowed, turned_round
from assistant.verification.quantities import Held, held_dates, held_numbers, parts_told, untold
from assistant.verification.relevant import relevant
from assistant.verification.replaced import replaced
from assistant.verification.roles import swapped
from assistant.verification.saying import unattributed
from assistant.verification.weighing import Measures, measured, weighed
from vectorstore.text import (
    Name,
    Number,
    Span,
    dates,
    names,
    numbers,
    same,
    same_name,
    sentences,
    terms,
)

NEEDED_COVERAGE = 0.6
"""The share of a statement's content words that its quotes must hold."""

_KEPT_WHEN_TURNED = 0.6
"""What each thing turned round leaves of the score."""
_BLANKS = re.compile(r"\s+")
_QUOTATION = str.maketrans("‘’“”„«»‐‑–—", '\'\'"""""----')


def verify(statement: str, quotes: Sequence[str] | str) -> Verdict:
    """Whether the quotes, or a single one, together hold all of the statement.

    `reasons` names in words what is lacking ("number 400", "date 28 March", "name Homs", "a
    negation that is not quoted", "‘fell’ where ‘rose’ is quoted", "12 and 40 exchanged",
    "attribution: ‘the mayor said’", "wording: …"), and each quote that holds none of the
    statement; it is supported when there is nothing to name. The score, in 0..1, says how far it
    is held: 1 for what is quoted word for word, else a weighing of the words, numbers, dates and
    names that the quotes hold (`weighing`), less for each thing turned round; an idle quote
    leaves it as it is. Whole sentences of one quote are never doubted; a cut from a sentence is,
    where the cut drops a "not" or a "fewer than". A statement without a letter or digit, or no
    quotes, is not supported. A date may be told less precisely than quoted, never more. Of more
    quotes than `relevant.MOST` the most alike ones are read closely.
    """
    quotes = [quotes] if isinstance(quotes, str) else quotes
    if not any(char.isalnum() for char in statement):
        return Verdict(False, 0.0, ("the statement is empty",))
    if not any(_flat(quote) for quote in quotes):
        return Verdict(False, 0.0, ("nothing is quoted",))
    idle = tuple(f"quote {n} holds none of it" for n in _idle(statement, quotes))
    if _is_whole(statement, quotes):
        return Verdict(not idle, 1.0, idle)
    score, lacking = _judged(statement, quotes)
    return Verdict(not (lacking or idle), round(score, 4), (*lacking, *idle))


def measures(statement: str, quotes: Sequence[str]) -> Measures:
    """What the score of a statement rests on, where it is not quoted whole."""
    near = relevant(statement, quotes)
    return _measures(statement, near, _held(statement, "\n".join(near)), quotes)


def _judged(statement: str, quotes: Sequence[str]) -> tuple[float, tuple[str, ...]]:
    """The score of a statement that is not quoted whole, and what the quotes lack of it."""
    near = relevant(statement, quotes)
    everything = "\n".join(near)
    held = _held(statement, everything)
    turned_round = list(dict.fromkeys(_turned(statement, near)))
    reasons = [reason for each in held for reason in each.lacking] + turned_round
    if not _is_quoted(statement, near):
        spans = [span for each in held for span in each.spans]
        reasons += _wording(statement, near, everything, spans)
    score = weighed(_measures(statement, near, held, quotes))
    return score * _KEPT_WHEN_TURNED ** len(turned_round), tuple(dict.fromkeys(reasons))


def _held(statement: str, quoted: str) -> tuple[Held, Held, Held]:
    """The numbers, the dates and the names of a statement: which the quotes hold."""
    return (
        held_numbers(statement, quoted),
        held_dates(statement, quoted),
        _held_names(statement, quoted),
    )


def _measures(
    statement: str, near: Sequence[str], held: tuple[Held, Held, Held], quotes: Sequence[str]
) -> Measures:
    figures, days, everyone = held
    untold_parts = 0.0
    if days.lacking:
        told = parts_told(quotes)
        lacking = [each for each in dates(statement) if (each.start, each.end) not in days.spans]
        untold_parts = sum(untold(mention, told) for mention in lacking)
    spans = [span for each in held for span in each.spans]
    counts = len(figures.lacking), untold_parts, len(everyone.lacking)
    return measured(statement, near, spans, counts)


def _flat(text: str) -> str:
    """The text with one form of quotation mark, dash and blank, and no end punctuation."""
    return _BLANKS.sub(" ", text.translate(_QUOTATION)).strip(" .,;:").casefold()


def _is_whole(statement: str, quotes: Sequence[str]) -> bool:
    """Whether the statement is a whole quote, or whole sentences that follow in one."""
    wanted = _flat(statement)
    return any(wanted == _flat(quote) or _has_run(quote, statement) for quote in quotes)


def _has_run(quote: str, statement: str) -> bool:
    wanted = _sentences(statement)
    if not wanted:
        return False
    told = _sentences(quote)
    return any(told[at : at + len(wanted)] == wanted for at in range(len(told)))


def _sentences(text: str) -> list[str]:
    return [flat for start, end in sentences(text) if (flat := _flat(text[start:end]))]


def _is_quoted(statement: str, quotes: Sequence[str]) -> bool:
    """Whether the statement, between its own `…`, is in one quote, in order."""
    pieces = [flat for piece in statement.split("…") if (flat := _flat(piece))]
    return any(_holds_in_order(_flat(quote), pieces) for quote in quotes)


def _holds_in_order(quote: str, pieces: Sequence[str]) -> bool:
    position = 0
    for piece in pieces:
        found = re.compile(rf"(?<!\w){re.escape(piece)}(?!\w)").search(quote, position)
        if found is None:
            return False
        position = found.end()
    return bool(pieces)


def _idle(statement: str, quotes: Sequence[str]) -> Iterator[int]:
    """The numbers, from 1, of quotes that share no content word, number or name with it."""
    said = set(terms(statement))
    if not said:
        return
    figures = numbers(statement)
    everyone = names(statement)
    for number, quote in enumerate(quotes, start=1):
        if said.isdisjoint(terms(quote)) and not _shares_form(figures, everyone, quote):
            yield number


def _shares_form(figures: Sequence[Number], everyone: Sequence[Name], quote: str) -> bool:
    """Whether one of these numbers or names stands in a quote in another form."""
    known = numbers(quote) if figures else []
    if any(same(one, other) for one in figures for other in known):
        return True
    others = names(quote) if everyone else []
    return any(same_name(one.text, other.text) for one in everyone for other in others)


def _held_names(statement: str, quoted: str) -> Held:
    """Which names of a statement the quotes hold; number words are no names."""
    known = sorted({name.text for name in names(quoted)})
    said = set(terms(quoted))
    figures = numbers(statement)
    spans: list[Span] = []
    lacking: list[str] = []
    for name in names(statement):
        if _is_figure(name.start, name.end, figures):
            continue
        # "US" alone has no content word, and the pronoun is no sign of it.
        parts = terms(name.text)
        alike = any(same_name(name.text, other) for other in known)
        if alike or (parts and said.issuperset(parts) and not _is_mixed(parts, known)):
            spans.append(Span(name.start, name.end))
        else:
            lacking.append(f"name {name.text}")
    return Held(tuple(spans), tuple(lacking))


def _is_mixed(parts: Sequence[str], known: Sequence[str]) -> bool:
    """Whether a name is made of one quoted person's first and another's last name."""
    if len(parts) != 2:
        return False
    rows = [frozenset(terms(other)) for other in known]
    if any(row.issuperset(parts) for row in rows):
        return False
    return all(any(part in row and len(row) > 1 for row in rows) for part in parts)


def _is_figure(start: int, end: int, figures: Sequence[Number]) -> bool:
    return any(number.start <= start and end <= number.end for number in figures)


def _turned(statement: str, quotes: Sequence[str]) -> Iterator[str]:
    """What the statement denies, turns round, exchanges or leaves unsaid that the quotes say."""
    ours = clauses(statement)
    quoted = [clause for quote in quotes for clause in clauses(quote)]
    yield from turned(ours, quoted)
    yield from turned_round(ours, quoted)
    yield from narrowed(statement, quotes)
    yield from unattributed(statement, quotes)
    # An unbroken run of a quote has everything in its place.
    if "…" in statement or not _is_quoted(statement, quotes):
        yield from reversed_acts(ours, quoted)
        yield from swapped(statement, quotes)
        yield from exchanged(statement, quotes)


def _wording(
    statement: str, quotes: Sequence[str], quoted: str, held: Sequence[Span]
) -> Iterator[str]:
    """Ordinary words that the quotes do not hold: one in another's place, or too many."""
    told = [
        *held,
        *(Span(name.start, name.end) for name in names(statement)),
        *(Span(number.start, number.end) for number in numbers(statement)),
        *(Span(mention.start, mention.end) for mention in dates(statement)),
    ]
    yield from replaced(statement, quotes, told)
    coverage, left = _coverage(statement, quoted, held)
    if coverage < NEEDED_COVERAGE:
        yield "wording: " + ", ".join(left[:5])


def _coverage(statement: str, quoted: str, held: Sequence[Span]) -> tuple[float, list[str]]:
    """The share of the content words that the quotes hold, and the words they do not."""
    count = len(terms(statement))
    bare = statement
    for start, end in held:
        bare = bare[:start] + " " * (end - start) + bare[end:]
    known = set(terms(quoted))
    left = [term for term in terms(bare) if term not in known]
    return (max(0.0, 1 - len(left) / count) if count else 1.0), list(dict.fromkeys(left))
