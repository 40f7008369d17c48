"""The headline of a briefing: the title that says most of what it tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from assistant.briefing.scoping import Scope
from vectorstore.language import terms

_SHORTEST_TITLE = 3


def headline(scope: Scope, told: Sequence[str]) -> str:
    """The title, of the articles about the topic, that holds most of the words of what is told.

    "" where no article has a title.
    """
    weight: Counter[str] = Counter(term for sentence in told for term in set(terms(sentence)))
    titles = [
        article.title
        for article, _ in scope.originals
        if article.title and article.id in scope.about
    ]

    def merit(title: str) -> float:
        said = set(terms(title))
        return sum(weight[term] for term in said) / (_SHORTEST_TITLE + len(said))

    return max(titles, key=lambda title: (round(merit(title), 9), title), default="")
