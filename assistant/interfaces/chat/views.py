"""What the page shows of answers and articles, as plain data in display words.

Nothing here is markup: the page puts every string into a text node.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from assistant.conversations.threads import Thumb
from assistant.requests.subjects import KIND_LABELS
from assistant.types import EXTRACTIVE, Answer, AnswerPart, Citation, Conflict, Side, Statement
from assistant.understanding.requests import RequestKind
from assistant.wording import (
    counted,
    day,
    link,
    listed,
    on_page,
    one_line,
    period,
    publisher,
    rests_on,
    source_line,
    title,
    used,
)
from vectorstore.documents import Article, ArticleFilter, Passage

MOST_PASSAGES = 3
"""So many of the nearest passages are shown with a refusal."""

KINDS: tuple[RequestKind, ...] = (
    "answer", "summary", "comparison", "timeline", "list", "differences", "changes", "quotes",
    "library",
)  # fmt: skip
"""What the same words can be asked as."""

NO_ARTICLE = "-"
"""The id of no article; a filter without ids would let every article pass."""

TICKED = "ticked"

NOT_STATED = ("help", "library")
"""Kinds of answer that state nothing of what the articles report."""

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_LINE_END = re.compile(r"(?<!\s)\s*\n\s*+")


@dataclass(frozen=True, slots=True)
class SourceView:
    """A citation's number, where it leads in words, the article's web address if any, the quote.
    `label` is all that `about` and `title` say."""

    number: int
    article_id: str
    about: str
    title: str
    label: str
    url: str
    quote: str


@dataclass(frozen=True, slots=True)
class SentenceView:
    """A statement, its citation numbers, what its quotes lack ("" when nothing), and, where some
    of its words answer the question, the text before them, they, and the text after them."""

    text: str
    citations: tuple[int, ...]
    doubt: str
    parts: tuple[str, str, str] | None = None


@dataclass(frozen=True, slots=True)
class PassageView:
    """A passage near to a question that was not answered."""

    about: str
    text: str


@dataclass(frozen=True, slots=True)
class SideView:
    """One version of what differs: the value, who reports it, and the words of the first."""

    value: str
    sources: tuple[str, ...]
    quote: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ConflictView:
    """Something that reports differ on; `kind` is "update" or "contradiction"."""

    kind: str
    about: str
    sides: tuple[SideView, ...]


@dataclass(frozen=True, slots=True)
class ChipView:
    """A part of what narrows a search, which can be taken away, in words."""

    part: str
    label: str


@dataclass(frozen=True, slots=True)
class KindView:
    """What a request can be asked as, and how that is called."""

    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class AnswerView:
    """A question with its answer, or with why there is none.

    `standalone` is the question as it stands alone, "" where it does. `layout` is that of the
    answer, or "points" for a sentence that answers and points that say more. `parts` say how many
    of the `sentences` stand under which heading. `text` is all of it with marks, to be copied.
    `choices` are questions of which one is meant.
    """

    question: str
    standalone: str = ""
    understood: tuple[str, ...] = ()
    kind: str = "answer"
    status: str = ""
    error: str = ""
    preface: str = ""
    layout: str = "prose"
    parts: tuple[AnswerPart, ...] = ()
    sentences: tuple[SentenceView, ...] = ()
    text: str = ""
    briefing: bool = False
    sources: tuple[SourceView, ...] = ()
    notices: tuple[str, ...] = ()
    passages: tuple[PassageView, ...] = ()
    rests_on: str = ""
    differing: tuple[ConflictView, ...] = ()
    narrowed: tuple[ChipView, ...] = ()
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GrowingView:
    """The answer that is being written, and which turn of the conversation it is."""

    turn: int
    answer: AnswerView
    conversation: str = ""


@dataclass(frozen=True, slots=True)
class SuggestedView:
    """Questions that could follow, and the turn and the question they follow. `widening` is the
    part of what narrows the search without which the question is answered; "" for none."""

    turn: int
    question: str
    questions: tuple[str, ...] = ()
    widening: str = ""


@dataclass(frozen=True, slots=True)
class Starter:
    """A question to begin with, its story, and the sample files that answer it."""

    story: str
    question: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AskView:
    """The conversation, or what to begin one with.

    `conversation` is the id under which it is stored ("" for none), `lost` why one that was
    wanted is not here. `running` while an answer is written that this page did not ask for.
    """

    total: int
    turns: tuple[AnswerView, ...] = ()
    starters: tuple[str, ...] = ()
    conversation: str = ""
    thumbs: tuple[Thumb, ...] = ()
    lost: str = ""
    running: bool = False
    kinds: tuple[KindView, ...] = tuple(KindView(kind, KIND_LABELS[kind]) for kind in KINDS)


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
    """An article, paragraph by paragraph, with the quoted words marked. `opened` differs each time,
    so that opening the same words again scrolls to them again."""

    opened: int
    about: str
    title: str
    url: str
    article_id: str
    paragraphs: tuple[tuple[Run, ...], ...]
    position: str = "article"
    tag: str = ""
    place: Place | None = None
    previous: int = 0
    next: int = 0
    warning: str = ""


# -------------------------------------------------------------------- answers


def answer_view(answer: Answer) -> AnswerView:
    """An answer, whole or still growing; one that nobody wrote says why there is none."""
    if not answer.writer:
        return AnswerView(answer.question, error=" ".join(answer.notices))
    citations, conflicts = numbered(answer)
    nearest = () if answer.answered else answer.passages[:MOST_PASSAGES]
    alone = answer.standalone_question
    found = answer.kind not in NOT_STATED
    return AnswerView(
        question=answer.question,
        standalone="" if alone == answer.question else alone,
        understood=_understood(answer),
        kind=answer.kind,
        preface=answer.preface,
        layout=_layout(answer),
        parts=answer.parts,
        sentences=tuple(
            SentenceView(
                statement.text,
                statement.citations,
                _doubt(statement),
                _parted(statement),
            )
            for statement in answer.statements
        ),
        text=answer.text,
        briefing=answer.briefing is not None,
        sources=source_views(citations),
        notices=answer.notices,
        passages=tuple(PassageView(source_line(near, " · "), near.text) for near in nearest),
        rests_on=_rests_on(answer) if found else "",
        differing=conflict_views(conflicts),
        narrowed=tuple(
            ChipView(part, label)
            for part, (label, _) in narrowings(answer.filter).items()
            if part != TICKED or (found and not answer.answered)
        ),
        choices=() if answer.answered else tuple(map(one_line, answer.suggestions)),
    )


def _rests_on(answer: Answer) -> str:
    """What the answer rests on, and what a chat model was asked for it."""
    told = rests_on(answer.coverage, answer.statements, answer.writer)
    return f"{told}; {used(answer.usage)}" if told and answer.usage else told


def _understood(answer: Answer) -> tuple[str, ...]:
    """What was understood, without what is shown beside it: the question and what narrows it."""
    filter = answer.filter
    beside = {answer.question, answer.standalone_question, listed(filter.publishers)}
    if filter.since or filter.last:
        beside.add(period(filter.since, filter.last))
    return tuple(one_line(chip) for chip in answer.understood if chip not in beside)


def _layout(answer: Answer) -> str:
    """The layout; exact sentences that answer a question are told apart, as they are no text."""
    told_apart = answer.kind == "answer" and answer.writer == EXTRACTIVE and not answer.parts
    as_text = answer.layout != "prose" or "prose" in answer.understood
    return "points" if told_apart and not as_text else answer.layout


def source_views(citations: Iterable[Citation]) -> tuple[SourceView, ...]:
    """The citations by number, each with where it leads and its words."""
    return tuple(
        SourceView(
            cited.number,
            cited.article_id,
            one_line(f"{publisher(cited.publisher)} · {day(cited.published)}"),
            title(cited.title),
            source_line(cited),
            link(cited.url),
            cited.quote,
        )
        for cited in citations
    )


def conflict_views(conflicts: Iterable[Conflict]) -> tuple[ConflictView, ...]:
    """Contradictions first, then updates, each kind in the order given."""
    found = sorted(conflicts, key=lambda conflict: conflict.kind == "update")
    return tuple(
        ConflictView(conflict.kind, one_line(conflict.about), tuple(map(_side, conflict.sides)))
        for conflict in found
    )


def _side(side: Side) -> SideView:
    sources = dict.fromkeys(
        one_line(f"{publisher(cited.publisher)}, {day(cited.published)}")
        for cited in side.citations
    )
    return SideView(
        value=one_line(side.value),
        sources=tuple(sources),
        quote=one_line(side.citations[0].quote) if side.citations else "",
        citations=tuple(dict.fromkeys(cited.number for cited in side.citations)),
    )


def numbered(answer: Answer) -> tuple[tuple[Citation, ...], tuple[Conflict, ...]]:
    """All citations of an answer, and its conflicts, under one numbering.

    The conflicts of an answer number their citations by themselves: what the answer cites too
    gets the answer's number, the rest goes on from there.
    """
    known = {_span(cited): cited for cited in answer.citations}
    following = max((cited.number for cited in answer.citations), default=0)

    def renumbered(cited: Citation) -> Citation:
        nonlocal following
        if _span(cited) not in known:
            following += 1
            known[_span(cited)] = replace(cited, number=following)
        return known[_span(cited)]

    conflicts = tuple(
        replace(conflict, sides=tuple(
            replace(side, citations=tuple(map(renumbered, side.citations)))
            for side in conflict.sides
        ))
        for conflict in answer.conflicts
    )  # fmt: skip
    return tuple(known.values()), conflicts


def _span(citation: Citation) -> tuple[str, int, int]:
    return citation.article_id, citation.start, citation.end


def narrowings(filter: ArticleFilter) -> dict[str, tuple[str, ArticleFilter]]:
    """The parts that a filter is made of: each in words, with the filter that remains without it.
    The days are one part, each publisher is one, what was ticked is one."""
    found: dict[str, tuple[str, ArticleFilter]] = {}
    if filter.since or filter.last:
        rest = replace(filter, since=None, until=None, as_of=None)
        found["period"] = period(filter.since, filter.last), rest
    for index, name in enumerate(filter.publishers):
        others = tuple(other for other in filter.publishers if other != name)
        found[f"publisher-{index}"] = one_line(publisher(name)), replace(filter, publishers=others)
    if filter.article_ids or filter.story:
        ids = [id for id in filter.article_ids if id != NO_ARTICLE]
        label = "what is ticked" if filter.story or not ids else counted(len(ids), "ticked article")
        found[TICKED] = label, replace(filter, article_ids=(), story="")
    return found


def _parted(statement: Statement) -> tuple[str, str, str] | None:
    if statement.answer_span is None:
        return None
    start, end = statement.answer_span
    return statement.text[:start], statement.text[start:end], statement.text[end:]


def _doubt(statement: Statement) -> str:
    verdict = statement.verdict
    return "" if verdict.supported else f"not in what is cited: {', '.join(verdict.reasons)}"


def starters(
    articles: Sequence[Article], questions: Iterable[Starter], samples: Path, most: int = 4
) -> tuple[str, ...]:
    """Questions to begin with, at most `most`. One of each story whose files, below `samples`, are
    all among the articles. Where there is none, titles make the questions."""
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


# -------------------------------------------------------------------- evidence


def article_view(article: Article, opened: int, start: int = 0, end: int = 0) -> EvidenceView:
    """An article with text[start:end] marked."""
    return _evidence(article, article.id, article.text, opened, start, end)


def citation_view(
    article: Article | None, citations: Sequence[Citation], index: int, place: Place, opened: int
) -> EvidenceView:
    """An article at the words that `citations[index]` quotes; None: it is in no library now."""
    citation = citations[index]
    quote, warning = citation.quote, ""
    if article is None:
        view = _evidence(citation, citation.article_id, quote, opened, 0, len(quote))
        warning = "This article was removed from the library: only its quoted words are kept."
    else:
        start, end = located(article, citation)
        view = article_view(article, opened, start, end)
        if end == start:
            warning = f"The article has changed: it no longer says “{quote}”"
    numbers = [cited.number for cited in citations]
    view = replace(view, tag="" if warning else "exact quote", warning=warning)
    return replace(_stepped(view, numbers, place), about=f"{view.about}{on_page(citation)}")


def passage_view(
    article: Article, passages: Sequence[Passage], place: Place, opened: int
) -> EvidenceView:
    """An article at the passage of this number, of those that came nearest to a question."""
    passage = passages[place.number - 1]
    current = article.text[passage.start : passage.end] == passage.text
    view = article_view(article, opened, *((passage.start, passage.end) if current else (0, 0)))
    return _stepped(view, range(1, len(passages) + 1), place)


def _evidence(
    source: Article | Citation, article_id: str, text: str, opened: int, start: int, end: int
) -> EvidenceView:
    return EvidenceView(
        opened=opened,
        about=f"{one_line(publisher(source.publisher))} · {day(source.published)}",
        title=title(source.title),
        url=link(source.url),
        article_id=article_id,
        paragraphs=paragraphs(text, start, end),
    )


def _stepped(view: EvidenceView, numbers: Sequence[int], place: Place) -> EvidenceView:
    """The evidence as one of several, with the numbers before and after it; 0 for none."""
    index = numbers.index(place.number)
    return replace(
        view,
        position=f"{place.kind} {index + 1} of {len(numbers)}",
        place=place,
        previous=numbers[index - 1] if index else 0,
        next=numbers[index + 1] if index + 1 < len(numbers) else 0,
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
            yield Run(text[here:there], marked=position == 1)
