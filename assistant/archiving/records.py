"""What an export holds, line by line: one JSON document for each thing that was kept.

The first line tells the form and its number, the last one that it is whole. Between them each
document has a `kind`: "outlets", "article", "kept apart", "briefing" or "conversation". The form
is told in docs/keeping.md.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.documents import jsonable, restored
from vectorstore.adding import Incoming
from vectorstore.catalog.catalog import Earlier
from vectorstore.documents import Article

FORMAT = 1
"""The number of this form of exports; one that older readers cannot read has a higher one."""
KIND = "newsbrief export"
END = "end"

ARTICLE, APART, BRIEFING, CONVERSATION, OUTLETS = (
    "article", "kept apart", "briefing", "conversation", "outlets",
)  # fmt: skip
_FIELDS = (
    "title", "publisher", "published", "url", "authors", "agency", "dateline", "language",
    "origin", "confidence", "pages", "text",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Apart:
    """Two articles, by id, that a user said are no copies of each other."""

    first: str
    second: str


@dataclass(frozen=True, slots=True)
class OwnOutlets:
    """The user's own table of outlets, as TOML."""

    toml: str


def line(kind: str, value: object) -> bytes:
    """A line of an export; escapes take what UTF-8 does not, such as lone surrogates."""
    fields = jsonable(value)
    assert isinstance(fields, dict)
    return json.dumps({"kind": kind, **fields}).encode() + b"\n"


def article_fields(item: Incoming) -> dict[str, object]:
    """An article as a document: as it was read, what it said before, what users corrected."""
    return {
        "id": item.article.id,
        **_said(item.article, item.original),
        "versions": [_said(before.article, before.original) for before in item.earlier],
        "corrections": dict(item.edits),
    }


def _said(article: Article, original: bytes) -> dict[str, object]:
    fields: dict[str, object] = {name: getattr(article, name) for name in _FIELDS}
    return {**fields, "original": base64.b64encode(original).decode()}


def article_of(document: Mapping[str, Any]) -> Incoming:
    """The article that a document tells, as the library takes it in; raises ValueError."""
    try:
        id = _text(document["id"])
        article, original = _read(document, id)
        versions = [_read(version, id) for version in document.get("versions", ())]
        corrections = document.get("corrections", {})
        edits = {_correctable(name): _text(value) for name, value in corrections.items()}
    except KeyError as error:
        raise ValueError(f"it has no {error.args[0]}") from None
    except (TypeError, AttributeError) as error:
        raise ValueError(str(error)) from None
    if not any(sign.isalnum() for sign in article.text):
        raise ValueError("the article has no text")
    return Incoming(
        article, original, article.published,
        tuple(Earlier(*version) for version in versions), edits, exported=True,
    )  # fmt: skip


def _read(document: Mapping[str, Any], id: str) -> tuple[Article, bytes]:
    fields = {name: document[name] for name in _FIELDS if name in document}
    article = Article(_text(fields.pop("text")), id=id, **fields)
    return article, base64.b64decode(_text(document.get("original", "")), validate=True)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r:.40} is to be text")
    return value


def _correctable(name: str) -> str:
    if name not in ("title", "publisher", "published"):
        raise TypeError(f"{name!r:.40} is no field that is corrected")
    return name


def record(kind: type[Any], document: Mapping[str, Any]) -> Any:
    """What a document of another kind tells, as an object of this class; raises ValueError."""
    return restored(kind, {name: value for name, value in document.items() if name != "kind"})
