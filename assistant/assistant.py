"""The assistant: one library, and all that can be asked of it."""

from __future__ import annotations

import threading
from collections.abc import (
    AsyncGenerator,
    Callable,
    Collection,
    Generator,
    Iterable,
    Iterator,
    Sequence,
)
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Self, Unpack

from assistant.errors import AssistantError, EmptyQuestion, ModelError, ReadingError, SettingsError
from assistant.settings import Origin, Settings, find, keep
from assistant.types import (
    AddReport,
    Answer,
    Briefing,
    Conflict,
    Entity,
    SavedBriefing,
    TimelineEntry,
    Turn,
    Verification,
)
from assistant.writing.usage import Meter, counted_by
from vectorstore.documents import Article, ArticleFilter, Passage, moment
from vectorstore.errors import UnknownArticle, VectorStoreError
from vectorstore.library import Library
from vectorstore.stories import Story
from vectorstore.text.encoder import Embeddings, embeddings_named
from vectorstore.upkeep import Finding, Repair

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.retrievers import BaseRetriever
    from langchain_core.runnables import Runnable
    from langchain_core.tools import StructuredTool

    from assistant.adding import Source, Watch
    from assistant.answering.flow import Flow
    from assistant.archiving.backup import BackupReport
    from assistant.archiving.backup import Watch as Telling
    from assistant.archiving.export import ExportReport
    from assistant.archiving.importing import ImportReport
    from assistant.archiving.restore import RestoreReport
    from assistant.audit import Audit
    from assistant.background import Background
    from assistant.briefing.engine import Lead
    from assistant.briefing.news import Before
    from assistant.conversations.store import ConversationStore
    from assistant.following.running import Following
    from assistant.reading.feeds import FeedState
    from assistant.requests.flow import Requests
    from assistant.runnables import Asking
    from assistant.understanding.requests import RequestKind
    from assistant.writing.local_servers import LocalServer
    from assistant.writing.model import ModelWriter


class Assistant:
    """Reads articles into a library and answers from it with citations.

    `library` is a folder, made when missing; left out, the setting or the user's data
    folder. The other arguments beat the settings of the same name: `model` and
    `model_url` a chat model, `embeddings` a model's name or an object that embeds,
    `chroma` a Chroma server's URL. `chat_model` is a LangChain chat model to use as it
    is. Raises AssistantError or VectorStoreError, each with one line that says what
    happened and what to do.
    """

    def __init__(
        self,
        library: str | Path | None = None,
        *,
        model: str | None = None,
        model_url: str | None = None,
        embeddings: str | Embeddings | None = None,
        chroma: str | None = None,
        reader: bool | None = None,
        chat_model: BaseChatModel | None = None,
        any_model: bool = False,
    ) -> None:
        named = embeddings if isinstance(embeddings, str) else None
        self._given = {"model": model, "model_url": model_url, "embeddings": named,
                       "chroma": chroma, "reader": reader}  # fmt: skip
        found = find(library, **self._given)
        self.settings, self._origins = found.settings, found.origins
        if embeddings is None or isinstance(embeddings, str):
            embeddings = embeddings_named(self.settings.embeddings)
        self._chat_model = chat_model
        self._made: tuple[Settings, ModelWriter] | None = None
        self.library = Library(
            self.settings.library,
            embeddings,
            chroma_url=self.settings.chroma,
            any_model=any_model,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the library; the assistant is not used afterwards. What `aask` and `astream`
        still do is stopped, and waited for."""
        self._background.close()
        self.conversation_store.close()
        self.library.close()

    # ---------------------------------------------------------------- articles

    def add(
        self,
        *sources: Source | Iterable[Source],
        stdin: BinaryIO | None = None,
        watch: Watch | None = None,
        stop: threading.Event | None = None,
        allow_private: bool = False,
        by: str = "",
    ) -> AddReport:
        """Read sources into the library: files, folders, addresses, "-" for standard input,
        articles.

        Article objects are kept word for word; what is read is cleaned first. A source
        that cannot be read is in the report's `failed` and stops nothing. When this
        returns, what it reports is safely kept; so is each outcome that `watch` is told.
        Once `stop` is set nothing more is read; what was read by then is added and reported.
        Pages and feeds are fetched from public addresses only, unless `allow_private`.
        `by` names who asked for it, which the library's log then tells.
        """
        from assistant.adding import added

        with self.audit.adding(by, watch) as heard:
            return added(self.library, sources, stdin, heard, stop, allow_private)

    def watch(
        self, folder: str | Path, *, stop: threading.Event | None = None
    ) -> Iterator[AddReport]:
        """Add what is in a folder, and then what appears or changes in it, until `stop` is set.

        One report for what was there, and one each time something came. Raises
        ReadingError where there is no such folder, or when it is gone.
        """
        from assistant.reading.sources import size, watch_folder

        place = Path(folder).expanduser()
        if not place.is_dir():
            raise ReadingError(f"{folder} is no folder: name one to watch")
        begun = False
        for paths in watch_folder(place, stop):
            if not begun:
                begun = True
                yield self.add(place) if size([str(place)]) else AddReport()
            elif paths:
                yield self.add(*paths)
        if not place.is_dir():
            raise ReadingError(f"{folder} is gone: make it again and watch it again")

    def add_feed(
        self,
        url: str,
        state: FeedState | None = None,
        *,
        allow_private: bool = False,
        stop: threading.Event | None = None,
    ) -> tuple[AddReport, FeedState]:
        """Add what is new in a feed, and say what is known of it now, for the next time.

        With the `state` of an earlier reading the feed is sent only if it has changed, and no page
        of an entry that was read is fetched again. Else as `add`.
        """
        from assistant.adding import added_read
        from assistant.reading.feeds import FeedReading, FeedState
        from assistant.reading.fetching import Fetcher

        with Fetcher(allow_private=allow_private, stop=stop) as fetcher:
            reading = FeedReading(url, state or FeedState(), fetcher, date.today())
            report = added_read(self.library, reading, stop)
        return report, reading.state

    def articles(
        self, filter: ArticleFilter | None = None, *, most: int | None = None, skip: int = 0
    ) -> list[Article]:
        """The articles, copies too, oldest first, undated ones last; at most so many of them, after
        the first `skip`."""
        return self.library.articles(filter, most=most, skip=skip)

    def article(self, article_id: str) -> Article:
        """The article with this id, or the only one whose id begins so; or UnknownArticle."""
        return self.library.article(article_id)

    def entities(self, article_id: str) -> list[Entity]:
        """The persons, organisations, places and other things that an article names.

        In the order of their first mention, each with all its names and what the article says
        that it is. Raises UnknownArticle.
        """
        from assistant.sections.people import entities

        article = self.article(article_id)
        return entities(article, self.library.annotations([article.id])[article.id])

    def versions(self, article_id: str) -> list[Article]:
        """All that an article has said, oldest first; what it says now is the last."""
        return self.library.versions(article_id)

    def edit(
        self,
        article_id: str,
        *,
        title: str | None = None,
        publisher: str | None = None,
        published: date | datetime | str | None = None,
        not_copy_of: str | None = None,
    ) -> Article:
        """Correct what is known of an article; it stays when the article is added again.

        What is left out stays as it is; "" says that there is none. `not_copy_of` names
        an article that this one is no copy of, nor a copy of this. Returns the article as
        it is now. Raises UnknownArticle, and ValueError for text that is no date.
        """
        article = self.library.article(article_id)
        other = None if not_copy_of is None else self.library.article(not_copy_of)
        if other is not None and other.id == article.id:
            raise UnknownArticle(f"{article.id} is one article: name another one")
        when = published.isoformat() if isinstance(published, date) else published
        fields = {"title": title, "publisher": publisher, "published": when}
        given = {name: value.strip() for name, value in fields.items() if value is not None}
        if given:
            self.library.edit(article.id, **given)
        if other is not None:
            self.library.keep_apart(article.id, other.id)
        return self.library.article(article.id)

    def remove(self, *article_ids: str, by: str = "") -> None:
        """Remove articles; raises UnknownArticle, removing none. `by` as for `add`."""
        ids = [self.article(article_id).id for article_id in article_ids]
        self.library.remove(ids)
        self.audit.removed(by, ids)

    # ---------------------------------------------------------------- asking

    def ask(
        self,
        question: str,
        *,
        filter: ArticleFilter | None = None,
        history: Sequence[Turn] = (),
        k: int = 10,
        narrow: bool = True,
        suggest: bool = False,
        kind: RequestKind | None = None,
        since: date | str | None = None,
        until: date | str | None = None,
        publisher: str | Sequence[str] | None = None,
    ) -> Answer:
        """What is asked for: an answer, a summary, a comparison, a timeline, a list, quotes, what
        is in the library …; raises EmptyQuestion, and SettingsError for no kind that there is.

        `narrow`: dates and publishers that the request names become part of the filter, which
        the answer shows. `suggest`: the answer has `suggestions`, which takes longer. `kind` says
        what is wanted where it is not to be read from the words. `since`, `until` and `publisher`
        are short for those of a filter. `history` are the turns before it, oldest first.
        """
        *_, answer = self.stream(
            question, filter=filter, history=history, k=k, narrow=narrow, kind=kind, since=since,
            until=until, publisher=publisher,
        )  # fmt: skip
        return replace(answer, suggestions=self.suggestions(answer, history)) if suggest else answer

    def stream(
        self,
        question: str,
        *,
        filter: ArticleFilter | None = None,
        history: Sequence[Turn] = (),
        k: int = 10,
        narrow: bool = True,
        kind: RequestKind | None = None,
        since: date | str | None = None,
        until: date | str | None = None,
        publisher: str | Sequence[str] | None = None,
    ) -> Iterator[Answer]:
        """The answer so far, each time it grows; the last one is whole. Arguments as for `ask`."""
        from assistant.answering.flow import Request

        given = _with_short_forms(filter or ArticleFilter(), since, until, publisher)
        request = Request(_worded(question), tuple(history), given, k, narrow)
        meter, growing = Meter(), self._requests.stream(request, kind)
        while True:
            with counted_by(meter):  # not while who asked has the answer so far
                answer = next(growing, None)
            if answer is None:
                return
            usage = meter.usage(self.settings.prices)
            yield replace(answer, timings=request.watch.timings(), usage=usage)

    async def aask(
        self, question: str, *, suggest: bool = False, **given: Unpack[Asking]
    ) -> Answer:
        """`ask` for an event loop: the work is done in a thread, and cancelling stops it."""

        def growing() -> Generator[Answer, None, None]:
            for answer in self.stream(question, **given):
                yield answer
            if suggest:
                found = self.suggestions(answer, given.get("history", ()))
                yield replace(answer, suggestions=found)

        async with aclosing(self._background.stream(growing)) as answers:
            *_, answer = [answer async for answer in answers]
        return answer

    def astream(self, question: str, **given: Unpack[Asking]) -> AsyncGenerator[Answer, None]:
        """`stream` for an event loop, `async for answer in assistant.astream("…")`: the work is
        done in a thread, and stops when whoever follows is cancelled or goes away."""

        def growing() -> Generator[Answer, None, None]:
            yield from self.stream(question, **given)

        return self._background.stream(growing)

    def as_retriever(self, *, k: int = 10, filter: ArticleFilter | None = None) -> BaseRetriever:
        """The k best passages as a LangChain retriever. The metadata of a document: `article_id`,
        `title`, `publisher`, `published` (ISO 8601), `url`, `start`, `end`, `score`."""
        from assistant.runnables import PassageRetriever

        return PassageRetriever(search=self.search, article=self.article, k=k, filter=filter)

    def as_tool(self, *, filter: ArticleFilter | None = None) -> StructuredTool:
        """A LangChain tool that agents ask: its content is the cited text with its sources, its
        artifact the `Answer`. Its `name` and `description` can be set as those of any tool."""
        from assistant.runnables import tool

        return tool(self.stream, self.astream, filter)

    def as_runnable(self) -> Runnable[str | dict[str, Any], Answer]:
        """A LangChain runnable: takes a question, or a dict of `question` and other arguments of
        `ask`, and gives the `Answer`; streamed, the answer so far."""
        from assistant.runnables import answering

        return answering(self.stream, self.astream)

    def suggestions(
        self,
        answer: Answer,
        history: Sequence[Turn] = (),
        go_on: Callable[[], bool] = lambda: True,
    ) -> tuple[str, ...]:
        """Up to three questions that could follow, each of which the library answers. `go_on` is
        asked before each is tried; once it says no, no more are."""
        return answer.suggestions or self._flow.suggestions(answer, history, go_on)

    def is_answerable(self, question: str, filter: ArticleFilter | None = None) -> bool:
        """Whether something is found that seems to answer a question; nothing is written."""
        return self._flow.is_answerable(question, filter or ArticleFilter())

    def search(self, query: str, k: int = 10, filter: ArticleFilter | None = None) -> list[Passage]:
        """The k best passages, best first; raises EmptyQuestion."""
        return self.library.search(_worded(query), k, filter)

    def brief(
        self,
        topic: str | None = None,
        *,
        words: int | None = None,
        points: int | None = None,
        filter: ArticleFilter | None = None,
        new_since: date | str | SavedBriefing | Briefing | None = None,
        sections: Collection[str] | None = None,
        watch: Callable[[str, int], None] | None = None,
    ) -> Briefing:
        """A briefing on a topic, or on the whole library, which has a paragraph for each story.

        `words` bounds the lead paragraph (250 when left out), `points` is the number of
        key points. `new_since` is a day, or a saved briefing or its id: the briefing then says
        what is told since that no article told before. `sections` are those that it is to have,
        of "lead", "key_points", "new", "conflicts", "timeline", "people", "figures", "quotes",
        "stories" and "open"; left out, all. Nothing in scope: a Briefing that is
        not answered and says why. `watch` is told what is being done, "reading", "comparing",
        "choosing", "writing" (by a chat model, once a part) or "telling", and with how many
        articles. Raises UnknownBriefing and UnknownStory.
        """
        from assistant.briefing.engine import DEFAULT_WORDS, briefing
        from assistant.briefing.scoping import scope
        from assistant.briefing.selection import selected
        from assistant.exporting.forms import SECTIONS

        subject = _subject(topic)
        filter = filter or ArticleFilter()
        before = self._before(new_since)
        if watch is not None:
            watch("reading", self.library.scope(filter or None).articles)
        meter = Meter()
        with counted_by(meter):
            whole = briefing(
                scope(self.library, subject, filter),
                words=DEFAULT_WORDS if words is None else words,
                points=points,
                lead=self._lead(),
                before=before,
                watch=watch,
            )
        whole = replace(whole, usage=meter.usage(self.settings.prices))
        return selected(whole, SECTIONS if sections is None else sections)

    def _before(self, known: date | str | SavedBriefing | Briefing | None) -> Before | None:
        from assistant.briefing.news import Before, since_briefing

        if known is None:
            return None
        if isinstance(known, date):
            return Before(known.date() if isinstance(known, datetime) else known)
        if isinstance(known, str):
            known = self.saved_briefing(known)
        return since_briefing(known.briefing if isinstance(known, SavedBriefing) else known)

    def timeline(
        self,
        topic: str | None = None,
        *,
        entries: int | None = None,
        first: date | None = None,
        last: date | None = None,
        filter: ArticleFilter | None = None,
    ) -> list[TimelineEntry]:
        """The days of a topic that matter, in order, one entry a day.

        `entries` is how many at most (left out: as many as are worth it), `first` and `last`
        bound the days. Nothing in scope: an empty list.
        """
        from assistant.briefing import sections
        from assistant.briefing.scoping import scope

        found = scope(self.library, _subject(topic), filter or ArticleFilter())
        return sections.timeline(found.on_topic, entries, first, last)

    def conflicts(
        self, topic: str | None = None, *, filter: ArticleFilter | None = None
    ) -> list[Conflict]:
        """What the articles on a topic, or all of them, tell differently, oldest first."""
        from assistant.briefing import sections
        from assistant.briefing.scoping import scope

        found = scope(self.library, _subject(topic), filter or ArticleFilter())
        return sections.conflicts(found.on_topic)

    def stories(self, filter: ArticleFilter | None = None) -> list[Story]:
        """The stories that the articles tell, each of two articles or more, the newest first.

        With a filter the stories that an article which passes belongs to, as those that pass
        tell them. Raises UnknownStory where the filter names one that is not here.
        """
        return self.library.stories(filter)

    def story(self, story_id: str) -> Story:
        """The story with this id, or the only one whose id begins so; or UnknownStory."""
        return self.library.story(story_id)

    def alone(self, filter: ArticleFilter | None = None) -> list[Article]:
        """The articles that are in no story, oldest first, undated ones last."""
        return self.library.unclustered(filter)

    # ---------------------------------------------------------------- saved briefings

    def save(self, briefing: Briefing) -> SavedBriefing:
        """Keep a briefing in the library folder, under an id of its own."""
        return self.conversation_store.briefings.save(briefing, datetime.now(UTC))

    def briefings(self) -> list[SavedBriefing]:
        """The saved briefings, newest first."""
        return self.conversation_store.briefings.all()

    def saved_briefing(self, briefing_id: str) -> SavedBriefing:
        """The saved briefing with this id, or the only one whose id begins so; or
        UnknownBriefing."""
        return self.conversation_store.briefings.get(briefing_id)

    def delete_briefing(self, briefing_id: str) -> None:
        """Delete a saved briefing; raises UnknownBriefing."""
        self.conversation_store.briefings.delete(briefing_id)

    def verify_briefing(self, briefing: Briefing) -> Verification:
        """The briefing against the library as it is now: every citation, every statement."""
        from assistant.verification.briefings import verification

        return verification(briefing, self.library.article)

    # ---------------------------------------------------------------- upkeep

    def check(self) -> list[Finding]:
        """What is set up and works, and what mends the rest; a chat model is asked for a word."""
        return [*self.library.check(), self._model_finding()]

    def _model_finding(self) -> Finding:
        try:
            writer = self._writer
        except ModelError as error:
            return Finding("chat model", False, str(error))
        if writer is None:
            return Finding("chat model", True, "none; answers are exact quotes")
        try:
            probe = writer.probe()
        except ModelError as error:
            what, _, fix = str(error).partition(": ")
            return Finding("chat model", False, f"{writer.name}: {what}", fix)
        return Finding("chat model", True, f"{writer.name}: {probe}")

    def repair(self, *, reindex: bool = False, watch: Watch | None = None) -> Repair:
        """Build the vector store anew from the catalog, and say what was wrong with the old one.

        Nothing is embedded again unless `reindex` is set, as after a change of the
        embedding model (open the assistant with `any_model` for that).
        """
        if not reindex:
            return self.library.repair()
        chunks = 0
        for outcome in self.library.reindex():
            chunks += outcome.chunks
            if watch is not None:
                watch(outcome.id, outcome)
        return Repair(chunks)

    # ---------------------------------------------------------------- as one file

    def backup(self, file: str | Path, *, watch: Telling | None = None) -> BackupReport:
        """Write the whole library into one file, as it is at this moment, while others use it.

        The file is whole or stays as it was; only its owner may read it. `watch` is told what is
        done, and how much of it, 0 to 1. Raises ArchiveError.
        """
        from assistant.archiving.backup import backed_up

        return backed_up(self.library, Path(file), watch)

    @classmethod
    def restore(
        cls,
        file: str | Path,
        library: str | Path | None = None,
        *,
        watch: Telling | None = None,
        **opening: Any,
    ) -> RestoreReport:
        """Make a library of a backup, in a folder that is empty or new, whole or not at all.

        `library` is found as for a new Assistant, to which `opening` is given. Its vector store
        is built anew; where that fails, a notice says so, and `repair` does it later. Raises
        ArchiveError.
        """
        from assistant.archiving.restore import restored

        report = restored(Path(file), find(library).settings.library, watch)
        try:
            with cls(report.library, **opening) as assistant:
                if watch is not None:
                    watch("building the vector store", 0)
                assistant.library.follow()
        except (AssistantError, VectorStoreError) as error:
            report = replace(report, notices=(str(error),))
        return report

    def export(self, file: str | Path, *, watch: Telling | None = None) -> ExportReport:
        """Write articles, versions, corrections, saved briefings and conversations as JSON lines,
        which any later newsbrief reads; ".gz" compresses. Raises ArchiveError."""
        from assistant.archiving.export import exported

        return exported(self.library, self.conversation_store, Path(file), watch)

    def import_from(self, file: str | Path, *, watch: Watch | None = None) -> ImportReport:
        """Add what `export` wrote; what is here already stays. Raises ArchiveError, before
        anything is added, for a file that is not whole."""
        from assistant.archiving.importing import imported

        return imported(self.library, self.conversation_store, Path(file), watch)

    # ---------------------------------------------------------------- the chat model

    @property
    def model(self) -> str:
        """The name of the chat model that writes; "" where answers are exact quotes."""
        if self.settings.model or self._chat_model is None:
            return self.settings.model
        return type(self._chat_model).__name__

    def decided(self, setting: str) -> Origin:
        """Who decided a setting: only what file or default decided can be chosen anew."""
        if setting == "model" and self._chat_model is not None:
            return Origin.ARGUMENT
        return self._origins[setting]

    def choose_model(self, model: str, url: str | None = None) -> None:
        """The chat model that writes from the next answer on; "" for exact quotes.

        It is kept in newsbrief.toml of the library; `url` left out stays as it is. Raises
        SettingsError where an argument or the environment decides, for what is no address, and
        where the file cannot be written, and ModelError for a model that cannot be set up;
        then nothing is changed.
        """
        from assistant.writing.chat_models import checked_address, checked_name, set_up

        now = self.settings
        name, address = checked_name(model), now.model_url if url is None else checked_address(url)
        wanted = {"model": (now.model, name), "model_url": (now.model_url, address)}
        changes = {setting: new for setting, (old, new) in wanted.items() if new != old}
        for setting in changes:
            if (origin := self.decided(setting)) in (Origin.ARGUMENT, Origin.ENVIRONMENT):
                variable = f"NEWSBRIEF_{setting.upper()}"
                where = variable if origin == Origin.ENVIRONMENT else "who opened the library"
                raise SettingsError(f"{where} decides this setting: it is changed there")
        if name:
            set_up(name, address)
        keep(self.library.folder, **changes)
        found = find(self.library.folder, **self._given)
        self.settings, self._origins = found.settings, found.origins

    def try_model(self, model: str | None = None, url: str | None = None) -> float:
        """Ask a chat model for one word, and say in how many seconds it came.

        Left out, name and address are those that are set. Raises SettingsError for what is no
        address or where no model is named, and ModelError, which says what to do.
        """
        from assistant.writing.chat_models import checked_address, checked_name, set_up, tried

        if model is None and self._chat_model is not None:
            return tried(self._chat_model, self.model)
        name = checked_name(self.settings.model if model is None else model)
        if not name:
            raise SettingsError("no model is named: write one, such as openai:gpt-5-mini")
        address = self.settings.model_url if url is None else checked_address(url)
        return tried(set_up(name, address), name, address)

    def local_models(self) -> list[LocalServer]:
        """The chat models that servers on this machine offer, on their usual ports; nothing but
        127.0.0.1 is asked."""
        from assistant.writing.local_servers import local_servers

        return local_servers()

    # ---------------------------------------------------------------- parts

    @cached_property
    def conversation_store(self) -> ConversationStore:
        """What is stored for users: conversations, feedback, saved briefings."""
        from assistant.conversations.store import ConversationStore

        return ConversationStore(self.library.folder)

    @cached_property
    def following(self) -> Following:
        """Topics and feeds that are followed, and what runs them when they are due."""
        from assistant.following.running import Following

        return Following(self)

    @cached_property
    def audit(self) -> Audit:
        """The log of who added and removed what."""
        from assistant.audit import Audit

        return Audit(self.library.folder)

    @cached_property
    def _background(self) -> Background:
        from assistant.background import Background

        return Background()

    @cached_property
    def _flow(self) -> Flow:
        from assistant.answering.flow import Flow

        return Flow(self.library, lambda: self._writer, reading=self.settings.reader)

    @cached_property
    def _requests(self) -> Requests:
        from assistant.requests.flow import Requests

        return Requests(self.library, self._flow, self._lead, lambda: self.model)

    def _lead(self) -> Lead | None:
        """What writes the leads of summaries; None where no model is set."""
        if (writer := self._writer) is None:
            return None
        from assistant.writing.leads import LeadWriter

        return LeadWriter(writer).write

    @property
    def _writer(self) -> ModelWriter | None:
        """The chat model's writer, made once for a choice; None where no model is set."""
        settings, made = self.settings, self._made
        if made is not None and made[0] is settings:
            return made[1]
        if self._chat_model is None and not settings.model:
            return None
        from assistant.writing.asking import Asker
        from assistant.writing.chat_models import chat_model
        from assistant.writing.model import ModelWriter
        from assistant.writing.replies import Replies

        if self._chat_model is not None:
            # One that was handed over has no name that tells it from others.
            asker = Asker(self._chat_model, self.model)
        else:
            window = settings.model_context
            model = chat_model(settings.model, settings.model_url, window=window)
            replies = Replies(self.library.folder)
            asker = Asker(model, self.model, settings.model_url, replies)
        writer = ModelWriter(asker, unsupported=settings.unsupported, window=settings.model_context)
        self._made = (settings, writer)
        return writer


def _with_short_forms(
    filter: ArticleFilter,
    since: date | str | None,
    until: date | str | None,
    publisher: str | Sequence[str] | None,
) -> ArticleFilter:
    """The filter with what was given beside it; days may be text such as 2016-03-27."""
    if since is not None:
        filter = replace(filter, since=moment(since))
    if until is not None:
        filter = replace(filter, until=moment(until))
    if publisher is not None:
        names = (publisher,) if isinstance(publisher, str) else tuple(publisher)
        filter = replace(filter, publishers=names)
    return filter


def _subject(topic: str | None) -> str:
    return " ".join((topic or "").split())


def summarize(
    articles: Iterable[Article], words: int = 250, *, points: int | None = None
) -> Briefing:
    """A briefing on articles that are in no library; never raises for a list that is not empty."""
    from assistant.briefing.engine import briefing
    from assistant.briefing.scoping import unkept

    return briefing(unkept(articles), words=words, points=points)


def _worded(question: str) -> str:
    words = question.strip()
    if not any(char.isalnum() for char in words):
        raise EmptyQuestion("the question is empty: ask something in words")
    return words
