"""Chat completions as OpenAI's interface has them, read and written.

The last user message is the question, the turns before it its history. Messages of the system say
how a model should behave, and what is cited here is decided by the articles alone: they are passed
over. An answer's text may change until it is whole, and deltas can only be added to; so that text
is sent when it is whole.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.documents import jsonable
from assistant.interfaces.api.bodies import LONGEST_QUESTION, MOST_ITEMS, Filter
from assistant.interfaces.api.errors import Problem, Refused
from assistant.types import Answer, Citation, Turn
from assistant.wording import link, title

MODEL = "newsbrief"

_MOST_TURNS = 20
_LONGEST_TURN = 50_000
_PIECE = 40
_MARK = re.compile(r"\[(\d+)\]")
_BEFORE_MARK = re.compile(r"(?<!\s)\s*+\[\d++\]")
_TOKEN = re.compile(r"\w+|[^\w\s]")


class _Open(BaseModel):
    # Clients send fields that come and go; those that change nothing here are passed over.
    model_config = ConfigDict(extra="allow", frozen=True)


class Part(_Open):
    """A part of a message; only text is read."""

    type: str
    text: str | None = None


class Message(_Open):
    """A message of a chat."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | tuple[Part, ...] | None = None


class StreamOptions(_Open):
    """What a stream is to have beside the text."""

    include_usage: bool | None = None


class CompletionBody(_Open):
    """A request for a chat completion. `filter` is newsbrief's own: which articles count."""

    model: str = Field(max_length=200, examples=[MODEL])
    messages: tuple[Message, ...] = Field(
        min_length=1,
        max_length=MOST_ITEMS,
        examples=[[{"role": "user", "content": "How many people were on board the ferry?"}]],
    )
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: int | None = None
    tool_choice: Any = None
    response_format: dict[str, Any] | None = None
    logprobs: bool | None = None
    filter: Filter | None = None


def wrong(message: str, parameter: str, status: int = 400, code: str = "") -> Refused:
    """What to raise for a request that is not done, and for which of its fields."""
    return Refused(Problem(status, "invalid_request", message, code=code, parameter=parameter))


def no_model(name: str) -> Refused:
    """What to raise for a model that there is not."""
    message = f"The model `{name[:64]}` does not exist or you do not have access to it."
    return wrong(message, "model", 404, "model_not_found")


def check_wishes(body: CompletionBody) -> None:
    """Raise Refused for what newsbrief cannot do and a client would miss."""
    form = body.response_format or {"type": "text"}
    if body.n not in (None, 1):
        raise wrong("newsbrief gives one answer: leave out n", "n")
    if body.tool_choice not in (None, "none", "auto"):
        raise wrong("newsbrief calls no tools: leave out tool_choice", "tool_choice")
    if form.get("type") != "text":
        raise wrong("newsbrief answers in text: leave out response_format", "response_format")
    if body.logprobs:
        raise wrong("newsbrief has no logprobs: leave them out", "logprobs")


def question_of(messages: Sequence[Message]) -> tuple[str, tuple[Turn, ...]]:
    """The question, and the turns before it, oldest first; raises Refused."""
    said = [(one.role, _text(one, at)) for at, one in enumerate(messages)]
    asked = [place for place, (role, _) in enumerate(said) if role == "user"]
    if not asked:
        raise wrong("there is no user message: the last one is the question", "messages")
    question = said[asked[-1]][1].strip()
    if len(question) > LONGEST_QUESTION:
        raise wrong(
            f"the question has {len(question):,} characters: {LONGEST_QUESTION:,} are taken",
            "messages",
        )
    return question, tuple(_turns(said[: asked[-1]]))[-_MOST_TURNS:]


def _turns(said: Sequence[tuple[str, str]]) -> Iterator[Turn]:
    question = ""
    for role, text in said:
        if role == "user":
            question = text.strip()
        elif role == "assistant" and question:
            yield Turn(question[:LONGEST_QUESTION], _BEFORE_MARK.sub("", text[:_LONGEST_TURN]))
            question = ""


def _text(message: Message, at: int) -> str:
    """The text of a message; of a user's nothing else may be in it."""
    if not isinstance(message.content, tuple):
        return message.content or ""
    others = [part.type for part in message.content if part.text is None]
    if others and message.role == "user":
        raise wrong(f"newsbrief reads text, no {others[0][:40]}", f"messages[{at}].content")
    return "\n".join(part.text for part in message.content if part.text is not None)


# -------------------------------------------------------------------- what is answered


@dataclass(frozen=True, slots=True)
class Completion:
    """One completion: its id, the moment it was begun, and how its model is called. `address` is
    where this server is, for articles that have no address of their own."""

    model: str
    address: str
    prompt: int
    id: str = field(default_factory=lambda: f"chatcmpl-{secrets.token_hex(12)}")
    created: int = field(default_factory=lambda: int(time.time()))

    def whole(self, answer: Answer) -> dict[str, Any]:
        """The completion at once."""
        content = content_of(answer)
        message = {"role": "assistant", "content": content, "refusal": None,
                   **self._cited(answer)}  # fmt: skip
        choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
        return {
            **self._head("chat.completion"), "choices": [choice], "usage": self.usage(content),
            **_told(answer),
        }  # fmt: skip

    def chunks(self, answer: Answer, *, usage: bool) -> Iterator[dict[str, Any]]:
        """The completion piece by piece, after `first`; put together the deltas are its content."""
        content = content_of(answer)
        for piece in pieces(content):
            yield self._chunk({"content": piece})
        yield {**self._chunk(self._cited(answer), "stop"), **_told(answer)}
        if usage:
            yield {**self._head("chat.completion.chunk"), "choices": [],
                   "usage": self.usage(content)}  # fmt: skip

    def first(self) -> dict[str, Any]:
        """The chunk that says that somebody is answering."""
        return self._chunk({"role": "assistant", "content": ""})

    def usage(self, content: str) -> dict[str, int]:
        """How much was read and written, in words and signs."""
        written = tokens(content)
        return {
            "prompt_tokens": self.prompt, "completion_tokens": written,
            "total_tokens": self.prompt + written,
        }  # fmt: skip

    def _chunk(self, delta: dict[str, Any], finished: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "finish_reason": finished, "logprobs": None}
        return {**self._head("chat.completion.chunk"), "choices": [choice]}

    def _head(self, kind: str) -> dict[str, Any]:
        return {"id": self.id, "object": kind, "created": self.created, "model": self.model}

    def _cited(self, answer: Answer) -> dict[str, Any]:
        content = content_of(answer)
        citations = {cited.number: cited for cited in answer.citations}
        return {
            "annotations": [
                self._annotation(citations[int(mark[1])], mark.start(), mark.end())
                for mark in _MARK.finditer(content)
                if int(mark[1]) in citations
            ],
            "citations": jsonable(answer.citations),
        }

    def _annotation(self, cited: Citation, start: int, end: int) -> dict[str, Any]:
        url = link(cited.url) or f"{self.address}/api/v1/articles/{cited.article_id}"
        where = {"start_index": start, "end_index": end, "url": url, "title": title(cited.title)}
        return {"type": "url_citation", "url_citation": where}


def _told(answer: Answer) -> dict[str, Any]:
    """What an answer tells that OpenAI's interface has no place for."""
    return {
        "citations": jsonable(answer.citations),
        "answered": answer.answered,
        "notices": list(answer.notices),
    }


def content_of(answer: Answer) -> str:
    """The text with its marks; of a refusal, what is missing."""
    return answer.text or " ".join(answer.notices)


def pieces(text: str) -> Iterator[str]:
    """The text in pieces of whole words, which put together are the text."""
    piece = ""
    for word in re.findall(r"\s*\S+|\s+$", text):
        piece += word
        if len(piece) >= _PIECE:
            yield piece
            piece = ""
    if piece:
        yield piece


def tokens(text: str) -> int:
    """How many words and signs a text has, which stand for tokens."""
    return len(_TOKEN.findall(text))


def prompt_tokens(messages: Sequence[Message]) -> int:
    """How many words and signs all messages have."""
    return sum(tokens(_text(one, at)) for at, one in enumerate(messages))
