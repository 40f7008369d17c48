"""The plain data of the assistant: answers, briefings and what they are made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, NamedTuple

from assistant.representations import Representations
from vectorstore.documents import ArticleFilter, Passage

Day = date

AnswerKind = Literal[
    "answer", "summary", "comparison", "timeline", "list", "differences", "quotes", "library",
    "help",
]  # fmt: skip
Layout = Literal["prose", "bullets", "numbered", "table"]

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

    `passed_over` are files of folders that are of no format that is read, or of another purpose,
    with the reason. `duplicates` have the same words as another article; they are kept, and not
    counted as added. `notices` say what else went wrong: all that is reported is kept all the same.
    """

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    duplicates: tuple[str, ...] = ()
    failed: tuple[Failed, ...] = ()
    passed_over: tuple[Failed, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def read(self) -> int:
        """How many articles were read, whatever became of them."""
        return sum(map(len, (self.added, self.updated, self.unchanged, self.duplicates)))


@dataclass(frozen=True, slots=True)
class Citation:
    """An exact span of one version of an article: `article.text[start:end] == quote`; `outlet` is
    the article's, `page` where the span begins in a printed one, else None."""

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
    outlet: str = ""
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether quotes hold a statement: a score in 0..1, and what they lack, in words."""

    supported: bool
    score: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence, the numbers of its citations, and the verdict on it. `answer_span`: where in
    `text` the words stand that answer the question, None where no single phrase does."""

    text: str
    citations: tuple[int, ...]
    verdict: Verdict
    answer_span: tuple[int, int] | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True)
class KeyPoint(Statement):
    """A statement with how many independent publishers and how many articles tell it. Of the
    articles `copies` are copies of others that do, and are not cited. `single`: one publisher
    alone tells it, where there are others who could."""

    publishers: int
    articles: int
    copies: int = 0
    single: bool = False


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
    `citations` has one of each independent publisher, the earliest first."""

    value: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something that reports tell differently; `about` says what. `kind` is "update" where a later
    report replaces an earlier one, else "contradiction"."""

    kind: Literal["update", "contradiction"]
    about: str
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """What happened on a day: an exact sentence, and a citation of each publisher that tells it.
    `precision` is "month" where no article names the day; `date` is then the first of the month.
    `left_out` counts the other events that articles open with and that have no entry, from this day
    to the next entry's; with the first entry also those before it."""

    date: Day
    text: str
    citations: tuple[Citation, ...]
    precision: str = "day"
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Usage:
    """What a chat model was asked for one result: in `calls` prompts, of which `cached` were
    answered by replies kept from before, which cost nothing. The tokens that it read and wrote for
    the others are None where its provider does not report all of them; `cost` is None without
    them, and where no prices are set (NEWSBRIEF_MODEL_PRICE)."""

    calls: int
    cached: int = 0
    input_tokens: int | None = None
    output_tokens: int | None = None
    cost: float | None = None


@dataclass(frozen=True, slots=True)
class AnswerPart:
    """So many of an answer's next statements, and what stands over them ("" for nothing)."""

    heading: str
    statements: int


@dataclass(frozen=True, slots=True)
class Answer(Representations):
    """An answer in statements, each with its citations; or, not `answered`, a refusal.

    `text` carries [n] marks, `plain` none. A refusal has no statements and no citations,
    the nearest passages, and notices that say what is missing. `filter` is what was searched:
    what was given, and what the question itself says of dates and publishers. `suggestions`
    are further questions that the library answers, when they were asked for. `conflicts` are
    what the sources of the answer tell differently.

    `kind` is what was asked for and given, `understood` says of the request what was understood,
    in a few words each ("Summary", "Palmyra", "3 bullets"). `preface` is what newsbrief says
    itself, of the library or how to use it: it stands in `text` and is no statement. `parts` say
    which statements stand under which heading, in `layout`; none: all of them, under none.
    `briefing` is the whole briefing that the answer is taken from, where it is one. `timings` are
    the seconds that each stage took, and "whole" all of it; they are no part of what is compared or
    written. `usage` is what a chat model was asked for it, None where none was.
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
    kind: AnswerKind = "answer"
    understood: tuple[str, ...] = ()
    preface: str = ""
    layout: Layout = "prose"
    parts: tuple[AnswerPart, ...] = ()
    briefing: Briefing | None = None
    usage: Usage | None = None
    timings: dict[str, float] = field(
        default_factory=dict, compare=False, repr=False, metadata={"written": False}
    )


@dataclass(frozen=True, slots=True)
class Entity:
    """A person, organisation, place or other thing that an article names, under all its names.

    `name` is its fullest name there, `aliases` the others, `roles` what the article says that it
    is, in the article's words; `mentions` are (start, end) in the article's text, in order.
    """

    name: str
    kind: Literal["person", "organisation", "place", "other"]
    aliases: tuple[str, ...]
    roles: tuple[str, ...]
    mentions: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Person:
    """A person or an organisation that articles tell of, with the roles they report.

    `roles` are in the articles' own words, the one told by most publishers first; a person
    of whom no role is told has none. `citations` quote a sentence of each independent
    publisher, those that tell a role first; `publishers` and `articles` count all that name it.
    """

    name: str
    kind: Literal["person", "organisation"]
    roles: tuple[str, ...]
    citations: tuple[Citation, ...]
    publishers: int
    articles: int


@dataclass(frozen=True, slots=True)
class Quotation:
    """What somebody is quoted as saying: the words between the quotation marks, as printed.

    `published` is the day of the earliest article that prints it. `wordings` are other
    wordings in which articles print the same words of the same speaker: more than none is a
    warning. `citations` are of the articles that print `words`, then of those that print the
    other wordings. `speaker` is "" where no article names one.
    """

    speaker: str
    words: str
    publisher: str
    published: date | datetime | None
    citations: tuple[Citation, ...]
    wordings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that matters, as it is printed, and the exact sentence that tells it."""

    value: str
    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class StoryParagraph:
    """One story of a briefing on many: its title, and a paragraph that tells it."""

    story_id: str
    title: str
    articles: int
    publishers: int
    text: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Unused:
    """An article that was read and is not cited, and why."""

    article_id: str
    title: str
    publisher: str
    published: date | datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Briefing(Representations):
    """A cited briefing; each section is empty when there is nothing to say in it.

    `plain` is the lead paragraph as prose without marks, whole sentences, never over the
    words asked for; `statements` are its sentences. `bottom_line` is the one sentence to
    read. `key_points` say more, one sentence each. `new` are points that no article told
    before `since`. `open` are sentences that say what is not known. `stories` has a paragraph
    for each story of a briefing without a topic. All numbers in statements, and the `number` of
    each citation in any section, are those of `citations`, in the order of reading. `usage` is what
    a chat model was asked for it, None where none was. Nothing in scope: not `answered`, and
    notices that say why.
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
    bottom_line: Statement | None = None
    timeline: tuple[TimelineEntry, ...] = ()
    people: tuple[Person, ...] = ()
    quotes: tuple[Quotation, ...] = ()
    figures: tuple[Figure, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    since: date | None = None
    new: tuple[KeyPoint, ...] = ()
    open: tuple[Statement, ...] = ()
    stories: tuple[StoryParagraph, ...] = ()
    unused: tuple[Unused, ...] = ()
    usage: Usage | None = None


@dataclass(frozen=True, slots=True)
class SavedBriefing:
    """A briefing that was kept, with its id and the moment (UTC) it was kept."""

    id: str
    saved: datetime
    briefing: Briefing


@dataclass(frozen=True, slots=True)
class Check:
    """One citation of a briefing against the library as it is now.

    `outcome`: "holds" (the words stand where they stood), "moved" (the article has other
    text now and still holds the words), "changed" (it holds them no more), "gone" (the
    article is not in the library).
    """

    citation: Citation
    outcome: Literal["holds", "moved", "changed", "gone"]


@dataclass(frozen=True, slots=True)
class Verification:
    """A saved briefing against the library: every citation, and every statement verified.

    `unsupported` are the statements that do not hold on the quotes as they are in the
    briefing. It `holds` when no citation changed or is gone and no statement is unsupported.
    """

    holds: bool
    checks: tuple[Check, ...]
    unsupported: tuple[Statement, ...]
    notices: tuple[str, ...] = ()
