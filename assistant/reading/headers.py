"""A block of "Key: value" lines at the top of a text, as exported articles carry it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

FIELDS = {
    "title": "title", "headline": "title",
    "publisher": "publisher", "source": "publisher", "outlet": "publisher",
    "newspaper": "publisher", "publication": "publisher", "site": "publisher",
    "published": "published", "date": "published", "published on": "published",
    "publication date": "published", "date published": "published", "pubdate": "published",
    "publish date": "published", "published at": "published", "publish_date": "published",
    "author": "authors", "authors": "authors", "by": "authors", "byline": "authors",
    "url": "url", "link": "url", "canonical": "url", "canonical_url": "url",
    "agency": "agency", "dateline": "dateline", "language": "language", "lang": "language",
}  # fmt: skip
_LINE = re.compile(r"^\s*+(?P<key>[A-Za-z][A-Za-z_ ]{0,20}?) *+:(?!//)\s*+(?P<value>.*)$")
_FEWEST_KEYS = 2
_BETWEEN_NAMES = re.compile(r" ?(?:;|,|&|\band\b) ?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Header:
    """The values of a header by field of an article ("" where it has none), and its rest."""

    rest: str
    values: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    @property
    def authors(self) -> tuple[str, ...]:
        """The names of the author line."""
        return names(self["authors"])


def names(value: str) -> tuple[str, ...]:
    """The names in "Jane Roe, A. Loe and B. Moe", each once, in order."""
    found = (
        re.sub(r"(?i)^by\s+", "", name) for name in _BETWEEN_NAMES.split(" ".join(value.split()))
    )
    return tuple(dict.fromkeys(name for name in found if name))


def fields(lines: list[str]) -> dict[str, str]:
    """The known keys of `lines` with their values, first one first; {} when none is known."""
    values: dict[str, str] = {}
    for line in lines:
        match = _LINE.match(line)
        name = FIELDS.get(match["key"].lower()) if match else None
        if match and name and match["value"]:
            values.setdefault(name, match["value"].rstrip())
    return values


def split(text: str) -> Header:
    """The header of `text` and what follows it; without a header all of `text` is the rest.

    A header is the run of "Key: value" lines at the very top. Its keys are known ones
    (any case, any order); with two known keys or more, others are passed over. A blank
    line ends it, unless a known key that it has not told yet comes next; two known keys
    are enough without a blank line.
    """
    lines = text.lstrip("\n").split("\n")
    run = _run(lines)
    keys = [_key(line) for line in lines[:run]]
    ended = run == len(lines) or not lines[run].strip()
    while run and not ended and keys[run - 1] not in FIELDS:
        run -= 1
    known = [key for key in keys[:run] if key in FIELDS]
    if not known or (len(known) < _FEWEST_KEYS and not (ended and run == 1)):
        return Header(text)
    return Header("\n".join(lines[run:]), fields(lines[:run]))


def is_block(lines: list[str]) -> bool:
    """Whether all `lines` are "Key: value" lines, with two known keys among them or more."""
    keys = [_key(line) for line in lines]
    return all(keys) and sum(key in FIELDS for key in keys) >= _FEWEST_KEYS


def _run(lines: list[str]) -> int:
    """How many lines at the top are "Key: value" lines or blank ones between known keys."""
    named: set[str] = set()
    run = 0
    while run < len(lines):
        key = _key(lines[run])
        if key:
            named.add(FIELDS.get(key, ""))
            run += 1
            continue
        ahead = next((place for place in range(run, len(lines)) if lines[place].strip()), run)
        field_ahead = FIELDS.get(_key(lines[ahead]), "")
        if ahead == run or not named - {""} or not field_ahead or field_ahead in named:
            break
        run = ahead
    return run


def _key(line: str) -> str:
    """The key of a "Key: value" line in small letters; "" for any other line."""
    match = _LINE.match(line)
    return match["key"].lower() if match else ""
