"""What the page can ask of the assistant, in views; it knows nothing of Gradio.

All that a browser sends is checked here: numbers are looked up among the answers of the
session that sent them, ids in the library.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from assistant.assistant import Assistant
from assistant.errors import AssistantError, KeepingError, SettingsError
from assistant.interfaces.chat.brief_views import ChoicesView, choices_view
from assistant.interfaces.chat.differing import numbered
from assistant.interfaces.chat.library_desk import LibraryDesk
from assistant.interfaces.chat.live import Push
from assistant.interfaces.chat.scope import Scope, narrower
from assistant.interfaces.chat.settings_desk import SettingsDesk
from assistant.interfaces.chat.shelf import Opened, Shelf
from assistant.interfaces.chat.views import (
    AnswerView,
    AskView,
    EvidenceView,
    GrowingView,
    MastheadView,
    Place,
    Starter,
    SuggestedView,
    ThumbView,
    answer_view,
    article_view,
    citation_view,
    narrowings,
    passage_view,
    removed_view,
    scrubbed,
    starters,
)
from assistant.samples import samples_folder, seeds_folder
from assistant.types import Answer, Briefing, Failed, Turn
from assistant.wording import counted, one_line
from vectorstore.documents import ArticleFilter
from vectorstore.errors import UnknownArticle, VectorStoreError
from vectorstore.library import Outcome

ASK, BRIEF = "ask", "brief"
CITATION, PASSAGE = "citation", "passage"

LONGEST_QUESTION = 2_000
FEWEST_WORDS, MOST_WORDS = 20, 2_000
STOPPED = "Stopped here."
_DOING = {
    "reading": "Reading {}…",
    "comparing": "Comparing the reports of {}…",
    "choosing": "Choosing what to tell…",
    "telling": "Checking every statement; timeline, people, figures…",
}
"""What the page says while a briefing is made."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Session:
    """What one page has asked so far; each open page has its own.

    `growing` while the last answer is not whole. `owner` is whose it is, as the guard found it,
    and `id` that of the kept conversation, "" where nothing is kept.
    """

    answers: tuple[Answer, ...] = ()
    growing: bool = False
    owner: str = ""
    id: str = ""

    @property
    def history(self) -> tuple[Turn, ...]:
        """The turns so far, oldest first."""
        return tuple(Turn(answer.question, answer.plain) for answer in self.answers)

    def stopped(self) -> Session:
        """The session as it is when its last answer is not finished."""
        if not self.growing:
            return self
        last = self.answers[-1]
        stopped = replace(last, notices=(*last.notices, STOPPED))
        return replace(self, answers=(*self.answers[:-1], stopped), growing=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, which articles count, and how many turns it comes after (None: all).

    `instead`: it is asked instead of the question of this turn, which goes with all after it.
    """

    question: str
    filter: ArticleFilter | None = None
    narrow: bool = True
    after: int | None = None
    instead: int | None = None


def again(session: Session, turn: int, part: str) -> Asked | None:
    """The question of a turn without a part of what narrowed it; None for none such."""
    if not 0 <= turn < len(session.answers):
        return None
    answer = session.answers[turn]
    narrowed = narrowings(answer.filter).get(part)
    if narrowed is None:
        return None
    return Asked(answer.question, narrowed[1], narrow=False, after=turn)


@dataclass(frozen=True, slots=True)
class Order:
    """What a briefing is to be on, as it was typed; "" for what was left out."""

    topic: str
    words: int
    story: str = ""
    since: str = ""
    until: str = ""
    new_since: str = ""


class Desk:
    """Answers the page from one assistant, for any number of sessions.

    `samples` is the folder with the sample articles. `opened` is set when a page was.
    """

    def __init__(self, assistant: Assistant, samples: Path | None = None) -> None:
        self._assistant = assistant
        self._samples = samples or samples_folder()
        self.shelf = Shelf(assistant)
        self.opened = threading.Event()
        self.library = LibraryDesk(assistant)
        self.settings = SettingsDesk(assistant)
        self._loading = threading.Lock()

    def masthead(self, login: str = "") -> MastheadView:
        """The library's name, who writes the answers, and who is logged in."""
        return MastheadView(
            library=one_line(self._assistant.library.folder.resolve().name),
            model=one_line(self._assistant.model),
            login=one_line(login),
        )

    def conversation(self, session: Session) -> AskView:
        """All turns of the session, with questions to begin with while there are none."""
        turns = tuple(answer_view(answer) for answer in session.answers)
        if turns:
            return AskView(
                total=self._assistant.library.counts()[0], turns=turns,
                conversation=session.id, thumbs=self._thumbs(session),
            )  # fmt: skip
        articles = self._assistant.articles()
        first = starters(articles, _sample_questions(), self._samples)
        return AskView(total=len(articles), starters=first)

    def _thumbs(self, session: Session) -> tuple[ThumbView, ...]:
        if not session.id:
            return ()
        try:
            found = self._assistant.kept.feedback.of(session.owner, session.id)
        except KeepingError:
            return ()  # the answers are here all the same
        return tuple(ThumbView(one.turn, one.up) for one in found)

    def ask(
        self, session: Session, asked: Asked, push: Push[Session], scope: Scope | None = None
    ) -> None:
        """Push the session with the answer so far, each time it grows.

        The scope counts where what is asked has no filter of its own.
        """
        given = asked.filter
        if given is None and scope is not None:
            given = self.library.filter(scope)
        for answer in self._assistant.stream(
            asked.question[:LONGEST_QUESTION],
            history=session.history[: asked.after],
            filter=given,
            narrow=asked.narrow,
        ):
            grown = replace(session, answers=(*session.answers, answer), growing=True)
            if not push(grown):
                return

    def suggestions(self, session: Session, go_on: Callable[[], bool]) -> SuggestedView:
        """Questions that could follow the last answer; none while it is not whole.

        `go_on` is asked before each is tried; once it says no, no more are.
        """
        turn = len(session.answers) - 1
        if session.growing or turn < 0:
            return SuggestedView(turn, "", ())
        answer = session.answers[turn]
        found = self._assistant.suggestions(answer, session.history[:turn], go_on)
        return SuggestedView(turn, scrubbed(answer.question), tuple(map(one_line, found)))

    def choices(self) -> ChoicesView:
        """The stories that a briefing can be on."""
        return choices_view(self._assistant.stories())

    def brief(
        self, order: Order, scope: Scope | None = None, tell: Callable[[str], object] | None = None
    ) -> Opened:
        """A briefing of at most so many words, held within what makes sense, on a scope.

        `tell` is told what is being done. Raises SettingsError for what is no day, and
        UnknownStory.
        """
        filter = narrower(
            self.library.filter(scope or Scope()),
            ArticleFilter(since=_day(order.since), until=_day(order.until), story=order.story),
        )

        def watch(stage: str, articles: int) -> None:
            if tell is not None:
                tell(_DOING[stage].format(counted(articles, "article")))

        made = self._assistant.brief(
            order.topic[:LONGEST_QUESTION],
            words=min(max(order.words, FEWEST_WORDS), MOST_WORDS),
            filter=filter,
            new_since=_day(order.new_since),
            watch=watch,
        )
        return self.shelf.opened(made)

    def add_samples(self, push: Push[str]) -> None:
        """Add the sample articles; what is pushed says how far that has come."""
        if not self._loading.acquire(blocking=False):
            push("The sample articles are being added already.")
            return
        try:
            seen = 0
            files = sum(1 for path in self._samples.rglob("*") if path.is_file())

            def watch(name: str, outcome: Outcome | Failed) -> None:
                nonlocal seen
                seen += 1
                push(f"{seen} of {counted(files, 'article')} read")

            push("Reading the sample articles")
            self._assistant.add(self._samples, watch=watch)
        finally:
            self._loading.release()

    def article(self, article_id: str) -> EvidenceView:
        """An article to read; raises UnknownArticle."""
        return article_view(self._assistant.article(article_id), _now())

    def evidence(
        self, place: Place, session: Session, briefing: Briefing | None
    ) -> EvidenceView | None:
        """The article at the words of a citation or passage; None for one there is not."""
        if place.pane == ASK and 0 <= place.turn < len(session.answers):
            answer = session.answers[place.turn]
            if place.kind == PASSAGE:
                return self._passage(place, answer)
            citations, _ = numbered(answer)
        elif place.pane == BRIEF and place.kind == CITATION and briefing is not None:
            citations = briefing.citations
        else:
            return None
        for index, citation in enumerate(citations):
            if citation.number == place.number:
                try:
                    article = self._assistant.article(citation.article_id)
                except UnknownArticle:
                    return removed_view(citations, index, place, _now())
                return citation_view(article, citations, index, place, _now())
        return None

    def _passage(self, place: Place, answer: Answer) -> EvidenceView | None:
        if not 1 <= place.number <= len(answer.passages):
            return None
        article = self._assistant.article(answer.passages[place.number - 1].article_id)
        return passage_view(article, answer.passages, place.number - 1, place, _now())


def pending(question: str) -> AnswerView:
    """A question whose answer is being looked for."""
    return AnswerView(question=scrubbed(question), status="Reading the library…")


def failed(question: str, error: Exception) -> AnswerView:
    """A question that could not be answered, and why."""
    return AnswerView(question=scrubbed(question), error=said(error))


def growing(session: Session, answer: AnswerView) -> GrowingView:
    """The answer that comes after those of the session."""
    return GrowingView(turn=len(session.answers), answer=answer, conversation=session.id)


def said(error: Exception) -> str:
    """An error in one line for the page; what was not foreseen goes to the log in full."""
    if isinstance(error, AssistantError | VectorStoreError):
        line = one_line(str(error))
        return f"{line[:1].upper()}{line[1:]}."
    _log.error("the chat window met an error", exc_info=error)
    return "Something unforeseen went wrong; the terminal that runs newsbrief says more."


def _day(text: str) -> date | None:
    """The day that was typed; raises SettingsError for what is none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise SettingsError(f"{text[:20]!r} is no day: write it like 2024-05-03") from None


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


def _now() -> int:
    return time.monotonic_ns() // 1_000
