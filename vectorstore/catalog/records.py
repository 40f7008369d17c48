"""Frozen dataclasses as JSON: of each a row of its values, in the order of its fields."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

Kept = TypeVar("Kept")
_Convert = Callable[[Any], Any]


def as_json(record: Any) -> str:
    """A record as JSON, in ASCII."""
    kind: Any = type(record)
    return json.dumps(_writer(kind)(record), separators=(",", ":"))


def from_json(text: str, kind: type[Kept]) -> Kept:
    """The record of this type that `as_json` was given.

    Raises ValueError, TypeError or LookupError for text that it did not make.
    """
    record: Kept = _reader(cast("Hashable", kind))(json.loads(text))
    return record


def _as_it_is(value: Any) -> Any:
    return value


@cache
def _writer(kind: Hashable) -> _Convert:
    """What turns a value of a type into JSON: dates into ordinals, records into rows."""
    if kind == date | None:
        return lambda day: day and day.toordinal()
    if get_origin(kind) is tuple and is_dataclass(get_args(kind)[0]):
        write = _writer(get_args(kind)[0])
        return lambda records: [write(record) for record in records]
    if not is_dataclass(kind):
        return _as_it_is
    hints = get_type_hints(kind)
    columns = [(field.name, _writer(hints[field.name])) for field in fields(kind)]
    return lambda record: [write(getattr(record, name)) for name, write in columns]


@cache
def _reader(kind: Hashable) -> _Convert:
    """What makes a value of a type of what its writer made; raises for what is none."""
    if kind == date | None:
        return lambda ordinal: ordinal and date.fromordinal(ordinal)
    if get_origin(kind) is tuple:
        read = _reader(get_args(kind)[0])
        return tuple if read is _as_it_is else lambda rows: tuple([read(row) for row in rows])
    if not is_dataclass(kind):
        return _as_it_is
    made, hints = cast("Callable[..., Any]", kind), get_type_hints(kind)
    columns = [_reader(hints[field.name]) for field in fields(kind)]
    return lambda row: made(*[read(value) for read, value in zip(columns, row, strict=True)])
