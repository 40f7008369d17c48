"""One ordinary word in another's place: where a statement else repeats its quote."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice

from assistant.verification.meanings import may_stand_for
from vectorstore.text import Span, sentences, terms, words

_MOST_READ = 8
_LEAST_KEPT = 3
_KEPT_SHARE = 0.7
_LONGEST = 2
_LONGEST_SENTENCE = 200
SHARED_HEAD = 4
"""How many letters words of one family share at least."""


@dataclass(frozen=True, slots=True)
class _Term:
    term: str
    text: str
    start: int


def replaced(statement: str, quotes: Sequence[str], told: Sequence[Span]) -> Iterator[str]:
    """Ordinary words set in the place of others, told as "wording: ‘praised’ for ‘blamed’".

    Looked for where a sentence of the statement repeats most of a quoted one in order: a word
    that no quote holds, between or beside words that are kept, where the quote has another. Words
    of one meaning and of one family ("founded", "founder") may stand for each other. `told` are
    the numbers, dates and names of the statement, which have reasons of their own.
    """
    known = {term for quote in quotes for term in terms(quote)}
    rows = [_terms(quote[start:end]) for quote in quotes for start, end in sentences(quote)]
    for start, end in sentences(statement):
        ours = [
            _Term(each.term, each.text, each.start + start) for each in _terms(statement[start:end])
        ]
        if len(ours) <= _LONGEST_SENTENCE:
            yield from _in_place_of(ours, _likest(ours, rows), known, told)


def kindred(one: str, other: str) -> bool:
    """Whether two stems begin alike for most of their length ("found", "founder")."""
    shared = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        shared += 1
    return shared >= max(SHARED_HEAD, 0.7 * max(len(one), len(other)))


def _terms(text: str) -> list[_Term]:
    return [
        _Term(term, text[start:end], start)
        for start, end in words(text)
        for term in islice(terms(text[start:end]), 1)
    ]


def _likest(ours: Sequence[_Term], rows: Sequence[list[_Term]]) -> list[list[_Term]]:
    """The quoted sentences that share most words with ours."""
    said = {each.term for each in ours}
    shared = [len(said.intersection(each.term for each in row)) for row in rows]
    order = sorted(range(len(rows)), key=lambda index: (-shared[index], index))
    return [rows[index] for index in order[:_MOST_READ] if shared[index] >= _LEAST_KEPT]


def _in_place_of(
    ours: Sequence[_Term],
    rows: Sequence[list[_Term]],
    known: Collection[str],
    told: Sequence[Span],
) -> Iterator[str]:
    for row in rows:
        matched = SequenceMatcher(
            None, [each.term for each in ours], [each.term for each in row], autojunk=False
        )
        kept = sum(block.size for block in matched.get_matching_blocks())
        if kept < _LEAST_KEPT or kept < _KEPT_SHARE * len(ours):
            continue
        found = []
        for kind, start, end, quoted_start, quoted_end in matched.get_opcodes():
            if kind != "replace" or max(end - start, quoted_end - quoted_start) > _LONGEST:
                continue
            theirs = row[quoted_start:quoted_end]
            for at, mine in enumerate(ours[start:end]):
                if mine.term in known or _is_told(mine, told) or _stands_for(mine, theirs, known):
                    continue
                found.append(
                    f"wording: ‘{mine.text}’ for ‘{theirs[min(at, len(theirs) - 1)].text}’"
                )
        yield from found
        return


def _is_told(mine: _Term, told: Sequence[Span]) -> bool:
    return any(span.start <= mine.start < span.end for span in told)


def _stands_for(mine: _Term, theirs: Sequence[_Term], known: Collection[str]) -> bool:
    if any(may_stand_for(mine.term, other.term) for other in theirs):
        return True
    return any(kindred(mine.term, other) for other in known)
