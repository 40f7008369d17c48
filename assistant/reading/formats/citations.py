"""Lists of literature (RIS, BibTeX) whose entries hold the text or the abstract of an article."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from assistant.reading.encoding import decode
from assistant.reading.formats.records import drafts_of
from assistant.reading.types import Broken, Draft

_RIS_LINE = re.compile(r"(?P<tag>[A-Z][A-Z0-9])  ?- ?(?P<value>.*)")
_RIS_NAMES = {
    "TI": "title", "T1": "title", "CT": "title", "AU": "authors", "A1": "authors",
    "T2": "publication", "JO": "publication", "JF": "publication", "JA": "publication",
    "PB": "provider", "PY": "year", "Y1": "date", "DA": "date published", "UR": "url",
    "L2": "url", "AB": "abstract", "N2": "abstract", "LA": "language", "ID": "id", "AN": "id",
    "N1": "note",
}  # fmt: skip
_LISTED = frozenset(("authors",))


def read_ris(content: bytes) -> Iterator[Draft | Broken]:
    """One draft for each entry with an abstract. Raises Unreadable where none has one."""
    records: list[dict[str, object]] = []
    record: dict[str, object] = {}
    name = ""
    for line in decode(content).splitlines():
        found = _RIS_LINE.fullmatch(line.strip())
        if found and found["tag"] == "ER":
            records.append(record)
            record, name = {}, ""
        elif found:
            name = _RIS_NAMES.get(found["tag"], "")
            _put(record, name, found["value"].strip())
        elif name and line.strip():
            record[name] = f"{record.get(name, '')}\n\n{line.strip()}"
    yield from drafts_of([*records, record] if record else records, kind="tags")


def _put(record: dict[str, object], name: str, value: str) -> None:
    if not name or not value:
        return
    if name in _LISTED:
        listed = record.setdefault(name, [])
        assert isinstance(listed, list)
        listed.append(_turned(value))
    else:
        record.setdefault(name, value.replace("/", "-").rstrip("-") if name == "date" else value)


def _turned(name: str) -> str:
    """A name of such a list with the first name first."""
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and first.strip() else name


_ENTRY = re.compile(r"@(?P<kind>[A-Za-z]+)\s*\{\s*(?P<key>[^,\s{}]{1,200}),")
_FIELD = re.compile(r"[\s,]*(?P<name>[A-Za-z][\w-]{0,40})\s*=\s*")
_BIB_NAMES = {"journal": "publication", "journaltitle": "publication", "author": "authors"}
_BIB_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_NO_ENTRIES = frozenset(("comment", "string", "preamble"))


def read_bibtex(content: bytes) -> Iterator[Draft | Broken]:
    """One draft for each entry with an abstract. Raises Unreadable where none has one."""
    text = decode(content)
    records = [
        _entry(text, found.end(), found["key"])
        for found in _ENTRY.finditer(text)
        if found["kind"].lower() not in _NO_ENTRIES
    ]
    yield from drafts_of(records, kind="fields")


def _entry(text: str, start: int, key: str) -> dict[str, object]:
    record: dict[str, object] = {"id": key}
    while found := _FIELD.match(text, start):
        value, start = _value(text, found.end())
        name = found["name"].lower()
        if name == "author":
            record["authors"] = list(map(_turned, re.split(r" and ", " ".join(value.split()))))
        elif name == "month" and value[:3].lower() in _BIB_MONTHS:
            record[name] = str(_BIB_MONTHS.index(value[:3].lower()) + 1)
        else:
            record.setdefault(_BIB_NAMES.get(name, name), value)
    return record


def _value(text: str, start: int) -> tuple[str, int]:
    """A value in braces, in quotes or bare, and where it ends."""
    opened = text[start : start + 1]
    if opened not in ("{", '"'):
        end = next((at for at in range(start, len(text)) if text[at] in ",}\n"), len(text))
        return text[start:end].strip(), end
    depth, at = 0, start
    while at < len(text):
        sign = text[at]
        if sign == "\\":
            at += 1
        elif sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
        if at > start and depth == 0 and sign in ('"' if opened == '"' else "}"):
            break
        at += 1
    return _bare(text[start + 1 : at]), at + 1


_ACCENT = re.compile(r"\\(['`^\"~=.uvHcdr])\s*\{?([A-Za-z])\}?")
_COMBINING = dict(
    zip(
        "'`^\"~=.uvHcdr",
        "\u0301\u0300\u0302\u0308\u0303\u0304\u0307\u0306\u030c\u030b\u0327\u0323\u030a",
        strict=True,
    )
)
_LETTERS = {"\\ss": "ß", "\\o": "ø", "\\O": "Ø", "\\ae": "æ", "\\aa": "å", "\\l": "ł", "\\i": "i"}


def _bare(value: str) -> str:
    """A value without TeX: accents on their letters, no braces, no backslashes."""
    text = _ACCENT.sub(lambda found: found[2] + _COMBINING[found[1]], value)
    for name, letter in _LETTERS.items():
        text = re.sub(re.escape(name) + r"(?![A-Za-z])\s?", letter, text)
    text = re.sub(r"\\([&%$#_])", r"\1", text.replace("{", "").replace("}", ""))
    return unicodedata.normalize("NFC", text)
