"""The sections of a briefing beside its lead and points, and what was read for it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from functools import cached_property
from itertools import islice

from assistant.briefing.leading import related
from assistant.briefing.outdated import Outdated
from assistant.briefing.scoping import Scope
from assistant.sections import conflicts as between
from assistant.sections import timeline as days
from assistant.sections.cited import (
    as_conflicts,
    as_figures,
    as_people,
    as_quotations,
    as_statements,
    cited,
)
from assistant.sections.figures import figures_of
from assistant.sections.people import people
from assistant.sections.quotes import quotations
from assistant.sections.sentences import original_id, originals
from assistant.sections.unknowns import unknowns
from assistant.types import (
    Conflict,
    Coverage,
    Figure,
    Person,
    Quotation,
    Statement,
    TimelineEntry,
    Unused,
)
from assistant.verification.citations import Numbering, Quote, publisher_key
from vectorstore.text.annotations import AnnotatedArticle

ENTRIES = 20
FIGURES = 8


def timeline(
    articles: Sequence[AnnotatedArticle],
    entries: int | None = None,
    first: date | None = None,
    last: date | None = None,
    numbering: Numbering | None = None,
) -> list[TimelineEntry]:
    """The days that matter most, in order, one entry each."""
    numbering = numbering or Numbering()
    return [
        TimelineEntry(
            entry.date, entry.text, cited(entry.quotes, numbering), entry.precision, entry.left_out
        )
        for entry in days.timeline(articles, entries, first, last)
    ]


def conflicts(
    articles: Sequence[AnnotatedArticle], numbering: Numbering | None = None
) -> list[Conflict]:
    """Where the articles differ on the same thing, by the day of the first telling."""
    return as_conflicts(between.conflicts(articles), numbering or Numbering())


class Sections:
    """The sections of a briefing on the articles about its topic, numbered as one with it."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._related = related(scope)
        self._articles = [source for source in scope.on_topic if source.article.id in self._related]

    @cached_property
    def _reports(self) -> between.Reports:
        return between.Reports(originals(self._articles))

    @cached_property
    def _differing(self) -> list[between.Conflict]:
        if not self._scope.topic:
            return between.conflicts_of(self._reports)
        return between.conflicts(self._scope.every)

    @cached_property
    def replaced(self) -> dict[Quote, Quote]:
        """The sentences that tell what later reports replace, each with the newest report."""
        return {
            quote: conflict.sides[-1].quotes[0]
            for conflict in self._differing
            if conflict.kind == "update"
            for side in conflict.sides[:-1]
            for quote in side.quotes
        }

    @property
    def _old_tolls(self) -> set[Quote]:
        if not self._scope.leads:
            return set()
        sentences = self._reports.sentences
        outdated = Outdated(sentences, story=True)
        return {s.quote for number, s in enumerate(sentences) if outdated.tells_old_toll(number)}

    def conflicts(self, numbering: Numbering) -> tuple[Conflict, ...]:
        """What is told differently: contradictions, then updates, as they are read."""
        found = sorted(
            filter(self._concerned, self._differing), key=lambda found: found.kind == "update"
        )
        return tuple(as_conflicts(found, numbering))

    def _concerned(self, conflict: between.Conflict) -> bool:
        """Whether an article of the topic is among those that differ."""
        quotes = (quote for side in conflict.sides for quote in side.quotes)
        return any(quote.article.id in self._related for quote in quotes)

    def timeline(self, numbering: Numbering) -> tuple[TimelineEntry, ...]:
        """The days that matter most, in order."""
        return tuple(timeline(self._articles, numbering=numbering)[:ENTRIES])

    def people(self, numbering: Numbering) -> tuple[Person, ...]:
        """Persons and organisations, those that most publishers name first."""
        return tuple(as_people(people(self._articles), numbering))

    def quotes(self, numbering: Numbering) -> tuple[Quotation, ...]:
        """What is quoted."""
        return tuple(as_quotations(quotations(self._articles), numbering))

    def figures(self, numbering: Numbering) -> tuple[Figure, ...]:
        """Numbers that matter; of a story's tolls those that newer reports still tell."""
        stale = {*self.replaced, *self._old_tolls}
        found = figures_of(self._reports, FIGURES + len(stale))
        kept = (figure for figure in found if not stale & set(figure.quotes))
        return tuple(as_figures(islice(kept, FIGURES), numbering))

    def open(self, numbering: Numbering) -> tuple[Statement, ...]:
        """What is not known."""
        return tuple(as_statements(unknowns(self._articles), numbering))


def coverage(scope: Scope, numbering: Numbering) -> Coverage:
    """What the briefing rests on: the articles about its topic, and those it cites besides."""
    ids = scope.about | {citation.article_id for citation in numbering.citations}
    articles = [source.article for source in scope.articles if source.article.id in ids]
    days = [article.day for article in articles if article.day]
    citations = numbering.citations
    return Coverage(
        articles=len(articles),
        copies=len(articles) - len({original_id(article) for article in articles}),
        undated=len(articles) - len(days),
        cited=len({citation.article_id for citation in citations}),
        publishers=len({publisher_key(citation) for citation in citations}),
        oldest=min(days, default=None),
        newest=max(days, default=None),
    )


def unused(scope: Scope, quotable: Collection[str], numbering: Numbering) -> tuple[Unused, ...]:
    """The articles about the topic that are not cited, oldest first, each with the reason.

    `quotable` holds the ids of those that have a whole sentence.
    """
    known = {citation.article_id for citation in numbering.citations}
    articles = [source.article for source in scope.articles]
    titled = {article.id: article for article in articles}
    found = []
    for article in articles:
        if article.id in known or article.id not in scope.about:
            continue
        original = titled.get(original_id(article))
        if original is not None and original.id != article.id:
            reason = f"a copy of {original.publisher or 'another'}: {original.title}".rstrip(": ")
        elif article.copy_of:
            reason = "a copy of another article"
        elif article.id not in quotable:
            reason = "has no whole sentence to quote"
        else:
            reason = "what it tells is told by others, or matters less"
        found.append(
            Unused(article.id, article.title, article.publisher, article.published, reason)
        )
    return tuple(found)
