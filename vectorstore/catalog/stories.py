"""The stories of a catalog: found when they are asked for, and kept until the articles change.

What is kept can be thrown away. Its checksum says for which generation of the articles and in which
way it was found, too: what is out of date, gone or damaged is found anew, never trusted.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace

from vectorstore.catalog.articles import Articles, known_id
from vectorstore.catalog.chunks import Chunks
from vectorstore.catalog.database import Database
from vectorstore.catalog.outlets import KeptOutlets
from vectorstore.catalog.records import as_json, from_json
from vectorstore.documents import Article, ArticleFilter, digest
from vectorstore.errors import LibraryError, UnknownStory
from vectorstore.stories import Story, narrowed, stories

WAY = "3"
"""Raised whenever the same articles would give other stories than before."""
_NO_ARTICLE = ("-",)
"""The ids of no article; none at all would let every article pass."""


@dataclass(frozen=True, slots=True)
class _Kept:
    stories: tuple[Story, ...]


class Stories:
    """The stories of a catalog's articles, whatever the order they came in.

    They are found anew on the first reading after a change, from what the catalog holds at one
    moment, without holding up who writes. They are then kept for other processes; where the
    library cannot be written they are known to this object alone.
    """

    def __init__(
        self, database: Database, articles: Articles, chunks: Chunks, outlets: KeptOutlets
    ) -> None:
        self._database = database
        self._articles = articles
        self._chunks = chunks
        self._outlets = outlets
        self._finding = threading.Lock()
        self._state: tuple[int, str] = (-1, "")
        self._found: dict[str, Story] = {}

    def all(self, filter: ArticleFilter | None = None) -> list[Story]:
        """The stories that an article which passes belongs to, with those that pass.

        The newest first. Raises UnknownStory where the filter names one that is not here.
        """
        current = self._current()
        if not filter:
            return list(current.values())
        passing = {article.id: article for article in self._articles.all(self.resolved(filter))}
        found = []
        for story in current.values():
            own = [passing[id] for id in story.article_ids if id in passing]
            if own:
                found.append(narrowed(story, own))
        return sorted(
            found, key=lambda story: (-(story.last.toordinal() if story.last else 0), story.id)
        )

    def get(self, story_id: str) -> Story:
        """The story with this id, or with the only id that begins so (4 characters or more).

        Raises UnknownStory.
        """
        current = self._current()

        def starting(prefix: str) -> list[str]:
            return [known for known in current if known.startswith(prefix)]

        return current[known_id(story_id, starting, UnknownStory, "story", "stories")]

    def unclustered(self, filter: ArticleFilter | None = None) -> list[Article]:
        """The articles that pass and are in no story, oldest first, undated ones last."""
        held = {id for story in self._current().values() for id in story.article_ids}
        passing = self._articles.all(self.resolved(filter))
        return [article for article in passing if article.id not in held]

    def resolved(self, filter: ArticleFilter | None) -> ArticleFilter | None:
        """The filter with the articles of its story and its publishers in the place of these.

        Raises UnknownStory.
        """
        if filter is None or not (filter.story or filter.publishers):
            return filter
        sets = [set(filter.article_ids)] if filter.article_ids else []
        if filter.story:
            sets.append(set(self.get(filter.story).article_ids))
        if filter.publishers:
            sets.append(set(self._outlets.ids_by(filter.publishers)))
        ids = tuple(sorted(set.intersection(*sets))) or _NO_ARTICLE
        return replace(filter, story="", publishers=(), article_ids=ids)

    def _current(self) -> dict[str, Story]:
        with self._finding:
            outlets = self._outlets.mark
            if (self._database.generation, outlets) != self._state:
                generation, found = self._read_or_find(outlets)
                self._state = generation, outlets
                self._found = {story.id: story for story in found}
            return self._found

    def _read_or_find(self, outlets: str) -> tuple[int, list[Story]]:
        """The stories as they were kept, or else found now; of which generation they are."""
        with self._database.snapshot():
            generation = self._database.generation
            kept = self._read(outlets)
            if kept is not None:
                return generation, kept
            articles, vectors = self._articles.all(), self._chunks.article_vectors()
        copies = {article.id: article.copy_of for article in articles if article.copy_of}
        found = stories(articles, vectors, copies)
        # Where the file cannot be written now, do without.
        with (
            contextlib.suppress(LibraryError),
            self._database.impatient(),
            self._database.transaction(),
        ):
            self._write(generation, outlets, found)
        return generation, found

    # ---------------------------------------------------------------- kept

    def _read(self, outlets: str) -> list[Story] | None:
        """The kept stories, newest first; None where there are none for the articles of now."""
        setting = self._database.setting
        mark, _, kept = setting("stories").partition(" ")
        if mark != digest(WAY, setting("generation"), outlets, kept):
            return None
        return list(from_json(kept, _Kept).stories)

    def _write(self, generation: int, outlets: str, found: Sequence[Story]) -> None:
        """Keep the stories that were found for a generation, unless the articles changed since."""
        if self._database.generation == generation:
            kept = as_json(_Kept(tuple(found)))
            self._database.set(stories=f"{digest(WAY, str(generation), outlets, kept)} {kept}")
