"""How `newsbrief serve` bears many clients, a kill amid them, and slow clients.

    python benchmarks/serving/run.py LIBRARY [--articles PLACE] [--chunks N]
        [--clients N] [--seconds T] [--kill] [--slow M]

LIBRARY is a folder; where it holds fewer than `--chunks`, articles are added of PLACE, a JSON Lines
file with url, title and text or a folder of such. N clients ask, search and read without a pause
for T seconds; with `--kill` the server is killed amid that, started again, and what was reported as
added before is looked for. With `--slow` M clients send or read a byte a second instead, while one
other is measured. Prints the figures and writes them under their name to results.json.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

from clients import Load, Seen, adding, lost, slow_client
from server import Server, filled, titles

RESULTS = Path(__file__).with_name("results.json")
_WARM = 0.2
"""The share of a run after which its memory counts as warm."""

Figures = dict[str, object]


def main() -> None:
    """Measure what the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("library", type=Path)
    parser.add_argument("--articles", type=Path)
    parser.add_argument("--chunks", type=int, default=10_000)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--kill", action="store_true")
    parser.add_argument("--slow", type=int, default=0)
    given = parser.parse_args()
    articles, chunks = filled(given.library, given.articles, given.chunks)
    known, server = titles(given.library), Server(given.library)
    figures: Figures = {"articles": articles, "chunks": chunks, "processors": os.cpu_count(),
                        "load before": round(os.getloadavg()[0], 1),
                        "seconds to ready": round(server.start(), 1)}  # fmt: skip
    if given.slow:
        name = f"{given.slow} slow clients"
        figures |= asyncio.run(_slowly(server, known, given.slow, given.seconds))
    else:
        name = f"{given.clients} clients" + (", killed amid them" if given.kill else "")
        figures |= asyncio.run(
            _loaded(server, known, given.clients, given.seconds, kill=given.kill)
        )
    _written(name, figures)
    server.stop()


async def _loaded(
    server: Server, known: Sequence[str], clients: int, seconds: float, *, kill: bool
) -> Figures:
    load, kept, memory = Load(server.address, known, clients), [], _Memory(server)
    begun, used = time.perf_counter(), server.processor_seconds
    tasks = [asyncio.create_task(load.run())]
    if kill:
        tasks.append(asyncio.create_task(adding(server.address, load.stop, kept)))
    watching = asyncio.create_task(memory.watch())
    found: Figures = {}
    if kill:
        await asyncio.sleep(seconds / 2)
        load.down.set()
        before = list(kept)
        server.kill()
        found["seconds to ready again"] = round(await asyncio.to_thread(server.start), 1)
        load.down.clear()
        await asyncio.sleep(seconds / 2)
    else:
        await asyncio.sleep(seconds)
        found["processors used"] = round((server.processor_seconds - used) / seconds, 2)
    watching.cancel()
    took = time.perf_counter() - begun
    load.stop.set()
    for task in tasks:
        task.cancel()  # what is under way then counts for nothing
    await asyncio.gather(*tasks, return_exceptions=True)
    if kill:
        gone = await lost(server.address, kept)
        found |= {"added before the kill": len(before), "added": len(kept), "lost": len(gone)}
    else:
        found |= memory.figures()
    return {"clients": clients, "seconds": round(took), **_told(load.seen, took), **found}


async def _slowly(server: Server, known: Sequence[str], slow: int, seconds: float) -> Figures:
    alone = await _one(server, known, seconds / 4)
    stop, before = asyncio.Event(), server.megabytes
    slow_ones = [
        asyncio.create_task(slow_client(server.address, number, stop)) for number in range(slow)
    ]
    memory = _Memory(server)
    watching = asyncio.create_task(memory.watch())
    beside = await _one(server, known, seconds)
    watching.cancel()
    stop.set()
    ended = await asyncio.gather(*slow_ones)
    return {
        "slow clients": slow, "ended by the server": sum(ended), "alone": alone, "beside": beside,
        "MB before": round(before), "MB at most": round(max(memory.seen, default=before)),
        "MB in the end": round(server.megabytes),
    }  # fmt: skip


async def _one(server: Server, known: Sequence[str], seconds: float) -> Figures:
    """What a single client meets."""
    load = Load(server.address, known, 1)
    running = asyncio.create_task(load.run())
    await asyncio.sleep(seconds)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    return _told(load.seen, seconds)


class _Memory:
    """The server's memory, looked at each second."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self.seen: list[float] = []

    async def watch(self) -> None:
        """Look until cancelled."""
        while True:
            self.seen.append(self._server.megabytes)
            await asyncio.sleep(1)

    def figures(self) -> Figures:
        """Once warm, and in the end: medians of a tenth of the run each."""
        tenth = max(1, len(self.seen) // 10)
        start = int(len(self.seen) * _WARM)
        warm = statistics.median(self.seen[start : start + tenth])
        last = statistics.median(self.seen[-tenth:])
        return {"MB warm": round(warm), "MB in the end": round(last),
                "growth in percent": round(100 * (last / warm - 1), 1)}  # fmt: skip


def _told(seen: Seen, seconds: float) -> Figures:
    found: Figures = {
        "errors": len(seen.errors),
        "turned away": seen.turned_away,
        "while it was gone": seen.nobody,
    }
    if seen.errors:
        found["first errors"] = seen.errors[:3]
    for kind, taken in sorted(seen.seconds.items()):
        ordered = sorted(taken)
        found[kind] = {
            "requests": len(taken), "p50": round(statistics.median(ordered), 3),
            "p95": round(ordered[int(0.95 * (len(ordered) - 1))], 3), "most": round(ordered[-1], 3),
        }  # fmt: skip
    count = sum(map(len, seen.seconds.values()))
    return found | {"requests a second": round(count / seconds, 1)}


def _written(name: str, figures: Figures) -> None:
    known = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    known[name] = figures
    RESULTS.write_text(json.dumps(known, indent=2, ensure_ascii=False) + "\n")
    print(json.dumps({name: figures}, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
