"""A Chroma server, one of one's own or Chroma Cloud: which it is, and whether it answers."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from vectorstore.errors import VectorsError

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.auth import UserIdentity
    from chromadb.config import Settings

CLOUD = "api.trychroma.com"
"""The host of Chroma Cloud."""

CONNECTING, ANSWERING, HURRY = 5.0, 60.0, 5.0
"""Seconds that a server has to be there, to answer a request, and to answer where somebody waits
for it: Chroma's client would wait for ever, and the library's lock with it."""

_SILENT = "does not answer what it is asked"
_BATCH, _CLOUD_BATCH = 1000, 300
"""Records of one request; Chroma Cloud's quotas allow no more of them."""


@dataclass(frozen=True, slots=True)
class ChromaServer:
    """Where a server is, and what it wants to know. A `key` makes it Chroma Cloud, to which
    `tenant` and `database` tell where the vectors go; left out, the key tells it."""

    url: str
    key: str = field(default="", repr=False)
    tenant: str = ""
    database: str = ""

    def __post_init__(self) -> None:
        self.address()

    @property
    def batch(self) -> int:
        """How many records one request may write or ask for."""
        return _CLOUD_BATCH if self.key else _BATCH

    def address(self) -> tuple[str, int, bool]:
        """Host, port and whether to encrypt; raises VectorsError for what is no such URL."""
        try:
            parts = urlsplit(self.url)
            secure = parts.scheme == "https"
            plain = not (parts.username or parts.password or parts.query or parts.path.strip("/"))
            if parts.scheme not in ("http", "https") or not parts.hostname or not plain:
                raise ValueError
            return parts.hostname, parts.port or (443 if secure else 8000), secure
        except ValueError:
            told = "what holds a password" if "@" in self.url else repr(self.url)
            raise VectorsError(
                f"NEWSBRIEF_CHROMA is {told}: give the URL of a Chroma server, as http://host:8000"
            ) from None


def chroma_server(url: str, environment: Mapping[str, str] = os.environ) -> ChromaServer | None:
    """The server at a URL, None for none; Chroma Cloud is asked with what its own client takes
    from the environment: CHROMA_API_KEY, CHROMA_TENANT, CHROMA_DATABASE. No other server is told
    the key. Raises VectorsError."""
    if not url:
        return None
    server = ChromaServer(url)
    host, _, secure = server.address()
    if host != CLOUD:
        return server
    key = environment.get("CHROMA_API_KEY", "")
    if not key:
        raise VectorsError(f"{url} is Chroma Cloud, which asks for a key: set CHROMA_API_KEY")
    if not secure:
        raise VectorsError(f"{url} would send the key for all to read: write https")
    return ChromaServer(
        url, key, environment.get("CHROMA_TENANT", ""), environment.get("CHROMA_DATABASE", "")
    )


def connected(server: ChromaServer, patience: float = ANSWERING) -> Client:
    """A client of a server that answers, and has `patience` seconds for each request.

    Raises ConnectionError, and what Chroma raises.
    """
    from chromadb.api.client import Client as ChromaClient
    from chromadb.config import DEFAULT_DATABASE, DEFAULT_TENANT

    class Impatient(ChromaClient):
        """Asks who it is before anything else: from there on it waits for nothing for ever."""

        def get_user_identity(self) -> UserIdentity:
            _wait_at_most(self, CONNECTING)
            return super().get_user_identity()

    _make_sure_it_answers(server)
    named = not server.key
    tenant = DEFAULT_TENANT if named else server.tenant or None
    database = DEFAULT_DATABASE if named else server.database or None
    try:
        client = Impatient(tenant, database, _settings(server))
    except Exception as error:
        if not is_late(error):
            raise
        raise ConnectionError(f"the server is there, and {_SILENT}") from error
    _wait_at_most(client, patience)
    return client


def is_late(error: BaseException | None) -> bool:
    """Whether something went wrong because a server did not answer in time."""
    import httpx

    while error is not None and not isinstance(error, httpx.TimeoutException):
        error = error.__cause__ or error.__context__
    return error is not None


def _wait_at_most(client: Client, patience: float) -> None:
    """Have a client wait so many seconds for each answer."""
    import httpx

    session = getattr(client._server, "_session", None)
    if isinstance(session, httpx.Client):
        session.timeout = httpx.Timeout(patience, connect=CONNECTING)


def _settings(server: ChromaServer) -> Settings:
    """What Chroma's client is to know of a server: the same that its own functions tell it."""
    from chromadb.auth.token_authn import TokenTransportHeader
    from chromadb.config import Settings

    host, port, secure = server.address()
    key: dict[str, Any] = {
        "chroma_client_auth_provider": "chromadb.auth.token_authn.TokenAuthClientProvider",
        "chroma_client_auth_credentials": server.key,
        "chroma_auth_token_transport_header": TokenTransportHeader.X_CHROMA_TOKEN,
        "chroma_overwrite_singleton_tenant_database_access_from_auth": True,
    }
    return Settings(
        anonymized_telemetry=False, chroma_api_impl="chromadb.api.fastapi.FastAPI",
        chroma_server_host=host, chroma_server_http_port=port, chroma_server_ssl_enabled=secure,
        **(key if server.key else {}),
    )  # fmt: skip


def _make_sure_it_answers(server: ChromaServer) -> None:
    """Raise ConnectionError where there is no Chroma server, or one that does not answer."""
    import httpx

    host, port, secure = server.address()
    place = f"http{'s' if secure else ''}://{f'[{host}]' if ':' in host else host}:{port}"
    try:
        # Where nothing is encrypted no certificates need to be loaded.
        answer = httpx.get(f"{place}/api/v2/heartbeat", timeout=CONNECTING, verify=secure)
        if answer.status_code == 200 and "nanosecond heartbeat" in answer.json():
            return
        why = f"it answers with status {answer.status_code}, and not as one"
    except ValueError:
        why = "it does not answer as one"
    except httpx.TimeoutException:
        why = f"nothing came within {CONNECTING:.0f} seconds"
    except httpx.HTTPError as error:
        why = str(error) or type(error).__name__
    raise ConnectionError(f"no Chroma server is there ({why})")
