"""Chat models that servers on this machine offer, looked for when somebody asks: loopback alone."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx

PORTS: Mapping[int, str] = {11434: "Ollama", 1234: "LM Studio", 8080: "llama.cpp", 8000: "vLLM"}
"""The ports that servers of chat models take unless they are told otherwise."""
_PATIENCE = 1.5
_MOST_MODELS = 50
_LARGEST = 1_000_000
_OWN = "newsbrief"


@dataclass(frozen=True, slots=True)
class LocalServer:
    """A server on this machine: what usually runs on its port, its address, its models."""

    name: str
    url: str
    models: tuple[str, ...]


def local_servers() -> list[LocalServer]:
    """The OpenAI-compatible servers that answer on those ports of 127.0.0.1, in their order."""
    with ThreadPoolExecutor(len(PORTS)) as pool:
        found = pool.map(_asked, PORTS.items())
    return [server for server in found if server is not None]


def _asked(port_and_name: tuple[int, str]) -> LocalServer | None:
    port, name = port_and_name
    url = f"http://127.0.0.1:{port}/v1"
    try:
        with (
            httpx.Client(trust_env=False, timeout=_PATIENCE) as client,
            client.stream("GET", f"{url}/models") as reply,
        ):
            body = b""
            for piece in reply.iter_bytes():
                body += piece
                if len(body) > _LARGEST:
                    return None
        told = httpx.Response(reply.status_code, content=body).json()
        models = [str(each["id"]) for each in told["data"]][:_MOST_MODELS]
    except (httpx.HTTPError, ValueError, KeyError, TypeError):
        return None
    if not models or _OWN in models:
        return None
    return LocalServer(name, url, tuple(models))
