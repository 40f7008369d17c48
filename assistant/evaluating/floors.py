"""Floors: what each figure must not fall below, pinned to the questions it was measured on."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import AssistantError
from assistant.evaluating.collection import Collection, EvaluationError
from assistant.evaluating.figures import Figure

FLOORS = "floors.json"

_LESS_IS_BETTER = ("answers.words", "refusals.wrong", "verification.false_alarms")
_ROOM = 0.05
_PINNED = ("answers.", "refusals.", "verification.", "retrieval.search.")
_FREE = ("answers.statements", "verification.doubted_cuts")


@dataclass(frozen=True, slots=True)
class Floors:
    """The least each figure may be (of what should be small: the most), and a checksum."""

    checksum: str
    floors: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Fall:
    """A figure that is worse than its floor."""

    figure: str
    floor: float
    value: float

    def __str__(self) -> str:
        side = "above the most" if self.figure in _LESS_IS_BETTER else "below the least"
        return f"{self.figure} is {self.value:g}, {side} it may be, {self.floor:g}"


def read_floors(collection: Collection) -> Floors | None:
    """The floors of a collection; None where it has none.

    Raises EvaluationError where floors.json cannot be read, or was made from other articles
    or questions: figures of the one say nothing about the other.
    """
    path = collection.folder / FLOORS
    if not path.exists():
        return None
    try:
        written = json.loads(path.read_text("utf-8"))
        floors = {str(name): float(value) for name, value in written["floors"].items()}
        checksum = str(written["checksum"])
    except OSError as error:
        raise EvaluationError(f"{path} cannot be read ({error.strerror})") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise EvaluationError(
            f'{path} is not {{"checksum": …, "floors": {{figure: value}}}}: '
            "write it anew with --lower-floors"
        ) from error
    if checksum != collection.checksum:
        raise EvaluationError(
            f"{path} was made from other articles or questions (checksum {checksum[:12]}, here "
            f"{collection.checksum[:12]}): undo the change, or set new floors with --lower-floors"
        )
    return Floors(checksum, floors)


def fallen(figures: Mapping[str, Figure], floors: Floors) -> list[Fall]:
    """The figures that are worse than their floors, by name.

    Raises EvaluationError for a floor of a figure that was not measured.
    """
    found = []
    for name, floor in sorted(floors.floors.items()):
        if name not in figures:
            raise EvaluationError(f"{FLOORS} has a floor for {name}, which is not measured")
        value = figures[name].value
        if value > floor if name in _LESS_IS_BETTER else value < floor:
            found.append(Fall(name, floor, value))
    return found


def floors_of(figures: Mapping[str, Figure]) -> dict[str, float]:
    """Floors for what was measured now, by name.

    Each leaves room for one case that falls the other way, and for 5% more words: another
    machine's arithmetic decides a near tie otherwise, and that is no loss. The simpler
    rankings are there to compare with and get no floors.
    """
    pinned = {n: f for n, f in figures.items() if n.startswith(_PINNED) and n not in _FREE}
    return {name: _floor(name, figure) for name, figure in sorted(pinned.items()) if figure.of}


def _floor(name: str, figure: Figure) -> float:
    if name == "answers.words":
        return math.ceil(figure.value * (1 + _ROOM) * 10) / 10
    room = 1 / figure.of
    if name in _LESS_IS_BETTER:
        return min(1.0, math.ceil((figure.value + room) * 1000) / 1000)
    return max(0.0, math.floor((figure.value - room) * 1000) / 1000)


def write_floors(collection: Collection, figures: Mapping[str, Figure]) -> Path:
    """Write floors.json from what was measured now; raises AssistantError if it cannot be."""
    path = collection.folder / FLOORS
    written = {"checksum": collection.checksum, "floors": floors_of(figures)}
    try:
        path.write_text(json.dumps(written, indent=2) + "\n", "utf-8")
    except OSError as error:
        raise AssistantError(f"{path} cannot be written ({error.strerror})") from error
    return path
