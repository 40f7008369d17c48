"""Briefings on the page: asked for, followed, exported, saved, opened again, checked, deleted.

The sections are those of the exported files; nothing in the views is markup.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import date
from typing import Any

import gradio as gr

from assistant.assistant import Assistant
from assistant.conversations.downloads import OpenBriefing, OpenBriefings
from assistant.conversations.jobs import Thread
from assistant.conversations.workers import Push, Workers
from assistant.exporting.sheet import Dot, Section, headline, sheet
from assistant.interfaces.chat.adding import typed_day
from assistant.interfaces.chat.components import mine, number, sent, shown, text
from assistant.interfaces.chat.following import (
    FEWEST_WORDS,
    LONGEST_TOPIC,
    MOST_WORDS,
    FollowingModel,
)
from assistant.interfaces.chat.library import LibraryModel
from assistant.interfaces.chat.listing import Scope, narrower
from assistant.interfaces.chat.views import (
    ConflictView,
    SourceView,
    conflict_views,
    source_views,
)
from assistant.types import Briefing, Check, Citation, StoryParagraph, Verification
from assistant.verification.citations import publisher_key
from assistant.wording import (
    UNKNOWN_PUBLISHER,
    attribution,
    counted,
    day,
    day_and_time,
    error_line,
    one_line,
    title,
)
from vectorstore.documents import ArticleFilter
from vectorstore.stories import Story

POINTS, STORIES = "points", "stories"
_FEWEST = 2

_DOING = {
    "reading": "Reading {}…",
    "comparing": "Comparing the reports of {}…",
    "choosing": "Choosing what to tell…",
    "writing": "The model writes on {}…",
    "telling": "Writing it down, with timeline, people, figures…",
}
"""What the page says while a briefing is made."""

_OUTCOMES = {
    "changed": "the article no longer says it",
    "gone": "the article is no longer in the library",
}


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A publisher, and for each column a citation of each article of its that is cited there."""

    publisher: str
    cells: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class MatrixView:
    """Publishers against the entries of a section, which `kind` names; the fullest row first."""

    kind: str
    columns: tuple[str, ...]
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True, slots=True)
class BriefingView:
    """A briefing, or why there is none; `status` while it is being written. `token` names it for
    its exports, `saved` is when it was saved, `id` under which id."""

    status: str = ""
    error: str = ""
    topic: str = ""
    headline: str = ""
    rests_on: str = ""
    sections: tuple[Section, ...] = ()
    differing: tuple[ConflictView, ...] = ()
    matrix: MatrixView | None = None
    axis: tuple[Dot, ...] = ()
    notices: tuple[str, ...] = ()
    sources: tuple[SourceView, ...] = ()
    report: str = ""
    unused: tuple[Section, ...] = ()
    token: str = ""
    saved: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """A story that a briefing can be on."""

    id: str
    title: str
    about: str


@dataclass(frozen=True, slots=True)
class SavedView:
    """A saved briefing in the list."""

    id: str
    headline: str
    saved: str


@dataclass(frozen=True, slots=True)
class CheckView:
    """What became of a saved briefing's citations: in a line, and one by one where they fail."""

    id: str
    holds: bool
    line: str
    details: tuple[str, ...]


def briefing_view(
    briefing: Briefing,
    token: str = "",
    saved: str = "",
    stories: Sequence[Story] = (),
    id: str = "",
) -> BriefingView:
    """A briefing as the page shows it; `stories` say which articles belong to those it is on."""
    laid_out = sheet(briefing)
    return BriefingView(
        topic=one_line(briefing.topic),
        headline=laid_out.title if briefing.answered else "",
        rests_on=laid_out.about,
        sections=laid_out.sections,
        differing=conflict_views(briefing.conflicts),
        matrix=matrix(briefing, stories),
        axis=laid_out.axis,
        notices=laid_out.notices,
        sources=source_views(briefing.citations),
        report=laid_out.report,
        unused=laid_out.unused,
        token=token if briefing.answered else "",
        saved=saved,
        id=id,
    )


# -------------------------------------------------------------------- who reports what

_Column = tuple[str, tuple[Citation, ...]]


def matrix(briefing: Briefing, stories: Sequence[Story] = ()) -> MatrixView | None:
    """Which publisher reports what; None for fewer than two publishers or two columns.

    Its columns are the stories where there are several, else the key points. A publisher that
    none of them cites has no row; articles without a publisher have a row each. For a story
    whose articles `stories` name, whatever the briefing cites of them counts, for others what
    its paragraph cites.
    """
    if len(briefing.stories) >= _FEWEST:
        members = {story.id: frozenset(story.article_ids) for story in stories}
        kind, columns = STORIES, [_story(story, briefing, members) for story in briefing.stories]
    else:
        points = briefing.key_points
        kind, columns = POINTS, [(p.text, _numbered(briefing, p.citations)) for p in points]
    rows = _rows(columns)
    if len(columns) < _FEWEST or len(rows) < _FEWEST:
        return None
    return MatrixView(kind, tuple(label for label, _ in columns), rows)


def _story(
    story: StoryParagraph, briefing: Briefing, members: dict[str, frozenset[str]]
) -> _Column:
    numbers = [number for statement in story.statements for number in statement.citations]
    own = {cited.article_id for cited in _numbered(briefing, numbers)}
    ids = members.get(story.story_id, frozenset()) | own
    cited = tuple(cited for cited in briefing.citations if cited.article_id in ids)
    return title(story.title), cited


def _numbered(briefing: Briefing, numbers: Collection[int]) -> tuple[Citation, ...]:
    return tuple(cited for cited in briefing.citations if cited.number in numbers)


def _rows(columns: Sequence[_Column]) -> tuple[MatrixRow, ...]:
    names: dict[str, str] = {}
    cells: dict[str, list[dict[str, int]]] = {}
    for index, (_, citations) in enumerate(columns):
        for cited in citations:
            key = publisher_key(cited)
            unknown = f"{UNKNOWN_PUBLISHER}: {title(cited.title)}"
            names.setdefault(key, one_line(cited.outlet or cited.publisher) or unknown)
            row = cells.setdefault(key, [{} for _ in columns])
            row[index].setdefault(cited.article_id, cited.number)

    def order(key: str) -> tuple[int, list[bool], str]:
        empty = [not cell for cell in cells[key]]
        return sum(empty), empty, names[key].casefold()

    return tuple(
        MatrixRow(names[key], tuple(tuple(cell.values()) for cell in cells[key]))
        for key in sorted(cells, key=order)
    )


# -------------------------------------------------------------------- stories, saved briefings


def _about(story: Story) -> str:
    days = list(dict.fromkeys(day(when) for when in (story.first, story.last) if when))
    parts = [counted(len(story.article_ids), "article"), counted(story.publishers, "publisher")]
    return ", ".join([*parts, *([" to ".join(days)] if days else [])])


def check_view(saved_id: str, found: Verification) -> CheckView:
    """What a verification found, in words."""
    citations, unsupported = len(found.checks), len(found.unsupported)
    holding = sum(check.outcome in ("holds", "moved") for check in found.checks)
    if holding < citations:
        line = f"{holding:,} of {counted(citations, 'citation')} hold"
    elif citations == 1:
        line = "its one citation holds"
    else:
        line = f"all {counted(citations, 'citation')} hold"
    if unsupported:
        line += f"; {counted(unsupported, 'statement')} unsupported"
    details = (
        *(_failed_check(check) for check in found.checks if check.outcome in _OUTCOMES),
        *(f"not held by its quotes: “{statement.text}”" for statement in found.unsupported),
        *found.notices,
    )
    return CheckView(saved_id, found.holds, line, tuple(map(one_line, details)))


def _failed_check(check: Check) -> str:
    cited = check.citation
    about = f"{attribution(cited)}: {title(cited.title)}"
    return f"[{cited.number}] {about}: {_OUTCOMES[check.outcome]}"


# -------------------------------------------------------------------- what the page asks for


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
        stories = self._assistant.stories()
        return tuple(ChoiceView(story.id, title(story.title), _about(story)) for story in stories)

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
        saved = day_and_time(opened.saved) if opened.saved is not None else ""
        return briefing_view(opened.briefing, opened.token, saved, opened.stories, opened.id)

    def saved(self) -> tuple[SavedView, ...]:
        """The saved briefings, newest first."""
        return tuple(
            SavedView(kept.id, headline(kept.briefing), day_and_time(kept.saved))
            for kept in self._assistant.briefings()
        )

    def checked(self, saved_id: str) -> CheckView:
        """A saved briefing against the library as it is now; raises UnknownBriefing."""
        saved = self.open.saved(saved_id)
        return check_view(saved.id, self._assistant.verify_briefing(saved.briefing))

    def deleted(self, saved_id: str) -> tuple[SavedView, ...]:
        """The list without a saved briefing; raises UnknownBriefing."""
        self._assistant.delete_briefing(self.open.saved(saved_id).id)
        return self.saved()


class BriefingEvents:
    """Each event of the briefing's pane but those of what is followed, which greets with it."""

    def __init__(self, model: BriefingModel, following: FollowingModel, workers: Workers) -> None:
        self._model = model
        self._following = following
        self._workers = workers

    async def greet(self) -> Any:
        """A page was opened, or the library changed: the stories to choose from, what is saved and
        followed. All at once: of two updates of a pane that is not seen yet one would be lost."""
        return await self._tried(
            lambda: shown(
                choices=self._model.choices(),
                kept=self._model.saved(),
                followed=self._following.shown(),
            )
        )

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

    async def save(self, opened: OpenBriefing | None) -> Any:
        """The briefing that the page shows is saved."""
        if opened is None:
            return gr.skip(), gr.skip()

        def saved() -> tuple[Any, Any]:
            kept = self._model.open.save(opened)
            return shown(value=self._model.view(kept), kept=self._model.saved(), live={}), kept

        return await self._tried(saved, gr.skip())

    async def reopen(self, event: gr.EventData) -> Any:
        """A saved briefing is opened."""
        saved_id = text(sent(event), "id")

        def reopened() -> tuple[Any, Any]:
            opened = self._model.open.reopen(saved_id)
            return shown(value=self._model.view(opened), live={}), opened

        return await self._tried(reopened, gr.skip())

    async def resume(self, event: gr.EventData) -> Any:
        """A page that had a briefing open was opened again."""
        token, saved_id = text(sent(event), "token"), text(sent(event), "id")

        def resumed() -> tuple[Any, Any]:
            opened = self._model.open.resume(token, saved_id)
            if opened is None:
                return gr.skip(), gr.skip()
            return shown(value=self._model.view(opened), live={}), opened

        return await self._tried(resumed, gr.skip())

    async def of_answer(self, thread: Thread, event: gr.EventData, request: gr.Request) -> Any:
        """The briefing that an answer is taken from is opened."""
        thread, turn = mine(thread, request), number(sent(event), "turn", -1)
        answer = thread.answers[turn] if 0 <= turn < len(thread.answers) else None
        briefing = answer.briefing if answer is not None else None
        if briefing is None:
            return gr.skip(), gr.skip()

        def opened() -> tuple[Any, Any]:
            found = self._model.open.open(briefing)
            return shown(value=self._model.view(found), live={}), found

        return await self._tried(opened, gr.skip())

    async def check(self, event: gr.EventData) -> Any:
        """A saved briefing is held against the library as it is now."""
        saved_id = text(sent(event), "id")
        return await self._tried(lambda: shown(checked=self._model.checked(saved_id)))

    async def discard(self, event: gr.EventData) -> Any:
        """A saved briefing is deleted."""
        saved_id = text(sent(event), "id")
        return await self._tried(lambda: shown(kept=self._model.deleted(saved_id)))

    async def _tried(self, work: Callable[[], object], *others: Any) -> Any:
        """What the work gives; where it fails, the pane says why and `others` stay."""
        try:
            return await self._workers.run(work)
        except Exception as error:
            return (_failed(error), *others) if others else _failed(error)


def _failed(error: Exception) -> Any:
    return shown(live=BriefingView(error=error_line(error)))
