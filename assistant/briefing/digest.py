"""A briefing on many stories: each has its share of lead and points, and its own paragraph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.briefing.choosing import Choice, Point
from assistant.briefing.news import Before
from assistant.briefing.scoping import Scope
from assistant.types import StoryParagraph
from assistant.verification.citations import Numbering, Quote
from assistant.verification.marks import closed
from assistant.writing.draft import Drafted, verified
from vectorstore.stories import Story
from vectorstore.text.annotations import AnnotatedArticle

MOST = 30
"""So many stories have a paragraph: those that most publishers tell."""
_PARAGRAPH = 60
_SHARE = 40
"""A story in the lead has at least about so many words, so that a short lead tells fewer."""


class Digest:
    """What a briefing tells of several stories (`Chooser`): the widest told come first."""

    def __init__(
        self, scope: Scope, stories: Sequence[Story], replaced: Mapping[Quote, Quote] | None = None
    ) -> None:
        self._scope = scope
        read = {source.article.id: source for source in scope.articles}
        ranked = sorted(
            stories,
            key=lambda story: (-story.publishers, -len(story.article_ids), _age(story), story.id),
        )
        self._stories = ranked[:MOST]
        taken = {id for story in ranked for id in story.article_ids}
        self._alone = [source for source in scope.articles if source.article.id not in taken]
        self._choices = [
            Choice(self._part([read[id] for id in story.article_ids if id in read]), replaced)
            for story in self._stories
        ]

    def _part(self, articles: Sequence[AnnotatedArticle]) -> Scope:
        about = frozenset(source.article.id for source in articles)
        return replace(self._scope, articles=articles, about=about)

    def lead(self, words: int) -> tuple[Drafted, ...]:
        """A few sentences of each of the first stories, story after story."""
        shares = zip(self._choices, self._shares(words), strict=True)
        return tuple(drafted for choice, share in shares if share for drafted in choice.lead(share))

    def _shares(self, words: int) -> list[int]:
        """How many words of a lead each story has."""
        shares = [0] * len(self._choices)
        room, left = words, max(1, min(len(self._choices), words // _SHARE))
        for number, choice in enumerate(self._choices):
            if left == 0:
                break
            statements = choice.lead(room // left)
            if statements:
                shares[number] = room // left
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
        if len(ranked) < count:
            ranked += Choice(self._part(self._alone)).points(count - len(ranked))
        return ranked[:count]

    def new(self, before: Before, count: int) -> list[Point]:
        """What is new in each story, the first of each before the second of any."""
        rows = [choice.new(before, count) for choice in self._choices]
        return [row[rank] for rank in range(count) for row in rows if rank < len(row)][:count]

    def worth(self, sentence: str) -> float:
        """How much a sentence matters in the story where it matters most."""
        return max((choice.worth(sentence) for choice in self._choices), default=0.0)

    def quotable(self) -> set[str]:
        """The ids of the articles that have a whole sentence."""
        alone = Choice(self._part(self._alone)).quotable()
        return alone.union(*(choice.quotable() for choice in self._choices))

    def paragraphs(self, numbering: Numbering) -> tuple[StoryParagraph, ...]:
        """A paragraph for each story."""
        found = []
        for story, choice in zip(self._stories, self._choices, strict=True):
            statements = tuple(verified(drafted, numbering) for drafted in choice.lead(_PARAGRAPH))
            text = " ".join(closed(statement.text) for statement in statements)
            if statements:
                found.append(
                    StoryParagraph(
                        story.id,
                        story.title,
                        len(story.article_ids),
                        story.publishers,
                        text,
                        statements,
                    )
                )
        return tuple(found)


def _age(story: Story) -> int:
    return -story.last.toordinal() if story.last else 0
