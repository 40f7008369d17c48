"""newsbrief from Python: articles in, cited answers and briefings out.

    from assistant import Article, Assistant

    with Assistant("my-library") as assistant:
        assistant.add("news/", Article(title="…", text="…"))
        print(assistant.ask("Who holds Palmyra?").text)

Names are handed out on first use, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.assistant import Assistant, summarize
    from assistant.errors import AssistantError
    from assistant.types import (
        AddReport,
        Answer,
        Briefing,
        Citation,
        Coverage,
        Failed,
        KeyPoint,
        Statement,
        Turn,
        Verdict,
    )
    from assistant.verification.verify import verify
    from vectorstore.documents import Article, ArticleFilter, Passage
    from vectorstore.errors import VectorStoreError
    from vectorstore.stories import Story

_HOME = {
    "AddReport": "assistant.types",
    "Answer": "assistant.types",
    "Article": "vectorstore.documents",
    "ArticleFilter": "vectorstore.documents",
    "Assistant": "assistant.assistant",
    "AssistantError": "assistant.errors",
    "Briefing": "assistant.types",
    "Citation": "assistant.types",
    "Conflict": "assistant.types",
    "Coverage": "assistant.types",
    "Failed": "assistant.types",
    "KeyPoint": "assistant.types",
    "Passage": "vectorstore.documents",
    "Side": "assistant.types",
    "Statement": "assistant.types",
    "Story": "vectorstore.stories",
    "TimelineEntry": "assistant.types",
    "Turn": "assistant.types",
    "VectorStoreError": "vectorstore.errors",
    "Verdict": "assistant.types",
    "summarize": "assistant.assistant",
    "verify": "assistant.verification.verify",
}

__all__ = [
    "AddReport",
    "Answer",
    "Article",
    "ArticleFilter",
    "Assistant",
    "AssistantError",
    "Briefing",
    "Citation",
    "Conflict",
    "Coverage",
    "Failed",
    "KeyPoint",
    "Passage",
    "Side",
    "Statement",
    "Story",
    "TimelineEntry",
    "Turn",
    "VectorStoreError",
    "Verdict",
    "summarize",
    "verify",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
