"""Clauses of statements and quotes: the stretches within which a "not" holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from vectorstore.text import Span, negations, terms, words

# The lookbehind keeps a long run of points from being tried from each of its marks.
_BORDER = re.compile(
    r"(?<![.!?…;:,—–])[.!?…;:,—–]++(?=[\s\"'”’)]|$)"
    r"|\b(?:but|while|although|though|whereas|because|and)\b",
    re.IGNORECASE,
)
# After these the next content word is what is denied; after "lacks" or "rejects" it is not.
_DENIES_NEXT = re.compile(
    r"no|not|never|cannot|neither|nor|none|nobody|nothing|no\s+longer|no\s+one|without"
    r"|\w*n[’']t|\w+\s+to",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word at `start` of its text, as written; `term` is its stem, empty for a stop word."""

    start: int
    text: str
    term: str

    @property
    def key(self) -> str:
        """The word in lower case."""
        return self.text.lower()


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a text: its words, its content words, and what it denies.

    `negated`: it holds an odd number of negations; `denying`: it holds any. `denied` are the
    content words that come right after one.
    """

    words: tuple[Word, ...]
    terms: frozenset[str]
    negated: bool
    denying: bool
    denied: frozenset[str]


def clauses(text: str) -> list[Clause]:
    """The clauses of a text that hold a content word, in order; else an empty list."""
    cuts = [0, *(match.end() for match in _BORDER.finditer(text)), len(text)]
    cues, spans = negations(text), words(text)
    found: list[Clause] = []
    at = word_at = 0
    for start, end in pairwise(cuts):
        mine: list[Span] = []
        while at < len(cues) and cues[at].start < end:
            mine.append(cues[at])
            at += 1
        row: list[Word] = []
        while word_at < len(spans) and spans[word_at].start < end:
            span = spans[word_at]
            row.append(_word(span.start, text[span.start : span.end]))
            word_at += 1
        said = frozenset(terms(text[start:end]))
        if said:
            denied = frozenset(_denied(text, row, mine))
            found.append(Clause(tuple(row), said, len(mine) % 2 == 1, bool(mine), denied))
    return found


def closest(clause: Clause, others: Sequence[Clause]) -> list[Clause]:
    """The clauses that share most with one, if that is at least half of its content words."""
    shared = [len(clause.terms & other.terms) for other in others]
    most = max(shared, default=0)
    if most * 2 < len(clause.terms) or not most:
        return []
    return [other for other, count in zip(others, shared, strict=True) if count == most]


def turned(ours: Sequence[Clause], quoted: Sequence[Clause]) -> Iterator[str]:
    """A negation on one side only, told by whole clauses and by single words denied."""
    for clause in ours:
        near = {other.negated for other in closest(clause, quoted)}
        if near and clause.negated not in near:
            yield "a negation that is not quoted" if clause.negated else "the quoted negation"
        for term in sorted(clause.terms):
            holding = [other for other in quoted if term in other.terms]
            if not holding:
                continue
            if not clause.denying and all(term in other.denied for other in holding):
                yield "the quoted negation"
            if term in clause.denied and not any(other.denying for other in holding):
                yield "a negation that is not quoted"


def _word(start: int, text: str) -> Word:
    return Word(start, text, next(iter(terms(text)), ""))


def _denied(text: str, row: Sequence[Word], cues: Sequence[Span]) -> Iterator[str]:
    """The first content word after each cue that denies what comes next."""
    for cue in cues:
        if not _DENIES_NEXT.fullmatch(text, cue.start, cue.end):
            continue
        after = (word.term for word in row if word.start >= cue.end and word.term)
        if term := next(after, ""):
            yield term
