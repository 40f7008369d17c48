"""Which sentences of the articles hold a sentence of a draft: the verifier decides what it cites.

What a model cites itself is a hint, which is tried first and has to hold like any other.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.types import Verdict
from assistant.verification.citations import Quote, publisher_key
from assistant.verification.support import Passages
from assistant.verification.verify import Quoted, by_words, read_with, verify
from assistant.writing.draft import Excerpt
from assistant.writing.material import speaks_of_material
from assistant.writing.pronouns import meant, points_elsewhere, words_of
from assistant.writing.saying import said_by_another
from vectorstore.text import Span, sentences, terms
from vectorstore.text.annotations import Annotations

_MOST_CITED = 3
_OF_A_HINT = 3
"""So many sentences of an excerpt that is named as the source are read."""
_LIKE, _READ, _RUNS, _LONGEST_RUN = 12, 4, 2, 700
"""So many sentences that share words are compared, so many of the likest the network reads, and of
so many the runs with a neighbour, of no more characters."""
_NEAR = 6
"""From so many of the likest sentences two are joined."""
_SUBJECT = r"(?=\s(?:[A-ZÀ-Þ\d“\"]|(?:the|an?|no|more|some|at least)\s))"
_JOINS = re.compile(rf"(?:;|,?\s(?:while|whereas|although|though|but|and){_SUBJECT})\s?")
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
    """A sentence of an excerpt, or a `run` of two, and what it holds of the one asked for."""

    quote: Quote
    verdict: Verdict
    hinted: bool
    run: bool = False

    @property
    def merit(self) -> tuple[bool, float, int]:
        return self.hinted, self.verdict.score, -len(self.quote.text)


class Evidence:
    """The sentences that a model was shown, found again by what they say."""

    def __init__(self, excerpts: Iterable[Excerpt]) -> None:
        self._quotes: dict[str, list[tuple[Quote, int]]] = defaultdict(list)
        self._of: dict[int, list[str]] = {}
        self._known: dict[str, Annotations] = {}
        for excerpt in excerpts:
            article = excerpt.article
            quotes = [Quote(article, start, end) for start, end in _whole(excerpt)]
            for quote in quotes:
                self._quotes[quote.text].append((quote, excerpt.number))
            self._of[excerpt.number] = [quote.text for quote in quotes]
            self._known[article.id] = excerpt.annotations
        self._passages = Passages(self._quotes)

    def attribute(self, sentence: str, hints: Collection[int] = ()) -> Attribution:
        """What holds a sentence: one quote and those of other publishers that say the same, or
        the quotes that hold it together. `hints` are the numbers of excerpts that are said to.
        Nothing holds what is said of the excerpts themselves."""
        found = self._attributed(sentence, hints)
        if words := speaks_of_material(sentence, [quote.text for quote in found.quotes]):
            reasons = (f"speaks of ‘{words}’, not of the news",)
            return replace(found, verdict=Verdict(False, found.verdict.score, reasons))
        return found

    def _attributed(self, sentence: str, hints: Collection[int]) -> Attribution:
        found = self._judged(sentence, hints)
        if not found:
            return Attribution((), _NOTHING)
        holding = [each for each in found if each.verdict.supported]
        if holding:
            quotes = _independent(holding)
            days = [quote.article.day for quote in quotes]
            together = verify(sentence, [quote.text for quote in quotes], days)
            if len(quotes) > 1 and not together.supported:  # each holds it, one says more
                quotes, together = quotes[:1], holding[0].verdict
            return Attribution(quotes, together)
        if (joined := self._joined(sentence, found)) is not None:
            return joined
        best = max(found, key=lambda each: (each.verdict.score, each.hinted))
        return Attribution((best.quote,), best.verdict)

    def _judged(self, sentence: str, hints: Collection[int]) -> list[_Judged]:
        """The sentences, and pairs of them that follow on each other, that may hold it, the best
        first: the likest by their words are read by the network."""
        by_word = sorted(self._by_words(sentence, hints), key=lambda each: -each.verdict.score)
        likest = list(
            dict.fromkeys(
                (*by_word[:_READ], *[each for each in by_word if each.hinted][:_OF_A_HINT])
            )
        )
        judged = self._read(sentence, likest)
        # A run is cited only where no sentence alone is as good, and reading it takes time.
        if not any(each.verdict.supported and (each.hinted or not hints) for each in judged):
            judged += self._read(sentence, list(self._near(sentence, likest)))
        return sorted(
            judged,
            key=lambda each: (each.verdict.supported, each.hinted, not each.run, each.merit),
            reverse=True,
        )

    def _near(self, sentence: str, likest: Sequence[_Judged]) -> Iterator[_Judged]:
        """The runs that the likest sentences are part of, which speak of nobody else."""
        for run in {run for each in likest[:_RUNS] for run in self._runs(each.quote)}:
            parts = [run.text[start:end] for start, end in sentences(run.text)]
            if not self._points_elsewhere(sentence, run) and not said_by_another(sentence, parts):
                verdict = by_words(sentence, [run.text], [run.article.day])
                hinted = any(each.hinted and each.quote.article == run.article for each in likest)
                yield _Judged(run, verdict, hinted, run=True)

    def _by_words(self, sentence: str, hints: Collection[int]) -> Iterator[_Judged]:
        wanted = frozenset(terms(sentence))
        named = {
            text
            for number in hints
            for text in sorted(
                self._of.get(number, ()), key=lambda text: -len(wanted.intersection(terms(text)))
            )[:_OF_A_HINT]
        }
        closest = sorted(
            self._passages.closest(sentence),
            key=lambda text: -len(wanted.intersection(terms(text))),
        )
        for text in dict.fromkeys((*closest[:_LIKE], *named)):
            if wanted.intersection(terms(text)) or text in named:
                for quote, number in self._quotes[text]:
                    verdict = by_words(sentence, [text], [quote.article.day])
                    yield _Judged(quote, verdict, number in hints)

    def _runs(self, quote: Quote) -> Iterator[Quote]:
        """The quote with the sentence before it, and with the one behind it."""
        at = self._place(quote)
        if at is None:
            return
        known = self._known[quote.article.id].sentences
        for first, last in ((at - 1, at), (at, at + 1)):
            if (
                first >= 0
                and last < len(known)
                and known[last].end - known[first].start < _LONGEST_RUN
            ):
                yield Quote(quote.article, known[first].start, known[last].end)

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
        return self._by_clauses(sentence, {each.quote for each in judged})

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
        at = None if judged.run else self._place(quote)
        if at is None:
            return None
        known, text = self._known[quote.article.id], quote.article.text
        words = {term for reason in lacking for term in terms(reason.removeprefix(_NAMED))}
        for found in meant(text, known, at):
            if found.entity is not None and words <= words_of(known.entities[found.entity]):
                naming = known.sentences[found.sentence]
                return Quote(quote.article, naming.start, naming.end)
        return None

    def _points_elsewhere(self, sentence: str, run: Quote) -> bool:
        """Whether a run says "she" of another than a draft's sentence names."""
        first = self._place(run)
        known = self._known[run.article.id]
        return first is not None and points_elsewhere(sentence, run.article.text, known, first)

    def _place(self, quote: Quote) -> int | None:
        """Which sentence of its article a quote begins in; None where that is not known."""
        known = self._known.get(quote.article.id, Annotations()).sentences
        return next((n for n, one in enumerate(known) if one.start <= quote.start < one.end), None)

    def _by_clauses(self, sentence: str, quotes: Collection[Quote]) -> Attribution | None:
        """What holds each clause that has a subject of its own; None where one is not held."""
        clauses = [part for part in _JOINS.split(sentence) if part]
        if len(clauses) < 2 or any(len(terms(part)) < _FEWEST_IN_CLAUSE for part in clauses):
            return None
        found: list[Quote] = []
        for clause in clauses:
            near = sorted(
                (
                    _Judged(quote, by_words(clause, [quote.text], [quote.article.day]), True)
                    for quote in quotes
                ),
                key=lambda each: each.merit,
                reverse=True,
            )[:_RUNS]
            best = max(self._read(clause, near), key=lambda each: each.merit, default=None)
            if best is None or not best.verdict.supported:
                return None
            found.append(best.quote)
        chosen = tuple(dict.fromkeys(found))
        days = [quote.article.day for quote in chosen]
        whole = verify(sentence, [quote.text for quote in chosen], days)
        return Attribution(chosen, whole) if whole.supported else None

    def _read(self, sentence: str, found: Sequence[_Judged]) -> list[_Judged]:
        """The same, read by the network too."""
        quotes = [Quoted(each.quote.text, each.quote.article.day) for each in found]
        verdicts = read_with(sentence, quotes)
        return [
            replace(each, verdict=verdict) for each, verdict in zip(found, verdicts, strict=True)
        ]


def _whole(excerpt: Excerpt) -> Sequence[Span]:
    """The sentences of an excerpt, those whole that its edges cut."""
    known = [
        Span(one.start, one.end)
        for one in excerpt.annotations.sentences
        if one.start < excerpt.end and one.end > excerpt.start and not one.boilerplate
    ]
    return known or excerpt.sentences or (Span(excerpt.start, excerpt.end),)


def _independent(holding: Sequence[_Judged]) -> tuple[Quote, ...]:
    """The best quote, and one of each other publisher that says the same, three at most; an
    article and its copies are of one publisher."""
    chosen: dict[str, Quote] = {}
    originals: set[str] = set()
    for each in holding:
        article = each.quote.article
        original = article.copy_of or article.id
        if original not in originals and publisher_key(article) not in chosen:
            chosen[publisher_key(article)] = each.quote
            originals.add(original)
    return tuple(chosen.values())[:_MOST_CITED]
