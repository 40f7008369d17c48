"""Timelines, differences and quotes: the sections of a briefing, each as an answer of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.briefing import sections
from assistant.briefing.scoping import Scope, scope
from assistant.requests.results import Asked, Result
from assistant.sections.cited import as_conflicts, as_quotations
from assistant.sections.conflicts import conflicts
from assistant.sections.quotes import quotations
from assistant.types import AnswerPart, Citation, Conflict, Quotation, Statement
from assistant.verification.citations import Numbering
from assistant.verification.verify import verify
from assistant.wording import attribution, counted, day, month
from vectorstore.library import Library
from vectorstore.text import terms

_ENTRIES, _SHORT_ENTRIES, _LONG_ENTRIES = 12, 5, 30
_QUOTES, _MORE_QUOTES = 6, 40
_MOST = 100


def timeline(library: Library, asked: Asked) -> Result:
    """What happened when, one entry a day, under its day."""
    form = asked.wanted.form
    given, numbering = asked.request.filter, Numbering()
    since, until = asked.filter.since, asked.filter.until
    # What happened on these days may be told later.
    found = scope(library, asked.topic, replace(asked.filter, since=given.since, until=given.until))
    first = since if since != given.since else None
    last = until if until != given.until else None
    default = {"shorter": _SHORT_ENTRIES, "longer": _LONG_ENTRIES}.get(form.length, _ENTRIES)
    entries = sections.timeline(
        found.on_topic, min(form.count or default, _MOST), first, last, numbering
    )
    statements = tuple(_statement(entry.text, entry.citations) for entry in entries)
    heads = [
        month(entry.date) if entry.precision == "month" else day(entry.date) for entry in entries
    ]
    fewer = form.count is not None and len(entries) < form.count
    left = sum(entry.left_out for entry in entries)
    beside = f"{counted(left, 'more event')} {'is' if left == 1 else 'are'} not in this timeline."
    return _told(
        Result(
            "timeline",
            statements,
            numbering.citations,
            tuple(AnswerPart(head, 1) for head in heads),
            notices=(
                *(f"No more than {counted(len(entries), 'day')} can be told.",) * fewer,
                *(beside,) * (left > 0),
            ),
        ),
        found,
        "tells of a day on which something happened",
    )


def differences(library: Library, asked: Asked) -> Result:
    """What the articles tell differently: each side in its own words, under what it is about."""
    found, numbering = scope(library, asked.topic, asked.filter), Numbering()
    most = asked.wanted.form.count or _MOST
    differing = as_conflicts(conflicts(found.on_topic), numbering)
    shown = sorted(differing, key=lambda conflict: conflict.kind == "update")[:most]
    statements, parts = [], []
    for conflict in shown:
        sides = [side for side in conflict.sides if side.citations]
        statements += [_statement(side.citations[0].quote, side.citations) for side in sides]
        parts.append(AnswerPart(_about(conflict), len(sides)))
    return _told(
        Result(
            "differences",
            tuple(statements),
            numbering.citations,
            tuple(parts),
            layout="bullets",
            conflicts=tuple(shown),
        ),
        found,
        "says otherwise than another, as far as can be told",
    )


def _about(conflict: Conflict) -> str:
    values = " or ".join(side.value for side in conflict.sides)
    how = "changed" if conflict.kind == "update" else "reports differ"
    return f"{conflict.about}: {values} ({how})" if conflict.about else f"{values} ({how})"


def quotes(library: Library, asked: Asked) -> Result:
    """What is quoted word for word, of the speaker who is asked for, or on the topic."""
    form = asked.wanted.form
    speaker, about = _spoken_by(asked)
    found, numbering = scope(library, about, asked.filter), Numbering()
    count = min(form.count or _QUOTES, _MOST)
    every = as_quotations(quotations(found.on_topic, _MORE_QUOTES + count), numbering)
    own = _of_speaker(every, speaker or about)
    by_others = bool(every and not own and (speaker or about in asked.query.names))
    shown = [quotation for quotation in own or every if quotation.citations][:count]
    statements = tuple(
        _statement(quotation.citations[0].quote, quotation.citations[:1]) for quotation in shown
    )
    fewer = form.count is not None and len(shown) < form.count
    return _told(
        Result(
            "quotes",
            statements,
            numbering.citations,
            tuple(AnswerPart(_head(quotation), 1) for quotation in shown),
            notices=(
                *(f"No more than {counted(len(shown), 'quote')} are there.",) * fewer,
                *(f"None is by {speaker or about}: these are by others.",) * by_others,
            ),
        ),
        found,
        "quotes anybody on it word for word",
    )


def _head(quotation: Quotation) -> str:
    return f"{quotation.speaker or 'Speaker not named'} ({attribution(quotation.citations[0])})"


_QUOTED_FROM = re.compile(
    r"\b(?:quot\w+|said|statements?|words)\s+(?:from|by|of)\s+(?P<speaker>.+?)\s+"
    r"(?:on|about|over|regarding)\s+(?P<about>.+?)\W*$",
    re.IGNORECASE,
)


def _spoken_by(asked: Asked) -> tuple[str, str]:
    """Who is to be quoted, "" for anybody, and on what ("quotes from … on …")."""
    match = _QUOTED_FROM.search(asked.request.question)
    if match is None or not terms(match["speaker"]) or not terms(match["about"]):
        return "", asked.topic
    return match["speaker"], match["about"]


def _of_speaker(found: Sequence[Quotation], topic: str) -> list[Quotation]:
    """What those say whose name is in the topic."""
    asked_for = set(terms(topic))
    return [
        quotation
        for quotation in found
        if (name := terms(quotation.speaker)) and name[-1] in asked_for
    ]


def _statement(text: str, citations: Sequence[Citation]) -> Statement:
    """An exact sentence with its citations and the verdict on it."""
    numbers = tuple(citation.number for citation in citations)
    verdict = verify(text, [citation.quote for citation in citations])
    return Statement(" ".join(text.split()), numbers, verdict)


def _told(result: Result, found: Scope, lacking: str) -> Result:
    """The result, or why there is none."""
    if result.statements:
        return replace(result, notices=(*found.notices, *result.notices))
    if not found.passing:
        why = "No article passes the filter." if found.filter else "There are no articles yet."
    elif not found.articles:
        why = f"None of the {counted(found.passing, 'article')} read is about “{found.topic}”."
    else:
        why = f"None of the {counted(len(found.about), 'article')} read {lacking}."
    return Result(result.kind, notices=(why,))
