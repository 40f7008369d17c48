"""A follow-up becomes a question that stands alone, without a language model."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.types import Turn
from assistant.understanding import referents
from assistant.understanding.ellipsis import asked_again, capital, swapped
from assistant.understanding.phrases import apart
from vectorstore.text import forms, names, terms

_OPENER = re.compile(
    r"^\s*(?:(?:and|but|or|so|ok|okay|then)\b[\s,]*)*(?:(?:what|how)\s+about\b[\s,]*)?", re.I
)
_MORE = re.compile(
    r"^(?:please\s+)?(?:tell\s+me\s+more|(?:any\s+)?more(?:\s+(?:details?|about\s+(?:it|that)))?|go"
    r"\s+on|continue|anything\s+else|details)(?:\s+please)?$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"^(?:(?:in|at|on|of|by|to|for|from|with|under|since|until)\s+)?(?:who|whom|whose|what|which"
    r"|when|where|why|how)\b|^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would"
    r"|shall|should|may|might|must|please|tell|list|name|give|show|explain|describe|compare)\b",
    re.IGNORECASE,
)
# "When was that?", "Why did it happen?": the question before is what happened.
_THAT_EVENT = re.compile(
    r"(when|where|why|how)\s+(?:(?:was|is)\s+(?:that|this)|did\s+(?:that|this|it)\s+happen)", re.I
)
_STANDS = re.compile(r"\w+\s+(?:is|are|do|does|has|have)\b", re.IGNORECASE)
_EXPLETIVE = re.compile(
    r"\bit(?=\s+(?:true|possible|likely|clear|known|certain|that|rains?|snows?)\b)"
    r"|(?<=does )it(?=\s+(?:take|cost|matter)\b)|(?<=did )it(?=\s+(?:take|cost|matter)\b)"
    r"|(?<=will )it(?=\s+(?:take|cost|be)\b)",
    re.IGNORECASE,
)
_HE = re.compile(r"\b(?P<he>he|him|his)\b|\b(?:she|hers?)\b", re.IGNORECASE)
_THEY = re.compile(r"\b(?:they|theirs?)\b", re.IGNORECASE)
_THEM = re.compile(r"\bthem\b", re.IGNORECASE)
_IT = re.compile(
    r"\b(?:it|its)\b"
    r"|(?<!after )(?<!before )(?<!since )\b(?:that|this|those|these)(?=\s*[?.!,]|\s*$)",
    re.IGNORECASE,
)
_THERE = re.compile(
    r"(?<!\bis )(?<!\bare )(?<!\bbe )(?<!\bbeen )\bthere\b(?!\s+(?:is|are|was|were|be|been)\b)",
    re.IGNORECASE,
)
_EXISTS = re.compile(r"\b(?:was|were|is|are)\s+there\s+(?:a|an|any|some|no|other|more)\b", re.I)
_THIS_PLACE = re.compile(
    r"\b(?:that|this)\s+(?:town|city|village|island|country|port|region|province|place|area)\b",
    re.IGNORECASE,
)
_THIS_PERSON = re.compile(
    r"\b(?:that|this)\s+(?:man|woman|person|politician|minister|leader|player)\b", re.IGNORECASE
)
_THIS_THING = re.compile(
    r"\b(?:that|this)\s+(?:company|firm|party|group|union|organi[sz]ation|ship|boat|team|body)\b",
    re.IGNORECASE,
)
_THIS_DAY = re.compile(
    r"\b(?:(?:on|in)\s+)?(?:that|the\s+same)\s+(?:day|date|month|year)\b", re.IGNORECASE
)
_MEASURED = re.compile(
    r"\b(?:ris(?:e|es|en|ing)|rose|fall|fell|fallen|grow\w*|grew|increase\w*|decrease\w*|change\w*"
    r"|become|became|stand|stood|compare\w*|revised|reach\w*|drop\w*|high|higher|low|lower)\b",
    re.IGNORECASE,
)
_INVERTED = re.compile(
    r"\b(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|shall|should|may|might"
    r"|must)\s+$",
    re.IGNORECASE,
)
# "How many sailors lost their lives": those who are counted or chosen are the owners.
_COUNTED = re.compile(
    r"\b(?:how\s+many|which|what)\s+(?!is|are|was|were|do|does|did|has|have|had|will|would|can)"
    r"[a-z]{3,}",
    re.IGNORECASE,
)
_AFTER_HER = r"(?:in|on|at|to|for|by|with|after|before|and|or|from|during|when|as|into)"
_OWN = re.compile(r"\b(?:his|her|hers|its|theirs?)$", re.IGNORECASE)
# What a question may be about without saying anything: people die and things happen everywhere.
_SAYING_SO = re.compile(
    r"^(?:who|which\s+\w+)\s+(?:says?|said|thinks?|claims?|believes?)\s+(?:so|that)$", re.I
)
_GENERAL = frozenset(
    terms(
        "people person persons men women happen happened next later afterwards number many die died"
        " kill killed injured wounded hurt win won lose lost say said arrest arrested responsible"
        " involved missing survive survived"
    )
)


def standalone_question(question: str, history: Sequence[Turn]) -> str:
    """The question with what it leaves to the turns before filled in; itself where it is whole.

    A pronoun gives way to what the turns before name, their answers included: "she" to the
    person who was asked for, "there" to the place, "it" to the thing. A fragment takes the
    place of its like in the question before ("and in 2019?", "what about Homs?"), a question
    word that of its question word ("why?"). What fits nowhere is put behind that question.
    """
    told: list[Turn] = []
    for turn in history:
        told.append(Turn(_standalone(turn.question, told), turn.answer))
    return _standalone(question, told)


def _standalone(question: str, told: Sequence[Turn]) -> str:
    told = [turn for turn in told if terms(turn.question) or names(turn.question)]
    if not told:
        return question
    before = told[-1].question.strip()
    opener = _OPENER.match(question)
    rest = question[opener.end() :].strip() if opener else question.strip()
    fragment = rest.strip("?!., ")
    opened = rest != question.strip()
    if not fragment or _MORE.match(fragment):
        return before if "?" in question or fragment else question
    event = _THAT_EVENT.fullmatch(fragment)
    again = asked_again(event[1] if event else fragment, told[-1])
    if again is not None and not (event and _STANDS.match(again)):
        return again
    if event:
        return _joined(before, rest)
    if _is_clause(fragment):
        if not opened:
            rest = question
        if _SAYING_SO.search(fragment):
            return _joined(before, rest)
        return _filled(capital(rest) if opened else rest, told)
    if opened or _is_slot(question):
        return _in_slot(before, rest, told)
    return _filled(question, told) if terms(question) else _joined(before, question)


def _is_clause(fragment: str) -> bool:
    """Whether words are a question of their own: "how many women" is none yet."""
    counted = re.fullmatch(r"how\s+(?:many|much)\s+([\w-]+)(?:\s+([\w-]+))?", fragment, re.I)
    if counted:
        return any(
            word is not None and (word.endswith("ed") or forms(word)[0] != word)
            and word.lower() not in ("men", "women", "children", "people")
            for word in counted.groups()
        )  # fmt: skip
    return _CLAUSE.match(fragment) is not None and len(fragment.split()) > 1


def _is_slot(question: str) -> bool:
    """Whether a question is nothing but a name or a time: "Homs?", "In 2019?"."""
    if not question.rstrip().endswith("?"):
        return False
    bare = question.strip(" ?!.")
    bare = re.sub(r"^(?:in|on|at|since|before|after|until|by|of|the)\s+", "", bare, flags=re.I)
    return bool(re.fullmatch(r"\d{4}", bare)) or any(
        name.start == 4 and name.end == len(bare) + 4 for name in names(f"say {bare}")
    )


def _in_slot(before: str, rest: str, told: Sequence[Turn]) -> str:
    said = " ".join(f"{turn.question} {referents.plain(turn.answer)}" for turn in told)
    changed = swapped(before, _filled(rest, told, whole=False), said)
    return changed if changed is not None else _joined(before, rest)


def _filled(question: str, told: Sequence[Turn], whole: bool = True) -> str:
    """The question with its pronouns filled in, or with its topic named when it has none."""
    hidden = _EXPLETIVE.sub(lambda match: "·" * len(match[0]), question)
    if _EXISTS.search(hidden):
        hidden = re.sub(r"\bthere\b", "·····", hidden, flags=re.IGNORECASE)
    filled, missed = hidden, False
    for pattern, found in _KINDS:
        match = pattern.search(filled)
        if match is None or _tied(filled, match, pattern):
            continue
        referent = next((text for turn in reversed(told) if (text := found(turn, match))), "")
        if not referent and pattern is _HE and not match["he"]:
            referent = _latest(told, referents.vessel)
        if not referent and pattern is _THERE:
            referent = _latest(told, referents.anywhere)
        if referent:
            filled = _put(filled, match, referent)
        else:
            missed = True
    if filled != hidden:
        return _shown(filled, question, hidden)
    if not whole or names(question):
        return question
    return _about(question, told) if missed or _general(question) else question


def _shown(filled: str, question: str, hidden: str) -> str:
    """The filled question with the words that were hidden from filling."""
    for match in re.finditer("·+", hidden):
        filled = filled.replace("·" * len(match[0]), question[match.start() : match.end()], 1)
    return filled


def _latest(told: Sequence[Turn], find: Callable[[Turn], str]) -> str:
    return next((found for turn in reversed(told) if (found := find(turn))), "")


def _person(turn: Turn, match: re.Match[str]) -> str:
    gender = ("he" if match["he"] else "she") if "he" in match.re.groupindex else ""
    return referents.person(turn, gender)


def _they(turn: Turn, match: re.Match[str]) -> str:
    return referents.group(turn) or referents.person(turn) or referents.thing(turn)


def _them(turn: Turn, match: re.Match[str]) -> str:
    return referents.objects(turn) or _they(turn, match)


_KINDS: tuple[tuple[re.Pattern[str], Callable[[Turn, re.Match[str]], str]], ...] = (
    (_THIS_DAY, lambda turn, _: referents.day(turn)),
    (_THIS_PLACE, lambda turn, _: _bare_place(turn)),
    (_THIS_PERSON, _person),
    (_THIS_THING, lambda turn, _: referents.thing(turn)),
    (_HE, _person),
    (_THEY, _they),
    (_THEM, _them),
    (_THERE, lambda turn, _: referents.place(turn)),
    (_IT, lambda turn, match: _thing(turn, match)),
)


def _thing(turn: Turn, match: re.Match[str]) -> str:
    """What "it" is: the wreck, and not its death toll, unless it rises."""
    found = referents.thing(turn)
    return found if _MEASURED.search(match.string) else apart(found)


def _bare_place(turn: Turn) -> str:
    return re.sub(r"^(?:in|on|at)\s+", "", referents.place(turn))


def _tied(question: str, match: re.Match[str], pattern: re.Pattern[str]) -> bool:
    """Whether a pronoun points to something that its own question names before it."""
    before = question[: match.start()]
    own = names(before)
    if _possesses(question, match) and _owner_told(before, question[match.end() :], match[0]):
        return True
    if _INVERTED.search(before) and pattern is not _THERE:
        says = re.match(r"\s+(?:say|announce|think|claim|report)\b", question[match.end() :])
        # "What did it say about Palmyra?": a place says nothing.
        return pattern is _IT and says is not None
    if pattern is _THERE:
        return any(referents.is_place(before, name) for name in own)
    if pattern in (_THIS_DAY, _THIS_PLACE, _THIS_PERSON, _THIS_THING):
        return False
    if pattern is _IT:
        clause = re.match(r"\s+(?:[a-z]+ed|was|is|had|has|would|will|could|can|should|might)\b",
                          question[match.end() :])  # fmt: skip
        named = bool(own) or re.search(r"\bthe\s+[a-z]+", before) is not None
        return clause is not None and named
    return bool(own) or re.search(r"\bthe\s+[a-z]+.*\s\w+\s+$", before) is not None


def _possesses(question: str, match: re.Match[str]) -> bool:
    """Whether a pronoun tells whose ("her country"), not whom ("replaced her")."""
    tail = question[match.end() :]
    if _OWN.match(match[0]) is None:
        return False
    return match[0].lower() != "her" or bool(re.match(rf"\s+(?!{_AFTER_HER}\b)[a-z]", tail))


def _owner_told(before: str, after: str, word: str) -> bool:
    """Whether a question tells itself whose: "deliver its findings", "of its potency"."""
    if names(before) or re.search(r"\bthe\s+[a-z]", before):
        return True
    several = word.lower() in ("their", "theirs", "its")
    if several and _COUNTED.search(before):
        return True
    who = re.search(r"\bwho\s+(\w+)\s+(?:\w+\s+)?$", before, re.IGNORECASE)
    if who is not None and not _INVERTED.search(f"{who[1]} ") and word.lower() != "its":
        return True
    # "How much of its potency had the vaccine retained?"
    fronted = re.search(r"\bof\s+$", before) is not None
    return (
        fronted
        and re.search(r"\b(?:had|has|have|did|do|does|was|is)\s+(?:the\s|[A-Z])", after) is not None
    )


def _put(question: str, match: re.Match[str], referent: str) -> str:
    head, tail = question[: match.start()], question[match.end() :]
    owns = _possesses(question, match)
    if owns:
        several = referent.endswith("s") and referent.split()[-1].islower()
        referent = f"{referent}'" if several else f"{referent}'s"
    return f"{head}{capital(referent) if not head.strip() else referent}{tail}"


def _general(question: str) -> bool:
    """Whether a question could be asked about anything: "How many were killed?"."""
    return not set(terms(question)) - _GENERAL and "the " not in question.lower()


def _about(question: str, told: Sequence[Turn]) -> str:
    """The question with what the turns before were about."""
    where = _latest(told, referents.place)
    # A person who is looked for is no more found by saying where.
    if where and _general(question) and not _HE.search(question):
        bare = question.rstrip()
        end = re.search(r"[?!.\s]*$", bare)
        cut = end.start() if end else len(bare)
        return f"{bare[:cut]} {where}{bare[cut:]}"
    topic = _latest(told, referents.topic)
    if not topic:
        return _joined(told[-1].question.strip(), question)
    return f"As for {topic}, {question[:1].lower()}{question[1:]}"


def _joined(before: str, rest: str) -> str:
    """A question behind the one that it leans on."""
    rest = rest.strip()
    lead = "and " if _CLAUSE.match(rest) else ""
    lower = rest if names(f"say {rest}") and names(f"say {rest}")[0].start == 4 else (
        rest[:1].lower() + rest[1:])  # fmt: skip
    return f"{before.rstrip('?!. ')}, {lead}{lower}"
