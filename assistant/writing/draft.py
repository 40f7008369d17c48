"""What writers read, what they write, and how a sentence of a draft becomes a statement."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.types import Statement, Verdict
from assistant.understanding.answer_type import AnswerKind
from assistant.verification.citations import Numbering, Quote
from assistant.verification.verify import verify
from vectorstore.documents import Article
from vectorstore.text import Span
from vectorstore.text.annotations import Annotations, Name


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A numbered passage of an article, its score in the search, and the sentences in it.

    `annotations` are those of the whole article, empty where nothing is asked of them.
    """

    number: int
    article: Article
    start: int
    end: int
    sentences: tuple[Span, ...]
    score: float = 0.0
    annotations: Annotations = field(default_factory=Annotations)

    @property
    def text(self) -> str:
        """The passage."""
        return self.article.text[self.start : self.end]

    def names(self, start: int, end: int) -> tuple[Name, ...]:
        """The names in a stretch of the article, their offsets from its start."""
        return self.annotations.names(self.article.text, start, end)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of an excerpt with how well it answers. `score` orders the candidates of one
    question; `answer`: what in it answers, as offsets into its article, None where nothing was
    found to."""

    quote: Quote
    excerpt: int
    score: float
    answer: Span | None = None

    @property
    def text(self) -> str:
        """The sentence."""
        return self.quote.text

    @property
    def answering(self) -> Span | None:
        """Where in the sentence the words stand that answer."""
        start = self.quote.start
        return self.answer and Span(self.answer.start - start, self.answer.end - start)


@dataclass(frozen=True, slots=True)
class Context:
    """All that a writer knows: the question, its excerpts, and their sentences, best first.

    `kind` is the kind of answer asked for, `names` are those in the question. `opposed`: sets of
    spans among the best sentences that tell one thing differently, the spans of each side
    together. `replaced`: spans of earlier reports, together with the newest report that replaces
    them, which is one of the candidates. `most`: so many statements are asked for, None where none
    are counted.
    """

    question: str
    excerpts: tuple[Excerpt, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    opposed: tuple[tuple[frozenset[Quote], ...], ...] = ()
    replaced: tuple[tuple[frozenset[Quote], Candidate], ...] = ()
    kind: AnswerKind = "other"
    names: tuple[str, ...] = ()
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Drafted:
    """One sentence of a draft, the spans it rests on, and where in it the words stand that answer,
    None for none. `verdict` is that of another check than `verify`'s, None where there was none."""

    text: str
    quotes: tuple[Quote, ...]
    answer: Span | None = None
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """The statements so far; `refused` when the writer found no answer in the context."""

    statements: tuple[Drafted, ...] = ()
    refused: bool = False
    notices: tuple[str, ...] = ()
    writer: str = ""


def verified(drafted: Drafted, numbering: Numbering) -> Statement:
    """The drafted sentence with numbered citations and the verdict on it."""
    numbers = tuple(dict.fromkeys(numbering.number(quote) for quote in drafted.quotes))
    days = [quote.article.day for quote in drafted.quotes]
    quotes = [quote.text for quote in drafted.quotes]
    verdict = drafted.verdict or verify(drafted.text, quotes, days)
    text = " ".join(drafted.text.split())
    return Statement(text, numbers, verdict, answer_span=_within(drafted.text, drafted.answer))


def _within(text: str, span: Span | None) -> tuple[int, int] | None:
    """Where a part of a text stands once its white space is mended."""
    if span is None:
        return None
    start = len(" ".join(f"{text[: span.start]}.".split())) - 1
    return start, start + len(" ".join(text[span.start : span.end].split()))
