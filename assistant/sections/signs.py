"""What stands beside a name that says whether it is a person, a body or a place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Literal

from assistant.sections.forenames import MEN, WOMEN
from assistant.sections.mentions import Mention, is_personal
from assistant.sections.namewords import BODY_WORDS, EVENTS
from assistant.sections.roles import LEADS, head_noun, is_body_noun, is_person_noun
from vectorstore.text import Span
from vectorstore.text.lexicon import listed
from vectorstore.text.places import ALIASES, PLACES
from vectorstore.text.terms import fold

Kind = Literal["person", "organisation", "place", ""]

SAID = (
    r"said|says|say|saying|told|tells|added|adds|wrote|writes|tweeted|posted|asked|asks|replied"
    r"|answered|stated|states|warned|warns|argued|argues|insisted|insists|explained|explains"
    r"|recalled|recalls|noted|notes|continued|continues|declared|announced|claimed|claims"
    r"|complained|concluded|admitted|admits|conceded|vowed|pledged|promised|joked|quipped"
    r"|responded|remarked|observed|commented|stressed|emphasi[sz]ed|acknowledged|suggested"
    r"|shouted|exclaimed|thundered|testified|reads|read|urged|cautioned|lamented|reflected"
    r"|tweets|laughed|texted|messaged|mused|agreed|confirmed|predicted|boasted|pointed\s+out"
    r"|reiterated"
    r"|shared"
    r"|exclaims|replies|shouts|concludes|stresses|recounts|jokes|declares"
)
_SIGNS: dict[str, tuple[Kind, int]] = {
    "title": ("person", 5),
    "forename": ("person", 4),
    "age": ("person", 3),
    "what he is": ("person", 4),
    "who": ("person", 2),
    "said": ("person", 1),
    "surname": ("person", 2),
    "two words": ("person", 1),
    "pronoun": ("person", 3),
    "word of a body": ("organisation", 5),
    "capitals": ("organisation", 2),
    "the": ("organisation", 1),
    "many": ("organisation", 6),
    "what it is": ("organisation", 3),
    "spokesman": ("organisation", 3),
    "announced": ("organisation", 1),
    "a work": ("place", 9),
    "a thing": ("place", 6),
    "at": ("place", 2),
    "listed place": ("place", 6),
    "in": ("place", 2),
    "of a state": ("place", 3),
}
_NEEDED: dict[Kind, int] = {"person": 5, "organisation": 4, "place": 2, "": 0}
_SPOKESMAN_FOR = re.compile(
    r"(?:\b(?:spokes(?:man|woman|person)|executive|chairman|chairwoman|president|ceo|director"
    r"|head|founder|co-founder"
    r"|analyst|economist|lawyer|manager|employees?|customers|workers|shares"
    r"|shareholders)\s+(?:for|of|at|with|in)\s+(?:the\s+)?)$",
    re.IGNORECASE,
)
_ITS_SPOKESMAN = re.compile(
    r"(?:[’']s?)?\s+(?:chief\s+executive|spokes(?:man|woman|person)|CEO|chairman|chairwoman|boss"
    r"|headquarters|executives?"
    r"|shares|stock|employees|workers|shareholders|customers|co-founder|founder|officials)\b"
)
_SAYS_AFTER = re.compile(rf"\s+(?:also\s+|has\s+|had\s+|have\s+)?(?:{SAID})\b")
_SAYS_BEFORE = re.compile(r"\b(?:said|says|added|adds|asked|wrote|replied|recalled|explained)\s+$")
_AGE = re.compile(r",\s+(?:aged\s+)?\d{1,3}\s*[,.]|\s\(\d{2}\)")
_WHO = re.compile(r",?\s+who(?:se)?\b")
_IN = re.compile(
    r"\b(?:in|near|across|throughout|outside)\s+(?:the\s+)?$|\b[nsew][a-z]{3,4}(?:west"
    r"|east)?\s+of\s+$"
)
_THE = re.compile(r"\b[Tt]he\s+$")
_STATE = re.compile(r",\s+(?P<state>[A-Z][\w.]*(?:\s[A-Z][\w.]*)?)")
_OWNED = re.compile(r"[’']s?(?![\w])")
_AT = re.compile(r"(?<!laughed )(?<!looked )(?<!look )(?<!shouted )\bat\s+(?:the\s+)?$")
_WORK = re.compile(
    r"\b(?:film|movie|biopic|drama|comedy|novel|book|album|song|musical|documentary|play|opera"
    r"|starred in|stars in|role in)\s+$"
)
_OPEN, _CLOSED = re.compile(r"[\"“‘']$"), re.compile(r"[.,]?[\"”’'](?!\w)")
_PREPOSED = re.compile(
    r"\b(?:of|in|at|for|to|by|with|from|on|against|the|than|like|and|or|near)\s+$"
)
_HE_SHE = re.compile(
    r"[^.!?;:“”\"\n]{0,80}?\b(?:that|because|when|as|after|before|while|since|if|where|and|but)"
    r"\s+s?he\b|[^.!?“”\"\n]{0,60}\b(?:himself|herself|his own|her own)\b"
    r"|[^.!?“”\"\n]{0,120}[.!?]\s+(?:He|She|His|Her)\b"
)
_SAID_HE = re.compile(
    r" (?:said|says|added|insisted|admitted|believes|thinks|hopes) (?:that )?s?he\b"
)
_NAMED = re.compile(r"[\w,;] [A-Z][a-z]")
_PREPOSED_NAME = re.compile(r" (?:in|at|on|from|to|of|near|for|by) (?:the )?(?:[A-Z][\w’'-]+ ?)+")
_SHARED = frozenset({"a work", "a thing", "at"})
"""Signs that count when they stand beside a third of a name's mentions in an article."""
_ITS_NAME = frozenset({"forename", "two words"})
"""Signs that say no more than how a name looks."""
_ADJECTIVES = listed(
    "major general chief head principal lead premier private count champion star model fellow"
    " deputy"
    " host junior senior veteran corporal corporate representative rebel suspect"
)


def kind(signs: Collection[str]) -> Kind:
    """What signs together say of a name; nothing where they are few or at odds.

    That a name looks like a person's is not enough where anything speaks against it.
    """
    weight: Counter[Kind] = Counter()
    for sign in signs:
        of, value = _SIGNS[sign]
        weight[of] += value
    if not weight:
        return ""
    ranked = sorted(weight.items(), key=lambda item: (-item[1], item[0]))
    best, most = ranked[0]
    second = ranked[1][1] if len(ranked) > 1 else 0
    if second and best == "person" and _ITS_NAME.issuperset(_of(best, signs)):
        return ""
    return best if most >= _NEEDED[best] and most >= second + 2 else ""


def _of(kind: Kind, signs: Iterable[str]) -> frozenset[str]:
    return frozenset(sign for sign in signs if _SIGNS[sign][0] == kind)


def together(text: str, found: Sequence[Mention], told: Iterable[Iterable[Span]]) -> frozenset[str]:
    """What stands beside the mentions of one name; `told` holds the roles beside each."""
    often: Counter[str] = Counter()
    for mention, roles in zip(found, told, strict=True):
        often.update(frozenset(signs(text, mention, roles)))
    whole = sum(" " in mention.text or mention.titled for mention in found)
    return frozenset(
        sign for sign, count in often.items() if sign not in _SHARED or 3 * count >= whole
    )


def signs(text: str, mention: Mention, told: Iterable[Span]) -> Iterator[str]:
    """What stands beside a mention that says what it names."""
    words = mention.text.lower().split()
    several = len(words) > 1
    before = text[max(0, mention.outer - 60) : mention.outer]
    if mention.titled:
        yield "title"
    guess = _guess(mention)
    if guess:
        yield guess
    elif several and is_personal(mention):
        yield "two words"
        if words[0] in MEN or words[0] in WOMEN:
            yield "forename"
    if not guess and (several or mention.full != mention.text) and _AGE.match(text, mention.end):
        yield "age"
    if guess != "listed place":
        yield from _of_neighbours(text, mention, before, several, told)
    if mention.text.replace(".", "").replace("&", "").isupper() and len(mention.text) > 1:
        yield "capitals"
    yield from _of_things(text, mention, before)
    state = _STATE.match(text, mention.end)
    if state and fold(state["state"].rstrip(".")) in PLACES:
        yield "of a state"


def _of_things(text: str, mention: Mention, before: str) -> Iterator[str]:
    """What says that a name is no person's: a place, a work in marks, a thing called by it."""
    words = mention.text.lower().split()
    owned = _OWNED.match(text, mention.end)
    if _IN.search(before) and not owned:
        yield "in"
    if _AT.search(before) and not owned:
        yield "at"
    if len(words) == 1 and not mention.titled:
        return
    marked = _OPEN.search(before) and _CLOSED.match(text, mention.end)
    if marked or _WORK.search(before.rstrip("\"“‘'")):
        yield "a work"
    if _THE.search(before) and not mention.titled and (words[0] in MEN or words[0] in WOMEN):
        yield "a thing"


def _meant_by_pronoun(text: str, mention: Mention, before: str) -> bool:
    """Whether "he" or "she" follows a subject, and no other name that it may mean between."""
    surname = mention.full != mention.text and " " not in mention.text
    behind = _HE_SHE.match(text, mention.end) or (
        _SAID_HE.match(text, mention.end) if surname else None
    )
    if behind is None or _PREPOSED.search(before) or _OWNED.match(text, mention.end):
        return False
    return _NAMED.search(_PREPOSED_NAME.sub(" ", behind[0])) is None


def _of_neighbours(
    text: str, mention: Mention, before: str, several: bool, told: Iterable[Span]
) -> Iterator[str]:
    if _WHO.match(text, mention.end):
        yield "who"
    says = _SAYS_AFTER.match(text, mention.end) or _SAYS_BEFORE.search(before)
    if says:
        yield "said" if several or mention.full != mention.text else "announced"
    if (several or mention.full != mention.text) and _meant_by_pronoun(text, mention, before):
        yield "pronoun"
    if _THE.search(before):
        yield (
            "many"
            if mention.text.endswith("s") and not several and mention.full != mention.text
            else "the"
        )
    if _SPOKESMAN_FOR.search(before) or _ITS_SPOKESMAN.match(text, mention.end):
        yield "spokesman"
    for span in told:
        head = head_noun(text[span.start : span.end])
        if span.start >= mention.end and LEADS.match(text, span.start):
            yield "what he is"
        if is_person_noun(head) and not is_body_noun(head) and head.lower() not in _ADJECTIVES:
            yield "what he is"
        elif is_body_noun(head) and not is_person_noun(head):
            yield "what it is"


def _guess(mention: Mention) -> str:
    """What the words of a name alone say."""
    words = [word.lower().rstrip(".") for word in mention.text.split()]
    whole = " ".join(words)
    if words[0] == "st" and len(words) > 1 and words[-1] not in BODY_WORDS:
        return "listed place"
    if whole in PLACES or ALIASES.get(whole, whole) in PLACES:
        return "listed place"
    if len(words) > 1 and words[-1] in EVENTS:
        return "listed place"
    if len(words) > 1 and (words[-1] in BODY_WORDS or words[0] in BODY_WORDS - {"post"} or (
        "of" in words and any(word in BODY_WORDS for word in words[: words.index("of")])
    )):  # fmt: skip
        return "word of a body"
    return ""
