"""Sentences made false in one place: a number, a date, a name or a negation changed.

Each function takes a sentence and gives every such change it knows, one at a time; none
where there is nothing to change. They are pure: the same sentence gives the same changes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from vectorstore.text import Name, dates, names, negations, numbers, same_name

_DIGIT = re.compile(r"\d")
_COUNT_WORDS = "two three four five six seven eight nine ten eleven twelve twenty thirty".split()
_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_JOINED = re.compile(r"[\s,]*(?:(?:and|or|the|with)\b[\s,]*)*")
"""What stands between two names that may change places without a change of meaning."""
_AUXILIARY = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|can|could|should|must)\b")
_NOT = re.compile(r"(?:n['’]t\b|\s+not\b|\s+never\b)")


def altered_numbers(text: str) -> list[str]:
    """The text with one of its numbers changed to another one, for each number."""
    changed = [(n.start, n.end, _other_number(n.text)) for n in numbers(text)]
    return [_put(text, start, end, other) for start, end, other in changed if other]


def _other_number(figure: str) -> str:
    digit = _DIGIT.search(figure)
    if digit is not None:
        other = str((int(digit[0]) + 3) % 9 + 1)
        return _put(figure, digit.start(), digit.end(), other if other != digit[0] else "5")
    return _next_word(figure, _COUNT_WORDS, 4)


def altered_dates(text: str) -> list[str]:
    """The text with one of its dates moved: another weekday, else month, else year."""
    changed = [(told.start, told.end, _other_date(told.text, text)) for told in dates(text)]
    return [_put(text, start, end, other) for start, end, other in changed if other]


def _other_date(mention: str, text: str) -> str:
    moved = _next_word(mention, _WEEKDAYS, 3, text) or _next_word(mention, _MONTHS, 4, text)
    if moved:
        return moved
    year = _YEAR.search(mention)
    return _put(mention, *year.span(), str(int(year[0]) - 2)) if year else ""


def _next_word(text: str, row: Sequence[str], steps: int, avoided: str = "") -> str:
    """The text with its first word that stands in the row replaced by one further on.

    The first one that many steps on which `avoided` does not hold; "" without such words.
    """
    found = re.search(rf"\b(?:{'|'.join(row)})\b", text, re.IGNORECASE if row[0].islower() else 0)
    if found is None:
        return ""
    at = [word.casefold() for word in row].index(found[0].casefold())
    later = [row[(at + steps + more) % len(row)] for more in range(len(row))]
    other = next((word for word in later if word not in avoided), "")
    return _put(text, *found.span(), other.capitalize() if found[0][0].isupper() else other)


def swapped_names(text: str) -> list[str]:
    """The text with two names that follow one another exchanged, for each such pair.

    Names that stand in one list ("Russia and the United States") are left where they are.
    """
    found = names(text)
    return [
        text[: one.start] + other.text + text[one.end : other.start] + one.text + text[other.end :]
        for one, other in pairwise(found)
        if not same_name(one.text, other.text)
        and not _JOINED.fullmatch(text[one.end : other.start])
    ]


def replaced_names(text: str, others: Sequence[Name]) -> list[str]:
    """The text with one of its names replaced by another one of its kind, for each name."""
    found = names(text)
    return [
        _put(text, name.start, name.end, strange)
        for name in found
        if (strange := _stranger(name, text, found, others))
    ]


def _stranger(name: Name, text: str, present: Sequence[Name], others: Sequence[Name]) -> str:
    alike = [
        other.text
        for other in others
        if (other.kind, other.acronym) == (name.kind, name.acronym)
        and not any(same_name(other.text, one.text) for one in present)
    ]
    # Which one it is varies from sentence to sentence, and is the same each time.
    return alike[len(text) % len(alike)] if alike else ""


def flipped_negations(text: str) -> list[str]:
    """The text with its "not" taken out; or, where it denies nothing, with one put in."""
    if negations(text):
        cue = _NOT.search(text)
        return [_put(text, *cue.span(), "")] if cue else []
    verb = _AUXILIARY.search(text)
    return [_put(text, verb.end(), verb.end(), " not")] if verb else []


def _put(text: str, start: int, end: int, other: str) -> str:
    return text[:start] + other + text[end:]
