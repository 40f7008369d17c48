"""Questions that a sentence of news answers, made of its own words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.understanding.verbs import INTRANSITIVE, WHAT, base_of, is_participle
from vectorstore.text import STOP_WORDS, DateMention, Name, dates, names
from vectorstore.text.lexicon import listed
from vectorstore.text.places import ALIASES, DEMONYMS, PLACES


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question, and what kind of question it is: suggestions take turns between kinds."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Known:
    """The names of the evidence: in full by their last word, people, places with "in".

    `inside`: the names that stand inside sentences; `main`: the place that is told most.
    """

    full: dict[str, str]
    people: frozenset[str]
    places: dict[str, str]
    main: str
    inside: frozenset[str]


_TITLE = re.compile(
    r"^(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Sir|Dame|Judge|Justice|Captain|General|Gen|Colonel"
    r"|Col|Major|President|Premier|Chancellor|Mayor|Governor|Senator|Minister|Prime|Vice|Deputy"
    r"|Foreign|Defence|Defense|Interior|Finance|Transport|Health|Culture|Home|Energy|Chief"
    r"|Inspector|Sergeant|Commander|Secretary|Nurse)\.?\s+)+"
)
_ROLE = (
    r"(?:mayor|governor|minister|president|premier|chancellor|captain|judge|leader|director|chief"
    r"|head|executive|chairman|chairwoman|chair|spokesman|spokeswoman|spokesperson|commander"
    r"|officer|manager|coach|secretary|scientist|nurse|founder|owner|author|editor|commissioner"
    r"|ambassador|professor|engineer|economist|analyst|lawyer|teacher|doctor|candidate)"
)
_IS_SOMEBODY = re.compile(
    rf"^(?:,\s+(?:the|a|an|its|their|his|her)?\s*(?:[a-z’'-]+\s+){{0,4}}{_ROLE}\b"
    rf"|,\s+(?:[\w’'-]+\s+){{0,3}}{_ROLE}\b|,\s+who\s|,\s+(?:aged\s+)?\d\d,|,\s+a\s+)"
)
_SPOKE = re.compile(r"^,?\s+(?:said|told|announced|warned|argued|insisted)\b")
_SPOKEN = re.compile(r"(?:”|\"|,)\s+(?:said|says)\s+(?:[a-z]+\s+){0,3}$")
_PLACE_NOUN = r"(?:town|village|city|port|island|islet|district|suburb|region|province|harbour)"
_IN_PLACE = re.compile(
    r"\b(?P<prep>in|at|near|off|outside|on)\s+(?P<name>(?:the\s+)?[A-Z][\w’-]+"
    r"(?:\s+[A-Z][\w’-]+){0,2})(?=[\s,.;:]|$)"
)
_NUMBER = (
    r"(?:\d[\d,.]*\d|\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen"
    r"|fifteen|twenty(?:-\w+)?|thirty(?:-\w+)?|forty(?:-\w+)?|dozens\s+of|hundreds\s+of"
    r"|thousands\s+of)"
)
_BOUND = r"(?:(?:at\s+least|more\s+than|about|around|nearly|almost|over|some|up\s+to)\s+)?"
_PLURAL = r"(?:[a-z]{3,}(?<!s)s|people|men|women|children)"
_NO_NOUN = r"(?:of|other|others|more|per|million|billion|thousand|hundred|dozen)\b"
_COUNTED_SUBJECT = re.compile(
    rf"(?<![\w.,-])(?i:{_NUMBER})\s+(?P<noun>(?:(?!{_NO_NOUN})[a-z-]+\s+)?(?!{_NO_NOUN}){_PLURAL})\s+"
    r"(?P<be>were|are|had\s+been|have\s+been)\s+(?:now\s+|still\s+)?(?P<state>[a-z]+)\b"
)
_NUMBER_OF = re.compile(
    rf"\b[Tt]he\s+(?:total\s+)?number\s+of\s+(?P<noun>{_PLURAL})\s+"
    r"(?P<clause>(?:killed|injured|wounded|missing|displaced|arrested|rescued|infected|affected)\b"
    r"(?:(?!\s(?:rose|climbed|fell|reached|stood|stands|is|was|has|had)\b)[^.,;])*?)"
    r"(?=\s+(?:rose|climbed|fell|reached|stood|stands|is|was|has|had)\b)"
)
_COUNTED_OBJECT = re.compile(
    rf"^{_BOUND}{_NUMBER}\s+(?P<noun>(?:(?!{_NO_NOUN})"
    rf"[a-z-]+\s+)?{_PLURAL})\b(?!\s+(?:after|before|later|earlier|ago|short|deep|long|away))"
)
_MEASURE = re.compile(
    r"\b(death\s+toll|turnout|inflation|unemployment|population)\b(?:\s+(?!of\b)[a-z]+){0,3}\s+"
    r"(?:was|is|stood|stands|rose|fell|climbed|reached|at)\s+(?:now\s+)?(?:to\s+|at\s+)?\d",
    re.IGNORECASE,
)
_TIME_NOUNS = listed(
    "days weeks months years hours minutes seconds times miles kilometres metres points florins"
    " crowns dollars pounds euros others tonnes decades"
)
_STATES = listed("missing dead alive homeless stranded trapped")
_OBJECT_END = re.compile(
    r"[,;:.—–(\"”“]|\s+(?:on|in|at|from|by|because|after|before|when|while|as|until|since|during"
    r"|following|for|with|to|and|but|who|which|that|where|last|this|early|late|yesterday|today"
    r"|over|amid|under|than|if|so|within|about|into|onto|off|out|up|down|back|again|through)\b"
)
_BECAUSE = re.compile(r"\b(?:because|over\s+the|due\s+to|owing\s+to|in\s+protest)\b")
_POINTS_BACK = re.compile(
    r"\b(?:he|she|it|they|them|him|his|her|its|their|this|that|these|those|there|we|our|you|I|my"
    r"|such|same|other|another|here|yesterday|today|tomorrow|tonight|now|what|who|one|ones|both)\b",
    re.IGNORECASE,
)


def known(texts: Sequence[str]) -> Known:
    """The names that a body of evidence tells."""
    full: dict[str, str] = {}
    people: set[str] = set()
    places: dict[str, str] = {}
    told: Counter[str] = Counter()
    inside: set[str] = set()
    for text in texts:
        for name in names(text):
            bare = _TITLE.sub("", name.text)
            if len(bare.split()) > 1 and len(bare.split()) < 4:
                full.setdefault(bare.split()[-1], bare)
            if _is_person(text, name):
                people.add(bare)
            if name.start:
                inside.add(name.text)
            if name.kind == "place":
                told.setdefault(f"in {name.text}", 0)
        for match in _IN_PLACE.finditer(text):
            place = match["name"]
            one = next((n for n in names(f"in {place}") if n.start <= 7), None)
            if match["prep"] == "in" and one is not None and _is_place(one):
                places.setdefault(place.removeprefix("the "), f"in {place}")
                told[f"in {place}"] += 1
    for phrase in told:
        told[phrase] += sum(text.count(phrase.removeprefix("in ")) for text in texts)
    main = next((phrase for phrase, count in told.most_common(1) if count > 2), "")
    whole = " ".join(texts)
    place = re.escape(main.removeprefix("in "))
    if main and re.search(rf"\b(?:island\s+of|[Oo]n)\s+{place}\b", whole):
        main = main.replace("in ", "on ", 1)
    return Known(full, frozenset(people), places, main, frozenset(inside))


def proposed(sentence: str, evidence: Known) -> Iterator[Proposal]:
    """The questions that one sentence answers, the most telling first."""
    found = names(sentence)
    when = _calendar(sentence)
    yield from _people(sentence, found, evidence)
    yield from _deeds(sentence, found, evidence)
    yield from _counts(sentence, found, evidence)
    yield from _days(sentence, evidence, when)


def _calendar(sentence: str) -> DateMention | None:
    """A date in the sentence, told by the calendar."""
    fitting = (
        mention
        for mention in dates(sentence)
        if mention.precision in ("day", "month", "year") and not mention.relative
    )
    return next(fitting, None)


def _is_place(name: Name) -> bool:
    key = name.text.casefold()
    return not name.acronym and name.kind != "organisation" and key not in DEMONYMS


def _is_person(text: str, name: Name) -> bool:
    """Whether the sentence shows that a full name is a person's."""
    bare = _TITLE.sub("", name.text)
    if len(bare.split()) not in (2, 3) or name.acronym or name.kind in ("place", "organisation"):
        return False
    if any(part.casefold() in PLACES | set(DEMONYMS) | set(ALIASES) for part in bare.split()):
        return False
    if re.search(r"\b[Tt]he\s+$", text[: name.start]):
        return False
    after, before = text[name.end :], text[: name.start]
    return (
        name.kind == "person"
        or _IS_SOMEBODY.match(after) is not None
        or _SPOKE.match(after) is not None
        or _SPOKEN.search(before) is not None
        or re.search(rf"\b{_ROLE},?\s+$", before) is not None
    )


def _people(sentence: str, found: Sequence[Name], evidence: Known) -> Iterator[Proposal]:
    for name in found:
        bare = _TITLE.sub("", name.text)
        before, after = sentence[: name.start], sentence[name.end :]
        if not _is_person(sentence, name):
            thing = re.match(rf",\s+(?:a|an|the)\s+(?!{_ROLE})[a-z-]+", after)
            where = re.match(rf",\s+(?:a|an|the)\s+(?:[a-z-]+\s+){{0,2}}{_PLACE_NOUN}\b", after)
            article = re.search(r"\b[Tt]he\s+$", before)
            title = f"the {bare}" if article else bare
            if where and bare not in evidence.people:
                yield Proposal(f"Where is {title}?", "where")
            elif thing and name.text not in evidence.people and name.kind == "organisation":
                yield Proposal(f"What is {title}?", "what")
            continue
        introduced = _IS_SOMEBODY.match(after) or bare != name.text
        if introduced or re.search(rf"\b{_ROLE},?\s+$", before):
            yield Proposal(f"Who is {bare}?", "who")
        if _SPOKE.match(after) or _SPOKEN.search(before):
            yield Proposal(f"What did {bare} say?", "said")


def _subjects(sentence: str, found: Sequence[Name], evidence: Known) -> Iterator[tuple[str, int]]:
    """The names that open a clause, in full, and where each ends."""
    for name in found:
        before, after = sentence[: name.start], sentence[name.end :]
        if not _CLAUSE_BEFORE.search(before) or re.match(r"\s+[A-Z]|[-’']", after):
            continue
        if name.text.casefold() in DEMONYMS or " and " in name.text:
            continue
        if name.start == 0 and not _proper(name, evidence):
            continue
        article = re.search(r"\b[Tt]he\s+$", before)
        end = name.end + (aside.end() if (aside := _ASIDE.match(after)) else 0)
        yield f"{'the ' if article else ''}{full_name(name.text, evidence)}", end


def _proper(name: Name, evidence: Known) -> bool:
    """Whether what opens a sentence is a name for sure: "Photosynthesis" may be none."""
    whole = " " in name.text or name.acronym or name.text.casefold() in PLACES
    return whole or name.text in evidence.full or name.text in evidence.inside


def full_name(text: str, evidence: Known) -> str:
    """A name without titles, in full where the evidence tells it in full ("Ms Quill")."""
    bare = _TITLE.sub("", text)
    return evidence.full.get(bare, bare) if " " not in bare else bare


def _deeds(sentence: str, found: Sequence[Name], evidence: Known) -> Iterator[Proposal]:
    """When, where and why named ones did or suffered something, and what they did."""
    subjects = [*_subjects(sentence, found, evidence), *_plain_subject(sentence)]
    for subject, end in subjects:
        named = re.search(r"[A-Z]", subject) is not None
        anchor = "" if named else f" {evidence.main}"
        said = _VERB.match(sentence, end)
        if said is None or not (named or evidence.main):
            continue
        rest, verb = sentence[said.end() :], said["verb"]
        if said["will"]:
            if is_participle(verb) and _tells_day(_CLAUSE_END.split(rest)[0]):
                sworn = " in" if verb == "sworn" else ""
                yield Proposal(f"When will {subject} be {verb}{sworn}{anchor}?", "when")
        elif said["be"] and is_participle(verb):
            yield from _suffered(f"{said['be']} {subject} {verb}", verb, rest, anchor)
        elif not said["be"] and base_of(verb) and named:
            yield from _did(subject, base_of(verb), rest)


def _plain_subject(sentence: str) -> Iterator[tuple[str, int]]:
    """ "The election" or "a new vote" at the head of a sentence, of which much may be told."""
    opening = re.match(
        r"(?:The|A|An)\s+(?:[a-z-]+\s+)?[a-z]+(?=\s+(?:was|were|will\s+be)\s)", sentence
    )
    if opening and not set(opening[0].lower().split()[1:]) & STOP_WORDS:
        yield opening[0][0].lower() + opening[0][1:], opening.end()


_VERB = re.compile(
    r"(?:\s+on\s+[A-Z][a-z]+day|\s+also|\s+later)?\s+(?:(?P<be>was|were)\s+|(?P<will>will\s+be)\s+"
    r"|had\s+|has\s+)?(?P<verb>[a-z]+)\b"
)


def _suffered(clause: str, verb: str, rest: str, anchor: str) -> Iterator[Proposal]:
    if re.match(r"\s+(?:to|as|that|by\s+\w+ing)\b", rest):
        return
    if particle := re.match(r"\s+(?:up|down|off|out|over)\b", rest):
        clause += particle[0]
    elif verb in _NAMING:
        what = re.match(r"\s+[a-z]+(?:\s+of\s+(?:the\s+)?[A-Z][\w’-]+(?:\s+[A-Z][\w’-]+)*)?", rest)
        if what is None or what[0].strip() in STOP_WORDS:
            return
        clause += what[0]
    clause += anchor
    near = _CLAUSE_END.split(rest)[0]
    where = re.match(r"\s+(?:in|at|near|off)\s+(?:the\s+)?[A-Z]", rest)
    if _BECAUSE.search(rest):
        yield Proposal(f"Why {clause}?", "why")
    if _tells_day(near):
        yield Proposal(f"When {clause}?", "when")
    elif where and not anchor:
        yield Proposal(f"Where {clause}?", "where")


def _did(subject: str, base: str, rest: str) -> Iterator[Proposal]:
    if base in WHAT and re.match(r"\s+(?!on\b|in\b|at\b|by\b|to\s+[A-Z])[a-z]", rest):
        yield Proposal(f"What did {subject} {base}?", "deed")
    what = _object(rest)
    if what is None or (not what and base not in INTRANSITIVE):
        return
    clause = f"did {subject} {base}{what}"
    near = _CLAUSE_END.split(rest)[0]
    if _BECAUSE.search(rest):
        yield Proposal(f"Why {clause}?", "why")
    if _tells_day(near):
        yield Proposal(f"When {clause}?", "when")
    elif what:
        yield Proposal(f"Why {clause}?", "reason")


def _tells_day(rest: str) -> bool:
    return any(mention.precision in ("day", "month", "year") for mention in dates(rest))


_CLAUSE_BEFORE = re.compile(
    r"(?:^|[,;—–]\s+|\b(?:that|when|because|after|before|and|but|while|said|where)\s+)"
    r"(?:[Tt]he\s+)?$"
)
_ASIDE = re.compile(r",\s+(?:the|a|an|who|its|\d\d)\b[^,;:.\"”]{0,60},(?=\s[a-z])")
_CLAUSE_END = re.compile(r"[,;—–]|\s(?:and|but|which|who|while|when|after|before)\s")
_NAMING = listed("elected appointed named declared sworn")


def _object(rest: str) -> str | None:
    """What a verb is done to, with a space before; None when it cannot be told apart."""
    stop = _OBJECT_END.search(rest)
    if stop is None:
        return None
    phrase = rest[: stop.start()].strip()
    if not phrase:
        return "" if stop[0].strip()[:1] in "." or stop[0].strip() in _ALONE else None
    counted = re.match(rf"{_BOUND}{_NUMBER}\b", phrase)
    begins = re.match(r"(?:the|a|an|all|its|[A-Z])\b", phrase)
    own = phrase.removeprefix("its ")
    if counted or not begins or len(phrase.split()) > 6 or _POINTS_BACK.search(own):
        return None
    # "The city" is known to who has read the article only; "the city of Orvik" is not.
    if phrase.startswith("the ") and not re.search(r"[A-Z]", phrase):
        return None
    if phrase.split()[-1].lower() in STOP_WORDS:
        return None
    # An object that goes on ("control of the council") needs its rest.
    return None if stop[0].strip() in ("to", "that", "which", "who") else f" {phrase}"


_ALONE = listed("on in at because after when yesterday last this early late during")


def _counts(sentence: str, found: Sequence[Name], evidence: Known) -> Iterator[Proposal]:
    """How many there were, with the place or the name that makes the question whole."""
    for counted in _NUMBER_OF.finditer(sentence):
        if not _POINTS_BACK.search(counted["clause"]):
            yield Proposal(f"How many {counted['noun']} were {counted['clause']}?", "how many")
    place = _named_place(sentence, evidence) or evidence.main
    if place and (measure := _MEASURE.search(sentence)) is not None:
        told = measure[1].lower()
        the = "" if told in ("inflation", "unemployment") else "the "
        yield Proposal(f"What was {the}{told} {place}?", "how many")
    for counted in _COUNTED_SUBJECT.finditer(sentence):
        state, be = counted["state"].lower(), counted["be"].lower()
        noun = counted["noun"].lower()
        if place and noun.split()[-1] not in _TIME_NOUNS and _told_state(state):
            be = "were" if be.startswith("ha") else be
            yield Proposal(f"How many {noun} {be} {state} {place}?", "how many")
    for subject, end in _subjects(sentence, found, evidence):
        verb = re.match(r"\s+(?:now\s+)?(has|[a-z]+)\s+", sentence[end:])
        rest = sentence[end + verb.end() :] if verb else ""
        what = _COUNTED_OBJECT.match(rest)
        base = "" if verb is None else "have" if verb[1] in ("has", "had") else base_of(verb[1])
        if what is None or verb is None or not base or what["noun"].split()[-1] in _TIME_NOUNS:
            continue
        if not re.match(r"\s+[a-z]+(?:ed|ing)\b", rest[what.end() :]):
            aux = "does" if verb[1] == "has" else "did"
            yield Proposal(f"How many {what['noun']} {aux} {subject} {base}?", "how many")


def _told_state(word: str) -> bool:
    return word in _STATES or is_participle(word)


def _named_place(sentence: str, evidence: Known) -> str:
    for match in _IN_PLACE.finditer(sentence):
        name = match["name"].removeprefix("the ")
        if name in evidence.places and match["prep"] in ("in", "near", "off"):
            return f"{match['prep']} {match['name']}"
    return ""


def _days(sentence: str, evidence: Known, when: DateMention | None) -> Iterator[Proposal]:
    """What happened where on a day that the calendar tells."""
    if when is None or when.precision == "year" or re.search(r"\b(?:will|due|set)\b", sentence):
        return
    place = _named_place(sentence, evidence)
    if not place and evidence.main and evidence.main[3:] in sentence:
        place = evidence.main
    day = _spoken(when)
    if place.startswith(("in ", "on ")) and day:
        yield Proposal(f"What happened {place} {day}?", "day")


def _spoken(when: DateMention) -> str:
    """A date as it is said: "on 8 December", "in March 2016"."""
    text = re.sub(r"^(?:the|[A-Z][a-z]+day,?)\s+", "", when.text)
    if when.precision == "month":
        return f"in {text}" if re.search(r"\d{4}", text) else ""
    told = re.fullmatch(r"(\d\d?)\s+([A-Z][a-z]+)(\s+\d{4})?", text)
    if told:
        return f"on {text}"
    turned = re.fullmatch(r"([A-Z][a-z]+)\s+(\d\d?)(?:,?\s+(\d{4}))?", text)
    return f"on {turned[2]} {turned[1]}{' ' + turned[3] if turned[3] else ''}" if turned else ""
