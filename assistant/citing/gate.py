"""The gate: does what is quoted hold what is stated?

A statement passes when its numbers, dates, names and negations all stand in the quotes
and most of its other words do. What is missing is said in words. The same check guards
every writer; a statement that is an exact quote passes by being one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.types import Verdict
from vectorstore.language import dates, names, negations, numbers, same, same_name, terms

NEEDED_COVERAGE = 0.6
"""The share of a statement's content words that its quotes must hold."""

_PENALTY = 0.3
_BLANKS = re.compile(r"\s+")
_BORDER = re.compile(
    r"[.!?…;:,—–]+(?=[\s\"'”’)]|$)|\b(?:but|while|although|though|whereas|because|and)\b",
    re.IGNORECASE,
)
_QUOTATION = str.maketrans("‘’“”„«»‐‑–—", '\'\'"""""----')


def verify(statement: str, quotes: Sequence[str]) -> Verdict:
    """Whether the quotes together hold all of the statement.

    The score, in 0..1, is the share of the statement's content words found in the
    quotes, less a penalty for each number, date, name or negation that differs.
    `reasons` names what is lacking ("number 400", "name Homs"), and each quote that holds
    none of the statement. An empty statement, or no quotes, is not supported.
    """
    if not _flat(statement):
        return Verdict(False, 0.0, ("the statement is empty",))
    if not any(_flat(quote) for quote in quotes):
        return Verdict(False, 0.0, ("nothing is quoted",))
    idle = [f"quote {n} holds none of it" for n in _idle(statement, quotes)]
    if _is_quoted(statement, quotes):
        reasons = [*_turned(statement, quotes), *idle]  # a cut can drop the "not"
        return Verdict(not reasons, 1.0 - _PENALTY * bool(reasons), tuple(reasons))
    everything = "\n".join(quotes)
    lacking = [
        *_lacking_numbers(statement, everything),
        *_lacking_dates(statement, everything),
        *_lacking_names(statement, everything),
        *_turned(statement, quotes),
    ]
    coverage = _coverage(statement, everything)
    reasons = [*lacking, *idle]
    if coverage < NEEDED_COVERAGE:
        reasons.append("words: " + ", ".join(_lacking_words(statement, everything)[:5]))
    score = max(0.0, coverage - _PENALTY * len(lacking))
    return Verdict(not reasons, round(score, 4), tuple(reasons))


def _flat(text: str) -> str:
    """The text with one form of quotation mark, dash and blank, and no end punctuation."""
    return _BLANKS.sub(" ", text.translate(_QUOTATION)).strip(" .,;:").casefold()


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
    """The numbers, from 1, of quotes that share no content word with the statement."""
    said = set(terms(statement))
    if not said:
        return
    for number, quote in enumerate(quotes, start=1):
        if said.isdisjoint(terms(quote)):
            yield number


def _lacking_numbers(statement: str, quoted: str) -> Iterator[str]:
    known = numbers(quoted)
    for number in numbers(statement):
        if not any(same(number, other) for other in known):
            yield f"number {number.text}"


def _lacking_dates(statement: str, quoted: str) -> Iterator[str]:
    known = dates(quoted)
    flat = _flat(quoted)
    for mention in dates(statement):
        if re.search(rf"(?<!\w){re.escape(_flat(mention.text))}(?!\w)", flat):
            continue
        resolved = (mention.first, mention.last)
        if mention.first and any((d.first, d.last) == resolved for d in known):
            continue
        yield f"date {mention.text}"


def _lacking_names(statement: str, quoted: str) -> Iterator[str]:
    known = names(quoted)
    words = set(terms(quoted))
    for name in names(statement):
        if words.issuperset(terms(name.text)):
            continue
        if not any(same_name(name.text, other.text) for other in known):
            yield f"name {name.text}"


def _turned(statement: str, quotes: Sequence[str]) -> Iterator[str]:
    """A negation on one side only, clause by clause, judged against the closest clauses."""
    quoted = [clause for quote in quotes for clause in _clauses(quote)]
    for ours in _clauses(statement):
        shared = [len(ours.terms & theirs.terms) for theirs in quoted]
        most = max(shared, default=0)
        if most * 2 < len(ours.terms) or not most:
            continue
        closest = {t.negated for t, count in zip(quoted, shared, strict=True) if count == most}
        if ours.negated not in closest:
            yield "a negation that is not quoted" if ours.negated else "the quoted negation"


@dataclass(frozen=True, slots=True)
class _Clause:
    terms: frozenset[str]
    negated: bool


def _clauses(text: str) -> list[_Clause]:
    """Stretches of a text within which a "not" holds; each with its content words."""
    cuts = [0, *(match.end() for match in _BORDER.finditer(text)), len(text)]
    cues = negations(text)
    found = []
    for start, end in pairwise(cuts):
        said = frozenset(terms(text[start:end]))
        if said:
            found.append(_Clause(said, sum(start <= cue.start < end for cue in cues) % 2 == 1))
    return found


def _coverage(statement: str, quoted: str) -> float:
    said = terms(statement)
    if not said:
        return 1.0
    known = set(terms(quoted))
    return sum(term in known for term in said) / len(said)


def _lacking_words(statement: str, quoted: str) -> list[str]:
    known = set(terms(quoted))
    return list(dict.fromkeys(term for term in terms(statement) if term not in known))
