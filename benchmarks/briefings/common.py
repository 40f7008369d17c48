"""What the benchmarks of briefings share: other files by path, the product elsewhere, results."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BRIEFING = Path("assistant/briefing")
RESULTS = HERE / "results.json"

Weights = Mapping[str, Any]
"""What a file of weights in `assistant/briefing` holds."""
Table = Mapping[str, Mapping[str, object]]
"""Figures by name, by line."""


def module(path: Path) -> ModuleType:
    """A Python file as a module under a name of its own: several benchmarks have a `run.py`."""
    name = f"{path.resolve().parent.name}_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} is no Python file")
    found = importlib.util.module_from_spec(spec)
    sys.modules[name] = found
    spec.loader.exec_module(found)
    return found


def elsewhere(script: str, task: object, weights: Mapping[str, Weights] | None = None) -> Any:
    """What a script of this folder makes of a task, in a process of its own.

    The script is given the paths of two JSON files: the task, and where its result goes. With
    `weights`, by the name of their file in `assistant/briefing`, it runs on a copy of the
    product that differs in these files alone. Raises CalledProcessError where it fails.
    """
    with tempfile.TemporaryDirectory() as place, _product(Path(place), weights or {}) as path:
        given, found = Path(place) / "task.json", Path(place) / "found.json"
        given.write_text(json.dumps(task), "utf-8")
        subprocess.run(
            [sys.executable, str(HERE / script), str(given), str(found)],
            check=True,
            env={**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
        )
        return json.loads(found.read_text("utf-8"))


@contextmanager
def _product(place: Path, weights: Mapping[str, Weights]) -> Iterator[str]:
    """Where Python finds the product."""
    if not weights:
        yield str(ROOT)
        return
    shutil.copytree(
        ROOT / "assistant", place / "assistant", ignore=shutil.ignore_patterns("__pycache__")
    )
    for name, known in weights.items():
        (place / BRIEFING / name).write_text(json.dumps(known), "utf-8")
    yield str(place)


def answered(make: Any) -> None:
    """The main part of a script that runs `elsewhere`: `make` turns the task into the result."""
    given, found = map(Path, sys.argv[1:])
    found.write_text(json.dumps(make(json.loads(given.read_text("utf-8")))), "utf-8")


def show(table: Table) -> None:
    """Prints a table, one line each."""
    names = max(map(len, table), default=0)
    for name, figures in table.items():
        told = "  ".join(f"{what} {value}" for what, value in figures.items())
        print(f"{name:{names}}  {told}", flush=True)


def kept(key: str, results: Path = RESULTS) -> dict[str, Any]:
    """One script's part of the results, empty where there is none."""
    known = json.loads(results.read_text("utf-8")) if results.exists() else {}
    return dict(known.get(key, {}))


def keep(key: str, found: object, results: Path = RESULTS) -> None:
    """Writes one script's part of the results; the other parts stay."""
    known = json.loads(results.read_text("utf-8")) if results.exists() else {}
    known[key] = found
    results.write_text(json.dumps(known, indent=2) + "\n", "utf-8")


def mean(values: Sequence[float]) -> float:
    """The mean, 0 of none."""
    return sum(values) / len(values) if values else 0.0
