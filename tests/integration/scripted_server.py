"""A chat model's server on loopback that says what a test scripts, and fails as it is told to.

It speaks OpenAI's chat completions and Ollama's chat, streams word by word, and writes down what
it was asked.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

READ, WRITTEN = 11, 7
"""Tokens that the server says each request took."""
Reply = Callable[[str, str], str]
"""What the server answers to a system and a user message."""


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one request: a status with its message, a stream that ends after so
    many words, a line that is no JSON, seconds of silence before the first word, the provider's
    longest reply after so many words, or a halt after so many until `go_on` is set."""

    status: int = 200
    message: str = "out of order"
    retry_after: str = ""
    breaks_after: int | None = None
    garbled: bool = False
    silence: float = 0.0
    longest: int | None = None
    halts_after: int | None = None


class ScriptedServer:
    """What was asked of it, how many words it sent, and where it listens; `faults` befall the
    requests in their order. `counts`: it tells tokens in a stream where it is asked to; None: it
    refuses a request that asks so."""

    def __init__(self, reply: Reply, status: int = 200) -> None:
        self.reply = reply
        self.status = status
        self.faults: list[Fault] = []
        self.requests: list[dict[str, Any]] = []
        self.counts: bool | None = True
        self.go_on = threading.Event()
        self.wait = 0.0
        self.looked = 0
        self.sent = 0
        self.url = ""

    def prompts(self) -> list[tuple[str, str]]:
        """The system and user message of each request."""
        return [
            (request["messages"][0]["content"], request["messages"][-1]["content"])
            for request in self.requests
        ]

    def fault(self) -> Fault:
        """What befalls the next request."""
        return self.faults.pop(0) if self.faults else Fault(self.status)


class Broken(Exception):
    """The stream ends here."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    script: ScriptedServer

    def do_GET(self) -> None:
        self.script.looked += 1
        models = [{"id": "scripted", "object": "model"}]
        self._whole(200, {"object": "list", "data": models})

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.script.requests.append(request)
        fault = self.script.fault()
        time.sleep(fault.silence)
        if fault.status != 200:
            self._whole(fault.status, {"error": {"message": fault.message}}, fault.retry_after)
            return
        if self.script.counts is None and "stream_options" in request:
            told = "Unrecognized request argument supplied: stream_options"
            self._whole(400, {"error": {"message": told}})
            return
        system, user = (request["messages"][0], request["messages"][-1])
        text = self.script.reply(system["content"], user["content"])
        if self.path.startswith("/api/"):
            self._stream("application/x-ndjson", self._as_ollama(text, fault))
        elif request.get("stream"):
            self._stream("text/event-stream", self._as_openai(text, fault, request))
        else:
            said = {"role": "assistant", "content": text}
            choice = {"index": 0, "message": said, "finish_reason": "stop"}
            self._whole(200, _completion(choice))

    def _as_openai(self, text: str, fault: Fault, request: dict[str, Any]) -> Iterator[str]:
        for piece in self._pieces(text, fault):
            if fault.garbled:
                yield 'data: {"choices": [{"del\n\n'
                raise Broken
            yield _event({"delta": {"role": "assistant", "content": piece}})
        ended = "stop" if fault.longest is None else "length"
        yield _event({"delta": {}, "finish_reason": ended})
        if self.script.counts and request.get("stream_options", {}).get("include_usage"):
            used = {"prompt_tokens": READ, "completion_tokens": WRITTEN}
            told = {**_completion({}), "choices": [], "usage": {**used, "total_tokens": 18}}
            yield f"data: {json.dumps(told)}\n\n"
        yield "data: [DONE]\n\n"

    def _as_ollama(self, text: str, fault: Fault) -> Iterator[str]:
        for piece in self._pieces(text, fault):
            if fault.garbled:
                yield '{"message": {"ro\n'
                raise Broken
            yield _line({"message": {"role": "assistant", "content": piece}, "done": False})
        ended = "stop" if fault.longest is None else "length"
        told = {"prompt_eval_count": READ, "eval_count": WRITTEN, "done_reason": ended}
        yield _line({"message": {"role": "assistant", "content": ""}, "done": True, **told})

    def _pieces(self, text: str, fault: Fault) -> Iterator[str]:
        for number, piece in enumerate(text.replace(" ", " \0").split("\0")[: fault.longest]):
            if number == fault.breaks_after:
                raise Broken
            if number == fault.halts_after:
                self.script.go_on.wait(60)
            time.sleep(self.script.wait)
            self.script.sent += 1
            yield piece

    def _stream(self, kind: str, lines: Iterator[str]) -> None:
        """Sends lines in chunks; a stream that breaks has no last one."""
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.close_connection = True
        with suppress(Broken, BrokenPipeError, ConnectionResetError):
            for line in lines:
                self.wfile.write(f"{len(line.encode()):x}\r\n{line}\r\n".encode())
                self.wfile.flush()
            self.wfile.write(b"0\r\n\r\n")

    def _whole(self, status: int, told: object, retry_after: str = "") -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if retry_after:
            self.send_header("Retry-After", retry_after)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that leaves is what several tests are about."""


@contextmanager
def serving(reply: Reply, status: int = 200) -> Iterator[ScriptedServer]:
    """A running server; streams word by word, as real ones do."""
    script = ScriptedServer(reply, status)
    handler = type("Handler", (_Handler,), {"script": script})
    server = _Server(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    script.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield script
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _event(choice: dict[str, Any]) -> str:
    event = {**_completion({"index": 0, **choice}), "object": "chat.completion.chunk"}
    return f"data: {json.dumps(event)}\n\n"


def _line(told: dict[str, Any]) -> str:
    return json.dumps({"model": "scripted", "created_at": "2026-01-01T00:00:00Z", **told}) + "\n"


def _completion(choice: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": "1", "object": "chat.completion", "created": 0, "model": "scripted",
        "choices": [choice],
    }  # fmt: skip
