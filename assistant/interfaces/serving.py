"""What every face on the network shares: a socket, a server that goes quietly, who is who."""

from __future__ import annotations

import errno
import logging
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from assistant.assistant import Assistant
from assistant.conversations.jobs import AnswerJobs
from assistant.conversations.workers import Workers
from assistant.errors import SettingsError
from assistant.interfaces.chat.access import Sessions
from assistant.interfaces.chat.logins import Logins


@dataclass(frozen=True, slots=True)
class Common:
    """What the faces of one server have in common: threads, running answers, who is who."""

    workers: Workers
    jobs: AnswerJobs
    sessions: Sessions


def common(
    assistant: Assistant,
    logins: Path | None = None,
    threads: int = 6,
    most_waiting: int | None = None,
) -> Common:
    """What the faces of a server on this assistant share, with so many threads that write answers,
    and so many that may wait for one; raises SettingsError for a file of logins that cannot be
    used."""
    store, workers = assistant.conversation_store, Workers(threads, most_waiting)
    known = Logins(logins) if logins is not None else None
    sessions = Sessions(store.secret(), known, store.ended_logins if known else None)
    return Common(workers, AnswerJobs(store, workers), sessions)


class Server(uvicorn.Server):
    """Says where it is when it is there, and goes quietly, open pages or not."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and sockets:
            print(f"newsbrief is at {_address(sockets[0])} (Ctrl-C stops it)",
                  file=sys.stderr, flush=True)  # fmt: skip

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # What open pages wait for is cut off; a traceback for each would tell nobody anything.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        await super().shutdown(sockets)


def bound(host: str, port: int) -> socket.socket:
    """A socket on the address, taken before the seconds that loading the page needs; raises
    SettingsError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host.strip("[]"), port))
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise SettingsError(
                f"port {port} on {host} is taken: give another one with --port, or end what uses it"
            ) from error
        raise SettingsError(
            f"newsbrief cannot listen on {host} port {port} ({error.strerror}): "
            "give another one with --host and --port"
        ) from error
    return listening


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
