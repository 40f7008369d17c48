"""Polarity: what a statement denies, reverses or supposes against its quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from vectorstore.text import Span, negations, terms, words
from vectorstore.text.lexicon import listed

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
# A line: small words of one side | of the other, told apart where the same word follows.
_OPPOSED = """
before | after
up | down
more | less fewer
first | last final
early earlier | late later
above over | below under
north northern | south southern
east eastern | west western
morning | evening
most | few some none
all every whole entire | few some none most several parts part half
many | few none
for | against
same | different other
big large | small little
old | new
high higher highest | low lower lowest
"""
_WEAKER = frozenset(
    {
        ("some", "most"),
        ("some", "all"),
        ("some", "every"),
        ("several", "all"),
        ("several", "every"),
        ("part", "whole"),
    }
)
_QUALIFIERS = listed(
    """
    former ex acting alleged allegedly suspected purported reported reportedly failed attempted
    fake false would-be presumed
    """
)
_MODALS = listed("may might could")
_CERTAIN = listed("will shall")
_INTENDING = listed(
    """
    plan plans planned planning hope hopes hoped hoping intend intends intended expected likely
    proposed proposes threatened threatens wants wanted aims aimed considering due set
    """
)
_HEDGES = _INTENDING | _MODALS | listed(
    """
    can would should if whether perhaps possibly possible probably potential potentially feared
    risk
    """
)  # fmt: skip


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
    """A stretch of a text within which a "not" holds: its words, content words, what it denies.

    `negated`: it holds an odd number of negations; `denying`: it holds any. `denied` are the
    content words that come right after one.
    """

    words: tuple[Word, ...]
    terms: frozenset[str]
    negated: bool
    denying: bool
    denied: frozenset[str]


@lru_cache(maxsize=8192)
def clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of a text that hold a content word, in order; else none."""
    cuts = [0, *(match.end() for match in _BORDER.finditer(text)), len(text)]
    cues, every = negations(text), words_of(text)
    found: list[Clause] = []
    cue_at = word_at = 0
    for start, end in pairwise(cuts):
        mine: list[Span] = []
        while cue_at < len(cues) and cues[cue_at].start < end:
            mine.append(cues[cue_at])
            cue_at += 1
        row: list[Word] = []
        while word_at < len(every) and every[word_at].start < end:
            row.append(every[word_at])
            word_at += 1
        held = frozenset(terms(text[start:end]))
        if held:
            denied = frozenset(_denied(text, row, mine))
            found.append(Clause(tuple(row), held, len(mine) % 2 == 1, bool(mine), denied))
    return tuple(found)


@lru_cache(maxsize=8192)
def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text, in order, each with the first stem that it gives."""
    spans = ((start, text[start:end]) for start, end in words(text))
    return tuple(Word(start, word, next(iter(terms(word)), "")) for start, word in spans)


def _denied(text: str, row: Sequence[Word], cues: Sequence[Span]) -> Iterator[str]:
    """The first content word after each cue that denies what comes next."""
    for cue in cues:
        if not _DENIES_NEXT.fullmatch(text, cue.start, cue.end):
            continue
        after = (word.term for word in row if word.start >= cue.end and word.term)
        if term := next(after, ""):
            yield term


def reversals(statement: str, quotes: Sequence[str]) -> Iterator[str]:
    """What a sentence says the other way round than the quoted ones closest to it, in words.

    "a negation that is not quoted", "the quoted negation", "‘before’ where ‘after’ is quoted",
    "‘may’ is not quoted", "the quoted ‘plans to’". A "some" may stand for "all", never the other
    way round.
    """
    quoted = [clause for quote in quotes for clause in clauses(quote)]
    supposed = [(clause, _modals(clause)) for clause in quoted]
    for clause in clauses(statement):
        closest = _closest(clause, quoted)
        yield from _negation(clause, closest, quoted)
        yield from _opposed(clause, closest)
        yield from _modality(clause, supposed)
        yield from _qualified(clause, quoted)


def _closest(clause: Clause, others: Sequence[Clause]) -> list[Clause]:
    """The clauses that share most with one, if that is at least half of its content words."""
    shared = [len(clause.terms & other.terms) for other in others]
    most = max(shared, default=0)
    if most * 2 < len(clause.terms) or not most:
        return []
    return [other for other, count in zip(others, shared, strict=True) if count == most]


def _negation(clause: Clause, closest: Sequence[Clause], quoted: Sequence[Clause]) -> Iterator[str]:
    """A negation on one side only, told by whole clauses and by single words denied."""
    negations = {other.negated for other in closest}
    if negations and clause.negated not in negations:
        yield "a negation that is not quoted" if clause.negated else "the quoted negation"
    for term in sorted(clause.terms):
        holding = [other for other in quoted if term in other.terms]
        if not holding:
            continue
        if not clause.denying and all(term in other.denied for other in holding):
            yield "the quoted negation"
        if term in clause.denied and not any(other.denying for other in holding):
            yield "a negation that is not quoted"


def _sides(table: str) -> dict[str, frozenset[str]]:
    """For each word of a table of opposed sides, the words against it."""
    against: dict[str, frozenset[str]] = {}
    for line in table.strip().splitlines():
        one, other = (listed(side) for side in line.split("|"))
        for side, opposed in ((one, other), (other, one)):
            against |= {word: against.get(word, frozenset()) | opposed for word in side}
    return against


_AGAINST = _sides(_OPPOSED)


def _opposed(clause: Clause, closest: Sequence[Clause]) -> Iterator[str]:
    """A small word where its opposite stands beside the same content word in the quotes."""
    known = [each for other in closest for each in _placed(other)]
    for word, beside in _placed(clause):
        there = [other for other, following in known if following == beside]
        if any(other.key == word.key for other in there):
            continue
        for other in there:
            if other.key in _AGAINST[word.key] and (word.key, other.key) not in _WEAKER:
                yield f"‘{word.text}’ where ‘{other.text}’ is quoted"
                break


def _placed(clause: Clause) -> Iterator[tuple[Word, str]]:
    """The small words of a clause, each with the content word that follows it."""
    following = ""
    for word in reversed(clause.words):
        if word.key in _AGAINST and following:
            yield word, following
        following = word.term or following


def _modality(clause: Clause, quoted: Sequence[tuple[Clause, dict[str, str]]]) -> Iterator[str]:
    """A "may" or "plans to" that is not quoted, or a plain word where only such are quoted."""
    for term, modal in _modals(clause).items():
        holding = [(other, modals.get(term, "")) for other, modals in quoted if term in other.terms]
        if modal and holding and not any(_is_hedged(other, _CERTAIN) for other, _ in holding):
            yield f"‘{modal}’ is not quoted"
        if (
            not modal
            and holding
            and all(theirs for _, theirs in holding)
            and not _is_hedged(clause)
        ):
            yield f"the quoted ‘{holding[0][1]}’"


def _qualified(clause: Clause, quoted: Sequence[Clause]) -> Iterator[str]:
    """A "former" or "alleged" before a word that has none where it is quoted, or the other way."""
    for term, mine in _qualifiers(clause).items():
        theirs = [_qualifiers(other)[term] for other in quoted if term in other.terms]
        if not theirs or mine in theirs:
            continue
        if mine and not any(theirs):
            yield f"‘{mine}’ is not quoted"
        elif not mine:
            yield f"the quoted ‘{theirs[0]}’"


def _qualifiers(clause: Clause) -> dict[str, str]:
    """Each content word with the word before it that takes something from it, else nothing."""
    found: dict[str, str] = {}
    before = ""
    for word in clause.words:
        if word.key in _QUALIFIERS:
            before = word.key
        elif word.term:
            found.setdefault(word.term, before)
            before = before if word.text[:1].isupper() and before else ""
    return {**dict.fromkeys(clause.terms, ""), **found}


def _modals(clause: Clause) -> dict[str, str]:
    """Each content word with the "may" or "plans to" right before it, else nothing."""
    found: dict[str, str] = {}
    modal = ""
    for word, following in pairwise((*clause.words, Word(0, "", ""))):
        if word.text in _MODALS:
            modal = word.text
        elif word.key in _INTENDING and following.key == "to":
            modal = f"{word.text} to"
        elif word.term:
            found[word.term] = modal
            modal = ""
    return found


def _is_hedged(clause: Clause, also: frozenset[str] = frozenset()) -> bool:
    return any(word.text in _HEDGES or word.key in also for word in clause.words)
