"""Fits the weights of the score and writes them into the package, with their origin.

    python benchmarks/citations/fit.py --wice FILE

On the tuned half only (`claims.py` tells how it is chosen), each claim twice: against its whole
page and against the sentences that support it. A logistic regression with a small ridge penalty,
solved by Newton's method; measures are scaled for the fit, and the weights written for the
measures as they are.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
from claims import Claim, auroc, claims
from numpy.typing import NDArray

from assistant.verification import support
from assistant.verification.verify import measures

_RIDGE = 3.0
_STEPS = 30
_FILE = Path(support.__file__).with_name("weights.json")


def table(rows: list[Claim]) -> tuple[list[str], NDArray[np.float64], NDArray[np.bool_]]:
    """The measures' names, a row of them for each claim and setting, and which are supported."""
    found, held = [], []
    for claim in rows:
        for quotes in (claim.page, claim.gold):
            if quotes:
                found.append(asdict(measures(claim.text, quotes)))
                held.append(claim.supported)
    names = list(found[0])
    return names, np.array([[row[name] for name in names] for row in found]), np.array(held)


def fitted(measured: NDArray[np.float64], held: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The constant and a weight for each measure."""
    middle, spread = measured.mean(axis=0), measured.std(axis=0) + 1e-9
    rows = np.hstack([np.ones((len(measured), 1)), (measured - middle) / spread])
    weights = np.zeros(rows.shape[1])
    penalty = np.diag([0.0, *[_RIDGE] * measured.shape[1]])
    for _ in range(_STEPS):
        said = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (said - held) + penalty @ weights
        curve = rows.T @ (rows * (said * (1 - said))[:, None]) + penalty
        weights -= np.linalg.solve(curve, slope)
    plain = weights[1:] / spread
    return np.concatenate([[weights[0] - plain @ middle], plain])


def main() -> None:
    """Fits, writes the file, and prints what the weights come to on both halves."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--wice", type=Path, required=True, help="the development file of WiCE")
    options = parser.parse_args()
    everything = claims(options.wice)
    tuned = [claim for claim in everything if claim.tuned]
    names, measured, held = table(tuned)
    weights = fitted(measured, held)
    for what, rows in (("tuned", tuned), ("other", [c for c in everything if not c.tuned])):
        _, values, truth = table(rows)
        scores = values @ weights[1:]
        print(f"{what} half, both settings together: AUROC {auroc(list(scores), list(truth)):.3f}")
    written = {
        "fitted": {
            "by": "benchmarks/citations/fit.py",
            "on": "the tuned half of the development claims of WiCE (Kamoi et al., EMNLP 2023), "
            "each against its page and against its supporting sentences",
            "sha256": hashlib.sha256(options.wice.read_bytes()).hexdigest(),
            "claims": len(tuned),
            "rows": len(held),
            "ridge": _RIDGE,
        },
        "weights": {
            name: round(float(weight), 4)
            for name, weight in zip(["constant", *names], weights, strict=True)
        },
    }
    print(json.dumps(written["weights"]))
    _FILE.write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
