"""What stands below an article and tells of its writers: desk initials, contacts, biographies."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.reading.agencies import agency
from assistant.reading.heading import NAME
from assistant.reading.layout import Line

_REACH = 4
_LONGEST = 500
_INITIALS = re.compile(r"[a-z]{2,4}(?:[/,] ?[a-z]{2,4})*\s*\((?P<mark>[^()]{2,40})\)")
_ROLES = (
    r"(?:reporter|editor|correspondent|writer|journalist|columnist|author|contributor|fellow"
    r"|producer|freelancer?)s?"
)
_BIOGRAPHY = re.compile(
    r"\s+(?:is|was|covers|writes|reports|has|joined|works)\b.{0,120}\b"
    rf"(?:{_ROLES}|covers|covering|writes|newsroom)\b"
)
_SITES = r"(?:Twitter|Facebook|Instagram|Threads|Bluesky|Mastodon|LinkedIn|TikTok|X)"
_WHOM = rf"(?:him|her|them|the (?:reporter|writer|author)s?|(?:{_ROLES} )?{NAME.pattern})"
# The ways to write to a reporter; a police station's are told otherwise.
_CONTACT = re.compile(
    rf"(?:(?i:follow) {_WHOM}(?:[’']s? [\w ]{{1,40}})? (?:on {_SITES}|@)"
    rf"|(?i:reach) {_WHOM} (?:at|on|by|via)\b"
    rf"|(?i:contact|e-?mail|tweet) (?:him|her|them|the (?:reporter|writer|author)s?)\b"
    rf"|(?i:contact|e-?mail|tweet) {NAME.pattern}:"
    rf"|(?:[\w ]{{0,30}}{_ROLES} )?{NAME.pattern}(?: and {NAME.pattern})? can be reached\b)"
    r".{0,300}"
)
_TO_THEM = re.compile(
    rf"(?i)\bcan be reached\b|\b(?:reach|follow|e-?mail|contact) (?:him|her|them)\b"
    rf"|\bon {_SITES}\b|(?<![\w.])@\w{{2,}}|[\w.+-]+@[\w-]+\.\w{{2,}}"
)
_INTRODUCED = re.compile(
    rf"{NAME.pattern}(?:,[^,.]{{2,60}},)? (?:is|was|covers|writes|reports)\b"
    rf"(?P<told>[^.]{{0,120}}?\b{_ROLES}\b[^.]{{0,40}}\b(?:for|at|of|with|on|covering|based)\b)?"
)


def sign_off(line: str) -> str:
    """The agency in the initials that close a report ("kr/mb (dpa, Reuters)"), or ""."""
    match = _INITIALS.fullmatch(line)
    return agency(re.split(r"[,/]", match["mark"])[0]) if match else ""


def is_biography(line: str, authors: Sequence[str]) -> bool:
    """Whether a line tells of one of the `authors`, or is but their name."""
    for author in authors:
        if line == author:
            return True
        if line.startswith(f"{author} ") and _BIOGRAPHY.match(line[len(author) :]):
            return True
    return False


def without_contacts(lines: Sequence[Line]) -> list[Line]:
    """`lines` without those among the last few that say how a writer is reached, and without
    a last one that introduces a writer ("Jane Roe is a reporter for the Port Herald.")."""
    body, end = list(lines[:-_REACH]), list(lines[-_REACH:])
    if not body:
        body, end = end[:1], end[1:]
    kept = [line for line in end if not _is_contact(line.text)]
    while kept and (match := _INTRODUCED.match(kept[-1].text)) and match["told"]:
        kept.pop()
    return body + kept


def _is_contact(text: str) -> bool:
    if len(text) > _LONGEST:
        return False
    if _CONTACT.fullmatch(text):
        return True
    return bool(_INTRODUCED.match(text) and _TO_THEM.search(text))
