"""Spans of articles become numbered citations."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from assistant.types import Citation
from vectorstore.documents import Article

_DOMAIN = re.compile(r"^(?:www\.)?([\w-]{2,})(?:\.[a-z]{2,3}){1,2}$")
_SIGNS = re.compile(r"\W")


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
            )
        return self._citations[key].number

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All that were numbered, by number."""
        return tuple(self._citations.values())


def publisher_key(article: Article | Citation) -> str:
    """What tells independent publishers apart, one outlet under all its names.

    "CNN", "(CNN)" and "cnn.com" are one; of articles without a publisher those of one site, or
    of none, are one: they confirm each other nothing.
    """
    name = _DOMAIN.sub(r"\1", article.publisher.casefold().strip(" ()"))
    return _SIGNS.sub("", name) or f"unknown:{urlsplit(article.url).netloc.removeprefix('www.')}"
