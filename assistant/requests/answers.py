"""An answer to a question in the form asked for, and more on a point of the last result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.flow import Flow, Request
from assistant.requests.results import laid_out, renumbered, within_words
from assistant.types import Answer, AnswerPart, Statement
from assistant.understanding.form import Form
from assistant.understanding.requests import Wanted
from assistant.wording import counted

_SHORT, _LONG, _MOST = 1, 8, 100
_ON_POINT = 4


def most_of(form: Form) -> int | None:
    """How many statements a question's answer may have in a form; None: as many as fit it."""
    if form.count is not None:
        return max(1, min(form.count, _MOST))
    return {"shorter": _SHORT, "longer": _LONG}.get(form.length)


def in_form(answer: Answer, form: Form) -> Answer:
    """The answer with as many statements, in the layout asked for."""
    if not answer.answered or not form:
        return answer
    statements, notices = answer.statements, answer.notices
    if form.count is not None and len(statements) < form.count:
        notices = (*notices, f"There is no more to tell than {counted(len(statements), 'point')}.")
    if form.count is not None or form.length == "shorter":
        statements = statements[: most_of(form)]
    if form.words is not None:
        statements = within_words(statements, form.words)
    return shown(replace(answer, notices=notices, layout=form.layout or answer.layout), statements)


def shown(answer: Answer, statements: Sequence[Statement]) -> Answer:
    """The answer with these of its statements, laid out."""
    kept, citations = renumbered(statements, answer.citations)
    texts = [
        laid_out(kept, citations, answer.parts, answer.preface, answer.layout, marked=marked)
        for marked in (True, False)
    ]
    return replace(answer, statements=kept, citations=citations, text=texts[0], plain=texts[1])


def on_point(answers: Flow, request: Request, before: Answer, change: Wanted) -> Answer:
    """More on a point of the last result: what else is told of it, the point itself first."""
    count = len(before.statements)
    number = count if change.point == -1 else change.point
    if not 1 <= number <= count:
        line = f"The last result has {counted(count, 'point')}: there is no point {number}."
        return replace(
            before, question=request.question, answered=False, text="", plain="", statements=(),
            citations=(), notices=(line,), parts=(), preface="", briefing=None, conflicts=(),
            kind="help",
        )  # fmt: skip
    point = before.statements[number - 1]
    asked = replace(
        request, question=point.text, history=(), most=_ON_POINT, narrow=False,
        filter=before.filter,
    )  # fmt: skip
    *_, more = answers.stream(asked)
    heading = AnswerPart("", len(more.statements))
    return replace(more, question=request.question, parts=(heading,))
