"""Many kills, one line for each, and what came of them: `make soak`."""

import json
import os
import platform
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from assistant import Assistant
from tests.soak import corpus
from tests.soak.kills import Kill, Stage, after, after_vectors_change, kill, prepared
from tests.soak.standin import HashedTexts

_LAST_MILLISECONDS = 60
_PACE = "0.004"
"""Seconds for each text, as a model takes them, so that kills find the add at all its stages."""


def adding(folder: Path, articles: int, *, minilm: bool = False) -> Stage:
    """Articles added to a library that knows a tenth of them in older words."""
    made = corpus.articles(articles)
    older = [replace(a, text=f"{a.text}\n\nMore is to follow.", id="") for a in made[::10]]
    sources = corpus.write(folder / "sources", older, names=range(0, articles, 10))
    _fill(folder / "before", sources, minilm=minilm)
    corpus.write(sources, made, names=range(articles))
    name, *arguments = ("with MiniLM", "--minilm") if minilm else ("paced", "--pause", _PACE)
    return Stage(
        name, folder / "before", sources, folder / "undisturbed", tuple(arguments), articles
    )


def aimed(folder: Path, articles: int) -> list[Stage]:
    """Three ways in which Chroma's vector files are written.

    A first vector store is filled, one that is there is added to, and one is repaired.
    """
    made = corpus.articles(articles, seed=2)
    most = articles - articles // 8
    half = corpus.write(folder / "half", made[:most], names=range(most))
    whole = corpus.write(folder / "whole", made, names=range(articles))
    _fill(folder / "empty", None)
    _fill(folder / "filled", whole)
    _fill(folder / "started", half)
    first, more = folder / "first", folder / "more"
    rest = corpus.write(folder / "rest", made[most:], names=range(most, articles))
    return [
        Stage("a first vector store", folder / "empty", whole, first, (), articles),
        Stage("an added part", folder / "started", rest, more, (), articles),
        Stage("a repair", folder / "filled", whole, folder / "same", ("--repair",), articles),
    ]


def _fill(library: Path, sources: Path | None, *, minilm: bool = False) -> None:
    with Assistant(library, embeddings=None if minilm else HashedTexts()) as assistant:
        if sources is not None:
            assistant.add(sources)


def random_kills(folder: Path, stage: Stage, count: int, chance: random.Random) -> Iterator[Kill]:
    """Kills at times spread evenly over the length of an undisturbed run."""
    if count:
        stage = prepared(stage)
        print(f"{stage.name}: undisturbed it takes {stage.seconds:.1f} s", flush=True)
    for number in range(count):
        moment = (number + chance.random()) * stage.seconds / count
        yield kill(stage, folder / f"random-{number}", after(moment))


def aimed_kills(
    folder: Path, stages: list[Stage], count: int, chance: random.Random
) -> Iterator[Kill]:
    """Kills up to 60 ms after Chroma was seen to write its vector files."""
    stages = [prepared(stage) for stage in stages]
    for number in range(count):
        stage = stages[number % len(stages)]
        delay = chance.random() ** 2 * _LAST_MILLISECONDS / 1000  # most of them early
        wait = after_vectors_change(chance.randint(1, max(1, stage.changes)), delay)
        yield kill(stage, folder / f"aimed-{number}", wait)


def told(kills: list[Kill]) -> dict[str, Any]:
    """The figures of a number of kills."""
    return {
        "kills": len(kills),
        "hit": dict(Counter(one.hit for one in kills)),
        "dirty": sum(one.dirty for one in kills),
        "misses": sum(bool(one.misses) for one in kills),
    }


def main(slowly: int, randomly: int, aiming: int, articles: int, results: Path | None) -> int:
    """Run them all; 1 where anything was amiss after any kill."""
    began, chance = time.monotonic(), random.Random(time.time_ns())
    done: dict[str, list[Kill]] = {}
    with tempfile.TemporaryDirectory(prefix="newsbrief-soak-") as scratch:
        for name, kills in _parts(Path(scratch), slowly, randomly, aiming, articles, chance):
            for one in kills:
                done.setdefault(name, []).append(one)
                print(f"{name} {len(done[name])}: {one}", flush=True)
    figures: dict[str, Any] = {name: told(kills) for name, kills in done.items()}
    figures["seconds"] = round(time.monotonic() - began)
    print(json.dumps(figures, indent=1))
    if results is not None:
        figures["machine"] = {"cpus": os.cpu_count(), "python": platform.python_version()}
        figures["each"] = [asdict(one) for kills in done.values() for one in kills]
        results.parent.mkdir(parents=True, exist_ok=True)
        results.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return int(any(one.misses for kills in done.values() for one in kills))


def _parts(
    folder: Path, slowly: int, randomly: int, aiming: int, articles: int, chance: random.Random
) -> Iterator[tuple[str, Iterator[Kill]]]:
    """The kinds of kills, each prepared when its turn has come."""
    for name, count in (("minilm", slowly), ("random", randomly)):
        if count:
            stage = adding(folder / name, articles, minilm=name == "minilm")
            yield name, random_kills(folder / name, stage, count, chance)
    if aiming:
        yield (
            "aimed",
            aimed_kills(folder / "aimed", aimed(folder / "aimed", 3 * articles), aiming, chance),
        )
