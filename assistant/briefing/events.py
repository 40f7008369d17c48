"""What happened when, and where reports differ, over all articles in scope."""

from __future__ import annotations

from datetime import date

from assistant.briefing.engine import Scope
from assistant.citing.citations import Numbering
from assistant.facts import conflicts as between
from assistant.facts import timeline as days
from assistant.facts.cited import as_told, cited
from assistant.types import Conflict, TimelineEntry


def timeline(
    scope: Scope, entries: int | None, first: date | None, last: date | None
) -> list[TimelineEntry]:
    """The days that matter most, in order, one entry each."""
    told = [days.Told(article, tuple(spans)) for article, spans in scope.articles]
    numbering = Numbering()
    return [
        TimelineEntry(one.date, one.text, cited(one.quotes, numbering), one.precision)
        for one in days.timeline(told, entries, first, last)
    ]


def conflicts(scope: Scope) -> list[Conflict]:
    """Where the articles differ on the same thing, by the day of the first telling."""
    told = [between.Told(article, tuple(spans)) for article, spans in scope.articles]
    return as_told(between.conflicts(told), Numbering())
