"""Feeds (RSS, RDF, Atom) as files: every entry is an article; nothing is fetched."""

from __future__ import annotations

import codecs
import io
import re
from calendar import timegm
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from assistant.reading.encoding import decode
from assistant.reading.formats import Part, fields, is_feed, is_page, markup, places
from assistant.reading.layout import listed_names
from assistant.reading.outlets import is_outlet
from assistant.reading.types import Broken, Draft, Unreadable

_PAGE = "is an HTML page and no feed; give it the ending .html"
_NO_FEED = "is no feed (RSS, RDF or Atom); add the file of a feed, or save its pages as .html"
_DAMAGED = "is a feed that is damaged or cut short; get the file again"
_EMPTY = "is a feed without entries; get it again when something has been published"
_NO_TEXT = "has no text; add the page of the entry"
_FEWEST_WORDS = 60
_LONGEST_CUT = 200
_SURE_WORDS = 200
_CUT_OFF = re.compile(
    r"(?i)(?:…|\.{3}|\[(?:…|\.{3})\]|\b(?:read|continue|see|keep) (?:more|reading|on)\b[^.]{0,60}"
    r"|\bread the (?:full|whole|rest)\b.{0,60}|\bfull (?:story|article)\b.{0,20})\W*\Z"
)
_APPEARED = re.compile(
    r"(?i)(?:the post\b.{1,300}\b(?:first )?appeared (?:first )?on\b.{1,120}"
    r"|(?:read more|continue reading|read the (?:full|whole|rest)\b)[^.]{0,100}\W*)\Z"
)
_SNIFFED = 256
_DECLARATION = re.compile(rb"\s*<\?xml[^>]*\?>")
_ROOT = re.compile(rb"(?i)<(?:[a-z][\w-]*:)?(?:rss|feed|rdf)[\s>]")
_BETWEEN = re.compile(r"(?<!\s)(?:\s++(?:[|–—-]|::)\s++|\s*+»\s*+)|:\s++")
_ITEM_LINK = re.compile(
    r"(?i)<a\s[^>]{0,2000}>[^<]{0,500}</a>(?:\s|&nbsp;)*(?:<font[^>]{0,200}>[^<]{0,200}</font>)?"
)
_TAG = re.compile(r"<[^<>]{1,500}>|&nbsp;")
_ITEM = re.compile(rb"<((?:[\w-]+:)?(?:item|entry))(?=[\s>])")
_ADDRESSED = re.compile(r"(?<!\s)\s*+[<(]?[^\s@]{1,100}@\S++[>)]?\s*+")


@dataclass(frozen=True, slots=True)
class Entry:
    """An article of a feed, the address of its page ("" for none), and whether its text
    seems to be the whole article and no teaser."""

    draft: Draft
    link: str
    whole: bool


def read_feed(content: bytes) -> Iterator[Draft | Broken]:
    """One draft an entry, with its own date and never the feed's; the feed's title is the
    publisher. Raises Unreadable for bytes that are no feed, or one without entries."""
    entries = parse_feed(content)
    if not entries:
        raise Unreadable(_EMPTY)
    for entry in entries:
        text = entry.draft.text.strip()
        yield entry.draft if text else Broken(entry.draft.place, _NO_TEXT)


def fits_feed(content: bytes) -> bool:
    """Whether it is a feed; False for XML of another purpose."""
    return is_feed(content)


def parse_feed(content: bytes) -> list[Entry]:
    """The entries of a feed in its order; it may be in any encoding and somewhat malformed.

    An entry without text has an empty one. Raises Unreadable when it is no feed.
    """
    if not is_feed(content):
        raise Unreadable(_PAGE if is_page(content, strict=True) else _NO_FEED)
    import feedparser

    content = _bare(content)
    # As bytes they might be taken for the name of a file.
    found = feedparser.parse(io.BytesIO(content), sanitize_html=False, resolve_relative_uris=False)
    if not found.entries and found.bozo:
        raise Unreadable(_DAMAGED)
    publisher = markup.line(found.feed.get("publisher", ""))
    publisher = publisher or _outlet(markup.line(found.feed.get("title", "")))
    language = found.feed.get("language", "")
    entries = [_entry(item, publisher, language) for item in found.entries]
    found_places = places(
        [_part(item, entry) for item, entry in zip(found.entries, entries, strict=True)]
    )
    originals = _originals(content)
    if len(originals) != len(entries):
        originals = [entry.draft.text.encode("utf-8", "replace") for entry in entries]
    return [
        replace(entry, draft=replace(entry.draft, place=place, original=original))
        for entry, place, original in zip(entries, found_places, originals, strict=True)
    ]


def _bare(content: bytes) -> bytes:
    """`content` in an encoding whose tags can be searched, without what stands before its
    outermost element: entities that stand for one another can fill the memory."""
    if b"\0" in content[:_SNIFFED]:
        content = decode(content).encode("utf-8", "replace")
        declaration = None
    else:
        declaration = _DECLARATION.match(content.removeprefix(codecs.BOM_UTF8))
    root = _ROOT.search(content)
    return (declaration[0] if declaration else b"") + content[root.start() if root else 0 :]


def _part(item: Mapping[str, Any], entry: Entry) -> Part:
    draft = entry.draft
    return Part((item.get("id", ""), entry.link, draft.title or ""), f"{draft.title}\n{draft.text}")


def _entry(item: Any, publisher: str, language: str) -> Entry:
    bodies = [body.get("value", "") for body in item.get("content", ())]
    if _is_list_of_links(item.get("summary", "")):
        item = {**item, "summary": ""}
    content = max(map(_paragraphs, bodies), key=_words, default=[])
    summary = _paragraphs(item.get("summary", ""))
    body, enough = max((content, _FEWEST_WORDS), (summary, _SURE_WORDS), key=_length)
    link = next(filter(_is_web, (item.get("feedburner_origlink", ""), item.get("link", ""))), "")
    source = item.get("source")
    outlet = markup.line(source.get("title", "")) if isinstance(source, Mapping) else ""
    cut = bool(body) and bool(_CUT_OFF.search(body[-1][-_LONGEST_CUT:]))
    body = body[:-1] if len(body) > 1 and _APPEARED.match(body[-1]) else body
    draft = Draft(
        text="\n\n".join(body),
        title=markup.line(item.get("title", "")) or None,
        publisher=outlet or publisher or fields.host_of(link),
        dates=_dates(item),
        url=link,
        authors=_authors(item),
        language=(item.get("language") or language or "")[:2].lower(),
    )
    return Entry(draft, link, whole=not cut and _words(body) >= enough)


def _paragraphs(value: str) -> list[str]:
    return [part for part in re.split(r"\n\s*\n", markup.plain(value).strip()) if part]


def _words(paragraphs: Sequence[str]) -> int:
    return sum(len(paragraph.split()) for paragraph in paragraphs)


def _length(body: tuple[list[str], int]) -> int:
    return _words(body[0])


def _is_list_of_links(value: str) -> bool:
    """Whether a summary holds nothing but the headlines of stories and their outlets, each a
    link, as those of news aggregators do."""
    bare = _ITEM_LINK.sub("", value)
    return bare != value and not _TAG.sub("", bare).strip()


def _is_web(address: str) -> bool:
    return bool(fields.host_of(address))


def _dates(item: Any) -> tuple[str, ...]:
    """The entry's own day of publication as written and as understood, else its update's."""
    dates: list[str] = []
    for name in ("published", "created", "updated"):
        if name in item:
            dates.append(str(item[name]))
            when = item.get(f"{name}_parsed")
            dates += [datetime.fromtimestamp(timegm(when), UTC).isoformat()] if when else []
    return tuple(dates)


def _authors(item: Any) -> tuple[str, ...]:
    written = [author.get("name", "") for author in item.get("authors", ())]
    lines = map(markup.line, written or [item.get("author", "")])
    bare = [_ADDRESSED.sub(" ", line).strip(" ()") for line in lines]
    return tuple(dict.fromkeys(name for line in bare for name in listed_names(line)))


def _outlet(title: str) -> str:
    """The part of a feed's title that names an outlet ("World news | The Lantern"), or all."""
    parts = [part.strip() for part in _BETWEEN.split(title) if part.strip()]
    named = [part for part in parts if is_outlet(part)]
    return named[0] if len(parts) > 1 and len(named) == 1 else title


def _originals(content: bytes) -> list[bytes]:
    """The bytes of each entry in order, as far as they can be told apart."""
    found: list[bytes] = []
    start = 0
    while opening := _ITEM.search(content, start):
        end = content.find(b"</" + opening[1] + b">", opening.end())
        if end < 0:
            break
        start = end + len(opening[1]) + 3
        found.append(content[opening.start() : start])
    return found
