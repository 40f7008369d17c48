"""Copies to originals: a function of the set of articles, never of the order they came in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from vectorstore.documents import Article
from vectorstore.duplicates.likeness import CONTAINED, is_wire


@dataclass(frozen=True, slots=True)
class Member:
    """What is known of an article when originals are chosen.

    `length` is in words; `wire`: it came out with the agency that wrote it.
    """

    id: str
    day: date | None
    length: int
    wire: bool = False


def member(article: Article, length: int) -> Member:
    """What is known of an article of so many words (`Signature.words`)."""
    return Member(article.id, article.day, length, is_wire(article))


def originals(
    articles: Iterable[Member],
    pairs: Collection[tuple[str, str]],
    apart: Collection[tuple[str, str]] = (),
) -> dict[str, str]:
    """For each copy the id of its original, by the pairs of ids that are copies of one another.

    The earliest of those that pair is the original; an undated one comes last, of one day the
    agency's own comes first, and between equals the id decides. But a text contained in a much
    longer one is the copy of that, whatever their age. An original is never a copy: one that
    pairs with copies only is an original itself, unless it is contained in them; then it is a
    copy of their original, if the two are not `apart`. Pairs with ids that no article has are
    passed over.
    """
    known = {one.id: one for one in articles}
    near = _neighbours(known, pairs)
    longer = {
        id: [other for other in near[id] if one.length < CONTAINED * known[other].length]
        for id, one in known.items()
    }
    never = {frozenset(pair) for pair in apart}
    first: dict[str, str] = {}

    def oldest(ids: Iterable[str], own: str) -> str:
        return min(ids, key=lambda id: _age(known[id]), default=own)

    for id in sorted((id for id in known if not longer[id]), key=lambda id: _age(known[id])):
        first[id] = oldest((other for other in near[id] if first.get(other) == other), id)
    # The longest first, so that what a text is contained in has its original already.
    for id in sorted((id for id in known if longer[id]), key=lambda id: (-known[id].length, id)):
        heads = [other for other in longer[id] if first[other] == other]
        beyond = (first[other] for other in longer[id])
        first[id] = oldest(
            heads or (one for one in beyond if frozenset((id, one)) not in never), id
        )
    return {id: head for id, head in first.items() if id != head}


def earliest(members: Iterable[Member]) -> str:
    """The id of the one that came out first, and so stands for all others of its text."""
    return min(members, key=_age).id


def _neighbours(
    known: Mapping[str, Member], pairs: Iterable[tuple[str, str]]
) -> dict[str, set[str]]:
    """The ids that each id pairs with."""
    near: dict[str, set[str]] = {id: set() for id in known}
    for one, other in pairs:
        if one != other and one in known and other in known:
            near[one].add(other)
            near[other].add(one)
    return near


def _age(member: Member) -> tuple[bool, date, bool, str]:
    return member.day is None, member.day or date.min, not member.wire, member.id
