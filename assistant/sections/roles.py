"""What a name's neighbours say it is: "harbour master Jane Roe", "Jane Roe, a nurse,"."""

from __future__ import annotations

import re

from vectorstore.text import Span
from vectorstore.text.lexicon import listed
from vectorstore.text.terms import STOP_WORDS

HONORIFICS = listed(
    "mr mrs ms miss dr prof sir dame lord lady rev fr hon msgr madam mx mme sra senor señor"
)
RANKS = listed(
    "gen lt col maj capt sgt cpl pvt adm cmdr brig supt insp det sen rep gov rt sens reps pres pfc"
)
TITLES = listed(
    """
    professor baron baroness king queen prince princess pope archbishop bishop cardinal imam
    ayatollah sheikh sheik rabbi reverend father sister president premier chancellor minister
    secretary senator congressman congresswoman representative governor mayor judge justice
    attorney ambassador envoy general lieutenant colonel major captain sergeant corporal private
    admiral commander brigadier marshal inspector superintendent constable officer detective chief
    chairman chairwoman chair director spokesman spokeswoman spokesperson speaker leader coach mp
    emperor emir sultan count duke duchess earl sheriff commissioner councillor councilman
    councilwoman deputy ceo cfo pm doctor magistrate prosecutor trooper
    """
)
TITLE_PARTS = listed(
    """
    prime cabinet foreign defence defense interior finance vice deputy first home culture former
    attorney lieutenant major chief acting assistant under senior state crown supreme press economy
    health trade oil justice education transport environment energy justice interim
    """
)
PERSONS = TITLES | listed(
    """
    head founder co-founder cofounder owner co-owner executive analyst economist strategist lecturer
    teacher student pupil scientist researcher engineer nurse surgeon physician paramedic medic
    lawyer barrister solicitor witness passenger survivor resident neighbour neighbor farmer
    fisherman driver pilot sailor skipper mechanic electrician builder carpenter worker activist
    campaigner organiser organizer author writer novelist poet journalist reporter editor columnist
    correspondent photographer producer filmmaker actor actress singer musician composer artist
    comedian rapper player striker midfielder goalkeeper defender quarterback trainer referee
    champion athlete sprinter swimmer wife husband widow widower mother father son daughter brother
    uncle aunt cousin grandmother grandfather boyfriend girlfriend partner friend colleague
    sister diplomat negotiator mediator lawmaker legislator member politician candidate nominee
    adviser advisor aide delegate official priest pastor landlord tenant shopkeeper baker chef cook
    expert specialist fellow historian philosopher meteorologist forecaster planner architect
    designer developer programmer consultant broker trader banker investor entrepreneur tycoon
    billionaire millionaire volunteer coordinator co-ordinator manager supervisor superintendent
    administrator treasurer clerk registrar accountant auditor curator librarian dean principal
    headteacher headmaster headmistress provost rector warden guard firefighter soldier veteran
    fighter militant rebel warlord dictator monarch heir ruler tsar czar patriarch whistleblower
    critic commentator presenter host anchor broadcaster-journalist blogger influencer model dancer
    choreographer director-general secretary-general undersecretary comptroller ombudsman coroner
    pathologist master harbourmaster lifeguard ranger climber rower runner cyclist boxer golfer
    racer rider jockey captain-general salesman merchant dealer fan parent guardian customer
    client patient victim suspect defendant plaintiff inmate prisoner hostage refugee migrant
    caretaker janitor cleaner barista waiter waitress bartender hairdresser plumber welder miner
    trucker courier postman scholar theologian planter grower rancher brewer winemaker butcher
    apprentice intern assistant receptionist operator-owner lead boss supremo counsel incumbent
    challenger opponent rival predecessor successor
    """
)
BODIES = listed(
    """
    company firm operator maker manufacturer group party union charity bank agency body regulator
    ministry broadcaster newspaper magazine website network airline retailer supermarket carmaker
    automaker chain club team league association organisation organization institute university
    college think-tank thinktank tank foundation nonprofit non-profit ngo militia force alliance
    coalition movement consortium lender insurer watchdog startup start-up publisher supplier giant
    platform brand studio label contractor consultancy council committee court commission
    subsidiary shipbuilder drugmaker chipmaker brokerage hospital school museum federation
    authority service business outlet bookmaker brewery utility owner parent
    """
)
_PERSON_END = re.compile(
    r"(?:[a-z]{2}(?:ologist|ographer|ician|woman|spokesperson)|[a-z]{3}smith)$"
)
_TEMPORAL = listed("monday tuesday wednesday thursday friday saturday sunday")

_STOPS = listed(
    """
    a an the and or but of for to in on at by with from as than that this these those his her its
    their our my your said says told tells asked asks added according after before while when where
    which who whom whose if because since until about against between into over under near is was
    were are be been has had have will would can could may might must should do did does not no
    also then so including like unlike met meets named names called calls made makes new other
    another some any all both each every many most more several two three four five whether per via
    """
)
_VERBAL = re.compile(r"(?:ed|ing|’s|'s)$")
_NOT_VERBAL = listed(
    """
    retired united leading returning managing acting founding elected appointed visiting veteran
    commanding presiding outgoing incoming self-described self-styled fire-fighting shipping
    mining engineering marketing manufacturing banking housing nursing operating planning
    programming ranking governing ruling supporting accounting reigning defending trading
    """
)
_WORD_BACK = re.compile(r"(?<![\w’'.&-])(\w[\w’'.&-]*)[ \xa0]$")
_DOT = (
    r"(?:(?:(?<=\b[A-Z])|(?<=\b(?:Jan|Feb|Mar|Apr|Aug|Oct|Nov|Dec))|(?<=\bSept)"
    r"|(?<=\b(?:St|Dr|Mt|No)))\.[^,.;:—–()\[\]“”\"\n!?]{1,80})*"
)
"""A point that only ends an abbreviation: "of the Jan. 6 committee"."""
_AFTER = re.compile(
    r"[ \xa0]?,[ \xa0]+(?:(?:aged[ \xa0]+)?\d{1,3}[ \xa0]?,[ \xa0]+)?"
    r"(?P<who>who(?P<is>[’']s)?[ \xa0]+(?:currently[ \xa0]+|now[ \xa0]+)?)?"
    rf"(?P<phrase>[^,.;:—–()\[\]“”\"\n!?]{{3,140}}{_DOT})"
    r"(?P<mark>[,.;:—–()\[\]“”\"\n!?]|$)"
)
_IS = re.compile(
    r"[ \xa0]+(?:is|was)[ \xa0]+(?P<phrase>(?:an?"
    rf"|the)[ \xa0][^,.;:—–()\[\]“”\"\n!?]{{3,110}}{_DOT})"
    r"(?P<mark>[,.;:—–()]|$)"
)
_OF = re.compile(
    r"[ \xa0]+(?P<phrase>of[ \xa0]+(?:the[ \xa0]+)?(?:[A-Z][\w’'&-]*)(?:[ \xa0]+(?:of|for|the"
    r"|and|&|[A-Z][\w’'&-]*))*)"
)
LEADS = re.compile(
    r"(?:leads|heads|runs|chairs|directs|founded|co-founded|represents|owns|commands|led|ran"
    r"|headed|chaired|coaches"
    r"|teaches|studies|edits|manages|oversees)\b"
)
_INITIAL = re.compile(r"\b[A-Z]$")
_BEING = re.compile(r"(?:is|was)\s+(?=\w+\s)")
_CUT = re.compile(
    r"[ \xa0]+(?:who|whose|which|that|said|says|told|tells|added|wrote|is|was|were|has|had|will"
    r"|would|when|while"
    r"|after|before|since|as|because|but|where|until|if|tweeted|warned|called|described|argued"
    r"|explained)\b"
)
_HANGING = listed(
    "who whose which that when while after before since as because but where until if"
)
_BEHIND = re.compile(r"\s+behind$")
_TO_DO = re.compile(
    r"(?:\bto|\bwill|\bwould|\bcould|\bcan|\bmay|\bmight|\bmust|\bshould|\bdid|n[’']t)[ \xa0]$"
)
_AL = re.compile(r"\b(?:al|el)[ \xa0]$")
_KEPT = listed(
    "former current longtime late retired veteran incumbent acting interim ex then fellow star"
    " leading"
    " incoming outgoing onetime chief senior deputy vice assistant"
)
_CHANGED = listed("former then acting interim late incoming outgoing ex deputy")
_CHANGED_TO = re.compile(r"(?:then|ex|former)-[A-Z]")
RELATIVES = listed(
    """
    friend wife husband widow widower mother father son daughter brother sister uncle aunt cousin
    grandmother grandfather boyfriend girlfriend partner colleague neighbour neighbor fan parent
    rival lead victim opponent predecessor successor critic guardian heir customer client patient
    boss aide deputy suspect defendant head owner fellow member official worker guard host
    """
)
_HEAD_ENDS = listed("of for at in from with on to by near under behind outside aboard based living")
_OPENS_CLAUSE = listed(
    "told tells added asked wrote says said called"
    " he she it they we i who which and but or as when while where in on at by to for with from"
    " is was has had have"
    " if unless because you also so including plus"
    " are were will would said says not now also then there"
)


def is_person_noun(word: str) -> bool:
    """Whether a noun in the singular says what somebody is: "minister", "nurse"."""
    key = word.lower().strip("’'")
    return key in PERSONS or _PERSON_END.search(key) is not None


def is_body_noun(word: str) -> bool:
    """Whether a noun in the singular says what a body is: "charity", "airline"."""
    return word.lower() in BODIES


def head_noun(phrase: str) -> str:
    """The word a noun phrase is about: "chief economist at a bank" -> "economist"."""
    head = ""
    for position, word in enumerate(phrase.split()):
        key = word.lower().strip("’'")
        if position and key in _HEAD_ENDS:
            break
        head = word
    return re.sub(r"[’']s?$", "", head)


def role_after(text: str, end: int) -> Span | None:
    """The phrase behind a name that says what it names; nothing where none does.

    `text[end:]` begins behind the name. "Roe, 45, a nurse at St Olave's, said" gives "a nurse
    at St Olave's", "Roe, who leads the Harbour League" gives "leads the Harbour League".
    """
    if match := _AFTER.match(text, end):
        phrase, start = match["phrase"], match.start("phrase")
        if match["mark"] == "." and _INITIAL.search(phrase):
            return None
        if match["who"]:
            if match["is"]:
                return _told(text, start, phrase)
            if being := _BEING.match(phrase):
                return _told(text, start + being.end(), phrase[being.end() :])
            return _cut(text, start, phrase, 12) if LEADS.match(phrase) else None
        return _told(text, start, phrase)
    if match := _IS.match(text, end):
        phrase = match["phrase"]
        cut = _CUT.search(phrase)
        return _told(text, match.start("phrase"), phrase[: cut.start()] if cut else phrase)
    return None


def affiliation(text: str, end: int) -> Span | None:
    """ "of Harrow Savings Bank", where it follows a name."""
    match = _OF.match(text, end)
    return Span(*match.span("phrase")) if match else None


def _told(text: str, start: int, phrase: str) -> Span | None:
    first = next(iter(phrase.split()), "").lower()
    if first in _OPENS_CLAUSE:
        return None
    if (cut := _CUT.search(phrase)) and cut[0].split()[-1] not in _HANGING:
        # "Before Roe came, the mayor was": a verb follows, so the phrase is another subject.
        return None
    span = _cut(text, start, phrase, 16)
    if span is None:
        return None
    head = head_noun(text[span.start : span.end])
    return span if is_person_noun(head) or is_body_noun(head) else None


def _cut(text: str, start: int, phrase: str, most: int) -> Span | None:
    """The phrase up to the clause that hangs on it; nothing where it is too long for a role."""
    cut = _CUT.search(phrase)
    kept = phrase[: cut.start()] if cut else phrase
    kept = _BEHIND.sub("", kept.rstrip())
    if not kept or len(kept.split()) > most or kept.split()[-1].lower() in _STOPS:
        return None
    return Span(start, start + len(kept))


def role_before(text: str, start: int, floor: int) -> Span | None:
    """The phrase before a name that says what it names, or nothing.

    "coast guard spokeswoman Hanne" gives "coast guard spokeswoman"; `floor` is where the
    sentence begins. A determiner before it is left out.
    """
    at = start
    words = 0
    following = ""
    while words < 6:
        match = _WORD_BACK.search(text, max(floor, at - 40), at)
        if match is None or match.end() != at:
            break
        word = match[1]
        if words == 0 and not (is_person_noun(word) or is_body_noun(word)):
            return None
        if words and not _belongs(word, following):
            break
        if words and _TO_DO.search(text, max(floor, match.start() - 9), match.start()):
            # "to strike presenter Ann Poe": a verb before the role.
            break
        at, following = match.start(), word
        words += 1
    if words and following == "of":
        at += len("of ")
    if words > 1 and (article := _AL.search(text, max(floor, at - 4), at)):
        at = article.start()
    return Span(at, start - 1) if words else None


def widened(text: str, start: int, floor: int) -> int:
    """Where a title that begins at `start` begins with the words that say whose it is.

    "Syrian President", "the Port Ansel Mayor": the words in capitals before it, two at most.
    """
    at = start
    for _ in range(4):
        match = _WORD_BACK.search(text, max(floor, at - 40), at)
        if match is None:
            break
        word = match[1]
        if word.lower() in _CHANGED or _CHANGED_TO.match(word):
            return match.start()
        if not word[0].isupper() or _foreign(word) or word.endswith("."):
            break
        at = match.start()
    return at


def _foreign(word: str) -> bool:
    """Whether a capitalised word before a role is no part of it: a stop word, a shout."""
    key = word.lower()
    if word.isupper() and len(word) > 1:
        return len(word) > 4 or (key in STOP_WORDS and key != "us")
    return key in _STOPS or key in _TEMPORAL or key in STOP_WORDS or key in ("unless", "inside")


def _belongs(word: str, following: str) -> bool:
    """Whether a word before a role noun, or before what belongs to it, is part of the role."""
    key = word.lower()
    if key in _KEPT or (key == "of" and following[0].isupper()):
        return True
    if following.lower() in _KEPT and word.islower():
        return False
    if _foreign(word) or word.endswith(".") or (word.islower() and key.endswith("ly")):
        return False
    if word.islower() and following[0].isupper():
        # "kill Kaldian leader": before a name in a role only "former" and the like.
        return False
    return key in _NOT_VERBAL or not _VERBAL.search(key)


_HOLDER = re.compile(r"\s(?:his|her|their|my|our)\s")
# "a lawyer for the parents, Ann Poe and Tom Roe": the names are those of the parents.
_SEVERAL = re.compile(r"(?:[A-Z][\w.’'-]*[ \xa0]){1,4}and[ \xa0][A-Z]")
_COMMA_ROLE = re.compile(
    r"(?:^|(?<=[\s“\"(]))(?P<phrase>(?:[Tt]he|[Aa]n?|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir"
    r"|[Oo]ne)[ \xa0](?:[\w’'&-]+[ \xa0]){0,7}[\w’'&-]+),[ \xa0]$"
)


_KIN = re.compile(
    r"(?:^|(?<=[\s“\"(]))(?P<phrase>(?:[A-Z][\w.-]*[ \xa0]){0,2}[A-Z][\w.-]*[’']s?[ \xa0]"
    r"(?:(?:late|former|eldest|youngest|older|younger|elder|twin|estranged)[ \xa0]){0,2}"
    r"(?P<kin>[a-z-]+)),?[ \xa0]$"
)
KIN = listed(
    """
    wife husband widow widower mother father son daughter brother sister uncle aunt cousin
    grandmother grandfather grandson granddaughter boyfriend girlfriend partner stepfather
    stepmother ex-wife ex-husband nephew niece fiancé fiancée lawyer attorney agent coach
    """
)


def role_of_kin(text: str, start: int, floor: int) -> Span | None:
    """ "Roe's wife" of "Roe's wife, Ann Poe, said"; or nothing."""
    begin = max(floor, start - 60)
    match = _KIN.search(text[begin:start])
    if match is None or match["kin"] not in KIN:
        return None
    return Span(begin + match.start("phrase"), begin + match.end("phrase"))


def role_with_comma(text: str, start: int, floor: int) -> Span | None:
    """ "the foreign secretary" of "the foreign secretary, Ann Poe, said"; or nothing."""
    before = text[max(floor, start - 110) : start]
    match = _COMMA_ROLE.search(before)
    if match is None:
        return None
    phrase = match["phrase"]
    if _CUT.search(phrase) or _HOLDER.search(phrase) or _SEVERAL.match(text, start):
        return None
    head = head_noun(phrase)
    if not (is_person_noun(head) or is_body_noun(head)):
        return None
    at = max(floor, start - 110) + match.start("phrase")
    return Span(at, at + len(phrase))
