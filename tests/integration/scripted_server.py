"""A chat-completions server on loopback that says what a test scripts."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[[str, str], str]
"""What the server answers to a system and a user message."""


class ScriptedServer:
    """What was asked of it, and where it listens."""

    def __init__(self, reply: Reply, status: int = 200) -> None:
        self.reply = reply
        self.status = status
        self.requests: list[dict[str, Any]] = []
        self.url = ""

    def prompts(self) -> list[tuple[str, str]]:
        """The system and user message of each request."""
        return [
            (request["messages"][0]["content"], request["messages"][-1]["content"])
            for request in self.requests
        ]


@contextmanager
def serving(reply: Reply, status: int = 200) -> Iterator[ScriptedServer]:
    """A running server; streams word by word, as real ones do."""
    script = ScriptedServer(reply, status)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            request = json.loads(self.rfile.read(length))
            script.requests.append(request)
            if script.status != 200:
                self.send_response(script.status)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(b'{"error": {"message": "out of order"}}')
                return
            system, user = (request["messages"][0], request["messages"][-1])
            text = script.reply(system["content"], user["content"])
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            for piece in text.replace(" ", " \0").split("\0"):
                self._event({"delta": {"role": "assistant", "content": piece}})
            self._event({"delta": {}, "finish_reason": "stop"})
            self.wfile.write(b"data: [DONE]\n\n")

        def _event(self, choice: dict[str, Any]) -> None:
            event = {
                "id": "1", "object": "chat.completion.chunk", "created": 0, "model": "scripted",
                "choices": [{"index": 0, **choice}],
            }  # fmt: skip
            self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())
            self.wfile.flush()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    script.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
