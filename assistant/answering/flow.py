"""The main flow of an answer, as a LangChain chain: condense → search → number → write → gate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from langchain_core.runnables import Runnable, RunnableGenerator, RunnableLambda

from assistant.answering.choosing import rated
from assistant.answering.dating import dating_notices, newest_first, newest_notice
from assistant.answering.elsewhen import elsewhen_notices
from assistant.answering.following import followed
from assistant.answering.missing import (
    missing_subjects,
    refusal_notices,
    spelling_notices,
    unadorned,
    undated_notice,
)
from assistant.answering.refusing import belief
from assistant.answering.suggesting import suggestions
from assistant.errors import ModelError
from assistant.sections.cited import as_told
from assistant.sections.conflicts import Conflict as Differing
from assistant.sections.conflicts import concerns, differing
from assistant.types import Answer, Citation, Conflict, Coverage, Statement, Turn
from assistant.understanding.condense import condense
from assistant.understanding.narrowing import Narrowed, narrowed
from assistant.verification.citations import Numbering, Quote, publisher_key
from assistant.verification.marks import closed, with_marks
from assistant.writing.checking import checked
from assistant.writing.draft import Candidate, Context, Draft, Excerpt
from assistant.writing.extractive import ExtractiveWriter
from assistant.writing.model import ModelWriter
from vectorstore.documents import Article, ArticleFilter, Passage, Scope, day_of
from vectorstore.errors import UnknownArticle
from vectorstore.library import Library
from vectorstore.text import Span

_COMPARED = 10
"""So many of the best sentences are asked whether they differ."""
_BEFORE = 3
"""So many sentences are read of a report that the search did not find, the last the one told."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked: a question, the turns before it, and which articles count.

    `narrow`: what the question says of time and outlets narrows the filter.
    """

    question: str
    history: tuple[Turn, ...] = ()
    filter: ArticleFilter = field(default_factory=ArticleFilter)
    k: int = 10
    narrow: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """A request with its stand-alone question and the passages that were found.

    `narrowed` is what was searched; `believed`: what was found seems to answer.
    """

    request: Request
    standalone: str
    scope: Scope
    narrowed: Narrowed
    passages: tuple[Passage, ...] = ()
    missing: tuple[str, ...] = ()
    context: Context | None = None
    believed: bool = False
    conflicts: tuple[Differing, ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A draft of an answer, and what it was written from."""

    found: Found
    draft: Draft


class Flow:
    """Answers questions from one library, with a chat model or, without one, by quoting."""

    def __init__(
        self,
        library: Library,
        model: Callable[[], ModelWriter | None],
        today: Callable[[], date] = date.today,
    ) -> None:
        self._library = library
        self._model = model
        self._today = today
        self.chain: Runnable[Request, Answer] = (
            RunnableLambda(self.condense, name="condense")
            | RunnableLambda(self.search, name="search")
            | RunnableLambda(self.number, name="number")
            | RunnableGenerator(self.write, name="write")
            | RunnableGenerator(self.gate, name="gate")
        )

    def stream(self, request: Request) -> Iterator[Answer]:
        """The answer so far, each time it grows; the last one is whole."""
        yield from self.chain.stream(request)

    def suggestions(
        self,
        answer: Answer,
        history: Sequence[Turn] = (),
        go_on: Callable[[], bool] = lambda: True,
    ) -> tuple[str, ...]:
        """Up to three questions that could follow, each of which the library answers.

        `go_on` is asked before each is tried; once it says no, no more are.
        """
        days = [day for c in answer.citations if (day := day_of(c.published)) is not None]
        return suggestions(
            answer.standalone_question,
            [citation.quote for citation in answer.citations],
            [passage.text for passage in answer.passages[:3]] if answer.answered else (),
            lambda question: self._answers(question, answer.filter),
            history=[turn.question for turn in history],
            outlets=self._library.publishers(),
            newest=max(days, default=None),
            go_on=go_on,
        )

    def _answers(self, question: str, filter: ArticleFilter) -> bool:
        """Whether something is found that seems to answer, without writing it."""
        with self._library.aside():
            found = self.search(self.condense(Request(question, filter=filter)))
            return self.number(found).believed

    def condense(self, request: Request) -> Found:
        """A follow-up becomes a question that stands alone."""
        standalone, notices = unadorned(request.question), list[str]()
        if request.history:
            standalone = condense(standalone, request.history)
            if (model := self._model()) is not None:
                try:
                    standalone = model.condense(request.question, request.history)
                except ModelError as error:
                    notices.append(_without_model(error))
        scope = self._library.scope(request.filter or None)
        return Found(
            request, standalone, scope, Narrowed(request.filter, standalone), notices=tuple(notices)
        )

    def search(self, found: Found) -> Found:
        """The passages nearest to the question, best first, within the time that it names."""
        if not found.scope.articles:
            return found
        request = found.request
        to = Narrowed(request.filter, found.standalone)
        with self._library.first():
            if request.narrow:
                to = narrowed(found.standalone, request.filter, self._library, self._today())
            missing = tuple(missing_subjects(found.standalone, self._library))
            return self._searched(replace(found, missing=missing), to)

    def _searched(self, found: Found, to: Narrowed) -> Found:
        passages = self._library.search(to.topic, found.request.k, to.filter or None)
        return replace(
            found,
            narrowed=to,
            scope=self._library.scope(to.filter or None),
            passages=tuple(passages),
        )

    def number(self, found: Found) -> Found:
        """The passages as numbered excerpts, their sentences scored.

        A date in a question may belong to what happened, and articles of another time may tell
        it: where nothing within it answers, all that was asked of is searched.
        """
        with self._library.first():
            read, to = self._read(found), found.narrowed
            if read.believed or to.firm or to.filter == found.request.filter:
                return read
            all_of = Narrowed(found.request.filter, found.standalone, latest=to.latest)
            wider = self._read(self._searched(found, all_of))
            return wider if wider.believed else read

    def _read(self, found: Found) -> Found:
        excerpts = numbered(self._library, found.passages)
        if not excerpts:
            return replace(found, context=Context(found.standalone))
        query = self._library.query(found.narrowed.topic)
        sentences = rated(query, excerpts, self._library)
        candidates = sentences.candidates()
        if found.narrowed.latest:
            candidates = newest_first(candidates)
        believed = bool(belief(query, sentences, sentences.ranked()[0], found.missing))
        near = [one.quote for one in candidates[:_COMPARED]]
        apart = believed and len({quote.article.id for quote in near}) > 1
        apart_on = differing(near) if apart else []
        conflicts = tuple(
            followed(one, self._library, found.narrowed.filter)
            for one in apart_on
            if concerns(one, found.standalone)
        )
        context = Context(found.standalone, excerpts, candidates, _opposed(conflicts))
        for one in conflicts:
            context = _with_newest(context, one, self._library)
        return replace(found, context=context, conflicts=conflicts, believed=believed)

    def write(self, contexts: Iterator[Found]) -> Iterator[Written]:
        """Drafts of the answer; a refusal, without asking a model, when nothing is relevant."""
        for found in contexts:
            assert found.context is not None
            if not found.believed:
                yield Written(found, Draft(refused=True, writer=self._writer_name()))
            else:
                yield from self._written(found, found.context)

    def _written(self, found: Found, context: Context) -> Iterator[Written]:
        model = self._model()
        if model is not None:
            try:
                for draft in model.write(context):
                    yield Written(found, draft)
                return
            except ModelError as error:
                found = replace(found, notices=(*found.notices, _without_model(error)))
        for draft in ExtractiveWriter().write(context):
            yield Written(found, draft)

    def gate(self, drafts: Iterator[Written]) -> Iterator[Answer]:
        """Every statement is checked against the spans it cites."""
        for written in drafts:
            yield self._answer(written)

    def _answer(self, written: Written) -> Answer:
        found, draft = written.found, written.draft
        numbering = Numbering()
        statements = tuple(checked(drafted, numbering) for drafted in draft.statements)
        citations = numbering.citations
        if draft.refused:
            notices = self._refusal(found)
        else:
            notices = self._remarks(found, statements, citations)
        return Answer(
            question=found.request.question,
            standalone_question=found.standalone,
            answered=not draft.refused,
            text=" ".join(with_marks(s.text, s.citations) for s in statements),
            plain=" ".join(closed(s.text) for s in statements),
            statements=statements,
            citations=citations,
            passages=found.passages,
            filter=found.narrowed.filter,
            coverage=_coverage(found.scope, citations),
            writer=draft.writer,
            notices=(
                *found.notices,
                *found.narrowed.notices,
                *draft.notices,
                *notices,
                *undated_notice(found.narrowed.filter, self._library),
            ),
            conflicts=_told_of(found.conflicts, draft),
        )

    def _refusal(self, found: Found) -> list[str]:
        """What a refusal says."""
        given, searched = found.request.filter, found.narrowed.filter
        elsewhen: list[str] = []
        if found.scope.articles:
            today = given.as_of or self._today()
            elsewhen = elsewhen_notices(found.standalone, given, searched, self._library, today)
        return refusal_notices(found.missing, elsewhen, found.scope, searched, self._library)

    def _remarks(
        self, found: Found, statements: Sequence[Statement], citations: Sequence[Citation]
    ) -> list[str]:
        """What is to be known about an answer."""
        notices = spelling_notices(found.standalone, self._library)
        notices += dating_notices(found.standalone, statements, citations)
        if found.narrowed.latest:
            notices += newest_notice(citations)
        return [*notices, *_doubts(statements)]

    def _writer_name(self) -> str:
        model = self._model()
        return model.name if model is not None else ExtractiveWriter.name


def _opposed(conflicts: Sequence[Differing]) -> tuple[tuple[frozenset[Quote], ...], ...]:
    return tuple(
        tuple(frozenset(side.quotes) for side in one.sides)
        for one in conflicts
        if one.kind == "contradiction"
    )


def _with_newest(context: Context, found: Differing, library: Library) -> Context:
    """The context with the newest report of what was replaced, which a search may not find."""
    if found.kind != "update":
        return context
    *before, last = found.sides
    earlier = frozenset(quote for side in before for quote in side.quotes)
    newest = next((one for one in context.candidates if one.quote in last.quotes), None)
    if newest is None:
        quote = last.quotes[0]
        excerpt = _around(quote, len(context.excerpts) + 1, library)
        newest = Candidate(quote, excerpt.number, context.candidates[-1].score)
        context = replace(
            context,
            excerpts=(*context.excerpts, excerpt),
            candidates=(*context.candidates, newest),
        )
    return replace(context, replaced=(*context.replaced, (earlier, newest)))


def _around(quote: Quote, number: int, library: Library) -> Excerpt:
    """A sentence and those before it that its names may stand in."""
    spans = [one for one in library.sentences(quote.article.id) if one.start <= quote.start]
    # None where another process has removed the article since.
    spans = spans[-_BEFORE:] or [Span(quote.start, quote.end)]
    return Excerpt(number, quote.article, spans[0].start, quote.end, tuple(spans))


def _told_of(conflicts: Sequence[Differing], draft: Draft) -> tuple[Conflict, ...]:
    """The conflicts in which a quoted sentence takes a side."""
    said = {quote for statement in draft.statements for quote in statement.quotes}
    concerned = [one for one in conflicts if any(said & set(s.quotes) for s in one.sides)]
    return tuple(as_told(concerned, Numbering()))


def _coverage(scope: Scope, citations: Sequence[Citation]) -> Coverage:
    return Coverage(
        articles=scope.articles,
        copies=scope.copies,
        undated=scope.undated,
        cited=len({citation.article_id for citation in citations}),
        publishers=len({publisher_key(citation) for citation in citations}),
        oldest=scope.oldest,
        newest=scope.newest,
    )


def numbered(library: Library, passages: tuple[Passage, ...]) -> tuple[Excerpt, ...]:
    """Passages as excerpts numbered from 1, each with the sentences that lie in it."""
    articles: dict[str, tuple[Article, list[Span]]] = {}
    excerpts: list[Excerpt] = []
    for passage in passages:
        key = passage.article_id
        if key not in articles:
            try:
                articles[key] = (library.article(key), library.sentences(key))
            except UnknownArticle:  # removed since it was found
                continue
        article, spans = articles[key]
        if article.text[passage.start : passage.end] != passage.text:  # or changed
            continue
        within = tuple(
            Span(max(span.start, passage.start), min(span.end, passage.end))
            for span in spans
            if span.start < passage.end and span.end > passage.start
        )
        excerpts.append(
            Excerpt(len(excerpts) + 1, article, passage.start, passage.end, within, passage.score)
        )
    return tuple(excerpts)


def _doubts(statements: Sequence[Statement]) -> list[str]:
    doubtful = [s for s in statements if not s.verdict.supported]
    if not doubtful:
        return []
    were = "1 statement is" if len(doubtful) == 1 else f"{len(doubtful)} statements are"
    reasons = "; ".join(dict.fromkeys(r for s in doubtful for r in s.verdict.reasons))
    return [f"{were} not fully held by what is cited: {reasons}."]


def _without_model(error: ModelError) -> str:
    return f"{str(error)[0].upper()}{str(error)[1:]}. Exact quotes are shown instead."
