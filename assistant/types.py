"""The plain data of the assistant: answers, briefings and what they are made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, NamedTuple

from vectorstore.documents import ArticleFilter, Passage

EXTRACTIVE = "extractive"
"""The writer that copies exact sentences; any other writer is named by its chat model."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question that was asked before, and its answer in words."""

    question: str
    answer: str


class Failed(NamedTuple):
    """A source that could not be read, and why."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class AddReport:
    """What adding did: article ids, in the order they were read, and what failed.

    `duplicates` have the same words as another article; they are kept, and not counted
    as added. `notices` say what else went wrong: all that is reported is kept all the same.
    """

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    duplicates: tuple[str, ...] = ()
    failed: tuple[Failed, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def read(self) -> int:
        """How many articles were read, whatever became of them."""
        return sum(map(len, (self.added, self.updated, self.unchanged, self.duplicates)))


@dataclass(frozen=True, slots=True)
class Citation:
    """An exact span of one version of an article: `article.text[start:end] == quote`."""

    number: int
    article_id: str
    version: str
    title: str
    publisher: str
    published: date | datetime | None
    url: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether quotes hold a statement: a score in 0..1, and what they lack, in words."""

    supported: bool
    score: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence, the numbers of its citations, and the gate's verdict on it."""

    text: str
    citations: tuple[int, ...]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class KeyPoint(Statement):
    """A statement with how many independent publishers and how many articles tell it."""

    publishers: int
    articles: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """What an answer or a briefing rests on.

    `articles` were in scope, `undated` of them without a date; `copies` have the same
    words as another one of them. `cited` articles of `publishers` independent publishers
    are cited. `oldest` and `newest` are days of publication within the scope.
    """

    articles: int
    copies: int = 0
    undated: int = 0
    cited: int = 0
    publishers: int = 0
    oldest: date | None = None
    newest: date | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """One way in which something is told: the value in the words used, and who tells it so.

    `citations` has one of each independent publisher, the earliest first.
    """

    value: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something that reports tell differently; `about` says what.

    `kind` is "update" where a later report replaces an earlier one, else "contradiction".
    """

    kind: Literal["update", "contradiction"]
    about: str
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """What happened on a day: an exact sentence, and a citation of each publisher that tells it.

    `precision` is "month" where no article names the day; `date` is then the first of the month.
    """

    date: date
    text: str
    citations: tuple[Citation, ...]
    precision: str = "day"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer in statements, each with its citations; or, not `answered`, a refusal.

    `text` carries [n] marks, `plain` none. A refusal has no statements and no citations,
    the nearest passages, and notices that say what is missing. `filter` is what was searched:
    what was given, and what the question itself says of dates and publishers. `suggestions`
    are further questions that the library answers, when they were asked for. `conflicts` are
    what the sources of the answer tell differently.
    """

    question: str
    standalone_question: str
    answered: bool
    text: str
    plain: str
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    passages: tuple[Passage, ...]
    filter: ArticleFilter
    coverage: Coverage
    writer: str
    notices: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True)
class Briefing:
    """A cited briefing.

    `plain` is the lead paragraph as prose without marks, whole sentences, never over the
    words asked for; `statements` are its sentences. `key_points` say more, one sentence
    each. Nothing in scope: not `answered`, and notices that say why.
    """

    topic: str
    answered: bool
    headline: str
    text: str
    plain: str
    statements: tuple[Statement, ...]
    key_points: tuple[KeyPoint, ...]
    citations: tuple[Citation, ...]
    coverage: Coverage
    writer: str
    filter: ArticleFilter = field(default_factory=ArticleFilter)
    notices: tuple[str, ...] = ()
