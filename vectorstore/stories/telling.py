"""A story: its articles, what it is called, who tells it, and from when to when."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from vectorstore.documents import Article, digest, writable
from vectorstore.stories.likeness import Alike, Surfaces, surfaces, weighted
from vectorstore.stories.linkage import grouped

LEAST = 0.2
"""Articles of a story are alike by this much on average."""
_TERMS = 5
_OUTLET = re.compile(r"\s+[|–—-]\s+[^|–—]{2,40}$")

# "5 things to know for July 8", "Morning briefing": it tells of many events and joins none.
_ROUND_UP = re.compile(
    r"\bthings\s+(?:you\s+(?:need|have)\s+)?to\s+know\s+(?:for|on|today|this|(?:mon|tues|wednes"
    r"|thurs|fri|satur|sun)day)\b"
    r"|\b(?:morning|evening|daily|weekly|weekend|news|nightly)\s+(?:briefing|digest|newsletter"
    r"|round-?up|bulletin)\b|\bnews\s+in\s+brief\b|\b(?:your|the)\s+(?:day|week)\s+in\s+news\b"
    r"|\bit[’']s\s+\w+day[’']s\s+news\b|\bstart\s+your\s+(?:day|week)\b|\bnews\s+quiz\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Story:
    """Articles about one event, two or more of them, copies included.

    `id` is made from that of the earliest article, so that a story that grows keeps it.
    `title` is that of the article most like the others. `article_ids` come oldest first,
    undated ones last. `publishers` counts independent ones: a copy adds none, and an article
    without a publisher is its own. `first` and `last` are days of publication, None when
    none is known. `terms` are a few words that tell the story from others.
    """

    id: str
    title: str
    article_ids: tuple[str, ...]
    publishers: int
    first: date | None
    last: date | None
    terms: tuple[str, ...]


def stories(
    articles: Sequence[Article],
    vectors: Mapping[str, NDArray[np.float32]],
    copies: Mapping[str, str],
    least: float = LEAST,
) -> list[Story]:
    """The stories that articles tell, the newest first: a function of the set of articles.

    `vectors` gives an article's unit vector by its id, such as the mean of its chunks';
    where one is lacking its words alone decide. `copies` gives the id of its original by a
    copy's id; a copy belongs where its original does. An article like no other is in no story
    (`alone`), nor is a round-up of the day's news, which tells of many events. `least` is how
    alike, 0..1, the articles of a story are on average (average linkage). No articles: an
    empty list.
    """
    known = {article.id: article for article in articles}
    ordered = sorted(known.values(), key=age)
    original = {one.id: copies[one.id] for one in ordered if copies.get(one.id) in known}
    told = [one for one in ordered if one.id not in original and not _ROUND_UP.search(one.title)]
    said = [surfaces(one) for one in told]
    weights = weighted(said)
    alike = Alike(told, weights, vectors)
    together = _groups(told, alike, least)
    taken: dict[str, list[Article]] = defaultdict(list)
    for copy, first in original.items():
        taken[first].append(known[copy])
    found = []
    for places in together:
        copied = [copy for place in places for copy in taken[told[place].id]]
        if len(places) + len(copied) > 1:
            own = [told[place] for place in places]
            central = own[_central(alike, places, own)]
            words = _terms([(said[place], weights[place]) for place in places])
            found.append(_story(own, copied, central, words))
    return sorted(found, key=lambda one: (-(one.last or date.min).toordinal(), one.id))


def _groups(told: Sequence[Article], alike: Alike, least: float) -> list[list[int]]:
    """The articles of each story, by number; an article alone is a group of its own.

    Articles without a date come after the others, each to the group it is most like: else
    they would join groups that are years apart.
    """
    near = alike.near(least)
    dated = [one.day is not None for one in told]
    sure = [pair for pair in near if dated[pair[0]] and dated[pair[1]]]
    heads = grouped(len(told), sure, alike.among, least)
    groups = _by_head(heads)
    joined = list(heads)
    beside: dict[int, set[int]] = defaultdict(set)
    for one, other in near:
        for undated, known in ((one, other), (other, one)):
            if dated[known] and not dated[undated]:
                beside[undated].add(heads[known])
    for undated, near_heads in beside.items():
        likeness = {
            head: round(float(alike.among([undated, *groups[head]])[0, 1:].mean()), 5)
            for head in near_heads
        }
        best = min(likeness, key=lambda head: (-likeness[head], head))
        joined[undated] = best if likeness[best] >= least else undated
    rest = {place for place in range(len(told)) if not dated[place] and joined[place] == place}
    loose = [pair for pair in near if pair[0] in rest and pair[1] in rest]
    heads = grouped(len(told), loose, alike.among, least)
    return list(
        _by_head(
            [heads[place] if place in rest else head for place, head in enumerate(joined)]
        ).values()
    )


def _by_head(heads: Sequence[int]) -> dict[int, list[int]]:
    """The members of each group, in order, by the group's head."""
    groups: dict[int, list[int]] = defaultdict(list)
    for place, head in enumerate(heads):
        groups[head].append(place)
    return groups


def alone(articles: Iterable[Article], found: Iterable[Story]) -> list[str]:
    """The ids of the articles that no story holds, oldest first."""
    held = {id for story in found for id in story.article_ids}
    return [one.id for one in sorted(articles, key=age) if one.id not in held]


def _story(
    own: Sequence[Article], copied: Sequence[Article], central: Article, terms: tuple[str, ...]
) -> Story:
    every = sorted([*own, *copied], key=age)
    days = [one.day for one in every if one.day is not None]
    return Story(
        id=digest("story", min(own, key=age).id),
        title=title_of(central),
        article_ids=tuple(one.id for one in every),
        publishers=independent(own),
        first=min(days, default=None),
        last=max(days, default=None),
        terms=terms,
    )


def independent(own: Iterable[Article]) -> int:
    """How many publishers articles that are no copies have; without one each is its own."""
    return len({one.publisher.strip().casefold() or f"unknown:{one.id}" for one in own})


def age(article: Article) -> tuple[date, str]:
    """What orders articles: the oldest first, undated ones last."""
    return article.day or date.max, article.id


def _central(alike: Alike, places: Sequence[int], own: Sequence[Article]) -> int:
    """Which article is most like the others, of those with a title; of equals the oldest."""
    others = alike.among(places)
    np.fill_diagonal(others, 0)  # how alike an article is to itself is 1 but for the last digits
    total = others.sum(axis=1)
    if any(article.title.strip() for article in own):
        total[[not article.title.strip() for article in own]] = -1
    return int(np.argmax(total))


def title_of(article: Article) -> str:
    """The title on one line without the outlet's name; without a title the text's first words."""
    title = " ".join(article.title.split())
    if not title:
        opening = " ".join(writable(article.text[:400]).split()[:12])
        return opening + "…" if opening else "untitled"
    if outlet := _OUTLET.search(title):
        name = re.sub(r"\W", "", outlet[0]).casefold()
        own = re.sub(r"\W", "", article.publisher.partition(".")[0]).casefold()
        if own and (name in own or own in name):
            title = title[: outlet.start()]
    return re.sub(r"\s*(?:\.\.\.|…)$", "", title)


def _terms(
    told: Sequence[tuple[Surfaces, Mapping[str, float]]],
) -> tuple[str, ...]:
    """The words that the story's articles share and others lack, as most often written."""
    weight: dict[str, float] = defaultdict(float)
    held: Counter[str] = Counter()
    written: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for surface, weights in told:
        for term, value in weights.items():
            weight[term] += value
            held[term] += 1
        for (term, word), use in surface.items():
            written[term][word] += use
    # Half of the articles have a word that tells what the story is about.
    enough = max(1, math.ceil(len(told) / 2))
    best = sorted(
        (term for term in weight if held[term] >= enough and not term[:1].isdigit()),
        key=lambda term: (-round(weight[term], 6), term),
    )
    words = (min(written[term], key=lambda word: (-written[term][word], word)) for term in best)
    return tuple(list(dict.fromkeys(words))[:_TERMS])
