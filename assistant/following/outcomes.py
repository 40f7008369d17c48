"""What a run came to, in a line."""

from __future__ import annotations

from assistant.errors import AssistantError
from assistant.following.claims import Result
from assistant.reading.feeds import FeedState
from assistant.types import AddReport, Briefing
from assistant.wording import counted, error_line, one_line
from vectorstore.errors import VectorStoreError

_LONGEST = 300


def of_briefing(briefing: Briefing, *, first: bool) -> Result:
    """What a run on a topic came to."""
    if not briefing.answered:
        return Result("nothing", _short(" ".join(briefing.notices) or "Nothing in scope."))
    if first:
        return Result(
            "new", f"First briefing, on {counted(briefing.coverage.articles, 'article')}."
        )
    if not briefing.new:
        return Result("nothing", "Nothing new since the last briefing.")
    return Result("new", f"{counted(len(briefing.new), 'new point')} since the last briefing.")


def of_feed(report: AddReport, url: str, state: FeedState) -> Result:
    """What a reading of a feed came to."""
    broken = next((failed for failed in report.failed if failed.source == url), None)
    if broken is not None and not report.read:
        return Result("failed", _short(f"Not read: {broken.reason}."), state)
    new = len(report.added) + len(report.duplicates)
    parts = [f"{counted(new, 'article')} added"] if new else []
    parts += [f"{len(report.updated)} updated"] if report.updated else []
    missing = f"{counted(len(report.failed), 'entry')} not read" if report.failed else ""
    why = f" ({report.failed[0].reason})" if report.failed else ""
    if not parts:
        line = f"Nothing new; {missing}{why}." if missing else "Nothing new."
        return Result("nothing", _short(line), state)
    told = ", ".join([*parts, *([missing] if missing else [])])
    return Result("new", _short(f"{told}{why}."), state)


def of_error(error: Exception) -> str:
    """An error in a line; what was not foreseen goes to the log in full."""
    if isinstance(error, AssistantError | VectorStoreError):
        return _short(str(error))
    return _short(error_line(error))


def _short(line: str) -> str:
    words = one_line(line)
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
