"""The main flow of an answer, as a LangChain chain: condense → search → number → write → gate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from langchain_core.runnables import Runnable, RunnableGenerator, RunnableLambda

from assistant.answering.choosing import candidates
from assistant.answering.condense import condense
from assistant.answering.dating import dating_notices
from assistant.answering.missing import (
    is_relevant,
    missing_subjects,
    refusal_notices,
    undated_notice,
)
from assistant.citing.citations import Numbering, publisher_key
from assistant.citing.marks import closed, with_marks
from assistant.errors import ModelError
from assistant.types import Answer, Coverage, Statement, Turn
from assistant.writing.checking import checked
from assistant.writing.draft import Context, Draft, Excerpt
from assistant.writing.extractive import ExtractiveWriter
from assistant.writing.model import ModelWriter
from vectorstore.documents import Article, ArticleFilter, Passage, Scope
from vectorstore.errors import UnknownArticle
from vectorstore.language import Span
from vectorstore.library import Library


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked: a question, the turns before it, and which articles count."""

    question: str
    history: tuple[Turn, ...] = ()
    filter: ArticleFilter = field(default_factory=ArticleFilter)
    k: int = 10


@dataclass(frozen=True, slots=True)
class Found:
    """A request with its stand-alone question and the passages that were found."""

    request: Request
    standalone: str
    scope: Scope
    passages: tuple[Passage, ...] = ()
    missing: tuple[str, ...] = ()
    context: Context | None = None
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A draft of an answer, and what it was written from."""

    found: Found
    draft: Draft


class Flow:
    """Answers questions from one library, with a chat model or, without one, by quoting."""

    def __init__(self, library: Library, model: Callable[[], ModelWriter | None]) -> None:
        self._library = library
        self._model = model
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

    def condense(self, request: Request) -> Found:
        """A follow-up becomes a question that stands alone."""
        scope = self._library.scope(request.filter or None)
        standalone, notices = request.question, list[str]()
        if request.history:
            standalone = condense(request.question, request.history)
            if (model := self._model()) is not None:
                try:
                    standalone = model.condense(request.question, request.history)
                except ModelError as error:
                    notices.append(_without_model(error))
        return Found(request, standalone, scope, notices=tuple(notices))

    def search(self, found: Found) -> Found:
        """The passages nearest to the question, best first."""
        request = found.request
        passages = self._library.search(found.standalone, request.k, request.filter or None)
        missing = missing_subjects(found.standalone, self._library) if found.scope.articles else []
        return replace(found, passages=tuple(passages), missing=tuple(missing))

    def number(self, found: Found) -> Found:
        """The passages as numbered excerpts, their sentences scored."""
        excerpts = numbered(self._library, found.passages)
        weighted = self._library.weights(found.standalone)
        scored = candidates(found.standalone, excerpts, weighted, self._library.embeddings)
        return replace(found, context=Context(found.standalone, excerpts, scored))

    def write(self, contexts: Iterator[Found]) -> Iterator[Written]:
        """Drafts of the answer; a refusal, without asking a model, when nothing is relevant."""
        for found in contexts:
            assert found.context is not None
            if found.missing or not is_relevant(found.context.candidates):
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
        request = found.request
        notices = [*found.notices, *draft.notices]
        if draft.refused:
            notices += refusal_notices(found.missing, found.scope, request.filter)
        else:
            notices += dating_notices(found.standalone, statements, citations)
            notices += _doubts(statements)
        notices += undated_notice(request.filter, self._library)
        scope = found.scope
        return Answer(
            question=request.question,
            standalone_question=found.standalone,
            answered=not draft.refused,
            text=" ".join(with_marks(s.text, s.citations) for s in statements),
            plain=" ".join(closed(s.text) for s in statements),
            statements=statements,
            citations=citations,
            passages=found.passages,
            filter=request.filter,
            coverage=Coverage(
                articles=scope.articles,
                copies=scope.copies,
                undated=scope.undated,
                cited=len({citation.article_id for citation in citations}),
                publishers=len({publisher_key(citation) for citation in citations}),
                oldest=scope.oldest,
                newest=scope.newest,
            ),
            writer=draft.writer,
            notices=tuple(notices),
        )

    def _writer_name(self) -> str:
        model = self._model()
        return model.name if model is not None else ExtractiveWriter.name


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
        excerpts.append(Excerpt(len(excerpts) + 1, article, passage.start, passage.end, within))
    return tuple(excerpts)


def _doubts(statements: tuple[Statement, ...]) -> list[str]:
    doubtful = [s for s in statements if not s.verdict.supported]
    if not doubtful:
        return []
    were = "1 statement is" if len(doubtful) == 1 else f"{len(doubtful)} statements are"
    reasons = "; ".join(dict.fromkeys(r for s in doubtful for r in s.verdict.reasons))
    return [f"{were} not fully held by what is cited: {reasons}."]


def _without_model(error: ModelError) -> str:
    return f"{str(error)[0].upper()}{str(error)[1:]}. Exact quotes are shown instead."
