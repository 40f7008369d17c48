"""Records of an export become drafts: the same for JSON, its lines, and tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from assistant.reading.formats import fields
from assistant.reading.formats.fields import Fields
from assistant.reading.formats.places import Part, places
from assistant.reading.types import Broken, Draft, Unreadable

_FEWEST_LETTERS = 20
_FEWEST_WORDS = 30
_FEWEST_SUMMARY_WORDS = 8
_LEAST_SHARE = 0.5
_MOST_NAMES = 12
_LONGEST_LISTED = 30
_MOST_ROWS = 500_000
_WANTED = 'give the text in a field named "text", "body", "content" or "article"'


@dataclass(frozen=True, slots=True)
class Row:
    """A record: its fields, where it stands in the file ("line 12"), and its bytes. `key`
    is what the file itself calls it, "" where it does not. `broken` tells what is wrong
    where it could not be parsed."""

    record: fields.Record
    where: str
    original: bytes
    key: str = ""
    broken: str = ""


@dataclass(frozen=True, slots=True)
class _Found:
    draft: Draft
    part: Part


def drafts(
    rows: Sequence[Row], *, kind: str = "fields", publisher: str = ""
) -> Iterator[Draft | Broken]:
    """The articles of all rows in their order, and a Broken for each row without text.

    `publisher` is the outlet of those that name none. Raises Unreadable, with the names
    that were found (`kind` says of what), when no row has the fields of an article.
    """
    read = [_read(row, publisher) for row in rows]
    found = [one for one in read if one]
    if not found:
        yield from _refused(rows, kind)
        return
    at = iter(places([one.part for one in found]))
    for row, one in zip(rows, read, strict=True):
        if one:
            yield replace(one.draft, place=next(at))
        else:
            yield Broken(row.where, row.broken or _no_text(row))


def draft(record: fields.Record) -> Draft | None:
    """The article of a record that is all of its file, if it is one."""
    found = _read(Row(record, "", b""), "")
    return found.draft if found else None


def counted(rows: Iterable[Row]) -> list[Row]:
    """All rows; raises Unreadable where they are more than can be held."""
    taken = list(islice(rows, _MOST_ROWS + 1))
    if len(taken) > _MOST_ROWS:
        raise Unreadable(f"holds more than {_MOST_ROWS:,} records; split it into several files")
    return taken


def is_article(record: fields.Record) -> bool:
    """Whether a record has a text and something that tells of it, or a long text."""
    return draft(record) is not None


def has_text(record: fields.Record) -> bool:
    """As `is_article`, for a record with a text of its own and not only a summary."""
    return bool(_text(Fields(record)))


def no_article(names: Iterable[str], kind: str = "fields") -> str:
    """The reason for a file that has none of the fields of an article."""
    return f"holds no article: its {kind} are {_listed(names)}; {_WANTED}"


def _listed(names: Iterable[str]) -> str:
    """The first names, for one line; "none" where there are none."""
    known = dict.fromkeys(" ".join(str(name).split())[:_LONGEST_LISTED] for name in names)
    told = [name for name in known if name]
    return ", ".join(told[:_MOST_NAMES]) + (", …" if len(told) > _MOST_NAMES else "") or "none"


def _read(row: Row, publisher: str) -> _Found | None:
    """The draft of a row, and what it goes by; None when it is no article."""
    if row.broken:
        return None
    known = Fields(row.record)
    text = _text(known) or _summary(known)
    if not text:
        return None
    title = known.first([*fields.TITLES, *fields.NAMES])
    one = Draft(
        text=text,
        title=title or None,
        publisher=known.publisher(publisher),
        dates=known.dates(),
        url=known.address(),
        authors=known.authors(),
        language=known.language(),
        original=row.original,
    )
    names = (row.key, known.first(fields.IDS), one.url, title)
    return _Found(one, Part(names, f"{title}\n{text}"))


def _text(known: Fields) -> str:
    """The first running text that is no mere beginning of a longer one."""
    found = [one for one in known.texts(fields.TEXTS) if len(one) >= _FEWEST_LETTERS]
    longest = max(map(_words, found), default=0)
    told = (fields.TITLES, fields.DATES, fields.PUBLISHERS, fields.AUTHORS)
    if longest < _FEWEST_WORDS and not (any(map(known.has, told)) or known.address()):
        return ""
    return next((one for one in found if _words(one) >= _LEAST_SHARE * longest), "")


def _summary(known: Fields) -> str:
    """The summary of a record that has no text, where title and origin are an article's."""
    told = (fields.DATES, fields.PUBLISHERS)
    if not known.has(fields.TITLES) or not (any(map(known.has, told)) or known.address()):
        return ""
    found = known.texts(fields.SUMMARIES)
    return next((one for one in found if _words(one) >= _FEWEST_SUMMARY_WORDS), "")


def _words(text: str) -> int:
    # Languages that put no spaces between words have short ones.
    return len(text.split()) if text.isascii() else max(len(text.split()), len(text) // 8)


def _refused(rows: Sequence[Row], kind: str) -> Iterator[Broken]:
    """Why none of the rows is an article: as one reason, if they are rows at all."""
    whole = [row for row in rows if not row.broken]
    if rows and not whole:
        yield from (Broken(row.where, row.broken) for row in rows)
        return
    names = [name for row in whole[:100] for name in Fields(row.record).names]
    known = [Fields(row.record) for row in whole]
    if any(one.has(fields.TITLES) and one.address() for one in known):
        told = "holds titles and addresses, but no texts"
        raise Unreadable(f"{told}; add the addresses themselves, or {_WANTED}")
    raise Unreadable(no_article(names, kind))


def _no_text(row: Row) -> str:
    return f"has no text, only these: {_listed(Fields(row.record).names)}; {_WANTED}"
