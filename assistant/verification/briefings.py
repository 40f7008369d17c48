"""A briefing against the library as it is now: do its quotes stand, and hold what it says?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from typing import Literal

from assistant.types import Briefing, Check, Citation, Statement, Verdict, Verification
from assistant.verification.marks import closed
from assistant.verification.verify import verify
from vectorstore.documents import Article, day_of
from vectorstore.errors import UnknownArticle

Outcome = Literal["holds", "moved", "changed", "gone"]
Read = Callable[[str], Article]
"""Gives the article with an id, or raises UnknownArticle."""


def verification(briefing: Briefing, read: Read) -> Verification:
    """Every citation of the briefing against the articles as `read` gives them now.

    Citations come by number, those of every section among them. Statements are verified on the
    quotes that the briefing has; so is all else that it tells with a citation: what happened on
    a day, a figure, a role, a side of a conflict. The words of a quotation must stand in a quote
    as they are. What does not hold is in `unsupported`, with a verdict that says why.
    """
    known = {citation.number: citation for citation in briefing.citations}
    cited = sorted(dict.fromkeys(_found(briefing, Citation)), key=lambda citation: citation.number)
    checks: list[Check] = []
    notices: list[str] = []
    for citation in cited:
        article = _article(citation, read)
        checks.append(Check(citation, _outcome(citation, article)))
        notices += _differences(citation, article, known)
    unsupported = tuple(_unsupported(briefing, known))
    all_hold = all(check.outcome in ("holds", "moved") for check in checks)
    return Verification(
        all_hold and not unsupported, tuple(checks), unsupported, tuple(dict.fromkeys(notices))
    )


def _found(value: object, kind: type[Citation]) -> Iterator[Citation]:
    """Every citation anywhere in a value."""
    if isinstance(value, kind):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _found(item, kind)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _found(getattr(value, field.name), kind)


# ---------------------------------------------------------------- citations


def _article(citation: Citation, read: Read) -> Article | None:
    try:
        article = read(citation.article_id)
    except UnknownArticle:
        return None
    # The library also takes how an id begins; a citation names the whole.
    return article if article.id == citation.article_id else None


def _outcome(citation: Citation, article: Article | None) -> Outcome:
    if article is None:
        return "gone"
    unmoved = article.text[citation.start : citation.end] == citation.quote
    if unmoved and citation.quote and article.version == citation.version:
        return "holds"
    return "moved" if _has(article.text, citation.quote) else "changed"


def _has(text: str, words: str) -> bool:
    """Whether a text has these words, whatever the white space between them."""
    wanted = " ".join(words.split())
    return bool(wanted) and wanted in " ".join(text.split())


def _differences(
    citation: Citation, article: Article | None, known: dict[int, Citation]
) -> Iterator[str]:
    if known.get(citation.number) != citation:
        yield f"[{citation.number}] is another citation in one place than in the list of sources"
    if article is None:
        return
    if article.publisher != citation.publisher:
        yield (
            f"[{citation.number}] names {citation.publisher or 'no publisher'}; "
            f"the article has {article.publisher or 'none'}"
        )
    if day_of(article.published) != day_of(citation.published):
        yield (
            f"[{citation.number}] names {day_of(citation.published) or 'no day'}; "
            f"the article has {day_of(article.published) or 'none'}"
        )


# ---------------------------------------------------------------- statements


def _unsupported(briefing: Briefing, known: dict[int, Citation]) -> Iterator[Statement]:
    seen = set()
    for statement in _statements(briefing):
        key = (statement.text, statement.citations)
        if key in seen:
            continue
        seen.add(key)
        verdict = _verdict(statement, known)
        if not verdict.supported:
            yield Statement(statement.text, statement.citations, verdict)
    for text, citations in _cited_texts(briefing):
        if not _is_quoted(text, citations):
            yield _not_quoted(text, citations)
    for quotation in briefing.quotes:
        for words in (quotation.words, *quotation.wordings):
            if not any(_holds(words, citation.quote) for citation in quotation.citations):
                yield _not_quoted(words, quotation.citations)
    if _letters(briefing.plain) != _letters(
        " ".join(closed(statement.text) for statement in briefing.statements)
    ):
        reason = "it is not made of the statements"
        yield Statement(briefing.plain, (), Verdict(False, 0.0, (reason,)))


def _statements(briefing: Briefing) -> Iterator[Statement]:
    """Every sentence of the briefing that stands for itself, in the order of reading."""
    if briefing.bottom_line is not None:
        yield briefing.bottom_line
    yield from briefing.statements
    yield from briefing.key_points
    yield from briefing.new
    for story in briefing.stories:
        yield from story.statements
    yield from briefing.open


def _verdict(statement: Statement, known: dict[int, Citation]) -> Verdict:
    """The verdict on the quotes that there are; a number without a citation fails it."""
    cited = [known[number] for number in statement.citations if number in known]
    days = [day_of(citation.published) for citation in cited]
    verdict = verify(statement.text, [citation.quote for citation in cited], days)
    lacking = tuple(
        f"[{number}] is not in the briefing"
        for number in statement.citations
        if number not in known
    )
    if not lacking:
        return verdict
    return Verdict(False, verdict.score, (*verdict.reasons, *lacking))


def _cited_texts(briefing: Briefing) -> Iterator[tuple[str, Sequence[Citation]]]:
    """What is told with citations of its own, beside the statements."""
    for entry in briefing.timeline:
        yield entry.text, entry.citations
    for figure in briefing.figures:
        yield figure.text, figure.citations
    for person in briefing.people:
        for role in person.roles:
            yield role, person.citations
    for conflict in briefing.conflicts:
        for side in conflict.sides:
            yield side.value, side.citations


def _is_quoted(text: str, citations: Sequence[Citation]) -> bool:
    """Whether a quote has the words, or one of the quotes, or all, hold them."""
    quotes = [citation.quote for citation in citations]
    if any(_has(quote, text) for quote in quotes):
        return True
    return any(verify(text, [quote]).supported for quote in quotes) or (
        verify(text, quotes).supported
    )


def _holds(words: str, quote: str) -> bool:
    """Whether a quote has these words one by one, a `…` of theirs standing for any others."""
    left = " ".join(quote.split())
    pieces = [" ".join(piece.split()) for piece in words.split("…")]
    for piece in pieces:
        _, found, left = left.partition(piece) if piece else ("", "…", left)
        if not found:
            return False
    return any(pieces)


def _not_quoted(text: str, citations: Sequence[Citation]) -> Statement:
    verdict = verify(text, [citation.quote for citation in citations])
    numbers = tuple(citation.number for citation in citations)
    reasons = verdict.reasons or ("the quotes do not have these words",)
    return Statement(text, numbers, Verdict(False, verdict.score, reasons))


def _letters(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())
