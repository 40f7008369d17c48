"""The gate: does what is quoted hold what is stated?

A statement passes when its numbers, dates, names and negations all stand in the quotes,
nothing in it is turned round, and most of its other words are there. What is missing is said
in words. The same check guards every writer; whole sentences of a quote pass by being quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.citing.clauses import clauses, turned
from assistant.citing.opposites import turned_round
from assistant.citing.quantities import Held, held_dates, held_numbers
from assistant.citing.roles import swapped
from assistant.types import Verdict
from vectorstore.language import (
    Number,
    Span,
    names,
    numbers,
    same,
    same_name,
    sentences,
    terms,
)

NEEDED_COVERAGE = 0.6
"""The share of a statement's content words that its quotes must hold."""

_PENALTY = 0.3
_BLANKS = re.compile(r"\s+")
_QUOTATION = str.maketrans("‘’“”„«»‐‑–—", '\'\'"""""----')


def verify(statement: str, quotes: Sequence[str] | str) -> Verdict:
    """Whether the quotes, or a single one, together hold all of the statement.

    The score, in 0..1, is the share of the statement's content words found in the quotes (a
    number, date or name in another form counts as found), less a penalty for each number with
    its bound and what it counts, date, name or negation that differs, each word whose opposite
    is quoted and each number given to another name. `reasons` names what is lacking ("number
    400", "name Homs", "‘fell’ where ‘rose’ is quoted"), and each quote that holds none of the
    statement. Whole sentences of one quote are never doubted; a cut from a sentence is, where
    the cut drops a "not" or a "fewer than". A statement without a letter or digit, or no
    quotes, is not supported. A date may be told less precisely than quoted, never more.
    """
    quotes = [quotes] if isinstance(quotes, str) else quotes
    if not any(char.isalnum() for char in statement):
        return Verdict(False, 0.0, ("the statement is empty",))
    if not any(_flat(quote) for quote in quotes):
        return Verdict(False, 0.0, ("nothing is quoted",))
    idle = [f"quote {n} holds none of it" for n in _idle(statement, quotes)]
    if _is_whole(statement, quotes):
        return Verdict(not idle, 1.0 - _PENALTY * bool(idle), tuple(idle))
    everything = "\n".join(quotes)
    held = [
        held_numbers(statement, everything),
        held_dates(statement, everything),
        _held_names(statement, everything),
    ]
    lacking = list(dict.fromkeys([*_missing(held), *_turned(statement, quotes)]))
    reasons = [*lacking, *idle]
    coverage, left = 1.0, list[str]()
    if not _is_quoted(statement, quotes):
        coverage, left = _coverage(statement, everything, [s for h in held for s in h.spans])
    if coverage < NEEDED_COVERAGE:
        reasons.append("words: " + ", ".join(left[:5]))
    score = max(0.0, coverage - _PENALTY * len(lacking))
    return Verdict(not reasons, round(score, 4), tuple(reasons))


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
    for number, quote in enumerate(quotes, start=1):
        if said.isdisjoint(terms(quote)) and not _shares_form(statement, quote):
            yield number


def _shares_form(statement: str, quote: str) -> bool:
    """Whether a number or name of the statement stands in a quote in another form."""
    if any(same(one, other) for one in numbers(statement) for other in numbers(quote)):
        return True
    known = names(quote)
    return any(same_name(one.text, other.text) for one in names(statement) for other in known)


def _missing(held: Sequence[Held]) -> Iterator[str]:
    for each in held:
        yield from each.lacking


def _held_names(statement: str, quoted: str) -> Held:
    """Which names of a statement the quotes hold; number words are no names."""
    known = {name.text for name in names(quoted)}
    said = set(terms(quoted))
    figures = numbers(statement)
    spans: list[Span] = []
    lacking: list[str] = []
    for name in names(statement):
        if _is_figure(name.start, name.end, figures):
            continue
        # "US" alone has no content word, and the pronoun is no sign of it.
        parts = terms(name.text)
        if (parts and said.issuperset(parts)) or any(
            same_name(name.text, other) for other in known
        ):
            spans.append(Span(name.start, name.end))
        else:
            lacking.append(f"name {name.text}")
    return Held(tuple(spans), tuple(lacking))


def _is_figure(start: int, end: int, figures: Sequence[Number]) -> bool:
    return any(number.start <= start and end <= number.end for number in figures)


def _turned(statement: str, quotes: Sequence[str]) -> Iterator[str]:
    """What the statement denies, turns round or gives to another than the quotes do."""
    ours = clauses(statement)
    quoted = [clause for quote in quotes for clause in clauses(quote)]
    yield from turned(ours, quoted)
    yield from turned_round(ours, quoted)
    yield from swapped(statement, quotes)


def _coverage(statement: str, quoted: str, held: Sequence[Span]) -> tuple[float, list[str]]:
    """The share of the content words that the quotes hold, and the words they do not."""
    count = len(terms(statement))
    bare = statement
    for start, end in held:
        bare = bare[:start] + " " * (end - start) + bare[end:]
    known = set(terms(quoted))
    left = [term for term in terms(bare) if term not in known]
    return (max(0.0, 1 - len(left) / count) if count else 1.0), list(dict.fromkeys(left))
