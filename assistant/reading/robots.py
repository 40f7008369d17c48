"""What robots.txt lets this program read (RFC 9309), asked for once for each origin."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING

from assistant.reading.unreachable import Unreachable

if TYPE_CHECKING:
    import httpx
    from protego import Protego

AGENT = "newsbrief"
"""The product token that a group of robots.txt may name (section 2.2.1)."""
MOST_BYTES = 500 * 1024
"""What is parsed of a robots.txt (section 2.5); the rest is not read."""
MOST_REDIRECTS = 5
_FORBIDDEN = (
    "its robots.txt asks programs not to read this page; "
    "save the page in a browser and add the file"
)


class Robots:
    """The rules of every origin that was asked about, kept as long as this lives.

    `get(address)` gives the status and body of a robots.txt, after redirects, no body for
    a status that is no success; it raises Unreachable where there was no answer.
    """

    def __init__(self, get: Callable[[str], tuple[int, bytes]]) -> None:
        self._get = get
        self._rules: dict[str, Future[Protego]] = {}
        self._lock = threading.Lock()

    def delay(self, url: httpx.URL) -> float:
        """The seconds that robots.txt wants between two fetches; 0 where it names none.

        Raises Unreachable where `url` may not be read: robots.txt forbids it, or it
        answers 500 to 599 or not at all, which stands for forbidding everything (section
        2.3.1.4). Where it answers 400 to 499 everything may be read (section 2.3.1.3).
        """
        rules = self._of(str(url.copy_with(raw_path=b"/robots.txt", fragment=None)))
        if not rules.can_fetch(str(url), AGENT):
            raise Unreachable(_FORBIDDEN)
        return float(rules.crawl_delay(AGENT) or 0)

    def _of(self, address: str) -> Protego:
        with self._lock:
            known = self._rules.get(address)
            if known is None:
                asked = self._rules[address] = Future()
        if known is not None:
            return known.result()
        try:
            asked.set_result(self._read(address))
        # Whoever waits for these rules gets the error too.
        except BaseException as error:
            asked.set_exception(error)
        return asked.result()

    def _read(self, address: str) -> Protego:
        from protego import Protego

        status, content = self._get(address)
        if status >= 500:
            told = f"its robots.txt cannot be read (status {status}), so no page may be"
            raise Unreachable(f"{told}; try later, or save the page in a browser and add the file")
        return Protego.parse(content.decode("utf-8-sig", "replace"))
