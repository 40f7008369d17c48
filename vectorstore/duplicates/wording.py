"""A text prepared for comparing: its runs of words, and where its figures and names stand."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from vectorstore.duplicates.words import DATE, MONTHS, NAME, NUMBER, whole, words

RUN = 3
"""Words in a row that must be the same to count as shared."""
LEAD = 40
"""So many words tell the news first: an update writes them anew."""
_BESIDE = 2
"""Words on either side of a figure or name that tell its place in a sentence."""
_DATELINE = 8
"""Up to so many words from the start a date is that of writing, not of what is told."""
_ASIDE = 12
_TABLE = 3
"""So many short lines with figures are a table; fewer tell the time to read and the like."""
_MOST_ASIDE = 0.4
"""Lines without a sentence are the text itself where they are more of it than this."""
_MOST_CAPITALS = 0.3
"""Where more words are capitalised, as in headlines and in German, capitals tell no names."""

_MARKS = (NUMBER, DATE, NAME)
_SENTENCE_END = re.compile(r"[.!?:;\n\"“„«‘|•]")
_LINE_ENDS = frozenset(".!?…:;,\"'”’»)]。！？」』।؟–—-")

Place = tuple[str, ...]
"""The words around a figure or name, with marks for other figures and names among them."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A text prepared for comparing.

    `words`: as they are compared, in order. `runs`: every RUN words in a row, and where they
    stand first. `aside`: how many of the words before each place, and of all, are in lines that
    tell nothing, such as menus. `figures` and `names`: what stands at each place; `first`: the
    places of numbers among the first words.
    """

    words: tuple[str, ...]
    runs: dict[tuple[str, ...], int]
    aside: tuple[int, ...]
    figures: dict[Place, set[str]]
    names: dict[Place, set[str]]
    first: frozenset[Place]


@lru_cache(maxsize=512)
def wording(text: str) -> Wording:
    """The text prepared for comparing; about 1 ms for 600 words, the last texts are kept."""
    plain, marks, asides = _read(whole(text))
    if sum(asides) > _MOST_ASIDE * len(plain):
        asides = [False] * len(plain)
    _mark_dates(plain, marks)
    runs = list(zip(*(plain[start:] for start in range(RUN)), strict=False))
    named = marks.count(NAME) <= _MOST_CAPITALS * len(plain)
    first = slice(0, LEAD + _BESIDE)
    return Wording(
        words=tuple(plain),
        runs=dict(zip(reversed(runs), range(len(runs) - 1, -1, -1), strict=True)),
        aside=tuple(accumulate(asides, initial=0)),
        figures=_places(plain, marks, NUMBER + DATE),
        names=_places(plain, marks, NAME) if named else {},
        first=frozenset(_places(plain[first], marks[first], NUMBER)),
    )


def _read(text: str) -> tuple[list[str], list[str], list[bool]]:
    """The words, the same with marks for figures and names, and whether they are in an aside."""
    plain: list[str] = []
    marks: list[str] = []
    asides: list[bool] = []
    counting: list[slice] = []
    for line in text.splitlines():
        before = len(plain)
        _read_line(line, plain, marks)
        here = slice(before, len(plain))
        aside = _is_aside(line, len(plain) - before)
        if aside and NUMBER in marks[here]:
            counting.append(here)
            aside = False
        asides += [aside] * (len(plain) - before)
    if len(counting) < _TABLE:
        for here in counting:
            marks[here] = plain[here]
            asides[here] = [True] * (here.stop - here.start)
    return plain, marks, asides


def _read_line(line: str, plain: list[str], marks: list[str]) -> None:
    """Adds the words of a line, and the same with marks for figures and names."""
    before = 0
    for start, end, together in words(line):
        for word, mark in together:
            plain.append(word)
            if not mark or (
                mark == NAME and (not before or _SENTENCE_END.search(line, before, start))
            ):
                marks.append(word)
            else:
                marks.append(mark)
            before = end


def _is_aside(line: str, count: int) -> bool:
    """Whether a line is no sentence: a menu, a link, a caption, a row of figures."""
    return 0 < count <= _ASIDE and line.rstrip()[-1] not in _LINE_ENDS


def _mark_dates(plain: list[str], marks: list[str]) -> None:
    """Marks the numbers beside a month as parts of a date, and takes a dateline's mark away."""
    for place, word in enumerate(plain):
        if word in MONTHS and marks[place] == DATE:
            for beside in (place - 1, place + 1):
                if 0 <= beside < len(marks) and marks[beside] == NUMBER:
                    marks[beside] = DATE
    for place in range(min(_DATELINE, len(marks))):
        if marks[place] == DATE:
            marks[place] = plain[place]


def _places(plain: list[str], marks: list[str], wanted: str) -> dict[Place, set[str]]:
    """The values of the marked words by what stands around them, where that tells the place."""
    found: dict[Place, set[str]] = defaultdict(set)
    for at, mark in enumerate(marks):
        if mark not in wanted:
            continue
        near = (*marks[max(0, at - _BESIDE) : at], "", *marks[at + 1 : at + 1 + _BESIDE])
        if sum(word not in _MARKS for word in near) > _BESIDE:
            found[near].add(plain[at])
    return dict(found)
