"""What stands above an article and tells of it: bylines, date lines, mastheads, datelines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from assistant.reading.agencies import agency, in_brackets, is_mark
from assistant.reading.dates import MONTH, find

_LONGEST_BYLINE = 200
_LONGEST_STAMP = 160
_COLON_PLACE_WORDS = 2
_CLOCKS = re.compile(
    r"(?i)\b\d{1,2}(?:[:.h]\d{2}){1,2}\s*(?:[ap]\.?m\b\.?)?|\b\d{1,2}\s*[ap]\.?m\b\.?|\b\d{4} hrs\b"
)
_AGO = re.compile(r"(?i)\b(?:\d+|an?|one|few) (?:minute|min|hour|hr|day|week|month)s? ago\b")
_STAMP_WORDS = frozenset(
    "published posted updated last modified first on at date created edited time issued added"
    " publish"
    " release released amended revised gmt bst utc est edt et cet cest ist pst pdt pt ct cst cdt"
    " mt aest"
    " msk eet sast hkt sgt jst local the and monday tuesday wednesday thursday friday saturday"
    " sunday mon tue"
    " tues wed weds thu thur thurs fri sat sun am pm noon midnight hrs h new update".split()
)
_DIGIT = re.compile(r"\d")
_LABELS = re.compile(
    r"(?i)\b(?:published|posted|updated|modified|date|issued|created|released?|amended)\b"
)
_LATER = re.compile(r"(?i)\b(?:updated?|modified|amended|revised|edited)\b")
_BY = re.compile(
    r"^(?:(?i:written|words|story|reported|report|posted|published|text|analysis|exclusive"
    r"|opinion)\s+)?"
    r"(?:By|BY|by(?=:|\s+[A-Z]))\s*:?\s+(?P<rest>\S.*)$"
)
_AUTHOR = re.compile(r"^(?i:authors?|writer|byline|reporter|words|text)\s*:\s*(?P<rest>\S.*)$")
_PARTICLE = (
    r"(?:de|van|von|der|den|ten|da|di|del|della|la|le|el|al|bin|bint|ibn|ben|dos|du|af|y|ter)"
)
_PART = r"(?:(?:al|el|d|l)[-’'])?[A-ZÀ-ÖØ-ÞĀ-Ž][\w’'’.-]*"
NAME = re.compile(rf"(?:{_PART})(?:\s+(?:{_PARTICLE}\s+)*{_PART}){{1,4}}")
_ROLE = re.compile(
    r"(?i)\b(?:editors?|correspondents?|reporters?|writers?|chief|analyst|columnist|staff|bureau"
    r"|desk|producer"
    r"|journalist|contributor|author|team|newsroom|online|photographer|fellow|professor|special"
    r" to|news)\b"
)
_NOT_WRITTEN = re.compile(
    r"(?i)^(?:and |with )?(?:photo(?:graph)?s?|photography|pictures|video|graphics|illustrations?)"
    r" (?:by )?.*$"
)
_NOT_NAMES = re.compile(
    r"(?i)^(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march"
    r"|april|may|june"
    r"|july|august|september|october|november|december|(?:our|a|the|an) .*|.*\bnewsroom|admin"
    r"|staff|.*\bdesk)$"
)
_DASH = r"(?:\s*\.\s?-\s+|\s*[—–]\s*|\s+-{1,2}\s+|\s*--\s*)"
_PLACE_WORD = r"[A-ZÀ-ÖØ-Þ][\w.’'À-ÿ-]*"
_PLACE = (
    rf"{_PLACE_WORD}(?:(?:\s+|,\s+|/)"
    rf"(?:(?:de|al|el|of|the|on|upon|am|di|la|le|sur)[\s-])?{_PLACE_WORD}){{0,5}}"
)
_DATE = (
    rf"(?:(?:Mon|Tues?|Wed(?:nes)?|Thur?s?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?,?\s+)?"
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s+{MONTH}\.?|{MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd"
    rf"|th)?)(?:,?\s+\d{{4}})?"
)
_DATELINE = re.compile(
    rf"^(?:(?P<place>{_PLACE}?)(?:,?\s+(?P<date>{_DATE}))?|(?P<only>{_DATE}))"
    rf"\s*(?:[(\[](?P<mark>[^()\[\]]{{2,40}})[)\]]|(?<=\s)(?P<bare>CNN(?: Business)?|AP|AFP|UPI"
    rf"|Reuters|dpa|PA))?(?:(?<=[)\]]),?\s+(?P<late>{_DATE}))?"
    rf"(?P<end>{_DASH}|:\s+|(?<=[)\]])\s+)(?=[\"“‘'(A-Z0-9À-Þ])"
)
_MARK_FIRST = re.compile(
    rf"^(?:[(\[](?P<mark>[^()\[\]]{{2,40}})[)\]](?:{_DASH}|:?\s+)|(?P<bare>CNN(?: Business)?|AP"
    rf"|AFP|UPI|Reuters|dpa"
    rf"|PA)(?:{_DASH}))(?=[\"“‘'(A-Z0-9À-Þ])"
)
_ALONE = re.compile(
    rf"^(?P<place>{_PLACE}?)(?:,\s+(?P<date>{_DATE}))?\s*(?:\((?P<mark>[^()]{{2,40}})\))?"
    rf"\s*[—–-]*$"
)
_STAMP_PLACE = re.compile(rf"^{_PLACE_WORD}(?: {_PLACE_WORD}){{0,3}}\s*(?:,|\s[-–—])\s+")
_ALONE_MARK = re.compile(
    rf"^(?:(?P<place>{_PLACE}?)\s+)?(?P<mark>CNN|AP|AFP|UPI|Reuters|dpa|PA)(?: Business)?\s*[—–-]+$"
)
_NO_PLACE = frozenset(
    "BREAKING UPDATE UPDATED EXCLUSIVE WATCH LIVE NOTE OPINION ANALYSIS VIDEO PHOTOS READ MORE Q"
    " A QUESTION"
    " ANSWER EXPLAINER FACTBOX TIMELINE CORRECTION ALERT JUST IN WARNING REVIEW INTERVIEW POLL"
    " PICTURED ABOVE"
    " THE LATEST SCORE ICYMI PROLOGUE BELOW LEFT RIGHT WHO WHAT WHEN WHERE WHY HOW TV UK US EU UN"
    " NATO I NEWS SPORT SPORTS WORLD BUSINESS POLITICS OPINION COMMENT EDITORIAL COLUMN FEATURE"
    " LETTERS OBITUARY PROFILE REPORT SPECIAL FOCUS BRIEF BRIEFS SUMMARY HIGHLIGHTS ROUNDUP"
    " PREVIEW BREXIT COVID NASA FIFA UEFA OPEC UNESCO UNICEF IMF MONDAY TUESDAY WEDNESDAY"
    " THURSDAY FRIDAY SATURDAY SUNDAY JANUARY FEBRUARY APRIL JUNE JULY AUGUST SEPTEMBER OCTOBER"
    " NOVEMBER DECEMBER YES NO".split()
)
_MASTHEAD = re.compile(
    r"(?:The |Daily |Sunday |Evening |Morning )*(?:[A-Z][\w'’&-]*\s+){0,4}(?:Gazette|Herald"
    r"|Tribune|Courier|Chronicle"
    r"|Telegraph|Examiner|Argus|Sentinel|Inquirer|Monitor|Times|Observer|Guardian|Dispatch"
    r"|Advertiser|Bulletin|Newspaper)"
    r"|(?:The |Daily |Sunday )+(?:[A-Z][\w'’&-]*\s+){0,3}(?:Post|Mail|Star|Sun|Express|Mirror"
    r"|Echo|Record|Standard"
    r"|Independent|Globe|Register|Press|News|Journal|Review|Reporter|Mercury|World)"
    r"|[A-Z][\w'’&-]*(?: [A-Z][\w'’&-]*)? (?:News|Online)|[A-Z][\w-]*\.(?:com|org|net|news"
    r"|co\.\w\w|[a-z]{2})"
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """The dates of a date line, publication before update; `labelled` by a word like "Posted"."""

    days: tuple[date, ...]
    labelled: bool


@dataclass(frozen=True, slots=True)
class Byline:
    """Who wrote it (several, or nobody named), for which agency, and the days told beside."""

    authors: tuple[str, ...] = ()
    agency: str = ""
    days: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where and when it was filed, as written, the agency marked there, and the text after."""

    text: str
    agency: str
    rest: str


def stamp(line: str) -> Stamp | None:
    """The dates of a line that tells nothing but when; None for any other line."""
    if len(line) > _LONGEST_STAMP or not _DIGIT.search(line):
        return None
    found = find(line)
    bare = line
    for one in reversed(found):
        bare = bare[: one.start] + " " + bare[one.end :]
    clocked = bool(_CLOCKS.search(bare))
    bare = _AGO.sub(" ", bare)
    words = re.findall(r"[^\W_]+", _CLOCKS.sub(" ", bare).lower())
    if not (found or clocked):
        return None
    if any(word not in _STAMP_WORDS for word in words):
        return _placed(line)
    first = [one.day for one in found if one.day and not _is_later(line[: one.start])]
    later = [one.day for one in found if one.day and _is_later(line[: one.start])]
    return Stamp(tuple(first + later), bool(_LABELS.search(line)))


def _placed(line: str) -> Stamp | None:
    """The dates behind a place ("Ostvik - 4 May 2024"), which stands in no dateline's form."""
    place = _STAMP_PLACE.match(line)
    if not place or (place[0].isupper() and "," in place[0]):
        return None
    when = stamp(line[place.end() :])
    return when if when and when.days and not when.labelled else None


def _is_later(before: str) -> bool:
    """Whether the last label in `before` is one of a change, not of the first publication."""
    labels = _LABELS.findall(before)
    return bool(labels) and bool(_LATER.fullmatch(labels[-1]))


def byline(line: str) -> Byline | None:
    """The authors of a line such as "By Jane Roe | 4 May 2024"; None for any other line."""
    if len(line) > _LONGEST_BYLINE:
        return None
    stamped, _, tail = line.rpartition(" by ")
    if stamped and (when := stamp(stamped)) and (when.labelled or when.days):
        inner = byline(f"By {tail}")
        return inner and Byline(inner.authors, inner.agency, when.days + inner.days)
    match = _BY.match(line) or _AUTHOR.match(line)
    return _people(match["rest"]) if match else None


def names(line: str) -> Byline | None:
    """The authors of a line that holds only names, with or without a role or a place."""
    bare = re.sub(r"\s+in\s+[A-Z][\w\s,’'-]*$", "", line)
    if len(line) > _LONGEST_BYLINE or re.search(r"\b(?:for|at|FOR|AT)\b", bare):
        return None
    found = _people(bare)
    if found and all(" " in author for author in found.authors):
        return found if found.authors or found.agency else None
    return None


def _people(rest: str) -> Byline | None:
    authors: list[str] = []
    mark = ""
    days: list[date] = []
    parts = re.split(r"\s*[|•·]\s*|\s+[–—-]\s+", rest)
    for at, part in enumerate(parts):
        if when := stamp(part):
            days.extend(when.days)
            continue
        dated = find(part)
        days.extend(one.day for one in dated if one.day)
        part = re.sub(r"\s+(?:on|at)\s*$", "", part[: dated[0].start]) if dated else part
        read = _segment(part)
        if read is None and at == 0:
            return None
        if read:
            authors.extend(read.authors)
            mark = mark or read.agency
    return Byline(tuple(dict.fromkeys(authors)), mark, tuple(days))


def _segment(part: str) -> Byline | None:
    """The names in one part of a byline; None when it holds anything that is no name."""
    part = re.sub(r"\s+(?:for|FOR|at|AT)\s+(?:the |THE )?[A-Z].*$", "", part)
    part = re.sub(r"\s+in\s+[A-Z][\w\s,’'-]*$", "", part).strip(" ,;:.")
    authors: list[str] = []
    mark = ""
    for at, piece in enumerate(re.split(r"\s*(?:,|;|&|\band\b|\bAND\b)\s*", part)):
        name = _NOT_WRITTEN.sub("", piece.strip(" ,."))
        if not name:
            continue
        if is_mark(name):
            mark = mark or agency(name)
        elif at and (_ROLE.search(name) or " " not in name or _is_outlet(name, authors)):
            continue
        elif _NOT_NAMES.match(name) or (at == 0 and _ROLE.search(name)):
            if not _ROLE.search(name) and not re.match(r"(?i)our |admin|.*desk|.*newsroom", name):
                return None
        elif NAME.fullmatch(name) or (at == 0 and re.fullmatch(_PART, name)):
            authors.append(_cased(name))
        else:
            return None
    return Byline(tuple(authors), mark)


def _is_outlet(name: str, authors: list[str]) -> bool:
    """Whether a later part of a byline is the paper and not one more author."""
    shouted = any(len(word) > 2 and word.isupper() for word in name.split())
    return is_masthead(name) or (shouted and bool(authors) and not name.isupper())


def _cased(name: str) -> str:
    """A name in capitals as names are written; others as they are."""
    return (
        re.sub(r"[^\W\d_]+", lambda match: match[0].capitalize(), name) if name.isupper() else name
    )


def dateline(text: str) -> Dateline | None:
    """The dateline that opens `text`, and the text behind it; None when there is none.

    A place in capitals and a dash (or colon) make one; a place in small letters needs
    a day or a known agency's mark beside it. Capitals in brackets ("MPA") are the mark
    of an agency too, though not of a known one, beside a place in capitals or a day.
    """
    if match := _MARK_FIRST.match(text):
        raw = match["mark"] or match["bare"].split()[0]
        dashed = not re.search(r"[)\]]:?\s+$", match[0])
        mark = in_brackets(raw) if dashed else agency(raw)
        return Dateline("", mark, text[match.end() :]) if mark else None
    match = _DATELINE.match(text)
    if not match:
        return None
    place = (match["place"] or "").strip(" ,")
    day = match["date"] or match["only"] or match["late"] or ""
    if match["bare"] and place.endswith(match["bare"]):
        place = place.removesuffix(match["bare"]).strip(" ,")
    raw = match["mark"] or (match["bare"] or "").split(" ")[0]
    mark, known = in_brackets(raw) if raw else "", is_mark(raw)
    if not raw and agency(place) and match["end"].strip():
        return Dateline(day, agency(place), text[match.end() :])
    if not _is_dateline(place, day, raw, known=known, end=match["end"].strip()):
        return None
    return Dateline(", ".join(part for part in (place, day) if part), mark, text[match.end() :])


def _is_dateline(place: str, day: str, raw: str, *, known: bool, end: str) -> bool:
    """Whether a place, a day, a mark in brackets and the sign behind them make a dateline."""
    city = place.split(",")[0]
    capitals = city.isupper() and len(city) > 2 and not _NO_PLACE & set(re.findall(r"\w+", city))
    if raw and not known:
        credible = in_brackets(raw) and (capitals or day)
        if not (credible or (raw.istitle() and day)):
            return False
    if not end:
        return known
    if end == ":":
        short = len(city.split()) <= _COLON_PLACE_WORDS
        return known or (capitals and (short or bool(raw)))
    return capitals or known or bool(day)


def lone_dateline(text: str) -> Dateline | None:
    """A dateline on a line of its own ("LARNHOLM, 4 May", "London CNN —"), or None."""
    if marked := _ALONE_MARK.match(text):
        return Dateline(marked["place"] or "", agency(marked["mark"]), "")
    match = _ALONE.match(text)
    if not match or not match["place"].split(",")[0].isupper():
        return None
    mark = in_brackets(match["mark"] or "")
    if not (match["date"] or mark):
        return None
    return Dateline(", ".join(part for part in match.group("place", "date") if part), mark, "")


def is_masthead(text: str) -> bool:
    """Whether a whole line is, by its form, the name of a newspaper or a news site."""
    return bool(_MASTHEAD.fullmatch(text)) and len(text.split()) <= 5


def without_site(title: str, publisher: str) -> tuple[str, str]:
    """`title` without the outlet's name at its end, and that name ("" when none was there)."""
    head, mark, tail = _split_title(title)
    if mark and (is_masthead(tail) or (publisher and tail.casefold() == publisher.casefold())):
        return head, tail
    return title, ""


def _split_title(title: str) -> tuple[str, str, str]:
    marks = list(re.finditer(r"\s+[|–—-]\s+|\s+::\s+", title))
    if not marks:
        return title, "", ""
    last = marks[-1]
    return title[: last.start()].strip(), last[0], title[last.end() :].strip()
