"""Clients that send or take next to nothing are cut off: each holds a connection and what waits for
it, and nothing else would ever end it."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

PATIENCE = 30.0
"""Seconds between two looks at a connection."""

_LEAST = 256
"""Bytes a second, sent or taken, by which a client is known to be alive."""


class MinimumRateProtocol(AutoHTTPProtocol):  # type: ignore[misc,valid-type]
    """uvicorn's HTTP, which ends a connection whose client is too slow from one look to the next:
    over sending a request, or over taking what it asked for. Who waits for an answer may wait."""

    patience = PATIENCE

    def connection_made(self, transport: asyncio.Transport) -> None:
        """A client is there."""
        self._counted = _Counted(transport)
        super().connection_made(self._counted)
        self._written = self._taken = self._got = 0
        self._sends, self._seen = False, self.cycle
        self._looking = self.loop.call_later(self.patience, self._look)

    def connection_lost(self, error: Exception | None) -> None:
        """The client is gone."""
        self._looking.cancel()
        super().connection_lost(error)

    def data_received(self, data: bytes) -> None:
        """It sent something."""
        self._got += len(data)
        super().data_received(data)

    def _look(self) -> None:
        written, waiting = self._counted.written, self.transport.get_write_buffer_size()
        taken, cycle, least = written - waiting, self.cycle, _LEAST * self.patience
        # Some of what waited for it at the last look still does.
        takes_little = taken < self._written and taken - self._taken < least
        sends = not waiting and (cycle is None or cycle.response_complete or cycle.more_body)
        still = sends and self._sends and cycle is self._seen
        if takes_little or (still and self._got < least and not self.flow.read_paused):
            self.transport.abort()
            return
        self._written, self._taken, self._got = written, taken, 0
        self._sends, self._seen = sends, cycle
        self._looking = self.loop.call_later(self.patience, self._look)


class _Counted:
    """A transport that knows how much was written to it."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self.written = 0

    def write(self, content: bytes) -> None:
        self.written += len(content)
        self._transport.write(content)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)
