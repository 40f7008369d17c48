"""The verbs as tools of the Model Context Protocol, and articles as its resources."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, TypeVar

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import CallToolResult, TextContent, ToolAnnotations
from pydantic import Field, RootModel, ValidationError

from assistant.documents import jsonable
from assistant.exporting.files import export
from assistant.exporting.forms import Form
from assistant.interfaces.api.access import check
from assistant.interfaces.api.answers import Asked, begun, last
from assistant.interfaces.api.bodies import LONGEST_QUESTION, LONGEST_TEXT, Filter
from assistant.interfaces.api.keys import Role
from assistant.interfaces.api.libraries import Libraries, Served
from assistant.interfaces.api.mcp_server import RESOURCE, ArticleServer, request_of
from assistant.interfaces.api.sending import encoded
from assistant.runnables import cited_text
from assistant.types import AddReport, Answer, Briefing, Conflict, TimelineEntry, Verdict
from assistant.wording import day, one_line, publisher
from vectorstore.documents import Article, Passage
from vectorstore.stories import Story

T = TypeVar("T")

_READS = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
_ADDS = ToolAnnotations(
    read_only_hint=False, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)

_Question = Annotated[str, Field(max_length=LONGEST_QUESTION, description="In whole words.")]
_Topic = Annotated[
    str | None, Field(max_length=LONGEST_QUESTION, description="Left out: the whole library.")
]
_Since = Annotated[date | None, Field(description="Only articles published on this day or later.")]
_Until = Annotated[date | None, Field(description="Only articles published by this day.")]
_Publishers = Annotated[
    list[str] | None, Field(max_length=200, description="Only articles of these publishers.")
]
_Story = Annotated[str, Field(max_length=100, description="Only articles of the story of this id.")]
_Call = Context[Any, Any]


@dataclass(frozen=True, slots=True)
class ArticleHead:
    """What is known of an article beside its text, which is the resource of this `uri`."""

    id: str
    title: str
    publisher: str
    published: date | None
    url: str
    uri: str


def server(served: Served, heard: Callable[[Answer], None] | None = None) -> MCPServer[Any]:
    """The MCP server of a library; whoever reaches it may read, and add where the request that
    comes with a call is an admin's, or there is none. `heard` is told each answer."""
    found = ArticleServer(served)
    found.add_tool(_ask(served, heard), annotations=_READS)
    for tool in (_search, _brief, _timeline, _conflicts, _stories, _articles, _verify):
        found.add_tool(tool(served), annotations=_READS)
    found.add_tool(_add_text(served), annotations=_ADDS)

    @found.resource(
        RESOURCE + "{id}", name="article", title="Article", mime_type="text/plain",
        description="The text of an article; citations are places in it.",
    )  # fmt: skip
    async def article(id: str) -> str:
        return (await served.readers.run(lambda: served.assistant.article(id))).text

    return found


# -------------------------------------------------------------------- the tools

_Tool = Callable[..., Any]


def _ask(served: Served, heard: Callable[[Answer], None] | None) -> _Tool:
    async def ask(
        question: _Question,
        since: _Since = None,
        until: _Until = None,
        publishers: _Publishers = None,
        story: _Story = "",
    ) -> Annotated[CallToolResult, RootModel[Answer]]:
        """Answer from the articles: questions, summaries, comparisons, timelines, lists, quotes,
        where reports differ. Gives cited sentences, or says that the articles do not tell it."""

        filter = _filter(since, until, publishers, story)
        found = await served.readers.run(lambda: filter.of(served.assistant))
        answer = await last(await begun(served, Asked(question, found), ""), heard)
        return _result(answer, cited_text(answer))

    return ask


def _search(served: Served) -> _Tool:
    async def search(
        query: _Question,
        k: Annotated[int, Field(ge=1, le=100)] = 10,
        since: _Since = None,
        until: _Until = None,
        publishers: _Publishers = None,
        story: _Story = "",
    ) -> Annotated[CallToolResult, list[Passage]]:
        """Find passages by words and by meaning, best first."""
        filter = _filter(since, until, publishers, story)
        found = await _work(
            served, lambda: served.assistant.search(query, k, filter.of(served.assistant))
        )
        lines = [
            f"{one_line(one.title)} · {publisher(one.publisher)}, {day(one.published)} · "
            f"{RESOURCE}{one.article_id}\n{one.text}"
            for one in found
        ]
        return _result(found, "\n\n".join(lines) or "nothing is found")

    return search


def _brief(served: Served) -> _Tool:
    async def brief(
        topic: _Topic = None,
        words: Annotated[int, Field(ge=1, le=5000)] = 250,
        points: Annotated[int | None, Field(ge=1, le=100)] = None,
        since: _Since = None,
        until: _Until = None,
        publishers: _Publishers = None,
        story: _Story = "",
    ) -> Annotated[CallToolResult, RootModel[Briefing]]:
        """Write a cited briefing on a topic, or on everything."""
        filter = _filter(since, until, publishers, story)
        assistant = served.assistant
        found = await _work(
            served,
            lambda: assistant.brief(topic, words=words, points=points, filter=filter.of(assistant)),
        )
        return _result(found, export(found, Form.MD).decode())

    return brief


def _timeline(served: Served) -> _Tool:
    async def timeline(
        topic: _Topic = None,
        entries: Annotated[int | None, Field(ge=1, le=1000)] = None,
        since: _Since = None,
        until: _Until = None,
        publishers: _Publishers = None,
    ) -> Annotated[CallToolResult, list[TimelineEntry]]:
        """Tell what happened when, one cited sentence a day."""
        filter = _filter(since, until, publishers)
        assistant = served.assistant
        found = await _work(
            served,
            lambda: assistant.timeline(topic, entries=entries, filter=filter.of(assistant)),
        )
        return _result(found)

    return timeline


def _conflicts(served: Served) -> _Tool:
    async def conflicts(
        topic: _Topic = None,
        since: _Since = None,
        until: _Until = None,
        publishers: _Publishers = None,
    ) -> Annotated[CallToolResult, list[Conflict]]:
        """Show where reports differ: what was updated, and what contradicts."""
        filter = _filter(since, until, publishers)
        assistant = served.assistant
        return _result(
            await _work(served, lambda: assistant.conflicts(topic, filter=filter.of(assistant)))
        )

    return conflicts


def _stories(served: Served) -> _Tool:
    async def stories(
        since: _Since = None, until: _Until = None, publishers: _Publishers = None
    ) -> Annotated[CallToolResult, list[Story]]:
        """List the stories, articles about one event, the newest first."""
        filter = _filter(since, until, publishers)
        assistant = served.assistant
        return _result(await _work(served, lambda: assistant.stories(filter.of(assistant))))

    return stories


def _articles(served: Served) -> _Tool:
    async def articles(
        since: _Since = None,
        until: _Until = None,
        publishers: _Publishers = None,
        limit: Annotated[int, Field(ge=1, le=1000)] = 100,
        offset: Annotated[int, Field(ge=0, le=10**9)] = 0,
    ) -> Annotated[CallToolResult, list[ArticleHead]]:
        """List articles, oldest first; their texts are resources."""
        filter = _filter(since, until, publishers)
        assistant = served.assistant
        found = await _work(
            served,
            lambda: assistant.articles(filter.of(assistant), most=limit, skip=offset),
        )
        return _result([_head(article) for article in found])

    return articles


def _verify(served: Served) -> _Tool:
    async def verify(
        statement: Annotated[str, Field(max_length=10_000)],
        quotes: Annotated[list[str], Field(max_length=100, description="Each in exact words.")],
    ) -> Annotated[CallToolResult, RootModel[Verdict]]:
        """Check a statement against quotes, which together must hold all of it."""
        from assistant.verification.verify import verify as verified

        return _result(await _work(served, lambda: verified(statement, quotes)))

    return verify


def _add_text(served: Served) -> _Tool:
    async def add_text(
        text: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)],
        context: _Call,
        title: Annotated[str, Field(max_length=2000)] = "",
        publisher: Annotated[str, Field(max_length=500)] = "",
        published: date | None = None,
        url: Annotated[str, Field(max_length=4000, description="Where it was published.")] = "",
    ) -> Annotated[CallToolResult, RootModel[AddReport]]:
        """Keep an article, whose text is given; nothing is fetched."""
        by = _admin(context, served)
        article = Article(text, title=title, publisher=publisher, published=published, url=url)
        report = await served.changes.run(lambda: served.assistant.add(article, by=by))
        return _result(report)

    return add_text


# -------------------------------------------------------------------- what they share


def _filter(
    since: date | None, until: date | None, publishers: Sequence[str] | None, story: str = ""
) -> Filter:
    """The filter of these; raises ToolError."""
    try:
        return Filter(publishers=tuple(publishers or ()), since=since, until=until, story=story)
    except ValidationError as error:
        raise ToolError(one_line(error.errors()[0]["msg"])) from error


def _admin(context: _Call, served: Served) -> str:
    """The name of who calls, where they may add; raises Refused."""
    request = request_of(context)
    return "mcp" if request is None else check(request, Role.ADMIN, served.name).name


async def _work(served: Served, work: Callable[[], T]) -> T:
    """What the work gives; raises Busy where no more may wait."""
    return await served.workers.run(work, always=False)


def _result(value: object, text: str = "") -> CallToolResult:
    """The value as structured content, and in words, or as JSON."""
    document = jsonable(value)
    structured = document if isinstance(document, dict) else {"result": document}
    return CallToolResult(
        content=[TextContent(type="text", text=text or encoded(value))],
        structured_content=structured,
    )


def _head(article: Article) -> ArticleHead:
    return ArticleHead(
        article.id, article.title, article.publisher, article.day, article.url,
        f"{RESOURCE}{article.id}",
    )  # fmt: skip


def serve_on_pipes(served: Served) -> None:
    """Serve MCP on standard input and output until that ends."""
    import anyio

    logging.basicConfig(level=logging.WARNING)
    try:
        anyio.run(server(served).run_stdio_async)
    finally:
        Libraries([served]).close()
