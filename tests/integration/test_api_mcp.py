"""The official MCP client, over HTTP and over pipes: the verbs as tools, articles as resources."""

import asyncio
import sys
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import httpx
import httpx2
import jsonschema
import pytest
from mcp import Client, StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError

from assistant import Answer, Article, Assistant
from assistant.documents import jsonable
from assistant.interfaces.api.keys import Keys, Role, add_key
from tests.integration.api_server import COMMAND, QUESTION, serving
from tests.integration.conftest import FERRY
from tests.soak.standin import HashedTexts
from vectorstore.errors import VectorsError

_NOWHERE = "newsbrief://articles/nowhere"
_TOOLS = {
    "ask", "search", "brief", "timeline", "conflicts", "stories", "articles", "add_text", "verify",
}  # fmt: skip
Talk = Callable[[Client], Coroutine[Any, Any, None]]


def _talk(server: Any, talk: Talk, mode: str = "auto") -> None:
    """Open a client and let it talk."""

    async def run() -> None:
        async with Client(server, mode=mode) as client:
            await talk(client)

    asyncio.run(run())


def _at(client: httpx.Client, path: str = "/mcp") -> str:
    return str(client.base_url).rstrip("/") + path


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_every_tool_over_http(api: httpx.Client, ferry_assistant: Assistant, mode: str) -> None:
    """Each that reads says so, and gives what Python gives, as its schema has it, and in words."""

    async def talk(client: Client) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == _TOOLS

        async def called(name: str, **given: Any) -> Any:
            result = await client.call_tool(name, given)
            assert not result.is_error, result.content
            assert result.content[0].text  # type: ignore[union-attr]
            schema = tools[name].output_schema
            assert schema is not None
            jsonschema.validate(result.structured_content, schema)
            return result

        for name, tool in tools.items():
            assert tool.annotations is not None
            assert tool.annotations.read_only_hint is (name != "add_text")
            assert tool.description
        answer = await called("ask", question=QUESTION)
        assert answer.structured_content == ferry_assistant.ask(QUESTION).to_dict()
        assert "[1] “" in answer.content[0].text
        found = await called("search", query="fog", k=1)
        assert found.structured_content == {"result": jsonable(ferry_assistant.search("fog", 1))}
        brief = await called("brief", topic="ferry", words=40, since="2024-05-04")
        assert brief.structured_content["answered"]
        for name in ("timeline", "conflicts"):
            await called(name, topic="ferry")
        await called("stories")
        heads = (await called("articles", publishers=["Ledger"])).structured_content["result"]
        assert [head["title"] for head in heads] == ["Central bank raises rates"]
        verdict = await called(
            "verify", statement="It fell on Monday.", quotes=["It fell on Sunday."]
        )
        assert not verdict.structured_content["supported"]

    _talk(_at(api), talk, mode)


def test_articles_are_resources(api: httpx.Client) -> None:
    """They are listed, the newest first, and read; one that is not there is an error in words."""

    async def talk(client: Client) -> None:
        listed = (await client.list_resources()).resources
        assert listed[0].title == "Central bank raises rates"
        (template,) = (await client.list_resource_templates()).resource_templates
        assert template.uri_template == "newsbrief://articles/{id}"
        read = await client.read_resource(f"newsbrief://articles/{FERRY[0].id}")
        assert read.contents[0].text == FERRY[0].text  # type: ignore[union-attr]
        with pytest.raises(MCPError, match="no article has the id"):
            await client.read_resource("newsbrief://articles/nope")

    _talk(_at(api), talk)


def test_mistakes_are_told_to_the_model(api: httpx.Client) -> None:
    """A question without words, a day that is none, a story that is not there."""

    async def talk(client: Client) -> None:
        for name, given, said in (
            ("ask", {"question": "?"}, "ask something"),
            ("ask", {"question": "a", "since": "soon"}, "since"),
            ("search", {"query": "a", "story": "nope"}, "nope"),
            ("search", {"query": "a", "k": 0}, "k"),
            ("ask", {"question": "x" * 5000}, "question"),
        ):
            result = await client.call_tool(name, given)
            assert result.is_error
            assert said in result.content[0].text  # type: ignore[union-attr]

    _talk(_at(api), talk)


def test_the_same_answer_for_every_client(api: httpx.Client) -> None:
    """HTTP, OpenAI's interface and MCP tell one question alike, with the same citations."""
    plain = api.post("/api/v1/ask", json={"question": QUESTION}).json()
    message = {"role": "user", "content": QUESTION}
    chat = api.post("/v1/chat/completions", json={"model": "newsbrief", "messages": [message]})
    assert chat.json()["choices"][0]["message"]["content"] == plain["text"]
    assert chat.json()["citations"] == plain["citations"]

    async def talk(client: Client) -> None:
        result = await client.call_tool("ask", {"question": QUESTION})
        assert result.structured_content == plain

    _talk(_at(api), talk)


def test_adding_takes_an_admin(tmp_path: Path, embeddings: Any) -> None:
    """A reader may ask and not add; without a key there is nothing to talk to."""
    text = "The bridge over the Oster was closed on Monday, the road office said."
    file = tmp_path / "keys"
    keys = {role: add_key(file, role.value, role) for role in Role}
    with Assistant(tmp_path / "library", embeddings=embeddings) as assistant:

        def added(role: Role) -> bool:
            done: list[bool] = []

            async def talk(client: Client) -> None:
                done.append(not (await client.call_tool("add_text", {"text": text})).is_error)

            async def run() -> None:
                headers = {"Authorization": f"Bearer {keys[role]}"}
                async with httpx2.AsyncClient(headers=headers, trust_env=False) as http:
                    transport = streamable_http_client(_at(client_), http_client=http)
                    async with Client(transport) as client:
                        await talk(client)

            asyncio.run(run())
            return done[0]

        with serving(assistant, keys=Keys(file)) as client_:
            assert client_.post("/mcp", json={}).status_code == 401
            assert not added(Role.READER)
            assert added(Role.ADMIN)
        assert [article.text for article in assistant.articles()] == [text]
        assert '"who": "key:admin"' in assistant.audit.path.read_text()


class Broken(Assistant):
    """Fails in ways that tell where it lies."""

    def stream(self, question: str, **asked: Any) -> Iterator[Answer]:
        """No answer."""
        raise (
            VectorsError(f"{self.library.folder} is damaged")
            if "store" in question
            else OSError(f"no such file: {self.library.folder}")
        )
        yield

    def article(self, article_id: str) -> Article:
        """No article."""
        raise VectorsError(f"{self.library.folder} is damaged")

    articles = article  # type: ignore[assignment]


def test_a_reader_is_not_told_of_the_server(tmp_path: Path) -> None:
    """What is wrong inside is told to an admin; to a reader the line of HTTP, whether a tool or a
    resource failed, and how."""
    file = tmp_path / "keys"
    keys = {role: add_key(file, role.value, role) for role in Role}
    told: dict[Role, list[str]] = {}

    async def ask(address: str, role: Role) -> None:
        headers = {"Authorization": f"Bearer {keys[role]}"}
        async with httpx2.AsyncClient(headers=headers, trust_env=False) as http:
            transport = streamable_http_client(address, http_client=http)
            async with Client(transport) as client:
                lines = told.setdefault(role, [])
                for words in ("the store", "the disk"):
                    result = await client.call_tool("ask", {"question": words})
                    assert result.is_error
                    lines.append(result.content[0].text)  # type: ignore[union-attr]
                for read in (client.list_resources, lambda: client.read_resource(_NOWHERE)):
                    with pytest.raises(MCPError) as raised:
                        await read()
                    lines.append(str(raised.value))

    with (
        Broken(tmp_path / "library", embeddings=HashedTexts()) as assistant,
        serving(assistant, keys=Keys(file)) as client,
    ):
        for role in Role:
            asyncio.run(ask(_at(client), role))
    assert str(tmp_path) in told[Role.ADMIN][0]
    assert str(tmp_path) in told[Role.ADMIN][3]
    later = "newsbrief cannot do this now: try again later, or ask who runs it"
    assert told[Role.READER] == [later] * 4
    assert not any("Error executing" in line for lines in told.values() for line in lines)


def test_each_library_speaks_for_itself(ferry_assistant: Assistant, tmp_path: Path) -> None:
    """Under its name one more library has its own articles."""
    titles: dict[str, list[str | None]] = {}

    async def talk(client: Client) -> None:
        listed = (await client.list_resources()).resources
        titles[client.server_info.name if client.server_info else ""] = [r.title for r in listed]

    with (
        Assistant(tmp_path / "library", embeddings=HashedTexts()) as empty,
        serving(empty, also={"ferries": ferry_assistant}) as client,
    ):
        _talk(_at(client, "/mcp/ferries"), talk)
        assert len(titles.pop("newsbrief")) == len(FERRY)
        _talk(_at(client), talk)
        assert titles == {"newsbrief": []}


def test_over_pipes(ferry_assistant: Assistant) -> None:
    """`newsbrief mcp` speaks on standard input and output."""
    command = ["-c", COMMAND, "--library", str(ferry_assistant.library.folder), "mcp"]

    async def talk(client: Client) -> None:
        assert {tool.name for tool in (await client.list_tools()).tools} == _TOOLS
        found = (await client.call_tool("articles", {})).structured_content["result"]
        assert [head["id"] for head in found] == [one.id for one in ferry_assistant.articles()]
        read = await client.read_resource(found[0]["uri"])
        assert read.contents[0].text == FERRY[0].text  # type: ignore[union-attr]

    _talk(stdio_client(StdioServerParameters(command=sys.executable, args=command)), talk)
