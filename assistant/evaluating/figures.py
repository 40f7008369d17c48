"""What is counted of answers and rankings: whether an answer is told, shares, nDCG."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# A figure is one word: 4.75 is not told by "75", nor 2,300 by "12,300".
_WORD = re.compile(r"[^\W_]+(?:(?<=\d)[.,](?=\d)[^\W_]+)*")
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean or a share (0..1), and how many cases it was taken over."""

    value: float
    of: int


def normalised(text: str) -> str:
    """The words of a text in one case, without accents and punctuation, a blank round each.

    The commas that group the digits of a figure are left out as well.
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return f" {' '.join(word.replace(',', '') for word in _WORD.findall(plain))} "


def holds(text: str, answer: str) -> bool:
    """Whether a text tells an answer: its words in a row, whatever their case and accents.

    An answer without words is told by nothing.
    """
    wanted = normalised(answer)
    return bool(wanted.strip()) and wanted in normalised(text)


def share(happened: Iterable[bool]) -> Figure:
    """The share of cases in which something happened; 0 of none."""
    cases = list(happened)
    return Figure(round(sum(cases) / len(cases), _DIGITS) if cases else 0.0, len(cases))


def mean(values: Iterable[float]) -> Figure:
    """The mean of the values; 0 of none."""
    cases = list(values)
    return Figure(round(sum(cases) / len(cases), _DIGITS) if cases else 0.0, len(cases))


def balanced_accuracy(right: Figure, wrong: Figure) -> Figure:
    """The mean of the shares judged rightly on either side, so that neither side outweighs.

    `right`: the share of refusals where one is due; `wrong`: where none is. 0.5 is what
    refusing always, never or at random comes to.
    """
    return Figure(round((right.value + 1 - wrong.value) / 2, _DIGITS), min(right.of, wrong.of))


def ndcg(gains: Sequence[float], relevant: int, k: int = 10) -> float:
    """Normalised discounted cumulative gain of the first k places, in 0..1.

    `gains` are what each place brings, best place first; `relevant` is how many gains of 1
    there are to be had. 0 where nothing is. (Järvelin and Kekäläinen, TOIS 2002.)
    """
    best = sum(1 / math.log2(place + 2) for place in range(min(relevant, k)))
    had = sum(gain / math.log2(place + 2) for place, gain in enumerate(gains[:k]))
    return had / best if best else 0.0
