"""Exports: the records of JSON, JSON Lines and tables (CSV, TSV) become drafts."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from assistant.reading.dates import in_order, month_first
from assistant.reading.encoding import decode
from assistant.reading.formats import Part, fields, places
from assistant.reading.formats.fields import Fields, Record
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
class _Row:
    """A record: its fields, where it stands in the file ("line 12"), and its bytes. `key`
    is what the file itself calls it, "" where it does not. `broken` tells what is wrong
    where it could not be parsed."""

    record: Record
    where: str
    original: bytes
    key: str = ""
    broken: str = ""


def _drafts(
    rows: Sequence[_Row], *, kind: str = "fields", publisher: str = ""
) -> Iterator[Draft | Broken]:
    """The articles of all rows in their order, and a Broken for each row without text.

    `publisher` is the outlet of those that name none. Raises Unreadable, with the names
    that were found (`kind` says of what), when no row has the fields of an article.
    """
    read = _in_one_order([_read(row, publisher) for row in rows])
    found = [item for item in read if item]
    if not found:
        yield from _refused(rows, kind)
        return
    found_places = iter(places([part for _, part in found]))
    for row, item in zip(rows, read, strict=True):
        if item:
            yield replace(item[0], place=next(found_places))
        else:
            yield Broken(row.where, row.broken or _no_text(row))


def drafts_of(records: Sequence[Record], *, kind: str) -> Iterator[Draft | Broken]:
    """The articles of the records of a file, as `_drafts` gives them."""
    rows = [
        _Row(record, f"entry {number}", _written(record))
        for number, record in enumerate(records, 1)
    ]
    yield from _drafts(rows, kind=kind)


def _in_one_order(
    read: Sequence[tuple[Draft, Part] | None],
) -> list[tuple[Draft, Part] | None]:
    """The drafts with their dates in figures as the whole file writes them: 17/05/2024 in one row
    tells which way 03/05/2024 is to be read in another."""
    drafts = [item[0] for item in read if item]
    texts = [text for draft in drafts for text in draft.dates]
    languages = {draft.language for draft in drafts}
    order = month_first(texts, languages.pop() if len(languages) == 1 else "")
    found: list[tuple[Draft, Part] | None] = []
    for item in read:
        dates = tuple(in_order(text, order, True) for text in item[0].dates) if item else ()
        found.append((replace(item[0], dates=dates), item[1]) if item else None)
    return found


def _draft(record: Record) -> Draft | None:
    """The article of a record that is all of its file, if it is one."""
    found = _read(_Row(record, "", b""), "")
    return found[0] if found else None


def _counted(rows: Iterable[_Row]) -> list[_Row]:
    """All rows; raises Unreadable where they are more than can be held."""
    taken = list(islice(rows, _MOST_ROWS + 1))
    if len(taken) > _MOST_ROWS:
        raise Unreadable(f"holds more than {_MOST_ROWS:,} records; split it into several files")
    return taken


def _is_article(record: Record) -> bool:
    """Whether a record has a text and something that tells of it, or a long text."""
    return _draft(record) is not None


def _has_text(record: Record) -> bool:
    """As `is_article`, for a record with a text of its own and not only a summary."""
    return bool(_text(Fields(record)))


def _no_article(names: Iterable[str], kind: str = "fields") -> str:
    """The reason for a file that has none of the fields of an article."""
    return f"holds no article: its {kind} are {_listed(names)}; {_WANTED}"


def _listed(names: Iterable[str]) -> str:
    """The first names, for one line; "none" where there are none."""
    known = dict.fromkeys(" ".join(str(name).split())[:_LONGEST_LISTED] for name in names)
    listed = [name for name in known if name]
    return ", ".join(listed[:_MOST_NAMES]) + (", …" if len(listed) > _MOST_NAMES else "") or "none"


def _read(row: _Row, publisher: str) -> tuple[Draft, Part] | None:
    """The draft of a row, and what it goes by; None when it is no article."""
    if row.broken:
        return None
    known = Fields(row.record)
    text = _text(known) or _summary(known)
    if not text:
        return None
    title = known.first([*fields.TITLES, *fields.NAMES])
    draft = Draft(
        text=text,
        title=title or None,
        publisher=known.publisher(publisher),
        dates=known.dates(),
        url=known.address(),
        authors=known.authors(),
        language=known.language(),
        original=row.original,
    )
    names = (row.key, known.first(fields.IDS), draft.url, title)
    return draft, Part(names, f"{title}\n{text}")


def _text(known: Fields) -> str:
    """The first running text that is no mere beginning of a longer one."""
    found = [text for text in known.texts(list(fields.TEXTS)) if len(text) >= _FEWEST_LETTERS]
    longest = max(map(_words, found), default=0)
    beside = (fields.TITLES, fields.DATES, fields.PUBLISHERS, fields.AUTHORS)
    if longest < _FEWEST_WORDS and not (any(map(known.has, beside)) or known.address()):
        return ""
    return next((text for text in found if _words(text) >= _LEAST_SHARE * longest), "")


def _summary(known: Fields) -> str:
    """The summary of a record that has no text, where title and origin are an article's."""
    beside = (fields.DATES, fields.PUBLISHERS)
    if not known.has(fields.TITLES) or not (any(map(known.has, beside)) or known.address()):
        return ""
    found = known.texts(fields.SUMMARIES)
    return next((text for text in found if _words(text) >= _FEWEST_SUMMARY_WORDS), "")


def _words(text: str) -> int:
    # Languages that put no spaces between words have short ones.
    return len(text.split()) if text.isascii() else max(len(text.split()), len(text) // 8)


def _refused(rows: Sequence[_Row], kind: str) -> Iterator[Broken]:
    """Why none of the rows is an article: as one reason, if they are rows at all."""
    whole = [row for row in rows if not row.broken]
    if rows and not whole:
        yield from (Broken(row.where, row.broken) for row in rows)
        return
    names = [name for row in whole[:100] for name in Fields(row.record).names]
    known = [Fields(row.record) for row in whole]
    if any(record.has(fields.TITLES) and record.address() for record in known):
        raise Unreadable(
            f"holds titles and addresses, but no texts; add the addresses themselves, or {_WANTED}"
        )
    raise Unreadable(_no_article(names, kind))


def _no_text(row: _Row) -> str:
    return f"has no text, only these: {_listed(Fields(row.record).names)}; {_WANTED}"


# JSON and JSON Lines: the records that look most like articles, wherever they lie.

_ARTICLE_TYPES = ("Article", "Posting", "Report", "CreativeWork")
_DEEPEST = 3
_LOOKED_AT_RECORDS = 50
_FEED = "https://jsonfeed.org"
_OPENING = re.compile(r"\[\s*(?=\{)")
_BETWEEN = re.compile(r"[\s,\x1e]*")
_INVALID = "is no valid JSON (%s); mend it or leave it out"
_BREAKS_OFF = "the JSON breaks off here (%s); get the file again"
_NO_RECORD = "is no record; put one object on each line"
_TOO_DEEP = "nests too deeply; save the articles as a list of records"
_DECODER = json.JSONDecoder(strict=False)


def read_json(content: bytes) -> Iterator[Draft | Broken]:
    """One draft a record: of one record, of a list, or of the list inside an object.

    The list is looked for three levels deep; of several it is the one with the most
    articles. JSON Lines may have broken lines, and a file that breaks off gives what
    stands before. Raises Unreadable for anything that is no JSON, and with the names of
    the fields found where none of the records is an article.
    """
    value, rows = _parsed(decode(content))
    if isinstance(value, dict) and _has_text(value) and (draft := _draft(value)):
        yield draft
    else:
        yield from _drafts(rows, publisher=_publisher(value))


def fits_json(content: bytes) -> bool:
    """Whether there may be an article in it: False for JSON of another purpose."""
    try:
        _, rows = _parsed(decode(content))
    except Unreadable:
        return True
    return any(_is_article(row.record) for row in rows)


def _parsed(text: str) -> tuple[object, list[_Row]]:
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


def _rows(value: object) -> list[_Row]:
    """The records of the list with the most articles, else of the longest list; without
    any list the object itself, without an object nothing."""
    found: Sequence[tuple[str, Record]] = max(_lists(value, 0), key=_articles, default=[])
    if isinstance(value, dict) and (not found or _has_text(value)):
        found = [("", value)]
    return [
        _Row(record, f"record {number}", _written(record), key=name)
        for number, (name, record) in enumerate(found, 1)
        if not _is_other(record)
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
        yield [("", item) for item in value if isinstance(item, dict)]
    elif isinstance(value, dict) and depth < _DEEPEST:
        if value and all(isinstance(item, dict) for item in value.values()):
            yield list(value.items())
        for inner in value.values():
            yield from _lists(inner, depth + 1)


def _articles(found: Sequence[tuple[str, Record]]) -> tuple[int, int]:
    """How many records of a list are articles, by the first of them, and how many there are."""
    looked_at = found[:_LOOKED_AT_RECORDS]
    hits = sum(_is_article(record) for _, record in looked_at)
    return hits * len(found) // len(looked_at) if looked_at else 0, len(found)


def _publisher(value: object) -> str:
    """The outlet that the object around a list names, for all of its records."""
    if not isinstance(value, dict):
        return ""
    known = Fields({name: item for name, item in value.items() if isinstance(item, str)})
    if str(value.get("version", "")).startswith(_FEED):
        return known.first(["title"])
    return known.publisher()


def _lines(text: str) -> list[_Row]:
    """The records of JSON Lines; [] for text that is none: most lines are no records."""
    lines = ((number, line.strip("\x1e \t\r")) for number, line in enumerate(text.split("\n"), 1))
    rows = _counted(_line(line, f"line {number}") for number, line in lines if line)
    whole = sum(not row.broken for row in rows)
    return rows if whole * 2 > len(rows) else []


def _line(line: str, where: str) -> _Row:
    original = line.encode("utf-8", "backslashreplace")
    try:
        value = json.loads(line, strict=False)
    except json.JSONDecodeError as error:
        return _Row({}, where, original, broken=_INVALID % f"column {error.colno}: {error.msg}")
    except (ValueError, RecursionError) as error:
        return _Row({}, where, original, broken=_INVALID % _where(error))
    if not isinstance(value, dict):
        return _Row({}, where, original, broken=_NO_RECORD)
    return _Row(value, where, original)


def _salvaged(text: str) -> list[_Row]:
    """The records of a list, or of objects one after the other, up to where they break off."""
    position = _first(text)
    rows: list[_Row] = []
    while position < len(text) and text[position] != "]":
        try:
            value, end = _DECODER.raw_decode(text, position)
        except (ValueError, RecursionError) as error:
            where = f"line {text.count(chr(10), 0, position) + 1}"
            rows.append(_Row({}, where, b"", broken=_BREAKS_OFF % _where(error)))
            break
        if isinstance(value, dict):
            original = text[position:end].encode("utf-8", "backslashreplace")
            rows.append(_Row(value, f"record {len(rows) + 1}", original))
        between = _BETWEEN.match(text, end)
        position = between.end() if between else end
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


# Tables: a row is an article, its columns are known by their names.

_DELIMITERS = ",;\t|"
_LARGEST_CELL = 128 * 1024 * 1024
_LOOKED_AT = 64 * 1024
_SEPARATOR_LINE = re.compile(r"\A(?:sep=(.)\n)?\n*", re.IGNORECASE)
_KNOWN = frozenset((
    *fields.TEXTS, *fields.SUMMARIES, *fields.TITLES, *fields.DATES, *fields.PUBLISHERS,
    *fields.ADDRESSES, *fields.AUTHORS, *fields.LANGUAGES, *fields.IDS,
))  # fmt: skip
_TEXT_COLUMNS = frozenset((*fields.TEXTS, *fields.SUMMARIES))
_TOO_MANY = "has %d cells where the first line has %d; put quotes around cells that hold a “%s”"
_UNCLOSED = "has a quote that is opened and never closed, or not doubled; mend the quotes"


@dataclass(frozen=True, slots=True)
class _Dialect:
    """How a table is written: what stands between cells, whether a quote inside a cell is
    written \\", whether quotes mean nothing at all, and whether blanks follow the commas."""

    delimiter: str
    escaped: bool = False
    literal: bool = False
    spaced: bool = False

    def rows(
        self, lines: Iterable[str], *, strict: bool = True
    ) -> Iterator[tuple[int, list[str] | None]]:
        """The rows in `lines` with the number of the line on which each begins; None for the
        first one whose quotes do not fit, which ends them."""
        reader = csv.reader(
            (f"{line}\n" for line in lines),
            delimiter=self.delimiter,
            doublequote=not self.escaped,
            escapechar="\\" if self.escaped else None,
            quoting=csv.QUOTE_NONE if self.literal else csv.QUOTE_MINIMAL,
            skipinitialspace=self.spaced,
            strict=strict,
        )
        begun = 1
        try:
            for cells in reader:
                yield begun, [_unquoted(cell) for cell in cells] if self.literal else cells
                begun = reader.line_num + 1
        except csv.Error:
            yield begun, None


@dataclass(frozen=True, slots=True)
class _Table:
    """The rows of a table as text, how they are written, and the names of the columns."""

    text: str
    dialect: _Dialect
    columns: list[str]


def read_table(content: bytes) -> Iterator[Draft | Broken]:
    """One draft a row: the first line names the columns, in any order and case.

    Commas, semicolons, tabs and bars may stand between cells; cells in quotes may hold
    them and line breaks. Raises Unreadable with the names found where no column has a
    text.
    """
    table = _opened(decode(content))
    if not _known_columns(table.columns) & _TEXT_COLUMNS:
        raise Unreadable(_no_article(table.columns, "columns"))
    yield from _drafts(_counted(_table_rows(table)), kind="columns")


def fits_table(content: bytes) -> bool:
    """Whether there may be an article in it: False for a table of other things."""
    try:
        return bool(_known_columns(_opened(decode(content)).columns) & _TEXT_COLUMNS)
    except Unreadable:
        return True


def begins_table(content: bytes) -> bool:
    """Whether `content` opens with the names of a table's columns, a text among them."""
    try:
        known = _known_columns(_opened(decode(content[:_LOOKED_AT])).columns)
    except Unreadable:
        return False
    return len(known) > 1 and bool(known & _TEXT_COLUMNS)


def _opened(text: str) -> _Table:
    """The table, with the delimiter under which most columns have a known name."""
    csv.field_size_limit(_LARGEST_CELL)
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    declared = _SEPARATOR_LINE.match(plain)
    body = plain[declared.end() :] if declared else plain
    escaped = '\\"' in body and '""' not in body
    tried = []
    for delimiter in declared[1] if declared and declared[1] else _DELIMITERS:
        dialect = _Dialect(delimiter, escaped, delimiter == "\t" and _is_even(body))
        columns = _header(body, dialect)
        if len(columns) > 1 and all(name.startswith(" ") for name in columns[1:]):
            dialect = replace(dialect, spaced=True)
            columns = _header(body, dialect)
        tried.append(_Table(body, dialect, [name.strip() for name in columns]))
    return max(tried, key=lambda table: (len(_known_columns(table.columns)), len(table.columns)))


def _is_even(text: str) -> bool:
    """Whether each line has the same number of tabs: a quote opens no cell of several lines."""
    return len({line.count("\t") for line in text.split("\n") if line.strip()}) == 1


def _header(text: str, dialect: _Dialect) -> list[str]:
    _, first = next(dialect.rows(text[:_LOOKED_AT].split("\n"), strict=False), (1, None))
    return first or []


def _known_columns(columns: list[str]) -> set[str]:
    return {known for column in columns if (known := fields.key(column)) in _KNOWN}


def _table_rows(table: _Table) -> Iterator[_Row]:
    lines = table.text.split("\n")
    begins = 0
    while begins < len(lines):
        rows = table.dialect.rows(lines[number] for number in range(begins, len(lines)))
        start, begins = begins, len(lines)
        for begun, cells in rows:
            number = start + begun
            if cells is None:
                # The lines below are rows of their own.
                begins = number
                cells = _alone(table, lines[number - 1])
            if cells is None:
                yield _Row({}, f"line {number}", b"", broken=_UNCLOSED)
            elif number > 1 and any(cell.strip() for cell in cells):
                yield _table_row(table, cells, f"line {number}")


def _alone(table: _Table, line: str) -> list[str] | None:
    """The cells of a line with odd quotes, if there are as many as there should be."""
    _, cells = next(table.dialect.rows([line], strict=False), (1, None))
    whole = cells is not None and line.count('"') % 2 == 0 and len(cells) == len(table.columns)
    return cells if whole else None


def _table_row(table: _Table, cells: list[str], where: str) -> _Row:
    columns = table.columns
    original = _written_row(columns, cells)
    while len(cells) > len(columns) and not cells[-1].strip():
        cells.pop()
    if len(cells) > len(columns):
        delimiter = table.dialect.delimiter
        if fields.key(columns[-1]) not in _TEXT_COLUMNS:
            too_many = _TOO_MANY % (len(cells), len(columns), delimiter)
            return _Row({}, where, original, broken=too_many)
        between = delimiter + " " * table.dialect.spaced
        cells[len(columns) - 1 :] = [between.join(cells[len(columns) - 1 :])]
    return _Row(dict(zip(columns, cells, strict=False)), where, original)


def _unquoted(cell: str) -> str:
    quoted = len(cell) > 1 and cell[0] == cell[-1] == '"'
    return cell[1:-1].replace('""', '"') if quoted else cell


def _written_row(columns: list[str], cells: list[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows((columns, cells))
    return out.getvalue().encode("utf-8", "backslashreplace")
