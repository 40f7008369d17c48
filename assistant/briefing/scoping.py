"""What a briefing reads: the articles about a topic, and those of the same stories."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

from assistant.sections.sentences import by_age, originals
from vectorstore import linked
from vectorstore.documents import Article, ArticleFilter
from vectorstore.library import Library
from vectorstore.outlets import Outlets, Printed
from vectorstore.stories import Story, stories
from vectorstore.text import terms
from vectorstore.text.annotate import annotated
from vectorstore.text.annotations import AnnotatedArticle
from vectorstore.text.encoder import embeddings_named

_LEAST = 0.5
"""A place tells of a topic when it holds at least this share of the topic's words."""
_WINDOW = 3
"""A place is so many sentences in a row."""
_HEAD = 0.2
_SHORT, _AROUND = 25, 3
"""Of an article with more sentences those count that stand so near to a place."""
_FEWEST, _PART = 2, 0.05
"""A story belongs to a topic when so many of its articles, and this share, have its words."""
_WHOLE_STORY, _MARKING = 0.8, 0.25
"""A story is about a topic that one of its articles is about where so many of its articles have a
word of it that is so much of the topic, by rarity: "aground" may be said once, "ferry" by all."""
_SHARED_BY = (0.8, 0.5)
"""The topic is also compared without words that so large a share of the articles has."""

_ONE_STORY, _BEGINNING = 0.15, 1200
"""Articles in no library are of one story that are alike by this much, by how each begins."""
_PARTS, _WHOLE = 3, 24
"""Of a word also written as two each half has at least, and the whole at most, so many letters."""
_SPELLED = 12
"""So many words of a topic are looked for in other spellings."""

Places = Mapping[str, frozenset[int]]
"""By article id where the sentences begin that stand around those which tell of a topic."""


@dataclass(frozen=True)
class Scope:
    """The articles that a briefing reads, with what stands in them.

    `about` holds the ids of those that are about the topic (all, without a topic): the others
    belong to the same stories and may tell what belongs to it. `closeness` says how near
    the passage around a sentence is to the topic, by article id and start of the sentence.
    `places`: what stands elsewhere in a digest or a live page is about something else. `passing`
    counts the articles that pass the filter, whatever they are about. `words` are the topic's,
    `titled` says by article id
    which share of the topic, by rarity, stands in the title; `stories` are those of the articles;
    `leads`: all is of the story that leads, and `named`: some of it is called after the topic.
    `nearest_to`: what was asked for where no article tells of it in these words, and the story that
    is nearest to it is read.
    """

    topic: str
    articles: Sequence[AnnotatedArticle]
    about: frozenset[str] = frozenset()
    closeness: Mapping[tuple[str, int], float] = field(default_factory=dict)
    filter: ArticleFilter = field(default_factory=ArticleFilter)
    places: Places = field(default_factory=dict)
    passing: int = 0
    words: TopicWords | None = None
    titled: Mapping[str, float] = field(default_factory=dict)
    stories: Sequence[Story] = ()
    leads: bool = False
    named: bool = False
    nearest_to: str = ""

    @property
    def notices(self) -> tuple[str, ...]:
        """That what is read is not quite what was asked for."""
        if not self.nearest_to:
            return ()
        return (f"No article says “{self.nearest_to}”: this is the story nearest to it.",)

    @cached_property
    def originals(self) -> list[AnnotatedArticle]:
        """The articles, of copies the first publication, and of the others what they add."""
        kept = {source.article.id: source for source in originals(self.articles)}
        return [kept[source.article.id] for source in self.articles if source.article.id in kept]

    def is_about(self, article_id: str, start: int) -> bool:
        """Whether the sentence of an article that begins there stands where the topic is told."""
        places = self.places.get(article_id)
        return places is None or start in places

    def share(self, text: str) -> float:
        """The share of the topic's words, by rarity, that a text has; 1 without a topic."""
        return 1.0 if self.words is None else self.words.share(text)

    @cached_property
    def on_topic(self) -> list[AnnotatedArticle]:
        """The articles about the topic, each with its sentences that are, no furniture."""
        return [self._read(source) for source in self.articles if source.article.id in self.about]

    @cached_property
    def every(self) -> list[AnnotatedArticle]:
        """All articles with all sentences but furniture."""
        return [self._read(source, everywhere=True) for source in self.articles]

    def _read(self, source: AnnotatedArticle, *, everywhere: bool = False) -> AnnotatedArticle:
        kept = tuple(
            span
            for span in source.sentences
            if not span.boilerplate and (everywhere or self.is_about(source.article.id, span.start))
        )
        return replace(source, sentences=kept)


def whole(
    articles: Sequence[AnnotatedArticle],
    filter: ArticleFilter | None = None,
    stories: Sequence[Story] = (),
) -> Scope:
    """A scope without a topic: all that is given, whatever its order."""
    about = frozenset(source.article.id for source in articles)
    ordered = sorted(articles, key=lambda source: by_age(source.article))
    filter = filter or ArticleFilter()
    return Scope("", ordered, about, filter=filter, passing=len(ordered), stories=stories)


def unkept(articles: Iterable[Article]) -> Scope:
    """A scope of articles that are in no library: each annotated, copies and stories found."""
    given = {article.id: replace(article, copy_of="") for article in articles}
    copies = linked(list(given.values()))
    outlets = Outlets(printed=[Printed(each.publisher, each.url) for each in given.values()])
    given = {
        id: replace(article, outlet=outlets.name(article.publisher, article.url))
        for id, article in given.items()
    }
    read = [
        annotated(replace(article, copy_of=copies.get(article.id, "")))
        for article in given.values()
    ]
    if len(read) < _FEWEST:
        return whole(read)
    heads = [f"{article.title}\n{article.text[:_BEGINNING]}" for article in given.values()]
    vectors = dict(zip(given, embeddings_named().embed(heads), strict=True))
    return whole(read, stories=stories([*given.values()], vectors, copies, _ONE_STORY))


def scope(library: Library, topic: str, filter: ArticleFilter) -> Scope:
    """The articles about a topic and the rest of their stories, or all that pass the filter.

    A place that holds half of the topic's words, by rarity, tells of it: the title, or a few
    sentences in a row. An article is about the topic that tells of it in its title or near its
    head, or in two places; and so are the others of its story where nearly all have a word of it.
    """
    articles = library.articles(filter or None)
    if not topic:
        return whole(_annotated(library, articles), filter, library.stories(filter or None))
    known = _in_known_words(library, topic)
    wanted = TopicWords(known, library.searcher.rarity(known))
    names = _last_of_names(known)
    holding = [
        article
        for article in articles
        if wanted.held_enough(text := f"{article.title}\n{article.text}")
        and all(name.search(text) for name in names)
    ]
    places = {
        source.article.id: around
        for source in _annotated(library, holding)
        if (around := _places(source, wanted))
    }
    if not places:
        if ids := _of_one_story(library, topic, articles, filter):
            own = library.articles(replace(filter, article_ids=ids))
            found = whole(_annotated(library, own), filter, library.stories(filter or None))
            return replace(found, nearest_to=topic)
        return Scope(topic, (), filter=filter, passing=len(articles))
    told = [s for s in library.stories() if not places.keys().isdisjoint(s.article_ids)]
    read = {*places, *_of_their_stories(told, {article.id for article in holding})}
    further = [
        article for article in _whole_stories(told, articles, wanted) if article.id not in places
    ]
    for source in _annotated(library, further):
        places[source.article.id] = _near(source, wanted.marked_sentences(source))
    read |= places.keys()
    titled = {article.id: wanted.share(article.title) for article in articles if article.id in read}
    found = Scope(
        topic,
        _annotated(library, [article for article in articles if article.id in read]),
        frozenset(places),
        filter=filter,
        places=places,
        passing=len(articles),
        words=wanted,
        titled={} if topic.endswith("?") else titled,
        stories=told,
    )
    return replace(found, closeness=closeness(library, found))


def _last_of_names(topic: str) -> list[re.Pattern[str]]:
    """What finds the last word of each name of a topic as it is written: "swiftly" is no word of
    Taylor Swift's."""
    capital = [(word, word[:1].isupper()) for word in re.findall(r"\w+", topic)]
    capital = [(word, upper) for word, upper in capital if len(word) > 1]
    neighbours = zip(capital, capital[1:], [*capital[2:], ("", False)], strict=False)
    lasts = (word for (_, before), (word, own), (_, after) in neighbours if before and own > after)
    return [re.compile(rf"\b{re.escape(last)}\b", re.IGNORECASE) for last in lasts]


def _in_known_words(library: Library, topic: str) -> str:
    """The topic with a word that some article has in the place of one that none has and that is
    spelled nearly so."""
    searcher, kept = library.searcher, []
    for word in topic.split():
        bare = word.strip(".,;:!?\"'“”‘’()")
        known = not terms(bare) or any(map(searcher.has_word, re.findall(r"\w+", bare)))
        spelled = [] if known else searcher.spelling_suggestions(bare)
        kept.append(spelled[0] if spelled else word)
    return " ".join(kept)


def _of_one_story(
    library: Library, topic: str, articles: Sequence[Article], filter: ArticleFilter
) -> tuple[str, ...]:
    """The articles of the story that a topic means whose words stand together nowhere ("ferry
    accident", where nobody says accident): that of the passage nearest to it, where most titles
    have one of the words as it is written, and the articles every name in it."""
    passing = {article.id: article for article in articles}
    nearest = library.search(topic, 1, filter or None)
    spoken = {word.casefold() for word in re.findall(r"\w+", topic) if terms(word)}
    for story in library.stories() if nearest else []:
        if nearest[0].article_id not in story.article_ids:
            continue
        ours = [passing[id] for id in story.article_ids if id in passing]
        titled = [a for a in ours if spoken & set(re.findall(r"\w+", a.title.casefold()))]
        told = {term for a in ours for term in terms(f"{a.title}\n{a.text}")}
        named = {term for name in re.findall(r"\b[A-Z]\w+", topic) for term in terms(name)}
        if len(titled) * 2 > len(ours) and named <= told:
            return tuple(article.id for article in ours)
    return ()


def _annotated(library: Library, articles: Sequence[Article]) -> list[AnnotatedArticle]:
    known = library.annotations(article.id for article in articles)
    return [
        AnnotatedArticle(article, known[article.id], known[article.id].sentences)
        for article in articles
    ]


class TopicWords:
    """The words of a topic, by how rare they are, and whether a text has them.

    A word that others write as two counts where those stand next to each other, and two that
    others write as one where that stands: "heatwave", "heat wave", "heat-wave".
    """

    def __init__(self, topic: str, weighted: Mapping[str, float]) -> None:
        self._weighted = weighted
        total = sum(weighted.values()) or 1.0
        self._total = total
        self._least, self._mark = _LEAST * total, _MARKING * total
        self._spellings = [
            (re.compile(pattern, re.IGNORECASE), wanted)
            for pattern, words in _spellings(topic)
            if (wanted := frozenset(terms(words)) & weighted.keys())
        ]

    def held(self, text: str) -> set[str]:
        """Those of the words that a text has."""
        found = self._weighted.keys() & set(terms(text))
        for pattern, wanted in self._spellings:
            if not wanted <= found and pattern.search(text):
                found |= wanted
        return found

    def enough(self, held: Collection[str]) -> bool:
        """Whether these words are half of the topic, by rarity."""
        return sum(self._weighted[term] for term in held) >= self._least

    def share(self, text: str) -> float:
        """The share of the topic, by rarity, that a text has."""
        return sum(self._weighted[term] for term in self.held(text)) / self._total

    def held_enough(self, text: str) -> bool:
        """Whether a text has half of the topic's words, by rarity."""
        return self.enough(self.held(text))

    def marked(self, text: str) -> bool:
        """Whether a text has a word that is much of the topic."""
        return any(self._weighted[term] >= self._mark for term in self.held(text))

    def marked_sentences(self, source: AnnotatedArticle) -> list[int]:
        """The numbers of the sentences with such a word."""
        texts = _texts(source)
        return [number for number, text in enumerate(texts) if self.marked(text)]


def _texts(source: AnnotatedArticle) -> list[str]:
    return [source.article.text[sentence.start : sentence.end] for sentence in source.sentences]


def _spellings(topic: str) -> Iterator[tuple[str, str]]:
    """How else words of a topic are written, as patterns, and the words."""
    words = [one for one in re.findall(r"[^\W\d_]+", topic) if len(one) <= _WHOLE][:_SPELLED]
    for word in words:
        halves = [f"{word[:cut]}[ -]{word[cut:]}" for cut in range(_PARTS, len(word) - _PARTS + 1)]
        if halves:
            yield rf"\b(?:{'|'.join(halves)})(?:e?s)?\b", word
    for one, other in pairwise(words):
        if len(one) >= _PARTS and len(other) >= _PARTS:
            yield rf"\b{one}{other}(?:e?s)?\b", f"{one} {other}"


def _places(source: AnnotatedArticle, wanted: TopicWords) -> frozenset[int]:
    """Where the sentences begin around those that tell of the topic; all where they are few.

    None where the article is not about the topic.
    """
    held = [wanted.held(text) for text in _texts(source)]
    found = [
        start
        for start, here in enumerate(held)
        if here and wanted.enough(set().union(*held[start : start + _WINDOW]))
    ]
    head = max(_WINDOW, len(held) * _HEAD)
    apart = [
        start for start, before in zip(found[1:], found, strict=False) if start - before >= _WINDOW
    ]
    in_title = wanted.held_enough(source.article.title)
    if not (in_title or (found and (found[0] < head or apart))):
        return frozenset()
    return _near(source, found or list(range(int(head))))


def _near(source: AnnotatedArticle, found: Sequence[int]) -> frozenset[int]:
    """Where the sentences around those with these numbers begin; all where there are few."""
    starts = [sentence.start for sentence in source.sentences]
    if len(starts) <= _SHORT:
        return frozenset(starts)
    near = {around for number in found for around in range(number - _AROUND, number + _AROUND + 1)}
    return frozenset(start for number, start in enumerate(starts) if number in near)


def _of_their_stories(stories: Sequence[Story], naming: Collection[str]) -> set[str]:
    """The articles of those of the stories that belong to the topic.

    Not one article alone has its words by chance (`naming` are those that have them anywhere).
    """
    found: set[str] = set()
    for story in stories:
        named = len(set(story.article_ids) & set(naming))
        if named * 2 >= len(story.article_ids) or named >= _enough(story):
            found.update(story.article_ids)
    return found


def _enough(story: Story) -> float:
    return max(_FEWEST, _PART * len(story.article_ids))


def _whole_stories(
    stories: Sequence[Story], articles: Sequence[Article], wanted: TopicWords
) -> list[Article]:
    """The articles of the stories that are about the topic as a whole, and have a word of it."""
    passing = {article.id: article for article in articles}
    found = []
    for story in stories:
        ours = [passing[id] for id in story.article_ids if id in passing]
        marked = [article for article in ours if wanted.marked(f"{article.title}\n{article.text}")]
        if len(marked) >= _WHOLE_STORY * len(ours):
            found += marked
    return found


def closeness(library: Library, found: Scope) -> dict[tuple[str, int], float]:
    """How near each sentence's passage is to the topic.

    The topic is also taken without the words that most of the articles have: they say what the
    articles are about, not what of it is asked for.
    """
    passages = library.searcher.similarity_to(
        _versions(found), [source.article.id for source in found.articles]
    )
    near: dict[tuple[str, int], float] = {}
    for source in found.articles:
        rows = iter(passages.get(source.article.id, ()))
        row = next(rows, None)
        for sentence in source.sentences:
            while row is not None and sentence.start >= row[1]:
                row = next(rows, None)
            if row is not None:
                near[source.article.id, sentence.start] = row[2]
    return near


def _versions(found: Scope) -> list[str]:
    """The topic, and what is left of it without words that many articles have."""
    articles = [source.article for source in found.articles]
    held = [set(terms(f"{article.title}\n{article.text}")) for article in articles]
    versions = [found.topic]
    for share in _SHARED_BY:
        kept = [word for word in found.topic.split() if not _common(word, held, share)]
        left = " ".join(kept)
        versions.append(left if terms(left) else found.topic)
    return versions


def _common(word: str, held: Sequence[set[str]], share: float) -> bool:
    """Whether all that a word says stands in so many of the articles."""
    word_terms = terms(word)
    return bool(word_terms) and all(
        sum(term in article for article in held) >= share * len(held) for term in word_terms
    )
