"""Briefings on the page: asked for, followed, exported, saved, opened again, checked, deleted."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from datetime import date
from typing import Any

import gradio as gr

from assistant.assistant import Assistant
from assistant.conversations.open_briefings import OpenBriefing, OpenBriefings
from assistant.conversations.workers import Push, Workers
from assistant.interfaces.chat.adding import typed_day
from assistant.interfaces.chat.brief_views import (
    BriefingView,
    CheckView,
    ChoiceView,
    SavedView,
    briefing_view,
    check_view,
    choice_views,
    saved_on,
    saved_views,
)
from assistant.interfaces.chat.components import number, sent, shown, text
from assistant.interfaces.chat.library import LibraryModel
from assistant.interfaces.chat.listing import Scope, narrower
from assistant.wording import counted, error_line
from vectorstore.documents import ArticleFilter

LONGEST_TOPIC = 2_000
FEWEST_WORDS, MOST_WORDS = 20, 2_000

_DOING = {
    "reading": "Reading {}…",
    "comparing": "Comparing the reports of {}…",
    "choosing": "Choosing what to tell…",
    "telling": "Checking every statement; timeline, people, figures…",
}
"""What the page says while a briefing is made."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a briefing is to be on, in how many words, and since when something is new."""

    topic: str
    words: int
    filter: ArticleFilter
    new_since: date | None = None


def read_order(fields: Mapping[str, object]) -> Order:
    """The briefing that a page asks for, of a length that makes sense; SettingsError: no day."""
    since, until, new_since = (
        typed_day(text(fields, name)) for name in ("since", "until", "new_since")
    )
    return Order(
        topic=text(fields, "topic")[:LONGEST_TOPIC],
        words=min(max(number(fields, "words"), FEWEST_WORDS), MOST_WORDS),
        filter=ArticleFilter(since=since, until=until, story=text(fields, "story")),
        new_since=new_since,
    )


class BriefingModel:
    """The briefings of one assistant, in views; it knows nothing of Gradio."""

    def __init__(self, assistant: Assistant, library: LibraryModel) -> None:
        self._assistant = assistant
        self._library = library
        self.open = OpenBriefings(assistant)

    def choices(self) -> tuple[ChoiceView, ...]:
        """The stories that a briefing can be on."""
        return choice_views(self._assistant.stories())

    def brief(
        self,
        order: Order,
        scope: Scope | None = None,
        doing: Callable[[str], object] = lambda line: None,
    ) -> OpenBriefing:
        """A briefing on a scope; `doing` is told what is being done. Raises UnknownStory."""

        def watch(stage: str, articles: int) -> None:
            doing(_DOING[stage].format(counted(articles, "article")))

        made = self._assistant.brief(
            order.topic,
            words=order.words,
            filter=narrower(self._library.filter(scope or Scope()), order.filter),
            new_since=order.new_since,
            watch=watch,
        )
        return self.open.open(made)

    def view(self, opened: OpenBriefing) -> BriefingView:
        """An open briefing as the page shows it."""
        saved = saved_on(opened.saved) if opened.saved is not None else ""
        return briefing_view(opened.briefing, opened.token, saved, opened.stories)

    def saved(self) -> tuple[SavedView, ...]:
        """The saved briefings, newest first."""
        return saved_views(self._assistant.briefings())

    def checked(self, saved_id: str) -> CheckView:
        """A saved briefing against the library as it is now; raises UnknownBriefing."""
        saved = self.open.saved(saved_id)
        return check_view(saved.id, self._assistant.verify_briefing(saved.briefing))

    def deleted(self, saved_id: str) -> tuple[SavedView, ...]:
        """The list without a saved briefing; raises UnknownBriefing."""
        self._assistant.delete_briefing(self.open.saved(saved_id).id)
        return self.saved()


class BriefingEvents:
    """Each event of the briefing's pane."""

    def __init__(self, model: BriefingModel, workers: Workers) -> None:
        self._model = model
        self._workers = workers

    async def greet(self) -> Any:
        """A page was opened, or the library changed: the stories to choose from, what is saved."""
        run = self._workers.run
        try:
            return shown(choices=await run(self._model.choices), kept=await run(self._model.saved))
        except Exception as error:
            return _failed(error)

    async def brief(self, scope: Scope, event: gr.EventData) -> AsyncIterator[tuple[Any, Any]]:
        """A briefing is asked for."""
        fields = sent(event)
        yield shown(live=BriefingView(status="Reading the articles…")), gr.skip()

        def work(push: Push[OpenBriefing | BriefingView]) -> None:
            order = read_order(fields)
            push(self._model.brief(order, scope, lambda line: push(BriefingView(status=line))))

        try:
            async with aclosing(self._workers.follow(work)) as steps:
                async for step in steps:
                    if isinstance(step, OpenBriefing):
                        yield shown(value=self._model.view(step), live={}), step
                    else:
                        yield shown(live=step), gr.skip()
        except Exception as error:
            yield _failed(error), gr.skip()

    async def save(self, opened: OpenBriefing | None) -> tuple[Any, Any]:
        """The briefing that the page shows is saved."""
        if opened is None:
            return gr.skip(), gr.skip()
        run = self._workers.run
        try:
            saved = await run(lambda: self._model.open.save(opened))
            kept = await run(self._model.saved)
            return shown(value=self._model.view(saved), kept=kept, live={}), saved
        except Exception as error:
            return _failed(error), gr.skip()

    async def reopen(self, event: gr.EventData) -> tuple[Any, Any]:
        """A saved briefing is opened."""
        saved_id = text(sent(event), "id")
        try:
            opened = await self._workers.run(lambda: self._model.open.reopen(saved_id))
        except Exception as error:
            return _failed(error), gr.skip()
        return shown(value=self._model.view(opened), live={}), opened

    async def check(self, event: gr.EventData) -> Any:
        """A saved briefing is held against the library as it is now."""
        saved_id = text(sent(event), "id")
        return await _shown_or_failed(
            "checked", self._workers.run(lambda: self._model.checked(saved_id))
        )

    async def discard(self, event: gr.EventData) -> Any:
        """A saved briefing is deleted."""
        saved_id = text(sent(event), "id")
        return await _shown_or_failed(
            "kept", self._workers.run(lambda: self._model.deleted(saved_id))
        )


async def _shown_or_failed(part: str, work: Awaitable[object]) -> Any:
    try:
        return shown(**{part: await work})
    except Exception as error:
        return _failed(error)


def _failed(error: Exception) -> Any:
    return shown(live=BriefingView(error=error_line(error)))
