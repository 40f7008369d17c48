"""Claims with the pages they cite, as WiCE tells them, in two halves."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim, the sentences of its page, those of them that support it, and the verdict.

    `gold` are all sentences that some annotator named, in order; a claim that nothing supports
    has none. `tuned`: it belongs to the half that weights are fitted on, by a hash of its text.
    """

    text: str
    page: tuple[str, ...]
    gold: tuple[str, ...]
    supported: bool

    @property
    def tuned(self) -> bool:
        return hashlib.sha256(self.text.encode()).digest()[-1] % 2 == 0


def claims(file: Path) -> list[Claim]:
    """The claims of a WiCE file (JSON lines: claim, evidence, label, supporting_sentences)."""
    found = []
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        page = tuple(row["evidence"])
        named = sorted({index for each in row["supporting_sentences"] for index in each})
        gold = tuple(page[index] for index in named)
        found.append(Claim(row["claim"], page, gold, row["label"] == "supported"))
    return found


def auroc(scores: Sequence[float], supported: Sequence[bool]) -> float:
    """How often a supported claim scores above another one; equal scores count half."""
    values, is_held = np.array(scores), np.array(supported)
    held, others = values[is_held][:, None], values[~is_held][None]
    return float(((held > others) + 0.5 * (held == others)).mean())
