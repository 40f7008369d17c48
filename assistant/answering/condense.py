"""A follow-up becomes a question that stands alone, without a language model."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.types import Turn
from vectorstore.language import Name, names, terms

_PERSONAL = r"he|she|him|his|her|hers"
# What points back: not "is there", nor "that" before a clause, nor the "it" of "is it true".
_PRONOUN = re.compile(
    rf"\b(?:{_PERSONAL}|they|them|its|their|theirs"
    r"|it(?!\s+(?:true|possible|likely|clear|known|certain)\b)"
    r"|(?<!is )(?<!are )(?<!was )(?<!were )(?<!be )(?<!been )there(?!\s+(?:is|are|was|were|be)\b)"
    r"|(?:that|this|those|these)(?=\s*[?.!,]|\s*$))\b",
    re.IGNORECASE,
)
_POSSESSIVES = frozenset({"its", "his", "her", "hers", "their", "theirs"})
_ELLIPSIS = re.compile(r"^\s*(?:and|but|or|so|what about|how about)\b[\s,]*", re.IGNORECASE)


def condense(question: str, history: Sequence[Turn]) -> str:
    """The question with what it leaves to the last turn filled in; itself where it is whole.

    A pronoun gives way to the name the question before was about. What begins like "and
    in 2019?", or has no word of its own, is put behind the question before.
    """
    if not history:
        return question
    before = history[-1].question.strip()
    if _ELLIPSIS.match(question):
        return _joined(before, _ELLIPSIS.sub("", question).strip())
    if names(question):
        return question
    if _PRONOUN.search(question):
        topic = _topic(before)
        fits = topic is not None and _fits(question, topic)
        return _filled(question, topic.text) if topic and fits else _joined(before, question)
    return question if terms(question) else _joined(before, question)


def _topic(question: str) -> Name | None:
    """The last name in a question: what it asks about is mostly said at its end."""
    found = names(question)
    return found[-1] if found else None


def _fits(question: str, topic: Name) -> bool:
    """Whether the name can be what the pronoun means: he and she are no places."""
    match = _PRONOUN.search(question)
    if match is None or not re.fullmatch(_PERSONAL, match.group(), re.IGNORECASE):
        return True
    return topic.kind == "person" or (not topic.kind and not topic.acronym)


def _filled(question: str, topic: str) -> str:
    def fill(match: re.Match[str]) -> str:
        word = match.group().casefold()
        if word == "there":
            return f"in {topic}"
        return f"{topic}'s" if word in _POSSESSIVES else topic

    return _PRONOUN.sub(fill, question, count=1)


def _joined(before: str, rest: str) -> str:
    if not rest:
        return before
    return f"{before.rstrip('?!. ')}, {rest[0].lower()}{rest[1:]}" if before else rest
