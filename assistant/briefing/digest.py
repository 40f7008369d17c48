"""A briefing on many stories: each has its share of lead and points, and its own paragraph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.briefing.choosing import Choice, Point
from assistant.briefing.leading import is_report
from assistant.briefing.news import Before
from assistant.briefing.scoping import Scope
from assistant.types import StoryParagraph
from assistant.verification.citations import Numbering, Quote
from assistant.verification.marks import closed
from assistant.writing.draft import Drafted, verified
from vectorstore.documents import Article
from vectorstore.stories import Story, title_of
from vectorstore.text.annotations import AnnotatedArticle, Entity

MOST = 30
"""So many stories have a paragraph: those that most publishers tell."""
_PARAGRAPH = 60
_FEW, _OFTEN = 3, 3
"""So few undated articles are looked at for places of their own, named so many times."""
_SHARE = 40
"""A story in the lead has at least about so many words, so that a short lead tells fewer."""


class Digest:
    """What a briefing tells of several stories (`Chooser`): the widest told come first.

    An article that is in no story has a paragraph too where a lead of `words` has room for it.
    """

    def __init__(
        self, scope: Scope, words: int, replaced: Mapping[Quote, Quote] | None = None
    ) -> None:
        self._scope = scope
        self._read = {source.article.id: source for source in scope.articles}
        stories = [part for story in scope.stories for part in _parted(story, self._read)]
        taken = {id for story in stories for id in story.article_ids}
        alone = [source for source in scope.originals if source.article.id not in taken]
        alone.sort(key=lambda source: self._rank(_of_one(source.article)))
        room = max(0, words // _SHARE - len(stories))
        stories += [_of_one(source.article) for source in alone[:room]]
        self._stories = sorted(stories, key=self._rank)[:MOST]
        self._choices = [
            Choice(
                self._part([self._read[id] for id in story.article_ids if id in self._read]),
                replaced,
            )
            for story in self._stories
        ]
        self._rest = Choice(self._part(alone[room:]), replaced)

    @property
    def several(self) -> bool:
        """Whether there is more than one story."""
        return len(self._stories) > 1

    def _rank(self, story: Story) -> tuple[bool, int, int, int, str]:
        """Reports before opinion, then what most publishers tell, then what is new."""
        reports = any(
            is_report(self._read[id].article) for id in story.article_ids if id in self._read
        )
        newest = -story.last.toordinal() if story.last else 0
        return (not reports, -story.publishers, -len(story.article_ids), newest, story.id)

    def _part(self, articles: Sequence[AnnotatedArticle]) -> Scope:
        about = frozenset(source.article.id for source in articles)
        return replace(self._scope, articles=articles, about=about, stories=())

    def lead(self, words: int) -> tuple[tuple[Drafted, ...], ...]:
        """A paragraph on each of the first stories."""
        shares = zip(self._choices, self._shares(words), strict=True)
        found = (choice.lead(share) for choice, share in shares if share)
        return tuple(paragraph for paragraphs in found for paragraph in paragraphs)

    def _shares(self, words: int) -> list[int]:
        """How many words of a lead each story has."""
        shares = [0] * len(self._choices)
        room, left = words, max(1, min(len(self._choices), words // _SHARE))
        for number, choice in enumerate(self._choices):
            if room < _SHARE // 2:
                break
            share = room // max(1, left)
            (statements,) = choice.lead(share) or ((),)
            if statements:
                shares[number] = share
                room -= sum(len(statement.text.split()) for statement in statements)
                left -= 1
        return shares

    def points(self, count: int, beside: int | None = None) -> list[Point]:
        """The first point of each story, then the second of each, until there are so many."""
        shares = [0] * len(self._choices) if beside is None else self._shares(beside)
        rows = [
            choice.points(count, share or None)
            for choice, share in zip(self._choices, shares, strict=True)
        ]
        ranked = [row[rank] for rank in range(count) for row in rows if rank < len(row)]
        return [*ranked, *(self._rest.points(count) if len(ranked) < count else [])][:count]

    def new(self, before: Before, count: int) -> list[Point]:
        """What is new in each story, the first of each before the second of any."""
        rows = [choice.new(before, count) for choice in self._choices]
        return [row[rank] for rank in range(count) for row in rows if rank < len(row)][:count]

    def quotable(self) -> set[str]:
        """The ids of the articles that have a whole sentence."""
        return self._rest.quotable().union(*(choice.quotable() for choice in self._choices))

    def paragraphs(self, numbering: Numbering) -> tuple[StoryParagraph, ...]:
        """A paragraph for each story."""
        found = []
        for story, choice in zip(self._stories, self._choices, strict=True):
            (drafts,) = choice.lead(_PARAGRAPH) or ((),)
            statements = tuple(verified(drafted, numbering) for drafted in drafts)
            if statements:
                text = " ".join(closed(statement.text) for statement in statements)
                counts = (len(story.article_ids), story.publishers)
                found.append(StoryParagraph(story.id, story.title, *counts, text, statements))
        return tuple(found)


def _of_one(article: Article) -> Story:
    """An article alone as a story."""
    return Story(article.id, title_of(article), (article.id,), 1, article.day, article.day, ())


def _parted(story: Story, read: Mapping[str, AnnotatedArticle]) -> list[Story]:
    """The story, or each of its articles alone where no date says that they are of one event, and
    each is about a place that none of the others names."""
    sources = [read[id] for id in story.article_ids if id in read]
    if len(sources) > _FEW or any(source.article.day for source in sources):
        return [story]
    for source in sources:
        others = [other.article.text for other in sources if other is not source]
        own = (e.name for e in _often_named(source) if not any(e.name in text for text in others))
        if next(own, None) is None:
            return [story]
    return [_of_one(source.article) for source in sources]


def _often_named(source: AnnotatedArticle) -> list[Entity]:
    """The places that an article names again and again."""
    named = Counter(m.entity for s in source.annotations.sentences for m in s.mentions)
    entities = source.annotations.entities
    return [
        entities[number]
        for number, count in named.items()
        if count >= _OFTEN and entities[number].kind == "place"
    ]
