"""Where something stands in a text."""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of a text, `text[start:end]`, in code points."""

    start: int
    end: int
