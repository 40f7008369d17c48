"""Which articles are copies of which: found by their signatures, read word by word, linked.

Pure functions over articles; nothing is stored here. Names are handed out on first use, so that
importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vectorstore.duplicates.judging import Likeness, likeness
    from vectorstore.duplicates.linking import Member, earliest, linked, member, originals
    from vectorstore.duplicates.shingles import ENOUGH, Signature, signature

_HOME = {
    "ENOUGH": "shingles",
    "Likeness": "judging",
    "Member": "linking",
    "Signature": "shingles",
    "earliest": "linking",
    "likeness": "judging",
    "linked": "linking",
    "member": "linking",
    "originals": "linking",
    "signature": "shingles",
}

__all__ = [
    "ENOUGH",
    "Likeness",
    "Member",
    "Signature",
    "earliest",
    "likeness",
    "linked",
    "member",
    "originals",
    "signature",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
