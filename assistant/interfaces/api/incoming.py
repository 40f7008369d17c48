"""Articles that a request brings: as JSON, or as files; never a path, whatever it says.

A file lies in a folder of its own while it is read, under a name that cannot leave it.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
import tempfile
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from starlette.datastructures import UploadFile
from starlette.requests import Request

from assistant.interfaces.api.bodies import MOST_ITEMS, ArticleBody
from assistant.interfaces.api.errors import refused
from assistant.interfaces.api.libraries import Served
from assistant.interfaces.uploads import file_name
from assistant.types import AddReport, Failed
from vectorstore.documents import Article

_FILE = "files"
_ARTICLE = {
    "summary": "One article",
    "value": {
        "title": "Ferry runs aground off Larnholm",
        "publisher": "Northern Wire",
        "published": "2024-05-03",
        "text": "A ferry ran aground off Larnholm on Friday. Three people died, police said.",
    },
}
ADDED: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "oneOf": [
                        ArticleBody.model_json_schema(),
                        {
                            "type": "array",
                            "items": ArticleBody.model_json_schema(),
                            "minItems": 1,
                            "maxItems": MOST_ITEMS,
                        },
                    ]
                },
                "examples": {
                    "article": _ARTICLE,
                    "page": {
                        "summary": "A page to fetch",
                        "value": [{"url": "https://news.example/ferry"}],
                    },
                },
            },
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": [_FILE],
                    "properties": {
                        _FILE: {
                            "type": "array",
                            "items": {"type": "string", "format": "binary"},
                        }
                    },
                }
            },
        },
    }
}
"""What the route that adds says of its body."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Articles and addresses, and files with the names that their sender knows them by."""

    articles: tuple[Article | str, ...] = ()
    files: tuple[Path, ...] = ()

    def named(self, source: str) -> str:
        """A source as its sender knows it: a file by its name, not by where it lies."""
        place, sign, part = source.partition("#")
        name = next((file.name for file in self.files if str(file) == place), "")
        return f"{name}{sign}{part}" if name else source

    def told(self, line: str) -> str:
        """A line that may name files, as their sender knows them."""
        for file in self.files:
            line = line.replace(str(file), file.name)
        return line


@contextlib.asynccontextmanager
async def sources_of(request: Request) -> AsyncGenerator[Sources, None]:
    """What a request brings; files are there while this is held. Raises Refused."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        async with _files(request) as sources:
            yield sources
    elif kind in ("", "application/json"):
        content = await request.body()
        yield Sources(await asyncio.to_thread(articles_of, content))
    else:
        raise refused(415, "send articles as application/json, or files as multipart/form-data")


def articles_of(content: bytes) -> tuple[Article | str, ...]:
    """The articles and addresses of a JSON body, one or a list; raises Refused, which names the
    place."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise refused(400, "the body is no JSON: send an article, or a list of them") from None
    several = isinstance(found, list)
    items = found if several else [found]
    if not 1 <= len(items) <= MOST_ITEMS:
        raise refused(422, f"send 1 to {MOST_ITEMS:,} articles at once, not {len(items):,}")
    return tuple(_source(item, f"[{place}]" if several else "") for place, item in enumerate(items))


def _source(item: object, place: str) -> Article | str:
    try:
        return ArticleBody.model_validate_json(json.dumps(item)).source()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = f"{place}{''.join(f'.{step}' for step in first['loc'])}".lstrip(".") or "the body"
        why = first["msg"]
    except ValueError as error:
        where, why = place or "the article", str(error)
    raise refused(422, f"{where[:100]}: {why[:300]}")


@contextlib.asynccontextmanager
async def _files(request: Request) -> AsyncGenerator[Sources, None]:
    async with request.form(max_files=MOST_ITEMS, max_fields=MOST_ITEMS) as form:
        sent = [item for _, item in form.multi_items() if isinstance(item, UploadFile)]
        if not sent:
            raise refused(422, f"there is no file: send each as a part of the name “{_FILE}”")
        folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="newsbrief-"))
        try:
            yield Sources(files=await asyncio.to_thread(_laid_down, folder, sent))
        finally:
            await asyncio.to_thread(shutil.rmtree, folder, True)


def _laid_down(folder: Path, sent: Sequence[UploadFile]) -> tuple[Path, ...]:
    files = []
    for number, item in enumerate(sent):
        place = folder / str(number)
        place.mkdir()
        path = place / file_name(item.filename or "")
        with path.open("wb") as file:
            shutil.copyfileobj(item.file, file)
        files.append(path)
    return tuple(files)


async def added(served: Served, sources: Sources, by: str) -> AddReport:
    """Add what a request brings; it goes on to its end when the client goes away."""
    changes = served.changes

    def add() -> AddReport:
        return served.assistant.add(
            list(sources.articles), list(sources.files), stop=changes.stop, by=by
        )

    report = await changes.run(add)
    return replace(
        report,
        notices=tuple(map(sources.told, report.notices)),
        failed=tuple(
            Failed(sources.named(one.source), sources.told(one.reason)) for one in report.failed
        ),
        passed_over=tuple(
            Failed(sources.named(one.source), one.reason) for one in report.passed_over
        ),
    )
