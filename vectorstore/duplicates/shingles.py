"""What is kept of a text to find its near copies without reading every other text.

MinHash (Broder 1997): of many orderings of all runs of words each text keeps its first run. Two
texts keep the same one for as large a share of the orderings as the share of their runs that is
common to both.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from vectorstore.duplicates.words import plain_words

if TYPE_CHECKING:
    from datasketch import MinHash

SHORTEST = 25
"""Texts with fewer words are copies only when all their words are the same."""
ENOUGH = 2
"""Texts that share fewer bands than this are too unlike to be copies."""
# Runs of five words seldom stand in two texts by chance, so that a band can be a single run:
# with runs of three, and two of them a band, an excerpt of a long text would be missed.
_RUN = 5
_BANDS = 64
# Most excerpts are a text's beginning: of a long text it is too little to stand among the first
# runs of the whole, so that it has bands of its own.
_BEGINNING = 60
_OF_BEGINNING = 16


@dataclass(frozen=True, slots=True)
class Signature:
    """What is kept of one text to find its near copies.

    `version` is its article's, `words` their number. `bands` are signed 64-bit integers, the
    same on every machine: two texts that share ENOUGH of them are worth comparing word by word.
    """

    version: str
    words: int
    bands: tuple[int, ...]


def signature(text: str, version: str) -> Signature:
    """The signature of a text, in about 1.1 ms for 600 words; without words it has no bands.

    The bands of a short text are shared by texts with the same words only.
    """
    words = plain_words(text)
    if len(words) < SHORTEST:
        whole = zlib.crc32(" ".join(words).encode("utf-8", "surrogatepass"))
        values = [whole] * ENOUGH if words else []
        return Signature(version, len(words), _numbered(values, _BANDS + _OF_BEGINNING))
    runs = [" ".join(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)]
    beginning = _least(runs[: _BEGINNING - _RUN + 1])[:_OF_BEGINNING]
    bands = _numbered(_least(runs), 0) + _numbered(beginning, _BANDS)
    return Signature(version, len(words), bands)


def _least(runs: list[str]) -> list[int]:
    """For each ordering the first of the runs, as a 32-bit integer."""
    sketch = _empty().copy()
    sketch.update_batch([run.encode("utf-8", "surrogatepass") for run in runs])
    return sketch.hashvalues.tolist()  # type: ignore[no-any-return]


def _numbered(values: list[int], first: int) -> tuple[int, ...]:
    """Bands: 32-bit values, each with its number, in one integer."""
    return tuple((number << 32) | value for number, value in enumerate(values, first))


@cache
def _empty() -> MinHash:
    """A sketch without runs, whose orderings all others take over."""
    # Imported late: it brings scipy, which takes half a second.
    from datasketch import MinHash

    # The checksum is a weak hash, but this scheme mixes it before it is used.
    return MinHash(num_perm=_BANDS, seed=1, scheme="affine32", hashfunc=zlib.crc32)
