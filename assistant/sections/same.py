"""Sentences of different articles that say the same thing, brought together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from vectorstore.documents import Article
from vectorstore.text import Number, numbers, same, terms

ALIKE = 0.6
"""Sentences that share this much of all their content words say the same."""
_COMMON = 200
"""A word in more sentences than this tells no pair apart and is not looked up."""


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of words in common, of all words in either (Jaccard); 1 for two empty sets."""
    return len(one & other) / len(one | other) if one | other else 1.0


def figures_agree(ours: Sequence[Number], theirs: Sequence[Number]) -> bool:
    """Whether no number in one sentence is missing from the other."""
    return all(any(same(a, b) for b in theirs) for a in ours) and all(
        any(same(a, b) for a in ours) for b in theirs
    )


def groups(texts: Sequence[str], threshold: float = ALIKE) -> list[list[int]]:
    """Indices of the texts, together where they say the same; groups by their first member.

    A text joins the first group whose first member shares enough of its words and tells
    the same figures: a toll of 7 and one of 11 are two facts, however alike the words.
    """
    words = [frozenset(terms(text)) for text in texts]
    figures = [tuple(numbers(text)) for text in texts]
    often = Counter(word for said in words for word in said)
    heads: dict[str, list[int]] = defaultdict(list)
    exact: dict[frozenset[str], list[int]] = defaultdict(list)
    found: list[list[int]] = []

    def joins(index: int, group: int) -> bool:
        first = found[group][0]
        return (
            alike(words[index], words[first]) >= threshold
            and figures_agree(figures[index], figures[first])
        )  # fmt: skip

    for index, said in enumerate(words):
        rare = [word for word in said if often[word] <= _COMMON]
        shared = Counter(head for word in rare for head in heads[word])
        # In the same words first: those are found however common the words are.
        near = [*exact[said], *(head for head, _ in sorted(shared.items(), key=_most_first))]
        group = next((head for head in near if joins(index, head)), None)
        if group is not None:
            found[group].append(index)
            continue
        for word in rare:
            heads[word].append(len(found))
        exact[said].append(len(found))
        found.append([index])
    return found


def _most_first(item: tuple[int, int]) -> tuple[int, int]:
    head, count = item
    return -count, head


def told_once(articles: Iterable[Article]) -> dict[str, Article]:
    """Of each group of copies the article to cite, by the id of the group's original.

    That is the original; where it is not among the articles, the earliest copy is: by day,
    then by id, so that the order in which they were added does not show.
    """
    first: dict[str, Article] = {}
    for article in articles:
        known = first.get(group(article))
        if known is None or age(article) < age(known):
            first[group(article)] = article
    return first


def group(article: Article) -> str:
    """The id of the article that this one is a copy of; its own where it is none."""
    return article.copy_of or article.id


def age(article: Article) -> tuple[bool, bool, int, str]:
    """What articles are ordered by: no copies first, then the oldest; undated ones last."""
    day = article.day
    return (bool(article.copy_of), day is None, day.toordinal() if day else 0, article.id)
