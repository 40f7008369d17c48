"""The name of a file that was sent, as it may lie on a disk."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

_LONGEST_NAME = 120
_LONGEST_SUFFIX = 12
_NO_NAME = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff/\\]")


def file_name(sent: str) -> str:
    """A file's name as it may lie on a disk: one part, no signs that steer, its ending kept."""
    bare = _NO_NAME.sub("", re.split(r"[/\\]", sent)[-1]).strip().lstrip(".")
    stem, suffix = Path(bare).stem, Path(bare).suffix[:_LONGEST_SUFFIX]
    while len((stem + suffix).encode()) > _LONGEST_NAME:
        stem = stem[:-1]
    with contextlib.suppress(ValueError):
        return Path(f"{stem or 'file'}{suffix}").name
    return "file"
