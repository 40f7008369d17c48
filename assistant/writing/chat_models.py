"""Setting up a chat model, and trying it: asked for one word; what is wrong is said in a line.

The line says what to do. What a server answered stands in it only where the server says that
the request was wrong, so that an address cannot be used to read what stands behind it.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from assistant.errors import ModelError, SettingsError
from prompts import Prompt, load

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

PATIENCE = 30.0
"""Seconds that a model may say nothing while it is tried; a local one has to be loaded first."""

_OLLAMA_WINDOW = 8_192

LONGEST = 500
"""Characters that a name or an address has at most."""

EXTRAS = {
    "anthropic": "newsbrief[anthropic]",
    "google_genai": "newsbrief[google-genai]",
    "huggingface": "newsbrief[huggingface]",
    "ollama": "newsbrief[ollama]",
}
KEYS = {
    "anthropic": "ANTHROPIC_API_KEY",
    "google_genai": "GOOGLE_API_KEY",
    "huggingface": "HUGGINGFACEHUB_API_TOKEN",
    "openai": "OPENAI_API_KEY",
}


def chat_model(
    name: str, url: str = "", *, timeout: float = 120, retries: int = 0, window: int = 0
) -> BaseChatModel:
    """The chat model that LangChain's `init_chat_model` calls `name`, at temperature 0.

    `url` is the base URL of an OpenAI-compatible server, `timeout` how many seconds it may
    say nothing, `retries` how often it is asked again when it fails, `window` how many tokens a
    server should read at once that can be told. Raises ModelError where the
    provider is unknown, its package is missing or it wants a key that is not set.
    """
    from langchain.chat_models import init_chat_model

    options: dict[str, Any] = {"temperature": 0, "max_retries": retries, "timeout": timeout}
    if name.startswith("ollama:"):
        # Left to itself it cuts what is longer than 4,096 tokens, without a word.
        options = {"temperature": 0, "num_ctx": window or _OLLAMA_WINDOW}
        options["client_kwargs"] = {"timeout": timeout}
    elif name.startswith("huggingface:"):
        # Not the pipeline that would fetch the model and run it here.
        options = {"backend": "endpoint", "task": "text-generation", "timeout": timeout}
    if url:
        options["base_url"] = url
        if name.partition(":")[0] == "openai":
            # Local servers want no key, but the client refuses to start without one.
            options["api_key"] = os.environ.get("OPENAI_API_KEY") or "none"
            options["stream_usage"] = True
    try:
        model: BaseChatModel = init_chat_model(name, **options)
    except ImportError as error:
        raise ModelError(_not_set_up(name, error)) from error
    except Exception as error:  # every provider's package raises its own
        raise ModelError(
            f"the chat model {name!r} cannot be used ({first_line(error)}): "
            "correct NEWSBRIEF_MODEL, or leave it empty to do without a model"
        ) from error
    return model


def streamed(model: BaseChatModel, prompt: Prompt) -> Generator[Any, None, None]:
    """The chunks of the model's reply to a prompt; raises what its client raises. A server that
    knows no way to count tokens in a stream is not asked for them any more."""
    messages: list[Any] = [("system", prompt.system), ("user", prompt.user)]
    client: Any = model
    counting = getattr(client, "stream_usage", False)
    begun = False
    try:
        for chunk in client.stream(messages):
            begun = True
            yield chunk
    except Exception as error:
        if begun or not counting or not _COUNTS_IN_STREAM.search(str(error)):
            raise
        client.stream_usage = False
        yield from client.stream(messages)


_COUNTS_IN_STREAM = re.compile(r"stream_options|include_usage")


def checked_name(name: str) -> str:
    """A model's name with single blanks; raises SettingsError for what is not printable."""
    words = " ".join(name.split())
    if not words.isprintable() or len(words) > LONGEST:
        raise SettingsError("the model's name is no name: write one, such as openai:gpt-5-mini")
    return words


def checked_address(url: str) -> str:
    """The base URL of a server, without blanks around it; "" for the provider's own. Raises
    SettingsError for what is no web address, and for one that holds a password."""
    address = url.strip()
    if not address:
        return ""
    try:
        parts = urlsplit(address)
        host, secret = parts.hostname, parts.username or parts.password
        _ = parts.port
    except ValueError:
        host, secret, parts = None, None, urlsplit("")
    if secret is not None:
        raise SettingsError(
            "the server's address holds a name or password: leave it out, keys stay in the "
            "environment"
        )
    plain = address.isprintable() and " " not in address and len(address) <= LONGEST
    if not host or not plain or parts.scheme not in ("http", "https"):
        raise SettingsError(
            "the server's address is no web address: write it like http://127.0.0.1:11434/v1"
        )
    return address


def set_up(name: str, url: str = "") -> BaseChatModel:
    """The chat model as it is tried; raises ModelError, which says what to do."""
    try:
        return chat_model(name, url, timeout=PATIENCE, retries=0)
    except ModelError as error:
        cause = error.__cause__ or error
        raise ModelError(_not_set_up(name, cause)) from cause


def tried(model: BaseChatModel, name: str, url: str = "") -> float:
    """How many seconds the model took to begin a word; raises ModelError, which says what to do."""
    prompt = load("try")
    began = time.monotonic()
    try:
        with closing(streamed(model, prompt)) as chunks:
            for chunk in chunks:
                if chunk.text.strip():  # one that goes on talking works as well
                    return time.monotonic() - began
    except Exception as error:  # each provider's client has an error tree of its own
        raise ModelError(_unanswered(name, url, error)) from error
    raise ModelError(f"{name} answers with nothing: try another model")


@dataclass(frozen=True, slots=True)
class Probe:
    """What a model can do: seconds to its first word, whether words come one by one, how many
    tokens it says that it reads at once (0: it doesn't say), whether it fills in a form."""

    first: float
    streams: bool
    window: int
    structured: bool

    def __str__(self) -> str:
        read = f"reads {self.window:,} tokens at once" if self.window else _UNTOLD
        return ", ".join(
            (
                f"first word after {self.first:.1f} s",
                "streams" if self.streams else "answers come whole, not word by word",
                read,
                "structured output" if self.structured else "no structured output (none is needed)",
            )
        )


_UNTOLD = "does not say how much it reads at once (set NEWSBRIEF_MODEL_CONTEXT)"
_FORM = {
    "title": "town",
    "description": "A town",
    "type": "object",
    "properties": {"name": {"type": "string"}},
    "required": ["name"],
}


def probed(model: BaseChatModel, name: str, url: str = "") -> Probe:
    """What a model can do, by asking it twice; raises ModelError, which says what to do."""
    first, pieces = 0.0, 0
    prompt = load("probe")
    began = time.monotonic()
    try:
        with closing(streamed(model, prompt)) as chunks:
            for chunk in chunks:
                if chunk.text.strip():
                    first = first or time.monotonic() - began
                    pieces += 1
                if pieces > 1:  # one that goes on talking works as well
                    break
    except Exception as error:  # each provider's client has an error tree of its own
        raise ModelError(_unanswered(name, url, error)) from error
    if not pieces:
        raise ModelError(f"{name} answers with nothing: try another model")
    return Probe(first, pieces > 1, window_of(model), _fills_forms(model))


def _fills_forms(model: BaseChatModel) -> bool:
    try:
        found = model.with_structured_output(_FORM).invoke("Name the capital of France.")
    except Exception:  # a model or a server that knows no forms says so in many ways
        return False
    return isinstance(found, dict) and bool(found.get("name"))


def window_of(model: BaseChatModel) -> int:
    """How many tokens a model says that it reads at once; 0 where it does not say."""
    profile = getattr(model, "profile", None) or {}
    return int(profile.get("max_input_tokens") or getattr(model, "num_ctx", 0) or 0)


def _not_set_up(name: str, error: BaseException) -> str:
    provider = name.partition(":")[0]
    message = str(error)
    if isinstance(error, ImportError):
        package = EXTRAS.get(provider, "langchain-" + provider.replace("_", "-"))
        return (
            f"{name} needs a package: pip install '{package}' where newsbrief is installed, "
            "then start newsbrief again"
        )
    if "credentials" in message.casefold() or "api_key" in message.casefold():
        return (
            f"{name} needs a key: set {_key(provider)} in the environment and start newsbrief again"
        )
    if ":" not in name or "provider" in message:
        return f"{name} names no provider that is known: write it like openai:gpt-5-mini"
    return f"{name} cannot be set up ({first_line(error)}): correct its name"


def _unanswered(name: str, url: str, error: Exception) -> str:
    place = f"the server at {url}" if url else "the provider"
    kinds = " ".join(kind.__name__ for kind in type(error).__mro__)
    status = status_of(error)
    if "Timeout" in kinds:
        return (
            f"{place} did not answer within {PATIENCE:.0f} seconds: a model may still be loading, "
            "so try again, or look at its server"
        )
    if "Connect" in kinds:
        start = "start the server, or correct its address" if url else "look at the network"
        return f"{place} cannot be reached: {start}"
    key = _key(name.partition(":")[0])
    refusals = {
        400: f"refuses the request ({first_line(error)}): try another model",
        401: f"refuses the key: correct {key} and start newsbrief again",
        404: f"knows no {name}: correct the model's name or the server's address",
        429: "wants no more requests for now: wait, or look at the account",
    }
    refusals |= {403: refusals[401], 422: refusals[400]}
    if status in refusals:
        return f"{place} {refusals[status]}"
    if isinstance(status, int) and status >= 500:
        return f"{place} has a fault ({status}): look at its server"
    return f"{name} gave no answer that can be read: check that {place} is a model's server"


def _key(provider: str) -> str:
    return KEYS.get(provider, "the provider's key")


def in_words(error: BaseException) -> str:
    """What went wrong with a request, in a line."""
    status = status_of(error)
    kinds = " ".join(kind.__name__ for kind in type(error).__mro__)
    if "Timeout" in kinds:
        return "it said nothing for too long; look at its server"
    if "Connect" in kinds:
        return "it cannot be reached; check NEWSBRIEF_MODEL_URL and that its server runs"
    if status in (401, 403):
        return "it refuses the key; correct it in the environment and start newsbrief again"
    if status == 404:
        return "its server knows no such model; check NEWSBRIEF_MODEL and NEWSBRIEF_MODEL_URL"
    if status == 429:
        return "it wants no more requests for now; wait, or look at the account"
    return f"{first_line(error)}; check NEWSBRIEF_MODEL and NEWSBRIEF_MODEL_URL"


def status_of(error: BaseException) -> int | None:
    """The HTTP status that a client's error tells, by whatever name; None for none."""
    response = getattr(error, "response", None)
    told = (
        getattr(error, "status_code", None),
        getattr(error, "code", None),
        getattr(response, "status_code", None),
    )
    return next((status for status in told if isinstance(status, int)), None)


_KEY = re.compile(
    r"\b(?:sk|pk|AIza|hf|gsk|xai)[-_]?[\w.-]{12,}|\bBearer \S+|(?<=[?&]key=)[^&\s]+"
    r"|(?<=key[:=] )\S{12,}|\beyJ[\w.-]{20,}",
    re.IGNORECASE,
)


def first_line(error: BaseException) -> str:
    """What an error says, in one line that is not endless and has no keys in it; its kind where
    it says nothing."""
    line = _KEY.sub("…", (str(error).splitlines() or [type(error).__name__])[0])
    for name in KEYS.values():
        if key := os.environ.get(name):
            line = line.replace(key, "…")
    return line[:160]
