"""What articles say is not known: sentences that tell an open question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.sections.sentences import (
    SentenceRecord,
    by_time,
    originals,
    publisher_quotes,
    read_sentences,
)
from assistant.sections.similarity import clusters
from assistant.verification.citations import Quote, publisher_key
from vectorstore.documents import before
from vectorstore.text import stem, terms
from vectorstore.text.annotations import AnnotatedArticle

__all__ = ["Unknown", "unknowns"]

_SHORTEST, _LONGEST = 6, 45
_ANSWERED = re.compile(
    r"\bnow\s+(?:been\s+)?(?:confirmed|identified|established|determined|known|clear)\b",
    re.IGNORECASE,
)
_ANSWER = 0.75
"""A sentence answers what holds so many of the words of an open question."""
_ASKING = frozenset(
    stem(word)
    for word in "clear unclear known unknown remain confirmed identified established determined"
    " yet still verified immediately".split()
)
_HYPOTHETICAL = re.compile(r"^(?:If|Unless|Until|Once)\b|\b(?:no\s+longer|until\s+now)\b")
_DECLINED = re.compile(r"\b(?:declined|refused)\s+to\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Unknown:
    """An exact sentence that says something is not known; one quote for each publisher."""

    text: str
    quotes: tuple[Quote, ...]


def unknowns(articles: Sequence[AnnotatedArticle], most: int = 5) -> list[Unknown]:
    """What is not known, as the articles tell it, `most` sentences at most.

    Whole sentences that are understood alone, of near-same ones the newest. What more
    independent publishers leave open comes first, then what is newer; that somebody declined to
    say comes last. What a later sentence of the same words tells as now confirmed is left out.
    Copies of an article count once. The order of the articles makes no difference. Nothing open:
    an empty list.
    """
    sentences = read_sentences(originals(articles))
    found = [sentence for sentence in sentences if _is_open(sentence)]
    closed = (
        [sentence for sentence in sentences if _ANSWERED.search(sentence.text)] if found else []
    )
    found = [
        sentence for sentence in found if not any(_answers(other, sentence) for other in closed)
    ]
    # The newest first: of sentences that say the same it is the one to read.
    found.sort(key=lambda sentence: by_time(sentence.article)[:3], reverse=True)
    rows = [
        [found[number] for number in members]
        for members in clusters([sentence.text for sentence in found])
    ]
    rows.sort(key=_rank)
    return [Unknown(row[0].text, publisher_quotes(row)) for row in rows[: max(0, most)]]


def _is_open(sentence: SentenceRecord) -> bool:
    """Whether a sentence is understood alone and says that something is not known."""
    annotation, text = sentence.annotation, sentence.text
    if not annotation.unknown or annotation.dependent or annotation.boilerplate:
        return False
    if not _SHORTEST <= len(text.split()) <= _LONGEST or text.rstrip('"”’)').endswith("?"):
        return False
    return not annotation.quotations and not _HYPOTHETICAL.search(text)


def _answers(closed: SentenceRecord, asked: SentenceRecord) -> bool:
    """Whether a later sentence answers in nearly the same words what one leaves open."""
    if not before(asked.article.published, closed.article.published):
        return False
    wanted = frozenset(terms(asked.text)) - _ASKING
    held = frozenset(terms(closed.text))
    return len(wanted) > 1 and len(wanted & held) >= _ANSWER * len(wanted)


def _rank(row: Sequence[SentenceRecord]) -> tuple[object, ...]:
    first = row[0]
    day = first.article.day
    return (
        _DECLINED.search(first.text) is not None,
        -len({publisher_key(sentence.article) for sentence in row}),
        -(day.toordinal() if day else 0),
        first.position,
        first.article.id,
        first.start,
    )
