"""What a follow-up leaves out, filled in by its form alone: by its pronouns, and by its like in the
question before."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.types import Turn
from assistant.understanding.coreference import (
    AUXILIARIES,
    AUXILIARY,
    day,
    group,
    is_past,
    is_place,
    objects,
    person,
    place,
    thing,
    topic,
)
from vectorstore.text import DateMention, Name, dates, names, terms
from vectorstore.text.lexicon import listed

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
    rf"|when|where|why|how)\b|^(?:{AUXILIARIES}|please|tell|list|name|give|show|explain|describe"
    r"|compare)\b",
    re.IGNORECASE,
)
# "When was that?", "Why did it happen?": the question before is what happened.
_THAT_EVENT = re.compile(
    r"(when|where|why|how)\s+(?:(?:was|is)\s+(?:that|this)|did\s+(?:that|this|it)\s+happen)", re.I
)
_STATES = re.compile(r"\w+\s+(?:is|are|do|does|has|have)\b", re.IGNORECASE)
_SAYING_SO = re.compile(
    r"^(?:who|which\s+\w+)\s+(?:says?|said|thinks?|claims?|believes?)\s+(?:so|that)$", re.I
)
# What a question may be about without saying anything: people die and things happen everywhere.
_GENERAL = frozenset(
    terms(
        "people person persons men women happen happened next later afterwards number many die died"
        " kill killed injured wounded hurt win won lose lost say said arrest arrested responsible"
        " involved missing survive survived"
    )
)


def filled_by_form(question: str, turns: Sequence[Turn]) -> str:
    """The question with what it leaves to the turns before filled in; itself where it is whole.

    A pronoun gives way to what the turns before name, their answers included: "she" to the
    person who was asked for, "there" to the place, "it" to the thing. A fragment takes the
    place of its like in the question before ("and in 2019?", "what about Homs?"), a question
    word that of its question word ("why?"). What fits nowhere is put behind that question.
    """
    turns = [turn for turn in turns if terms(turn.question) or names(turn.question)]
    if not turns:
        return question
    before = turns[-1].question.strip()
    opener = _OPENER.match(question)
    rest = question[opener.end() :].strip() if opener else question.strip()
    fragment = rest.strip("?!., ")
    opened = rest != question.strip()
    if not fragment or _MORE.match(fragment):
        return before if "?" in question or fragment else question
    event = _THAT_EVENT.fullmatch(fragment)
    again = _asked_again(event[1] if event else fragment, turns[-1])
    if again is not None and not (event and _STATES.match(again)):
        return again
    if event or _SAYING_SO.search(fragment):
        return _joined(before, rest)
    if _is_clause(fragment):
        return _filled(_capital(rest) if opened else question, turns)
    if opened or _is_slot(question):
        part = _filled(rest, turns, whole=False)
        changed = _swapped(before, part)
        return changed if changed is not None else _joined(before, rest)
    return _filled(question, turns) if terms(question) else _joined(before, question)


def _is_clause(fragment: str) -> bool:
    """Whether words are a question of their own: "how many women" is none yet."""
    counted = re.fullmatch(r"how\s+(?:many|much)\s+([\w-]+)(?:\s+([\w-]+))?", fragment, re.I)
    if counted:
        return any(word is not None and is_past(word) for word in counted.groups())
    return _CLAUSE.match(fragment) is not None and len(fragment.split()) > 1


def _is_slot(question: str) -> bool:
    """Whether a question is nothing but a name or a time: "Homs?", "In 2019?"."""
    bare = question.strip(" ?!.")
    bare = re.sub(r"^(?:in|on|at|since|before|after|until|by|of|the)\s+", "", bare, flags=re.I)
    named = [name.text for name in names(bare)] == [bare]
    return question.rstrip().endswith("?") and (named or re.fullmatch(r"\d{4}", bare) is not None)


def _joined(before: str, rest: str) -> str:
    """A question behind the one that it leans on."""
    rest = rest.strip()
    named = names(rest)
    lower = rest if named and named[0].start == 0 else rest[:1].lower() + rest[1:]
    return f"{before.rstrip('?!. ')}, {'and ' if _CLAUSE.match(rest) else ''}{lower}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# Words that point back: pronouns, "there", "that town".

_HE = re.compile(r"\b(?P<he>he|him|his)\b|\b(?:she|hers?)\b", re.IGNORECASE)
_THEY = re.compile(r"\b(?:they|theirs?)\b", re.IGNORECASE)
_THEM = re.compile(r"\bthem\b", re.IGNORECASE)
_IT = re.compile(
    r"\b(?:it|its)\b"
    r"|(?<!after )(?<!before )(?<!since )\b(?:that|this|those|these)(?=\s?[?.!,]|\s?$)",
    re.IGNORECASE,
)
_THERE = re.compile(
    r"(?<!\bis )(?<!\bare )(?<!\bbe )(?<!\bbeen )\bthere\b(?!\s+(?:is|are|was|were|be|been)\b)",
    re.IGNORECASE,
)
_THIS = r"\b(?:that|this)\s+"
_THIS_DAY = re.compile(
    r"\b(?:(?:on|in)\s+)?(?:that|the\s+same)\s+(?:day|date|month|year)\b", re.IGNORECASE
)


def _person(turn: Turn, match: re.Match[str]) -> str:
    gender = ("he" if match["he"] else "she") if "he" in match.re.groupindex else ""
    return person(turn, gender)


def _they(turn: Turn) -> str:
    return group(turn) or person(turn) or thing(turn)


_POINTING: tuple[tuple[re.Pattern[str], Callable[[Turn, re.Match[str]], str]], ...] = (
    (_THIS_DAY, lambda turn, _: day(turn)),
    (re.compile(rf"{_THIS}(?:town|city|village|island|country|port|region|province|place|area)\b",
                re.I), lambda turn, _: re.sub(r"^(?:in|on|at)\s+", "", place(turn))),
    (re.compile(rf"{_THIS}(?:man|woman|person|politician|minister|leader|player)\b", re.I),
     _person),
    (re.compile(rf"{_THIS}(?:company|firm|party|group|union|organi[sz]ation|ship|boat|team|body)\b",
                re.I), lambda turn, _: thing(turn)),
    (_HE, _person),
    (_THEY, lambda turn, _: _they(turn)),
    (_THEM, lambda turn, _: objects(turn) or _they(turn)),
    (_THERE, lambda turn, _: place(turn)),
    (_THERE, lambda turn, _: place(turn, guess=True)),
    (_IT, lambda turn, _: thing(turn)),
)  # fmt: skip
# "Is it true", "does it take", "is there any": these point nowhere.
_EMPTY = re.compile(
    r"\bit(?=\s+(?:true|possible|likely|clear|known|certain|that|rains?|snows?)\b)"
    r"|(?<=does )it(?=\s+(?:take|cost|matter)\b)|(?<=did )it(?=\s+(?:take|cost|matter)\b)"
    r"|(?<=will )it(?=\s+(?:take|cost|be)\b)"
    r"|\bthere(?=\s+(?:a|an|any|some|no|other|more)\b)",
    re.IGNORECASE,
)
_INVERTED = re.compile(rf"\b{AUXILIARIES}\s+$", re.IGNORECASE)
_OWN = re.compile(r"(?:his|her|hers|its|theirs?)$", re.IGNORECASE)
_NO_OWNED = r"(?:in|on|at|to|for|by|with|after|before|and|or|from|during|when|as|into)"

# "Who lost his job", "how many sailors lost their lives": whose is told in the question itself.
_OWNER = re.compile(
    rf"\b(?:who|which|what|how\s+(?:many|much))\s+(?:(?!{AUXILIARIES}\b)\w+\s+)+$", re.IGNORECASE
)


def _filled(question: str, turns: Sequence[Turn], whole: bool = True) -> str:
    """The question with its pronouns filled in, or with its topic named when it has none."""
    hidden = _EMPTY.sub(lambda match: "·" * len(match[0]), question)
    filled, missed = hidden, False
    for pattern, antecedent in _POINTING:
        match = pattern.search(filled)
        if match is None or _bound(filled, match, pattern):
            continue
        found = next((text for turn in reversed(turns) if (text := antecedent(turn, match))), "")
        missed = missed or not found
        filled = _put(filled, match, found) if found else filled
    if filled != hidden:
        for match in re.finditer("·+", hidden):
            filled = filled.replace(match[0], question[match.start() : match.end()], 1)
        return filled
    if not whole or names(question) or not (missed or _general(question)):
        return question
    return _about(question, turns)


def _put(question: str, match: re.Match[str], antecedent: str) -> str:
    head, tail = question[: match.start()], question[match.end() :]
    if _possesses(question, match):
        several = antecedent.endswith("s") and antecedent.split()[-1].islower()
        antecedent = f"{antecedent}'" if several else f"{antecedent}'s"
    return f"{head}{_capital(antecedent) if not head.strip() else antecedent}{tail}"


def _possesses(question: str, match: re.Match[str]) -> bool:
    """Whether a pronoun tells whose ("her country"), not whom ("replaced her")."""
    tail = question[match.end() :]
    if _OWN.match(match[0]) is None:
        return False
    return match[0].lower() != "her" or bool(re.match(rf"\s+(?!{_NO_OWNED}\b)[a-z]", tail))


def _bound(question: str, match: re.Match[str], pattern: re.Pattern[str]) -> bool:
    """Whether a word that points back points to something that its own question names."""
    before, after = question[: match.start()], question[match.end() :]
    named = bool(names(before))
    article = re.search(r"\bthe\s+[a-z]+", before) is not None
    if _possesses(question, match) and (named or article or _OWNER.search(before)):
        return True
    if pattern is _THERE:
        return any(is_place(before, name) for name in names(before))
    if pattern not in (_HE, _THEY, _THEM, _IT):
        return False
    if _INVERTED.search(before):
        # "What did it say about Palmyra?": a place says nothing.
        says = re.match(r"\s+(?:say|announce|think|claim|report)\b", after)
        return pattern is _IT and says is not None
    if pattern is _IT:
        clause = re.match(rf"\s+(?:[a-z]+ed|{AUXILIARIES})\b", after)
        return clause is not None and (named or article)
    return named or re.search(r"\bthe\s+[a-z]+.*\s\w+\s+$", before) is not None


def _general(question: str) -> bool:
    """Whether a question could be asked about anything: "How many were killed?"."""
    return not set(terms(question)) - _GENERAL and "the " not in question.lower()


def _about(question: str, turns: Sequence[Turn]) -> str:
    """The question with what the turns before were about."""
    where = next((found for turn in reversed(turns) if (found := place(turn))), "")
    # A person who is looked for is no more found by saying where.
    if where and _general(question) and not _HE.search(question):
        bare = question.rstrip("?!. ")
        return f"{bare} {where}{question[len(bare) :].strip()}"
    about = next((found for turn in reversed(turns) if (found := topic(turn))), "")
    return f"As for {about}, {question[:1].lower()}{question[1:]}" if about else question


# Fragments that take a slot of the question before: "and in 2019?", "what about Homs?", "why?".

_ADVERB = re.compile(
    r"^(?:when|where|why|how|since\s+when|until\s+when|(?:for\s+)?how\s+(?:long|often)|how\s+come"
    r"|(?:by|for|with|to|from)\s+whom|by\s+how\s+(?:much|many(?:\s+\w+)?)|how\s+(?:soon|far|fast)"
    r"|on\s+what\s+grounds)$",
    re.IGNORECASE,
)
_ADVERBIAL = re.compile(
    r"^\W*(?:when|where|why|how(?:\s+(?:long|often))?|since\s+when|(?:by|with|for|to|from)\s+whom)"
    rf"\s+(?P<clause>{AUXILIARIES}\s.+)$",
    re.IGNORECASE | re.DOTALL,
)
_PREPOSITION = re.compile(
    r"\b(in|on|at|since|before|after|until|by|during|from|of|near|for|to)\s+(?:the\s+)?$", re.I
)
_THE = re.compile(r"\bthe\s+$", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")
_COUNTED = re.compile(r"^(\W*how\s+many\s+)([a-z][\w-]*(?:\s+[a-z][\w-]*)?)(?=\s|\?)", re.I)
_HEADED = re.compile(
    r"^(\W*(?:what|where|when|who|how\s+\w+)\s+(?:is|was|are|were)\s+)the\s[\w\s-]{1,80}?"
    r"(?=\s+(?:of|in|at|on|for|from|after|before)\b|\s*[?.!]*$)",
    re.IGNORECASE,
)
_AFTER_NAME = listed(
    """
    in on at of to from for by with and or was were is are has had have did do does get say win lose
    want think do make take hold lead leave announce about after before during since until plan sign
    open close vote visit against over
    """
)


def _asked_again(word: str, turn: Turn) -> str | None:
    """The question of a turn with another question word ("When?"); None when none fits."""
    before = turn.question.strip()
    asking, bare = _capital(word), before.rstrip("?!. ")
    if other := re.fullmatch(r"(who|what|where|which|when|how)\s+else", word, re.IGNORECASE):
        same = re.match(rf"\W*{other[1]}\b", before, re.IGNORECASE)
        return f"{asking}{before[same.end() :]}" if same else None
    if not _ADVERB.match(word):
        return None
    if adverbial := _ADVERBIAL.match(before):
        return f"{asking} {adverbial['clause']}"
    if AUXILIARY.match(bare.split(" ", 1)[0]):
        return f"{asking} {before[:1].lower()}{before[1:]}"
    return _joined(before, f"{word}?")


def _swapped(before: str, fragment: str) -> str | None:
    """A question with what a fragment names in place of its like; None when nothing fits.

    A date takes the place of a date, a place that of a place, any name that of the only one;
    what has no like in the question is put behind it where its preposition allows.
    """
    part = fragment.strip(" ?!.,")
    time = _time_of(part)
    if time is None and not names(part):
        return _with_noun(before, part)
    if time is not None:
        before = _with_time(before, part, time)
        part = " ".join(f"{part[: max(time.start, 0)]} {part[time.end :]}".split())
    for name in names(part):
        changed = _with_name(before, part, name)
        if changed is None:
            return None
        before = changed
    return before


def _time_of(part: str) -> DateMention | None:
    for text, shift in ((part, 0), (f"in {part}", 3)):
        for found in dates(text):
            return replace(found, start=found.start - shift, end=found.end - shift)
    return None


def _with_time(before: str, part: str, time: DateMention) -> str:
    """The question at another time."""
    new = time.text
    there = [mention for mention in dates(before) if mention.start > 0]
    years = list(_YEAR.finditer(before))
    if _YEAR.fullmatch(new) and years:
        year = years[-1]
        return f"{before[: year.start()]}{new}{before[year.end() :]}"
    lead = _PREPOSITION.search(part[: max(time.start, 0)])
    word = lead[1].lower() if lead else ""
    if not there:
        usual = "" if time.relative else "on" if time.precision == "day" else "in"
        return _appended(before, f"{word or usual} {new}".strip())
    old = there[-1]
    if years and not time.relative and not _YEAR.search(new):
        new = f"{new} {years[-1][0]}"
    had = _PREPOSITION.search(before[: old.start])
    word = "" if time.relative else word or (had[1].lower() if had else "")
    start = had.start() if had else old.start
    return f"{before[:start]}{f'{word} {new}'.strip()}{before[old.end :]}"


def _with_name(before: str, part: str, name: Name) -> str | None:
    """The question about another name."""
    known, lead = names(before), _lead(part, name)
    places = [old for old in known if is_place(before, old)]
    led = [old for old in known if lead and _lead(before, old) == lead]
    if not led and lead in ("in", "at", "near", "on"):
        led = places
        if not led:
            return _appended(before, part)
    long = len(name.text.split())
    alike = [old for old in known if len(old.text.split()) == long]
    chosen = led or (places if is_place(part, name) else alike) or known
    return _renamed(before, chosen[-1], part, name) if chosen else None


def _renamed(before: str, old: Name, part: str, name: Name) -> str:
    article = _THE.search(before[: old.start])
    noun = re.match(r"\s+([a-z]+)\b", before[old.end :])
    described = article is not None and noun is not None and noun[1] not in _AFTER_NAME
    start = article.start() if article and not described else old.start
    the = "the " if _THE.search(part[: name.start]) and not described else ""
    return f"{before[:start]}{the}{name.text}{before[old.end :]}"


def _lead(text: str, name: Name) -> str:
    found = _PREPOSITION.search(text[: name.start])
    return found[1].lower() if found else ""


def _with_noun(before: str, part: str) -> str | None:
    """The question about another common noun: "how many women", "the turnout"."""
    counted = _COUNTED.match(before)
    bare = re.sub(r"^how\s+many\s+", "", part, flags=re.IGNORECASE)
    if counted and re.fullmatch(r"[a-z][\w-]*(?:\s[a-z][\w-]*)?", bare):
        noun, *more = counted[2].split()
        if noun in ("of", "more", "other") or AUXILIARY.match(noun) or is_past(noun):
            return None
        kept = more if more and (AUXILIARY.match(more[0]) or is_past(more[0])) else []
        return " ".join([f"{counted[1]}{bare}", *kept]) + before[counted.end() :]
    if not re.fullmatch(r"the\s+[a-z][\w\s-]*", part, re.IGNORECASE) or len(part.split()) > 4:
        return None
    headed = _HEADED.match(before)
    return f"{headed[1]}{part}{before[headed.end() :]}" if headed else None


def _appended(before: str, part: str) -> str:
    """A question with a phrase at its end."""
    return f"{before.rstrip('?!. ')} {part}?"
