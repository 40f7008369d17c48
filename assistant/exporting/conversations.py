"""A conversation as a file: Markdown with the sources of each answer, or JSON."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.conversations.threads import KeptConversation, KeptTurn
from assistant.documents import document
from assistant.exporting.markdown import escaped, opened, sources
from assistant.wording import day

KINDS = {"md": "text/markdown; charset=utf-8", "json": "application/json"}
"""The endings of the files, and what their content is."""


def exported(conversation: KeptConversation, form: str) -> str:
    """The conversation in a form of `KINDS`; raises KeyError for another one."""
    return {"md": conversation_markdown, "json": document}[form](conversation)


def conversation_markdown(conversation: KeptConversation) -> str:
    """Every question with its answer and, below it, the quotes that the answer rests on."""
    about = conversation.conversation
    parts = [f"# {escaped(about.title)}", f"*Begun on {day(about.created)}*"]
    for turn in conversation.turns:
        parts += _turn(turn)
    if conversation.waiting is not None:
        parts += [f"## {escaped(conversation.waiting.question)}", "*Not answered.*"]
    return "\n\n".join(parts) + "\n"


def _turn(turn: KeptTurn) -> Iterator[str]:
    answer = turn.answer
    yield f"## {escaped(turn.question)}"
    if answer.statements:
        told = (
            escaped(statement.text) + "".join(f" [{number}]" for number in statement.citations)
            for statement in answer.statements
        )
        yield opened(" ".join(told))
    yield from (f"*{escaped(notice)}*" for notice in answer.notices)
    yield from (part.replace("## ", "### ", 1) for part in sources(answer.citations))
