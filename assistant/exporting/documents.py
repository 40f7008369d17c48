"""Any result as a JSON document with the field names of the Python types."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from pathlib import Path


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
