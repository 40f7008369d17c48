"""A source becomes articles: files, folders and standard input, cleaned."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.reading.cleaning import Cleaned as Cleaned
    from assistant.reading.cleaning import clean as clean
    from assistant.reading.sources import read as read
    from assistant.reading.types import Document as Document
    from assistant.reading.types import Failure as Failure
    from assistant.reading.types import FullyRead as FullyRead
    from assistant.reading.types import PassedOver as PassedOver
    from assistant.reading.types import Unchanged as Unchanged

_HOMES = {
    "Cleaned": "assistant.reading.cleaning",
    "Document": "assistant.reading.types",
    "Failure": "assistant.reading.types",
    "PassedOver": "assistant.reading.types",
    "Unchanged": "assistant.reading.types",
    "FullyRead": "assistant.reading.types",
    "clean": "assistant.reading.cleaning",
    "read": "assistant.reading.sources",
}

__all__ = [
    "Cleaned", "Document", "Failure", "FullyRead", "PassedOver", "Unchanged", "clean", "read",
]  # fmt: skip


def __getattr__(name: str) -> object:
    """The public names, imported when first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
