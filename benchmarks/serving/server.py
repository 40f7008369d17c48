"""The real `newsbrief serve` as a process of its own, which can be killed and started again."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import httpx

from assistant import Article, Assistant

COMMAND = (sys.executable, "-c", "from assistant.interfaces.cli import main; main()")
_AT_ONCE = 100
_STARTING = 300.0


class Server:
    """The server of a library on loopback. No limit on requests a minute, as all clients have one
    address here."""

    def __init__(self, library: Path) -> None:
        self._library = library
        self._port = "0"
        self._process: subprocess.Popen[str] | None = None
        self.address = ""

    def start(self) -> float:
        """Start it, on the port that it had before if any; the seconds until it was ready."""
        begun = time.perf_counter()
        command = [*COMMAND, "--library", str(self._library), "serve", "--port", self._port]
        environment = {**os.environ, "NEWSBRIEF_RATE_LIMIT": "0"}
        self._process = subprocess.Popen(
            command, stderr=subprocess.PIPE, text=True, env=environment
        )
        assert self._process.stderr is not None
        for line in self._process.stderr:
            if match := re.search(r"newsbrief is at (http://127\.0\.0\.1:(\d+))", line):
                self.address, self._port = match[1], match[2]
                break
        else:
            raise SystemExit("the server ended before it said where it is")
        # What it logs must be read, else it would wait for that.
        threading.Thread(target=self._process.stderr.read, daemon=True).start()
        while not self._ready():
            if time.perf_counter() - begun > _STARTING:
                raise SystemExit("the server did not get ready")
            time.sleep(0.2)
        return time.perf_counter() - begun

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """Tell it to end, and wait until it has: what is being answered ends first."""
        assert self._process is not None
        self._process.terminate()
        self._process.wait(300)

    @property
    def megabytes(self) -> float:
        """What it holds of the machine's memory now."""
        assert self._process is not None
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        match = re.search(r"VmRSS:\s+(\d+) kB", status)
        return int(match[1]) / 1024 if match else 0.0

    @property
    def processor_seconds(self) -> float:
        """What it has used of all processors."""
        assert self._process is not None
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def _ready(self) -> bool:
        try:
            return httpx.get(f"{self.address}/api/v1/health", trust_env=False).status_code == 200
        except httpx.HTTPError:
            return False


def filled(library: Path, articles: Path | None, chunks: int) -> tuple[int, int]:
    """Have a library hold so many chunks, of the articles of JSON Lines files if it has fewer; how
    many articles and chunks it has."""
    with Assistant(library) as assistant:
        read = iter(_read(articles) if articles else ())
        while assistant.library.counts()[1] < chunks and (some := list(islice(read, _AT_ONCE))):
            assistant.add(*some)
            print(f"{assistant.library.counts()[1]:,} of {chunks:,} chunks", file=sys.stderr)
        assistant.library.follow()
        return assistant.library.counts()


def titles(library: Path, most: int = 400) -> list[str]:
    """What some articles are called, to ask about."""
    with Assistant(library) as assistant:
        found = (article.title for article in assistant.articles())
        return list(islice((title for title in found if len(title.split()) > 3), most))


def _read(place: Path) -> Iterable[Article]:
    for file in sorted(place.glob("*.jsonl")) if place.is_dir() else [place]:
        for line in file.read_text("utf-8").splitlines():
            fields = json.loads(line)
            if fields.get("text", "").strip():
                yield Article(fields["text"], title=fields.get("title", ""), url=fields["url"])
