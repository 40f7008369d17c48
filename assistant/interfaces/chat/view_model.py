"""What the page can ask of the assistant, in views; it knows nothing of Gradio.

All that a browser sends is checked here: numbers are looked up among the answers of the
thread that sent them, ids in the library.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.assistant import Assistant
from assistant.conversations.jobs import Thread
from assistant.conversations.workers import Push
from assistant.errors import ConversationStoreError
from assistant.interfaces.chat.briefings import BriefingModel
from assistant.interfaces.chat.components import number, text, tick
from assistant.interfaces.chat.library import LibraryModel
from assistant.interfaces.chat.listing import Scope
from assistant.interfaces.chat.settings import SettingsModel
from assistant.interfaces.chat.views import (
    AskView,
    EvidenceView,
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
from assistant.types import Answer, Briefing, Failed
from assistant.wording import counted, one_line
from vectorstore.adding import Outcome
from vectorstore.documents import Article, ArticleFilter
from vectorstore.errors import UnknownArticle

ASK, BRIEF = "ask", "brief"
CITATION, PASSAGE = "citation", "passage"

LONGEST_QUESTION = 2_000


@dataclass(frozen=True, slots=True)
class Question:
    """A question, which articles count, and how many turns it comes after (None: all).

    `instead`: it is asked instead of the question of this turn, which goes with all after it.
    """

    text: str
    filter: ArticleFilter | None = None
    narrow: bool = True
    after: int | None = None
    instead: int | None = None


def read_question(thread: Thread, fields: Mapping[str, object]) -> Question:
    """What a page asks: a turn once more without a part of what narrowed it, or what was typed,
    perhaps instead of what was asked before."""
    turn = number(fields, "turn")
    if 0 <= turn < len(thread.answers):
        answer = thread.answers[turn]
        narrowed = narrowings(answer.filter).get(text(fields, "without"))
        if narrowed is not None:
            return Question(answer.question, narrowed[1], narrow=False, after=turn)
    instead = number(fields, "instead", -1)
    return Question(text(fields, "question"), instead=instead if instead >= 0 else None)


class ViewModel:
    """Answers the page from one assistant, for any number of threads.

    `samples` is the folder with the sample articles. `opened` is set when a page was.
    """

    def __init__(self, assistant: Assistant, samples: Path | None = None) -> None:
        self._assistant = assistant
        self._samples = samples or samples_folder()
        self.opened = threading.Event()
        self.library = LibraryModel(assistant)
        self.briefings = BriefingModel(assistant, self.library)
        self.settings = SettingsModel(assistant)
        self._loading = threading.Lock()

    # ---------------------------------------------------------------- conversations

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
        """The answer after the turns of a thread, each time it grows.

        The scope counts where the question has no filter of its own.
        """
        filter = self.library.filter(scope) if question.filter is None else question.filter
        return self._assistant.stream(
            question.text[:LONGEST_QUESTION],
            history=thread.history[: question.after],
            filter=filter,
            narrow=question.narrow,
        )

    def suggestions(self, thread: Thread, go_on: Callable[[], bool]) -> SuggestedView:
        """Questions that could follow the last answer; none while it is not whole.

        `go_on` is asked before each is tried; once it says no, no more are.
        """
        turn = len(thread.answers) - 1
        if thread.growing or turn < 0:
            return SuggestedView(turn, "", ())
        answer = thread.answers[turn]
        found = self._assistant.suggestions(answer, thread.history[:turn], go_on)
        return SuggestedView(turn, answer.question, tuple(map(one_line, found)))

    # ---------------------------------------------------------------- samples

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

    # ---------------------------------------------------------------- evidence

    def article(self, article_id: str) -> EvidenceView:
        """An article to read; raises UnknownArticle."""
        return article_view(self._assistant.article(article_id), tick())

    def evidence(
        self, place: Place, thread: Thread, briefing: Briefing | None
    ) -> EvidenceView | None:
        """The article at the words of a citation or passage; None for one there is not."""
        if place.pane == ASK and 0 <= place.turn < len(thread.answers):
            answer = thread.answers[place.turn]
            if place.kind == PASSAGE:
                return self._passage(place, answer)
            citations, _ = numbered(answer)
        elif place.pane == BRIEF and place.kind == CITATION and briefing is not None:
            citations = briefing.citations
        else:
            return None
        for index, citation in enumerate(citations):
            if citation.number == place.number:
                article = self._article_or_none(citation.article_id)
                return citation_view(article, citations, index, place, tick())
        return None

    def _article_or_none(self, article_id: str) -> Article | None:
        try:
            return self._assistant.article(article_id)
        except UnknownArticle:
            return None

    def _passage(self, place: Place, answer: Answer) -> EvidenceView | None:
        if not 1 <= place.number <= len(answer.passages):
            return None
        article = self._assistant.article(answer.passages[place.number - 1].article_id)
        return passage_view(article, answer.passages, place.number - 1, place, tick())


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
