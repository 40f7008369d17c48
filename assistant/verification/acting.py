"""Who did what to whom: a statement that has the doer and the target the other way round."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.verification.clauses import Clause, Word
from vectorstore.text import stem

_BE = frozenset("is are was were be been being am".split())
_AUXILIARIES = _BE | frozenset(
    "has have had will would shall should can could may might must did does do also then later now"
    " already again once not never to".split()
)
_DETERMINERS = frozenset(
    "the a an its his her their our some many several all both this that these those".split()
)
_PREPOSITIONS = frozenset(
    "in on at near from with without to of for by about after before over under against into"
    " during since until as than through between among around via".split()
)
# "Ada met Ben" is "Ben met Ada"; with a "with" in between nearly anything is.
_MUTUAL = frozenset(
    stem(word)
    for word in "meet marry face play resemble equal join border fight divorce follow".split()
)


@dataclass(frozen=True, slots=True)
class Act:
    """What is done, by stem, the words that tell who does it, and those that tell to whom."""

    deed: str
    told: str
    doers: dict[str, str]
    targets: dict[str, str]

    def reverses(self, other: Act) -> bool:
        """Whether doers and targets are each other's, and neither is kept."""
        crossed = self.doers.keys() & other.targets.keys() and self.targets.keys() & (
            other.doers.keys()
        )
        return bool(crossed) and not self.repeats(other)

    def repeats(self, other: Act) -> bool:
        """Whether a doer or a target is the same in both."""
        return bool(
            self.doers.keys() & other.doers.keys() or self.targets.keys() & other.targets.keys()
        )


def reversed_acts(ours: Sequence[Clause], quoted: Sequence[Clause]) -> Iterator[str]:
    """What a statement has the wrong way round, told as "who attacked whom: rebels, army".

    Read without grammar: the words right before and right after a content word, the passive
    ("was attacked by") turned. Reported only when both ends are exchanged and nothing in the
    quotes tells it as the statement does.
    """
    theirs = [act for clause in quoted for act in _acts(clause)]
    for clause in ours:
        for act in _acts(clause):
            if act.deed in _MUTUAL:
                continue
            alike = [other for other in theirs if other.deed == act.deed]
            if any(act.repeats(other) for other in alike):
                continue
            if any(act.reverses(other) for other in alike):
                doer, target = list(act.doers.values())[-1], next(iter(act.targets.values()))
                yield f"who {act.told} whom: {doer}, {target}"


def _acts(clause: Clause) -> Iterator[Act]:
    row = clause.words
    for position, word in enumerate(row):
        if not word.term:
            continue
        before, auxiliaries = _before(row, position)
        passive, after = _after(row, position)
        if not before or not after:
            continue
        if passive and auxiliaries & _BE:
            before, after = after, before
        elif passive:
            continue
        yield Act(word.term, word.text, before, after)


def _before(row: Sequence[Word], position: int) -> tuple[dict[str, str], frozenset[str]]:
    """The content words that lead up to a deed, unless a preposition opens them."""
    at = position - 1
    skipped: set[str] = set()
    while at >= 0 and not row[at].term and row[at].key in _AUXILIARIES:
        skipped.add(row[at].key)
        at -= 1
    run: list[Word] = []
    while at >= 0 and row[at].term:
        run.append(row[at])
        at -= 1
    while at >= 0 and row[at].key in _DETERMINERS:
        at -= 1
    if at >= 0 and row[at].key in _PREPOSITIONS:
        run = []
    return {word.term: word.text for word in reversed(run)}, frozenset(skipped)


def _after(row: Sequence[Word], position: int) -> tuple[bool, dict[str, str]]:
    """Whether "by" follows a deed, and the content words that follow it, right behind."""
    at = position + 1
    passive = at < len(row) and row[at].key == "by"
    at += passive
    while at < len(row) and row[at].key in _DETERMINERS:
        at += 1
    run: dict[str, str] = {}
    while at < len(row) and row[at].term:
        run.setdefault(row[at].term, row[at].text)
        at += 1
    return passive, run
