"""News agencies: the marks that tell a text is theirs."""

from __future__ import annotations

import re

_SHORT = {
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
_UNNAMED = ("agencies", "news agencies", "wire reports", "agency", "wires", "wire services")
_ACRONYM = re.compile(r"[A-Z][A-Z0-9]{1,5}|[A-Z](?:\.[A-Z]){1,5}\.?")
_NAMED = re.compile(
    r"(?:[A-Z][\w&'’-]* ){1,3}(?:Press|News|Wires?|Agency|Service|Media|Newswire|Features)"
)
_NO_AGENCY = frozenset(
    "UK US USA U.S. U.S.A. U.K. UAE EU UN DRC GMT UTC EST PST CET LIVE VIDEO FILE PHOTO UPDATE"
    " UPDATED UPDATES AM PM".split()
)
_DRESS = re.compile(
    r"(?i)^(?:by|source|agency|from)\b:?\s*|\s*(?:staff|writers?)$|\s+and (?:news )?agencies$"
)
# A desk of an agency: "CNN Business", "AFP Sport".
_SECTION = re.compile(
    r" (?:Business|Sports?|Politics|Health|Travel|Style|Science|Entertainment|Photos?)$"
)


def agency(mark: str) -> str:
    """The agency that `mark` ("AP", "The Associated Press", "Northern Wire") names, or ""."""
    bare = " ".join(_DRESS.sub("", mark.strip(" ()[].,;:-–—")).split())
    if bare.lower() not in _SHORT:
        bare = _SECTION.sub("", bare)
    if bare.lower() in _SHORT:
        known = bare.isupper() or bare in ("dpa",) or len(bare) > 3
        return _SHORT[bare.lower()] if known else ""
    return bare if _GENERIC.fullmatch(bare) else ""


def in_brackets(mark: str) -> str:
    """The agency that the brackets of a dateline name ("AP", "MPA", "Reuters, AFP"), or "".

    Beside the known ones, capitals and names such as "Lusara Press" count there as
    agencies, as they are written; the first of several is taken.
    """
    first = re.split(r"\s*[/,;&]\s*|\s+and\s+", mark.strip())[0]
    if known := agency(mark) or agency(first):
        return known
    credible = _ACRONYM.fullmatch(first) or _NAMED.fullmatch(first)
    return first if credible and first not in _NO_AGENCY else ""


def is_mark(mark: str) -> bool:
    """Whether `mark` stands for one agency or for "agencies" in general."""
    return bool(agency(mark)) or mark.strip(" ()").lower() in _UNNAMED
