"""The main flow of a request: understood, given to the engine that does its kind, answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import get_args

from assistant.answering.flow import Flow, Request
from assistant.briefing.engine import Lead
from assistant.errors import SettingsError
from assistant.requests import catalog, comparing, gathering, helping, sections, summing
from assistant.requests.answers import in_form, most_of, on_point, shown
from assistant.requests.results import EMPTY, Asked, Result, answer_of
from assistant.requests.several import answered_in_parts
from assistant.requests.subjects import (
    Narrowed,
    Standing,
    about_article,
    absent_outlet,
    asked_elsewhere,
    asks_for_all,
    chips,
    leans_on_last,
    named_article,
    narrowed,
    narrowing,
    questions,
    standing,
    subject,
    titled_article,
    unknown_outlet,
)
from assistant.types import Answer
from assistant.understanding.followups import standalone_forms
from assistant.understanding.form import Form
from assistant.understanding.requests import (
    RequestKind,
    Wanted,
    follow_up,
    is_name,
    is_question,
    question_alone,
    question_parts,
    two_requests,
    wanted,
)
from vectorstore.documents import ArticleFilter
from vectorstore.library import Library

MOST_TURNS = 8
"""So many turns before it can a request lean on."""
_AS_LIST = Form(layout="bullets", length="longer")

Engine = Callable[[Library, Asked], Result]


class Requests:
    """Does what is asked of one library, whatever kind of request it is.

    `answers` answers questions; `lead` gives what writes the lead of summaries, None where exact
    sentences are quoted; `model` the name of the chat model, "" for none.
    """

    def __init__(
        self,
        library: Library,
        answers: Flow,
        lead: Callable[[], Lead | None],
        model: Callable[[], str],
        today: Callable[[], date] = date.today,
    ) -> None:
        self._library = library
        self._answers = answers
        self._model = model
        self._today = today
        self._engines: Mapping[RequestKind, Engine] = {
            "summary": lambda library, asked: summing.summary(library, asked, lead()),
            "changes": summing.changes,
            "comparison": comparing.comparison,
            "timeline": sections.timeline,
            "differences": sections.differences,
            "quotes": sections.quotes,
            "list": gathering.gathered,
            "library": catalog.about_library,
            "help": helping.help_with,
            "model": helping.needs_model,
        }

    def stream(self, request: Request, kind: RequestKind | None = None) -> Iterator[Answer]:
        """The answer so far, each time it grows; the last one is whole. `kind`: what is wanted,
        where it is not to be read from the request. Of two requests in one the first is done, and
        the answer says so."""
        if kind is not None and kind not in get_args(RequestKind):
            known = ", ".join(get_args(RequestKind))
            raise SettingsError(f"there is no kind of request {kind!r}: it is one of {known}")
        first, second = two_requests(request.question, self._library.embeddings)
        notices: tuple[str, ...] = ()
        if second and kind is None:
            notices = (f"One thing at a time: ask “{second}” by itself.",)
        for answer in self._one(replace(request, question=first), kind):
            told = replace(answer, question=request.question)
            yield replace(told, notices=(*told.notices, *notices)) if notices else told

    def _one(self, request: Request, kind: RequestKind | None) -> Iterator[Answer]:
        words, elsewhere = request.question, False
        with request.watch.stage("request"):
            if kind is not None or not request.history:
                found = wanted(request.question, self._library.embeddings)
                found = replace(found, kind=kind or found.kind)
            else:
                words, found, elsewhere = follow_up(request.question, self._library.embeddings)
        request = replace(request, question=words)
        if found.kind == "answer" and not request.history and is_name(request.question):
            found = replace(found, kind="summary", topics=(request.question.strip(" .!"),))
        if request.narrow and (outlet := absent_outlet(request.question, self._library)):
            yield self._not_by(outlet, request, found)
            return
        if found.kind == "answer" and asks_for_all(words, request, self._library, self._today()):
            found = replace(found, kind="summary", scope="everything", topics=())
        if found.kind == "answer":
            yield from self._answered(request, found)
            return
        turns = request.history[-MOST_TURNS:]
        last = standing(turns, self._library, self._now(request.filter))
        if found.kind in self._changing:
            yield from self._reworked(request, found, last, elsewhere=elsewhere)
        else:
            if last is not None and leans_on_last(found):
                if found.kind == "library" or found.point:
                    request = self._among_cited(request, last, found.point)
                found = replace(found, topics=subject(last), scope="topic")
                if request.filter.article_ids:
                    found = replace(found, topics=(), scope="everything")
            with request.watch.stage(found.kind):
                answer = self._done(request, found)
            asks = is_question(request.question) or found.kind == "list"
            if answer.answered or kind is not None or not asks:
                yield answer
                return
            # What no engine of the kind finds may still be told in a sentence.
            form = found.form if found.kind != "list" else found.form.over(_AS_LIST)
            *_, told = self._answered(request, replace(found, kind="answer", form=form))
            listed = found.kind == "list" and told.answered
            told = replace(told, kind="list") if listed else told
            if found.kind == "differences" and told.answered:  # that none was found is said too
                told = replace(told, notices=(*answer.notices, *told.notices))
            yield told if told.answered else answer

    def _among_cited(self, request: Request, last: Standing, point: int) -> Request:
        """The request among the articles that the last result cites ("which of these …"), or that
        one point of it does ("the third one")."""
        *_, before = self._again(request, last)
        statements = before.statements
        if point and -1 <= point - 1 < len(statements):
            statements = statements[point - 1 if point > 0 else -1 :][:1]
        numbers = {number for statement in statements for number in statement.citations}
        cited = tuple(dict.fromkeys(c.article_id for c in before.citations if c.number in numbers))
        return replace(request, filter=replace(request.filter, article_ids=cited))

    def _answered(self, request: Request, found: Wanted) -> Iterator[Answer]:
        """What answers a question, in the form that it asks for."""
        if helping.unfit(found.form):
            yield self._done(request, found)
            return
        turns = questions(request.history[-MOST_TURNS:], self._library.embeddings)
        request = replace(request, question=question_alone(request.question))
        meant = standalone_forms(request.question, turns, self._library.embeddings)
        if len(meant) > 1 and not self._model():
            yield replace(
                self._done(request, replace(found, kind="help"), helping.which_is_meant),
                suggestions=meant,
            )
            return
        asked = replace(request, history=turns, most=most_of(found.form))
        parts = () if self._model() else question_parts(request.question)
        whole = self._answers.stream
        stream = answered_in_parts(whole, asked, parts) if len(parts) > 1 else whole(asked)
        for answer in stream:
            about = answer.standalone_question
            understood = chips(found, about, answer.filter, request.filter)
            yield in_form(replace(answer, understood=understood), found.form)

    def _reworked(
        self, request: Request, change: Wanted, last: Standing | None, *, elsewhere: bool
    ) -> Iterator[Answer]:
        """The last result once more, as the change wants it; `elsewhere`: of another thing."""
        if change.kind == "model":
            yield from self._rewritten(request, change, last)
            return
        if last is None and change.topics:
            yield self._done(request, replace(change, kind="summary", scope="topic"))
            return
        if last is None:
            yield self._done(request, replace(change, kind="help"), helping.nothing_to_change)
            return
        if not elsewhere and (outlet := unknown_outlet(request.question, self._library)):
            yield self._not_by(outlet, request, change)
            return
        known = self._narrowing(request.question, change, request)
        if helping.is_beyond(change, known.filter != request.filter):
            if self._model():
                yield from self._rewritten(request, change, last)
            else:
                yield self._done(request, replace(change, kind="model"), helping.cannot_change)
            return
        if elsewhere and last.wanted.kind == "answer":
            again = replace(
                request,
                question=asked_elsewhere(change),
                filter=self._after_changes(request, last),
            )
            for answer in self._answered(again, last.wanted):
                yield replace(answer, question=request.question)
            return
        *_, before = self._again(request, last)
        if change.point:
            more = on_point(self._answers, request, before, change)
            parts = ("More", f"point {change.point}" if change.point > 0 else "the last point")
            yield replace(more, understood=parts)
            return
        change = replace(change, topics=known.topics)
        new = last.changed(change, request.question, elsewhere=elsewhere)
        for answer in self._again(request, new):
            yield replace(answer, question=request.question)

    @property
    def _changing(self) -> tuple[RequestKind, ...]:
        """The kinds of request that work on the last result."""
        return ("transform", "model") if self._model() else ("transform",)

    def _rewritten(
        self, request: Request, found: Wanted, last: Standing | None
    ) -> Iterator[Answer]:
        """The last result, or a point of it, as the model rewrites it in the way asked for; of a
        topic that is named, or where nothing was asked before, a summary."""
        if last is None or (found.topics and found.scope == "topic"):
            before = self._done(request, replace(found, kind="summary"))
        else:
            *_, before = self._again(request, last)
        at = found.point - 1 if found.point > 0 else found.point
        if found.point and not -1 <= at < len(before.statements):
            yield on_point(self._answers, request, before, found)
            return
        if found.point:
            before = shown(before, before.statements[at:][:1])
        yield from self._answers.rewritten(request, before)

    def _not_by(self, outlet: str, request: Request, found: Wanted) -> Answer:
        """That an outlet whose word is asked for has nothing here."""

        def engine(library: Library, asked: Asked) -> Result:
            return helping.no_such_outlet(library, outlet)

        return self._done(request, replace(found, kind="help"), engine)

    def _now(self, given: ArticleFilter) -> date:
        """The day from which "yesterday" counts: the newest article's, unless one is given."""
        return given.as_of or self._library.scope(given or None).newest or self._today()

    def _narrowing(self, words: str, change: Wanted, request: Request) -> Narrowed:
        if not request.narrow:
            change = replace(change, scope="topic")
            return narrowed(
                self._library,
                words,
                change,
                request.filter,
                self._now(request.filter),
                narrow=False,
            )
        return narrowing(self._library, words, change, request.filter, self._now(request.filter))

    def _again(self, request: Request, last: Standing) -> Iterator[Answer]:
        """The result of the standing request, from the library as it is."""
        filter = self._after_changes(request, last)
        again = replace(request, question=last.request, history=())
        if last.wanted.kind == "answer":
            yield from self._answered(replace(again, filter=filter), last.wanted)
        else:
            yield self._done(again, last.wanted, filter=filter)

    def _after_changes(self, request: Request, last: Standing) -> ArticleFilter:
        """The request's filter as the changes to the standing one have narrowed it."""
        filter = request.filter
        for words in last.changes:
            filter = self._narrowing(words, last.wanted, replace(request, filter=filter)).filter
        return filter

    def _done(
        self,
        request: Request,
        found: Wanted,
        engine: Engine | None = None,
        filter: ArticleFilter | None = None,
    ) -> Answer:
        """The answer of the engine that does this kind of request; `filter` is that of the request
        as changes to it have narrowed it."""
        library = self._library
        within = request.filter if filter is None else filter
        # Of times that are compared each is a side's filter, and none that of all.
        narrow = request.narrow and (found.kind, found.scope) != ("comparison", "period")
        today = self._now(within)
        one = found.scope == "article" and found.kind != "library"
        titled = titled_article(found.topics, library, within) if one else None
        narrow = narrow and titled is None  # a month in a title is no time that is asked for
        known = narrowed(library, request.question, found, within, today, narrow=narrow)
        about, filter = " and ".join(known.topics), known.filter
        if one:
            article = titled or named_article(request.question, known.topics, library, filter)
            if article is not None:
                filter, about = ArticleFilter(article_ids=(article.id,)), ""
                known = replace(known, topics=())
        asked = Asked(
            request,
            replace(found, topics=known.topics),
            known.query,
            about,
            filter,
            chips(found, about, filter, request.filter),
            (*known.query.notices, *known.query.filter_notices),
        )
        if filter.article_ids != within.article_ids:
            named = about_article(library.article(filter.article_ids[0]))
            asked = replace(asked, understood=(asked.understood[0], named, *asked.understood[2:]))
        if not library.counts()[0] and found.kind not in ("help", "model"):
            about_library = found.kind == "library"
            result = (
                Result("library", preface=EMPTY)
                if about_library
                else Result("help", notices=(EMPTY,))
            )
        elif known.unknown and found.kind != "comparison":
            result = helping.no_such_outlet(library, known.unknown)
        else:
            engine = engine or self._engines.get(found.kind, helping.help_with)
            result = helping.unfit(found.form) or engine(library, asked)
        return answer_of(asked, result, library.scope(filter or None))
