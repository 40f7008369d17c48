"""Which sentences of the articles hold a sentence of a draft: the verifier decides what it cites.

What a model cites itself is a hint, which is tried first and has to hold like any other.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from assistant.types import Verdict
from assistant.verification.citations import Quote, publisher_key
from assistant.verification.support import Passages
from assistant.verification.verify import verify
from assistant.writing.draft import Excerpt
from vectorstore.text import Span, terms
from vectorstore.text.annotations import Sentence

_MOST_CITED = 3
_OF_A_HINT = 3
"""So many sentences of an excerpt that is named as the source are read."""
_NEAR = 6
"""From so many of the likest sentences two are joined."""
_BEFORE = 6
"""A name is looked for in so many sentences before a pronoun."""
_SUBJECT = (
    r"(?=\s(?:[A-ZÀ-Þ\d“\"]|(?:the|an?|its?|his|her|their|he|she|they|no|more|some|at least)\s))"
)
_JOINS = re.compile(rf"\s*(?:;|,?\s(?:while|whereas|although|though|but|and){_SUBJECT})\s*")
_JOINS_NEARBY = re.compile(rf"\s*(?:;|,?\s(?:while|but|and|when|where|as){_SUBJECT})\s*")
"""What joins clauses that stand in sentences beside each other too."""
_FEWEST_IN_CLAUSE = 3
_NAMED = "name "
_NOTHING = Verdict(False, 0.0, ("nothing in the articles is like it",))


@dataclass(frozen=True, slots=True)
class Attribution:
    """What a sentence rests on, and the verdict; where nothing holds it, what comes nearest."""

    quotes: tuple[Quote, ...]
    verdict: Verdict

    @property
    def held(self) -> bool:
        """Whether the quotes hold the sentence."""
        return self.verdict.supported


@dataclass(frozen=True, slots=True)
class _Judged:
    """A sentence of an excerpt, and what it holds of the one that is asked for."""

    quote: Quote
    verdict: Verdict
    hinted: bool

    @property
    def merit(self) -> tuple[bool, float, int]:
        return self.hinted, self.verdict.score, -len(self.quote.text)


class Evidence:
    """The sentences that a model was shown, found again by what they say."""

    def __init__(self, excerpts: Iterable[Excerpt]) -> None:
        self._quotes: dict[str, list[tuple[Quote, int]]] = defaultdict(list)
        self._of: dict[int, list[str]] = {}
        self._known: dict[str, Sequence[Sentence]] = {}
        for excerpt in excerpts:
            article = excerpt.article
            quotes = [Quote(article, start, end) for start, end in _whole(excerpt)]
            for quote in quotes:
                self._quotes[quote.text].append((quote, excerpt.number))
            self._of[excerpt.number] = [quote.text for quote in quotes]
            self._known[article.id] = excerpt.annotations.sentences
        self._passages = Passages(self._quotes)

    def attribute(self, sentence: str, hints: Collection[int] = ()) -> Attribution:
        """What holds a sentence: one quote and those of other publishers that say the same, or
        the quotes that hold it together. `hints` are the numbers of excerpts that are said to."""
        judged = self._judged(sentence, hints)
        if not judged:
            return Attribution((), _NOTHING)
        holding = [each for each in judged if each.verdict.supported]
        if holding:
            return Attribution(_independent(holding), holding[0].verdict)
        if (joined := self._joined(sentence, judged)) is not None:
            return joined
        best = max(judged, key=lambda each: (each.verdict.score, each.hinted))
        return Attribution((best.quote,), best.verdict)

    def _judged(self, sentence: str, hints: Collection[int]) -> list[_Judged]:
        """The sentences that may hold it, the best first."""
        wanted = frozenset(terms(sentence))
        named = {
            text
            for number in hints
            for text in sorted(
                self._of.get(number, ()), key=lambda text: -len(wanted.intersection(terms(text)))
            )[:_OF_A_HINT]
        }
        near = dict.fromkeys((*self._passages.closest(sentence), *named))
        found = [
            _Judged(quote, verify(sentence, [text], [quote.article.day]), number in hints)
            for text in near
            if wanted.intersection(terms(text)) or text in named
            for quote, number in self._quotes[text]
        ]
        return sorted(found, key=lambda each: each.merit, reverse=True)

    def _joined(self, sentence: str, judged: Sequence[_Judged]) -> Attribution | None:
        """Two quotes that hold a sentence: one names who the other only points at, or each holds
        a clause of its own."""
        for each in sorted(judged, key=lambda each: -each.verdict.score)[:_NEAR]:
            if (naming := self._naming(each)) is None:
                continue
            quotes = sorted((naming, each.quote), key=lambda quote: quote.start)
            days = [each.quote.article.day] * 2
            verdict = verify(sentence, [quote.text for quote in quotes], days)
            if verdict.supported:
                return Attribution(tuple(quotes), verdict)
        every = {each.quote for each in judged}
        apart = self._by_clauses(sentence, _JOINS.split(sentence), every)
        if apart is not None:
            return apart
        near = self._by_clauses(sentence, _JOINS_NEARBY.split(sentence), every)
        if near is None or not self._adjoin(near.quotes):
            return None
        start = min(quote.start for quote in near.quotes)
        run = Quote(near.quotes[0].article, start, max(quote.end for quote in near.quotes))
        return Attribution((run,), verify(sentence, [run.text], [run.article.day]))

    def _adjoin(self, quotes: Sequence[Quote]) -> bool:
        """Whether quotes are sentences of one article that follow on each other."""
        if len({quote.article.id for quote in quotes}) > 1:
            return False
        ends = [one.end for one in self._known.get(quotes[0].article.id, ())]
        first, last = min(quote.start for quote in quotes), max(quote.end for quote in quotes)
        return sum(first < end < last for end in ends) < len(quotes)

    def _naming(self, judged: _Judged) -> Quote | None:
        """The sentence above a quote that gives the only names which the quote lacks, where the
        quote points back at one; None where it lacks anything else."""
        lacking = [reason for reason in judged.verdict.reasons if reason.startswith(_NAMED)]
        others = set(judged.verdict.reasons) - set(lacking)
        if not lacking or any(
            not reason.startswith("wording: ") or "‘" in reason for reason in others
        ):
            return None
        quote = judged.quote
        known = self._known.get(quote.article.id, ())
        at = next((n for n, one in enumerate(known) if one.start <= quote.start < one.end), None)
        if at is None or not known[at].dependent:
            return None
        words = {term for reason in lacking for term in terms(reason.removeprefix(_NAMED))}
        for one in reversed(known[max(0, at - _BEFORE) : at]):
            text = quote.article.text[one.start : one.end]
            if words <= set(terms(text)):
                return Quote(quote.article, one.start, one.end)
        return None

    def _by_clauses(
        self, sentence: str, parts: Sequence[str], quotes: Collection[Quote]
    ) -> Attribution | None:
        """What holds each clause that has a subject of its own; None where one is not held."""
        clauses = [part for part in parts if part]
        if len(clauses) < 2 or any(len(terms(part)) < _FEWEST_IN_CLAUSE for part in clauses):
            return None
        found: list[_Judged] = []
        for clause in clauses:
            held = (
                _Judged(quote, verdict, hinted=True)
                for quote in quotes
                if (verdict := verify(clause, [quote.text], [quote.article.day])).supported
            )
            best = max(held, key=lambda each: each.merit, default=None)
            if best is None:
                return None
            found.append(best)
        chosen = tuple(dict.fromkeys(each.quote for each in found))
        days = [quote.article.day for quote in chosen]
        whole = verify(sentence, [quote.text for quote in chosen], days)
        return Attribution(chosen, whole) if whole.supported else None


def _whole(excerpt: Excerpt) -> Sequence[Span]:
    """The sentences of an excerpt, those whole that its edges cut."""
    known = [
        Span(one.start, one.end)
        for one in excerpt.annotations.sentences
        if one.start < excerpt.end and one.end > excerpt.start and not one.boilerplate
    ]
    return known or excerpt.sentences or (Span(excerpt.start, excerpt.end),)


def _independent(holding: Sequence[_Judged]) -> tuple[Quote, ...]:
    """The best quote, and one of each other publisher that says the same, three at most."""
    chosen: dict[str, Quote] = {}
    for each in holding:
        if each.quote.article.copy_of and chosen:
            continue
        chosen.setdefault(publisher_key(each.quote.article), each.quote)
    return tuple(chosen.values())[:_MOST_CITED]
