"""Sentences, and the vectors that sentence-transformers makes of them with the bundled model.

`benchmarks/encoder/reference.py` makes the file. Any other way to run the model has to give the
same, or is not used.
"""

from __future__ import annotations

from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

REFERENCE = (
    "The harbour was closed.",
    "Prices rose by 3.4% in May, the statistics office said on Tuesday, after falling in April.",
    "Who is to lead the inquiry?",
    "“We were not told,” the minister said; her office had written to all 27 of them.",
    "Zürich, Łódź and São Paulo are cities in which nobody was hurt.",
    "A storm took the roofs of some 200 houses along the coast between the two towns, the fire "
    "service said, and left 12,000 people without electricity until Friday morning, when the "
    "first of the three lines could be mended by crews that had come from the north.",
    "No.",
    "The court did not say when it would rule, and neither side expects an answer this year.",
)
"""Short and long ones, as a batch has them."""


def reference_vectors() -> NDArray[np.float32]:
    """The vectors of `REFERENCE`, shape (texts, dimension)."""
    with (files("vectorstore.text") / "reference.npy").open("rb") as file:
        found: NDArray[np.float32] = np.load(file, allow_pickle=False)
    return found
