"""What a briefing reads: the articles about a topic, and those of the same stories."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from assistant.briefing.telling import is_page
from assistant.facts.same import age, group, told_once
from assistant.facts.telling import Told
from vectorstore.documents import Article, ArticleFilter
from vectorstore.language import Span, terms
from vectorstore.library import Library

_LEAST = 0.5
"""A place tells of a topic when it holds at least this share of the topic's words."""
_WINDOW = 3
"""A place is so many sentences in a row."""
_HEAD = 0.2
_SHORT, _AROUND = 25, 5
"""Of an article with more sentences those count that stand so near to a place."""
_FEWEST, _PART = 2, 0.05
"""A story belongs to a topic when so many of its articles, and this share, have its words."""
_SHARED_BY = (0.8, 0.5)
"""The topic is also compared without words that so large a share of the articles has."""

Sentences = Sequence[tuple[Article, Sequence[Span]]]


@dataclass(frozen=True)
class Scope:
    """The articles that a briefing reads, with their sentences.

    `about` holds the ids of those that are about the topic (all, without a topic): the others
    belong to the same stories and may tell what belongs to it. `closeness` says how near
    the passage around a sentence is to the topic, by article id and start of the sentence.
    `places` holds, by article id, the sentences around those that tell of the topic: what stands
    elsewhere in a digest or a live page is about something else. `passing` counts the articles
    that pass the filter, whatever they are about.
    """

    topic: str
    articles: Sentences
    about: frozenset[str] = frozenset()
    closeness: Mapping[tuple[str, int], float] = field(default_factory=dict)
    filter: ArticleFilter = field(default_factory=ArticleFilter)
    places: Mapping[str, Sequence[Span]] = field(default_factory=dict)
    passing: int = 0

    @cached_property
    def originals(self) -> list[tuple[Article, Sequence[Span]]]:
        """The articles, of copies only the first publication."""
        cited = told_once(article for article, _ in self.articles)
        return [
            (article, spans)
            for article, spans in self.articles
            if cited[group(article)].id == article.id
        ]

    @cached_property
    def told(self) -> list[Told]:
        """The articles about the topic, each with its sentences that are."""
        return [
            _told(article, self.places.get(article.id, spans))
            for article, spans in self.articles
            if article.id in self.about
        ]

    @cached_property
    def all_told(self) -> list[Told]:
        """All articles with all sentences."""
        return [_told(article, spans) for article, spans in self.articles]


def _told(article: Article, spans: Sequence[Span]) -> Told:
    kept = (span for span in spans if not is_page(article.text[span.start : span.end]))
    return Told(article, tuple(kept))


def whole(articles: Sentences, filter: ArticleFilter | None = None) -> Scope:
    """A scope without a topic: all that is given, whatever its order."""
    about = frozenset(article.id for article, _ in articles)
    ordered = sorted(articles, key=lambda one: age(one[0]))
    return Scope("", ordered, about, filter=filter or ArticleFilter(), passing=len(ordered))


def scope(library: Library, topic: str, filter: ArticleFilter) -> Scope:
    """The articles about a topic and the rest of their stories, or all that pass the filter.

    A place that holds half of the topic's words, by rarity, tells of it: the title, or a few
    sentences in a row. An article is about the topic that tells of it in its title or near its
    head, or in two places.
    """
    articles = library.articles(filter or None)
    if not topic:
        return whole([(article, library.sentences(article.id)) for article in articles], filter)
    weighted = library.weights(topic)
    read = {
        article.id: (article, library.sentences(article.id))
        for article in articles
        if _holds(f"{article.title}\n{article.text}", weighted)
    }
    places = {
        one: around
        for one, (article, spans) in read.items()
        if (around := _places(article, spans, weighted))
    }
    about = frozenset(places)
    if not about:
        return Scope(topic, (), filter=filter, passing=len(articles))
    wanted = about | _of_their_stories(library, about, read)
    found = Scope(
        topic,
        [
            read.get(article.id) or (article, library.sentences(article.id))
            for article in articles
            if article.id in wanted
        ],
        about,
        filter=filter,
        places=places,
        passing=len(articles),
    )
    return replace(found, closeness=_closeness(library, found))


def _places(article: Article, spans: Sequence[Span], weighted: Mapping[str, float]) -> list[Span]:
    """The sentences around those that tell of the topic; none where the article is not about it.

    All of them where there are few sentences.
    """
    held = [set(terms(article.text[span.start : span.end])) & weighted.keys() for span in spans]
    found = [
        at
        for at, here in enumerate(held)
        if here and _weigh(set().union(*held[at : at + _WINDOW]), weighted)
    ]
    head = max(_WINDOW, len(spans) * _HEAD)
    apart = [at for at, before in zip(found[1:], found, strict=False) if at - before >= _WINDOW]
    if not (_holds(article.title, weighted) or (found and (found[0] < head or apart))):
        return []
    if len(spans) <= _SHORT:
        return list(spans)
    near = {around for at in found for around in range(at - _AROUND, at + _AROUND + 1)}
    return [span for at, span in enumerate(spans) if at in near or (not found and at < head)]


def _weigh(held: Collection[str], weighted: Mapping[str, float]) -> bool:
    return sum(weighted[term] for term in held) >= _LEAST * (sum(weighted.values()) or 1.0)


def _holds(text: str, weighted: Mapping[str, float]) -> bool:
    """Whether a text has half of the topic's words, by rarity."""
    return _weigh(weighted.keys() & set(terms(text)), weighted)


def _of_their_stories(
    library: Library, about: Collection[str], naming: Collection[str]
) -> frozenset[str]:
    """The articles of the stories that belong to the topic.

    One of them is about it, and not one article alone has its words by chance (`naming` are the
    articles that have them anywhere).
    """
    found: set[str] = set()
    for story in library.stories():
        ids = set(story.article_ids)
        named = len(ids & set(naming))
        most = named * 2 >= len(ids)
        if ids & set(about) and (most or named >= max(_FEWEST, _PART * len(ids))):
            found |= ids
    return frozenset(found)


def _closeness(library: Library, found: Scope) -> dict[tuple[str, int], float]:
    """How near each sentence's passage is to the topic.

    The topic is also taken without the words that most of the articles have: they say what the
    articles are about, not what of it is asked for.
    """
    passages = library.closeness(_versions(found), [article.id for article, _ in found.articles])
    near: dict[tuple[str, int], float] = {}
    for article, spans in found.articles:
        rows = iter(passages.get(article.id, ()))
        row = next(rows, None)
        for span in spans:
            while row is not None and span.start >= row[1]:
                row = next(rows, None)
            if row is not None:
                near[article.id, span.start] = row[2]
    return near


def _versions(found: Scope) -> list[str]:
    """The topic, and what is left of it without words that many articles have."""
    held = [set(terms(f"{article.title}\n{article.text}")) for article, _ in found.articles]
    versions = [found.topic]
    for share in _SHARED_BY:
        kept = [word for word in found.topic.split() if not _common(word, held, share)]
        left = " ".join(kept)
        versions.append(left if terms(left) else found.topic)
    return versions


def _common(word: str, held: Sequence[set[str]], share: float) -> bool:
    """Whether all that a word says stands in so many of the articles."""
    said = terms(word)
    return bool(said) and all(
        sum(term in article for article in held) >= share * len(held) for term in said
    )
