"""Asking a chat model: again where that may help, no longer than is of use, once a prompt."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from typing import TYPE_CHECKING, Any

from assistant.errors import ModelError
from assistant.stopping import end_if_stopped
from assistant.writing.chat_models import (
    Probe,
    in_words,
    probed,
    status_of,
    streamed,
    window_of,
)
from assistant.writing.replies import Replies
from assistant.writing.usage import current_meter
from prompts import Prompt

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_PAUSES = (0.5, 2.0)
"""Seconds before a request is sent again."""
_LONGEST_PAUSE = 10.0
_LONGEST_REPLY, _LONGEST_THOUGHT = 12_000, 60_000
"""Characters after which a reply is cut: one that thinks aloud first may be longer."""
_LOOKED_AT, _REPEATED, _TIMES = 1_500, 60, 5
"""A reply whose last so many characters stand so often in its last 1,500 goes round in circles."""
_NO_PIECE = "No generation chunks"
"""What LangChain says of a stream that ends before it has begun."""
_TOKENS = ("input_tokens", "output_tokens")
_PASSING = frozenset((408, 409, 425, 429))
_TOO_LONG = re.compile(
    r"context[ _]?(?:length|window|size)|maximum context|too many (?:input )?tokens|n_ctx"
    r"|(?:prompt|input|request|message)s?(?: is| are)? too (?:long|large)|exceeds?.{0,40}\bcontext"
    r"|maximum (?:input )?(?:number of )?tokens|token limit|exceed_context",
    re.IGNORECASE,
)
_OPENS_THOUGHT = re.compile(r"<\s?think|\[THINK\]", re.IGNORECASE)
Pause = Callable[[float], None]


class TooLong(ModelError):
    """The prompt is longer than what the model reads at once."""


class Interrupted(ModelError):
    """The reply ended before it was whole; what had come was handed out."""


class _Cut(Exception):
    """The provider ended the reply at the most that it writes."""


class Asker:
    """Sends prompts to one chat model.

    What may pass (a server's fault, too many requests, no connection) is tried three times while
    nothing was handed out. A reply without end is cut. `replies` keeps whole ones, under `url`,
    where there are any.
    """

    def __init__(
        self,
        model: BaseChatModel,
        name: str,
        url: str = "",
        replies: Replies | None = None,
        pause: Pause = time.sleep,
    ) -> None:
        self._model = model
        self._url = url
        self._replies = replies
        self._pause = pause
        self.name = name

    @property
    def window(self) -> int:
        """How many tokens the model says that it reads at once; 0 where it does not say."""
        return window_of(self._model)

    def probe(self) -> Probe:
        """What the model can do, by asking it; raises ModelError, which says what to do."""
        return probed(self._model, self.name, self._url)

    def stream(self, prompt: Prompt) -> Iterator[str]:
        """The reply, piece by piece. Raises TooLong before its first piece, Interrupted after it,
        ModelError where there is none, and Stopped at its next piece once nobody waits for it."""
        key = self._replies.key(self.name, self._url, prompt) if self._replies else ""
        if self._replies and (known := self._replies.get(key)):
            current_meter().kept()
            yield known
            return
        written = ""
        for piece in self._pieces(prompt):
            end_if_stopped()
            written += piece
            yield piece
            if _is_endless(written):
                raise Interrupted(f"{self.name} went on without an end and was cut off")
        if self._replies:
            self._replies.put(key, written)

    def reply(self, prompt: Prompt) -> str:
        """The whole reply; raises as `stream` does."""
        return "".join(self.stream(prompt))

    def _pieces(self, prompt: Prompt) -> Iterator[str]:
        for pause in (*_PAUSES, None):
            end_if_stopped()
            begun = False
            try:
                for piece in self._once(prompt):
                    begun = begun or bool(piece.strip())
                    yield piece
            except _Cut:
                if begun:
                    raise Interrupted(f"{self.name} was cut off by its longest reply") from None
            except Exception as error:  # each provider's client has an error tree of its own
                failed = f"the chat model {self.name} did not answer: {in_words(error)}"
                if begun:
                    raise Interrupted(f"{self.name} broke off: {in_words(error)}") from error
                if is_too_long(error):
                    raise TooLong(failed) from error
                if pause is None or not may_pass(error):
                    raise ModelError(failed) from error
                self._pause(_asked_for(error) or pause)
                continue
            if begun:
                return
            if pause is None:
                raise ModelError(f"the chat model {self.name} answered with nothing")
            self._pause(pause)

    def _once(self, prompt: Prompt) -> Iterator[str]:
        reported: Counter[str] | None = None
        begun = cut = whole = False
        try:
            with closing(streamed(self._model, prompt)) as chunks:
                for chunk in chunks:
                    begun = True
                    yield chunk.text
                    # Each chunk that has any counts what was added since the last one.
                    if counted := getattr(chunk, "usage_metadata", None):
                        reported = (reported or Counter()) + _tokens(counted)
                    told = getattr(chunk, "response_metadata", None) or {}
                    cut = cut or "length" in (told.get("finish_reason"), told.get("done_reason"))
            whole = True
        finally:
            if begun:  # of a reply that broke off some providers have told only what they were sent
                current_meter().asked(reported if whole else None)
        if cut:
            raise _Cut


def _tokens(counted: Mapping[str, Any]) -> Counter[str]:
    return Counter({name: int(counted.get(name) or 0) for name in _TOKENS})


def may_pass(error: Exception) -> bool:
    """Whether the same request may be answered a moment later."""
    status = status_of(error)
    if status is not None:
        return status in _PASSING or status >= 500
    if _NO_PIECE in str(error):
        return True
    kinds = " ".join(kind.__name__ for kind in type(error).__mro__)
    return "Timeout" not in kinds and any(
        sign in kinds
        for sign in ("Connect", "JSONDecode", "RemoteProtocol", "APIError", "ReadError")
    )


def is_too_long(error: Exception) -> bool:
    """Whether a server says that the prompt does not fit into the model's context."""
    status = status_of(error) or 400
    return status in (400, 413, 422, 500) and bool(_TOO_LONG.search(str(error)))


def _asked_for(error: Exception) -> float:
    """How many seconds a server asks to wait; 0 where it does not say."""
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    try:
        return min(_LONGEST_PAUSE, max(0.0, float(headers.get("retry-after", 0))))
    except ValueError:
        return 0.0


def _is_endless(written: str) -> bool:
    longest = _LONGEST_THOUGHT if _OPENS_THOUGHT.search(written[:200]) else _LONGEST_REPLY
    tail = written[-_LOOKED_AT:]
    circles = len(tail) == _LOOKED_AT and tail.count(tail[-_REPEATED:]) >= _TIMES
    return circles or len(written) > longest
