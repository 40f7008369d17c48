"""Runs what is due while a program is open: one background thread that looks every few seconds."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from assistant.errors import AssistantError
from assistant.following.running import Following
from assistant.following.types import Run

if TYPE_CHECKING:
    from apscheduler.jobstores.memory import MemoryJobStore
    from apscheduler.schedulers.background import BackgroundScheduler

PAUSE = timedelta(seconds=10)
"""Between two looks at what is due."""

_FIRST = timedelta(seconds=2)

_log = logging.getLogger(__name__)


class FollowingScheduler:
    """Looks for what is due from `start` to `close`; `told` hears of each run.

    What is due, and who runs it, is for the library's file to say: several programs may do this
    on one library.
    """

    def __init__(
        self,
        following: Following,
        told: Callable[[Run], None] = lambda run: None,
        pause: timedelta = PAUSE,
        first: timedelta = _FIRST,
    ) -> None:
        self._following = following
        self._told = told
        self._pause = pause
        self._first = first
        self._stop = threading.Event()
        self._trouble = ""
        self._scheduler: BackgroundScheduler | None = None

    def start(self) -> None:
        """Begin to look."""
        from apscheduler.executors.pool import ThreadPoolExecutor
        from apscheduler.schedulers.background import BackgroundScheduler

        # One thread, as the catalog keeps a connection for each; a look that comes while one
        # still works is left out, which APScheduler would warn of.
        quiet = logging.getLogger(f"{__name__}.apscheduler")
        quiet.setLevel(logging.ERROR)
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            logger=quiet,
            executors={"default": ThreadPoolExecutor(1)},
            jobstores={"default": _steady_jobs(self._pause)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self._scheduler.add_job(
            self._look, "interval", seconds=self._pause.total_seconds(), id="look",
            next_run_time=datetime.now(UTC) + self._first,
        )  # fmt: skip
        self._scheduler.start()

    def close(self) -> None:
        """Look no more; a run that goes on is given back, to be begun again later."""
        self._stop.set()
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=True)
            self._scheduler = None

    def _look(self) -> None:
        try:
            for run in self._following.run_due(self._stop):
                self._told(run)
            self._trouble = ""
        except AssistantError as error:
            if str(error) != self._trouble:  # said once, and not every few seconds
                _log.error("what is followed cannot be run: %s", error)
            self._trouble = str(error)


def _steady_jobs(pause: timedelta) -> MemoryJobStore:
    """Jobs that go on where the clock is set back: APScheduler would wait until it is what it was
    before."""
    from apscheduler.jobstores.memory import MemoryJobStore

    class SteadyJobs(MemoryJobStore):  # type: ignore[misc]
        def get_due_jobs(self, now: datetime) -> list[object]:
            for job in self.get_all_jobs():
                if job.next_run_time is not None and job.next_run_time - now > 2 * pause:
                    job.modify(next_run_time=now)
            found: list[object] = super().get_due_jobs(now)
            return found

    return SteadyJobs()
