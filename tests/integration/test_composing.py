"""An assistant in programs: event loops, and LangChain's retriever, tool and runnable."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from langchain_core.language_models import FakeListChatModel
from langchain_core.messages import AIMessageChunk, ToolMessage
from langchain_core.outputs import ChatGenerationChunk
from langchain_core.runnables import RunnableLambda

from assistant import (
    Answer,
    Article,
    ArticleFilter,
    Assistant,
    AssistantError,
    Turn,
    __version__,
)
from assistant.conversations.jobs import AnswerJobs, Thread
from assistant.conversations.workers import Workers
from assistant.errors import EmptyQuestion

LONG = "|".join(
    (
        "Three people died, police said. [1] ",
        "A ferry ran aground off Larnholm on Friday. [1] ",
        *(f"Three people died on day {number}. [1] " for number in range(60)),
    )
)
USELESS = "|".join(f"He was drunk on day {number}. [1] " for number in range(60))
QUESTION = "How many people died when the ferry ran aground?"
Open = Callable[..., Assistant]


class Paced(FakeListChatModel):
    """Sends a piece of its reply each time it is let, and counts them."""

    pace: Any
    sent: list[str]

    def _stream(self, *_: object, **__: Any) -> Iterator[ChatGenerationChunk]:
        for piece in self.responses[0].split("|"):
            assert self.pace.acquire(timeout=60)
            self.sent.append(piece)
            yield ChatGenerationChunk(message=AIMessageChunk(content=piece))


def paced(reply: str) -> Paced:
    """A model with a reply in pieces, none of which is sent yet."""
    return Paced(responses=[reply], pace=threading.Semaphore(0), sent=[])


async def begun(model: Paced) -> None:
    """Wait until three pieces are sent and the next is waited for."""
    model.pace.release(3)
    async with asyncio.timeout(60):
        while len(model.sent) < 3:
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)


@pytest.fixture
def library(assistant: Assistant, articles: list[Article]) -> Assistant:
    """Three articles about two events."""
    assistant.add(*articles, Article("Rain fell on Larnholm.", url="https://a.example/rain"))
    return assistant


# ---------------------------------------------------------------- event loops


def test_aask_gives_what_ask_gives(library: Assistant) -> None:
    """The same answer, with the same arguments, suggestions too."""
    history = [Turn("What happened to the ferry?", "It ran aground.")]
    given: dict[str, Any] = {"publisher": "Northern Wire", "history": history, "k": 5}
    found = asyncio.run(library.aask(QUESTION, suggest=True, **given))
    assert found == library.ask(QUESTION, suggest=True, **given)
    assert found.answered
    summary = asyncio.run(library.aask("What is there?", kind="summary"))
    assert summary.kind == "summary"


def test_astream_gives_what_stream_gives(library: Assistant) -> None:
    """The answer so far, the last one whole."""

    async def all_of() -> list[Answer]:
        return [answer async for answer in library.astream(QUESTION)]

    assert asyncio.run(all_of()) == list(library.stream(QUESTION))


def test_the_loop_goes_on_while_an_answer_is_written(
    open_assistant: Open, articles: list[Article]
) -> None:
    """The model waits for the loop, which could not let it go on if it were blocked."""
    model = paced("Three people |died. [1]")
    assistant = open_assistant(chat_model=model)
    assistant.add(*articles)

    async def both() -> Answer:
        asked = asyncio.create_task(assistant.aask(QUESTION))
        for _ in model.responses[0].split("|"):
            await asyncio.sleep(0)
            model.pace.release()
        return await asked

    assert asyncio.run(both()).answered
    assert model.sent == ["Three people ", "died. [1]"]


def test_cancelling_stops_the_writing(open_assistant: Open, articles: list[Article]) -> None:
    """A chat model that has much to say is listened to no more, and the library can be closed."""
    model = paced(LONG)
    assistant = open_assistant(chat_model=model)
    assistant.add(*articles)

    async def cancelled() -> None:
        grown = asyncio.Event()

        async def follow() -> None:
            async for _ in assistant.astream(QUESTION):
                grown.set()

        asked = asyncio.create_task(follow())
        model.pace.release(3)
        await grown.wait()
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        model.pace.release(60)

    asyncio.run(cancelled())
    assistant.close()
    assert len(model.sent) <= 5


def test_cancelling_is_heard_before_anything_is_held(
    open_assistant: Open, articles: list[Article]
) -> None:
    """Of a reply that has given nothing to show so far no more is read than the next piece."""
    model = paced(USELESS)
    assistant = open_assistant(chat_model=model)
    assistant.add(*articles)

    async def cancelled() -> None:
        asked = asyncio.create_task(assistant.aask(QUESTION))
        await begun(model)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        model.pace.release(60)

    asyncio.run(cancelled())
    assistant.close()
    assert len(model.sent) <= 5


def test_closing_is_heard_before_anything_is_held(
    open_assistant: Open, articles: list[Article]
) -> None:
    """And told as what it is."""
    model = paced(USELESS)
    assistant = open_assistant(chat_model=model)
    assistant.add(*articles)

    async def closed() -> None:
        asked = asyncio.create_task(assistant.aask(QUESTION))
        await begun(model)
        closing = asyncio.create_task(asyncio.to_thread(assistant.close))
        await asyncio.sleep(0.05)
        model.pace.release(60)
        with pytest.raises(AssistantError, match="closed before"):
            await asked
        await closing

    asyncio.run(closed())
    assert len(model.sent) <= 5


def test_a_stopped_job_is_heard_before_anything_is_held(
    open_assistant: Open, articles: list[Article]
) -> None:
    """Its question is withdrawn, and the model is listened to no more."""
    model = paced(USELESS)
    assistant = open_assistant(chat_model=model)
    assistant.add(*articles)
    workers = Workers(1)
    jobs = AnswerJobs(assistant.conversation_store, workers)
    thread = Thread(owner="a")
    jobs.begin(thread, QUESTION, lambda base: assistant.stream(QUESTION), "page")
    asyncio.run(begun(model))
    assert jobs.stop(thread, "page").answers == ()
    model.pace.release(60)
    workers.close()
    assert len(model.sent) <= 5
    assert assistant.conversation_store.conversations.list("a").conversations == ()


def test_closing_ends_what_is_followed_with_an_error(
    open_assistant: Open, articles: list[Article]
) -> None:
    """Half an answer is not taken for a whole one."""
    model = paced(LONG)
    assistant = open_assistant(chat_model=model)
    assistant.add(*articles)

    async def closed() -> None:
        growing = assistant.astream(QUESTION)
        model.pace.release(3)
        await anext(growing)
        closing = asyncio.create_task(asyncio.to_thread(assistant.close))

        async def rest() -> None:
            while True:
                model.pace.release()
                await anext(growing)

        with pytest.raises(AssistantError, match="closed before"):
            await rest()
        await closing

    asyncio.run(closed())


def test_errors_come_through(library: Assistant) -> None:
    """What `ask` raises, `aask` and `astream` raise."""

    async def first() -> Answer:
        return await anext(library.astream(QUESTION, filter=ArticleFilter(story="nope")))

    with pytest.raises(EmptyQuestion):
        asyncio.run(library.aask("?!"))
    with pytest.raises(Exception, match="nope"):
        asyncio.run(first())


# ---------------------------------------------------------------- the retriever


def test_the_retriever_gives_passages_with_their_places(library: Assistant) -> None:
    """Best first; the places lead to the words in the article; days are ISO 8601."""
    retriever = library.as_retriever(k=3)
    documents = retriever.invoke("ferry aground")
    assert [document.page_content for document in documents] == [
        passage.text for passage in library.search("ferry aground", 3)
    ]
    for document in documents:
        found = document.metadata
        assert set(found) == {"article_id", "title", "publisher", "published", "url", "start",
                              "end", "score"}  # fmt: skip
        text = library.article(found["article_id"]).text
        assert text[found["start"] : found["end"]] == document.page_content
    assert documents[0].metadata["published"] == "2024-05-03"
    (rain,) = library.as_retriever(k=1).invoke("Rain fell on Larnholm.")
    assert (rain.metadata["url"], rain.metadata["published"]) == ("https://a.example/rain", None)
    assert asyncio.run(retriever.ainvoke("ferry aground")) == documents


def test_the_retriever_keeps_to_its_filter(library: Assistant) -> None:
    """Only what passes, in a chain too."""
    retriever = library.as_retriever(filter=ArticleFilter(publishers=("Ledger",)))
    chain = retriever | RunnableLambda(lambda documents: [d.metadata["title"] for d in documents])
    assert chain.invoke("ferry") == ["Central bank raises rates"]


# ---------------------------------------------------------------- the tool


def called(**arguments: object) -> dict[str, Any]:
    """A call as a chat model makes it."""
    return {"name": "newsbrief", "args": arguments, "id": "1", "type": "tool_call"}


def test_the_tool_gives_cited_text_and_the_answer(library: Assistant) -> None:
    """The model reads the text and where its marks lead; the program has the Answer."""
    tool = library.as_tool()
    message = tool.invoke(called(question=QUESTION, until="2024-05-03"))
    assert isinstance(message, ToolMessage)
    assert message.artifact == library.ask(QUESTION, until=date(2024, 5, 3))
    assert message.content.startswith(message.artifact.text)
    for citation in message.artifact.citations:
        assert f"[{citation.number}] “{citation.quote}”" in message.content
    assert asyncio.run(tool.ainvoke(called(question=QUESTION, until="2024-05-03"))) == message
    assert set(tool.args) == {"question", "since", "until", "publisher"}
    assert all("description" in argument for argument in tool.args.values())


def test_the_tool_says_what_is_missing_or_wrong(library: Assistant) -> None:
    """A refusal is content; what cannot be asked is an error that the agent reads."""
    tool = library.as_tool(filter=ArticleFilter(publishers=("Ledger",)))
    refused = tool.invoke(called(question="Who won the 2018 World Cup?"))
    assert not refused.artifact.answered
    assert refused.content == "\n\n".join(refused.artifact.notices)
    assert refused.artifact.coverage.articles == 1
    empty = tool.invoke(called(question="?!"))
    assert (empty.status, "the question is empty" in empty.content) == ("error", True)


# ---------------------------------------------------------------- the runnable


def test_the_runnable_takes_text_or_arguments_and_streams(library: Assistant) -> None:
    """A question, or what `ask` takes; in chains, batches and event loops."""
    runnable = library.as_runnable()
    answer = library.ask(QUESTION)
    assert runnable.invoke(QUESTION) == answer
    assert list(runnable.stream(QUESTION)) == list(library.stream(QUESTION))
    assert asyncio.run(runnable.ainvoke(QUESTION)) == answer
    given = {"question": QUESTION, "filter": {"until": "2024-05-03"}, "k": 4,
             "history": [{"question": "What ran aground?", "answer": "A ferry."}]}  # fmt: skip
    history = [Turn("What ran aground?", "A ferry.")]
    assert runnable.invoke(given) == library.ask(
        QUESTION, k=4, filter=ArticleFilter(until=date(2024, 5, 3)), history=history
    )
    chain = RunnableLambda(str.strip) | runnable | RunnableLambda(lambda found: found.plain)
    assert chain.batch([f" {QUESTION} ", QUESTION]) == [answer.plain, answer.plain]


async def followed(runnable: Any, asked: object) -> list[Answer]:
    """All that a runnable streams in an event loop."""
    return [answer async for answer in runnable.astream(asked)]


def test_the_runnable_streams_in_an_event_loop(library: Assistant) -> None:
    """As `stream` does."""
    found = asyncio.run(followed(library.as_runnable(), {"question": QUESTION}))
    assert found == list(library.stream(QUESTION))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "question: Field required"),
        ({"question": QUESTION, "filters": {}}, "filters: Extra inputs"),
        ({"question": QUESTION, "kind": "poem"}, "kind: Input should be"),
        ({"question": QUESTION, "filter": {"since": "some day"}}, "filter"),
    ],
)
def test_the_runnable_names_what_is_wrong(
    library: Assistant, asked: dict[str, object], said: str
) -> None:
    """One line: where, and what is taken."""
    with pytest.raises(ValueError, match=said) as raised:
        library.as_runnable().invoke(asked)
    assert "\n" not in str(raised.value)


def test_the_package_says_its_version() -> None:
    """As the command does."""
    assert __version__.startswith("0.")
