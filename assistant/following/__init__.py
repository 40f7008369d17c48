"""Topics and feeds that are followed: when they are due, what a run makes, where that goes."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.following.rhythm import Rhythm as Rhythm
    from assistant.following.rhythm import read_rhythm as read_rhythm
    from assistant.following.running import Following as Following
    from assistant.following.scheduler import FollowingScheduler as FollowingScheduler
    from assistant.following.types import Followed as Followed
    from assistant.following.types import Run as Run
    from assistant.following.types import Schedule as Schedule
    from assistant.following.types import Topic as Topic

_HOMES = {
    "Rhythm": "rhythm", "read_rhythm": "rhythm", "Following": "running",
    "FollowingScheduler": "scheduler", "Followed": "types", "Run": "types", "Schedule": "types",
    "Topic": "types",
}  # fmt: skip

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> object:
    """The public names, imported when first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
