"""What is followed, on the command line: recorded, listed, stopped, run."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.errors import SettingsError
from assistant.interfaces.cli.late import (
    Followed,
    counted,
    day_and_time,
    destination,
    document,
    in_words,
    jsonable,
    one_line,
    one_line_document,
    read_rhythm,
)
from assistant.interfaces.cli.options import Filters, Json, app, opened, put, say

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.following.rhythm import Rhythm
    from assistant.following.types import Delivery, Run, Schedule, Topic

Every = Annotated[
    str | None,
    typer.Option(
        metavar="RHYTHM",
        help="Follow the topic: hour, day, weekday, week, a day's name, or 30m, 2h, 3d.",
    ),
]
At = Annotated[
    str | None,
    typer.Option(metavar="TIME", help="With --every: the time of day. [default: 07:00]"),
]
Zone = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="The time zone of --at. [default: this machine's]"),
]
To = Annotated[
    list[str] | None,
    typer.Option(
        metavar="PLACE",
        help="With --every: folder:DIR, https://… (a webhook) or mailto:a@b; several times too.",
    ),
]
Always = Annotated[
    bool, typer.Option("--always", help="With --every: save and deliver also what has no news.")
]

schedules = typer.Typer(rich_markup_mode=None)
app.add_typer(schedules, name="schedules")

_WHEN = "it runs while newsbrief serve or chat is open, or by newsbrief schedules run"


@dataclass(frozen=True, slots=True)
class Timing:
    """A rhythm as it was typed."""

    every: str
    at: str | None = None
    zone: str | None = None

    def rhythm(self) -> Rhythm:
        """The rhythm that is meant; raises BadParameter."""
        try:
            return read_rhythm(self.every, self.at or "", self.zone or "", date.today())
        except SettingsError as error:
            raise typer.BadParameter(str(error)) from None


# -------------------------------------------------------------------- recording


def follow_topic(
    context: typer.Context, asked: Topic, filters: Filters, timing: Timing, json: bool
) -> None:
    """Record a topic; the articles that count are those of the filters."""
    from assistant.following.destinations import Mailbox

    rhythm = timing.rhythm()
    if filters.as_of is not None:
        raise typer.BadParameter("--as-of is left out with --every: each run is of its own day")
    try:
        places = [destination(place) for place in asked.to]
    except SettingsError as error:
        raise typer.BadParameter(str(error)) from None
    with opened(context) as assistant:
        topic = replace(asked, filter=filters.of(assistant))
        schedule = assistant.following.follow_topic(topic, rhythm)
        mailing = any(isinstance(place, Mailbox) for place in places)
        if mailing and not assistant.settings.smtp_host:
            say("e-mail needs a mail server: set NEWSBRIEF_SMTP_HOST where newsbrief runs")
    _recorded(schedule, json)


def follow_feed(
    context: typer.Context, url: str, every: str, allow_private: bool, json: bool
) -> None:
    """Record a feed."""
    rhythm = Timing(every).rhythm()
    with opened(context) as assistant:
        schedule = assistant.following.follow_feed(url, rhythm, allow_private=allow_private)
    _recorded(schedule, json)


def _recorded(schedule: Schedule, json: bool) -> None:
    if json:
        put(document(_fields(Followed(schedule))))
        return
    put(f"{_head(schedule)}\n    next: {day_and_time(schedule.due)}\n")
    say(_WHEN)


# -------------------------------------------------------------------- listing, stopping, running


@schedules.callback(invoke_without_command=True)
def listing(context: typer.Context, json: Json = False) -> None:
    """List the topics and feeds that are followed, with the last run and the next.

    Topics are followed with newsbrief brief TOPIC --every day, feeds with newsbrief watch --feed
    URL. What is followed runs while newsbrief serve or chat is open, or by newsbrief schedules run.
    """
    if context.invoked_subcommand is not None:
        return
    with opened(context) as assistant:
        found = assistant.following.followed()
    put(document([_fields(one) for one in found]) if json else _listed(found))


@schedules.command()
def remove(
    context: typer.Context,
    ids: Annotated[list[str], typer.Argument(metavar="ID...")],
    json: Json = False,
) -> None:
    """Follow it no more; the briefings that were saved stay."""
    with opened(context) as assistant:
        following = assistant.following
        found = [following.find(id).id for id in ids]
        for id in dict.fromkeys(found):
            following.stop_following(id)
    put(document({"removed": found}) if json else f"{counted(len(found), 'schedule')} removed\n")


@schedules.command()
def run(
    context: typer.Context,
    schedule_id: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="Run this one now, due or not, and end.")
    ] = None,
    once: Annotated[
        bool, typer.Option("--once", help="Run what is due, and end; for cron.")
    ] = False,
    json: Json = False,
) -> None:
    """Run what is followed when it is due, until interrupted (Ctrl-C).

    With --once or an ID exit status 1 if a run or a delivery failed. With --json what became of
    each run is one JSON document on a line of its own; with --once or an ID one array of them.
    """
    with opened(context) as assistant:
        if schedule_id is None and not once:
            _run_on(assistant, json)
            return
        following = assistant.following
        if schedule_id is None:
            done = following.run_due()
        else:
            ran = following.run_now(schedule_id)
            done = [] if ran is None else [ran]
    put(document(done) if json else "".join(map(_ran, done)) or "nothing is due\n")
    if schedule_id is not None and not done:
        raise SettingsError(
            "another newsbrief runs it, or was cut off less than 90 seconds ago: try again then"
        )
    late = [
        delivery for one in done for delivery in one.deliveries if delivery.state != "delivered"
    ]
    if late or any(one.outcome == "failed" for one in done):
        raise typer.Exit(1)


def _run_on(assistant: Assistant, json: bool) -> None:
    from assistant.following.scheduler import FollowingScheduler

    def told(run: Run) -> None:
        put(one_line_document(run) if json else _ran(run))

    scheduler = FollowingScheduler(assistant.following, told)
    say("running what is followed when it is due; Ctrl-C ends it")
    # A service is ended by a signal too: what runs is given back, as on Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with contextlib.suppress(KeyboardInterrupt):
        scheduler.start()
        threading.Event().wait()
    scheduler.close()


# -------------------------------------------------------------------- in words


def _fields(followed: Followed) -> dict[str, object]:
    """What is followed in terms of JSON, with what can be told of it beside its fields."""
    fields = jsonable(followed.schedule)
    assert isinstance(fields, dict)
    return {
        **fields,
        "every": in_words(followed.schedule.rhythm),
        "last": jsonable(followed.last),
        "undelivered": jsonable(followed.undelivered),
        "runs": jsonable(followed.runs),
    }


def _listed(found: Sequence[Followed]) -> str:
    lines = [line for one in found for line in _lines(one)]
    return "\n".join([*lines, f"{len(found)} followed"]) + "\n"


def _head(schedule: Schedule) -> str:
    name = f"“{schedule.name}”" if schedule.kind == "topic" else schedule.name
    named = name if schedule.name else "the whole library"
    return one_line(f"{schedule.id}  {named}, {in_words(schedule.rhythm)}")


def _lines(followed: Followed) -> list[str]:
    last = followed.last
    lines = [_head(followed.schedule)]
    if last is not None:
        lines.append(f"    last: {_outcome(last)}")
    lines += [f"    not delivered: {_late(delivery)}" for delivery in followed.undelivered]
    lines.append(f"    next: {day_and_time(followed.schedule.due)}")
    return lines


def _outcome(run: Run) -> str:
    said = run.line or "running"
    failed = "failed: " if run.outcome == "failed" else ""
    saved = f" (saved as {run.briefing})" if run.briefing else ""
    return one_line(f"{day_and_time(run.started)}: {failed}{said}{saved}")


def _late(delivery: Delivery) -> str:
    tried = f"tried {counted(delivery.attempts, 'time')}" if delivery.attempts else "not tried yet"
    then = "given up" if delivery.state == "given up" else f"next {day_and_time(delivery.due)}"
    why = f": {delivery.trouble}" if delivery.trouble else ""
    return one_line(f"{delivery.to}, {tried}, {then}{why}")


def _ran(run: Run) -> str:
    lines = [f"{run.schedule}  {_outcome(run)}"]
    for delivery in run.deliveries:
        done = f"delivered: {delivery.to}"
        lines.append("    " + (done if delivery.state == "delivered" else
                               f"not delivered: {_late(delivery)}"))  # fmt: skip
    return "\n".join(lines) + "\n"
