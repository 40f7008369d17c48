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
_DRESS = re.compile(
    r"(?i)^(?:by|source|agency|from)\b:?\s*|\s*(?:staff|writers?)$|\s+and (?:news )?agencies$"
)


def agency(mark: str) -> str:
    """The agency that `mark` ("AP", "The Associated Press", "Northern Wire") names, or ""."""
    bare = " ".join(_DRESS.sub("", mark.strip(" ()[].,;:-–—")).split())
    if bare.lower() in _SHORT:
        known = bare.isupper() or bare in ("dpa",) or len(bare) > 3
        return _SHORT[bare.lower()] if known else ""
    return bare if _GENERIC.fullmatch(bare) else ""


def is_mark(mark: str) -> bool:
    """Whether `mark` stands for one agency or for "agencies" in general."""
    return bool(agency(mark)) or mark.strip(" ()").lower() in _UNNAMED
