"""Who is named in an article: which names mean one, and whether it is a person or a body."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from assistant.facts.forenames import MEN, WOMEN
from assistant.facts.roles import (
    HONORIFICS,
    LEADS,
    PERSONS,
    RANKS,
    TITLE_PARTS,
    TITLES,
    head_noun,
    is_body_noun,
    is_person_noun,
    role_after,
    role_before,
    role_with_comma,
)
from vectorstore.language import Name, Span, names
from vectorstore.language.lists import listed
from vectorstore.language.places import ALIASES, DEMONYMS, PLACES
from vectorstore.language.terms import STOP_WORDS, fold

Kind = Literal["person", "organisation", "place", ""]
Sex = Literal["m", "f", ""]

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
    "pronoun": ("person", 1),
    "word of a body": ("organisation", 5),
    "capitals": ("organisation", 2),
    "the": ("organisation", 1),
    "many": ("organisation", 6),
    "what it is": ("organisation", 3),
    "spokesman": ("organisation", 3),
    "announced": ("organisation", 1),
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
_SPELT = re.compile(r"\s\((?P<short>[A-Z][A-Za-z]{0,2}[A-Z]{1,5})\)")
_FEMALE = listed(
    "mrs ms miss dame lady madam queen princess baroness duchess congresswoman spokeswoman"
    " chairwoman councilwoman actress sister"
)
_MALE = listed(
    "mr sir lord king prince baron duke congressman spokesman chairman councilman father emperor"
    " sultan sheikh imam rabbi"
)
_NO_NAMES = listed(
    """
    covid covid-19 coronavirus internet christmas easter ramadan olympics olympic games republican
    republicans democrat democrats democratic conservative conservatives labour liberal liberals
    god lord bible earth sun moon web http https read more photo image video watch getty images
    north south east west northern southern eastern western european african asian american
    americans british britons english french german russian chinese muslim muslims christian
    christians jewish jews black white asian hispanic latino latinos native catholic protestant
    sunni shia kurdish arab arabs gen z k-pop tv uk us u.s usa eu gmt bst am pm ceo cfo coo cto id
    dna rna gdp cpi hiv aids pdf mr mrs editor sign subscribe follow related share copyright
    spring summer autumn winter constitution act bill
    """
)
_POSSESSIVE = re.compile(r"[’'][sS]?$")
_ARTICLE = re.compile(r"\b(?:al|el|ad|as|ash|an|ar|at|az)[-‐‑’'](?=\w)")
_REST = re.compile(
    r"[-‐‑](?!(?:backed|led|based|style|era|linked|run|born|owned|appointed|like)\b)[a-z]+\b"
)
_SECRETARY = "Secretary of State "
_OF_STATE = re.compile(r"Secretary of $")
_OF = re.compile(r"[ \xa0]of[ \xa0]")
_OFFICE = listed("gm ceo cfo coo cto mp mep msp qb")
_EVENTS = listed(
    """
    cup games championship championships festival awards award prize league-cup open olympics war
    day week act law bill amendment treaty agreement accord summit series show tour album song film
    movie book novel virus syndrome disease hurricane storm typhoon cyclone medal trophy derby
    marathon grand prix masters bowl final finals season century era constitution plan deal fund-act
    street road avenue lane river lake island islands park beach hills heights valley county state
    city town village province mountain mountains bridge airport station stadium square tower hall
    museum gallery palace cathedral ocean sea bay coast theatre theater arena zoo garden gardens
    pass model phone edition index average code protocol convention declaration language telescope
    mission rover fire wildfire flood earthquake tsunami massacre trial scandal crisis
    """
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in an article: `start` to `end` without its title, which begins at `outer`.

    `full` is the name as the article first spells it out: "Jane Roe" for a later "Ms Roe".
    """

    outer: int
    start: int
    end: int
    title: str
    text: str
    full: str

    @property
    def titled(self) -> bool:
        """Whether a title stands before it."""
        return self.outer < self.start


class Cast:
    """The names of an article in order, each with the full name that it stands for."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.mentions = _resolved(text, _names_apart(text, list(_bare(text))))
        self._starts = [mention.start for mention in self.mentions]
        self._roles: dict[int, tuple[Span, ...]] = {}

    def roles(self, mention: Mention) -> tuple[Span, ...]:
        """The phrases beside a mention that say who or what it is."""
        if mention.start not in self._roles:
            self._roles[mention.start] = _roles(self.text, mention)
        return self._roles[mention.start]

    def within(self, start: int, end: int) -> list[Mention]:
        """The names between two places, in order."""
        found = self.mentions[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return [mention for mention in found if mention.end <= end]

    @cached_property
    def by_name(self) -> dict[str, list[Mention]]:
        """The mentions of each full name."""
        found: dict[str, list[Mention]] = defaultdict(list)
        for mention in self.mentions:
            found[mention.full].append(mention)
        return dict(found)

    @cached_property
    def signs(self) -> dict[str, frozenset[str]]:
        """What the neighbours of each name say it is."""
        alone = {m.full for m in self.mentions if " " not in m.text and " " in m.full}
        return {
            name: frozenset(
                sign
                for mention in found
                for sign in _signs(self.text, mention, self.roles(mention))
            ) | ({"surname"} if name in alone else frozenset())
            for name, found in self.by_name.items()
        }  # fmt: skip

    def kind(self, name: str) -> Kind:
        """What a full name of this article names, as far as the article alone tells."""
        return kind(self.signs.get(name, frozenset()))

    @cached_property
    def sexes(self) -> dict[str, Sex]:
        """Whom "he" or "she" may mean: by title, role or forename."""
        return {name: self._sex(found) for name, found in self.by_name.items()}

    @cached_property
    def _offices(self) -> dict[str, list[Mention]]:
        """The persons whom a title or a role of one word names."""
        found: dict[str, list[Mention]] = defaultdict(list)
        for mention in self.mentions:
            if mention.titled:
                found[mention.title.split()[-1].lower().rstrip(".")].append(mention)
            for start, end in self.roles(mention):
                found[head_noun(self.text[start:end]).lower()].append(mention)
        return dict(found)

    def holder(self, office: str, before: int) -> str:
        """Who "the commander" is at a place: the one person of that title or role named before."""
        named = {m.full for m in self._offices.get(office.lower(), ()) if m.start < before}
        return named.pop() if len(named) == 1 else ""

    def _sex(self, found: Sequence[Mention]) -> Sex:
        for mention in found:
            words = {word.lower().rstrip(".") for word in mention.title.split()}
            for start, end in self.roles(mention):
                words.add(head_noun(self.text[start:end]).lower())
            if words & _FEMALE:
                return "f"
            if words & _MALE:
                return "m"
        first = found[0].full.lower().split()[0]
        if first in MEN and first not in WOMEN:
            return "m"
        return "f" if first in WOMEN and first not in MEN else ""


@lru_cache(maxsize=1024)
def cast(text: str) -> Cast:
    """The names of a text; the same text is read once."""
    return Cast(text)


def kind(signs: Iterable[str]) -> Kind:
    """What signs together say of a name; nothing where they are few or at odds."""
    weight: Counter[Kind] = Counter()
    for sign in signs:
        of, value = _SIGNS[sign]
        weight[of] += value
    if not weight:
        return ""
    ranked = sorted(weight.items(), key=lambda item: (-item[1], item[0]))
    best, most = ranked[0]
    second = ranked[1][1] if len(ranked) > 1 else 0
    return best if most >= _NEEDED[best] and most >= second + 2 else ""


@lru_cache(maxsize=32768)
def key(name: str) -> tuple[str, ...]:
    """A name's words to compare it by: lower case, without accents and points."""
    plain = _ARTICLE.sub("", fold(_POSSESSIVE.sub("", name)))
    return tuple(word for word in re.split(r"[\s.]+", plain) if word)


def _bare(text: str) -> Iterator[Mention]:
    """The names of a text without their titles, those that name nobody left out."""
    for name in _joined(text, names(text)):
        start, title = _untitled(name)
        outer = name.start
        if _OF_STATE.search(text, max(0, outer - 13), outer) and text.startswith("State ", start):
            title, outer, start = "Secretary of State", outer - len("Secretary of "), start + 6
        end = name.end
        if " " in text[start:end] and (rest := _REST.match(text, end)):
            end = rest.end()
        if of := _OF.search(text, start, end):
            first = text[start : of.start()].lower().split()
            of_place = fold(text[of.end() : end]) in PLACES
            known = first[0] in MEN or first[0] in WOMEN or bool(title) or of_place
            if len(first) > 1 and known and not is_body(first):
                end = of.start()
        bare = text[start:end]
        if "\n" in bare or not bare.strip() or _nobody(bare, title):
            continue
        yield Mention(outer, start, end, title, bare, bare)


_PARTED = re.compile(r" (?:for|of the|on|of) | and ")
_SECOND = listed(
    """
    services prevention technology development families diseases aging education welfare sport
    sports tourism culture communications medicine research management statistics trade industry
    commerce affairs security agriculture forestry fisheries energy climate environment science
    innovation skills pensions customs explosives firearms transport housing planning justice
    labour finance
    """
)
_OFFICES = listed(
    "office centers centres center centre department ministry institute committee council"
)


def _joined(text: str, found: Sequence[Name]) -> Iterator[Name]:
    """Names, the parts of "Office for National Statistics" together."""
    last: Name | None = None
    for name in found:
        if last is not None and _one_body(text, last, name):
            last = Name(last.start, name.end, text[last.start : name.end], False, last.kind)
            continue
        if last is not None:
            yield last
        last = name
    if last is not None:
        yield last


def _one_body(text: str, one: Name, other: Name) -> bool:
    gap = text[one.end : other.start]
    if not _PARTED.fullmatch(gap):
        return False
    words = one.text.lower().split()
    if gap == " and ":
        second = other.text.lower().split()
        if len(words) == 1 and second[-1] in _BODY_WORDS | {"administration"}:
            # "the Food and Drug Administration"
            return len(second) > 1 and text[: one.start].endswith("the ")
        return len(second) < 3 and second[-1] in _SECOND and not _OFFICES.isdisjoint(words)
    return words[-1] in _OFFICES


def _untitled(name: Name) -> tuple[int, str]:
    """Where a name begins behind its title, and the title."""
    if name.text.startswith(_SECRETARY) and len(name.text) > len(_SECRETARY):
        return name.start + len(_SECRETARY), _SECRETARY.strip()
    words = list(re.finditer(r"\S+", name.text))
    # "Reds GM Ann Poe": the office stands between the body and the name.
    office = TITLES | PERSONS | _OFFICE
    at = next((n for n in range(len(words) - 3, -1, -1) if words[n][0].lower() in office), -1)
    follows = words[at + 1][0].lower() if at >= 0 else "of"
    if follows not in ("of", "for", "and", "&") and not is_body([words[-1][0]]):
        return name.start + words[at + 1].start(), name.text[: words[at].end()]
    at = 0
    while at < len(words) - 1:
        word = words[at][0].lower().rstrip(".")
        following = words[at + 1][0].lower().rstrip(".")
        is_title = word in TITLES or word in HONORIFICS or word in RANKS
        if not is_title and not (word in TITLE_PARTS and following in TITLES | TITLE_PARTS):
            break
        at += 1
    rest = [word[0].lower() for word in words[at:]]
    if at and (rest[0] in ("of", "for", "and") or rest[-1] in _BODY_WORDS):
        return name.start, ""
    return name.start + words[at].start(), name.text[: words[at].start()].strip()


def _nobody(bare: str, title: str) -> bool:
    words = bare.lower().split()
    if len(words) == 1:
        word = words[0].rstrip(".")
        if word in _ALONE:
            return True
        return len(word) < 2 or word in _NO_NAMES or (not title and word in DEMONYMS) or (
            word in STOP_WORDS and not bare.isupper()
        )  # fmt: skip
    return len(words) > 7 or words[0] in ("i", "the")


def _names_apart(text: str, found: list[Mention]) -> list[Mention]:
    """Names without those that only begin an office: "Senate Minority" Leader Ann Poe."""
    after: list[Mention | None] = [*found[1:], None][: len(found)]
    return [
        one
        for one, following in zip(found, after, strict=True)
        if not (
            following is not None
            and following.titled
            and " " in one.text
            and text[one.end : following.outer] == " "
            and not is_body(one.text.split()[-1:])
        )
    ]


def _resolved(text: str, found: list[Mention]) -> list[Mention]:
    """Each mention with the full name it stands for."""
    spelt: dict[str, str] = {}
    initials: dict[str, str] = {}
    by_last: dict[str, list[Mention]] = defaultdict(list)
    for mention in found:
        words = mention.text.split()
        if len(words) < 2:
            continue
        by_last[key(mention.text)[-1] if key(mention.text) else ""].append(mention)
        if match := _SPELT.match(text, mention.end):
            spelt[match["short"]] = mention.text
        short = "".join(word[0] for word in words if word[0].isupper())
        if len(short) > 2:
            initials.setdefault(short, mention.text)
    return [_full(mention, spelt, initials, by_last) for mention in found]


def _full(
    mention: Mention,
    spelt: dict[str, str],
    initials: dict[str, str],
    by_last: dict[str, list[Mention]],
) -> Mention:
    parts = key(mention.text)
    if not parts:
        return mention
    text = mention.text.replace(".", "")
    full = ""
    if text in spelt:
        full = spelt[text]
    elif text.isupper() and len(text) > 2 and text in initials:
        full = initials[text]
    else:
        full = _longer(mention, parts, by_last)
    return Mention(
        mention.outer, mention.start, mention.end, mention.title, mention.text, full or mention.text
    )


def _longer(mention: Mention, parts: tuple[str, ...], by_last: dict[str, list[Mention]]) -> str:
    """The longest earlier spelling of a person's name that this may be short for."""
    before = [one for one in by_last.get(parts[-1], ()) if one.start < mention.start]
    after = [one for one in by_last.get(parts[-1], ()) if one.start >= mention.start]
    if len(parts) == 1:
        if parts[0] in PLACES or parts[0] in ALIASES or mention.text.isupper():
            return ""
        fulls = [one.text for one in reversed(before) if _personal(one) and _fits(mention, one)]
        later = list(
            dict.fromkeys(one.text for one in after if _personal(one) and _fits(mention, one))
        )
        # A headline or a first line may say "Roe" before the text says who that is.
        found = fulls[:1] or (later if len(later) == 1 else [])
        return _first(found[0], before) if found else ""
    whole = next((one for one in before if _ends_with(key(one.text), parts)), None)
    return whole.text if whole and parts[-1] in _BODY_WORDS else _first(mention.text, before)


def _fits(short: Mention, full: Mention) -> bool:
    """Whether a title lets a surname mean a full name: "Mrs Roe" is no "Tom Roe"."""
    title = short.title.lower().rstrip(".")
    first = full.text.split()[0].lower()
    other = WOMEN - MEN if title in _MALE else MEN - WOMEN if title in _FEMALE else frozenset()
    return first not in other


def _ends_with(longer: tuple[str, ...], parts: tuple[str, ...]) -> bool:
    return len(longer) > len(parts) and longer[-len(parts) :] == parts


def _first(name: str, before: list[Mention]) -> str:
    """How the article spelt the name first: "Jane M. Roe" for "Jane Roe"."""
    parts = key(name)
    for one in before:
        other = key(one.text)
        if other[0] == parts[0] and other[-1] == parts[-1] and len(other) >= 2 and (
            set(parts) <= set(other) or set(other) <= set(parts)
        ):  # fmt: skip
            return one.text
    return name


def _personal(mention: Mention) -> bool:
    """Whether a name of several words may be a person's: no word of it names a body or place."""
    words = [word.lower() for word in mention.text.split()]
    whole = " ".join(words)
    if whole in PLACES or words[-1] in _EVENTS or any(is_body_noun(word) for word in words):
        return False
    return len(words) <= 4 and words[0] not in _NO_NAMES and words[0] not in DEMONYMS


def _roles(text: str, mention: Mention) -> tuple[Span, ...]:
    """The phrases around a mention that say who or what it is."""
    floor = max(0, mention.outer - 120)
    found = (
        role_with_comma(text, mention.outer, floor),
        role_before(text, mention.outer, floor),
        role_after(text, mention.end),
    )
    return tuple(span for span in found if span is not None)


_ADJECTIVES = listed(
    "major general chief head principal lead premier private count champion star model fellow"
    " deputy"
    " host junior senior veteran corporal corporate representative rebel suspect"
)


def _signs(text: str, mention: Mention, told: Iterable[Span]) -> Iterator[str]:
    """What stands beside a mention that says what it names."""
    words = mention.text.lower().split()
    several = len(words) > 1
    before = text[max(0, mention.outer - 60) : mention.outer]
    if mention.titled:
        yield "title"
    guess = _guess(mention)
    if guess:
        yield guess
    elif several and _personal(mention):
        yield "two words"
        if words[0] in MEN or words[0] in WOMEN:
            yield "forename"
        if _AGE.match(text, mention.end):
            yield "age"
    if guess != "listed place":
        yield from _of_neighbours(text, mention, before, several, told)
    if mention.text.replace(".", "").replace("&", "").isupper() and len(mention.text) > 1:
        yield "capitals"
    if _IN.search(before):
        yield "in"
    state = _STATE.match(text, mention.end)
    if state and fold(state["state"].rstrip(".")) in PLACES:
        yield "of a state"


def _of_neighbours(
    text: str, mention: Mention, before: str, several: bool, told: Iterable[Span]
) -> Iterator[str]:
    if _WHO.match(text, mention.end):
        yield "who"
    says = _SAYS_AFTER.match(text, mention.end) or _SAYS_BEFORE.search(before)
    if says:
        yield "said" if several else "announced"
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


_ALONE = listed(
    """
    department administration office committee board council court university school hospital
    college church army police service services fund group company center centre agency bureau
    commission authority party club league union bank news times post institute ministry house
    association network front guard forces drug navy force media energy
    """
)
_BODY_WORDS = listed(
    """
    ltd inc corp plc llc company corporation group holdings bank ministry department bureau agency
    authority commission committee council court parliament congress senate assembly party front
    union alliance coalition federation association society institute university college school
    church army navy police brigade militia observatory organisation organization foundation trust
    airlines airways motors industries systems bros brothers nations network service services office
    administration laboratory laboratories centre center hospital club league times post news press
    journal broadcasting media entertainment pictures studios records technologies pharmaceuticals
    energy partners capital securities insurance associates fund board guard forces force reserve
    """
)


def is_body(words: Iterable[str]) -> bool:
    """Whether the words of a name hold one that bodies are called by: "Harrow Savings Bank"."""
    return any(word.lower().rstrip(".") in _BODY_WORDS for word in words)


def _guess(mention: Mention) -> str:
    """What the words of a name alone say."""
    words = [word.lower().rstrip(".") for word in mention.text.split()]
    whole = " ".join(words)
    if words[0] == "st" and len(words) > 1 and words[-1] not in _BODY_WORDS:
        return "listed place"
    if whole in PLACES or ALIASES.get(whole, whole) in PLACES:
        return "listed place"
    if len(words) > 1 and words[-1] in _EVENTS:
        return "listed place"
    if len(words) > 1 and (words[-1] in _BODY_WORDS or words[0] in _BODY_WORDS - {"post"} or (
        "of" in words and any(word in _BODY_WORDS for word in words[: words.index("of")])
    )):  # fmt: skip
        return "word of a body"
    return ""
