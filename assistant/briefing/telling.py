"""The sentences of a set of articles, and which of them are fit to stand in a briefing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.citing.citations import Quote
from assistant.facts.times import is_aside
from vectorstore.documents import Article
from vectorstore.language import Span, terms, words

_SHORTEST, _LONGEST = 6, 60
_END = re.compile(r"[.!?…。！？؟۔][\"'”’»)\]]*$")
# A closing quotation mark, not an apostrophe: no letter follows, and it is no plural's.
_SINGLE_CLOSE = re.compile(r"(?<![sS])’(?!\w)|(?<=[sS])’(?=[^\w\s]|$)")
# "Twenty-two others were unaccounted for", "The two others": beside whom?
_OTHERS = re.compile(r"(?:\S+\s+){0,3}others?\b", re.IGNORECASE)
_LEANS = frozenset(
    "he she it they this that these those his her their its such both but and or so also "
    "however meanwhile instead therefore earlier later another others then".split()
)


@dataclass(frozen=True, slots=True)
class Telling:
    """One sentence of one article; `position` counts from 0 at its head.

    It `stands` where it is understood alone; it is `whole` where nothing of it is cut off.
    """

    quote: Quote
    position: int
    length: int
    terms: tuple[str, ...]
    stands: bool
    whole: bool

    @property
    def text(self) -> str:
        """The sentence."""
        return self.quote.text

    @property
    def article(self) -> Article:
        """The article that tells it."""
        return self.quote.article


def tellings(articles: Iterable[tuple[Article, Sequence[Span]]]) -> list[Telling]:
    """Every sentence of the articles, in the order given; captions and headings too."""
    return [
        _telling(article, span, position)
        for article, spans in articles
        for position, span in enumerate(spans)
        if any(char.isalnum() for char in article.text[span.start : span.end])
    ]


def _telling(article: Article, span: Span, position: int) -> Telling:
    text = article.text[span.start : span.end]
    return Telling(
        quote=Quote(article, span.start, span.end),
        position=position,
        length=len(text.split()),
        terms=tuple(terms(text)),
        stands=_stands(text),
        whole=bool(_END.search(text)) and _balanced(text),
    )


def _stands(text: str) -> bool:
    """Whether the sentence is whole and is understood without the one before it."""
    if not _SHORTEST <= len(text.split()) <= _LONGEST or not _END.search(text):
        return False
    first = next((text[s.start : s.end].casefold() for s in words(text)), "")
    if first in _LEANS or text[0].islower():
        return False
    if _OTHERS.match(text) or is_aside(text):
        return False
    return _balanced(text) and not text.endswith("?")


def _balanced(text: str) -> bool:
    """Whether quotations that begin in the sentence end in it, and the other way round."""
    if text.count("“") != text.count("”") or text.count('"') % 2:
        return False
    return text.count("‘") == len(_SINGLE_CLOSE.findall(text))
