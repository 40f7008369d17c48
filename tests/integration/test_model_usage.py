"""What a chat model read and wrote for a result, and what that cost, as its provider tells it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from assistant import Article, Assistant
from assistant.documents import document
from assistant.errors import SettingsError
from assistant.exporting.files import parsed
from assistant.interfaces.chat.views import answer_view
from assistant.types import Usage
from assistant.wording import used
from tests.integration.scripted_server import READ, WRITTEN, Fault, ScriptedServer, serving

Open = Callable[..., Assistant]
QUESTION = "How many people died in the ferry accident off Larnholm?"
RIGHT = "Three people died, police said. [1] The ferry ran aground off Larnholm on Friday. [1]"
PROTOCOLS = {"openai:scripted": "/v1", "ollama:scripted": ""}


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with serving(lambda system, user: RIGHT) as running:
        yield running


@pytest.fixture
def opened(
    open_assistant: Open, articles: list[Article], server: ScriptedServer
) -> Callable[[str], Assistant]:
    """Opens an assistant on three articles, whose model is that server's, by a protocol."""

    def opened(model: str) -> Assistant:
        url = server.url.removesuffix("/v1") + PROTOCOLS[model]
        assistant = open_assistant(model=model, model_url=url)
        assistant.add(*articles)
        return assistant

    return opened


@pytest.mark.parametrize("model", PROTOCOLS)
def test_an_answer_tells_the_tokens_that_the_provider_counted(
    opened: Callable[[str], Assistant], model: str
) -> None:
    """Of all replies that it took, repairs included; kept ones cost nothing and are told apart."""
    assistant = opened(model)
    assert assistant.ask(QUESTION).usage == Usage(1, 0, READ, WRITTEN)
    again = assistant.ask(QUESTION).usage
    assert again == Usage(1, 1, 0, 0)
    assert used(again) == "1 reply of the model, kept from before, at no cost"


def test_a_repair_is_counted_too(
    opened: Callable[[str], Assistant], server: ScriptedServer
) -> None:
    server.reply = lambda system, user: (
        "1. DROP" if "You correct" in system else f"{RIGHT} Nine people died, police said. [1]"
    )
    usage = opened("openai:scripted").ask(QUESTION).usage
    assert usage == Usage(2, 0, 2 * READ, 2 * WRITTEN)


def test_tokens_that_are_not_told_are_not_made_up(
    opened: Callable[[str], Assistant], server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor is their cost."""
    monkeypatch.setenv("NEWSBRIEF_MODEL_PRICE", "1,1")
    server.counts = False
    usage = opened("openai:scripted").ask(QUESTION).usage
    assert usage == Usage(1)
    assert used(usage) == "1 reply of the model, tokens not reported"


def test_a_reply_that_broke_off_has_no_count(
    opened: Callable[[str], Assistant], server: ScriptedServer
) -> None:
    server.faults = [Fault(breaks_after=8)]
    answer = opened("openai:scripted").ask(QUESTION)
    assert answer.answered
    assert answer.usage == Usage(1)


def test_a_reply_that_its_provider_cut_is_counted(
    opened: Callable[[str], Assistant], server: ScriptedServer
) -> None:
    """Its count comes after its last word."""
    server.faults = [Fault(longest=10)]
    assert opened("openai:scripted").ask(QUESTION).usage == Usage(1, 0, READ, WRITTEN)


def test_a_server_that_cannot_count_in_a_stream_is_not_asked_to_again(
    opened: Callable[[str], Assistant], server: ScriptedServer
) -> None:
    server.counts = None
    assistant = opened("openai:scripted")
    answer = assistant.ask(QUESTION)
    assert (answer.writer, answer.usage) == ("openai:scripted", Usage(1))
    assistant.ask("When did the ferry run aground off Larnholm?")
    assert ["stream_options" in one for one in server.requests] == [True, False, False]


def test_costs_are_told_where_prices_are_set(
    opened: Callable[[str], Assistant], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSBRIEF_MODEL_PRICE", "1, 2")
    answer = opened("openai:scripted").ask(QUESTION)
    assert answer.usage == Usage(1, 0, READ, WRITTEN, (READ + WRITTEN * 2) / 1_000_000)
    told = "1 reply of the model, 11 tokens read and 7 written, cost 0.000025"
    assert answer_view(answer).rests_on.endswith(told)
    assert json.loads(document(answer))["usage"]["input_tokens"] == READ


@pytest.mark.parametrize("price", ["3", "cheap,dear", "1,2,3", "-1,2", "nan,1", "1,inf"])
def test_what_is_no_price_is_refused(
    open_assistant: Open, monkeypatch: pytest.MonkeyPatch, price: str
) -> None:
    monkeypatch.setenv("NEWSBRIEF_MODEL_PRICE", price)
    with pytest.raises(SettingsError, match=r"model_price.*write two prices"):
        open_assistant()


def test_a_briefing_tells_it_too(
    opened: Callable[[str], Assistant], server: ScriptedServer
) -> None:
    """It is kept in the file of a saved one, and older files have none."""
    briefing = opened("openai:scripted").brief("Larnholm", words=60)
    assert briefing.writer == "openai:scripted"
    assert briefing.usage == Usage(1, 0, READ, WRITTEN)
    kept = json.loads(document(briefing))
    assert parsed(json.dumps(kept).encode(), "it") == briefing
    del kept["usage"]
    assert parsed(json.dumps(kept).encode(), "it") == replace(briefing, usage=None)


def test_without_a_model_there_is_nothing_to_count(
    open_assistant: Open, articles: list[Article]
) -> None:
    assistant = open_assistant()
    assistant.add(*articles)
    assert assistant.ask(QUESTION).usage is None
    assert assistant.brief("Larnholm").usage is None
