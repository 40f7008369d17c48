"""What the page shows, as plain data: answers and articles in display words.

Nothing here is markup: the page puts every string into a text node.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

from assistant.interfaces.chat.differing import ConflictView, conflict_views, numbered
from assistant.types import EXTRACTIVE, Answer, Citation, Coverage, Statement
from assistant.wording import coverage, day, one_line, publisher
from vectorstore.documents import Article, ArticleFilter, Passage

MOST_PASSAGES = 3
"""So many of the nearest passages are shown with a refusal."""

_LONE = re.compile(r"[\ud800-\udfff]")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_LINE_END = re.compile(r"\s*\n\s*")
_LINK = re.compile(r"https?://[^\s<>\"'`]+")


@dataclass(frozen=True, slots=True)
class SourceView:
    """A citation's number, where it leads in words, the article's web address if any, the quote."""

    number: int
    label: str
    url: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True)
class SentenceView:
    """A statement, its citation numbers, and what its quotes lack ("" when nothing)."""

    text: str
    citations: tuple[int, ...]
    doubt: str


@dataclass(frozen=True, slots=True)
class PassageView:
    """A passage near to a question that was not answered."""

    about: str
    text: str


@dataclass(frozen=True, slots=True)
class NarrowedView:
    """What narrowed a search: which part of the filter, and the part in words."""

    part: str
    label: str


@dataclass(frozen=True, slots=True)
class SuggestedView:
    """Questions that could follow, and the turn and the question they follow."""

    turn: int
    question: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswerView:
    """A question with its answer, or with why there is none."""

    question: str
    understood: str = ""
    status: str = ""
    error: str = ""
    sentences: tuple[SentenceView, ...] = ()
    sources: tuple[SourceView, ...] = ()
    notices: tuple[str, ...] = ()
    passages: tuple[PassageView, ...] = ()
    rests_on: str = ""
    differing: tuple[ConflictView, ...] = ()
    narrowed: tuple[NarrowedView, ...] = ()


@dataclass(frozen=True, slots=True)
class GrowingView:
    """The answer that is being written, and which turn of the conversation it is."""

    turn: int
    answer: AnswerView
    conversation: str = ""


@dataclass(frozen=True, slots=True)
class MastheadView:
    """The library's name, the model that writes ("" for exact quotes), and who is logged in."""

    library: str
    model: str
    login: str = ""


@dataclass(frozen=True, slots=True)
class Starter:
    """A question to begin with, its story, and the sample files that answer it."""

    story: str
    question: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ThumbView:
    """What a reader thought of the answer of a turn."""

    turn: int
    up: bool


@dataclass(frozen=True, slots=True)
class AskView:
    """The conversation, or what to begin one with.

    `conversation` is the id under which it is kept ("" for none), `lost` why one that was
    wanted is not here. `running` while an answer is written that this page did not ask for.
    """

    total: int
    turns: tuple[AnswerView, ...] = ()
    starters: tuple[str, ...] = ()
    conversation: str = ""
    thumbs: tuple[ThumbView, ...] = ()
    lost: str = ""
    running: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where evidence was asked from: a pane, a turn of it, and the number that was clicked."""

    pane: str
    kind: str
    turn: int
    number: int


@dataclass(frozen=True, slots=True)
class Run:
    """A run of an article's text; `marked` when it is quoted."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """An article, paragraph by paragraph, with the quoted words marked.

    `opened` differs each time, so that opening the same words again scrolls to them again.
    """

    opened: int
    position: str
    tag: str
    about: str
    title: str
    url: str
    article_id: str
    paragraphs: tuple[tuple[Run, ...], ...]
    place: Place | None = None
    previous: int = 0
    next: int = 0
    warning: str = ""


def scrubbed(text: str) -> str:
    """The text with lone surrogates, which no JSON carries, replaced one for one."""
    return _LONE.sub("\ufffd", text)


def answer_view(answer: Answer) -> AnswerView:
    """An answer, whole or still growing; one that nobody wrote says why there is none."""
    if not answer.writer:
        reason = scrubbed(" ".join(answer.notices))
        return AnswerView(question=scrubbed(answer.question), error=reason)
    understood = answer.standalone_question
    citations, conflicts = numbered(answer)
    return AnswerView(
        question=scrubbed(answer.question),
        understood="" if understood == answer.question else scrubbed(understood),
        sentences=tuple(_sentence(statement) for statement in answer.statements),
        sources=_sources(citations),
        notices=tuple(scrubbed(notice) for notice in answer.notices),
        passages=()
        if answer.answered
        else tuple(_passage(passage) for passage in answer.passages[:MOST_PASSAGES]),
        rests_on=rests_on(answer.coverage, answer.statements, answer.writer),
        differing=conflict_views(conflicts),
        narrowed=tuple(
            NarrowedView(part, label) for part, (label, _) in narrowings(answer.filter).items()
        ),
    )


def narrowings(filter: ArticleFilter) -> dict[str, tuple[str, ArticleFilter]]:
    """The parts that a filter is made of: each in words, with the filter that remains without it.

    The days are one part, each publisher is one.
    """
    found: dict[str, tuple[str, ArticleFilter]] = {}
    if filter.since or filter.last:
        rest = replace(filter, since=None, until=None, as_of=None)
        found["period"] = spell(filter.since, filter.last), rest
    for index, name in enumerate(filter.publishers):
        others = tuple(other for other in filter.publishers if other != name)
        found[f"publisher-{index}"] = one_line(publisher(name)), replace(filter, publishers=others)
    return found


def spell(since: date | None, until: date | None) -> str:
    """A period in words; one of the two is a day."""
    if since and until:
        return day(since) if since == until else f"{day(since)} to {day(until)}"
    return f"since {day(since)}" if since else f"until {day(until)}"


def article_view(article: Article, opened: int) -> EvidenceView:
    """An article with nothing marked."""
    return EvidenceView(
        opened=opened, position="article", tag="", about=_about(article, article.day),
        title=title(article.title), url=_link(article.url), article_id=article.id,
        paragraphs=paragraphs(article.text, 0, 0),
    )  # fmt: skip


def citation_view(
    article: Article, citations: Sequence[Citation], index: int, place: Place, opened: int
) -> EvidenceView:
    """An article at the words that `citations[index]` quotes."""
    citation = citations[index]
    start, end = located(article, citation)
    return EvidenceView(
        opened=opened,
        position=f"citation {index + 1} of {len(citations)}",
        tag="exact quote" if end > start else "",
        about=_about(article, article.day),
        title=title(article.title),
        url=_link(article.url),
        article_id=article.id,
        paragraphs=paragraphs(article.text, start, end),
        place=place,
        previous=citations[index - 1].number if index else 0,
        next=citations[index + 1].number if index + 1 < len(citations) else 0,
        warning=""
        if end > start
        else f"The article has changed: it no longer says “{scrubbed(citation.quote)}”",
    )


def removed_view(
    citations: Sequence[Citation], index: int, place: Place, opened: int
) -> EvidenceView:
    """The words that `citations[index]` quotes, of an article that is not in the library."""
    citation = citations[index]
    return EvidenceView(
        opened=opened,
        position=f"citation {index + 1} of {len(citations)}",
        tag="",
        about=_about(citation, citation.published),
        title=title(citation.title),
        url=_link(citation.url),
        article_id=citation.article_id,
        paragraphs=paragraphs(citation.quote, 0, len(citation.quote)),
        place=place,
        previous=citations[index - 1].number if index else 0,
        next=citations[index + 1].number if index + 1 < len(citations) else 0,
        warning="This article was removed from the library: only its quoted words are kept.",
    )


def passage_view(
    article: Article, passages: Sequence[Passage], index: int, place: Place, opened: int
) -> EvidenceView:
    """An article at one of the passages that came nearest to a question."""
    passage = passages[index]
    current = article.text[passage.start : passage.end] == passage.text
    return EvidenceView(
        opened=opened,
        position=f"passage {index + 1} of {len(passages)}",
        tag="",
        about=_about(article, article.day),
        title=title(article.title),
        url=_link(article.url),
        article_id=article.id,
        paragraphs=paragraphs(article.text, *((passage.start, passage.end) if current else (0, 0))),
        place=place,
        previous=index,
        next=index + 2 if index + 1 < len(passages) else 0,
    )


def located(article: Article, citation: Citation) -> tuple[int, int]:
    """Where the quote stands in the article as it is now; (0, 0) where it no longer does."""
    if article.text[citation.start : citation.end] == citation.quote:
        return citation.start, citation.end
    found = article.text.find(citation.quote)
    return (found, found + len(citation.quote)) if found >= 0 else (0, 0)


def paragraphs(text: str, start: int, end: int) -> tuple[tuple[Run, ...], ...]:
    """The text's paragraphs as runs, those within text[start:end] marked.

    Blank lines part paragraphs, or, in a text without any, line ends do. The runs of all
    paragraphs together are the text but for the blanks between paragraphs.
    """
    gap = _BLANK_LINE if _BLANK_LINE.search(text.strip()) else _LINE_END
    found, first = [], 0
    for last, following in [*(m.span() for m in gap.finditer(text)), (len(text), len(text))]:
        if text[first:last].strip():
            found.append(tuple(_runs(text, first, last, start, end)))
        first = following
    return tuple(found)


def _runs(text: str, first: int, last: int, start: int, end: int) -> Iterable[Run]:
    cuts = [first, min(max(start, first), last), min(max(end, first), last), last]
    for position, (here, there) in enumerate(pairwise(cuts)):
        if here < there:
            yield Run(scrubbed(text[here:there]), marked=position == 1)


def title(words: str) -> str:
    """An article's title, or that it has none."""
    return one_line(words) or "(no title)"


def starters(
    articles: Sequence[Article], questions: Iterable[Starter], samples: Path, most: int = 4
) -> tuple[str, ...]:
    """Questions to begin with, at most `most`.

    One of each story whose files, below `samples`, are all among the articles. Where
    there is none, titles make the questions.
    """
    origins = {article.origin for article in articles}
    chosen: dict[str, str] = {}
    for starter in questions:
        whole = all(str(samples / file) in origins for file in starter.files)
        if starter.story not in chosen and starter.files and whole:
            chosen[starter.story] = starter.question
    if chosen:
        return tuple(chosen.values())[:most]
    titles = dict.fromkeys(title(a.title) for a in reversed(articles) if a.title.strip())
    return tuple(f"What happened: {words.rstrip('?.! ')}?" for words in [*titles][:most])


def _sentence(statement: Statement) -> SentenceView:
    return SentenceView(scrubbed(statement.text), statement.citations, _doubt(statement))


def _doubt(statement: Statement) -> str:
    if statement.verdict.supported:
        return ""
    return "not in what is cited: " + scrubbed(", ".join(statement.verdict.reasons))


def _sources(citations: Iterable[Citation]) -> tuple[SourceView, ...]:
    return tuple(
        SourceView(
            c.number, f"{_about(c, c.published)}: {title(c.title)}", _link(c.url), scrubbed(c.quote)
        )
        for c in citations
    )


def _passage(passage: Passage) -> PassageView:
    about = f"{_about(passage, passage.published)} · {title(passage.title)}"
    return PassageView(about, scrubbed(passage.text))


def _about(told: Article | Citation | Passage, published: date | datetime | None) -> str:
    return f"{one_line(publisher(told.publisher))} · {day(published)}"


def rests_on(covered: Coverage, statements: Sequence[Statement], writer: str) -> str:
    """What a result rests on, in a line; "" where nothing is told."""
    if not statements:
        return ""
    parts = [coverage(covered)]
    if all(statement.verdict.supported for statement in statements):
        parts.append("every statement checked")
    if writer != EXTRACTIVE:
        parts.append(f"written by {one_line(writer)}")
    return "; ".join(parts)


def _link(url: str) -> str:
    """The address when it is a plain web address; else nothing is linked."""
    return url if _LINK.fullmatch(url) else ""
