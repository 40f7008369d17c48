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


class BriskProtocol(AutoHTTPProtocol):  # type: ignore[misc,valid-type]
    """uvicorn's HTTP, which ends a connection whose client dawdles from one look to the next: over
    sending a request, or over taking what it asked for. Who waits for an answer may wait."""

    patience = PATIENCE

    def connection_made(self, transport: asyncio.Transport) -> None:
        """A client is there."""
        super().connection_made(transport)
        self._got, self._took, self._left = 0, 0, 0
        self._before: object = None
        self._looking = self.loop.call_later(self.patience, self._look)

    def connection_lost(self, error: Exception | None) -> None:
        """The client is gone."""
        self._looking.cancel()
        super().connection_lost(error)

    def data_received(self, data: bytes) -> None:
        """It sent something."""
        self._got += len(data)
        super().data_received(data)

    def resume_writing(self) -> None:
        """It took something."""
        self._took += 1
        super().resume_writing()

    def _look(self) -> None:
        cycle: Any = self.cycle
        left = self.transport.get_write_buffer_size()
        sends = cycle is None or cycle.response_complete or cycle.more_body
        state = ("takes", self._took) if left else ("sends", id(cycle)) if sends else None
        if state is not None and state == self._before and not self.flow.read_paused:
            done = self._left - left if left else self._got
            if done < _LEAST * self.patience:
                self.transport.abort()
                return
        self._before, self._left, self._got = state, left, 0
        self._looking = self.loop.call_later(self.patience, self._look)
