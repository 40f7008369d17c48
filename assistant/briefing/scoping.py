"""What a briefing reads: the articles about a topic, and those of the same stories."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from assistant.facts.same import age, group, told_once
from assistant.facts.telling import Told
from vectorstore.documents import Article, ArticleFilter
from vectorstore.language import Span, terms
from vectorstore.library import Library

_DEPTH = 50
_LEAST = 0.5
"""An article is about a topic when it holds at least this share of the topic's words."""
_SHARED_BY = (0.8, 0.5)
"""The topic is also compared without words that so large a share of the articles has."""

Sentences = Sequence[tuple[Article, Sequence[Span]]]


@dataclass(frozen=True)
class Scope:
    """The articles that a briefing reads, with their sentences.

    `about` holds the ids of those that are about the topic (all, without a topic): the others
    belong to the same stories and may tell what belongs to it. `closeness` says how near
    the passage around a sentence is to the topic, by article id and start of the sentence.
    """

    topic: str
    articles: Sentences
    about: frozenset[str] = frozenset()
    closeness: Mapping[tuple[str, int], float] = field(default_factory=dict)
    filter: ArticleFilter = field(default_factory=ArticleFilter)

    @cached_property
    def originals(self) -> list[tuple[Article, Sequence[Span]]]:
        """The articles, of copies only the first publication."""
        cited = told_once(article for article, _ in self.articles)
        return [
            (article, spans)
            for article, spans in self.articles
            if cited[group(article)].id == article.id
        ]

    def told(self, also: Iterable[str] = ()) -> list[Told]:
        """The articles about the topic, and those with the given ids."""
        wanted = self.about | set(also)
        return [Told(article, tuple(s)) for article, s in self.articles if article.id in wanted]


def whole(articles: Sentences, filter: ArticleFilter | None = None) -> Scope:
    """A scope without a topic: all that is given, whatever its order."""
    about = frozenset(article.id for article, _ in articles)
    ordered = sorted(articles, key=lambda one: age(one[0]))
    return Scope("", ordered, about, filter=filter or ArticleFilter())


def scope(library: Library, topic: str, filter: ArticleFilter) -> Scope:
    """The articles about a topic and the rest of their stories, or all that pass the filter.

    An article is about the topic when its title and text hold half of the topic's words
    by rarity.
    """
    articles = library.articles(filter or None)
    read = [(article, library.sentences(article.id)) for article in articles]
    if not topic:
        return whole(read, filter)
    about = _about(library, topic, articles)
    if not about:
        return Scope(topic, (), filter=filter)
    wanted = about | _of_their_stories(library, about)
    read = [(article, spans) for article, spans in read if article.id in wanted]
    found = Scope(topic, read, about, filter=filter)
    return replace(found, closeness=_closeness(library, found))


def _about(library: Library, topic: str, articles: Sequence[Article]) -> frozenset[str]:
    weighted = library.weights(topic)
    total = sum(weighted.values()) or 1.0
    found = set()
    for article in articles:
        held = set(terms(article.title)) | set(terms(article.text))
        if sum(weight for term, weight in weighted.items() if term in held) / total >= _LEAST:
            found.add(article.id)
    return frozenset(found)


def _of_their_stories(library: Library, about: Collection[str]) -> frozenset[str]:
    """The articles of the stories that articles about the topic belong to."""
    stories = (set(story.article_ids) for story in library.stories())
    return frozenset(one for ids in stories if ids & set(about) for one in ids)


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
