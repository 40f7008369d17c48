"""A real Chroma server on loopback, and a proxy before it that records, cuts and hangs."""

import contextlib
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx


@dataclass
class ChromaProcess:
    """`chroma run`, always on the same port and folder."""

    folder: Path
    port: int = 0
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        if not self.port:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                self.port = free.getsockname()[1]
        command = Path(sys.executable).with_name("chroma")
        self.process = subprocess.Popen(
            [command, "run", "--path", self.folder, "--host", "127.0.0.1",
             "--port", str(self.port)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        for _ in range(1200):  # a busy machine is no failure
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(f"{self.url}/api/v2/heartbeat", timeout=5).status_code == 200:
                    return
            time.sleep(0.1)
        raise AssertionError("the Chroma server did not start")

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)
            self.process = None


@dataclass
class Asked:
    """A request that came to the proxy."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes = field(repr=False)


class Proxy:
    """Passes requests on to a server; `cut` names what is cut off, `hangs` that nothing is answered
    but what ends with `spared`,
    `refusal` is what is answered to all, `identity` whom the server says a key to be."""

    def __init__(self, target: str) -> None:
        self.asked: list[Asked] = []
        self.cut = ""
        self.left = 0
        self.hangs = False
        self.spared = "nothing"
        self.refusal = ""
        self.identity: dict[str, object] = {}
        self.client = httpx.Client(base_url=target, timeout=60, verify=False)
        self._ended = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _passing(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._ended.set()
        self._server.shutdown()
        self._server.server_close()
        self.client.close()

    def breaks(self, path: str) -> bool:
        """Whether this request is the one to be cut off, or waits until the end."""
        if self.hangs and not path.endswith(self.spared):
            self._ended.wait()
        if self.cut and path.partition("?")[0].endswith(self.cut):
            self.left -= 1
            return self.left < 0
        return False


def _passing(proxy: Proxy) -> type[BaseHTTPRequestHandler]:
    class Passing(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            proxy.asked.append(Asked(self.command, self.path, headers, body))
            if proxy.breaks(self.path):
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            if proxy.refusal:
                self.answer(403, proxy.refusal.encode())
                return
            if proxy.identity and self.path.endswith("/auth/identity"):
                self.answer(200, json.dumps(proxy.identity).encode())
                return
            kept = {name: headers[name] for name in ("content-type",) if name in headers}
            got = proxy.client.request(self.command, self.path, content=body, headers=kept)
            self.answer(got.status_code, got.content)

        def answer(self, status: int, content: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_DELETE = do_PUT = handle_one

        def log_message(self, *_: object) -> None:
            """Nothing is to be printed."""

    return Passing


@contextlib.contextmanager
def proxied(target: str) -> Iterator[Proxy]:
    """A proxy before a server, while it is needed."""
    proxy = Proxy(target)
    try:
        yield proxy
    finally:
        proxy.close()
