"""Any result as a JSON document with the field names of the Python types, and back again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

_T = TypeVar("_T")


def jsonable(value: object) -> object:
    """The value in terms of JSON: objects by field name, dates in ISO 8601, tuples as arrays.

    A field whose metadata says that it is not `written` is left out.
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: jsonable(getattr(value, field.name))
            for field in fields(value)
            if field.metadata.get("written", True)
        }
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
    """The value as JSON text, indented, with a final newline. What no UTF-8 file takes (lone
    surrogates) is written as JSON escapes."""
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
    """JSON text in plain Python terms; raises ValueError for text that is no JSON."""
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def restored(kind: type[_T], value: object) -> _T:
    """The object of this dataclass that `jsonable` gave as `value`; lone surrogates become "?".

    A field that has a default may be missing. Raises ValueError, which names the place
    ("citations[2].start"), for a missing or unknown field and for a value of another type.
    """
    from pydantic import ValidationError

    wanted: Any = kind
    text = json.dumps([value], ensure_ascii=False)
    try:
        (found,) = _adapter(wanted).validate_json(text.encode("utf-8", "replace"))
    except ValidationError as error:
        problem = error.errors()[0]
        steps = problem["loc"][1:]
        parts = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
        place = " ".join("".join(parts).lstrip(".")[:100].split())
        raise ValueError(f"{place or 'it'}: {problem['msg']}") from None
    assert isinstance(found, kind)
    return found


@cache
def _adapter(kind: Any) -> Any:
    from pydantic import ConfigDict, TypeAdapter

    exact = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)
    # In a tuple, as a dataclass by itself takes no configuration.
    return TypeAdapter(tuple[kind], config=exact)
