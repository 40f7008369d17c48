"""Which sentences answer a question: each is scored by features that can be explained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from assistant.citing.citations import Quote
from assistant.writing.draft import Candidate, Excerpt
from vectorstore.embeddings import Embeddings
from vectorstore.language import Asked, asked, dates, names, numbers, terms, words

_CLOSENESS, _OVERLAP, _STANDING, _FIT = 0.36, 0.27, 0.22, 0.15
_CONTEXT_SHARE = 0.5
"""What a word is worth that stands not in the sentence but in its title or neighbour."""
_LEANING = 0.05
"""What a sentence loses that leans on the one before it."""
_MOST = 40
"""So many sentences are compared with the question by their vectors."""

_EXACT = frozenset({"when", "how many", "how much"})
_NEARLY = 0.7

_LEANS = frozenset("he she it they this that these those his her their its such both".split())
_REASONS = frozenset("because due after since caused blamed thanks owing reason so amid".split())


def candidates(
    question: str,
    excerpts: Sequence[Excerpt],
    weighted: Mapping[str, float],
    embeddings: Embeddings,
) -> tuple[Candidate, ...]:
    """The sentences of the excerpts, best first.

    Closeness is the cosine similarity of question and sentence; overlap counts the
    question's words by rarity, those of the title or the sentence before by half; standing
    falls with the rank of the excerpt; fit asks whether the sentence holds what the
    question word asks for. The weights lie between those that logistic regression gave on
    the sample questions and on questions about Wikipedia paragraphs.
    """
    places: dict[tuple[str, int], tuple[float, Excerpt, int]] = {}
    for excerpt in excerpts:
        for at, span in enumerate(excerpt.sentences):
            promise = _overlap(excerpt, at, weighted) + 1 / (1 + excerpt.number)
            places.setdefault((excerpt.article.id, span.start), (promise, excerpt, at))
    rough = sorted(places.values(), key=lambda place: (-place[0], place[1].number, place[2]))[
        :_MOST
    ]
    if not rough:
        return ()
    texts = [_quote(excerpt, at).text for _, excerpt, at in rough]
    vectors = embeddings.embed([question, *texts])
    closeness = np.clip(vectors[1:] @ vectors[0], 0.0, 1.0)
    wanted = asked(question)
    scored = [
        _candidate(excerpt, at, float(close), _overlap(excerpt, at, weighted), _fit(text, wanted))
        for (_, excerpt, at), text, close in zip(rough, texts, closeness, strict=True)
    ]
    ranked = sorted(scored, key=lambda c: (-round(c.score, 6), c.excerpt, c.quote.start))
    return tuple(_telling_first(ranked) if wanted.kind in _EXACT else ranked)


def _telling_first(ranked: list[Candidate]) -> list[Candidate]:
    """The candidates with one that holds what is asked for first, if it comes near the best.

    "When did the town fall?" is not answered by "The town fell.", however close it is.
    """
    best = ranked[0]
    telling = next((c for c in ranked if c.fit == 1.0), best)
    if best.fit or telling.score < _NEARLY * best.score:
        return ranked
    first = replace(telling, score=best.score)
    return [first, *(c for c in ranked if c is not telling)]


def _candidate(
    excerpt: Excerpt, at: int, closeness: float, overlap: float, fit: float
) -> Candidate:
    quote = _quote(excerpt, at)
    standing = (1 + excerpt.number) ** -0.5
    score = _CLOSENESS * closeness + _OVERLAP * overlap + _STANDING * standing + _FIT * fit
    first = next((quote.text[s.start : s.end] for s in words(quote.text)), "")
    if first.casefold() in _LEANS:
        score -= _LEANING
    return Candidate(quote, excerpt.number, score, closeness, overlap, fit)


def _quote(excerpt: Excerpt, at: int) -> Quote:
    span = excerpt.sentences[at]
    return Quote(excerpt.article, span.start, span.end)


def _overlap(excerpt: Excerpt, at: int, weighted: Mapping[str, float]) -> float:
    total = sum(weighted.values())
    if not total:
        return 0.0
    here = set(terms(_quote(excerpt, at).text))
    near = set(terms(excerpt.article.title))
    if at:
        near.update(terms(_quote(excerpt, at - 1).text))
    held = sum(
        weight * (1.0 if term in here else _CONTEXT_SHARE if term in near else 0.0)
        for term, weight in weighted.items()
    )
    return held / total


def _fit(text: str, wanted: Asked) -> float:
    """Whether the text holds the kind of thing asked for: 1, in part 0.5, not 0."""
    match wanted.kind:
        case "when":
            found = dates(text)
            return 1.0 if any(d.first or d.precision == "day" for d in found) else 0.5 * bool(found)
        case "how many" | "how much":
            counted = [number for number in numbers(text) if not number.ordinal]
            if any(number.noun in wanted.focus for number in counted):
                return 1.0
            return 0.5 * bool(counted)
        case "who":
            kinds = {name.kind for name in names(text)}
            return 1.0 if kinds & {"person", "organisation"} else 0.5 * bool(kinds)
        case "where":
            kinds = {name.kind for name in names(text)}
            return 1.0 if "place" in kinds else 0.5 * bool(kinds)
        case "why":
            said = {text[s.start : s.end].casefold() for s in words(text)}
            return 1.0 if said & _REASONS else 0.0
        case _:
            return 0.5
