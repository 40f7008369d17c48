"""What a user would pick instead to summarize several articles: sumy's ways, and the leads."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import zip_longest
from typing import Any

from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
from sumy.nlp.stemmers import Stemmer
from sumy.summarizers.kl import KLSummarizer
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.summarizers.lsa import LsaSummarizer
from sumy.summarizers.text_rank import TextRankSummarizer

from assistant import Article
from vectorstore.text import STOP_WORDS, sentences

Way = Callable[[tuple[Article, ...], int], str]
"""Articles and a number of words -> a text that is cut to this length."""

LIMITS = {"lead of each": 10**6, "LexRank": 600, "TextRank": 600, "LSA": 600, "KL": 150}
"""A way is given at most so many sentences: the time that most take grows with their square,
that of KL with their cube."""


class Tokens:
    """Words, as sumy's ways ask for them; the sentences are ours."""

    def to_words(self, sentence: str) -> tuple[str, ...]:
        """The words of a sentence."""
        return tuple(re.findall(r"[^\W_]+", sentence))


def ways() -> Iterator[tuple[str, Way]]:
    """Each way by its name."""
    yield "lead of each", leads
    makers = {
        "LexRank": LexRankSummarizer,
        "TextRank": TextRankSummarizer,
        "LSA": LsaSummarizer,
        "KL": KLSummarizer,
    }
    for name, maker in makers.items():
        summarizer = maker(Stemmer("english")) if name != "KL" else maker()
        summarizer.stop_words = frozenset(STOP_WORDS)
        yield name, _sumy(summarizer)


def told(article: Article) -> list[str]:
    """The sentences of an article."""
    return [article.text[start:end] for start, end in sentences(article.text)]


def leads(articles: tuple[Article, ...], words: int) -> str:
    """The first sentence of each article, then the second of each, and so on."""
    rows = zip_longest(*(told(article) for article in articles))
    return _cut([one for row in rows for one in row if one], words)


def _sumy(summarizer: Any) -> Way:
    @cache  # the ranking is what takes long, and is the same for every length
    def ranking(articles: tuple[Article, ...]) -> list[tuple[int, str]]:
        tokens = Tokens()
        document = ObjectDocumentModel(
            Paragraph(Sentence(one, tokens) for one in told(article)) for article in articles
        )
        ranked: list[tuple[int, str]] = []

        def taken(rated: Sequence[Any]) -> Sequence[Any]:
            ranked.extend((one.order, str(one.sentence)) for one in rated)
            return rated

        summarizer(document, taken)
        return ranked

    return lambda articles, words: _best(ranking(articles), words)


def _best(ranked: Sequence[tuple[int, str]], words: int) -> str:
    """The best sentences in the order of the articles, the last of them by rank cut to fit."""
    chosen, room = [], words
    for order, text in ranked:
        if room <= 0:
            break
        said = text.split()[:room]
        chosen.append((order, " ".join(said)))
        room -= len(said)
    return " ".join(text for _, text in sorted(chosen))


def _cut(said: Sequence[str], words: int) -> str:
    return " ".join(" ".join(said).split()[:words])
