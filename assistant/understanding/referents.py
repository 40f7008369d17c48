"""What the turns of a conversation name, for the words of a later question that point back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from assistant.types import Turn
from assistant.understanding.answer_type import answer_kind
from assistant.understanding.phrases import (
    AUXILIARIES,
    AUXILIARY,
    FUNCTION_WORDS,
    definite,
    is_role,
    lacks_verb,
    lowered,
    noun_phrase,
    plural,
    verbal,
)
from vectorstore.text import Name, dates, names, sentences
from vectorstore.text.places import DEMONYMS

_MARK = re.compile(r"\s*\[\d+(?:\s*,\s*\d+)*\]")
_SUBJECT = re.compile(
    rf"^\W*(?P<wh>(?:[A-Za-z’'-]+\s+){{0,4}}?)(?P<aux>{AUXILIARIES})\s+(?P<rest>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_SAID_IN = re.compile(r"\b(in|at|on|near|off|into|outside|around)\s+(?:the\s+)?$", re.I)
_RULED = re.compile(
    r"\b(?:holds?|held|tak(?:e|es|en)|took|captured?|retook|recaptured?|besieged?|rules?|ruled"
    r"|governs?|governed|le(?:ave|ft)|reach(?:ed)?|visit(?:ed)?|controls?|controlled|bombed"
    r"|mayor\s+of|fall\s+of|siege\s+of|people\s+of|town\s+of|city\s+of)\s+$",
    re.IGNORECASE,
)
_ASKED_PLACE = re.compile(
    r"\W*(?:which|what)\s+(?:(?:is|was)\s+the\s+(?:\w+\s+)?)?(?:town|city|village|island|capital|port"
    r"|country|region|place)\b",
    re.IGNORECASE,
)
_GENDERS = {"mr": "he", "sir": "he", "lord": "he", "king": "he", "mrs": "she", "ms": "she",
            "miss": "she", "dame": "she", "lady": "she", "queen": "she"}  # fmt: skip


def plain(answer: str) -> str:
    """An answer's words without citation marks."""
    return _MARK.sub("", answer).strip()


def person(turn: Turn, gender: str = "") -> str:
    """The person a turn is about: who was asked for, then who is named; else nothing."""
    if answer_kind(turn.question) in ("person", "choice", "thing", "account"):
        asked_for = _answered_person(turn)
        if asked_for and _agrees(asked_for, gender):
            return asked_for
    found = [n for n in names(turn.question) if _is_person(turn.question, n, turn.answer)]
    for name in found:
        if _agrees(name.text, gender):
            return name.text
    if (role := definite(turn.question, person=True)) is not None:
        return role
    told = [n.text for n in names(plain(turn.answer)) if _is_person(plain(turn.answer), n)]
    fitting = [text for text in dict.fromkeys(told) if _agrees(text, gender)]
    return fitting[0] if len({text.split()[-1] for text in fitting}) == 1 else ""


def thing(turn: Turn) -> str:
    """What a turn is about that is no person: its subject, a thing of a name, a name."""
    question = turn.question
    if answer_kind(question) == "choice":
        answered = [n for n in names(plain(turn.answer)) if n.text not in question]
        if answered and not _is_person(plain(turn.answer), answered[0], strict=True):
            return _with_article(plain(turn.answer), answered[0])
    if (subject := _subject(question)) is not None:
        return subject
    if (phrase := definite(question, person=False, named=True)) is not None:
        return phrase
    others = [n for n in names(question) if not _is_person(question, n, turn.answer, True)]
    if others:
        return _with_article(question, others[-1])
    return definite(question, person=False) or ""


def vessel(turn: Turn) -> str:
    """A name with "the" that a turn asks about, as ships have, which are called she."""
    question = turn.question
    found = [n for n in names(question) if not n.kind and not n.acronym]
    articled = [a for n in found if (a := _with_article(question, n)) != n.text]
    return articled[-1] if articled else ""


def group(turn: Turn) -> str:
    """Those a turn is about: who was asked for, or a plural or a body that it names."""
    asks = answer_kind(turn.question) in ("person", "choice", "thing", "account")
    if asks and (several := _answered_group(turn)):
        return several
    subject = _subject(turn.question)
    if subject is not None and plural(subject):
        return subject
    several_named = definite(turn.question, person=None)
    if several_named is not None and plural(several_named):
        return several_named
    for name in names(turn.question):
        if name.kind == "organisation" or name.acronym:
            return _with_article(turn.question, name)
    return ""


def objects(turn: Turn) -> str:
    """A plural that a turn's question names with an article ("the bodies"); else nothing."""
    phrase = definite(turn.question, person=None)
    return phrase if phrase is not None and plural(phrase) else ""


def place(turn: Turn) -> str:
    """Where a turn plays, with its preposition ("in Orvik"); nothing when it names no place."""
    answer, question = plain(turn.answer), turn.question
    if answer_kind(question) == "place" or _ASKED_PLACE.match(question):
        for name in names(answer):
            if not _is_person(answer, name, strict=True):
                return _placed(answer, name)
    for text, name in chain(_places(question), _places(answer)):
        return _placed(text, name)
    return ""


def anywhere(turn: Turn) -> str:
    """A name of a question that may be a place, with "in", where none is known for one."""
    for name in reversed(names(turn.question)):
        unlike = name.kind or name.acronym or _with_article(turn.question, name) != name.text
        if not unlike and not _is_person(turn.question, name, strict=True):
            return f"in {name.text}"
    return ""


def day(turn: Turn) -> str:
    """The date that a turn tells, with its preposition ("on 3 May 2024"); else nothing."""
    for text in (plain(turn.answer), turn.question):
        for mention in dates(text):
            if not mention.relative and mention.precision in ("day", "month", "year"):
                return f"{'on' if mention.precision == 'day' else 'in'} {mention.text}"
    return ""


def topic(turn: Turn) -> str:
    """What a turn is about, of whatever kind; nothing when it names nothing."""
    found = names(turn.question)
    return thing(turn) or (_with_article(turn.question, found[-1]) if found else "")


def is_place(text: str, name: Name) -> bool:
    """Whether a text treats a name as a place."""
    if name.kind:
        return name.kind == "place"
    if name.acronym or name.text.casefold() in DEMONYMS:
        return False
    before = text[: name.start]
    if re.search(r"\bthe\s+$", before, re.IGNORECASE) and not _RULED.search(before):
        return False
    return _SAID_IN.search(before) is not None or _RULED.search(before) is not None


def answered(turn: Turn) -> str:
    """Who or what a turn's answer gives, as a phrase; nothing when it cannot be told."""
    return answered_phrase(turn) or _answered_person(turn)


def answered_phrase(turn: Turn) -> str:
    """A short answer as a phrase for use inside a sentence; nothing when it is a sentence."""
    answer = plain(turn.answer).rstrip(". ")
    if not answer or len(answer.split()) > 8 or re.search(r"[.!?:;]\s", answer):
        return ""
    head = answer.split(",")[0].strip()
    inner = head.split()
    if any(AUXILIARY.match(word) for word in inner) or not re.search(r"[^\W\d]", head):
        return ""
    verb = any(verbal(word) for word in inner[1:] if word.islower())
    return "" if verb else lowered(head)


def _answered_person(turn: Turn) -> str:
    answer = plain(turn.answer)
    first = answer[slice(*sentences(answer)[0])] if sentences(answer) else ""
    asked_who = answer_kind(turn.question) == "person"
    for name in names(first):
        known = name.text in turn.question and asked_who
        if not known and _is_person(first, name, strict=not asked_who):
            return name.text
    return ""


def _answered_group(turn: Turn) -> str:
    phrase = answered_phrase(turn)
    if phrase and (" and " in phrase or plural(phrase)):
        return phrase
    opening = re.match(r"(?:The\s+)?(?:[\w-]+\s+)?[\w-]+s\b(?=\s+[a-z]+)", plain(turn.answer))
    if opening and plural(opening[0]) and not names(f"then {opening[0]}")[1:]:
        return lowered(opening[0]) if _verb_follows(plain(turn.answer), opening.end()) else ""
    return ""


def _verb_follows(text: str, at: int) -> bool:
    word = re.compile(r"\w+").search(text, at)
    return word is not None and (verbal(word[0]) or AUXILIARY.match(word[0]) is not None)


def _agrees(name: str, gender: str) -> bool:
    told = _GENDERS.get(name.split()[0].lower().rstrip("."))
    return not gender or told is None or told == gender


def _is_person(text: str, name: Name, context: str = "", strict: bool = False) -> bool:
    """Whether a text treats a name as a person's."""
    if name.kind:
        return name.kind == "person"
    if name.acronym or name.text.casefold() in DEMONYMS or is_place(text, name):
        return False
    if re.search(r"\bthe\s+$", text[: name.start], re.IGNORECASE):
        return False
    parts = name.text.split()
    if len(parts) > 1:
        return all(part[0].isupper() or part in ("al", "de", "van", "von") for part in parts)
    if re.search(rf"\b[A-Z]\w+\s+{re.escape(name.text)}\b", context):
        return True
    before, after = text[: name.start], text[name.end :]
    subject = re.search(rf"\b{AUXILIARIES}\s+$", before, re.IGNORECASE) is not None
    owns = re.match(r"[’']s\s+[a-z]", after) is not None
    return not strict and (subject or owns or not before.strip())


def _places(text: str) -> Iterator[tuple[str, Name]]:
    """The places a text names, the last first."""
    for name in reversed(names(text)):
        if is_place(text, name):
            yield text, name


def _placed(text: str, name: Name) -> str:
    said = re.search(r"\b(in|on|at)\s+(?:the\s+)?$", text[: name.start], re.IGNORECASE)
    return f"{said[1].lower() if said else 'in'} {_with_article(text, name)}"


def _with_article(text: str, name: Name) -> str:
    article = re.search(r"\bthe\s+$", text[: name.start], re.IGNORECASE)
    return f"the {name.text}" if article else name.text


def _subject(question: str) -> str | None:
    """The subject of an inverted question, when it is a thing ("When did the strike begin?")."""
    match = _SUBJECT.match(question)
    if match is None or match["wh"].lower().startswith(("who ", "whose ")):
        return None
    rest = match["rest"].rstrip("?!. ")
    articled = re.match(r"the\s", rest, re.IGNORECASE) is not None
    named = names(f"is {rest}")
    if named and named[0].start == 3:
        first = named[0]
        alone = rest[first.end - 3 :].startswith(("’s", "'s"))
        return None if alone or _is_person(f"is {rest}", first, strict=True) else first.text
    bare = re.match(r"[a-z]", rest) and match["wh"].lower().strip() == "what"
    if not (articled or (bare and rest.split()[0] not in FUNCTION_WORDS)):
        return None
    phrase = noun_phrase(rest, lacks_verb(match["wh"], match["aux"]))
    return None if not phrase or is_role(phrase) else phrase
