"""Who and what a turn of a conversation names, for words of a later question that point back."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.types import Turn
from assistant.understanding.answer_type import answer_kind
from vectorstore.text import Name, dates, forms, names, sentences
from vectorstore.text.lexicon import listed
from vectorstore.text.lexicon.roles import is_body_noun
from vectorstore.text.lexicon.titles import FEMALE, MALE, TITLES
from vectorstore.text.places import DEMONYMS, PLACES

AUXILIARIES = (
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must)"
)
AUXILIARY = re.compile(rf"{AUXILIARIES}$", re.IGNORECASE)
_MARK = re.compile(r"(?<!\s)\s*+\[\d+(?:\s*,\s*\d+)*\]")
_THE = re.compile(r"\bthe\s+$", re.IGNORECASE)
_SUBJECT = re.compile(
    rf"^\W*+(?P<wh>(?:[A-Za-z’'-]++\s++){{0,4}}?)(?P<aux>{AUXILIARIES})\s+(?P<rest>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_WHERE = re.compile(r"\b(in|at|on|near|off|into|outside|around)\s+(?:the\s+)?$", re.I)
_HELD = re.compile(
    r"\b(?:h[oe]lds?|tak(?:e|es|en)|took|captured?|retook|recaptured?|besieged?|rule[sd]?|le(?:ave|ft)"
    r"|reach(?:ed)?|visit(?:ed)?|control(?:s|led)?|bombed|(?:mayor|fall|siege|people|town|city)\s+of)"
    r"\s+$",
    re.IGNORECASE,
)
_ASKED_PLACE = re.compile(
    r"\W*(?:which|what)\s+(?:(?:is|was)\s+the\s+(?:\w+\s+)?)?(?:town|city|village|island|capital|port"
    r"|country|region|place)\b",
    re.IGNORECASE,
)
_PERSONS = (TITLES | MALE | FEMALE) | listed(
    """
    nurse doctor teacher author founder owner manager player winner singer actor pilot driver
    suspect victim attacker gunman man woman boy girl candidate challenger executive scientist
    lawyer prosecutor skipper
    """
)
_FUNCTION_WORDS = listed(
    """
    is are was were be been do does did has have had can could will would shall should may might
    must who whom whose which what when where why how that and or but if than because while as not
    by with from about against between into over under after before since until during the a an
    his her its their this these those it he she they there so to then again now still ever yet
    """
)
_INSIDE = listed("of in at on off for near")
_PLAIN_WORDS = re.compile(r"[\w’'.\s-]*")
_SEVERAL = listed("men women children people police troops")
_NO_PAST = _SEVERAL | listed("feet teeth wives lives leaves born")


def plain(answer: str) -> str:
    """An answer's words without citation marks."""
    return _MARK.sub("", answer).strip()


# What a turn is about: a phrase for use inside a sentence, "" for none.


def person(turn: Turn, gender: str = "") -> str:
    """The person a turn is about: who was asked for, then who is named."""
    question, answer = turn.question, plain(turn.answer)
    if answer_kind(question) in ("person", "choice", "thing", "account"):
        asked_for = _answered_person(turn)
        if asked_for and _agrees(asked_for, gender):
            return asked_for
    for name in names(question):
        if _is_person(question, name, turn.answer) and _agrees(name.text, gender):
            return name.text
    if (role := _definite(question, of_person=True)) is not None:
        return role
    found = dict.fromkeys(n.text for n in names(answer) if _is_person(answer, n))
    agreeing = [text for text in found if _agrees(text, gender)]
    return agreeing[0] if len({text.split()[-1] for text in agreeing}) == 1 else ""


def thing(turn: Turn) -> str:
    """What a turn is about that is no person: its subject, a thing of a name, a name."""
    question, answer = turn.question, plain(turn.answer)
    if answer_kind(question) == "choice":
        new = [name for name in names(answer) if name.text not in question]
        if new and not _is_person(answer, new[0], strict=True):
            return _with_article(answer, new[0])
    if (subject := _subject(question)) is not None:
        return subject
    if (phrase := _definite(question, of_person=False, named=True)) is not None:
        return phrase
    others = [n for n in names(question) if not _is_person(question, n, turn.answer, strict=True)]
    if others:
        return _with_article(question, others[-1])
    return _definite(question, of_person=False) or ""


def group(turn: Turn) -> str:
    """Those a turn is about: who was asked for, or a plural or a body that it names."""
    question = turn.question
    if answer_kind(question) in ("person", "choice", "thing") and (several := _several(turn)):
        return several
    for phrase in (_subject(question), _definite(question)):
        if phrase is not None and plural(phrase):
            return phrase
    bodies = (n for n in names(question) if n.acronym or is_body_noun(n.text.split()[-1]))
    return next((_with_article(question, name) for name in bodies), "")


def objects(turn: Turn) -> str:
    """A plural that a turn's question names with an article ("the bodies")."""
    phrase = _definite(turn.question)
    return phrase if phrase is not None and plural(phrase) else ""


def place(turn: Turn, guess: bool = False) -> str:
    """Where a turn plays, with its preposition ("in Orvik"); or, `guess`, what may be a place."""
    answer, question = plain(turn.answer), turn.question
    if answer_kind(question) == "place" or _ASKED_PLACE.match(question):
        for name in names(answer):
            if not _is_person(answer, name, strict=True):
                return _placed(answer, name)
    for text in (question, answer):
        for name in reversed(names(text)):
            bare = not (name.acronym or _THE.search(text[: name.start]))
            if is_place(text, name) or (guess and bare and not _is_person(text, name, strict=True)):
                return _placed(text, name)
    return ""


def day(turn: Turn) -> str:
    """The date that a turn tells, with its preposition ("on 3 May 2024")."""
    for text in (plain(turn.answer), turn.question):
        for mention in dates(text):
            if not mention.relative and mention.precision in ("day", "month", "year"):
                return f"{'on' if mention.precision == 'day' else 'in'} {mention.text}"
    return ""


def topic(turn: Turn) -> str:
    """What a turn is about, of whatever kind."""
    found = names(turn.question)
    return thing(turn) or (_with_article(turn.question, found[-1]) if found else "")


# What a name or a phrase stands for.


def is_place(text: str, name: Name) -> bool:
    """Whether a text treats a name as a place."""
    if name.text.casefold() in PLACES:
        return True
    before = text[: name.start]
    held = _HELD.search(before) is not None
    if name.acronym or name.text.casefold() in DEMONYMS or (_THE.search(before) and not held):
        return False
    return held or _WHERE.search(before) is not None


def is_role(phrase: str) -> bool:
    """Whether a phrase names a person by an office or a trade."""
    return _head(phrase) in _PERSONS


def plural(phrase: str) -> bool:
    """Whether a phrase names several."""
    head = _head(phrase)
    regular = len(head) > 3 and head.endswith("s") and not head.endswith(("ss", "us"))
    return head in _SEVERAL or head.endswith("men") or regular


def is_past(word: str) -> bool:
    """Whether a word looks like a past form."""
    irregular = len(forms(word)) > 1 and forms(word)[0] != word and word not in _NO_PAST
    return irregular or (word.endswith("ed") and len(word) > 4)


def _answered_phrase(turn: Turn) -> str:
    """A short answer as a phrase for use inside a sentence; "" when it is a sentence."""
    answer = plain(turn.answer).rstrip(". ")
    if not answer or len(answer.split()) > 8 or re.search(r"[.!?:;]\s", answer):
        return ""
    head = answer.split(",")[0].strip()
    first, *rest = head.split() or [""]
    verb = AUXILIARY.match(first) or any(
        AUXILIARY.match(word) or (word.islower() and is_past(word)) for word in rest
    )
    return "" if verb or not re.search(r"[^\W\d]", head) else _lower(head)


def _answered_person(turn: Turn) -> str:
    answer = plain(turn.answer)
    first = answer[slice(*sentences(answer)[0])] if sentences(answer) else ""
    asked_who = answer_kind(turn.question) == "person"
    for name in names(first):
        known = name.text in turn.question and asked_who
        if not known and _is_person(first, name, strict=not asked_who):
            return name.text
    return ""


def _several(turn: Turn) -> str:
    """Those that a turn's answer gives, where they are several."""
    phrase, answer = _answered_phrase(turn), plain(turn.answer)
    if phrase and (" and " in phrase or plural(phrase)):
        return phrase
    opening = re.match(r"(?:The\s+)?(?:[\w-]+\s+)?[\w-]+s\b(?=\s+([a-z]+))", answer)
    if opening is None or not plural(opening[0]) or names(opening[0])[1:]:
        return ""
    return _lower(opening[0]) if is_past(opening[1]) or AUXILIARY.match(opening[1]) else ""


def _agrees(name: str, gender: str) -> bool:
    title = name.split()[0].lower().rstrip(".")
    return not gender or title not in (MALE if gender == "she" else FEMALE)


def _is_person(text: str, name: Name, context: str = "", strict: bool = False) -> bool:
    """Whether a text treats a name as a person's; `strict`: not for being its subject alone."""
    before, after = text[: name.start], text[name.end :]
    if name.acronym or name.text.casefold() in DEMONYMS or is_place(text, name):
        return False
    if _THE.search(before):
        return False
    parts = name.text.split()
    if len(parts) > 1:
        return all(part[0].isupper() or part in ("al", "de", "van", "von") for part in parts)
    if re.search(rf"\b[A-Z]\w+\s+{re.escape(name.text)}\b", context):
        return True
    subject = re.search(rf"\b{AUXILIARIES}\s+$", before, re.IGNORECASE) or not before.strip()
    return not strict and bool(subject or re.match(r"[’']s\s+[a-z]", after))


def _placed(text: str, name: Name) -> str:
    said = re.search(r"\b(in|on|at)\s+(?:the\s+)?$", text[: name.start], re.IGNORECASE)
    return f"{said[1].lower() if said else 'in'} {_with_article(text, name)}"


def _with_article(text: str, name: Name) -> str:
    return f"the {name.text}" if _THE.search(text[: name.start]) else name.text


# Noun phrases of questions, told apart without a parser: "the siege of Orvik", "the mayor".


def _subject(question: str) -> str | None:
    """The subject of an inverted question, when it is a thing ("When did the strike begin?")."""
    match = _SUBJECT.match(question)
    if match is None or match["wh"].lower().startswith(("who ", "whose ")):
        return None
    rest = match["rest"].rstrip("?!. ")
    named = names(f"is {rest}")
    if named and named[0].start == 3:
        first = named[0]
        owner = rest[first.end - 3 :].startswith(("’s", "'s"))
        return None if owner or _is_person(f"is {rest}", first, strict=True) else first.text
    bare = rest[:1].islower() and match["wh"].lower().strip() == "what"
    if not rest.lower().startswith("the ") and (not bare or rest.split()[0] in _FUNCTION_WORDS):
        return None
    phrase = _noun_phrase(rest, _lacks_verb(match["wh"], match["aux"]))
    return None if not phrase or is_role(phrase) else phrase


def _definite(question: str, of_person: bool | None = None, named: bool = False) -> str | None:
    """The last phrase with "the" in a question: of a person or not (None: either).

    `named`: only one that goes on with a name ("the siege of Orvik").
    """
    found: Iterator[re.Match[str]] = re.finditer(r"\bthe\s+(?=[a-z])", question, re.IGNORECASE)
    for match in reversed(list(found)):
        inverted = re.search(rf"\b{AUXILIARIES}\s+$", question[: match.start()], re.IGNORECASE)
        wh = question[: inverted.start()] if inverted else ""
        due = inverted is not None and _lacks_verb(wh, inverted[0].strip())
        phrase = _noun_phrase(question[match.start() :].rstrip("?!. "), due)
        if len(phrase.split()) < 2 or (named and not re.search(r"\b[A-Z]", phrase)):
            continue
        if of_person is None or is_role(phrase) == of_person:
            return _lower(phrase)
    return None


def _lacks_verb(wh: str, aux: str) -> bool:
    """Whether a verb or complement must still follow the subject."""
    be = aux.lower() in ("is", "are", "was", "were")
    return not be or wh.lower().strip() in ("when", "why", "", "how long", "since when")


def _noun_phrase(text: str, verb_due: bool) -> str:
    """The noun phrase that a text opens with; its last word goes where a verb is due."""
    words = _PLAIN_WORDS.match(text)[0].split()  # type: ignore[index]
    taken: list[str] = []
    for at, word in enumerate(words):
        following = words[at + 1] if taken and at + 1 < len(words) else ""
        leads_on = following[:1].isupper() or following.isdigit() or following == "the"
        inside = word in _INSIDE and following and (word == "of" or leads_on)
        article = word.lower() == "the" and (not taken or taken[-1] in _INSIDE)
        if not inside and not article and word.lower() in _FUNCTION_WORDS | _INSIDE:
            break
        if taken and word.islower() and is_past(word):
            verb_due = False
            break
        taken.append(word)
    if verb_due and len(taken) > 1 and taken[-1].islower() and taken[-2] != "the":
        taken.pop()
    return " ".join(taken)


def _head(phrase: str) -> str:
    """The noun that a phrase turns on, in lower case."""
    before = re.split(r"(?<!\s)\s++(?:of|in|at|on|off|for|near)\s++", phrase)[0].split()
    return before[-1].lower() if before else ""


def _lower(phrase: str) -> str:
    """A phrase whose article or plain noun at the head no longer opens a sentence."""
    first = phrase.split(" ", 1)[0]
    named = [name for name in names(phrase) if name.start == 0]
    article = first.lower() in ("the", "a", "an", "some", "two", "three", "several", "many")
    common = named and named[0].text == first and plural(first) and first.lower() not in DEMONYMS
    return phrase[:1].lower() + phrase[1:] if article or common else phrase
