"""When what is followed is due: never in the past, whatever the zone, the season or the clock."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import SettingsError
from assistant.following.rhythm import Rhythm, in_words, read_rhythm

ZONES = (
    "UTC", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Australia/Lord_Howe",
    "Asia/Kathmandu", "Pacific/Apia", "Africa/Casablanca", "Pacific/Chatham",
)  # fmt: skip
MOMENTS = st.datetimes(datetime(1995, 1, 1), datetime(2045, 1, 1)).map(
    lambda moment: moment.replace(tzinfo=UTC)
)
DAYS = st.builds(
    Rhythm,
    st.lists(st.integers(0, 6), min_size=1, unique=True).map(lambda days: tuple(sorted(days))),
    st.times().map(lambda at: f"{at:%H:%M}"),
    st.sampled_from(ZONES),
)
INTERVALS = st.integers(300, 366 * 86400).map(lambda seconds: Rhythm(seconds=seconds))
RHYTHMS = DAYS | INTERVALS


@settings(max_examples=60)
@given(RHYTHMS, MOMENTS, MOMENTS)
def test_the_next_moment_is_later_and_there_is_none_between(
    rhythm: Rhythm, moment: datetime, anchor: datetime
) -> None:
    """It is in the future, within eight days, and just before it, it is still the next one."""
    due = rhythm.after(moment, anchor)
    assert due > moment
    longest = timedelta(seconds=rhythm.seconds) if rhythm.seconds else timedelta(days=8)
    assert due - moment <= longest
    assert rhythm.after(due - timedelta(microseconds=1), anchor) == due
    assert rhythm.after(due, anchor) > due


@settings(max_examples=60)
@given(DAYS, MOMENTS)
def test_a_time_of_day_is_kept_through_every_change_of_the_clocks(
    rhythm: Rhythm, moment: datetime
) -> None:
    """By the clock of its zone it is that time on one of those weekdays, or, where the clocks
    leave that time out, the moment that would have been it."""
    zone = ZoneInfo(rhythm.zone)
    due = rhythm.after(moment, moment)
    local = due.astimezone(zone)
    if f"{local:%H:%M}" == rhythm.at:
        assert local.weekday() in rhythm.weekdays or rhythm.zone == "Pacific/Apia"
        assert local.fold == 0
        return
    before = (due - timedelta(hours=25)).astimezone(zone).utcoffset()
    after = (due + timedelta(hours=1)).astimezone(zone).utcoffset()
    assert before is not None
    assert after is not None
    assert after > before


@settings(max_examples=30)
@given(DAYS, MOMENTS)
def test_a_day_has_one_moment(rhythm: Rhythm, moment: datetime) -> None:
    """Over a year no two are of one day, the hour that comes twice in autumn or not."""
    seen = []
    for _ in range(53):
        moment = rhythm.after(moment, moment)
        seen.append(moment)
    gaps = [later - sooner for sooner, later in pairwise(seen)]
    assert min(gaps) > timedelta(hours=20)


@settings(max_examples=60)
@given(RHYTHMS, MOMENTS, st.lists(st.integers(-40 * 86400, 3 * 86400), max_size=40))
def test_a_clock_that_jumps_neither_stops_nor_doubles_it(
    rhythm: Rhythm, now: datetime, jumps: list[int]
) -> None:
    """Whatever the clock does, one moment of the rhythm at most passes by before it runs; nothing
    that ran runs again where the clock goes back by less than to the moment before."""
    anchor = now
    due = rhythm.after(now, anchor)
    ran: list[datetime] = []
    for jump in jumps:
        now += timedelta(seconds=jump)
        settled = rhythm.settled(due, now, anchor)
        assert settled <= rhythm.after(rhythm.after(now, anchor), anchor)
        if settled != due:  # it was far off: what is left waits a whole step at least
            assert settled > rhythm.after(now, anchor)
            ran.clear()
        due = settled
        if due <= now:
            assert due not in ran
            ran.append(due)
            due = rhythm.after(max(due, now), anchor)
            assert due > now


def test_months_of_missed_moments_are_one_run() -> None:
    """The machine was off for half a year: once, then the next day."""
    daily = read_rhythm("day", "07:00", "Europe/Berlin")
    due = daily.after(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))
    back = datetime(2026, 7, 1, 12, tzinfo=UTC)
    assert due <= back
    assert daily.settled(due, back, back) == due
    assert daily.after(max(due, back), back) == datetime(2026, 7, 2, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("every", "at", "words"),
    [
        ("day", "7:05", "every day at 07:05 (Europe/Berlin)"),
        ("weekday", "", "every weekday at 07:00 (Europe/Berlin)"),
        ("week", "", "every Thursday at 07:00 (Europe/Berlin)"),
        ("Sunday", "23:59", "every Sunday at 23:59 (Europe/Berlin)"),
        ("hour", "", "every hour"), ("30m", "", "every 30 minutes"),
        ("90m", "", "every 90 minutes"),
        ("2h", "", "every 2 hours"), ("3d", "", "every 3 days"),
    ],
)  # fmt: skip
def test_what_is_typed_is_understood(every: str, at: str, words: str) -> None:
    """Each way to write a rhythm, and how it is told back."""
    assert in_words(read_rhythm(every, at, "Europe/Berlin", date(2026, 1, 1))) == words


@pytest.mark.parametrize(
    ("every", "at", "zone"),
    [
        ("daily", "", ""), ("", "", ""), ("1m", "", ""), ("400d", "", ""), ("-5m", "", ""),
        ("day", "25:00", ""), ("day", "noon", ""), ("hour", "07:00", ""), ("30m", "07:00", ""),
        ("day", "", "Europe/Nowhere"), ("day", "", "../../etc/passwd"),
    ],
)  # fmt: skip
def test_what_is_no_rhythm_is_refused(every: str, at: str, zone: str) -> None:
    """One line that says what to write instead."""
    with pytest.raises(SettingsError, match=":") as raised:
        read_rhythm(every, at, zone, date(2026, 1, 1))
    assert "\n" not in str(raised.value)
