"""What changed between two versions of an article, sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from vectorstore.documents import Article
from vectorstore.text import sentences

_REWORDED = 0.5
"""Sentences that share this much of their words are one sentence that was reworded."""


@dataclass(frozen=True, slots=True)
class Change:
    """A sentence that was added (`before` is ""), removed (`after` is "") or reworded."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Revision:
    """How one version of an article became the next."""

    before: Article
    after: Article
    title: Change | None
    changes: tuple[Change, ...]


def revisions(versions: Sequence[Article]) -> list[Revision]:
    """The steps between versions, oldest first; none where there is but one version."""
    return [
        Revision(
            before,
            after,
            Change(before.title, after.title) if before.title != after.title else None,
            tuple(changes(before.text, after.text)),
        )
        for before, after in pairwise(versions)
    ]


def changes(before: str, after: str) -> list[Change]:
    """The sentences that differ between two texts, in the order in which they are read.

    Differences of white space are none. Sentences are aligned by longest common runs
    (Ratcliff and Obershelp, as difflib has it); within a run that differs, those that
    share half of their words in order are one sentence that was reworded.
    """
    old, new = _sentences(before), _sentences(after)
    found: list[Change] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind != "equal":
            found += _reworded(old[i1:i2], new[j1:j2])
    return found


def _sentences(text: str) -> list[str]:
    return [" ".join(text[span.start : span.end].split()) for span in sentences(text)]


def _reworded(old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    """Removed, reworded and added sentences of one place, each old one beside its new one."""
    first = 0
    for sentence in old:
        place = max(range(first, len(new)), key=lambda n: _alike(sentence, new[n]), default=None)
        if place is None or _alike(sentence, new[place]) < _REWORDED:
            yield Change(sentence, "")
            continue
        yield from (Change("", added) for added in new[first:place])
        yield Change(sentence, new[place])
        first = place + 1
    yield from (Change("", added) for added in new[first:])


def _alike(sentence: str, other: str) -> float:
    return SequenceMatcher(None, sentence.split(), other.split(), autojunk=False).ratio()
