"""The plain data of following: what is followed, what became of a run, what is delivered where."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from assistant.following.rhythm import Rhythm
from vectorstore.documents import ArticleFilter

Kind = Literal["topic", "feed"]
Outcome = Literal["running", "new", "nothing", "failed", "interrupted"]
DeliveryState = Literal["waiting", "sending", "delivered", "given up"]


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic ("" for the whole library), how its briefings are to be, and where they go.

    `sections` of none: all. `to` are destinations as they were typed, `form` is that of files.
    `always`: also a briefing with nothing new is kept and delivered. `allow_private`: a webhook
    may be at a private address.
    """

    topic: str
    words: int = 250
    points: int | None = None
    filter: ArticleFilter = field(default_factory=ArticleFilter)
    sections: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    form: str = "md"
    always: bool = False
    allow_private: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """The address of a feed; `allow_private`: it and its pages may be at private addresses."""

    url: str
    allow_private: bool = False


@dataclass(frozen=True, slots=True)
class Schedule:
    """What is followed, how often, since when, and when it is due next (both UTC)."""

    id: str
    kind: Kind
    subject: Topic | Feed
    rhythm: Rhythm
    created: datetime
    due: datetime

    @property
    def name(self) -> str:
        """What is followed: the topic or the address; "" for the whole library."""
        return self.subject.topic if isinstance(self.subject, Topic) else self.subject.url


@dataclass(frozen=True, slots=True)
class Delivery:
    """A briefing on its way: where to, how far, after how many attempts, when it is tried next,
    and what stood in the way of the last attempt. Its id stays the same over all attempts."""

    id: str
    to: str
    state: DeliveryState
    attempts: int
    due: datetime
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """What became of one run: `line` says it, `briefing` is the id of what was saved, "" for
    nothing. `ended` is None while it goes on."""

    schedule: str
    started: datetime
    ended: datetime | None
    outcome: Outcome
    line: str
    briefing: str = ""
    deliveries: tuple[Delivery, ...] = ()


@dataclass(frozen=True, slots=True)
class Followed:
    """A schedule with its latest runs, the newest first."""

    schedule: Schedule
    runs: tuple[Run, ...] = ()

    @property
    def last(self) -> Run | None:
        """The newest run."""
        return self.runs[0] if self.runs else None

    @property
    def undelivered(self) -> tuple[Delivery, ...]:
        """What has not got where it was to go, the newest first."""
        found = (delivery for run in self.runs for delivery in run.deliveries)
        return tuple(delivery for delivery in found if delivery.state != "delivered")
