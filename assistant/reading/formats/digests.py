"""Digests and newsletters: short items under headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.reading.formats.pieces import (
    AD,
    BOLD,
    FEWEST_ITEMS,
    FURNITURE,
    LEAD_WORDS,
    NUMBERED,
    Piece,
    distinct,
    without_repeated,
)
from assistant.reading.layout import is_sentence, line_key
from assistant.reading.types import Draft
from vectorstore.text import terms

if TYPE_CHECKING:
    pass

DIGEST = re.compile(
    r"(?i)^(?:[\w’'.&-]+\s+){0,4}(?:in brief|(?:news ?)?briefs"
    r"|(?:morning|evening|daily|weekly|world|news|midday|local|business|market|sports?)"
    r" (?:brief(?:ing)?|digest|summary|round-?up|wrap(?:-?up)?)|digest|round-?up|day ?book"
    r"|day ahead"
    r"|week ahead|newsletter|top stories|headlines|week in review|news of the week|week in \w+"
    r"|kurz notiert|kurzmeldungen|in kürze|nachrichtenüberblick|nachrichten der woche|en bref"
    r"|brèves"
    r"|en breve|breves|in breve|kort nieuws|resumen (?:diario|semanal|de noticias)"
    r"|(?:semana|semaine|woche|settimana) (?:en|in) \w+(?: \w+)?|l’essentiel|presseschau"
    r"|revue de presse)"
    r"(?:\s*(?:[:|,(–—/-]|\d|for |of |on |vom |du |del |am ).*)?$"
)
"""What the title of a digest is: its name, and a day or what it is of."""

_SHORTEST_ITEM, _LONGEST_ITEM = 15, 320
_SHARE_IN_ITEMS = 0.7
_COMMON, _COMMON_WORD, _LONG_WORD = 0.5, 0.75, 5
_NAME = re.compile(r"(?<![.!?“\"] )(?<!^)\b[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+)*")


def digest(pieces: Sequence[Piece], whole: Draft, *, gathered: bool) -> tuple[Draft, ...]:
    """The items of a digest or newsletter, each under its heading; () for any other document.

    What it is tells its title, or that it is `gathered` (a mail that calls itself so); that it is
    no long article with headings tells that no name of several words is in half of its items.
    """
    if not gathered and not DIGEST.search(whole.title or ""):
        return ()
    pieces = without_repeated(pieces)
    for kind in ("heading", "link", "label"):
        items = _told(_items(pieces, whole.title or "", kind))
        asked = sum(heading.rstrip().endswith("?") for heading, _ in items)
        if asked * 2 >= len(items):
            continue  # what one article asks and answers
        if items and not _one_subject([" ".join(texts) for _, texts in items], whole.title or ""):
            return _as_drafts([*_opening(pieces, items, whole), *items], whole)
    return ()


def _opening(
    pieces: Sequence[Piece], items: Sequence[tuple[str, list[str]]], whole: Draft
) -> list[tuple[str, list[str]]]:
    """What stands above the first item, where it is more than a greeting."""
    first = next((at for at, one in enumerate(pieces) if one.text == items[0][1][0]), 0)
    texts = [one.text for one in pieces[:first] if one.kind == "text" and is_sentence(one.text)]
    long_enough = sum(len(text.split()) for text in texts) >= LEAD_WORDS
    return [(whole.title or "", texts)] if long_enough else []


def _told(found: Iterable[tuple[str, list[str]]]) -> list[tuple[str, list[str]]]:
    """The items that say something, where they are nearly all that there is; else []."""
    items = [item for item in found if not _is_ad(item)]
    lengths = [sum(len(text.split()) for text in texts) for _, texts in items]
    told = [item for item, words in zip(items, lengths, strict=True) if words >= _SHORTEST_ITEM]
    whole = sum(words for words in lengths if words >= _SHORTEST_ITEM)
    if len(told) < FEWEST_ITEMS or max(lengths) > _LONGEST_ITEM:
        return []
    return told if whole >= _SHARE_IN_ITEMS * sum(lengths) else []


def _as_drafts(items: Sequence[tuple[str, list[str]]], whole: Draft) -> tuple[Draft, ...]:
    return distinct(
        tuple(
            replace(whole, text="\n\n".join(texts), title=_bare(heading), url=_at(whole, heading))
            for heading, texts in items
        )
    )


def _at(whole: Draft, heading: str) -> str:
    """The address of an item: that of its page, with its heading as the place in it."""
    place = line_key(heading).replace(" ", "-")
    return f"{whole.url.partition('#')[0]}#{place}" if whole.url else ""


def _bare(heading: str) -> str:
    """A heading without its number and the full stop or colon behind it."""
    numbered = NUMBERED.fullmatch(heading)
    heading = numbered["rest"] if numbered else heading
    return heading if heading.endswith("..") else heading.rstrip(" :.")


def _items(pieces: Sequence[Piece], title: str, kind: str) -> Iterator[tuple[str, list[str]]]:
    """Headings of a kind with the paragraphs below them; a heading right above another names a
    part, as labels do, and what was paid for ends the item above it."""
    heading, texts = "", list[str]()
    for piece in pieces:
        led = BOLD.fullmatch(piece.text) if piece.kind == "text" else None
        paid = piece.kind == "text" and AD.match(piece.text.lstrip("*_ "))
        begins = piece.kind == kind and line_key(piece.text) != line_key(title)
        if begins or paid or piece.kind == "label" or (led and led["rest"].strip()):
            if heading and texts:
                yield heading, texts
            heading, texts = piece.text if begins else "", []
            if led and not paid:
                heading, texts = led["bold"], [led["rest"].strip()]
        elif piece.kind == "text" and heading and not FURNITURE.fullmatch(piece.text):
            texts.append(piece.text)
    if heading and texts:
        yield heading, texts


def _is_ad(item: tuple[str, list[str]]) -> bool:
    heading, texts = item
    return bool(AD.match(heading)) or any(AD.fullmatch(text) for text in texts[:1])


def _one_subject(texts: Sequence[str], title: str) -> bool:
    """Whether items are of one subject: a name of several words, or a word of the title, is in half
    of them, or a name of one word in three of four."""
    counts: Counter[str] = Counter()
    wanted = {term for term in terms(title) if len(term) >= _LONG_WORD}
    for text in texts:
        counts.update({found[0] for found in _NAME.finditer(text)})
        counts.update(f"={term}" for term in wanted & set(terms(text)))
    return any(
        count > max(1.0, (_COMMON if " " in name or name[0] == "=" else _COMMON_WORD) * len(texts))
        for name, count in counts.items()
    )
