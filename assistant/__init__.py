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
    __version__: str

    from assistant.assistant import Assistant as Assistant
    from assistant.assistant import summarize as summarize
    from assistant.errors import AssistantError as AssistantError
    from assistant.types import AddReport as AddReport
    from assistant.types import Answer as Answer
    from assistant.types import Briefing as Briefing
    from assistant.types import Citation as Citation
    from assistant.types import Conflict as Conflict
    from assistant.types import Coverage as Coverage
    from assistant.types import Entity as Entity
    from assistant.types import Failed as Failed
    from assistant.types import KeyPoint as KeyPoint
    from assistant.types import Side as Side
    from assistant.types import Statement as Statement
    from assistant.types import TimelineEntry as TimelineEntry
    from assistant.types import Turn as Turn
    from assistant.types import Verdict as Verdict
    from assistant.verification.verify import verify as verify
    from vectorstore.documents import Article as Article
    from vectorstore.documents import ArticleFilter as ArticleFilter
    from vectorstore.documents import Passage as Passage
    from vectorstore.errors import VectorStoreError as VectorStoreError
    from vectorstore.stories import Story as Story

_HOME = {
    name: module
    for module, names in {
        "assistant.assistant": "Assistant summarize",
        "assistant.errors": "AssistantError",
        "assistant.types": "AddReport Answer Briefing Citation Conflict Coverage Entity Failed "
        "KeyPoint Side Statement TimelineEntry Turn Verdict",
        "assistant.verification.verify": "verify",
        "vectorstore.documents": "Article ArticleFilter Passage",
        "vectorstore.errors": "VectorStoreError",
        "vectorstore.stories": "Story",
    }.items()
    for name in names.split()
}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> object:
    if name == "__version__":
        from importlib.metadata import version

        return version("newsbrief")
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
