"""What the page can do with the library: look through it, choose what counts, add, mend, remove.

It knows nothing of Gradio. What a browser sends is looked up in the library.
"""

from __future__ import annotations

from collections.abc import Mapping

from assistant.assistant import Assistant
from assistant.interfaces.chat.adding import Adding, day
from assistant.interfaces.chat.holdings import Holdings
from assistant.interfaces.chat.library_views import LibraryView, Look, library_view, looked
from assistant.interfaces.chat.scope import Scope, ScopeView, chosen, filtered, kept, scope_view
from assistant.wording import one_line
from vectorstore.documents import ArticleFilter
from vectorstore.errors import UnknownArticle


class LibraryDesk:
    """The library of one assistant, for any number of pages."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._holdings = Holdings(assistant)
        self.adding = Adding(assistant)

    def looked(self, sent: Mapping[str, object]) -> tuple[Look, Scope]:
        """How a page looks at the list and what it chose, of what it sent."""
        return looked(sent), chosen(sent, self._holdings.now(stories=False))

    def shown(
        self, look: Look, scope: Scope, *, stories: bool = True
    ) -> tuple[LibraryView, ScopeView, Scope]:
        """The list, what the scope comes to, and the scope without what is gone.

        Without `stories` they are not waited for, and may be those from before a change.
        """
        held = self._holdings.now(stories=stories)
        scope = kept(scope, held)
        filter = filtered(scope, held)
        within = ArticleFilter(publishers=filter.publishers, since=filter.since, until=filter.until)
        told = self._assistant.stories(within) if within and held.settled else None
        passing = self._assistant.library.scope(filter or None).articles
        return library_view(held, look, scope, told), scope_view(scope, held, passing), scope

    def total(self) -> int:
        """How many articles the library holds."""
        return self._assistant.library.counts()[0]

    def filter(self, scope: Scope) -> ArticleFilter:
        """The scope as a filter."""
        return filtered(scope, self._holdings.now(stories=False))

    def correct(self, article_id: str, fields: Mapping[str, str]) -> None:
        """Correct the title, the publisher or the day of an article, where it differs.

        Raises UnknownArticle, and SettingsError for what is no day.
        """
        row = self._holdings.now(stories=False).by_id.get(article_id)
        if row is None:
            raise _gone()
        day(fields.get("published", ""))
        known = dict(zip(("title", "publisher", "published"), (*row.told, row.typed), strict=True))
        given = {
            name: one_line(fields[name])
            for name in known
            if name in fields and one_line(fields[name]) != known[name]
        }
        if given:
            self._assistant.edit(article_id, **given)

    def remove(self, article_id: str) -> None:
        """Remove an article; raises UnknownArticle."""
        if article_id not in self._holdings.now(stories=False).by_id:
            raise _gone()
        self._assistant.remove(article_id)

    def close(self) -> None:
        """Add nothing more."""
        self.adding.close()


def _gone() -> UnknownArticle:
    return UnknownArticle("the article is no longer in the library: reload the page")
