"""Who says a quotation: the subject of the verb of saying beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.sections.cast import Cast, Sex
from assistant.sections.mentions import Mention
from assistant.sections.roles import head_noun, is_body_noun, is_person_noun
from assistant.sections.signs import SAID
from vectorstore.text import Span

_ADVERB = (
    r"(?:also|then|later|has|had|have|reportedly|once|recently|previously|simply|famously|further"
    r"|first|now|even|repeatedly|never|always|\w+ly)\s+"
)
_LABELS = (
    r"called|calls|calling|described|describes|describing|dubbed|hailed|praised|condemned|denounced"
    r"|dismissed|criticized|criticised|accused|labeled|labelled|branded|referred|likened"
)
_VERB = re.compile(
    rf"\b(?:{SAID}|{_LABELS}|telling|adding|warning|explaining|writing|saying|according\s+to|saw"
    r"|thinks?|According\s+to|believes?|hopes?|hoped|expressed|denied|signed|titled|sees)\b"
)
_SAYS = re.compile(rf"\b(?:{SAID})\b")
_VERB_FIRST = re.compile(rf"[\s,]*(?:{_ADVERB})?(?:{SAID})\b")
_PRONOUN = re.compile(r"(?:^|[\s,;—–(])(?P<who>[Hh]e|[Ss]he|[Tt]hey|[Ii]t|I|[Ww]e|[Yy]ou)\s*$")
_PRONOUN_FIRST = re.compile(r"[\s,]*(?P<who>he|she|they|it|I|we)\b")
_NOUN = re.compile(
    r"(?P<phrase>\b(?:[Aa]n?|[Tt]he|[Oo]ne|[Aa]nother|[Ii]ts|[Hh]is|[Hh]er"
    r"|[Tt]heir)\s+(?:[\w’'-]+\s+){0,4}?[\w’'-]+"
    r"(?:\s+(?:for|of|at|from|in|with)\s+(?:[\w’'&-]+\s*){1,6})?)\s*$"
)
_PREPOSITION = re.compile(
    r"\b(?:of|for|at|in|from|to|with|by|on|near|about|against|after|under|over|between|and|told"
    r"|than|like|into"
    r"|via|during|before|since|outside|inside)\s+(?:the\s+|an?\s+|his\s+|her\s+"
    r"|their\s+)?(?:\w+\s+)?$"
)
_ACCORDING = re.compile(r"[\s,]*according\s+to\s+")
_SENTENCE_END = re.compile(
    r"(?<!\b[A-Z])(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bMrs)(?<!\bGen)(?<!\bSen)(?<!\bRep)(?<!\bGov)"
    r"(?<!\bProf)(?<!\bLt)(?<!\bCol)(?<!\bCapt)(?<!\bSgt)(?<!\bRev)[.!?][”\"’)]*\s"
)
_WORDS = re.compile(r"\w[\w’'-]*")
_STOPS_PHRASE = re.compile(
    r"[,.;:—–(\"“‘]|\s(?:who|which|as|when|while|after|before|during|in|on|at|to|last|earlier"
    r"|shared|issued|posted|published|released|sent|made|signed|obtained)\s"
)
_DASH = re.compile(r"\s*[-–—]+\s*")
_BELONGING = re.compile(
    rf"[’']s?\s+((?:[\w-]+\s+){{0,3}}?([\w-]+))(?:,\s+|\s*$|(?=\s+(?:{SAID})\b))"
)
_WHICH = re.compile(r"\bwhich\s")
_SIGNED = re.compile(r"(?:(?!and\b|but\b|or\b)[\w’'-]+[ ]){0,6}")
_SIGNED_END = re.compile(r"\s*(?:$|[,\n(.;]|in\b|on\b|to\b|at\b)")
_FAR = 170


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks, as the article names it, and where the words stand that say so."""

    name: str
    start: int
    end: int
    pronoun: str = ""


def attributed(cast: Cast, before: Span, after: Span) -> Speaker | None:
    """Who says what stands between two stretches of a sentence; nothing where neither tells.

    `before` is what goes before the quotation in its sentence, `after` what follows it.
    """
    behind = _behind(cast, after)
    if (
        behind
        and behind.pronoun
        and cast.text[before.start : before.end].rstrip().endswith((",", ":"))
    ):
        # Ann Poe told them, "…," she said.
        ahead = _ahead(cast, before)
        if ahead and ahead.name:
            return Speaker(ahead.name, ahead.start, max(ahead.end, behind.end))
        return behind
    return behind or _ahead(cast, before)


def _behind(cast: Cast, after: Span) -> Speaker | None:
    """ "…," said Ann Poe; "…," she said; "…," Ann Poe, the mayor, said."""
    text = cast.text
    stop = min(after.end, after.start + _FAR)
    tail = text[after.start : stop]
    if _DASH.match(tail):
        return signed(cast, after.start)
    if match := _ACCORDING.match(tail):
        return _object(cast, after.start + match.end(), stop)
    if match := _VERB_FIRST.match(tail):
        return _object(cast, after.start + match.end(), stop)
    verb = _SAYS.search(tail)
    if verb is None:
        return None
    subject = tail[: verb.start()]
    if _SENTENCE_END.search(subject) or len(_WORDS.findall(subject)) > 22:
        return None
    first = _PRONOUN_FIRST.match(subject)
    if first and len(_WORDS.findall(subject)) <= 4:
        return Speaker("", after.start, after.start + verb.end(), first["who"].lower())
    if re.search(r"^[\s,]*(?:and|but|which|who|that|as|when|because|so|if)\b", subject):
        return _later(cast, after.start, subject, after.start + verb.end())
    return _subject(cast, Span(after.start, after.start + verb.start()), after.start + verb.end())


def signed(cast: Cast, start: int) -> Speaker | None:
    """ "…" — Ann Poe, in a letter: who is named behind the dash, with a role at most before it."""
    text = cast.text
    dash = _DASH.match(text, start)
    if dash is None or text[start - 2 : start - 1] not in ".!?…":
        return None
    for one in cast.within(dash.end(), dash.end() + _FAR):
        if _SIGNED.fullmatch(text, dash.end(), one.outer) is None:
            return None
        if _SIGNED_END.match(text, one.end):
            return Speaker(one.full, start, one.end)
    return None


def _later(cast: Cast, start: int, subject: str, end: int) -> Speaker | None:
    """ "…" and "…", Ann Poe said: the name right before the verb."""
    found = cast.within(start, start + len(subject))
    if found and not subject[found[-1].end - start :].strip(" ,"):
        return Speaker(found[-1].full, found[-1].outer, end)
    return None


def _object(cast: Cast, start: int, stop: int) -> Speaker | None:
    """Who stands behind the verb: a name or a noun phrase, up to the next comma."""
    text = cast.text
    rest = text[start:stop]
    if match := re.match(r"\s+(he|she|they|it)\b", rest):
        return Speaker("", start, start + match.end(), match[1])
    cut = re.search(r"[,;:—–(“\"]|\.(?:\s|$)|\s(?:who|which|when|while|after|before)\s", rest)
    end = start + (cut.start() if cut else len(rest))
    near = _phrase(text[start:end])
    people = [m for m in cast.within(start, end) if cast.kind(m.full) != "place"]
    lead = text[start : people[0].outer] if people else ""
    if people and not re.search(r"\b(?:for|of|at|from|with|in|to|by)\b", lead):
        chosen = _best(cast, people)
        if near and _speaking(re.match(r"\s*([\w-]*)", text[chosen.end : end])):
            return Speaker(near, start, end)
        return Speaker(chosen.full, start, max(end, chosen.end))
    if near:
        # "said the company's president, Ann Poe, who": the name follows in apposition.
        behind = re.match(r",\s+", text[end : end + 3])
        if behind:
            named = cast.within(end, min(stop, end + 30))
            if named and named[0].outer == end + behind.end() and _person(cast, named[0]):
                head = head_noun(re.sub(r"^(?:an?|the)\s+", "", near))
                if is_person_noun(head):
                    return Speaker(named[0].full, start, named[0].end)
        return Speaker(near, start, end)
    if people:
        return Speaker(_best(cast, people).full, start, end)
    return None


def _speaking(following: re.Match[str] | None) -> bool:
    """Whether a name only says whose the thing is that speaks: "a Roe Holdings statement"."""
    word = following[1] if following else ""
    return word.islower() and (
        word in _SPEAKING or is_person_noun(word) or is_body_noun(word)
    )  # fmt: skip


def _ahead(cast: Cast, before: Span) -> Speaker | None:
    """Ann Poe said: "…"; Ann Poe, the mayor, called it "…"."""
    text = cast.text
    head = text[before.start : before.end]
    verbs = list(_VERB.finditer(head))
    if not verbs:
        return _introduced(cast, before, head)
    for verb in reversed(verbs):
        if len(_WORDS.findall(head[verb.end() :])) > 14:
            break
        if verb[0][1:].startswith("ccording"):
            return _object(cast, before.start + verb.end(), before.end)
        subject = Span(before.start, before.start + verb.start())
        found = _subject(cast, subject, before.start + verb.end())
        if found:
            return found
    return _introduced(cast, before, head)


def _introduced(cast: Cast, before: Span, head: str) -> Speaker | None:
    """Ann Poe was blunt: "…"; the one person named before a colon."""
    if not head.rstrip().endswith(":"):
        return None
    people = [m for m in cast.within(before.start, before.end) if _person(cast, m)]
    if len({m.full for m in people}) != 1:
        return None
    return Speaker(people[0].full, people[0].outer, before.end)


def _subject(cast: Cast, where: Span, end: int) -> Speaker | None:
    """The subject that stands before a verb."""
    text = cast.text
    subject = re.sub(rf"(?:{_ADVERB})+$", "", text[where.start : where.end])
    stop = where.start + len(subject)
    if match := _PRONOUN.search(subject):
        who = match["who"].lower()
        return None if who in ("i", "we", "you") else Speaker("", stop - 4, end, who)
    named = [m for m in cast.within(where.start, stop) if cast.kind(m.full) != "place"]
    clause = next(iter(reversed(list(_WHICH.finditer(text, where.start, stop)))), None)
    if clause and (inside := [m for m in named if m.start >= clause.end()]):
        # "a gala, which the academy describes as": the subject stands in the clause.
        named = inside
    free = [m for m in named if _free(cast, m, where.start)]
    # "In a note after Poe's visit the bank said": whose something is says nothing itself.
    free = [m for m in free if not _owns(cast, m, stop)] or free
    phrase = _NOUN.search(subject)
    if free:
        chosen = _chosen(cast, free, text, stop)
        gap = text[chosen.end : stop]
        if (
            phrase
            and not gap.lstrip().startswith(",")
            and gap.strip()
            and not _person(cast, chosen)
        ):
            return Speaker(_phrase(phrase["phrase"]), where.start + phrase.start(), end)
        if _owned(gap):
            return _of_owner(cast, chosen, gap, phrase, where, end)
        if not _clauses(gap):
            return Speaker(chosen.full, chosen.outer, end)
    if phrase:
        name = _phrase(phrase["phrase"])
        return Speaker(name, where.start + phrase.start(), end) if name else None
    if named and not text[named[-1].end : stop].strip():
        return Speaker(named[-1].full, named[-1].outer, end)
    return None


def _free(cast: Cast, mention: Mention, start: int) -> bool:
    """Whether a name may be a subject: it hangs on no preposition but a person's "with"."""
    found = _PREPOSITION.search(cast.text[start : mention.outer])
    return found is None or (found[0].startswith("with ") and _person(cast, mention))


def _chosen(cast: Cast, free: Sequence[Mention], text: str, stop: int) -> Mention:
    """The name that is the subject: right before the verb, or before what is put in commas."""
    persons = [m for m in free if _person(cast, m)]
    if persons:
        return persons[-1]
    # "Ann Poe, of the Harbour League (HL), said": what follows a comma is not the subject.
    return free[0] if text[free[0].end : free[0].end + 1] == "," else free[-1]


def _best(cast: Cast, found: Sequence[Mention]) -> Mention:
    return next((m for m in found if _person(cast, m)), found[0])


def _owned(gap: str) -> bool:
    """Whether what follows a name belongs to it: "Poe's lawyer said"."""
    return re.match(r"[’']s?\s+\w", gap) is not None


def _owns(cast: Cast, mention: Mention, stop: int) -> bool:
    """Whether a name with "'s" stands before another name in the stretch up to `stop`."""
    if not _owned(cast.text[mention.end : stop]):
        return False
    before = cast.within(max(0, mention.outer - _FAR), mention.outer)
    if before and cast.text[before[-1].end : mention.outer].strip() == ",":
        # "Ann Poe, Roe's deputy, said"
        return True
    behind = cast.within(mention.end, stop)
    return any(_person(cast, m) or not cast.text[m.end : stop].strip(" ,") for m in behind)


def _of_owner(
    cast: Cast,
    owner: Mention,
    gap: str,
    phrase: re.Match[str] | None,
    where: Span,
    end: int,
) -> Speaker | None:
    """Who speaks where something of a person does: "Poe's lawyer", "Poe's brother, Tom,"."""
    named = cast.within(owner.end, owner.end + len(gap))
    behind = _BELONGING.match(gap)
    if behind and _speaking(re.match(r"([\w-]+)", behind[2])):
        if named and named[0].outer == owner.end + behind.end():
            return Speaker(named[0].full, named[0].outer, end)
        text = cast.text[owner.start : owner.end + behind.end(1)]
        return Speaker(" ".join(text.split()), owner.outer, end)
    if phrase and (name := _phrase(phrase["phrase"])):
        return Speaker(name, where.start + phrase.start(), end)
    return None if _clauses(gap) else Speaker(owner.full, owner.outer, end)


def _clauses(gap: str) -> bool:
    """Whether a finite clause stands between a name and a verb, so that it is no subject of it."""
    if len(_WORDS.findall(gap)) > 25 or _SENTENCE_END.search(gap):
        return True
    plain = re.sub(r",[^,]*,", " ", gap)
    return len(_WORDS.findall(plain)) > 14


def _phrase(text: str) -> str:
    """A noun phrase that names who speaks without a name: "a spokesman for the ministry"."""
    kept = " ".join(text.split()).strip(" ,")
    stop = _STOPS_PHRASE.search(kept)
    if stop:
        kept = kept[: stop.start()].strip()
    words = kept.split()
    if not 2 <= len(words) <= 12:
        return ""
    if words[0].lower() not in ("a", "an", "the", "one", "another", "its", "his", "her", "their"):
        return ""
    head = head_noun(" ".join(words[1:]))
    single = head[:-1] if head.endswith("s") else head
    if (
        not any(is_person_noun(w) or is_body_noun(w) for w in (head, single))
        and head.lower() not in _SPEAKING
    ):
        return ""
    return kept


_SPEAKING = frozenset(
    "statement report letter study post tweet filing website suit lawsuit complaint memo email"
    " department office"
    " government army police navy family man woman boy girl notice sign page survey document"
    " indictment"
    " affidavit ruling order release announcement message note court authors researchers officials"
    " prosecutors authorities investigators protesters scientists statements judges ministers"
    " paper advisory"
    " editorial article bulletin warning embassy palace white_house kremlin airport fund caption"
    " video ".split()
)


def _person(cast: Cast, mention: Mention) -> bool:
    return mention.titled or cast.kind(mention.full) == "person"


def meant(
    cast: Cast, pronoun: str, starts: Sequence[int], at: int, last: str, quoted: Sequence[Span] = ()
) -> str:
    """Whom "she" means at a place: the person last named before it, subjects first.

    `starts` are where the sentences up to there begin, those of the same paragraph; `last` is
    who spoke last, and is meant where the paragraph names nobody. Names inside the `quoted`
    stretches do not count. "" where nobody fits.
    """
    if pronoun in ("they", "it", "i", "we", "you", ""):
        return ""
    sex: Sex = "m" if pronoun == "he" else "f"
    bounds = [*starts, at]
    for start, end in reversed(list(pairwise(bounds))):
        fits = [
            m
            for m in cast.within(start, end)
            if (m.titled or cast.kind(m.full) == "person" or _maybe(cast, m))
            and cast.sexes[m.full] in (sex, "")
            and not any(one.start <= m.start < one.end for one in quoted)
        ]
        free = [m for m in fits if not _PREPOSITION.search(cast.text[start : m.outer][-40:])]
        sure = [m for m in (free or fits) if _person(cast, m)]
        chosen = sure or free or fits
        if chosen:
            return chosen[0].full
    return last if last and cast.sexes.get(last, "") in (sex, "") else ""


def is_subject(cast: Cast, mention: Mention, start: int) -> bool:
    """Whether a name that may be a person's is the subject of a sentence that begins at `start`."""
    person = _person(cast, mention) or _maybe(cast, mention)
    owned = re.match(r"[’']s?\b", cast.text[mention.end : mention.end + 2])
    return person and owned is None and _free(cast, mention, start)


def _maybe(cast: Cast, mention: Mention) -> bool:
    """Whether a name may be a person's where nothing says so."""
    signs = cast.signs[mention.full]
    first = mention.full.split()[0].lower()
    likely = cast.kind(mention.full) == "" and "two words" in signs and first not in _MAPS
    return likely and signs.isdisjoint(_BODILY)


_MAPS = frozenset("new north south east west united san los las st saint fort port lake".split())


_BODILY = frozenset({"what it is", "spokesman", "the", "capitals", "many", "in", "of a state"})
"""What speaks against a name being a person's."""
