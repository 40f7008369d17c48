"""Which addresses become links: plain http and https ones, nothing else."""

from __future__ import annotations

import re

_PLAIN = re.compile(r"https?://[!-~]+", re.IGNORECASE)
_UNSAFE = re.compile(r"[<>\"'`\\]")


def link(url: str) -> str:
    """The address where it may be a link, else ""."""
    return url if _PLAIN.fullmatch(url) and not _UNSAFE.search(url) else ""
