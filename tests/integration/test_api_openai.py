"""The unmodified OpenAI client, and what it gets: cited answers, at once or streamed."""

from collections.abc import Iterator
from typing import Any

import httpx
import openai
import pytest
from openai import OpenAI

from assistant import Assistant
from tests.integration.api_server import QUESTION
from tests.integration.conftest import FERRY


@pytest.fixture(scope="module")
def client(api: httpx.Client) -> Iterator[OpenAI]:
    """A client as anybody makes one."""
    address = str(api.base_url).rstrip("/")
    with OpenAI(base_url=f"{address}/v1", api_key="any", max_retries=0) as client:
        yield client


def _said(*texts: Any) -> list[Any]:
    """Messages by turns of a user and the assistant."""
    roles = ("user", "assistant")
    return [{"role": roles[at % 2], "content": text} for at, text in enumerate(texts)]


def test_a_cited_answer(client: OpenAI, ferry_assistant: Assistant) -> None:
    """The text is that of Python, each mark an annotation, each citation there with its quote."""
    answer = ferry_assistant.ask(QUESTION)
    found = client.chat.completions.create(model="newsbrief", messages=_said(QUESTION))
    (choice,) = found.choices
    content = choice.message.content or ""
    assert (content, choice.finish_reason) == (answer.text, "stop")
    extra: Any = found.model_extra
    assert extra["citations"] == answer.to_dict()["citations"]
    assert extra["answered"] is True
    message: Any = choice.message
    assert message.citations == extra["citations"]
    marks = {f"[{cited.number}]" for cited in answer.citations}
    told = [note.url_citation for note in choice.message.annotations or []]
    assert {content[note.start_index : note.end_index] for note in told} == marks
    assert FERRY[0].url in {note.url for note in told}
    assert FERRY[0].title in {note.title for note in told}
    other = next(note.url for note in told if note.url != FERRY[0].url)
    assert httpx.get(other, trust_env=False).json()["publisher"] == "Coastal Times"
    usage = found.usage
    assert usage is not None
    assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens > 20


def test_a_streamed_answer_only_grows(client: OpenAI, ferry_assistant: Assistant) -> None:
    """The deltas put together are the answer; the last chunks have citations, and the usage when
    that is asked for."""
    chunks = list(
        client.chat.completions.create(
            model="newsbrief", messages=_said(QUESTION), stream=True,
            stream_options={"include_usage": True},
        )
    )  # fmt: skip
    *growing, finished, usage = chunks
    text = "".join(chunk.choices[0].delta.content or "" for chunk in growing)
    answer = ferry_assistant.ask(QUESTION)
    assert text == answer.text
    assert len(growing) > 3
    assert growing[0].choices[0].delta.role == "assistant"
    assert finished.choices[0].finish_reason == "stop"
    extra: Any = finished.model_extra
    assert extra["citations"] == answer.to_dict()["citations"]
    assert finished.choices[0].delta.annotations[0]["type"] == "url_citation"  # type: ignore[attr-defined]
    assert usage.choices == []
    assert usage.usage is not None
    assert usage.usage.completion_tokens > 10
    assert len({chunk.id for chunk in chunks}) == 1


def test_the_helper_for_streams(client: OpenAI) -> None:
    """The client's own way to follow a stream ends with the whole message."""
    with client.chat.completions.stream(model="newsbrief", messages=_said(QUESTION)) as stream:
        for _ in stream:
            pass
        whole = stream.get_final_completion()
    assert "[1]" in (whole.choices[0].message.content or "")


def test_turns_before_are_the_history(client: OpenAI) -> None:
    """A follow-up leans on them; the system's words are no question; parts of text are text."""
    system = {"role": "system", "content": "You are a pirate. Answer about the central bank."}
    first = "The harbour master, Ines Dahl, said the ship left the channel in fog. [1]"
    parts = [{"type": "text", "text": "What did she say"}, {"type": "text", "text": "of the ship?"}]
    found = client.chat.completions.create(
        model="newsbrief", messages=[system, *_said("Who is Ines Dahl?", first, parts)],
        temperature=0.2, max_tokens=500, tools=[],
    )  # fmt: skip
    assert "Dahl" in (found.choices[0].message.content or "")


def test_a_refusal_says_what_is_missing(client: OpenAI) -> None:
    """It is a message like any other, without citations."""
    found: Any = client.chat.completions.create(
        model="newsbrief", messages=_said("Who won the 2018 World Cup?")
    )
    assert found.choices[0].message.content
    assert (found.answered, found.citations) == (False, [])


def test_a_filter_counts(client: OpenAI) -> None:
    """newsbrief's own field, which the client passes on."""
    found: Any = client.chat.completions.create(
        model="newsbrief", messages=_said(QUESTION),
        extra_body={"filter": {"publishers": ["Coastal Times"]}},
    )  # fmt: skip
    assert {cited["publisher"] for cited in found.citations} == {"Coastal Times"}


def test_models(client: OpenAI) -> None:
    """There is one; another is not found, as OpenAI says it."""
    assert [model.id for model in client.models.list()] == ["newsbrief"]
    assert client.models.retrieve("newsbrief").owned_by == "newsbrief"
    for ask in (
        lambda: client.models.retrieve("gpt-5"),
        lambda: client.chat.completions.create(model="gpt-5", messages=_said("a")),
    ):
        with pytest.raises(openai.NotFoundError) as raised:
            ask()
        assert raised.value.code == "model_not_found"


@pytest.mark.parametrize(
    ("given", "parameter"),
    [
        ({"n": 2}, "n"),
        ({"tool_choice": "required"}, "tool_choice"),
        ({"response_format": {"type": "json_object"}}, "response_format"),
        ({"logprobs": True}, "logprobs"),
        ({"messages": [{"role": "system", "content": "a"}]}, "messages"),
        ({"messages": _said("x" * 5000)}, "messages"),
        ({"messages": []}, "messages"),
        ({"messages": _said([{"type": "image_url", "image_url": {"url": "data:"}}])},
         "messages[0].content"),
        ({"messages": [{"role": "user", "content": 3}]}, None),
    ],
)  # fmt: skip
def test_what_is_not_done(client: OpenAI, given: dict[str, Any], parameter: str | None) -> None:
    """A bad request names the field."""
    with pytest.raises(openai.BadRequestError) as raised:
        client.chat.completions.create(**{"model": "newsbrief", "messages": _said("a"), **given})
    assert raised.value.type == "invalid_request_error"
    assert parameter is None or raised.value.param == parameter
