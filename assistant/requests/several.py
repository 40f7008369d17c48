"""A question that asks two things: each is answered by itself, and both are one answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from assistant.answering.flow import Request
from assistant.requests.answers import shown
from assistant.types import Answer, Citation, Statement, Turn
from assistant.verification.citations import publisher_key

_OF_EACH = 2
"""So many statements answer each part where no number is asked for."""

Ask = Callable[[Request], Iterator[Answer]]


def answered_in_parts(ask: Ask, request: Request, parts: Sequence[str]) -> Iterator[Answer]:
    """The answer so far to all parts of a question, in their order.

    A later part is asked after the ones before it, first of the articles that they cite: "how did
    they react?" is about what was decided. Of a part that nothing answers it is said so; where
    nothing answers the first, the question is asked as a whole.
    """
    turns = request.history
    found: list[Answer] = []
    lacking: list[str] = []
    for number, part in enumerate(parts):
        answer = _of_part(ask, replace(request, question=part, history=turns), found)
        if answer.answered:
            found.append(answer)
            turns = (*turns, Turn(part, answer.plain))
            yield _together(found, request)
        elif number == 0:
            yield from ask(request)
            return
        else:
            lacking.append(f"Nothing found answers “{part}” by itself.")
    if lacking:
        whole = _together(found, request)
        yield replace(whole, notices=(*whole.notices, *lacking))


def _shares(most: int | None, parts: int) -> list[int]:
    """How many statements each part may have: the first ones one more where it does not come out
    even."""
    if most is None:
        return [_OF_EACH] * parts
    return [max(1, most // parts + (number < most % parts)) for number in range(parts)]


def _of_part(ask: Ask, request: Request, before: Sequence[Answer]) -> Answer:
    """The answer to one part, from the articles of the parts before it or else from all."""
    cited = tuple(dict.fromkeys(c.article_id for answer in before for c in answer.citations))
    if cited:
        *_, near = ask(replace(request, filter=replace(request.filter, article_ids=cited)))
        if near.answered:
            return replace(near, filter=before[0].filter)
    *_, answer = ask(request)
    return answer


def _together(answers: Sequence[Answer], request: Request) -> Answer:
    """The answers as one: no statement twice, the citations numbered through."""
    statements: list[Statement] = []
    citations: list[Citation] = []
    told: set[str] = set()
    for answer, share in zip(answers, _shares(request.most, len(answers)), strict=True):
        offset = len(citations)
        citations += [replace(c, number=c.number + offset) for c in answer.citations]
        fresh = [each for each in answer.statements if each.text not in told][:share]
        told.update(each.text for each in fresh)
        statements += [_moved(each, offset) for each in fresh]
    if request.most is not None:
        statements = statements[: request.most]
    notices = tuple(dict.fromkeys(line for answer in answers for line in answer.notices))
    passages = tuple(dict.fromkeys(one for answer in answers for one in answer.passages))
    whole = replace(
        answers[0],
        standalone_question=request.question,
        passages=passages,
        citations=tuple(citations),
        notices=notices,
        conflicts=tuple(one for answer in answers for one in answer.conflicts),
    )
    return _counted(shown(whole, statements))


def _moved(statement: Statement, offset: int) -> Statement:
    return replace(statement, citations=tuple(n + offset for n in statement.citations))


def _counted(answer: Answer) -> Answer:
    """The answer with what it rests on counted anew."""
    cited = len({citation.article_id for citation in answer.citations})
    publishers = len({publisher_key(citation) for citation in answer.citations})
    counted = replace(answer.coverage, cited=cited, publishers=publishers)
    return replace(answer, coverage=counted)
