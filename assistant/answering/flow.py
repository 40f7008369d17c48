"""The main flow of an answer: understand → search → rank → write → verify."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from threading import Event

from assistant.answering.answerability import ANSWERED, answerability
from assistant.answering.growing_counts import with_newest_count
from assistant.answering.heads import names_all
from assistant.answering.notices import answer_notices, refusal_notices, undated_notice
from assistant.answering.question_generation import (
    NamedSentence,
    named_sentences,
    suggestions,
)
from assistant.answering.role_questions import with_role_holders
from assistant.answering.scoring import newest_first, numbered, scored
from assistant.answering.updates import with_later_figures, with_newest_report
from assistant.errors import ModelError, Stopped
from assistant.sections.cited import as_conflicts
from assistant.sections.conflicts import Conflict as Differing
from assistant.sections.conflicts import concerns, differing
from assistant.stopping import end_if_stopped
from assistant.timing import Stopwatch
from assistant.types import Answer, Citation, Conflict, Coverage, Turn
from assistant.understanding.followups import standalone_question
from assistant.understanding.query import Query, understand
from assistant.verification.citations import Numbering, Quote, publisher_key
from assistant.verification.marks import closed, with_marks
from assistant.writing.draft import Candidate, Context, Draft, Excerpt, verified
from assistant.writing.extractive import ExtractiveWriter
from assistant.writing.model import ModelWriter
from vectorstore.documents import ArticleFilter, Passage, Scope
from vectorstore.library import Library
from vectorstore.text import Span, terms
from vectorstore.text.annotations import AnnotatedArticle, Annotations

_UNCITED = "The last result cites no article: there is nothing to rewrite, and it stays as it was."
_COMPARED = 10
"""So many of the best sentences are asked whether they differ."""
_NEAR = 3
"""From so many passages questions that could follow are made, beside what is cited."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked: a question, the turns before it, and which articles count.

    `narrow`: what the question says of time and publishers narrows the filter. `most`: so many
    statements at most, None where that follows from the question. `stop` is set when nobody
    follows the answer any more.
    """

    question: str
    history: tuple[Turn, ...] = ()
    filter: ArticleFilter = field(default_factory=ArticleFilter)
    k: int = 10
    narrow: bool = True
    most: int | None = None
    stop: Event = field(default_factory=Event, compare=False)
    watch: Stopwatch = field(default_factory=Stopwatch, compare=False)


@dataclass(frozen=True, slots=True)
class Found:
    """A query with the passages that were found, best first, and what its filter lets through."""

    query: Query
    k: int
    scope: Scope
    passages: tuple[Passage, ...] = ()
    most: int | None = None
    stop: Event = field(default_factory=Event, compare=False)


@dataclass(frozen=True, slots=True)
class Ranked:
    """What was found with its sentences, best first; `answered`: they seem to answer."""

    found: Found
    context: Context
    answered: bool = False
    conflicts: tuple[Differing, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A draft of an answer, and what it was written from."""

    ranked: Ranked
    draft: Draft


class Flow:
    """Answers questions from one library, with a chat model or, without one, by quoting."""

    def __init__(
        self,
        library: Library,
        model: Callable[[], ModelWriter | None],
        today: Callable[[], date] = date.today,
        *,
        reading: bool = True,
    ) -> None:
        self._library = library
        self._model = model
        self._today = today
        self._reading = reading

    def stream(self, request: Request) -> Iterator[Answer]:
        """The answer so far, each time it grows; the last one is whole. Raises Stopped once nobody
        waits for it."""
        stop, stage = Event(), request.watch.stage
        end_if_stopped()  # while it waited for a thread
        try:
            with stage("understand"):
                found = self.understand(replace(request, stop=stop))
            end_if_stopped()
            with stage("search"):
                found = self.search(found)
            with stage("rank"):
                ranked = self.rank(found)
            end_if_stopped()
            drafts = self.write(ranked)
            while True:
                with stage("write"):
                    written = next(drafts, None)
                if written is None:
                    break
                with stage("verify"):
                    answer = self.verify(written)
                yield answer
            end_if_stopped()
        finally:
            stop.set()

    def understand(self, request: Request) -> Found:
        """The request and its history become one query; nothing is searched yet."""
        failed: list[str] = []

        def rewrite(question: str, history: Sequence[Turn]) -> str:
            if (model := self._model()) is not None:
                try:
                    return model.standalone_question(question, history)
                except ModelError as error:
                    failed.append(_without_model(error))
            return standalone_question(question, history, self._library.embeddings)

        query = understand(
            request.question, request.history, request.filter, self._library, self._today(),
            narrow=request.narrow, rewrite=rewrite,
        )  # fmt: skip
        query = replace(query, notices=(*failed, *query.notices))
        scope = self._library.scope(query.filter or None)
        return Found(query, request.k, scope, most=request.most, stop=request.stop)

    def search(self, found: Found) -> Found:
        """The passages nearest to the topic among the articles that pass the filter."""
        if not found.scope.articles:
            return found
        query = found.query
        with self._library.foreground():
            passages = self._library.search(query.topic, found.k, query.filter or None)
        return replace(found, passages=tuple(passages))

    def rank(self, found: Found) -> Ranked:
        """The sentences of the passages, scored, and whether they answer.

        A date in a question may belong to what happened, and articles of another time may tell
        it: where nothing within it answers, all that was asked of is searched.
        """
        ranked, query = self._ranked(found), found.query
        if ranked.answered or query.firm or query.filter == query.given:
            return ranked
        query = query.widened()
        scope = self._library.scope(query.filter or None)
        wider = self._ranked(self.search(replace(found, query=query, scope=scope)))
        return wider if wider.answered else ranked

    def _ranked(self, found: Found) -> Ranked:
        query, library = found.query, self._library
        context = Context(
            query.standalone, kind=query.answer.kind, names=query.names, most=found.most
        )
        with library.foreground():
            excerpts = numbered(library, found.passages)
            if not excerpts:
                return Ranked(found, context)
            encoded = library.searcher.query(query.topic)
            sentences = scored(encoded, query.answer, excerpts, library, reading=self._reading)
            candidates = _about(query, sentences.candidates())
            if query.present:
                candidates = newest_first(candidates)
            best = sentences.ranked(by_words=True)[0]  # the reader knows no better what is not here
            answered = (
                not query.missing
                and answerability(encoded, query.names, sentences, best, query.answer) >= ANSWERED
            )
            conflicts = self._conflicts(query, candidates) if answered else ()
            context = replace(
                context, excerpts=excerpts, candidates=candidates, opposed=_opposed(conflicts)
            )
            for conflict in conflicts:
                context = with_newest_report(context, conflict, library)
            context, told = self._with_role(query, context)
            answered = answered or told
            notices: tuple[str, ...] = ()
            if answered and not query.missing:
                context, notices = with_newest_count(
                    context, query.standalone, query.answer, library
                )
            if not self._reading:  # then nothing is marked
                unmarked = tuple(replace(one, answer=None) for one in context.candidates)
                context = replace(context, candidates=unmarked)
        query = replace(query, notices=(*query.notices, *notices))
        return Ranked(replace(found, query=query), context, answered, conflicts)

    def _with_role(self, query: Query, context: Context) -> tuple[Context, bool]:
        """The context with who holds a role first, where one is asked for, and whether that answers
        although nothing else seems to: the role is told to be held in just that, by an article that
        has all names of the question."""
        if query.missing or not context.candidates:
            return context, False
        context, told = with_role_holders(context, query.standalone, self._library)
        article = context.candidates[0].quote.article
        words = set(terms(f"{article.title} {article.text}")) if told else set()
        return context, told and names_all(query.names, words)

    def _conflicts(self, query: Query, candidates: Sequence[Candidate]) -> tuple[Differing, ...]:
        """What the best sentences tell differently of what is asked about."""
        near = [candidate.quote for candidate in candidates[:_COMPARED]]
        several = len({quote.article.id for quote in near}) > 1
        return tuple(
            with_later_figures(conflict, self._library, query.filter)
            for conflict in (differing(near) if several else [])
            if concerns(conflict, query.standalone)
        )

    def write(self, ranked: Ranked) -> Iterator[Written]:
        """Drafts of the answer; a refusal, without asking a model, when nothing answers."""
        if not ranked.answered:
            yield Written(ranked, Draft(refused=True, writer=self._writer_name()))
        else:
            yield from self._written(ranked)

    def _written(self, ranked: Ranked) -> Iterator[Written]:
        if (model := self._model()) is not None:
            try:
                for draft in model.write(ranked.context):
                    if ranked.found.stop.is_set():
                        return
                    yield Written(ranked, draft)
                return
            except Stopped:  # said outside of the chain, which may be closing
                return
            except ModelError as error:
                query = ranked.found.query
                query = replace(query, notices=(*query.notices, _without_model(error)))
                ranked = replace(ranked, found=replace(ranked.found, query=query))
        for draft in ExtractiveWriter().write(ranked.context):
            yield Written(ranked, draft)

    def rewritten(self, request: Request, before: Answer) -> Iterator[Answer]:
        """A result as the model rewrites it in the way asked for, each time it grows; the result
        as it was, with a notice, where the model gives nothing."""
        model = self._model()
        excerpts = self._cited(before)
        if model is None or not excerpts:
            yield replace(before, question=request.question, notices=(*before.notices, _UNCITED))
            return
        scope = self._library.scope(before.filter or None)
        try:
            for draft in model.rewrite(request.question, excerpts):
                numbering = Numbering()
                statements = tuple(verified(drafted, numbering) for drafted in draft.statements)
                yield replace(
                    before,
                    question=request.question,
                    text=" ".join(with_marks(s.text, s.citations) for s in statements),
                    plain=" ".join(closed(s.text) for s in statements),
                    statements=statements,
                    citations=numbering.citations,
                    coverage=coverage(scope, numbering.citations),
                    writer=draft.writer,
                    notices=(*before.notices, *draft.notices),
                    preface="",
                    parts=(),
                    layout="prose",
                    briefing=None,
                    conflicts=tuple(
                        one
                        for one in before.conflicts
                        if any(_overlap(side.citations, numbering.citations) for side in one.sides)
                    ),
                )
        except ModelError as error:
            told_why = (
                f"{str(error)[0].upper()}{str(error)[1:]}. The last result is shown as it was."
            )
            yield replace(before, question=request.question, notices=(*before.notices, told_why))

    def _cited(self, answer: Answer) -> tuple[Excerpt, ...]:
        """What a result cites, as excerpts under the same numbers."""
        ids = tuple(dict.fromkeys(citation.article_id for citation in answer.citations))
        articles = {one.id: one for one in self._library.articles(ArticleFilter(article_ids=ids))}
        known = self._library.annotations(ids)
        return tuple(
            Excerpt(
                each.number, articles[each.article_id], each.start, each.end,
                (Span(each.start, each.end),), 0.0, known.get(each.article_id, Annotations()),
            )
            for each in answer.citations
            if each.article_id in articles
        )  # fmt: skip

    def verify(self, written: Written) -> Answer:
        """The answer of a draft: every statement is checked against the spans it cites."""
        found, draft = written.ranked.found, written.draft
        query, numbering = found.query, Numbering()
        statements = tuple(verified(drafted, numbering) for drafted in draft.statements)
        citations = numbering.citations
        if draft.refused:
            notices = refusal_notices(query, found.scope, self._library)
        else:
            notices = answer_notices(query, statements, citations)
        return Answer(
            question=query.question,
            standalone_question=query.standalone,
            answered=not draft.refused,
            text=" ".join(with_marks(s.text, s.citations) for s in statements),
            plain=" ".join(closed(s.text) for s in statements),
            statements=statements,
            citations=citations,
            passages=found.passages,
            filter=query.filter,
            coverage=coverage(found.scope, citations),
            writer=draft.writer,
            notices=(
                *query.notices,
                *query.filter_notices,
                *draft.notices,
                *notices,
                *undated_notice(query.filter, self._library),
            ),
            conflicts=_in_draft(written.ranked.conflicts, draft),
        )

    def suggestions(
        self,
        answer: Answer,
        history: Sequence[Turn] = (),
        go_on: Callable[[], bool] = lambda: True,
    ) -> tuple[str, ...]:
        """Up to three questions that could follow, each of which the library answers.

        `go_on` is asked before each is tried; once it says no, no more are.
        """
        near = answer.passages[:_NEAR] if answer.answered else ()
        return suggestions(
            answer.standalone_question,
            list(self._evidence([*answer.citations, *near])),
            lambda question: self.is_answerable(question, answer.filter),
            history=[turn.question for turn in history],
            publishers=self._library.publishers(),
            go_on=go_on,
        )

    def _evidence(self, spans: Sequence[Citation | Passage]) -> Iterator[NamedSentence]:
        """The sentences of what was cited or found, each once, with what they name."""
        ids = tuple(dict.fromkeys(span.article_id for span in spans))
        articles = self._library.articles(ArticleFilter(article_ids=ids)) if ids else []
        annotations = self._library.annotations(ids)
        sources = {
            article.id: AnnotatedArticle(article, known, known.sentences)
            for article in articles
            if (known := annotations.get(article.id)) is not None
        }
        for span in spans:
            if span.article_id in sources:
                yield from named_sentences(sources[span.article_id], span.start, span.end)

    def is_answerable(self, question: str, filter: ArticleFilter) -> bool:
        """Whether something is found that seems to answer, without writing it."""
        with self._library.background():
            return self.rank(
                self.search(self.understand(Request(question, filter=filter)))
            ).answered

    def _writer_name(self) -> str:
        model = self._model()
        return model.name if model is not None else ExtractiveWriter.name


def _about(query: Query, candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The candidates without those of articles that have none of the names that the question
    asks about, where the best one's article has one: another fire is no answer about this one."""
    wanted = {subject.word.casefold() for subject in query.subjects}
    if not wanted or not candidates:
        return tuple(candidates)
    named: dict[str, bool] = {}
    for candidate in candidates:
        article = candidate.quote.article
        if article.id not in named:
            text = f"{article.title}\n{article.text}".casefold()
            named[article.id] = any(word in text for word in wanted)
    if not named[candidates[0].quote.article.id]:
        return tuple(candidates)
    return tuple(one for one in candidates if named[one.quote.article.id])


def _opposed(conflicts: Sequence[Differing]) -> tuple[tuple[frozenset[Quote], ...], ...]:
    return tuple(
        tuple(frozenset(side.quotes) for side in conflict.sides)
        for conflict in conflicts
        if conflict.kind == "contradiction"
    )


def _in_draft(conflicts: Sequence[Differing], draft: Draft) -> tuple[Conflict, ...]:
    """The conflicts in which a quoted sentence takes a side."""
    quoted = {quote for statement in draft.statements for quote in statement.quotes}
    concerned = [
        conflict for conflict in conflicts if any(quoted & set(s.quotes) for s in conflict.sides)
    ]
    return tuple(as_conflicts(concerned, Numbering()))


def coverage(scope: Scope, citations: Sequence[Citation]) -> Coverage:
    """What an answer from these articles with these citations rests on."""
    return Coverage(
        articles=scope.articles,
        copies=scope.copies,
        undated=scope.undated,
        cited=len({citation.article_id for citation in citations}),
        publishers=len({publisher_key(citation) for citation in citations}),
        oldest=scope.oldest,
        newest=scope.newest,
    )


def _overlap(ours: Sequence[Citation], theirs: Sequence[Citation]) -> bool:
    """Whether any words are cited by both."""
    return any(
        one.article_id == other.article_id and one.start < other.end and other.start < one.end
        for one in ours
        for other in theirs
    )


def _without_model(error: ModelError) -> str:
    return f"{str(error)[0].upper()}{str(error)[1:]}. Exact quotes are shown instead."
