"""The [n] marks in a text: found, taken out, written."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

# The forms that chat models write: [1], [1, 2], [1][2], [1-3], [^1], 【1†source】, \[1\],
# [1](address), [Excerpt 1], (excerpts 1 and 2), (1). Every repetition is bounded, so that no
# text takes long. Longer numbers are years and figures, not marks.
_LABEL = r"(?:excerpts?|sources?|passages?|references?|refs?\.?|citations?)\s?:?\s?"
_NUMBER = r"\d{1,3}(?!\d)"
_ONE = rf"(?:{_LABEL})?[#^]?\s?{_NUMBER}(?:\s?[-–—]\s?\^?{_NUMBER})?"
_LIST = rf"{_ONE}(?:\s{{0,2}}(?:[,;&]\s?(?:and\s)?|and\s)\s?{_ONE}){{0,30}}"
_FORM = re.compile(
    rf"\\?[\[【［]\s{{0,3}}(?P<square>{_LIST})\s{{0,3}}(?:†[^\]】］]{{0,80}})?\\?[\]】］]"
    r"(?:\((?:https?://|#)[^\s)]{0,300}\))?"
    rf"|[\[(]\s?(?P<named>{_LABEL}{_LIST})(?:[,:;][^\])]{{0,80}})?\s?[\])]"
    rf"|\(\s?(?P<round>{_NUMBER}(?:\s?[,;]\s?{_NUMBER}){{0,30}})\s?\)",
    re.IGNORECASE,
)
_WIDEST_RANGE = 20
_END_MARKS = ".!?…。！？؟۔"
_CLOSING = "\"'”’»)\\]」』】"
_CLOSED = re.compile(rf"[{_END_MARKS}:;][{_CLOSING}]*$")
_BEFORE_END = re.compile(rf"[{_END_MARKS}][{_CLOSING}*_]*\s{{0,3}}$")
_AFTER_END = re.compile(rf"[^\S\n]{{0,3}}(?:[{_END_MARKS}](?!\w)|\n|$|[\[【])")
_BETWEEN = re.compile(r"\s*(?:[,;&/]|and\b)?\s*")
_WRAP_LEFT = re.compile(r"[(\[]\s{0,2}(?:(?:see|sources?|excerpts?|refs?)\b\s?:?\s{0,2})?$", re.I)
_WRAP_RIGHT = re.compile(r"\s{0,2}[)\]]")


@dataclass(frozen=True, slots=True)
class Mark:
    """A run of adjoining marks: where it stands, the space before it included, and its numbers."""

    start: int
    end: int
    numbers: tuple[int, ...]


def mark_runs(text: str, shown: Collection[int] | None = None) -> list[Mark]:
    """The runs of marks in a text, in order; `[1], [2]` and `([1])` are one run each.

    `shown` are the numbers that exist. With it, `[7]` counts only where 7 is shown or where it
    stands at the end of a sentence, as an invented mark does, and `(7)` only where both hold.
    Without it every number in square brackets counts and none in round ones. Numbers of more
    than three digits are never marks; ranges are spelled out, absurdly wide ones give nothing.
    """
    runs: list[Mark] = []
    for form in _FORM.finditer(text):
        start, end = _widened(text, form.start(), form.end())
        adjoins = bool(runs) and bool(_BETWEEN.fullmatch(text, runs[-1].end, start))
        numbers = _numbers(form["square"] or form["named"] or form["round"])
        at_end = adjoins or _at_sentence_end(text, start, end)
        if not _counts(form, numbers, shown, at_end):
            continue
        if adjoins:
            first = runs.pop()
            start, numbers = first.start, (*first.numbers, *numbers)
        runs.append(Mark(start, end, numbers))
    return [Mark(_after_space(text, run.start), run.end, run.numbers) for run in runs]


def marks(text: str, shown: Collection[int] | None = None) -> list[int]:
    """The numbers in the text's marks, in order, each once; `shown` as for `mark_runs`."""
    found = (number for run in mark_runs(text, shown) for number in run.numbers)
    return list(dict.fromkeys(found))


def without_marks(text: str, shown: Collection[int] | None = None) -> str:
    """The text with its marks, and the spaces before them, taken out."""
    pieces, position = [], 0
    for run in mark_runs(text, shown):
        pieces.append(text[position : run.start])
        position = run.end
    return "".join([*pieces, text[position:]])


def ended(text: str) -> bool:
    """Whether a text ends with an end mark, closing quotes and brackets aside."""
    return _BEFORE_END.search(text[-12:]) is not None


def closed(text: str) -> str:
    """The text as it stands among sentences: a caption gets the full stop it lacks."""
    return text if not text or _CLOSED.search(text) else f"{text}."


def with_marks(text: str, numbers: Sequence[int]) -> str:
    """The text, closed, and a mark for each number: `It fell. [1][2]`."""
    marked = "".join(f"[{number}]" for number in numbers)
    return f"{closed(text)} {marked}" if marked else closed(text)


def _numbers(listed: str) -> tuple[int, ...]:
    found: list[int] = []
    for part in re.split(r"[,;&]|and\s", listed, flags=re.IGNORECASE):
        ends = [int(number) for number in re.findall(r"\d+", part)]
        if ends and ends[-1] - ends[0] <= _WIDEST_RANGE:
            found += range(ends[0], ends[-1] + 1)
    return tuple(found)


def _counts(
    form: re.Match[str], numbers: Sequence[int], shown: Collection[int] | None, at_end: bool
) -> bool:
    if form["round"] is not None:
        return at_end and shown is not None and all(number in shown for number in numbers)
    if shown is None or form["named"] is not None:
        return True
    return at_end or any(number in shown for number in numbers)


def _at_sentence_end(text: str, start: int, end: int) -> bool:
    return ended(text[max(0, start - 12) : start]) or _AFTER_END.match(text, end) is not None


def _widened(text: str, start: int, end: int) -> tuple[int, int]:
    """The mark with the brackets that stand around it and nothing else."""
    left = _WRAP_LEFT.search(text[max(0, start - 16) : start])
    right = _WRAP_RIGHT.match(text, end)
    return (start - len(left.group()), right.end()) if left and right else (start, end)


def _after_space(text: str, start: int) -> int:
    """Where the spaces before a place begin; a line break is none."""
    while start and text[start - 1].isspace() and text[start - 1] != "\n":
        start -= 1
    return start
