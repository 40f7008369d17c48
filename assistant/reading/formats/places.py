"""Where the articles of one file are in it: names that stay when the file grows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vectorstore.documents import digest

_LONGEST = 160
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


@dataclass(frozen=True, slots=True)
class Part:
    """What an article of a file goes by: its names, the most lasting first ("" for none),
    and all its words."""

    names: tuple[str, ...]
    words: str


def places(parts: Sequence[Part]) -> list[str]:
    """The place of each part: its first name that no other part of the file has, else a
    digest of its words. Only parts with the same words may have the same place."""
    digests = [digest(part.words) for part in parts]
    holders: dict[str, set[str]] = {}
    named = [tuple(tidy(name) for name in part.names) for part in parts]
    for names, words in zip(named, digests, strict=True):
        for name in names:
            holders.setdefault(name, set()).add(words)
    return [
        next((name for name in names if name and len(holders[name]) == 1), words)
        for names, words in zip(named, digests, strict=True)
    ]


def tidy(name: str) -> str:
    """`name` on one line and no longer than a line; a long one keeps a digest of its rest."""
    bare = " ".join(_CONTROLS.sub(" ", name).split())
    return bare if len(bare) <= _LONGEST else f"{bare[:_LONGEST].rstrip()}…{digest(bare)}"
