"""How every face words publishers, days and counts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime

from assistant.types import Coverage
from vectorstore.documents import day_of

UNKNOWN_PUBLISHER = "publisher unknown"
UNDATED = "no date"

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
# Direction overrides can make a line read as something else than it says.
_DIRECTION = re.compile(r"[\u202a-\u202e\u2066-\u2069]")


def day(published: date | datetime | None) -> str:
    """A day as people write it, "27 March 2016"; "no date" for None."""
    when = day_of(published)
    return f"{when.day} {when:%B %Y}" if when else UNDATED


def month(when: date) -> str:
    """A month as people write it, "March 2016"."""
    return f"{when:%B %Y}"


def listed(items: Sequence[str]) -> str:
    """The items as people list them: "A, B and C"."""
    return " and ".join(part for part in (", ".join(items[:-1]), *items[-1:]) if part)


def publisher(name: str) -> str:
    """The publisher's name, or that it is not known."""
    return name or UNKNOWN_PUBLISHER


def counted(number: int, noun: str) -> str:
    """A count with its noun: "1 article", "3 articles", "2 copies"."""
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} {noun[:-1]}ies" if noun.endswith("y") else f"{number:,} {noun}s"


def visible(text: str) -> str:
    """The text without characters that steer a terminal; line breaks and tabs stay."""
    return _CONTROL.sub("\ufffd", _DIRECTION.sub("", text))


def one_line(text: str) -> str:
    """The text on one line, safe for a terminal."""
    return visible(" ".join(text.split()))


def from_the_right(text: str) -> bool:
    """Whether a text is read from the right: its first letter is Arabic, Hebrew or the like."""
    kinds = (unicodedata.bidirectional(sign) for sign in text)
    return next((kind for kind in kinds if kind in ("L", "R", "AL")), "L") != "L"


def coverage(covered: Coverage) -> str:
    """What a result rests on: "3 articles cited, 2 publishers; 12 read, newest 29 March 2016"."""
    cited = f"{counted(covered.cited, 'article')} cited, {counted(covered.publishers, 'publisher')}"
    read = [f"{covered.articles:,} read"]
    if covered.copies:
        read.append(f"{covered.copies:,} of them {'a copy' if covered.copies == 1 else 'copies'}")
    if covered.newest:
        read.append(f"newest {day(covered.newest)}")
    return f"{cited}; {', '.join(read)}"
