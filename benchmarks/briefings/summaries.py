"""Summaries through the public API: what `rouge.py` asks of one build of the product.

Task: a list of `articles` (fields of `Article`) and `words`. Result: for each its `plain` text.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from common import answered

from assistant import Article, summarize


def told(fields: dict[str, Any]) -> Article:
    """The article that `fields` of `rouge.py` tell."""
    day = fields["published"]
    return Article(**{**fields, "published": date.fromisoformat(day) if day else None})


def made(tasks: list[dict[str, Any]]) -> list[str]:
    """A summary for each task."""
    return [summarize(map(told, one["articles"]), one["words"]).plain for one in tasks]


if __name__ == "__main__":
    answered(made)
