"""Any result as a JSON document with the field names of the Python types, and back again."""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

_T = TypeVar("_T")


def jsonable(value: object) -> object:
    """The value in terms of JSON: objects by field name, dates in ISO 8601, tuples as arrays."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: jsonable(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, dict):
        return {str(key): jsonable(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [jsonable(item) for item in value]
    return value


def document(value: object) -> str:
    """The value as JSON text, indented, with a final newline.

    What no UTF-8 file takes (lone surrogates) is written as JSON escapes.
    """
    text = json.dumps(jsonable(value), ensure_ascii=False, indent=2)
    try:
        text.encode()
    except UnicodeEncodeError:
        text = json.dumps(jsonable(value), indent=2)
    return text + "\n"


def one_line_document(value: object) -> str:
    """The value as JSON on one line, as streams of documents have it (JSON Lines)."""
    return json.dumps(jsonable(value)) + "\n"


def decoded(text: str) -> object:
    """What JSON text says, in plain Python terms; raises ValueError for text that is no JSON."""
    try:
        return json.loads(text, parse_constant=_no_number)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number")


def restored(kind: type[_T], value: object) -> _T:
    """The object of this dataclass that `jsonable` told as `value`.

    A field that has a default may be missing. Raises ValueError, which names the place
    ("citations[2].start"), for a missing or unknown field and for a value of another type.
    """
    found = _read(kind, value, "")
    assert isinstance(found, kind)
    return found


def _read(kind: Any, value: object, place: str) -> object:
    if is_dataclass(kind):
        return _object(typing.cast(type, kind), value, place)
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _either(get_args(kind), value, place)
    if origin is Literal:
        if value in get_args(kind) and isinstance(value, str):
            return value
        raise _wrong(place, " or ".join(get_args(kind)), value)
    if origin is tuple:
        return _row(get_args(kind), value, place)
    return _single(kind, value, place)


def _object(kind: type, value: object, place: str) -> object:
    if not isinstance(value, Mapping):
        raise _wrong(place, "an object", value)
    hints, known = _shape(kind)
    given = {}
    for name, field in known.items():
        inner = f"{place}.{name}" if place else name
        if name in value:
            given[name] = _read(hints[name], value[name], inner)
        elif field.default is MISSING and field.default_factory is MISSING:
            raise ValueError(f"{inner} is missing")
    unknown = next((str(name) for name in value if name not in known), None)
    if unknown is not None:
        raise ValueError(f"{place or 'it'} has {unknown[:40]!r}, which is no field")
    return kind(**given)


@cache
def _shape(kind: type) -> tuple[dict[str, Any], dict[str, Field[Any]]]:
    """The types of a dataclass's fields, and the fields that are given when it is made."""
    known = {field.name: field for field in fields(kind) if field.init}
    return typing.get_type_hints(kind), known


def _either(kinds: Sequence[Any], value: object, place: str) -> object:
    if value is None and types.NoneType in kinds:
        return None
    wanted = [kind for kind in kinds if kind is not types.NoneType]
    if date in wanted:
        return _moment(value, place, datetime in wanted)
    return _read(wanted[0], value, place)


def _moment(value: object, place: str, may_have_time: bool) -> date | datetime:
    try:
        if isinstance(value, str) and len(value) <= 10:
            return date.fromisoformat(value)
        if isinstance(value, str) and may_have_time:
            return datetime.fromisoformat(value)
    except ValueError:
        pass
    raise _wrong(place, "a date as 2016-03-27", value)


def _row(kinds: Sequence[Any], value: object, place: str) -> tuple[object, ...]:
    if not isinstance(value, list):
        raise _wrong(place, "an array", value)
    return tuple(_read(kinds[0], item, f"{place}[{index}]") for index, item in enumerate(value))


_NAMES = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}


def _single(kind: type, value: object, place: str) -> object:
    if kind is date or kind is datetime:
        return _moment(value, place, kind is datetime)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, kind) and (kind is bool or not isinstance(value, bool)):
        return value
    raise _wrong(place, _NAMES.get(kind, kind.__name__), value)


def _wrong(place: str, wanted: str, value: object) -> ValueError:
    text = repr(value)
    shown = text if len(text) <= 40 else f"{text[:40]}…"
    return ValueError(f"{place or 'it'} is to be {wanted}, not {shown}")
