"""Spans of articles become numbered citations."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.types import Citation
from vectorstore.documents import Article
from vectorstore.outlets import outlet_key


@dataclass(frozen=True, slots=True)
class Quote:
    """An exact span of an article that a statement rests on."""

    article: Article
    start: int
    end: int

    @property
    def text(self) -> str:
        """The quoted words."""
        return self.article.text[self.start : self.end]


class Numbering:
    """Gives each quoted span a number, in the order of first use, counting from 1."""

    def __init__(self) -> None:
        self._citations: dict[tuple[str, int, int], Citation] = {}

    def number(self, quote: Quote) -> int:
        """The span's number; the same span has the same number each time."""
        article = quote.article
        key = (article.id, quote.start, quote.end)
        if key not in self._citations:
            self._citations[key] = Citation(
                number=len(self._citations) + 1,
                article_id=article.id,
                version=article.version,
                title=article.title,
                publisher=article.publisher,
                published=article.published,
                url=article.url,
                start=quote.start,
                end=quote.end,
                quote=quote.text,
                outlet=article.outlet,
                page=article.page_at(quote.start),
            )
        return self._citations[key].number

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All that were numbered, by number."""
        return tuple(self._citations.values())


def publisher_key(article: Article | Citation) -> str:
    """What tells independent publishers apart, one outlet under all its names (`outlet_key`)."""
    return outlet_key(article.publisher, article.url, article.outlet)
