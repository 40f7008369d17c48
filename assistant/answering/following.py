"""How reports went on after those that an answer rests on: later figures of the same matter."""

from __future__ import annotations

from assistant.sections.conflicts import Conflict, conflicts
from assistant.verification.citations import Quote
from vectorstore.documents import ArticleFilter
from vectorstore.library import Library
from vectorstore.text.annotations import AnnotatedArticle

_MOST = 25
"""A story of more articles is not read for it: that would take longer than the answer."""


def followed(found: Conflict, library: Library, filter: ArticleFilter) -> Conflict:
    """An update with all that its story tells of the matter, the latest report too.

    The same where nothing more is told. What the filter keeps out stays out.
    """
    if found.kind != "update":
        return found
    quotes = _quotes(found)
    told = {quote.article.id for quote in quotes}
    stories = [one for one in library.stories(filter or None) if told & set(one.article_ids)]
    if len(stories) != 1 or len(stories[0].article_ids) > _MOST:
        return found
    ids = set(stories[0].article_ids)
    annotations = library.annotations(ids)
    row = [
        AnnotatedArticle(article, known, known.sentences)
        for article in library.articles(filter or None)
        if (known := annotations.get(article.id)) is not None
    ]
    wider = (one for one in conflicts(row) if one.kind == "update" and quotes <= _quotes(one))
    return next((one for one in wider if len(one.sides) > len(found.sides)), found)


def _quotes(conflict: Conflict) -> frozenset[Quote]:
    return frozenset(quote for side in conflict.sides for quote in side.quotes)
