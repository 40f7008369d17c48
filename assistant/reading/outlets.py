"""Names of news agencies and outlets, and what tells them from writers, places and sections."""

from __future__ import annotations

import re

from assistant.reading.boilerplate_patterns import BESIDE_NAVIGATION, NAVIGATION
from assistant.reading.layout import is_sentence
from vectorstore.outlets import is_site

# News agencies: the marks that tell a text is theirs.

_AGENCIES = {
    "the associated press": "AP", "associated press": "AP", "ap": "AP",
    "reuters": "Reuters", "thomson reuters": "Reuters",
    "agence france-presse": "AFP", "agence france presse": "AFP", "afp": "AFP",
    "pa": "PA", "pa media": "PA", "press association": "PA", "the press association": "PA",
    "pa news agency": "PA", "dpa": "dpa", "deutsche presse-agentur": "dpa",
    "upi": "UPI", "united press international": "UPI", "xinhua": "Xinhua",
    "xinhua news agency": "Xinhua", "tass": "TASS", "itar-tass": "TASS", "interfax": "Interfax",
    "ansa": "ANSA", "efe": "EFE", "ani": "ANI", "pti": "PTI", "press trust of india": "PTI",
    "ians": "IANS", "bloomberg": "Bloomberg", "bloomberg news": "Bloomberg", "cnn": "CNN",
    "kyodo": "Kyodo", "kyodo news": "Kyodo", "yonhap": "Yonhap", "sana": "SANA", "apa": "APA",
    "anadolu": "Anadolu", "anadolu agency": "Anadolu", "ria novosti": "RIA Novosti",
    "bernama": "Bernama", "antara": "Antara", "aap": "AAP", "canadian press": "Canadian Press",
    "the canadian press": "Canadian Press", "irna": "IRNA", "wam": "WAM", "ritzau": "Ritzau",
    "belga": "Belga", "lusa": "Lusa", "tt": "TT", "ntb": "NTB", "stt": "STT", "pap": "PAP",
    "ukrinform": "Ukrinform",
}  # fmt: skip
_GENERIC = re.compile(
    r"(?:The )?[A-Z][\w.&'’-]*(?: [A-Z][\w.&'’-]*){0,3}"
    r" (?:Wires?|Newswire|News Agency|News Service|Press Agency|Wire Service|Press Association)"
)
_UNNAMED = (
    "staff and agencies",
    "staff reporters",
    "staff",
    "agencies",
    "news agencies",
    "wire reports",
    "agency",
    "wires",
    "wire services",
)
_ACRONYM = re.compile(r"[A-Z][A-Z0-9]{1,5}|[A-Z](?:\.[A-Z]){1,5}\.?")
_NO_AGENCY = frozenset(
    "UK US USA U.S. U.S.A. U.K. UAE EU UN DRC GMT UTC EST PST CET LIVE VIDEO FILE PHOTO UPDATE"
    " UPDATED UPDATES AM PM".split()
)
_AROUND_AGENCY = re.compile(
    r"(?i)^(?:by|source|agency|from)\b:?\s*"
    r"|(?<!\s)\s*+(?:staff|writers?|(?<=\s)and (?:news )?agencies)$"
)
# A desk of an agency: "CNN Business", "AFP Sport".
_NEWSROOM = re.compile(
    r" (?:Business|Sports?|Politics|Health|Travel|Style|Science|Entertainment|Photos?)$"
)


def agency(mark: str) -> str:
    """The agency that `mark` ("AP", "The Associated Press", "Northern Wire") names, or ""."""
    bare = " ".join(_AROUND_AGENCY.sub("", mark.strip(" ()[].,;:-–—")).split())
    if bare.lower() not in _AGENCIES:
        bare = _NEWSROOM.sub("", bare)
    if bare.lower() in _AGENCIES:
        written = bare.isupper() or bare == "dpa" or len(bare) > 3
        return _AGENCIES[bare.lower()] if written else ""
    return bare if _GENERIC.fullmatch(bare) else ""


def agency_in_brackets(mark: str) -> str:
    """The agency that the brackets of a dateline name ("AP", "MPA", "Reuters, AFP"), or "".

    Beside the known ones capitals count there as agencies; the first of several is taken.
    """
    first = re.split(r"(?<!\s)\s*+(?:[/,;&]|(?<=\s)and\s)", mark.strip(), maxsplit=1)[0]
    if known := agency(mark) or agency(first):
        return known
    return first if _ACRONYM.fullmatch(first) and first not in _NO_AGENCY else ""


def is_agency(mark: str) -> bool:
    """Whether `mark` stands for one agency or for "agencies" in general."""
    return bool(agency(mark)) or mark.strip(" ()").lower() in _UNNAMED


# Outlets: newspapers, broadcasters, news sites.

_MOST_WORDS = 6
_CAPITAL = r"[A-ZÀ-Þ0-9&][\w.&'’+-]*"
_LINKING = r"of|the|and|de|la|le|der|des|du|del|della|di|do|da|van|von|und|et"
NAME_FORM = re.compile(rf"(?!&){_CAPITAL}(?: (?:{_CAPITAL}|{_LINKING})){{0,5}}")
"""A pattern for what may be the name of an outlet or a place: capitalised words."""
# Initials such as BBC; longer ones with a vowel may be a place ("OSLO").
_INITIALS = re.compile(r"[A-Z]{2,3}|[B-DF-HJ-NP-TV-XZ]{4,5}")
_CAMEL = re.compile(r"[A-Z]+[a-z]+[A-Z]\w*")
_ROLES = frozenset(
    "reporter reporters correspondent correspondents editor editors writer writers desk staff team"
    " newsroom bureau columnist analyst contributor contributors".split()
)
_SPECIAL = re.compile(r"^(?i:special)(?:ly)? (?i:to|for) (?=[A-Z])")
# Words that outlets are named with; those that are common surnames ("Sun") are left out.
_WORDS = frozenset(
    "advertiser advocate argus beacon broadcasting bulletin business channel chronicle"
    " courier daily digest dispatch echo enquirer examiner express gazette globe guardian"
    " herald independent inquirer insider journal ledger magazine mail media mercury mirror"
    " monitor monthly network news newspaper newswire observer online outlook post press"
    " quarterly radio record register review sentinel standard star statesman telegraph"
    " television times today tribune tv voice weekly wire world"
    " anzeiger bote correio corriere courant courrier dagblad diario dépêche folha gaceta gazzetta"
    " giornale jornal kurier matin messaggero monde nachrichten nieuws notícias périodico presse"
    " quotidien rundschau républicain tagblatt tageblatt tageszeitung voix zeitung".split()
)
_MASTHEAD = re.compile(
    r"(?:The |Daily |Sunday |Evening |Morning )*(?:[A-Z][\w'’&-]*\s+){0,4}(?:Gazette|Herald"
    r"|Tribune|Courier|Chronicle|Telegraph|Examiner|Argus|Sentinel|Inquirer|Monitor|Times|Observer"
    r"|Guardian|Dispatch|Advertiser|Bulletin|Newspaper)"
    r"|(?:The |Daily |Sunday )+(?:[A-Z][\w'’&-]*\s+){0,3}(?:Post|Mail|Star|Sun|Express|Mirror|Echo"
    r"|Record|Standard|Independent|Globe|Register|Press|News|Journal|Review|Reporter|Mercury|World)"
    r"|[A-Z][\w'’&-]*(?: [A-Z][\w'’&-]*)? (?:News|Online)|[A-Z][\w-]*\.(?:com|org|net|news"
    r"|co\.\w\w|[a-z]{2})"
)
_BEFORE_SITE = re.compile(r"(?<!\s)\s++(?:[|–—-]|::)\s++")


def is_masthead(text: str) -> bool:
    """Whether a whole line is, by its form, the name of a newspaper or a news site."""
    return bool(_MASTHEAD.fullmatch(text)) and len(text.split()) <= 5


def is_outlet(name: str, known: str = "") -> bool:
    """Whether `name` is, by its form, an outlet's and not a writer's, a place or a section.

    `known` is a name or address by which the outlet is recognised whatever its form.
    """
    words = name.split()
    if not words or len(words) > _MOST_WORDS or not NAME_FORM.fullmatch(name):
        return False
    low = [word.lower().strip(".,") for word in words]
    if known and same_outlet(name, known):
        return True
    if low[-1] in _ROLES or all(word in NAVIGATION or word in BESIDE_NAVIGATION for word in low):
        return False
    if is_masthead(name) or agency(name) or is_site(name) or words[0] == "The":
        return True
    if len(words) == 1:
        return bool(_INITIALS.fullmatch(name) or _CAMEL.fullmatch(name))
    return any(word in _WORDS for word in low) or "of" in low


_COMMON = frozenset(
    "world star record review monitor voice record register post mail times".split()
)


def is_paper(name: str) -> bool:
    """Whether the last word of a name is one that newspapers have and hardly anything else."""
    low = name.lower().split()
    return is_outlet(name) and low[-1] in _WORDS - _COMMON | {"post", "mail", "times"}


def employer(line: str) -> str:
    """The outlet or agency that a line below a writer's name tells: "Special to The Port
    Herald", "AP", "PORT TODAY Sports", "The Herald | portherald.example"; "" for any other line.
    """
    named, special = _SPECIAL.subn("", line)
    first = named.partition("|")[0].strip()
    words = first.split()
    if not words or len(words) > _MOST_WORDS or is_sentence(line) or not NAME_FORM.fullmatch(first):
        return ""
    shouted = len(words) > 1 and words[0].isupper() and words[1].lower() in _WORDS
    return first if special or shouted or agency(first) or is_outlet(first) else ""


def same_outlet(name: str, other: str) -> bool:
    """Whether two names have the same letters, "The" and what ends an address left aside."""
    letters = _letters(name)
    return bool(letters) and letters == _letters(other)


def without_site(title: str, publisher: str) -> tuple[str, str]:
    """`title` without the outlet's name at its end, and that name ("" when none was there).

    `publisher` is a name or address by which the outlet is recognised, with one word behind
    it for a section or an edition ("CNN Business"), and where the title is cut ("CNN ...").
    """
    marks = list(_BEFORE_SITE.finditer(title))
    if not marks:
        return title, ""
    bare = title[: marks[-1].start()].strip()
    name = title[marks[-1].end() :].strip(" .…")
    for outlet in (name, name.rpartition(" ")[0]):
        if publisher and same_outlet(outlet, publisher):
            return bare, outlet
    return (bare, name) if is_masthead(name) else (title, "")


def _letters(name: str) -> str:
    """The letters and digits that tell one outlet from another, in small letters."""
    bare = re.sub(r"^(?:https?://)?(?:www\.)?", "", name.casefold()).split("/")[0]
    if is_site(bare):
        bare = max(bare.split(".")[:-1], key=len)
    letters = re.sub(r"[\W_]+", "", bare)
    return letters.removeprefix("the") or letters
