"""Copies to originals: a function of the set of articles, never of the order they came in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, product

from vectorstore.documents import Article
from vectorstore.duplicates.likeness import CONTAINED, is_wire, judged, overlap
from vectorstore.duplicates.wording import ENOUGH, Signature, signature, wording


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


def linked(articles: Sequence[Article], apart: Collection[tuple[str, str]] = ()) -> dict[str, str]:
    """For each copy among the articles the id of its original, as `originals` chooses it.

    The earliest article of a text stands for all others of that text, but for those kept apart.
    `apart`: pairs of ids that are no copies, whatever their words. Of several articles with one
    id one counts, whatever their order.
    """
    known = {one.id: one for one in sorted(articles, key=lambda one: one.version)}
    loose = {id for pair in apart for id in pair}
    signatures = {one.version: signature(one.text, one.version) for one in known.values()}
    members = {
        id: member(article, signatures[article.version].words) for id, article in known.items()
    }
    nodes: dict[str, list[Article]] = defaultdict(list)
    twins: dict[str, list[str]] = defaultdict(list)
    for article in known.values():
        if article.id in loose:
            nodes[article.version].append(article)
        else:
            twins[article.version].append(article.id)
    heads: dict[str, str] = {}
    for version, ids in twins.items():
        head = earliest(members[id] for id in ids)
        nodes[version].append(known[head])
        heads |= {id: head for id in ids if id != head}
    never = {frozenset(pair) for pair in apart}
    pairs = [
        (one.id, other.id)
        for one, other in _copies(nodes, _candidates(signatures.values()))
        if frozenset((one.id, other.id)) not in never
    ]
    links = originals((members[one.id] for same in nodes.values() for one in same), pairs, apart)
    return links | {id: links.get(head, head) for id, head in heads.items()}


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


def _candidates(signatures: Iterable[Signature]) -> list[tuple[str, str]]:
    """The versions that share enough bands to be read, each pair once."""
    sharing: dict[int, list[str]] = defaultdict(list)
    for one in signatures:
        for band in one.bands:
            sharing[band].append(one.version)
    shared = Counter(pair for same in sharing.values() for pair in combinations(sorted(same), 2))
    return sorted(pair for pair, count in shared.items() if count >= ENOUGH)


def _copies(
    texts: Mapping[str, Sequence[Article]], candidates: Iterable[tuple[str, str]]
) -> Iterator[tuple[Article, Article]]:
    """The pairs of articles that are copies: those of one text, and those found by reading."""
    for same in texts.values():
        yield from combinations(same, 2)
    for version, another in candidates:
        ours, theirs = texts[version], texts[another]
        found = overlap(wording(ours[0].text), wording(theirs[0].text))
        yield from (pair for pair in product(ours, theirs) if judged(*pair, found).copies)
