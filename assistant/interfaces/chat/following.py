"""What is followed, on the page: topics and feeds, what became of them, and how to stop.

A page says neither where briefings are delivered nor which private addresses count: both are for
who runs newsbrief to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import gradio as gr

from assistant.conversations.workers import Workers
from assistant.errors import SettingsError, UnknownSchedule
from assistant.following.destinations import shown as destination_shown
from assistant.following.rhythm import in_words, read_rhythm
from assistant.following.running import Following
from assistant.following.types import Delivery, Followed, Run, Topic
from assistant.interfaces.chat.components import number, sent, shown, text, tick
from assistant.reading.sources import is_address
from assistant.wording import counted, day_and_time, error_line, one_line

LONGEST_TOPIC = 2_000
FEWEST_WORDS, MOST_WORDS = 20, 2_000
MOST = 50
"""So many topics and feeds are followed at most from a page."""

_SHOWN_BRIEFINGS = 3
_EVERY = ("hour", "day", "weekday", "week")


@dataclass(frozen=True, slots=True)
class PastView:
    """A briefing that a run saved: its id, and when."""

    id: str
    when: str


@dataclass(frozen=True, slots=True)
class FollowedView:
    """A topic or feed: what it is, how often and when next, what became of it last. `troubles`
    are deliveries that failed, `briefings` the newest that were saved."""

    id: str
    name: str
    kind: str
    every: str
    last: str
    failed: bool
    troubles: tuple[str, ...]
    briefings: tuple[PastView, ...]


@dataclass(frozen=True, slots=True)
class FollowingView:
    """All that is followed. `outcome` is what became of the last change, `trouble` why it failed;
    `shown` differs each time."""

    shown: int
    rows: tuple[FollowedView, ...]
    outcome: str = ""
    trouble: str = ""


def followed_view(followed: Followed) -> FollowedView:
    """One topic or feed as the page shows it."""
    schedule, last = followed.schedule, followed.last
    saved = [run for run in followed.runs if run.briefing]
    return FollowedView(
        id=schedule.id,
        name=one_line(schedule.name) or "The whole library",
        kind=schedule.kind,
        every=f"{in_words(schedule.rhythm)}, next {day_and_time(schedule.due)}",
        last=_last(last) if last is not None else "",
        failed=last is not None and last.outcome == "failed",
        troubles=tuple(_troubles(followed.undelivered)),
        briefings=tuple(PastView(run.briefing, day_and_time(run.started)) for run in saved)[
            :_SHOWN_BRIEFINGS
        ],
    )


def _last(run: Run) -> str:
    return one_line(f"{day_and_time(run.started)}: {run.line or 'running now'}")


def _troubles(undelivered: Iterable[Delivery]) -> Iterator[str]:
    """What stands in the way of each destination, as the newest delivery there found it."""
    places: dict[str, list[Delivery]] = {}
    for delivery in undelivered:
        if delivery.trouble:
            places.setdefault(delivery.to, []).append(delivery)
    for to, found in places.items():
        newest = found[0]
        what = "Not" if len(found) == 1 else f"{counted(len(found), 'briefing')} not"
        then = "given up" if newest.state == "given up" else "tried again later"
        yield one_line(f"{what} delivered to {destination_shown(to)}, {then}: {newest.trouble}")


class FollowingModel:
    """What is followed in one library, in views; it knows nothing of Gradio."""

    def __init__(self, following: Following) -> None:
        self._following = following

    def shown(self, outcome: str = "", trouble: str = "") -> FollowingView:
        """All that is followed, as it is now."""
        rows = tuple(map(followed_view, self._following.followed()))
        return FollowingView(tick(), rows, outcome, trouble)

    def follow(self, name: str, every: str, at: str, words: int) -> str:
        """Follow a topic, or a feed where an address is named; says what was begun. Raises
        SettingsError, which says what to do."""
        name = " ".join(name.split())[:LONGEST_TOPIC]
        if not name:
            raise SettingsError("name a topic, or the address of a feed")
        if len(self._following.followed()) >= MOST:
            raise SettingsError(f"{counted(MOST, 'topic')} and feeds are followed: stop one first")
        kind = every if every in _EVERY else "day"
        rhythm = read_rhythm(kind, "" if kind == "hour" else at, today=date.today())
        if is_address(name):
            self._following.follow_feed(name, rhythm)
        else:
            length = min(max(words, FEWEST_WORDS), MOST_WORDS)
            self._following.follow_topic(Topic(name, length), rhythm)
        return f"Following {one_line(name)}, {in_words(rhythm)}."

    def unfollow(self, id: str) -> str:
        """Follow it no more; says so. Raises UnknownSchedule."""
        known = {followed.schedule.id for followed in self._following.followed()}
        if id not in known:  # the beginning of an id is for people who type one
            raise UnknownSchedule("this is followed no more: reload the page")
        name = self._following.stop_following(id).name
        return f"No longer following {one_line(name) or 'the whole library'}."


class FollowingEvents:
    """The list is looked at, something is followed, something no more."""

    def __init__(self, model: FollowingModel, workers: Workers) -> None:
        self._model = model
        self._run = workers.run

    async def look(self) -> Any:
        """The list was opened."""
        return await self._shown(lambda: "")

    async def follow(self, event: gr.EventData) -> Any:
        """A topic or a feed is to be followed."""
        fields = sent(event)
        name, every, at = (text(fields, field) for field in ("name", "every", "at"))
        words = number(fields, "words", 250)
        return await self._shown(lambda: self._model.follow(name, every, at, words))

    async def unfollow(self, event: gr.EventData) -> Any:
        """Something is to be followed no more."""
        id = text(sent(event), "id")
        return await self._shown(lambda: self._model.unfollow(id))

    async def _shown(self, change: Callable[[], str]) -> Any:
        def work() -> FollowingView:
            try:
                outcome = change()
            except Exception as error:
                return self._model.shown(trouble=error_line(error))
            return self._model.shown(outcome)

        try:
            return shown(followed=await self._run(work))
        except Exception as error:
            return shown(followed=FollowingView(tick(), (), trouble=error_line(error)))
