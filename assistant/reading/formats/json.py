"""JSON and JSON Lines: the records that look most like articles, wherever they lie."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from assistant.reading.encoding import decode
from assistant.reading.formats import records
from assistant.reading.formats.fields import Fields, Record
from assistant.reading.formats.records import Row
from assistant.reading.types import Broken, Draft, Unreadable

_ARTICLE_TYPES = ("Article", "Posting", "Report", "CreativeWork")
_DEEPEST = 3
_LOOKED_AT = 50
_FEED = "https://jsonfeed.org"
_OPENING = re.compile(r"\[\s*(?=\{)")
_BETWEEN = re.compile(r"[\s,\x1e]*")
_INVALID = "is no valid JSON (%s); mend it or leave it out"
_BREAKS_OFF = "the JSON breaks off here (%s); get the file again"
_NO_RECORD = "is no record; put one object on each line"
_TOO_DEEP = "nests too deeply; save the articles as a list of records"
_DECODER = json.JSONDecoder(strict=False)


def read(content: bytes) -> Iterator[Draft | Broken]:
    """One draft a record: of one record, of a list, or of the list inside an object.

    The list is looked for three levels deep; of several it is the one with the most
    articles. JSON Lines may have broken lines, and a file that breaks off gives what
    stands before. Raises Unreadable for anything that is no JSON, and with the names of
    the fields found where none of the records is an article.
    """
    value, rows = _parsed(decode(content))
    if isinstance(value, dict) and records.has_text(value) and (one := records.draft(value)):
        yield one
    else:
        yield from records.drafts(rows, publisher=_publisher(value))


def fits(content: bytes) -> bool:
    """Whether there may be an article in it: False for JSON of another purpose."""
    try:
        _, rows = _parsed(decode(content))
    except Unreadable:
        return True
    return any(records.is_article(row.record) for row in rows)


def _parsed(text: str) -> tuple[object, list[Row]]:
    """The value in `text`, None where it is several or breaks off, and the records in it."""
    try:
        value = json.loads(text, strict=False)
    except RecursionError as error:
        raise Unreadable(_TOO_DEEP) from error
    except ValueError as error:
        rows = _lines(text) or _salvaged(text)
        if all(row.broken for row in rows):
            raise Unreadable(_INVALID % _where(error)) from error
        return None, rows
    return value, _rows(value)


def _rows(value: object) -> list[Row]:
    """The records of the list with the most articles, else of the longest list; without
    any list the object itself, without an object nothing."""
    found: Sequence[tuple[str, Record]] = max(_lists(value, 0), key=_articles, default=[])
    if isinstance(value, dict) and (not found or records.has_text(value)):
        found = [("", value)]
    return [
        Row(one, f"record {at}", _written(one), key=name)
        for at, (name, one) in enumerate(found, 1)
        if not _is_other(one)
    ]


def _is_other(record: Record) -> bool:
    """Whether a record says that it is of another kind (schema.org), as a site's own is."""
    kind = record.get("@type")
    return isinstance(kind, str) and not kind.endswith(_ARTICLE_TYPES)


def _written(record: Record) -> bytes:
    return json.dumps(record, ensure_ascii=False).encode("utf-8", "backslashreplace")


def _lists(value: object, depth: int) -> Iterator[Sequence[tuple[str, Record]]]:
    """All lists of objects in `value`, and objects of named objects with the names."""
    if isinstance(value, list):
        yield [("", one) for one in value if isinstance(one, dict)]
    elif isinstance(value, dict) and depth < _DEEPEST:
        if value and all(isinstance(one, dict) for one in value.values()):
            yield list(value.items())
        for inner in value.values():
            yield from _lists(inner, depth + 1)


def _articles(found: Sequence[tuple[str, Record]]) -> tuple[int, int]:
    """How many records of a list are articles, by the first of them, and how many there are."""
    looked_at = found[:_LOOKED_AT]
    hits = sum(records.is_article(one) for _, one in looked_at)
    return hits * len(found) // len(looked_at) if looked_at else 0, len(found)


def _publisher(value: object) -> str:
    """The outlet that the object around a list names, for all of its records."""
    if not isinstance(value, dict):
        return ""
    known = Fields({name: one for name, one in value.items() if isinstance(one, str)})
    if str(value.get("version", "")).startswith(_FEED):
        return known.first(["title"])
    return known.publisher()


def _lines(text: str) -> list[Row]:
    """The records of JSON Lines; [] for text that is none: most lines are no records."""
    lines = ((at, line.strip("\x1e \t\r")) for at, line in enumerate(text.split("\n"), 1))
    rows = records.counted(_line(line, f"line {at}") for at, line in lines if line)
    whole = sum(not row.broken for row in rows)
    return rows if whole * 2 > len(rows) else []


def _line(line: str, where: str) -> Row:
    original = line.encode("utf-8", "backslashreplace")
    try:
        value = json.loads(line, strict=False)
    except json.JSONDecodeError as error:
        return Row({}, where, original, broken=_INVALID % f"column {error.colno}: {error.msg}")
    except (ValueError, RecursionError) as error:
        return Row({}, where, original, broken=_INVALID % _where(error))
    if not isinstance(value, dict):
        return Row({}, where, original, broken=_NO_RECORD)
    return Row(value, where, original)


def _salvaged(text: str) -> list[Row]:
    """The records of a list, or of objects one after the other, up to where they break off."""
    at = _first(text)
    rows: list[Row] = []
    while at < len(text) and text[at] != "]":
        try:
            value, end = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            where = f"line {text.count(chr(10), 0, at) + 1}"
            rows.append(Row({}, where, b"", broken=_BREAKS_OFF % _where(error)))
            break
        if isinstance(value, dict):
            original = text[at:end].encode("utf-8", "backslashreplace")
            rows.append(Row(value, f"record {len(rows) + 1}", original))
        between = _BETWEEN.match(text, end)
        at = between.end() if between else end
    return rows


def _first(text: str) -> int:
    """Where the first record stands: at the beginning, else in the first list of objects."""
    start = len(text) - len(text.lstrip())
    try:
        _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError):
        opening = _OPENING.search(text)
        return opening.end() if opening else start
    return start


def _where(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"line {error.lineno}, column {error.colno}: {error.msg}"
    return "it nests too deeply" if isinstance(error, RecursionError) else "a number is too long"
