"""A BERT's graph run by ONNX Runtime or by OpenVINO: from token ids to hidden states.

A question goes through ONNX Runtime, which is there in a quarter of a second. Many texts go
through whichever is faster on this machine; a short trial tells, once, and what it told is kept
in the user's cache. What does not give the states of the reference is not used.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from vectorstore.text.bert_graph import IDS, MASK, TYPES

Floats = NDArray[np.float32]
Ids = NDArray[np.int64]

FIDELITY = 0.9995
"""The least cosine between what a runtime makes of a text and what it should make."""

_TRIALS = 3
_TRIAL_SHAPE = (12, 192)
"""Texts and tokens of the trial: about what a piece of an article is."""


class Runtime(Protocol):
    """A graph that is ready to run."""

    @property
    def name(self) -> str:
        """What runs it, with its version."""

    def run(self, ids: Ids, types: Ids, mask: Ids) -> list[Floats]:
        """The states of the graph's layers, each of shape (texts, tokens, width)."""


class OnnxRuntime:
    """A graph in ONNX Runtime; `folder` is where the weights that it names lie.

    `more` are inputs that stay the same unless a run gives others.
    """

    def __init__(
        self, graph: bytes, folder: Path, more: Mapping[str, Floats] | None = None
    ) -> None:
        import onnxruntime

        self.name = f"ONNX Runtime {onnxruntime.__version__}"
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads()
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # Waiting threads that spin take the processors from whoever has something to do.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.add_session_config_entry(
            "session.model_external_initializers_file_folder_path", str(folder)
        )
        self._session = onnxruntime.InferenceSession(
            graph, options, providers=["CPUExecutionProvider"]
        )
        self._more = dict(more or {})

    def run(
        self, ids: Ids, types: Ids, mask: Ids, more: Mapping[str, Floats] | None = None
    ) -> list[Floats]:
        given = {**self._more, **(more or {}), IDS: ids, TYPES: types, MASK: mask}
        found: list[Floats] = self._session.run(None, given)
        return found


class OpenVino:
    """A graph that holds its weights, in OpenVINO; `precision` is "f32" or "bf16"."""

    def __init__(self, graph: bytes, precision: str) -> None:
        import openvino

        self.name = f"OpenVINO {openvino.__version__.split('-')[0]} ({precision})"
        core = openvino.Core()
        wanted = {
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_NUM_THREADS": threads(),
            "INFERENCE_PRECISION_HINT": precision,
        }
        model = core.read_model(graph)
        self._request = core.compile_model(model, "CPU", wanted).create_infer_request()
        self._outputs = len(model.outputs)

    def run(self, ids: Ids, types: Ids, mask: Ids) -> list[Floats]:
        made = self._request.infer({IDS: ids, TYPES: types, MASK: mask})
        # The next run writes over what this one gave.
        return [np.array(made[number]) for number in range(self._outputs)]

    @staticmethod
    def precisions() -> tuple[str, ...]:
        """The precisions to be tried on this processor; none where OpenVINO is not installed."""
        if find_spec("openvino") is None:
            return ()
        import openvino

        able = openvino.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
        return ("bf16", "f32") if "BF16" in able else ("f32",)


def threads() -> int:
    """How many processors a run may use: OMP_NUM_THREADS, else all that this process has."""
    wanted = os.environ.get("OMP_NUM_THREADS", "")
    if wanted.isdecimal() and int(wanted) > 0:
        return int(wanted)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


# -------------------------------------------------------------------- the trial


class Trial(NamedTuple):
    """Which runtime was the fastest that is true to the other, and how often as fast as it."""

    fastest: str
    ratio: float


def tried(plain: Runtime, others: Mapping[str, Callable[[], Runtime]]) -> Trial:
    """The fastest of the runtimes, by the name given; "" for the plain one. A runtime that fails,
    or whose states are not those of the plain one, is left out."""
    rng = np.random.default_rng(0)
    ids = rng.integers(1_000, 20_000, _TRIAL_SHAPE, dtype=np.int64)
    types, mask = np.zeros_like(ids), np.ones_like(ids)
    mask[1::2, _TRIAL_SHAPE[1] // 2 :] = 0
    wanted, slowest = plain.run(ids, types, mask), _seconds(plain, ids, types, mask)
    best = Trial("", 1.0)
    for name, make in others.items():
        with contextlib.suppress(Exception):  # a runtime that this machine cannot run
            other = make()
            if not alike(other.run(ids, types, mask), wanted, mask):
                continue
            ratio = slowest / _seconds(other, ids, types, mask)
            best = max(best, Trial(name, round(ratio, 2)), key=lambda trial: trial.ratio)
    return best


def alike(made: Sequence[Floats], wanted: Sequence[Floats], mask: Ids) -> bool:
    """Whether all states of tokens are those that they should be, by `FIDELITY`."""
    tokens = mask.astype(bool)
    return all(
        bool((cosines(own[tokens], right[tokens]) >= FIDELITY).all())
        for own, right in zip(made, wanted, strict=True)
    )


def cosines(rows: Floats, others: Floats) -> Floats:
    """The cosine of each row with the row of the same place."""
    lengths = np.linalg.norm(rows, axis=-1) * np.linalg.norm(others, axis=-1)
    found: Floats = (rows * others).sum(-1) / np.maximum(lengths, 1e-12)
    return found


def _seconds(runtime: Runtime, ids: Ids, types: Ids, mask: Ids) -> float:
    times = []
    for _ in range(_TRIALS):
        began = time.perf_counter()
        runtime.run(ids, types, mask)
        times.append(time.perf_counter() - began)
    return min(times)


# -------------------------------------------------------------------- what is remembered


class Remembered:
    """What was found out about a model on this machine, in a file of the user's cache.

    What cannot be read or written is not remembered, and found out again.
    """

    def __init__(self, folder: Path, identity: str) -> None:
        self._file = folder / f"{identity[:16]}-{_machine()}.json"

    def __getitem__(self, name: str) -> Any:
        """What was found out under this name; None for nothing."""
        return self._all().get(name)

    def keep(self, **found: Any) -> bool:
        """Keep what was found out; whether that was possible."""
        return written(self._file, json.dumps({**self._all(), **found}).encode())

    def can_keep(self) -> bool:
        """Whether anything can be kept."""
        probe = self._file.with_suffix(".probe")
        possible = written(probe, b"")
        with contextlib.suppress(OSError):
            probe.unlink()
        return possible

    def _all(self) -> dict[str, Any]:
        try:
            read = json.loads(self._file.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return read if isinstance(read, dict) else {}


def written(file: Path, content: bytes) -> bool:
    """Write a file of the cache, whole or not at all; whether that was possible."""
    name = ""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        number, name = tempfile.mkstemp(dir=file.parent, prefix=".writing-")
        with os.fdopen(number, "wb") as opened:
            opened.write(content)
        Path(name).replace(file)
    except OSError:
        if name:
            with contextlib.suppress(OSError):
                Path(name).unlink(missing_ok=True)
        return False
    return True


def _machine() -> str:
    """A word for the processor and the runtimes: with others, all is found out again."""
    flags = ""
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines():
            if line.startswith(("flags", "Features", "model name")):
                flags += line
                if line.startswith(("flags", "Features")):
                    break
    known = [platform.machine(), flags, str(threads())]
    for package in ("onnxruntime", "openvino"):
        with contextlib.suppress(PackageNotFoundError):
            known.append(version(package))
    return hashlib.sha256("\0".join(known).encode()).hexdigest()[:12]
