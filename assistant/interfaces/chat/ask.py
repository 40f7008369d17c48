"""The Ask pane and the list of conversations: questions, answers as they grow, thumbs, evidence.

All that a browser sends is checked here: numbers are looked up among the answers of the
thread that sent them, ids in the library.
"""

from __future__ import annotations

import json
import threading
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.assistant import Assistant
from assistant.conversations.downloads import OpenBriefing
from assistant.conversations.jobs import AnswerJob, AnswerJobs, Thread
from assistant.conversations.threads import ConversationSummary, Thumb
from assistant.conversations.workers import Push, Workers
from assistant.errors import ConversationStoreError, UnknownConversation
from assistant.interfaces.chat.access import known_as
from assistant.interfaces.chat.adding import Parcel
from assistant.interfaces.chat.briefings import BriefingModel
from assistant.interfaces.chat.components import (
    login,
    mine,
    number,
    owner,
    sent,
    shown,
    text,
    tick,
    trouble,
)
from assistant.interfaces.chat.following import FollowingModel
from assistant.interfaces.chat.library import LibraryModel
from assistant.interfaces.chat.listing import Scope
from assistant.interfaces.chat.settings import SettingsModel
from assistant.interfaces.chat.views import (
    KINDS,
    AnswerView,
    AskView,
    EvidenceView,
    GrowingView,
    Place,
    Starter,
    SuggestedView,
    answer_view,
    article_view,
    citation_view,
    narrowings,
    numbered,
    passage_view,
    starters,
)
from assistant.samples import samples_folder, seeds_folder
from assistant.types import Answer, Briefing
from assistant.understanding.requests import RequestKind
from assistant.wording import error_line, one_line
from vectorstore.documents import ArticleFilter
from vectorstore.errors import UnknownArticle

CITATION, PASSAGE = "citation", "passage"
LOST = "This conversation is not here: it was deleted, or belongs to another browser or login."

READING = "Reading the library…"
LONGEST_QUESTION = 2_000
MOST_LISTED = 1_000
"""So many conversations a page lists at most."""

_PAGE = 50


@dataclass(frozen=True, slots=True)
class Question:
    """A question, which articles count, and how many turns it comes after (None: all). `instead`:
    it is asked instead of the question of this turn, which goes with all after it. `kind` is what
    it is asked as, where that is not to be read from it."""

    text: str
    filter: ArticleFilter | None = None
    narrow: bool = True
    after: int | None = None
    instead: int | None = None
    kind: RequestKind | None = None


@dataclass(frozen=True, slots=True)
class ListView:
    """The newest conversations that have the words, and how many there are of them in all. Their
    moments are in ISO 8601, as only the browser knows its reader's time zone."""

    rows: tuple[ConversationSummary, ...] = ()
    total: int = 0
    words: str = ""
    kept: bool = True


@dataclass(frozen=True, slots=True)
class RatedView:
    """The thumbs of a conversation after one was given, or why it could not be kept. `rated`
    differs each time, so that the page notices also what changes no thumb."""

    rated: int
    conversation: str = ""
    thumbs: tuple[Thumb, ...] = ()
    trouble: str = ""


def read_question(thread: Thread, fields: Mapping[str, object]) -> Question:
    """What a page asks: a turn once more without a part of what narrowed it, or as another kind of
    request, or what was typed, perhaps instead of what was asked before. Asked as another kind the
    last turn is replaced, one before it comes again."""
    turn = number(fields, "turn")
    if 0 <= turn < len(thread.answers):
        answer = thread.answers[turn]
        narrowed = narrowings(answer.filter).get(text(fields, "without"))
        if narrowed is not None:
            return Question(answer.question, narrowed[1], narrow=False, after=turn)
        kind = next((kind for kind in KINDS if kind == text(fields, "kind")), None)
        if kind is not None:
            last = turn if turn == len(thread.answers) - 1 else None
            return Question(answer.question, kind=kind, after=turn, instead=last)
    instead = number(fields, "instead", -1)
    return Question(text(fields, "question"), instead=instead if instead >= 0 else None)


class ViewModel:
    """Answers the page from one assistant, for any number of threads; it knows nothing of Gradio.
    `samples` is the folder with the sample articles. `opened` is set when a page was."""

    def __init__(self, assistant: Assistant, samples: Path | None = None) -> None:
        self._assistant = assistant
        self._samples = samples or samples_folder()
        self.opened = threading.Event()
        self.library = LibraryModel(assistant)
        self.briefings = BriefingModel(assistant, self.library)
        self.following = FollowingModel(assistant.following)
        self.settings = SettingsModel(assistant)

    def conversation(self, thread: Thread) -> AskView:
        """All turns of the thread, with questions to begin with while there are none."""
        turns = tuple(answer_view(answer) for answer in thread.answers)
        if not turns:
            articles = self._assistant.articles()
            first = starters(articles, _sample_questions(), self._samples)
            return AskView(total=len(articles), starters=first)
        try:
            feedback = self._assistant.conversation_store.feedback
            thumbs = feedback.of(thread.owner, thread.id) if thread.id else ()
        except ConversationStoreError:
            thumbs = ()  # the answers are here all the same
        return AskView(self.library.total(), turns, conversation=thread.id, thumbs=thumbs)

    def answers(self, thread: Thread, question: Question, scope: Scope) -> Iterator[Answer]:
        """The answer after the turns of a thread, each time it grows. The scope counts where the
        question has no filter of its own."""
        filter = self.library.filter(scope) if question.filter is None else question.filter
        return self._assistant.stream(
            question.text[:LONGEST_QUESTION],
            history=thread.history[: question.after],
            filter=filter,
            narrow=question.narrow,
            kind=question.kind,
        )

    def suggestions(self, thread: Thread, go_on: Callable[[], bool]) -> SuggestedView:
        """Questions that could follow the last answer; none while it is not whole. `go_on` is asked
        before each is tried; once it says no, no more are."""
        turn = len(thread.answers) - 1
        if thread.growing or turn < 0:
            return SuggestedView(turn, "")
        answer = thread.answers[turn]
        if not answer.answered:
            return SuggestedView(turn, answer.question, widening=self._widening(answer, go_on))
        found = self._assistant.suggestions(answer, thread.history[:turn], go_on)
        return SuggestedView(turn, answer.question, tuple(map(one_line, found)))

    def _widening(self, refusal: Answer, go_on: Callable[[], bool]) -> str:
        """The part of what narrowed a search without which the question is answered, or ""."""
        question = refusal.standalone_question
        if refusal.kind != "answer":
            return ""
        for part, (_, rest) in narrowings(refusal.filter).items():
            if go_on() and self._assistant.is_answerable(question, rest):
                return part
        return ""

    def add_samples(self, push: Push[str], by: str = "") -> None:
        """Add the sample articles; what is pushed says how far that has come. `by` is who wants
        them, for the log."""
        files = tuple(sorted(path for path in self._samples.rglob("*") if path.is_file()))
        given = Parcel(page="samples", paths=files, by=by)
        self.library.adding.add(given, lambda step: push(step.line))

    def article(self, article_id: str) -> EvidenceView:
        """An article to read; raises UnknownArticle."""
        return article_view(self._assistant.article(article_id), tick())

    def evidence(
        self, place: Place, thread: Thread, briefing: Briefing | None
    ) -> EvidenceView | None:
        """The article at the words of a citation or passage; None for one there is not."""
        if place.pane == "ask" and 0 <= place.turn < len(thread.answers):
            answer = thread.answers[place.turn]
            if place.kind == PASSAGE:
                if not 1 <= place.number <= len(answer.passages):
                    return None
                article = self._assistant.article(answer.passages[place.number - 1].article_id)
                return passage_view(article, answer.passages, place, tick())
            citations, _ = numbered(answer)
        elif place.pane == "brief" and place.kind == CITATION and briefing is not None:
            citations = briefing.citations
        else:
            return None
        for index, citation in enumerate(citations):
            if citation.number == place.number:
                try:
                    cited = self._assistant.article(citation.article_id)
                except UnknownArticle:
                    cited = None
                return citation_view(cited, citations, index, place, tick())
        return None


def _sample_questions() -> list[Starter]:
    """The questions that come with the samples; none where the file is not there."""
    try:
        lines = (seeds_folder() / "questions.jsonl").read_text("utf-8").splitlines()
    except OSError:
        return []
    rows = [json.loads(line) for line in lines if line.strip()]
    return [
        Starter(row["story"], row["question"], tuple(row["articles"]))
        for row in rows
        if row.get("example")
    ]


def growing(thread: Thread, answer: AnswerView, **others: object) -> Any:
    """An update with the answer that comes after those of the thread, and other parts."""
    return shown(live=GrowingView(len(thread.answers), answer, thread.id), **others)


def failed(thread: Thread, question: str, error: Exception) -> Any:
    """An update with a question that could not be answered, and why."""
    return growing(thread, AnswerView(question, error=error_line(error)))


Steps = AsyncGenerator[tuple[Any, Any], None]


class AskEvents:
    """The events of questions, conversations and evidence; each reads the owner from the
    request."""

    def __init__(self, model: ViewModel, jobs: AnswerJobs, workers: Workers) -> None:
        self._model = model
        self._jobs = jobs
        self._stored = jobs.store.conversations
        self._workers = workers
        self._run = workers.run

    # ---------------------------------------------------------------- the page

    async def greet(self, request: gr.Request) -> tuple[Any, Any, Thread]:
        """A page was opened, perhaps at a conversation that is stored."""
        self._model.opened.set()
        masthead = shown(value=self._model.settings.masthead(login(request)))
        wanted = str(request.query_params.get("c", ""))
        return masthead, *(await self._shown_at(wanted, request))

    async def samples(self, thread: Thread, request: gr.Request) -> AsyncGenerator[Any, None]:
        """The sample articles are added; how far that has come, then what to ask."""
        thread, by = mine(thread, request), known_as(owner(request))

        def work(push: Push[str]) -> None:
            self._model.add_samples(push, by)

        try:
            async with aclosing(self._workers.follow_adding(work)) as steps:
                async for progress in steps:
                    yield shown(live={"progress": progress})
            yield shown(value=await self._view(thread), live={})
        except Exception as error:
            yield shown(live={"progress": "", "trouble": error_line(error)})

    async def article(self, event: gr.EventData) -> Any:
        """An article of the library's list is opened."""
        article_id = text(sent(event), "id")
        try:
            return shown(value=await self._run(lambda: self._model.article(article_id)))
        except Exception as error:
            return trouble(error)

    async def cite(
        self, thread: Thread, opened: OpenBriefing | None, event: gr.EventData, request: gr.Request
    ) -> Any:
        """A citation or a passage is opened at its words."""
        thread, fields = mine(thread, request), sent(event)
        kind = PASSAGE if text(fields, "kind") == PASSAGE else CITATION
        place = Place(text(fields, "pane"), kind, number(fields, "turn"), number(fields, "number"))
        briefing = opened.briefing if opened is not None else None
        try:
            view = await self._run(lambda: self._model.evidence(place, thread, briefing))
        except Exception as error:
            return trouble(error)
        return gr.skip() if view is None else shown(value=view)

    # ---------------------------------------------------------------- questions

    async def ask(
        self, thread: Thread, scope: Scope, event: gr.EventData, request: gr.Request
    ) -> Steps:
        """A question: the answer as it grows, in the page and in the thread."""
        thread, client = mine(thread, request), request.session_hash or ""
        question = read_question(thread, sent(event))
        base = replace(thread, answers=thread.answers[: question.instead])
        yield growing(base, AnswerView(question.text, status=READING), suggested={}), thread

        def begun() -> AnswerJob:
            return self._jobs.begin(
                thread,
                question.text,
                lambda base: self._model.answers(base, question, scope),
                client,
                question.instead,
            )

        try:
            job = await self._run(begun)
        except Exception as error:
            yield failed(base, question.text, error), thread
            return
        async with aclosing(self._followed(job, job.before)) as steps:
            async for step in steps:
                yield step

    async def follow(self, thread: Thread, request: gr.Request) -> Steps:
        """A page was opened at a conversation in which an answer is being written."""
        thread = mine(thread, request)
        job = self._jobs.running(thread)
        if job is None:
            yield gr.skip(), gr.skip()
            return
        async with aclosing(self._followed(job, thread)) as steps:
            async for step in steps:
                yield step

    async def _followed(self, job: AnswerJob, thread: Thread) -> Steps:
        assert job.running is not None
        yield growing(job.base, AnswerView(job.question, status=READING)), thread
        try:
            async with aclosing(job.running.follow()) as steps:
                async for grown in steps:
                    yield growing(job.base, answer_view(grown.answers[-1])), grown
            settled = job.settled or job.before
            view = await self._view(settled)
        except Exception as error:
            yield failed(job.base, job.question, error), job.settled or job.before
            return
        yield shown(value=view, live={}), settled

    async def suggest(self, thread: Thread, request: gr.Request) -> Any:
        """An answer is whole: what could be asked next."""
        thread, client = mine(thread, request), request.session_hash or ""
        try:
            found = await self._jobs.suggestions(
                client, lambda go_on: self._model.suggestions(thread, go_on)
            )
        except Exception as error:
            error_line(error)  # the answer stands without them
            return gr.skip()
        return shown(suggested=found)

    async def stop(self, thread: Thread, request: gr.Request) -> tuple[Any, Any]:
        """The answer is stopped; what there is of it stays."""
        thread, client = mine(thread, request), request.session_hash or ""
        stopped = await self._run(lambda: self._jobs.stop(thread, client))
        return shown(value=await self._view(stopped), live={}), stopped

    async def clear(self, request: gr.Request) -> tuple[Any, Any]:
        """A new conversation."""
        fresh = Thread(owner=owner(request))
        return shown(value=await self._view(fresh), live={}, suggested={}), fresh

    async def rate(self, thread: Thread, event: gr.EventData, request: gr.Request) -> Any:
        """A thumb on an answer, up (1), down (-1) or none (0), and perhaps words."""
        thread, fields = mine(thread, request), sent(event)
        turn, thumb, words = number(fields, "turn"), number(fields, "thumb"), text(fields, "words")
        try:
            await self._run(lambda: self._jobs.rate(thread, turn, thumb, words))
            view = await self._view(thread)
        except Exception as error:
            return shown(rated=RatedView(tick(), trouble=error_line(error)))
        return shown(rated=RatedView(tick(), view.conversation, view.thumbs))

    async def _view(self, thread: Thread) -> AskView:
        return await self._run(lambda: self._model.conversation(thread))

    # ---------------------------------------------------------------- the list

    async def seek(self, event: gr.EventData, request: gr.Request) -> Any:
        """The list is looked at, or searched."""
        fields, asking = sent(event), owner(request)
        words = text(fields, "words")[:200]
        most = min(max(number(fields, "most"), _PAGE), MOST_LISTED)
        if not asking:
            return shown(value=ListView(kept=False), live={})
        try:
            page = await self._run(lambda: self._stored.list(asking, words, most))
        except Exception as error:
            return trouble(error)
        return shown(value=ListView(page.conversations, page.total, words), live={})

    async def rename(self, event: gr.EventData, request: gr.Request) -> Any:
        """A conversation gets another title."""
        fields, asking = sent(event), owner(request)
        id, title = text(fields, "id"), text(fields, "title")
        try:
            await self._run(lambda: self._stored.rename(asking, id, title))
        except Exception as error:
            return trouble(error)
        return await self.seek(event, request)

    async def discard(
        self, thread: Thread, event: gr.EventData, request: gr.Request
    ) -> tuple[Any, Any, Any]:
        """A conversation is deleted; where it is the one that the page has open, it goes."""
        thread, id = mine(thread, request), text(sent(event), "id")
        try:
            await self._run(lambda: self._jobs.delete(thread.owner, id))
        except Exception as error:
            return trouble(error), gr.skip(), gr.skip()
        listed = await self.seek(event, request)
        if thread.id != id:
            return listed, gr.skip(), gr.skip()
        return listed, *(await self.clear(request))

    async def open(self, event: gr.EventData, request: gr.Request) -> tuple[Any, Thread]:
        """A conversation of the list is opened."""
        return await self._shown_at(text(sent(event), "id"), request)

    async def _shown_at(self, wanted: str, request: gr.Request) -> tuple[Any, Thread]:
        """The page at a conversation, or at a new one that says what went wrong."""
        fresh, lost = Thread(owner=owner(request)), ""
        try:
            if wanted:
                try:
                    thread = await self._run(lambda: self._jobs.opened(fresh.owner, wanted))
                    running = self._jobs.running(thread) is not None
                    view = replace(await self._view(thread), running=running)
                    return shown(value=view, live={}, suggested={}), thread
                except UnknownConversation:
                    lost = LOST
            view = replace(await self._view(fresh), lost=lost)
        except Exception as error:
            return failed(fresh, "", error), fresh
        return shown(value=view, live={}, suggested={}), fresh
