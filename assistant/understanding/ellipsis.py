"""Fragments that take a slot of the question before: "and in 2019?", "what about Homs?", "why?"."""

from __future__ import annotations

import re

from assistant.types import Turn
from assistant.understanding.phrases import AUXILIARY, is_role, plural
from assistant.understanding.referents import answered, is_place
from vectorstore.text import DateMention, Name, dates, forms, names

_ADVERB = re.compile(
    r"^(?:when|where|why|how|since\s+when|until\s+when|(?:for\s+)?how\s+(?:long|often)|how\s+come"
    r"|(?:by|for|with|to|from)\s+whom|by\s+how\s+(?:much|many(?:\s+\w+)?)|how\s+(?:soon|far|fast)|on\s+what\s+grounds)$",
    re.IGNORECASE,
)
_ADVERBIAL = re.compile(
    r"^\W*(?:when|where|why|how(?:\s+(?:long|often))?|since\s+when|(?:by|with|for|to|from)\s+whom)"
    r"\s+(?P<clause>(?P<aux>[a-z]+)\s.+)$",
    re.IGNORECASE | re.DOTALL,
)
_PREPOSITION = re.compile(
    r"\b(in|on|at|since|before|after|until|by|during|from|of|near|for|to)\s+(?:the\s+)?$", re.I
)
_YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")
_ANYONE = re.compile(
    r"^\W*(was|were|has|have)\s+(?:anyone|anybody|someone|somebody)\s+(.+)$", re.IGNORECASE
)
_COUNTED = re.compile(r"^(\W*how\s+many\s+)([a-z][\w-]*(?:\s+[a-z][\w-]*)?)(?=\s|\?)", re.I)
_HEADED = re.compile(
    r"^(\W*(?:what|where|when|who|how\s+\w+)\s+(?:is|was|are|were)\s+)the\s+[\w\s-]+?"
    r"(?=\s+(?:of|in|at|on|for|from|after|before)\b|\s*[?.!]*$)",
    re.IGNORECASE,
)


def asked_again(word: str, turn: Turn) -> str | None:
    """The question of a turn with another question word ("When?"); None when none fits."""
    before = turn.question.strip()
    asking, bare = capital(word), before.rstrip("?!. ")
    if else_ := re.fullmatch(r"(who|what|where|which|when|how)\s+else", word, re.IGNORECASE):
        same = re.match(rf"\W*{else_[1]}\b", before, re.IGNORECASE)
        return f"{asking}{before[same.end() :]}" if same else None
    if re.fullmatch(r"how\s+many", word, re.IGNORECASE):
        who = re.match(r"\W*who\s+(?:was|were)\s+(.+)", before, re.IGNORECASE)
        return f"How many were {who[1]}" if who else None
    if word.lower() == "who" and (anyone := _ANYONE.match(before)):
        return f"Who {anyone[1].lower()} {anyone[2]}"
    if not _ADVERB.match(word):
        return None
    adverbial = _ADVERBIAL.match(before)
    if adverbial and AUXILIARY.match(adverbial["aux"]):
        return f"{asking} {adverbial['clause']}"
    if AUXILIARY.match(bare.split(" ", 1)[0]):
        return f"{asking} {before[:1].lower()}{before[1:]}"
    return _cleft(asking, bare, turn)


def _cleft(asking: str, before: str, turn: Turn) -> str | None:
    """ "Why was it that the SDF raised a flag?", from "Who raised a flag?" and its answer."""
    who = re.match(r"\W*who\s+(\w+)\s(.+)$", before, re.IGNORECASE)
    if who is None or AUXILIARY.match(who[1]):
        return None
    somebody = answered(turn) or "somebody"
    verb = who[1]
    present = verb.endswith("s") and not verb.endswith("ss")
    return f"{asking} {'is' if present else 'was'} it that {somebody} {verb} {who[2]}?"


def swapped(before: str, fragment: str, told: str) -> str | None:
    """A question with what a fragment names in place of its like; None when nothing fits.

    A date takes the place of a date, a place that of a place, any name that of the only one;
    what has no like in the question is put behind it where its preposition allows. `told`
    is what was said before: it tells what a name names.
    """
    part = fragment.strip(" ?!.,")
    time = _time_of(part)
    found = names(part)
    if time is None and not found:
        return _swapped_noun(before, part)
    rest = part
    if time is not None:
        before = _with_time(before, part, time)
        rest = " ".join(f"{part[: time.start]} {part[time.end :]}".split())
    for name in names(rest):
        changed = _with_name(before, rest, name, told)
        if changed is None:
            return None
        before = changed
    return before


def _time_of(part: str) -> DateMention | None:
    for text, shift in ((part, 0), (f"in {part}", 3)):
        for found in dates(text):
            return DateMention(
                found.start - shift, found.end - shift, found.text, found.first, found.last,
                found.precision, found.relative,
            )  # fmt: skip
    return None


def _with_time(before: str, part: str, time: DateMention) -> str:
    """The question at another time."""
    new = time.text
    there = [mention for mention in dates(before) if mention.start > 0]
    year_new, years = _YEAR.search(new), list(_YEAR.finditer(before))
    if year_new and year_new[0] == new and years:
        old = years[-1]
        month = next(
            (m for m in there if m.start <= old.start() < m.end and m.text != old[0]), None
        )
        whole = month is not None and _PREPOSITION.search(before[: month.start])
        start, end = (month.start, month.end) if month and whole else old.span()
        return f"{before[:start]}{new}{before[end:]}"
    lead = _PREPOSITION.search(part[: max(time.start, 0)])
    if there:
        old_time = there[-1]
        if not year_new and not time.relative and years:
            new = f"{new} {years[-1][0]}"
        start = old_time.start
        had = _PREPOSITION.search(before[:start])
        if had:
            start = had.start()
        word = lead[1].lower() if lead else had[1].lower() if had else ""
        spaced = f"{word} {new}" if word and not time.relative else new
        return f"{before[:start]}{spaced}{before[old_time.end :]}"
    word = lead[1].lower() if lead else "" if time.relative else "in"
    if not lead and time.precision == "day" and not time.relative:
        word = "on"
    return appended(before, f"{word} {new}".strip())


def _with_name(before: str, part: str, name: Name, told: str) -> str | None:
    """The question about another name."""
    wanted = _kind(part, name, told)
    lead = _PREPOSITION.search(part[: name.start])
    there = names(before)
    fits = [old for old in there if _alike(wanted, _kind(before, old, told))]
    if lead:
        same = [old for old in there if _preposition(before, old) == lead[1].lower()]
        if not same and lead[1].lower() in ("in", "at", "near", "on"):
            same = [old for old in there if _kind(before, old, told) == "place"]
            if not same:
                return appended(before, part)
        fits = same or fits
    elif wanted:
        fits = [old for old in fits if _kind(before, old, told) == wanted] or fits
    if not fits:
        return appended(before, f"in {name.text}") if wanted == "place" else None
    return _put(before, fits[-1], part, name)


def _put(before: str, old: Name, part: str, name: Name) -> str:
    start = old.start
    article = re.search(r"\bthe\s+$", before[:start], re.IGNORECASE)
    noun = re.match(r"\s+[a-z]+\b", before[old.end :])
    described = noun is not None and noun[0].strip() not in _AFTER_NAME and article is not None
    if article and not described:
        start = article.start()
    with_article = re.search(r"\bthe\s+$", part[: name.start], re.IGNORECASE) and not described
    return f"{before[:start]}{'the ' if with_article else ''}{name.text}{before[old.end :]}"


_AFTER_NAME = frozenset(
    "in on at of to from for by with and or was were is are has had have did do does get say win"
    " lose want think do make take hold lead leave announce about after before during since until"
    " plan sign open close vote visit against over".split()
)


def _preposition(text: str, name: Name) -> str:
    found = _PREPOSITION.search(text[: name.start])
    return found[1].lower() if found else ""


def _kind(text: str, name: Name, told: str) -> str:
    """What a name names by what was said of it anywhere: a place, a person, a body."""
    if name.kind:
        return name.kind
    if is_place(text, name):
        return "place"
    for other in names(told):
        same = other.text == name.text or other.text.endswith(f" {name.text}")
        if same and (other.kind or is_place(told, other)):
            return other.kind or "place"
    article = re.search(r"\bthe\s+$", text[: name.start], re.IGNORECASE)
    return "person" if len(name.text.split()) == 2 and not article and not name.acronym else ""


def _alike(one: str, other: str) -> bool:
    """Whether one name can take the other's place: a body can stand where a person stood."""
    return not one or not other or one == other or "place" not in (one, other)


def _swapped_noun(before: str, part: str) -> str | None:
    """The question about another common noun: "how many women", "the turnout"."""
    counted = _COUNTED.match(before)
    bare = re.sub(r"^how\s+many\s+", "", part, flags=re.IGNORECASE)
    if counted and re.fullmatch(r"[a-z][\w-]*(?:\s[a-z][\w-]*)?", bare):
        noun = counted[2].split()
        kept = noun[1:] if len(noun) > 1 and (AUXILIARY.match(noun[1]) or _past(noun[1])) else []
        if noun[0] in ("of", "more", "other") or AUXILIARY.match(noun[0]) or _past(noun[0]):
            return None
        tail = before[counted.end() :]
        return " ".join([f"{counted[1]}{bare}", *kept]) + tail
    if re.fullmatch(r"the\s+[a-z][\w\s-]*", part, re.IGNORECASE) and len(part.split()) < 5:
        headed = _HEADED.match(before)
        if headed:
            return f"{headed[1]}{part}{before[headed.end() :]}"
        nouns = re.findall(r"\bthe\s", before, re.IGNORECASE)
        last = re.search(r"\bthe\s+[a-z][\w-]*(?=\s*[?.!]*$)", before)
        like = last and is_role(last[0]) == is_role(part) and plural(last[0]) == plural(part)
        if len(nouns) == 1 and last and like and not names(before):
            return f"{before[: last.start()]}{part}{before[last.end() :]}"
    return None


def _past(word: str) -> bool:
    return word.endswith("ed") or (
        forms(word)[0] != word and word not in ("men", "women", "children", "people")
    )


def appended(before: str, part: str) -> str:
    """A question with a phrase at its end."""
    return f"{before.rstrip('?!. ')} {part}?"


def capital(text: str) -> str:
    """A text with a capital at its head."""
    return text[:1].upper() + text[1:]
