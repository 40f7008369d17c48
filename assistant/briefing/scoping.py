"""What a briefing reads: every article in scope, each sentence with its relevance."""

from __future__ import annotations

from assistant.briefing.engine import Scope
from vectorstore.documents import ArticleFilter
from vectorstore.language import terms
from vectorstore.library import Library

_DEPTH = 50
_LEAST = 0.5
"""An article is about a topic when it holds at least this share of the topic's words."""
_BASE = 0.25


def scope(library: Library, topic: str, filter: ArticleFilter) -> Scope:
    """The articles about a topic, or all that pass the filter, with their sentences.

    An article is about the topic when its title and text hold half of the topic's words
    by rarity, or one of its passages is among the best found and holds as much. The
    sentences of found passages count by their rank, and all by the topic's words in them.
    """
    articles = library.articles(filter or None)
    if not topic:
        return Scope("", [(a, library.sentences(a.id)) for a in articles], {}, filter)
    weighted = library.weights(topic)
    total = sum(weighted.values()) or 1.0
    passages = library.search(topic, _DEPTH, filter or None)
    chosen = []
    relevance: dict[tuple[str, int], float] = {}
    for article in articles:
        held = set(terms(article.title)) | set(terms(article.text))
        if sum(w for term, w in weighted.items() if term in held) / total < _LEAST:
            continue
        spans = library.sentences(article.id)
        chosen.append((article, spans))
        found = [p for p in passages if p.article_id == article.id]
        for span in spans:
            within = (p.score for p in found if p.start <= span.start < p.end)
            said = set(terms(article.text[span.start : span.end]))
            overlap = sum(w for term, w in weighted.items() if term in said) / total
            relevance[article.id, span.start] = _BASE + overlap + max(within, default=0.0)
    return Scope(topic, chosen, relevance, filter)
