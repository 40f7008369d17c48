"""How reports went on after those that an answer rests on: later figures of the same matter."""

from __future__ import annotations

from dataclasses import replace

from assistant.sections.conflicts import Conflict, conflicts
from assistant.verification.citations import Quote
from assistant.writing.draft import Candidate, Context, Excerpt
from vectorstore.documents import ArticleFilter
from vectorstore.library import Library
from vectorstore.text import Span
from vectorstore.text.annotations import AnnotatedArticle, Annotations

_MOST = 25
"""A story of more articles is not read for it: that would take longer than the answer."""
_BEFORE = 3
"""So many sentences are read of a report that the search did not find, the last the one quoted."""


def with_later_figures(found: Conflict, library: Library, filter: ArticleFilter) -> Conflict:
    """An update with all that its story tells of the matter, the latest report too.

    The same where nothing more is told. What the filter keeps out stays out.
    """
    if found.kind != "update":
        return found
    quotes = _quotes(found)
    cited = {quote.article.id for quote in quotes}
    stories = [story for story in library.stories(filter or None) if cited & set(story.article_ids)]
    if len(stories) != 1 or len(stories[0].article_ids) > _MOST:
        return found
    ids = set(stories[0].article_ids)
    annotations = library.annotations(ids)
    story = [
        AnnotatedArticle(article, known, known.sentences)
        for article in library.articles(filter or None)
        if (known := annotations.get(article.id)) is not None
    ]
    wider = (
        conflict
        for conflict in conflicts(story)
        if (conflict.kind, conflict.about) == ("update", found.about) and quotes & _quotes(conflict)
    )
    return next((conflict for conflict in wider if len(conflict.sides) > len(found.sides)), found)


def with_newest_report(context: Context, found: Conflict, library: Library) -> Context:
    """The context with the newest report of what was replaced, which a search may not find."""
    if found.kind != "update":
        return context
    *before, last = found.sides
    earlier = frozenset(quote for side in before for quote in side.quotes)
    newest = next(
        (candidate for candidate in context.candidates if candidate.quote in last.quotes), None
    )
    if newest is None:
        quote = last.quotes[0]
        excerpt = excerpt_of(quote, len(context.excerpts) + 1, library)
        newest = Candidate(quote, excerpt.number, context.candidates[-1].score)
        context = replace(
            context,
            excerpts=(*context.excerpts, excerpt),
            candidates=(*context.candidates, newest),
        )
    return replace(context, replaced=(*context.replaced, (earlier, newest)))


def excerpt_of(quote: Quote, number: int, library: Library) -> Excerpt:
    """A sentence as an excerpt, with those before it that its names may stand in."""
    # None where another process has removed the article since.
    annotations = library.annotations([quote.article.id]).get(quote.article.id, Annotations())
    spans = [Span(s.start, s.end) for s in annotations.sentences if s.start <= quote.start]
    spans = spans[-_BEFORE:] or [Span(quote.start, quote.end)]
    return Excerpt(
        number, quote.article, spans[0].start, quote.end, tuple(spans), annotations=annotations
    )


def excerpt_for(quote: Quote, excerpts: list[Excerpt], library: Library) -> Excerpt:
    """The excerpt that a sentence stands in; a new one, which is added, where none does."""
    for excerpt in excerpts:
        same = excerpt.article.id == quote.article.id
        if same and excerpt.start <= quote.start and quote.end <= excerpt.end:
            return excerpt
    excerpts.append(excerpt_of(quote, len(excerpts) + 1, library))
    return excerpts[-1]


def _quotes(conflict: Conflict) -> frozenset[Quote]:
    return frozenset(quote for side in conflict.sides for quote in side.quotes)
