"""What was known before: by a day, or by an earlier briefing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from assistant.types import Briefing
from vectorstore.documents import Article


@dataclass(frozen=True, slots=True)
class Before:
    """New is what is told only by articles published on `since` or later, or only by articles
    that an earlier briefing had not read (`known` holds the ids of those it had)."""

    since: date | None = None
    known: frozenset[str] | None = field(default=None)

    def is_new(self, article: Article) -> bool:
        """Whether an article came after what was known; one without a date did not, by day."""
        if self.known is not None:
            return article.id not in self.known
        return article.day is not None and self.since is not None and article.day >= self.since


def since_briefing(earlier: Briefing) -> Before:
    """What an earlier briefing had read: what it cites, and what it lists as not used.

    `since` is the day of its newest article.
    """
    read: Collection[str] = {
        *(citation.article_id for citation in earlier.citations),
        *(unused.article_id for unused in earlier.unused),
    }
    return Before(earlier.coverage.newest, frozenset(read))
