"""The stories of a library: found when they are asked for, and kept until the articles change."""

from __future__ import annotations

import threading
from dataclasses import replace

from vectorstore.catalog.catalog import Catalog
from vectorstore.documents import Article, ArticleFilter
from vectorstore.errors import UnknownStory
from vectorstore.stories import Story, stories, told_by

_SHORTEST = 4
_NO_ARTICLE = ("-",)
"""The ids of no article; none at all would let every article pass."""


class Clustering:
    """The stories that the articles of a catalog tell, whatever the order they came in.

    They are found anew on the first reading after a change, from what the catalog holds at one
    moment, without holding up who writes. They are then kept for other processes; where the
    library cannot be written they are known to this object alone.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._finding = threading.Lock()
        self._generation = -1
        self._found: dict[str, Story] = {}

    def stories(self, filter: ArticleFilter | None = None) -> list[Story]:
        """The stories that an article which passes belongs to, as those that pass tell them.

        The newest first. Raises UnknownStory where the filter names one that is not here.
        """
        found = self._current()
        if not filter:
            return list(found.values())
        passing = {one.id: one for one in self._catalog.articles(self.resolved(filter))}
        told = []
        for story in found.values():
            own = [passing[one] for one in story.article_ids if one in passing]
            if own:
                told.append(told_by(own, story))
        return sorted(told, key=lambda one: (-(one.last.toordinal() if one.last else 0), one.id))

    def story(self, story_id: str) -> Story:
        """The story with this id, or with the only id that begins so (4 characters or more).

        Raises UnknownStory.
        """
        if not isinstance(story_id, str):
            raise UnknownStory(f"{story_id!r} is no story id: ids are strings")
        found = self._current()
        if story_id in found:
            return found[story_id]
        near = [one for one in found if one.startswith(story_id)]
        if len(story_id) < _SHORTEST or not near:
            raise UnknownStory(f"no story has the id {story_id!r}: newsbrief stories lists them")
        if len(near) > 1:
            raise UnknownStory(
                f"{len(near)} stories have an id that begins with {story_id}: give more of it"
            )
        return found[near[0]]

    def alone(self, filter: ArticleFilter | None = None) -> list[Article]:
        """The articles that pass and are in no story, oldest first, undated ones last."""
        held = {one for story in self._current().values() for one in story.article_ids}
        passing = self._catalog.articles(self.resolved(filter))
        return [article for article in passing if article.id not in held]

    def resolved(self, filter: ArticleFilter | None) -> ArticleFilter | None:
        """The filter with the articles of its story in the story's place.

        Raises UnknownStory.
        """
        if filter is None or not filter.story:
            return filter
        members = set(self.story(filter.story).article_ids)
        if filter.article_ids:
            members &= set(filter.article_ids)
        return replace(filter, story="", article_ids=tuple(sorted(members)) or _NO_ARTICLE)

    def _current(self) -> dict[str, Story]:
        with self._finding:
            if self._catalog.generation != self._generation:
                self._generation, found = self._read()
                self._found = {story.id: story for story in found}
            return self._found

    def _read(self) -> tuple[int, list[Story]]:
        """The stories as they were kept, or else found now; of which generation they are."""
        with self._catalog.at_once():
            generation = self._catalog.generation
            kept = self._catalog.stories()
            if kept is not None:
                return generation, kept
            articles, vectors = self._catalog.articles(), self._catalog.article_vectors()
        copies = {article.id: article.copy_of for article in articles if article.copy_of}
        found = stories(articles, vectors, copies)
        self._catalog.keep_stories(generation, found)
        return generation, found
