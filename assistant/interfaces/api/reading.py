"""The routes that read a library and change it: articles, stories, entities."""

from __future__ import annotations

from pathlib import PurePath
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from assistant.documents import jsonable
from assistant.interfaces.api.incoming import ADDED, added, sources_of
from assistant.interfaces.api.parts import Calling, Changing, Filters, Reading, failures, found
from assistant.interfaces.api.sending import Json
from assistant.reading.sources import is_address
from assistant.types import AddReport, Entity
from vectorstore.documents import Article
from vectorstore.errors import UnknownArticle
from vectorstore.stories import Story

router = APIRouter(tags=["library"])

_MOST = 1_000
_Id = Annotated[str, Path(max_length=64, description="An article's id, or how it begins.")]
_Ids = Annotated[
    list[str], Query(alias="id", min_length=1, max_length=_MOST, description="Whole ids.")
]


@router.get(
    "/articles", response_model=list[Article], responses=failures(), summary="List articles"
)
async def articles(
    served: Reading,
    filters: Filters,
    limit: Annotated[int, Query(ge=1, le=_MOST, description="So many at most.")] = 100,
    offset: Annotated[int, Query(ge=0, le=10**9, description="After the first so many.")] = 0,
    text: Annotated[bool, Query(description="With their texts; else each text is empty.")] = True,
) -> Response:
    """Oldest first, undated ones last, copies too. The header X-Total-Count says how many pass the
    filter in all."""
    assistant, total = served.assistant, 0

    def listed() -> list[dict[str, object]]:
        nonlocal total
        filter = filters.of(assistant)
        total = assistant.library.scope(filter or None).articles
        page = assistant.articles(filter, most=limit, skip=offset)
        return [_row(article, text) for article in page]

    return await found(served.readers, listed, lambda: {"X-Total-Count": str(total)})


def _row(article: Article, text: bool) -> dict[str, object]:
    """An article's fields; of where it was read on this machine no more than the file's name."""
    row = jsonable(article)
    assert isinstance(row, dict)
    if not is_address(article.origin):
        row["origin"] = PurePath(article.origin).name
    return row if text else {**row, "text": ""}


@router.get(
    "/articles/{id}", response_model=Article, responses=failures(), summary="One article, whole"
)
async def article(id: _Id, served: Reading) -> Response:
    """All its fields; citations point into its `text`."""
    return await found(served.readers, lambda: _row(served.assistant.article(id), text=True))


@router.post(
    "/articles", response_model=AddReport, responses=failures(403, 415), openapi_extra=ADDED,
    summary="Add articles",
)  # fmt: skip
async def add(request: Request, served: Changing, caller: Calling) -> Response:
    """One article as JSON or a list of them, or files as multipart/form-data, which are read as
    `newsbrief add` reads them. An article with a url and no text is fetched, from public addresses
    only. What cannot be read is in the report's `failed`; what is reported as added is kept."""
    async with sources_of(request) as sources:
        return Json(await added(served, sources, caller.name))


@router.delete("/articles", responses=failures(403), summary="Remove articles")
async def remove_all(ids: _Ids, served: Changing, caller: Calling) -> Response:
    """All of them, or, where one is not there, none. Ids are whole here."""
    return await _removed(served, ids, caller.name)


@router.delete("/articles/{id}", responses=failures(403), summary="Remove an article")
async def remove(id: _Id, served: Changing, caller: Calling) -> Response:
    """The article and all that belongs to it. The id is whole here."""
    return await _removed(served, [id], caller.name)


async def _removed(served: Changing, ids: list[str], by: str) -> Response:
    assistant = served.assistant

    def remove() -> None:
        for id in ids:
            if assistant.article(id).id != id:  # the beginning of an id is for people
                raise UnknownArticle(f"no article has the id {id!r}: give all of it")
        assistant.remove(*ids, by=by)

    await served.changes.run(remove)
    return Json({"removed": ids})


@router.get("/stories", response_model=list[Story], responses=failures(), summary="List stories")
async def stories(served: Reading, filters: Filters) -> Response:
    """Articles about one event, two or more; the newest story first."""
    assistant = served.assistant
    return await found(served.readers, lambda: assistant.stories(filters.of(assistant)))


@router.get(
    "/entities/{id}", response_model=list[Entity], responses=failures(),
    summary="What an article names",
)  # fmt: skip
async def entities(id: _Id, served: Reading) -> Response:
    """Persons, organisations, places and other things, by first mention; mentions are places in
    the article's text."""
    return await found(served.readers, lambda: served.assistant.entities(id))
