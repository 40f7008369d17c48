"""A story: its articles, what it is called, who publishes it, and from when to when."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from vectorstore.documents import Article, digest, writable
from vectorstore.outlets import outlet_key
from vectorstore.stories.likeness import Likeness, Surfaces, names_of, surfaces, term_weights
from vectorstore.stories.linkage import grouped
from vectorstore.text import words

LEAST = 0.2
"""Articles of a story are alike by this much on average."""
_TERMS = 5
_OUTLET = re.compile(r"(?<!\s)\s++[|–—-]\s++[^|–—]{2,40}$")
# "New York CNN —", "WASHINGTON (AP) -": where and for whom a text was written.
_DATELINE = re.compile(
    r"^(?:[A-Z][\w.’'/&-]*,?\s){0,5}(?:\([A-Z][^()]{1,30}\)\s?[—–-]*|[A-Z]{2,8}\s[—–-])\s"
)

# "5 things to know for July 8", "Morning briefing": it tells of many events and joins none.
_ROUND_UP = re.compile(
    r"\bthings\s+(?:you\s+(?:need|have)\s+)?to\s+know\s+(?:for|on|today|this|(?:mon|tues|wednes"
    r"|thurs|fri|satur|sun)day)\b"
    r"|\b(?:morning|evening|daily|weekly|weekend|news|nightly)\s+(?:briefing|digest|newsletter"
    r"|round-?up|bulletin)\b|\bnews\s+in\s+brief\b|\b(?:your|the)\s+(?:day|week)\s+in\s+news\b"
    r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day[’']s\s+news\b|\bstart\s+your\s+(?:day|week)\b|\bnews\s+quiz\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Story:
    """Articles about one event, two or more of them, copies included.

    `id` is made from that of the earliest article, so that a story that grows keeps it.
    `title` is that of the article most like the others. `article_ids` come oldest first,
    undated ones last. `publishers` counts independent ones (`outlet_key`): a copy adds none.
    `first` and `last` are days of publication, None when
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
    """The stories of some articles, the newest first: a function of the set of articles.

    `vectors` gives an article's unit vector by its id, such as the mean of its chunks';
    where one is lacking its words alone decide. `copies` gives the id of its original by a
    copy's id; a copy belongs where its original does. An article like no other is in no story,
    nor is a round-up of the day's news, which tells of many events. `least` is how
    alike, 0..1, the articles of a story are on average (average linkage). No articles: an
    empty list.
    """
    known = {article.id: article for article in articles}
    ordered = sorted(known.values(), key=_age)
    original = {one.id: copies[one.id] for one in ordered if copies.get(one.id) in known}
    own = [one for one in ordered if one.id not in original and not is_round_up(one.title)]
    surface = [surfaces(article) for article in own]
    weights = term_weights(surface)
    likeness = Likeness(own, weights, vectors, names_of(surface))
    copies_of: dict[str, list[Article]] = defaultdict(list)
    for copy, first in original.items():
        copies_of[first].append(known[copy])
    found = []
    for members in _groups(own, likeness, least):
        copied = [copy for place in members for copy in copies_of[own[place].id]]
        if len(members) + len(copied) > 1:
            independent = [own[place] for place in members]
            central = independent[_central(likeness, members, independent)]
            terms = _terms([(surface[place], weights[place]) for place in members])
            found.append(_story(independent, copied, central, terms))
    return sorted(found, key=lambda one: (-(one.last or date.min).toordinal(), one.id))


def is_round_up(title: str) -> bool:
    """Whether an article of this title tells the news of a day or a week."""
    return _ROUND_UP.search(title) is not None


def narrowed(story: Story, articles: Sequence[Article]) -> Story:
    """The story with only these of its articles, one or more: what only others hold is left out.

    It keeps its id. Publishers are counted among these articles, of copies of one text the
    original or else the earliest. All of a story's articles give the story as it is.
    """
    own = sorted(articles, key=_age)
    first_of: dict[str, Article] = {}
    for article in sorted(own, key=lambda one: (bool(one.copy_of), _age(one))):
        first_of.setdefault(article.copy_of or article.id, article)
    titles = [title_of(article) for article in own]
    used = {
        text[span.start : span.end]
        for article in own
        for text in (article.title, article.text)
        for span in words(text)
    }
    return replace(
        _story(own, (), own[0], tuple(term for term in story.terms if term in used)),
        id=story.id,
        title=story.title if story.title in titles else titles[0],
        publishers=_publishers(first_of.values()),
    )


def title_of(article: Article) -> str:
    """The title on one line without the outlet's name; without a title the text's first words."""
    title = _DATELINE.sub("", " ".join(article.title.split()))
    if not title:
        opening = _DATELINE.sub("", " ".join(writable(article.text[:400]).split()))
        opening = " ".join(opening.split()[:12])
        return opening + "…" if opening else "untitled"
    if outlet := _OUTLET.search(title):
        name = re.sub(r"\W", "", outlet[0]).casefold()
        own = re.sub(r"\W", "", article.publisher.partition(".")[0]).casefold()
        if own and (name in own or own in name):
            title = title[: outlet.start()]
    return re.sub(r"(?<!\s)\s*+(?:\.\.\.|…)$", "", title)


def _groups(own: Sequence[Article], likeness: Likeness, least: float) -> list[list[int]]:
    """The articles of each story, by number; an article alone is a group of its own.

    Articles without a date come after the others, each to the group it is most like: else
    they would join groups that are years apart.
    """
    near = likeness.near(least)
    dated = [article.day is not None for article in own]
    sure = [pair for pair in near if dated[pair[0]] and dated[pair[1]]]
    heads = grouped(len(own), sure, likeness.among, least)
    groups = _by_head(heads)
    joined = list(heads)
    beside: dict[int, set[int]] = defaultdict(set)
    for pair in near:
        for undated, known in (pair, pair[::-1]):
            if dated[known] and not dated[undated]:
                beside[undated].add(heads[known])
    for undated, near_heads in beside.items():
        to_group = {
            head: round(float(likeness.among([undated, *groups[head]])[0, 1:].mean()), 5)
            for head in near_heads
        }
        best = min(to_group, key=lambda head: (-to_group[head], head))
        joined[undated] = best if to_group[best] >= least else undated
    rest = {place for place in range(len(own)) if not dated[place] and joined[place] == place}
    loose = [pair for pair in near if pair[0] in rest and pair[1] in rest]
    heads = grouped(len(own), loose, likeness.among, least)
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


def _story(
    own: Sequence[Article], copied: Sequence[Article], central: Article, terms: tuple[str, ...]
) -> Story:
    every = sorted([*own, *copied], key=_age)
    days = [article.day for article in every if article.day is not None]
    return Story(
        id=digest("story", min(own, key=_age).id),
        title=title_of(central),
        article_ids=tuple(article.id for article in every),
        publishers=_publishers(own),
        first=min(days, default=None),
        last=max(days, default=None),
        terms=terms,
    )


def _publishers(articles: Iterable[Article]) -> int:
    """How many independent publishers articles that are no copies have."""
    return len({outlet_key(one.publisher, one.url, one.outlet) for one in articles})


def _age(article: Article) -> tuple[date, str]:
    """What orders articles: the oldest first, undated ones last."""
    return article.day or date.max, article.id


def _central(likeness: Likeness, members: Sequence[int], own: Sequence[Article]) -> int:
    """Which article is most like the others, of those with a title; of equals the oldest."""
    others = likeness.among(members)
    np.fill_diagonal(others, 0)  # how alike an article is to itself is 1 but for the last digits
    total = others.sum(axis=1)
    if any(article.title.strip() for article in own):
        total[[not article.title.strip() for article in own]] = -1
    return int(np.argmax(total))


def _terms(articles: Sequence[tuple[Surfaces, Mapping[str, float]]]) -> tuple[str, ...]:
    """The words that the story's articles share and others lack, as most often written."""
    weight: dict[str, float] = defaultdict(float)
    held: Counter[str] = Counter()
    written: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for surface, weights in articles:
        held.update(weights.keys())
        for term, value in weights.items():
            weight[term] += value
        for (term, word, _), use in surface.items():
            written[term][word] += use
    # Half of the articles have a word that tells what the story is about.
    enough = max(1, math.ceil(len(articles) / 2))
    best = sorted(
        (term for term in weight if held[term] >= enough and not term[:1].isdigit()),
        key=lambda term: (-round(weight[term], 6), term),
    )
    words = (min(written[term], key=lambda word: (-written[term][word], word)) for term in best)
    return tuple(list(dict.fromkeys(words))[:_TERMS])
