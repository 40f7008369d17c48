"""A briefing as a JSON file, and a JSON file as a briefing."""

from __future__ import annotations

from pathlib import Path

from assistant.documents import decoded, document, jsonable, one_line_document, restored
from assistant.errors import NotABriefing
from assistant.types import Briefing

__all__ = [
    "briefing_document",
    "document",
    "jsonable",
    "one_line_document",
    "parsed",
    "read_briefing",
]

FORMAT = 1
"""The number of the form in which briefings are written; a change that old readers cannot
read makes it higher."""
_MARKER = "newsbrief"


def briefing_document(briefing: Briefing) -> str:
    """The briefing as JSON text: its fields, after the number of the format."""
    fields = jsonable(briefing)
    assert isinstance(fields, dict)
    return document({_MARKER: FORMAT, **fields})


def parsed(content: str | bytes, name: str = "the text") -> Briefing:
    """The briefing that JSON text tells; the number of the format may be left out.

    Raises NotABriefing, which names the text by `name` and says what is wrong with it.
    """
    try:
        text = content if isinstance(content, str) else content.decode("utf-8-sig")
        found = decoded(text)
    except UnicodeDecodeError:
        raise NotABriefing(f"{name} is no briefing: it is not UTF-8 text") from None
    except ValueError as error:
        raise NotABriefing(f"{name} is no briefing: it is no JSON ({error})") from None
    if not isinstance(found, dict):
        raise NotABriefing(f"{name} is no briefing: write one with newsbrief brief --format json")
    try:
        return restored(Briefing, _fields(found))
    except ValueError as error:
        raise NotABriefing(f"{name} is no briefing, or damaged: {error}") from None


def _fields(found: dict[str, object]) -> dict[str, object]:
    """What a document tells beside the number of its format; raises ValueError for another."""
    form = found.get(_MARKER, FORMAT)
    if form is True or not isinstance(form, int) or form < 1:
        raise ValueError(f"{_MARKER} is to be {FORMAT}, not {str(form)[:40]}")
    if form > FORMAT:
        raise ValueError("it was written by a newer newsbrief; upgrade newsbrief to read it")
    return {name: value for name, value in found.items() if name != _MARKER}


def read_briefing(path: Path) -> Briefing:
    """The briefing in a JSON file; raises NotABriefing."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise NotABriefing(f"{path} cannot be read ({error.strerror})") from None
    return parsed(content, str(path))
