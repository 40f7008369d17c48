"""Answers to "when": what day a sentence means, or that it gives none."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.types import Citation, Statement
from assistant.wording import day as written
from assistant.writing.draft import Candidate
from vectorstore.documents import day_of
from vectorstore.text import asked, dates


def dating_notices(
    question: str, statements: Sequence[Statement], citations: Sequence[Citation]
) -> list[str]:
    """For a question that asks when: how relative dates resolve, or that no date is given.

    A weekday counts from the day the article was published; where that is not known the
    notice says so and gives no date.
    """
    if asked(question).kind != "when" or not statements:
        return []
    by_number = {citation.number: citation for citation in citations}
    notices: list[str] = []
    for statement in statements:
        cited = [by_number[number] for number in statement.citations]
        day = next((day_of(c.published) for c in cited if c.published), None)
        for mention in dates(statement.text, day):
            if not mention.relative or mention.precision not in ("day", "month", "year"):
                continue
            if mention.first is None and day is None:
                notices.append(
                    f"No date is given: the article says only “{mention.text}” "
                    "and its own date is not known."
                )
            elif mention.first is not None and day is not None:
                ends = (mention.first, mention.last or mention.first)
                when = written(ends[0])
                if ends[1] != ends[0]:
                    when += f" to {written(ends[1])}"
                notices.append(
                    f"“{mention.text}” is {when}, counted from publication on {written(day)}."
                )
    if not notices and not any(dates(statement.text) for statement in statements):
        notices.append("No date is given.")
    return list(dict.fromkeys(notices))


_NEARLY = 1.5
"""So far below the best a newer sentence may score and still go before it: it is then about a
fifth as likely by itself to be the answer."""


def newest_first(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The candidates with those first that are nearly as good as the best, the newest first."""
    if not candidates:
        return ()
    least = candidates[0].score - _NEARLY
    near = [one for one in candidates if one.score >= least]
    dated = [one for one in near if one.quote.article.day is not None]
    if candidates[0] not in dated:  # nothing says that another one is newer
        return tuple(candidates)
    newest = max(one.quote.article.day for one in dated if one.quote.article.day)
    first = [one for one in dated if one.quote.article.day == newest]
    rest = [one for one in candidates if one not in first]
    return (*first, *rest)


def newest_notice(citations: Sequence[Citation]) -> list[str]:
    """From when the newest report is that an answer about the present rests on."""
    days = [day for c in citations if (day := day_of(c.published)) is not None]
    return [f"The newest report cited is of {written(max(days))}."] if days else []
