"""When what is followed is due: a rhythm as it is typed, in words, and its next moment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from assistant.errors import SettingsError
from assistant.wording import counted, listed

DEFAULT_TIME = "07:00"
SHORTEST, LONGEST = timedelta(minutes=5), timedelta(days=366)

_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAYS = {name.lower(): (number,) for number, name in enumerate(_NAMES)}
_WORKING, _ALL = tuple(range(5)), tuple(range(7))
_UNITS = {"m": 60, "h": 3600, "d": 86400}
_INTERVAL = re.compile(r"(\d{1,6})\s*([mhd])")
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Rhythm:
    """On these weekdays (0 is Monday) at a time of day, "07:00", in a time zone; or, without
    weekdays, every so many seconds."""

    weekdays: tuple[int, ...] = ()
    at: str = ""
    zone: str = ""
    seconds: int = 0

    def after(self, moment: datetime, anchor: datetime) -> datetime:
        """The first moment, in UTC, that is later than this one; intervals count from the anchor.

        A time of day that a change of the clocks leaves out counts as the moment when it would
        have been, one that comes twice as the first of the two.
        """
        if self.seconds:
            step = timedelta(seconds=self.seconds)
            return anchor + ((moment - anchor) // step + 1) * step
        zone, at = ZoneInfo(self.zone), time.fromisoformat(self.at)
        today = moment.astimezone(zone).date()
        for days in range(-1, 9):
            day = today + timedelta(days=days)
            found = datetime.combine(day, at, zone).astimezone(UTC)
            if day.weekday() in self.weekdays and found > moment:
                return found
        raise AssertionError("every weekday comes within nine days")

    def settled(self, due: datetime, now: datetime, anchor: datetime) -> datetime:
        """When it is due where the clock may have been set back since that was found: nothing
        waits for more than one moment to pass by, and none comes twice."""
        return min(due, self.after(self.after(now, anchor), anchor))


def read_rhythm(every: str, at: str = "", zone: str = "", today: date | None = None) -> Rhythm:
    """The rhythm of what was typed: "day", "weekday", "week" (on the weekday of `today`),
    "monday", "hour", "30m", "2h", "3d"; raises SettingsError, which says what can be typed."""
    word = every.strip().lower()
    today = today or date.today()
    known = {**_DAYS, "day": _ALL, "weekday": _WORKING, "week": (today.weekday(),)}
    if word in known:
        return Rhythm(known[word], _read_time(at or DEFAULT_TIME), _read_zone(zone))
    found = _INTERVAL.fullmatch("1h" if word == "hour" else word)
    if found is None:
        raise SettingsError(
            f"{every!r} is no rhythm: write hour, day, weekday, week, a day's name, 30m, 2h or 3d"
        )
    if at:
        raise SettingsError(f"a time of day goes with a day, and not with {every!r}: leave it out")
    seconds = int(found[1]) * _UNITS[found[2]]
    if not SHORTEST.total_seconds() <= seconds <= LONGEST.total_seconds():
        raise SettingsError(f"{every!r} is too often or too seldom: 5m is the least, 366d the most")
    return Rhythm(seconds=seconds)


def _read_time(at: str) -> str:
    found = _TIME.fullmatch(at.strip())
    if found is None:
        raise SettingsError(f"{at!r} is no time of day: write it as 07:00")
    return f"{int(found[1]):02}:{found[2]}"


def _read_zone(name: str) -> str:
    wanted = name.strip() or local_zone()
    try:
        return ZoneInfo(wanted).key
    except (KeyError, OSError, ValueError):
        raise SettingsError(f"{wanted!r} is no time zone: write it as Europe/Berlin") from None


def local_zone() -> str:
    """The name of this machine's time zone; UTC where it has none."""
    from tzlocal import get_localzone_name

    try:
        name = get_localzone_name()
        return ZoneInfo(name).key if name else "UTC"
    except (KeyError, OSError, ValueError):  # a machine that is set up oddly
        return "UTC"


def in_words(rhythm: Rhythm) -> str:
    """The rhythm in words: "every weekday at 07:00 (Europe/Berlin)", "every 30 minutes"."""
    if rhythm.weekdays:
        return f"every {_days(rhythm.weekdays)} at {rhythm.at} ({rhythm.zone})"
    for noun, unit in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if rhythm.seconds % unit == 0:
            number = rhythm.seconds // unit
            return f"every {noun}" if number == 1 else f"every {counted(number, noun)}"
    return f"every {counted(rhythm.seconds, 'second')}"


def _days(weekdays: tuple[int, ...]) -> str:
    if weekdays == _ALL:
        return "day"
    return "weekday" if weekdays == _WORKING else listed([_NAMES[day] for day in weekdays])
