"""What a text says a named person or body is: "harbour master Jane Roe", "Roe, a nurse"."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from vectorstore.text.annotations import Entity, Kind, Mention, Role
from vectorstore.text.lexicon import any_of, listed
from vectorstore.text.lexicon.calendar import CALENDAR
from vectorstore.text.lexicon.roles import is_body_noun, is_person_noun
from vectorstore.text.lexicon.speech import SAYING
from vectorstore.text.lexicon.titles import HONORIFICS
from vectorstore.text.spans import Span
from vectorstore.text.terms import STOP_WORDS

_BEFORE = 120
"""A role stands within so many characters before its name."""
_MOST_WORDS = 18
_WORD = re.compile(r"[\w$][\w’'&./$-]*")
_GAP = re.compile(r"[. \xa0]*(?:[A-Za-z]+\.?[ \xa0])?")
_DETERMINER = re.compile(r"(?:an?|the|its|their|our|one|another)\s+", re.IGNORECASE)
_HEAD_ENDS = listed(
    "of for at in from with on to by near under behind outside and or based who that"
)
_MODIFIERS = listed(
    "former current longtime late retired veteran incumbent acting interim ex then fellow star"
    " leading incoming outgoing onetime chief senior deputy vice assistant co-lead"
)
_NOT_VERBAL = _MODIFIERS | listed(
    "united returning managing founding elected appointed visiting commanding presiding ruling"
    " shipping mining engineering marketing manufacturing banking housing nursing operating"
    " planning programming governing accounting reigning defending trading shooting swimming"
)
_VERBAL = re.compile(r"(?:ed|ing)$")
_CLAUSE = re.compile(
    rf"\s(?:who|whose|which|that|{any_of(SAYING)}|is|was|are|were|has|had|will|would|when|while"
    r"|after|before|since|as|because|but|where|until|if|posted|gave)\b"
)
_LEFT_OVER = re.compile(r"(?:\s+(?:behind|and|or))?\s*$")
_STOP = r"[^,;:—–()\[\]“”\"\n!?.]"
_PHRASE = (
    rf"(?P<phrase>{_STOP}{{2,160}}"
    rf"(?:(?:(?<=\b[A-Z])|(?<=\b[A-Z][a-z]{{2}}))\.{_STOP}{{1,60}})*)"
)
_AFTER = re.compile(
    r"\s?(?:,|\s[–—-]|\s\()\s*(?:(?:aged\s+)?\d{1,3}\s?,\s+)?"
    r"(?:who(?:\s+(?:is|was)|[’']s)\s+(?:also\s+|currently\s+|now\s+)*)?"
    rf"{_PHRASE}(?P<mark>.|$)",
    re.DOTALL,
)
_IS = re.compile(rf"\s+(?:is|was|became)\s+(?:also\s+|now\s+)?(?=(?:an?|the)\s){_PHRASE}")
_COMMA = re.compile(
    r"(?P<phrase>(?:\b(?:the|an?|its|his|her|their|one)\s|(?<![\w’'.-])[A-Z][\w.-]*+[’']s?\s)"
    r"(?:[\w’'&.-]+\s){0,8}[\w’'&-]+),\s$",
    re.IGNORECASE,
)


class NamedText:
    """A text with the names that stand in it, to be asked what stands where."""

    def __init__(self, text: str, mentions: Sequence[Mention], entities: Sequence[Entity]) -> None:
        self.text = text
        self.mentions = mentions
        self.entities = entities
        self._starts = [mention.start for mention in mentions]

    def within(self, start: int, end: int) -> Sequence[Mention]:
        """The names between two places, in order."""
        return self.mentions[bisect_left(self._starts, start) : bisect_right(self._starts, end - 1)]

    def at(self, place: int) -> Mention | None:
        """The name that a place stands in."""
        row = bisect_right(self._starts, place) - 1
        return self.mentions[row] if row >= 0 and place < self.mentions[row].end else None

    def kind(self, mention: Mention) -> Kind:
        """What a name names."""
        return self.entities[mention.entity].kind


def roles(named: NamedText, sentence: Span) -> Iterator[tuple[int, Role]]:
    """The roles that a sentence states, each with the entity it is a role of.

    Stated by a title or a noun before the name, by an apposition before or after it, or by "is a".
    """
    for mention in named.within(sentence.start, sentence.end):
        heads = _HEADS.get(named.kind(mention))
        if heads is None or mention.end > sentence.end:
            continue
        before = _noun_before(named, mention, sentence.start)
        found = (
            _apposed_before(named, mention, sentence.start),
            _apposed_after(named, mention, sentence.end),
            _predicate(named, mention, sentence.end),
        )
        unquoted = (
            role for role in found if role and not _is_quoted(named.text, sentence.start, role)
        )
        for span in filter(None, (before, *unquoted)):
            head = head_noun(named.text[span.start : span.end])
            if heads(head) and not (heads is is_body_noun and head[0].isupper()):
                yield mention.entity, Role(span.start, span.end)


def _is_quoted(text: str, start: int, span: Span) -> bool:
    """Whether a phrase of a sentence is in quotation marks, where nobody but the speaker tells."""
    before = text[start : span.start]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


_HEADS = {"person": is_person_noun, "organisation": is_body_noun}


def head_noun(phrase: str) -> str:
    """The word that a noun phrase is about: "chief economist at a bank" -> "economist"."""
    head = ""
    for word in _WORD.findall(phrase):
        if head and word.lower() in _HEAD_ENDS:
            break
        head = word
    return re.sub(r"[’']s?$", "", head)


def _noun_before(named: NamedText, mention: Mention, floor: int) -> Span | None:
    """ "coast guard spokeswoman" of "coast guard spokeswoman Hanne Roe"; "Leader of the House"."""
    text = named.text
    floor = max(floor, mention.start - _BEFORE)
    words = list(_WORD.finditer(text, floor, mention.start))
    while words and words[-1][0].lower().rstrip(".") in HONORIFICS - {"professor", "prof"}:
        words.pop()
    if not words or not _GAP.fullmatch(text, words[-1].end(), mention.start):
        return None
    end, last = words[-1].end(), len(words) - 1
    body = named.at(words[-1].start())
    if body is not None and named.kind(body) != "person" and body.end <= mention.start:
        # "Leader of the House of Commons Penny Mordaunt"
        while last >= 0 and words[last].start() >= body.start:
            last -= 1
        while last >= 0 and words[last][0].lower() in ("of", "the", "for", "to", "in"):
            last -= 1
        if last < 0 or words[last + 1][0].lower() not in ("of", "for", "to", "in"):
            return None
    heads = _HEADS[named.kind(mention)]
    if not heads(words[last][0]):
        return None
    first = last
    while first > 0 and _belongs(named, words[first - 1], words[first]):
        first -= 1
    return Span(words[first].start(), end)


def _belongs(named: NamedText, word: re.Match[str], following: re.Match[str]) -> bool:
    """Whether a word before a role noun, or before what belongs to it, is part of the role."""
    if named.text[word.end() : following.start()].strip(' \xa0"'):
        return False
    key, next_one = word[0].lower(), following[0]
    name = named.at(word.start())
    if name is not None:
        return named.text[name.end : name.end + 1] != "," and name.end <= following.start()
    if key in _MODIFIERS or key.startswith(("then-", "ex-", "former-")):
        return True
    if word[0].islower() and (next_one.lower() in _MODIFIERS or _to_do(named.text, word.start())):
        # "met former President", "to strike presenter": a verb stands before the role.
        return False
    if (key in STOP_WORDS and key not in ("us",)) or key in CALENDAR or key in SAYING:
        return False
    if (word[0].islower() and next_one[0].isupper()) or key.endswith("ly"):
        return False
    return key in _NOT_VERBAL or not _VERBAL.search(key)


def _to_do(text: str, start: int) -> bool:
    return text.endswith((" to ", " will ", " would "), 0, start)


def _apposed_before(named: NamedText, mention: Mention, floor: int) -> Span | None:
    """ "the foreign secretary" of "the foreign secretary, Ann Poe, said"."""
    floor = max(floor, mention.title - _BEFORE)
    match = _COMMA.search(named.text[floor : mention.title])
    if match is None or _CLAUSE.search(match["phrase"]) or _own(match["phrase"]):
        return None
    following = named.text[mention.end : mention.end + 1]
    if following not in (",", ".", ")", "”", ""):
        return None
    span = Span(floor + match.start("phrase"), floor + match.end("phrase"))
    return _bare(named.text, span)


def _own(phrase: str) -> bool:
    return phrase.lower().startswith(("his ", "her ", "their "))


def _apposed_after(named: NamedText, mention: Mention, limit: int) -> Span | None:
    """ "a nurse at St Olave's" of "Jane Roe, 45, a nurse at St Olave's, said"."""
    match = _AFTER.match(named.text, mention.end, min(limit, mention.end + 220))
    return None if match is None else _phrase(named, mention, match)


def _predicate(named: NamedText, mention: Mention, limit: int) -> Span | None:
    """ "the mayor of Port Ansel" of "Jane Roe was the mayor of Port Ansel"."""
    match = _IS.match(named.text, mention.end, min(limit, mention.end + 220))
    return None if match is None else _phrase(named, mention, match)


def _phrase(named: NamedText, mention: Mention, match: re.Match[str]) -> Span | None:
    """The noun phrase at the head of what follows a name; nothing where a clause goes on."""
    phrase, start = match["phrase"], match.start("phrase")
    if _own(phrase):
        return None
    cut = _CLAUSE.search(phrase)
    if cut is not None:
        relative = cut[0].split()[0] in ("who", "whose", "which", "that", "where", "when")
        if match.re is _AFTER and not relative:
            # "After Roe, the mayor was": a verb follows, so the phrase is another's.
            return None
        phrase = phrase[: cut.start()]
    phrase = _LEFT_OVER.sub("", phrase)
    span = _bare(named.text, Span(start, start + len(phrase)))
    kept = named.text[span.start : span.end]
    first = _WORD.match(kept)
    if not kept or len(kept.split()) > _MOST_WORDS or first is None:
        return None
    if first[0].lower() in STOP_WORDS or first[0].lower() in SAYING:
        return None
    inside = named.at(span.start)
    if (
        inside is not None
        and named.kind(inside) == "person"
        and (named.text[inside.end : inside.end + 1] not in ("’", "'"))
    ):
        # "Ann Poe, Tom Roe and": the next of a list.
        return None
    return span


def _bare(text: str, span: Span) -> Span:
    """A phrase without the article before it."""
    match = _DETERMINER.match(text, span.start, span.end)
    return Span(match.end(), span.end) if match else span
