"""Captions: credits taken off them, and every paragraph told once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from assistant.reading.layout import Line

_FEWEST_WORDS = 4
_LONGEST_CREDIT = 260
_REMEMBERED = 4096
_APOSTROPHE = re.compile(r"['’‘`´]")
_WORD = re.compile(r"\w+")
_LABEL = (
    r"(?:[Pp]hoto(?:graph|graphy|graphs|s)?|PHOTO|[Ii]mages?|IMAGE|[Pp]ictures?|PICTURE|[Pp]ics?"
    r"|[Cc]redit"
    r"|CREDIT|[Ii]llustration|[Vv]ideo|[Cc]ourtesy|[Ff]ile(?: [Pp]hoto)?|FILE(?: PHOTO)?)"
)
_NAME = r"[A-Z@][\w.@'’&-]*"
_NAMES = rf"(?:the )?{_NAME}(?:(?:\s*[/,|]\s*|\s+(?:(?:of|for|via|and|by|the)\s+)*){_NAME}){{0,7}}"
_AGENCIES = (
    r"(?:Getty(?: Images)?|AP(?: Photo)?|AFP|Reuters|REUTERS|EPA|PA(?: Media| Wire| Images)?"
    r"|Alamy(?: Stock"
    r" Photo)?|Shutterstock|Rex(?: Features)?|Anadolu(?: Agency)?|Xinhua|iStock|Unsplash|SWNS"
    r"|Zuma|dpa"
    r"|Bloomberg|TASS)"
)
_WHOLE = re.compile(
    rf"[\[(]?\s*(?:(?i:image|photo|picture|media) (?i:source|credits?|courtesy)|{_LABEL}(?:"
    rf" [Cc]redits?)?)"
    rf"(?:\s*[:,|]|(?: courtesy)?(?: of| by))\s*(?:[^.!?]|(?<=\b[A-Z])\.){{0,80}}?\.?\s*[\])]?"
    rf"|[\[(]?(?:{_NAME}\s+){{0,3}}(?:{_NAME})?\s*[/|,]?\s*{_AGENCIES}(?:\s*[/,"
    rf"|]\s*{_NAMES})?[\])]?"
    rf"|[\[(](?:{_LABEL}|FILES?|File)[\])]"
    rf"|{_NAME}(?: {_NAME}){{1,2}}\s*/\s*{_NAME}(?: {_NAME}){{0,4}}"
    rf"|(?i:contributed|submitted|handout|file|supplied|courtesy|stock|library|archive)"
    rf" (?i:photo|image"
    rf"|picture)(?:graph)?s?"
)
_PREFIX = re.compile(
    r"^(?:(?i:image|photo|media|video) (?i:caption)[,:]?\s+|(?i:caption):\s+|FILE(?:"
    r" PHOTO)?\s*[:–—-]\s*"
    r"|\((?i:file(?: photo)?)\)\s*)"
)
_SUFFIX = re.compile(
    rf"\s*(?:[\[(]\s*(?:{_LABEL}(?: [Cc]redits?)?(?:\s*:|(?: courtesy)?(?: of| by)|(?=\s*[\])]))"
    rf"[^)\]]{{0,80}}|(?:{_NAME}\s*[/|,]\s*)?{_AGENCIES}(?:\s*[/|,]\s*{_NAMES})?"
    rf"|{_NAME}(?: {_NAME}){{1,2}}\s*/\s*{_NAME}(?: {_NAME}){{0,4}})\s*[\])]\.?"
    rf"|(?<=[.!?…\"”’\w])\s+(?:[/|]\s*)?(?:Photo(?:graph|s)?|Image|Picture|Credit|PHOTO|CREDIT"
    rf"|IMAGE)(?: [Cc]redits?)?"
    rf"(?::| by| courtesy of)\s*{_NAMES}\.?)$"
)


@lru_cache(maxsize=_REMEMBERED)
def without_credit(text: str) -> str:
    """`text` without the photographer's or picture agency's credit; "" if it was only that."""
    if len(text) <= _LONGEST_CREDIT and _WHOLE.fullmatch(text):
        return ""
    bare = _PREFIX.sub("", text)
    credit = _SUFFIX.search(bare, max(0, len(bare) - _LONGEST_CREDIT))
    shorter = bare[: credit.start()].rstrip() if credit else ""
    return shorter or bare


@lru_cache(maxsize=_REMEMBERED)
def key(text: str) -> str:
    """What two tellings of one line share: their letters and digits, without case or marks."""
    return " ".join(_WORD.findall(_APOSTROPHE.sub("", text).casefold()))


def once(lines: Sequence[Line], title: str) -> list[Line]:
    """`lines` without credits, without the title, and without lines told before.

    Lines under four words may come back (a short answer in an interview does), unless
    they come back at once.
    """
    seen = {key(title)} if title else set()
    kept: list[Line] = []
    previous = ""
    for line in lines:
        text = without_credit(line.text)
        mark = key(text)
        repeated = mark in seen and (len(mark.split()) >= _FEWEST_WORDS or mark == key(title))
        if not text or repeated or (mark and mark == previous):
            continue
        seen.add(mark)
        previous = mark
        kept.append(line if text == line.text else replace(line, text=text))
    return kept
