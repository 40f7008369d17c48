"""Learned weights: a readable file that says where they come from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """One number for each feature, in order; `bias` is added to the sum."""

    values: NDArray[np.float32]
    bias: float = 0.0

    def score(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """The weighted sum of each row of features, shape (n,), rounded so that it orders the
        same everywhere."""
        return np.round(rows.astype(np.float64) @ self.values.astype(np.float64) + self.bias, 6)


@cache
def weights(package: str, name: str, names: Sequence[str]) -> Weights:
    """The weights in a package's JSON file, {"weights": {feature: number}, "bias": number}.

    Raises KeyError where a feature has none: file and code must be of one state.
    """
    told = json.loads((files(package) / name).read_text("utf-8"))
    values = np.array([told["weights"][feature] for feature in names], dtype=np.float32)
    return Weights(values, float(told.get("bias", 0.0)))
