"""Stories: which articles are about one event, found from the set of articles alone.

Pure functions over articles and their vectors; nothing is stored here. Names are handed out on
first use, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vectorstore.stories.partly import told_by
    from vectorstore.stories.telling import Story, alone, stories

_HOME = {"Story": "telling", "alone": "telling", "stories": "telling", "told_by": "partly"}

__all__ = ["Story", "alone", "stories", "told_by"]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
