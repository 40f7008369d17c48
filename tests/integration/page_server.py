"""A web server on loopback whose pages a test sets, and that keeps what it was asked."""

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

Body = bytes | Callable[[BaseHTTPRequestHandler], None]
"""What a page sends: bytes, or a function that writes to the handler's `wfile` itself."""


@dataclass(frozen=True, slots=True)
class Set:
    """A page as the server sends it."""

    body: Body = b""
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    wait: float = 0.0


@dataclass(slots=True)
class PageServer:
    """Pages by their path, and what was asked; "/robots.txt" is 404 until it is set."""

    port: int
    pages: dict[str, Set] = field(default_factory=dict)
    asked: list[tuple[str, str, float]] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    most_at_once: int = 0
    at_once: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def set(self, path: str, body: Body | str = b"", **how: object) -> None:
        """Send `body` for `path`."""
        encoded = body.encode() if isinstance(body, str) else body
        self.pages[path] = Set(encoded, **how)  # type: ignore[arg-type]

    def redirect(self, path: str, target: str, status: int = 302) -> None:
        """Send whoever asks for `path` on to `target`."""
        self.pages[path] = Set(status=status, headers=(("Location", target),))

    def url(self, path: str, host: str = "news.example") -> str:
        """The address of `path`, under a host that the test's resolver knows."""
        return f"http://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        """What was asked for, in order, robots.txt left out."""
        return [path for _, path, _ in self.asked if path != "/robots.txt"]


@contextmanager
def serving(certificate: Path | None = None) -> Iterator[PageServer]:
    """A running server; with the file of a key and certificate, over TLS."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            now = time.monotonic()
            with pages.lock:
                pages.asked.append((self.headers["Host"], self.path, now))
                pages.agents.add(self.headers["User-Agent"])
                pages.at_once += 1
                pages.most_at_once = max(pages.most_at_once, pages.at_once)
            page = pages.pages.get(self.path, Set(b"no such page", status=404))
            if self.headers["If-None-Match"] in dict(page.headers).values():
                page = Set(status=304, headers=page.headers)
            time.sleep(page.wait)
            # No longer counted before the first byte: whoever has the last one asks for more.
            with pages.lock:
                pages.at_once -= 1
            # Whoever asked may leave before the end.
            with suppress(BrokenPipeError, ConnectionResetError):
                self._send(page)

        def _send(self, page: Set) -> None:
            self.send_response(page.status)
            self.send_header("Content-Type", page.kind)
            for name, value in page.headers:
                self.send_header(name, value)
            if isinstance(page.body, bytes):
                self.send_header("Content-Length", str(len(page.body)))
            self.end_headers()
            if isinstance(page.body, bytes):
                self.wfile.write(page.body)
            else:
                page.body(self)

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        request_queue_size = 64  # more connections at once than 5 would wait a second

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that leaves is what several tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    pages = PageServer(server.server_port)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield pages
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
