"""Tables (CSV, TSV): a row is an article, its columns are known by their names."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from assistant.reading.encoding import decode
from assistant.reading.formats import fields, records
from assistant.reading.formats.records import Row
from assistant.reading.types import Broken, Draft, Unreadable

_DELIMITERS = ",;\t|"
_LARGEST_CELL = 128 * 1024 * 1024
_LOOKED_AT = 64 * 1024
_DECLARED = re.compile(r"\A(?:sep=(.)\n)?\n*", re.IGNORECASE)
_KNOWN = frozenset((
    *fields.TEXTS, *fields.SUMMARIES, *fields.TITLES, *fields.DATES, *fields.PUBLISHERS,
    *fields.ADDRESSES, *fields.AUTHORS, *fields.LANGUAGES, *fields.IDS,
))  # fmt: skip
_TEXTS = frozenset((*fields.TEXTS, *fields.SUMMARIES))
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


def read(content: bytes) -> Iterator[Draft | Broken]:
    """One draft a row: the first line names the columns, in any order and case.

    Commas, semicolons, tabs and bars may stand between cells; cells in quotes may hold
    them and line breaks. Raises Unreadable with the names found where no column has a
    text.
    """
    table = _opened(decode(content))
    if not _known(table.columns) & _TEXTS:
        raise Unreadable(records.no_article(table.columns, "columns"))
    yield from records.drafts(records.counted(_rows(table)), kind="columns")


def fits(content: bytes) -> bool:
    """Whether there may be an article in it: False for a table of other things."""
    try:
        return bool(_known(_opened(decode(content)).columns) & _TEXTS)
    except Unreadable:
        return True


def begins(content: bytes) -> bool:
    """Whether `content` opens with the names of a table's columns, a text among them."""
    try:
        known = _known(_opened(decode(content[:_LOOKED_AT])).columns)
    except Unreadable:
        return False
    return len(known) > 1 and bool(known & _TEXTS)


def _opened(text: str) -> _Table:
    """The table, with the delimiter under which most columns have a known name."""
    csv.field_size_limit(_LARGEST_CELL)
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    declared = _DECLARED.match(plain)
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
    return max(tried, key=lambda one: (len(_known(one.columns)), len(one.columns)))


def _is_even(text: str) -> bool:
    """Whether each line has the same number of tabs: a quote opens no cell of several lines."""
    return len({line.count("\t") for line in text.split("\n") if line.strip()}) == 1


def _header(text: str, dialect: _Dialect) -> list[str]:
    _, first = next(dialect.rows(text[:_LOOKED_AT].split("\n"), strict=False), (1, None))
    return first or []


def _known(columns: list[str]) -> set[str]:
    return {known for column in columns if (known := fields.key(column)) in _KNOWN}


def _rows(table: _Table) -> Iterator[Row]:
    lines = table.text.split("\n")
    begins = 0
    while begins < len(lines):
        rows = table.dialect.rows(lines[at] for at in range(begins, len(lines)))
        start, begins = begins, len(lines)
        for begun, cells in rows:
            at = start + begun
            if cells is None:
                # The lines below are rows of their own.
                begins = at
                cells = _alone(table, lines[at - 1])
            if cells is None:
                yield Row({}, f"line {at}", b"", broken=_UNCLOSED)
            elif at > 1 and any(cell.strip() for cell in cells):
                yield _row(table, cells, f"line {at}")


def _alone(table: _Table, line: str) -> list[str] | None:
    """The cells of a line with odd quotes, if there are as many as there should be."""
    _, cells = next(table.dialect.rows([line], strict=False), (1, None))
    whole = cells is not None and line.count('"') % 2 == 0 and len(cells) == len(table.columns)
    return cells if whole else None


def _row(table: _Table, cells: list[str], where: str) -> Row:
    columns = table.columns
    original = _written(columns, cells)
    while len(cells) > len(columns) and not cells[-1].strip():
        cells.pop()
    if len(cells) > len(columns):
        delimiter = table.dialect.delimiter
        if fields.key(columns[-1]) not in _TEXTS:
            told = _TOO_MANY % (len(cells), len(columns), delimiter)
            return Row({}, where, original, broken=told)
        between = delimiter + " " * table.dialect.spaced
        cells[len(columns) - 1 :] = [between.join(cells[len(columns) - 1 :])]
    return Row(dict(zip(columns, cells, strict=False)), where, original)


def _unquoted(cell: str) -> str:
    quoted = len(cell) > 1 and cell[0] == cell[-1] == '"'
    return cell[1:-1].replace('""', '"') if quoted else cell


def _written(columns: list[str], cells: list[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows((columns, cells))
    return out.getvalue().encode("utf-8", "backslashreplace")
