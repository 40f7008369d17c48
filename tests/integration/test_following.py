"""Topics and feeds that are followed: what a run makes, and that it is made once, whatever dies."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.errors import SettingsError, UnknownSchedule
from assistant.following.claims import LEASE, MOST_RUNS, ClaimLost, Claims
from assistant.following.outbox import PAUSES
from assistant.following.rhythm import read_rhythm
from assistant.following.running import Following
from assistant.following.scheduler import FollowingScheduler
from assistant.following.types import Run, Topic
from assistant.reading.feeds import MOST_TRIES
from tests.integration.following import (
    AGROUND,
    FREE,
    MORNING,
    Clock,
    Receiver,
    opened,
    receiving,
    until,
)
from tests.integration.page_server import PageServer

pytestmark = pytest.mark.usefixtures("no_proxy")
DAILY = read_rhythm("day", "07:00", "UTC")
HALF_HOURLY = read_rhythm("30m")


@pytest.fixture
def clock() -> Clock:
    """A clock at six in the morning."""
    return Clock()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Assistant]:
    """A library with one article."""
    with opened(tmp_path / "library") as assistant:
        assistant.add(AGROUND)
        yield assistant


@pytest.fixture
def following(library: Assistant, clock: Clock) -> Following:
    """What is followed in it, by that clock."""
    return Following(library, clock)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Where webhooks lead."""
    with receiving() as found:
        yield found


def only(runs: list[Run]) -> Run:
    """The one run that there was."""
    (run,) = runs
    return run


# -------------------------------------------------------------------- topics


def test_a_topic_is_briefed_on_and_later_only_what_is_new(
    library: Assistant, following: Following, clock: Clock, tmp_path: Path
) -> None:
    """The first run briefs; without news nothing is saved or delivered; with news they are new
    since the last briefing, whatever lay between."""
    folder = tmp_path / "out"
    schedule = following.follow_topic(Topic("ferry", to=(f"folder:{folder}",)), DAILY)
    assert following.run_due() == []
    clock.go_on(hours=1)
    first = only(following.run_due())
    assert (first.outcome, first.line) == ("new", "First briefing, on 1 article.")
    assert [file.name for file in folder.iterdir()] == [
        f"2026-03-02-ferry-aground-{first.briefing}.md"
    ]
    assert following.run_due() == []
    clock.go_on(days=1)
    second = only(following.run_due())
    assert (second.outcome, second.briefing, second.deliveries) == ("nothing", "", ())
    library.add(FREE)
    clock.go_on(days=1)
    third = only(following.run_due())
    assert third.line == "1 new point since the last briefing."
    saved = library.saved_briefing(third.briefing).briefing
    assert [point.text for point in saved.new] == [FREE.text]
    assert len(list(folder.iterdir())) == len(library.briefings()) == 2
    (known,) = following.followed()
    assert [run.outcome for run in known.runs] == ["new", "nothing", "new"]
    assert known.schedule.due == MORNING + timedelta(days=3, hours=1)
    assert known.schedule.id == schedule.id


def test_a_deleted_briefing_is_nothing_to_compare_with(
    library: Assistant, following: Following, clock: Clock
) -> None:
    """The one before it is; with none left, the next run briefs on all."""
    following.follow_topic(Topic("ferry"), DAILY)
    clock.go_on(days=1)
    first = only(following.run_due())
    library.delete_briefing(first.briefing)
    clock.go_on(days=1)
    assert only(following.run_due()).line == "First briefing, on 1 article."


def test_always_delivers_without_news_and_sections_do_not_hide_news(
    library: Assistant, following: Following, clock: Clock, tmp_path: Path
) -> None:
    """With `always` each run saves and delivers; a briefing of the lead alone still has news."""
    folder = tmp_path / "out"
    topic = Topic("ferry", to=(f"folder:{folder}",), form="html", always=True, sections=("lead",))
    following.follow_topic(topic, DAILY)
    for day in range(3):
        if day == 2:
            library.add(FREE)
        clock.go_on(days=1)
        run = only(following.run_due())
        assert run.outcome == ("nothing" if day == 1 else "new")
        assert run.deliveries[0].state == "delivered"
    assert {file.suffix for file in folder.iterdir()} == {".html"}
    assert len(list(folder.iterdir())) == 3
    assert all(not saved.briefing.timeline for saved in library.briefings())


def test_what_no_briefing_can_be_made_of_is_refused(following: Following) -> None:
    """A form, a length or a section that there is not: one line, and nothing is recorded."""
    for topic in (Topic("a", form="odt"), Topic("a", words=0), Topic("a", sections=("sport",))):
        with pytest.raises(SettingsError):
            following.follow_topic(topic, DAILY)
    assert following.followed() == []


def test_old_runs_are_forgotten_but_not_what_is_to_be_delivered(
    library: Assistant, following: Following, clock: Clock
) -> None:
    """Of hundreds of runs the latest stay, and an early one whose e-mail still waits."""
    schedule = following.follow_topic(Topic("ferry", to=("mailto:a@b.example",)), DAILY)
    following.run_now(schedule.id)
    with library.conversation_store.database.writing() as connection:
        connection.executemany(
            "INSERT INTO runs (schedule, started, ended, outcome, line, briefing) "
            "VALUES (?, ?, ?, 'new', '', ?)",
            [(schedule.id, f"{clock.now}", f"{clock.now}", "" if at % 2 else "gone")
             for at in range(4 * MOST_RUNS)],
        )  # fmt: skip
    clock.go_on(minutes=1)
    following.run_now(schedule.id)
    (known,) = following.followed()
    assert len(known.runs) == 2 * MOST_RUNS + 1
    assert [delivery.state for delivery in known.undelivered] == ["waiting"]


def test_a_library_without_the_topic_says_so(following: Following, clock: Clock) -> None:
    """Nothing is saved, and the line says what is missing."""
    following.follow_topic(Topic("quokkas"), DAILY)
    clock.go_on(days=1)
    run = only(following.run_due())
    assert (run.outcome, run.briefing) == ("nothing", "")
    assert "quokkas" in run.line


# -------------------------------------------------------------------- when


def test_a_machine_that_was_off_runs_it_once(following: Following, clock: Clock) -> None:
    """Ten missed mornings are one run, and the next one is tomorrow's."""
    following.follow_topic(Topic("ferry"), DAILY)
    clock.go_on(days=10, hours=3)
    assert len(following.run_due()) == 1
    assert following.run_due() == []
    assert following.followed()[0].schedule.due == MORNING + timedelta(days=11, hours=1)


def test_a_clock_set_back_neither_doubles_nor_stops_it(following: Following, clock: Clock) -> None:
    """An hour back: this morning's is not run again. A month back: it goes on the day after
    next at the latest."""
    following.follow_topic(Topic("ferry"), DAILY)
    clock.go_on(hours=2)
    assert len(following.run_due()) == 1
    clock.go_on(hours=-2)
    assert following.run_due() == []
    clock.go_on(hours=3)
    assert following.run_due() == []
    clock.go_on(days=-30)
    assert following.run_due() == []
    clock.go_on(days=2)
    assert len(following.run_due()) == 1


def test_a_run_that_fails_is_tried_again_soon_and_then_in_its_time(
    following: Following, clock: Clock, server: PageServer
) -> None:
    """Ten minutes later once more, then when it is due; the line says what is wrong."""
    server.set("/feed", "later", status=503)
    following.follow_feed(server.url("/feed", "127.0.0.1"), read_rhythm("day", "07:00", "UTC"),
                          allow_private=True)  # fmt: skip
    assert "503" in only(following.run_due()).line
    clock.go_on(minutes=5)
    assert following.run_due() == []
    clock.go_on(minutes=5)
    assert only(following.run_due()).outcome == "failed"
    clock.go_on(minutes=20)
    assert following.run_due() == []
    assert following.followed()[0].schedule.due == MORNING + timedelta(hours=1)


# -------------------------------------------------------------------- feeds


def entry(number: int, text: str = "") -> str:
    """An entry of a feed, with its text or a link to its page."""
    link = f"<link>/page/{number}</link>"
    body = f"<description>{text}</description>" if text else ""
    return f"<item><title>Report {number}</title>{link}{body}</item>"


def feed(server: PageServer, *numbers: int, etag: str) -> None:
    """Set the feed, each entry of which is a page of its own."""
    links = "".join(
        entry(number).replace("/page/", server.url("/page/", "127.0.0.1")) for number in numbers
    )
    server.set("/feed", f"<rss version='2.0'><channel><title>Wire</title>{links}</channel></rss>",
               kind="application/rss+xml", headers=(("ETag", etag),))  # fmt: skip


def page(number: int) -> str:
    """A page with an article."""
    return (
        f"<html><head><title>Report {number}</title></head><body><article><h1>Report {number}</h1>"
        f"<p>The bridge of town number {number} was closed on Monday after divers found a crack in "
        "its second pier, the port authority said.</p><p>Buses will go around the bay until the "
        f"pier has been repaired, which may take {number} weeks.</p></article></body></html>"
    )


def test_a_feed_gives_what_is_new_and_asks_for_nothing_twice(
    library: Assistant, following: Following, clock: Clock, server: PageServer
) -> None:
    """Read at once, then only when it has changed; no page of an entry is fetched again."""
    for number in (1, 2):
        server.set(f"/page/{number}", page(number))
    feed(server, 1, etag='"one"')
    following.follow_feed(server.url("/feed", "127.0.0.1"), HALF_HOURLY, allow_private=True)
    assert only(following.run_due()).line == "1 article added."
    # Were it sent although it is unchanged, this would be no feed.
    server.set("/feed", "no feed", headers=(("ETag", '"one"'),))
    clock.go_on(minutes=30)
    assert only(following.run_due()).line == "Nothing new."
    feed(server, 2, 1, etag='"two"')
    clock.go_on(minutes=30)
    assert only(following.run_due()).line == "1 article added."
    assert server.paths() == ["/feed", "/page/1", "/feed", "/feed", "/page/2"]
    titles = {article.title for article in library.articles()}
    assert titles == {"Report 1", "Report 2", AGROUND.title}


def test_a_page_that_cannot_be_read_is_not_tried_for_ever(
    following: Following, clock: Clock, server: PageServer
) -> None:
    """Tried again with the feed a few times, though the feed is as it was; then no more."""
    feed(server, 1, etag='"one"')
    following.follow_feed(server.url("/feed", "127.0.0.1"), HALF_HOURLY, allow_private=True)
    for _ in range(MOST_TRIES + 2):
        run = only(following.run_due())
        assert run.outcome == "nothing"
        clock.go_on(minutes=30)
    assert server.paths().count("/page/1") == MOST_TRIES
    assert run.line == "Nothing new."


def test_a_private_address_is_not_read_unless_allowed(
    following: Following, clock: Clock, server: PageServer
) -> None:
    """The same guard as for `add`: nothing is asked, and the run says why."""
    feed(server, 1, etag='"one"')
    following.follow_feed(server.url("/feed", "127.0.0.1"), HALF_HOURLY)
    assert "no public address" in only(following.run_due()).line
    assert server.asked == []


# -------------------------------------------------------------------- deaths, and others


def process(library: Path, now: str) -> subprocess.Popen[str]:
    """Another process that runs what is due at a moment, once told to."""
    started = subprocess.Popen(
        [sys.executable, "-m", "tests.integration.following", "run_due", library, now],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert started.stdout is not None
    assert started.stdout.readline() == "ready\n"
    return started


def go(started: subprocess.Popen[str]) -> None:
    """Tell a process to begin."""
    assert started.stdin is not None
    started.stdin.write("\n")
    started.stdin.flush()


def test_two_processes_run_it_once_and_a_killed_one_is_made_up_for_once(
    library: Assistant, following: Following, clock: Clock, server: PageServer
) -> None:
    """While one runs it no other does; killed, it is run again when its claim has run out."""
    address = server.url("/feed", "127.0.0.1")
    server.set("/feed", "later", status=503, wait=30)
    following.follow_feed(address, HALF_HOURLY, allow_private=True)
    folder, now = library.library.folder, clock.now.isoformat()
    first, second = process(folder, now), process(folder, now)
    go(first)
    until(lambda: server.paths() == ["/feed"])
    go(second)
    assert second.communicate()[0] == "0\n"
    assert following.run_due() == []
    first.kill()
    first.wait()
    first.stdin.close()  # type: ignore[union-attr]
    first.stdout.close()  # type: ignore[union-attr]
    clock.go_on(seconds=LEASE.total_seconds() - 1)
    assert following.run_due() == []
    clock.go_on(seconds=2)
    server.set("/feed", "<rss version='2.0'><channel></channel></rss>")
    assert len(following.run_due()) == 1
    (known,) = following.followed()
    assert [run.outcome for run in known.runs] == ["failed", "interrupted"]
    assert known.runs[1].line == "Cut off before its end; it is run again."


def test_what_is_cut_off_twice_is_left_until_it_is_due_next(
    library: Assistant, following: Following, clock: Clock
) -> None:
    """A run that takes its process with it does not do so for ever."""
    following.follow_topic(Topic("ferry"), DAILY)
    claims = Claims(library.conversation_store.database)
    clock.go_on(hours=1)
    for _ in range(2):
        assert claims.take(clock.now) is not None
        assert claims.take(clock.now) is None
        clock.go_on(seconds=LEASE.total_seconds() + 1)
    assert claims.take(clock.now) is None
    (known,) = following.followed()
    assert [run.outcome for run in known.runs] == ["interrupted"] * 2
    assert known.schedule.due == MORNING + timedelta(days=1, hours=1)
    clock.go_on(days=1)
    assert only(following.run_due()).outcome == "new"


def test_who_asks_for_a_run_gets_it_however_often_it_was_cut_off(
    library: Assistant, following: Following, clock: Clock, receiver: Receiver
) -> None:
    """While a claim holds nobody else runs it; once it has run out the run is begun, though it was
    cut off twice and is due tomorrow. It is delivered once, also when all is looked at again."""
    topic = Topic("ferry", to=(receiver.url,), allow_private=True)
    schedule = following.follow_topic(topic, DAILY)
    claims = Claims(library.conversation_store.database)
    clock.go_on(hours=1)
    for _ in range(2):
        assert claims.take(clock.now) is not None
        assert following.run_now(schedule.id) is None
        clock.go_on(seconds=LEASE.total_seconds() + 1)
    run = following.run_now(schedule.id)
    assert run is not None
    assert run.outcome == "new"
    (known,) = following.followed()
    assert [one.outcome for one in known.runs] == ["new", "interrupted", "interrupted"]
    assert following.run_due() == []
    assert len(receiver.came) == 1
    assert known.schedule.due == MORNING + timedelta(days=1, hours=1)


def test_who_was_thought_dead_writes_nothing(
    library: Assistant, following: Following, clock: Clock
) -> None:
    """A process that slept through its claim finds that another one took it over."""
    following.follow_topic(Topic("ferry"), DAILY)
    claims = Claims(library.conversation_store.database)
    clock.go_on(hours=1)
    slept = claims.take(clock.now)
    clock.go_on(hours=1)
    assert only(following.run_due()).outcome == "new"
    assert slept is not None
    with pytest.raises(ClaimLost):
        claims.renew(slept, clock.now)
    assert len(library.briefings()) == 1


def test_a_delivery_that_was_cut_off_is_made_again_under_the_same_id(
    library: Assistant, following: Following, clock: Clock, receiver: Receiver
) -> None:
    """Killed while the receiver had it: the briefing is not made again, and what is sent again
    can be known; what has arrived for certain is sent no more."""
    killed: list[subprocess.Popen[str]] = []
    receiver.held = lambda: killed and killed[0].kill()
    following.follow_topic(Topic("ferry", to=(receiver.url,), allow_private=True), DAILY)
    clock.go_on(hours=1)
    other = process(library.library.folder, clock.now.isoformat())
    killed.append(other)
    go(other)
    other.communicate()
    assert len(receiver.came) == 1
    killed.clear()
    assert following.run_due() == []
    assert len(receiver.came) == 1
    clock.go_on(seconds=LEASE.total_seconds() + 1)
    assert following.run_due() == []
    clock.go_on(minutes=30)
    assert following.run_due() == []
    ids = [headers["X-Newsbrief-Delivery"] for headers, _ in receiver.came]
    assert len(ids) == 2
    assert len(set(ids)) == 1
    bodies = [json.loads(body)["saved"]["id"] for _, body in receiver.came]
    assert bodies == [library.briefings()[0].id] * 2
    (known,) = following.followed()
    assert [delivery.state for run in known.runs for delivery in run.deliveries] == ["delivered"]


def test_a_scheduler_runs_what_is_due_and_gives_back_what_it_cannot_finish(
    following: Following, server: PageServer
) -> None:
    """In the background, from start to close; closed amid a run, that is run again at once."""
    server.set("/feed", "<rss version='2.0'><channel></channel></rss>")
    server.set("/slow", "<rss version='2.0'><channel></channel></rss>", wait=20)
    told: list[Run] = []
    at_once = timedelta(seconds=0.1)
    scheduler = FollowingScheduler(following, told.append, pause=at_once, first=at_once)
    scheduler.start()
    following.follow_feed(server.url("/feed", "127.0.0.1"), HALF_HOURLY, allow_private=True)
    until(lambda: told)
    following.follow_feed(server.url("/slow", "127.0.0.1"), HALF_HOURLY, allow_private=True)
    until(lambda: "/slow" in server.paths())
    began = time.monotonic()
    scheduler.close()
    assert time.monotonic() - began < 10
    slow = next(one for one in following.followed() if one.schedule.name.endswith("/slow"))
    assert [run.outcome for run in slow.runs] == ["interrupted"]
    server.set("/slow", "later", status=503)
    assert len(following.run_due()) == 1
    assert threading.active_count() < 30


def test_what_is_followed_no_more_while_it_runs_leaves_nothing(
    library: Assistant, following: Following, clock: Clock, server: PageServer
) -> None:
    """A schedule that is removed amid its run is gone, and the run writes nothing."""
    server.set("/feed", "later", status=503, wait=1)
    schedule = following.follow_feed(
        server.url("/feed", "127.0.0.1"), HALF_HOURLY, allow_private=True
    )
    running = threading.Thread(target=following.run_due)
    running.start()
    until(lambda: server.paths())
    following.stop_following(schedule.id[:4])
    running.join()
    assert following.followed() == []
    with pytest.raises(UnknownSchedule, match="newsbrief schedules"):
        following.stop_following(schedule.id)


# -------------------------------------------------------------------- webhooks


def test_a_webhook_that_fails_is_tried_again_and_given_up_at_last(
    following: Following, clock: Clock, receiver: Receiver
) -> None:
    """After growing pauses, always the same; then given up, and the briefing is still there."""
    receiver.answers = [500]
    schedule = following.follow_topic(
        Topic("ferry", to=(receiver.url,), allow_private=True), read_rhythm("30d")
    )
    run = following.run_now(schedule.id)
    assert run is not None
    assert "500" in run.deliveries[0].trouble
    assert run.deliveries[0].due == clock.now + PAUSES[0]
    for pause in PAUSES:
        clock.go_on(seconds=pause.total_seconds() - 1)
        following.run_due()
        clock.go_on(seconds=1)
        following.run_due()
    (known,) = following.followed()
    assert [late.state for late in known.undelivered] == ["given up"]
    assert len(receiver.came) == len(PAUSES) + 1
    receiver.answers = [204]
    following.run_now(schedule.id)
    assert following.followed()[0].undelivered == ()
    assert len({headers["X-Newsbrief-Delivery"] for headers, _ in receiver.came}) == 1


def test_a_webhook_gets_no_further_than_it_may(
    following: Following, clock: Clock, receiver: Receiver
) -> None:
    """No private address unless allowed, no redirect; one that is gone is not asked again."""
    guarded = following.follow_topic(Topic("ferry", to=(receiver.url,)), DAILY)
    run = following.run_now(guarded.id)
    assert run is not None
    assert "no public address" in run.deliveries[0].trouble
    assert receiver.came == []
    receiver.answers, receiver.headers = [307], {"Location": receiver.url}
    sent_on = following.follow_topic(Topic("Ferry", to=(receiver.url,), allow_private=True), DAILY)
    run = following.run_now(sent_on.id)
    assert run is not None
    assert "sends on to another address" in run.deliveries[0].trouble
    assert len(receiver.came) == 1
    receiver.answers = [410]
    following.run_now(sent_on.id)
    assert [late.state for late in following.followed()[1].undelivered] == ["given up"]
    came = len(receiver.came)
    clock.go_on(hours=1)
    following.run_due()
    assert len(receiver.came) == came


@pytest.mark.parametrize(
    "to",
    ["", "folder:", "ftp://a.example", "https://", "https://me:pw@a.example/", "mailto:",
     "mailto:a@b?bcc=c@d", "mailto:a b@c.example", "mailto:a@b.example\r\nBcc: c@d.example",
     "mailto:<a@b.example>", "mailto:a@b.example,", "a@b.example", "folder:/tmp/a\nb"],
)  # fmt: skip
def test_what_is_no_destination_is_refused(following: Following, to: str) -> None:
    """One line, before anything is recorded."""
    with pytest.raises(SettingsError) as raised:
        following.follow_topic(Topic("ferry", to=(to,)), DAILY)
    assert "\n" not in str(raised.value)
    assert following.followed() == []
