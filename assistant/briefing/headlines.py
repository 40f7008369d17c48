"""The headline of a briefing: the title that says most of what it tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from assistant.briefing.scoping import Scope
from vectorstore.text import terms

_SHORTEST_TITLE = 3


def headline(scope: Scope, told: Sequence[str], replaced: Collection[str] = ()) -> str:
    """The title, of the articles about the topic, that holds most of the words of what is told.

    Not that of an article which later ones replace (`replaced` holds their ids), where there is
    another, if need be of the same story. "" where no article has a title.
    """
    weight: Counter[str] = Counter(term for sentence in told for term in set(terms(sentence)))
    titled = [one.article for one in scope.originals if one.article.title]
    ours = [article for article in titled if article.id in scope.about]
    current = [article for article in ours if article.id not in replaced]
    near = [article for article in titled if article.id not in replaced]
    titles = [article.title for article in current or near or ours]

    def merit(title: str) -> float:
        said = set(terms(title))
        return sum(weight[term] for term in said) / (_SHORTEST_TITLE + len(said))

    return max(titles, key=lambda title: (round(merit(title), 9), title), default="")
