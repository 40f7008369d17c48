"""What is followed in one library: begun, listed, stopped, and run when it is due."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol
from urllib.parse import urlsplit

from assistant.briefing.selection import selected
from assistant.conversations.store import ConversationStore
from assistant.errors import AssistantError, DeliveryRefused, SettingsError, UnknownBriefing
from assistant.exporting.forms import SECTIONS, Form
from assistant.following.claims import LEASE, Claim, ClaimLost, Claims, Result
from assistant.following.delivering import Courier
from assistant.following.destinations import settled
from assistant.following.outbox import Outbox, Sending
from assistant.following.outcomes import of_briefing, of_error, of_feed
from assistant.following.rhythm import Rhythm
from assistant.following.store import Schedules
from assistant.following.types import Feed, Followed, Run, Schedule, Topic
from assistant.reading.feeds import FeedState
from assistant.reading.sources import is_address
from assistant.settings import Settings
from assistant.types import AddReport, Briefing, SavedBriefing
from assistant.wording import one_line
from vectorstore.documents import ArticleFilter

_BEAT = LEASE.total_seconds() / 4
_LONGEST_NAME = 2_000


class FollowingFacade(Protocol):
    """What following needs of an assistant."""

    @property
    def settings(self) -> Settings:
        """The settings as they are now."""

    @property
    def conversation_store(self) -> ConversationStore:
        """Where what is followed is kept, and saved briefings."""

    def brief(
        self,
        topic: str | None = None,
        *,
        words: int | None = None,
        points: int | None = None,
        filter: ArticleFilter | None = None,
        new_since: SavedBriefing | None = None,
        watch: Callable[[str, int], None] | None = None,
    ) -> Briefing:
        """A briefing on a topic."""

    def add_feed(
        self,
        url: str,
        state: FeedState | None = None,
        *,
        allow_private: bool = False,
        stop: threading.Event | None = None,
    ) -> tuple[AddReport, FeedState]:
        """What is new in a feed, added."""


class _Stopped(Exception):
    """Nothing more is to be done."""


class Following:
    """Topics and feeds that are followed in one library, by any number of processes at a time.

    `clock` gives the moment, with a zone.
    """

    def __init__(
        self,
        assistant: FollowingFacade,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._assistant = assistant
        self._clock = clock
        store = assistant.conversation_store
        self._database = store.database
        self._briefings = store.briefings
        self._schedules = Schedules(store.database)
        self._claims = Claims(store.database)
        self._outbox = Outbox(store.database)

    # ---------------------------------------------------------------- what is followed

    def follow_topic(self, topic: Topic, rhythm: Rhythm) -> Schedule:
        """Brief on a topic from now on; the first time when the rhythm says. Raises SettingsError
        for a destination or a form that there is not, and where it is followed already."""
        _check(topic)
        places = (place for typed in topic.to for place in settled(typed))
        kept = replace(
            topic,
            topic=one_line(topic.topic)[:_LONGEST_NAME],
            to=tuple(dict.fromkeys(places)),
        )
        now = self._clock()
        return self._schedules.add(kept, rhythm, now, rhythm.after(now, now))

    def follow_feed(self, url: str, rhythm: Rhythm, *, allow_private: bool = False) -> Schedule:
        """Read a feed from now on, the first time at once. Raises SettingsError for what is no
        address, and where it is followed already."""
        address = url.strip()
        if not _is_url(address):
            raise SettingsError(
                f"{address[:80]!r} is no address of a feed: write it as https://example.org/feed"
            )
        now = self._clock()
        return self._schedules.add(Feed(address, allow_private), rhythm, now, now)

    def followed(self) -> list[Followed]:
        """Everything that is followed, with its runs and their deliveries."""
        return self._schedules.followed()

    def find(self, id: str) -> Schedule:
        """The schedule with this id, or with the only id that begins so; or UnknownSchedule."""
        return self._schedules.get(id)

    def stop_following(self, id: str) -> Schedule:
        """Follow it no more; what it saved stays. Raises UnknownSchedule."""
        return self._schedules.remove(id)

    # ---------------------------------------------------------------- running

    def run_now(self, id: str) -> Run | None:
        """Run one schedule, due or not, and deliver what it could not deliver before; None where
        another process runs it already. Raises UnknownSchedule."""
        schedule, now = self._schedules.get(id), self._clock()
        claim, stop = self._claims.take_one(schedule.id, now), threading.Event()
        self._outbox.retry(schedule.id, now)
        if claim is not None:
            self._run(claim, stop)
        self._deliver(stop, schedule.id)
        return self._schedules.find_run(claim.run) if claim is not None else None

    def run_due(self, stop: threading.Event | None = None) -> list[Run]:
        """Run what is due, each once, and deliver what waits; until `stop` is set. The runs, with
        what became of their deliveries by then."""
        stop = stop or threading.Event()
        done: list[Claim] = []
        while not stop.is_set():
            claim = self._claims.take(self._clock(), [one.schedule.id for one in done])
            if claim is None:
                break
            self._run(claim, stop)
            done.append(claim)
        self._deliver(stop)
        found = (self._schedules.find_run(claim.run) for claim in done)
        return [run for run in found if run is not None]

    def _run(self, claim: Claim, stop: threading.Event) -> None:
        with suppress(ClaimLost), self._beating(lambda: self._claims.renew(claim, self._clock())):
            try:
                if isinstance(claim.schedule.subject, Topic):
                    self._brief(claim, claim.schedule.subject, stop)
                else:
                    self._read(claim, claim.schedule.subject, stop)
            except _Stopped:
                self._claims.release(claim, self._clock())
            except ClaimLost:
                raise
            except Exception as error:
                self._finish(claim, Result("failed", of_error(error)))
            except BaseException:
                self._claims.release(claim, self._clock())
                raise

    def _brief(self, claim: Claim, topic: Topic, stop: threading.Event) -> None:
        before = self._before(claim.schedule.id)
        briefing = self._assistant.brief(
            topic.topic or None,
            words=topic.words,
            points=topic.points,
            filter=topic.filter,
            new_since=before,
            watch=lambda stage, articles: _go_on(stop),
        )
        _go_on(stop)
        result = of_briefing(briefing, first=before is None)
        if topic.sections:
            briefing = selected(briefing, topic.sections)
        if result.outcome == "new" or (topic.always and briefing.answered):
            self._finish(claim, result, briefing)
        else:
            self._finish(claim, result)

    def _before(self, schedule_id: str) -> SavedBriefing | None:
        """The newest briefing of a schedule that is still there."""
        id = self._schedules.baseline(schedule_id)
        with suppress(UnknownBriefing):
            return self._briefings.get(id)
        return None

    def _read(self, claim: Claim, feed: Feed, stop: threading.Event) -> None:
        report, state = self._assistant.add_feed(
            feed.url, claim.feed, allow_private=feed.allow_private, stop=stop
        )
        _go_on(stop)
        self._finish(claim, of_feed(report, feed.url, state))

    def _finish(self, claim: Claim, result: Result, briefing: Briefing | None = None) -> None:
        """Write down all that a run came to at once: whoever reads sees all of it or nothing."""
        now = self._clock()
        with self._database.writing() as connection:
            if briefing is None:
                self._claims.finish(connection, claim, result, now)
                return
            saved = self._briefings.save_within(connection, briefing, now)
            self._claims.finish(connection, claim, result, now, saved.id)
            assert isinstance(claim.schedule.subject, Topic)
            self._outbox.put(connection, claim.run, claim.schedule.subject.to, now)

    # ---------------------------------------------------------------- delivering

    def _deliver(self, stop: threading.Event, schedule: str = "") -> None:
        while not stop.is_set():
            sending = self._outbox.take(self._clock(), schedule)
            if sending is None:
                return
            with suppress(ClaimLost):
                self._send(sending)

    def _send(self, sending: Sending) -> None:
        with self._beating(lambda: self._outbox.renew(sending, self._clock())):
            try:
                saved = self._briefings.get(sending.briefing)
                Courier(self._assistant.settings).deliver(sending, saved, self._clock())
            except (UnknownBriefing, DeliveryRefused) as error:
                gone = isinstance(error, UnknownBriefing)
                trouble = "the briefing was deleted" if gone else of_error(error)
                self._outbox.failed(sending, trouble, self._clock(), for_good=True)
            except Exception as error:
                self._outbox.failed(sending, of_error(error), self._clock(), for_good=False)
            else:
                self._outbox.delivered(sending)

    @contextmanager
    def _beating(self, renew: Callable[[], None]) -> Iterator[None]:
        """Renew a claim, over and over, while something is done under it."""
        over = threading.Event()

        def beat() -> None:
            while not over.wait(_BEAT):
                # Where it is lost, or cannot be written now, the end of the work finds that out.
                with suppress(ClaimLost, AssistantError):
                    renew()
            self._database.leave()

        beating = threading.Thread(target=beat, name="newsbrief-following-claim", daemon=True)
        beating.start()
        try:
            yield
        finally:
            over.set()
            beating.join()


def _check(topic: Topic) -> None:
    """Raise SettingsError for what no briefing can be made of."""
    if topic.form not in tuple(Form):
        raise SettingsError(f"{topic.form!r} is no form of a briefing: choose of {', '.join(Form)}")
    if topic.words < 1 or (topic.points is not None and topic.points < 1):
        raise SettingsError("words and points count from 1")
    if unknown := set(topic.sections) - set(SECTIONS):
        raise SettingsError(f"{min(unknown)!r} is no section: choose of {', '.join(SECTIONS)}")


def _is_url(address: str) -> bool:
    signs = len(address) <= _LONGEST_NAME and address.isprintable() and len(address.split()) == 1
    try:
        return signs and is_address(address) and bool(urlsplit(address).hostname)
    except ValueError:
        return False


def _go_on(stop: threading.Event) -> None:
    if stop.is_set():
        raise _Stopped
