"""What stands around an article and tells who wrote it, when and where: bylines and datelines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.reading.dates import MONTH, WEEKDAY, find_dates
from assistant.reading.layout import Line, is_sentence
from assistant.reading.outlets import (
    NAME_FORM,
    agency,
    agency_in_brackets,
    is_agency,
    is_masthead,
    is_outlet,
)
from vectorstore.text.lexicon import any_of, listed
from vectorstore.text.lexicon.calendar import CALENDAR, SHORT_WEEKDAYS, WEEKDAYS

_LONGEST_BYLINE = 200
_LONGEST_STAMP = 160
_LONGEST_IMPRINT = 120
_CLOCKS = re.compile(
    r"(?i)\b\d{1,2}(?:[:.h]\d{2}){1,2}\s*(?:[ap]\.?m\b\.?)?|\b\d{1,2}\s*[ap]\.?m\b\.?|\b\d{4} hrs\b"
)
_AGO = re.compile(r"(?i)\b(?:\d+|an?|one|few) (?:minute|min|hour|hr|day|week|month)s? ago\b")
_STAMP_WORDS = frozenset({*WEEKDAYS, *SHORT_WEEKDAYS}) | listed(
    """
    published posted updated last modified first on at date created edited time issued added
    publish release released amended revised gmt bst utc est edt et cet cest ist pst pdt pt ct cst
    cdt mt aest msk eet sast hkt sgt jst local the and am pm noon midnight hrs h new update
    for immediate release stand vom den der um uhr veröffentlicht erschienen le la les à publié
    publiée paru h el las a publicado publicada de del lunes martes miércoles jueves viernes sábado
    domingo lundi mardi mercredi jeudi vendredi samedi dimanche montag dienstag mittwoch donnerstag
    freitag samstag sonntag il alle ore pubblicato lunedì martedì mercoledì giovedì venerdì sabato
    domenica às em segunda terça quarta quinta sexta feira op om uur geplaatst gepubliceerd maandag
    dinsdag woensdag donderdag vrijdag zaterdag zondag г года di wo do vr za zo ma mo mi fr sa so
    lun mar mer jeu ven sam dim mié jue vie sáb dom gio seg ter qua qui sex first originally
    publicerad publisert publiceret julkaistu opublikowano publikováno kl klo godz sist senast
    senest oppdatert uppdaterad opdateret päivitetty zaktualizowano aktualizováno måndag tisdag
    onsdag torsdag fredag lördag söndag mandag tirsdag lørdag søndag zuletzt aktualisiert
    geändert stand laatst bijgewerkt
    """
)
_DIGIT = re.compile(r"\d")
_LABELS = re.compile(
    r"(?i)\b(?:published|posted|updated|modified|date|issued|created|released?|amended|publiée?|paru"
    r"|veröffentlicht|erschienen|publicad[oa]|pubblicato|gepubliceerd|geplaatst|publicerad|publisert|publiceret|julkaistu"
    r"|opublikowano|publikováno)\b"
)
_LATER = re.compile(
    r"(?i)\b(?:updated?|modified|amended|revised|edited|uppdaterad|oppdatert|opdateret|aktualisiert"
    r"|geändert|bijgewerkt|mise? à jour|actualizado|aggiornato|atualizado|zaktualizowano)\b"
)
_PLACE_WORD = r"[A-ZÀ-ÖØ-Þ][\w.’'À-ÿ-]*"
_STAMP_PLACE = re.compile(rf"^{_PLACE_WORD}(?: {_PLACE_WORD}){{0,3}}\s*(?:,|\s[-–—])\s+")
_BY = re.compile(
    r"^(?:(?i:written|words|story|reported|report|posted|published|text|analysis|exclusive"
    r"|opinion)\s+)?(?:By|BY|by(?=:|\s+[A-Z])|(?:Von|Par|Por|Door)(?=(?:\s+[A-ZÀ-Þ][\w’'-]+){2,3}(?:$|\s*[,|]|\s+(?:et|und|en|e|y)\s)))"
    r"\s*:?\s+(?P<rest>\S.*)$"
)
_AUTHOR = re.compile(r"^(?i:authors?|writer|byline|reporter|words|text)\s*:\s*(?P<rest>\S.*)$")
_PARTICLE = (
    r"(?:de|van|von|der|den|ten|da|di|del|della|la|le|el|al|bin|bint|ibn|ben|dos|du|af|y|ter)"
)
_PART = r"(?:(?:al|el|d|l)[-’'])?[A-ZÀ-ÖØ-ÞĀ-Ž][\w’'’.-]*"
_NAME = re.compile(rf"(?:{_PART})(?:\s+(?:{_PARTICLE}\s+)*{_PART}){{1,4}}")
_ROLE = re.compile(
    r"(?i)\b(?:editors?|correspondents?|reporters?|writers?|chief|analyst|columnist|staff|bureau"
    r"|desk|producer|journalist|contributor|author|team|newsroom|online|photographer|fellow"
    r"|professor|special to|news)\b"
)
_NOT_WRITTEN = re.compile(
    r"(?i)^(?:and |with )?(?:photo(?:graph)?s?|photography|pictures|video|graphics|illustrations?)"
    r" (?:by )?.*$"
)
_NOBODY = re.compile(r"(?i)our |admin|.*desk|.*newsroom")
_NOT_NAMES = re.compile(
    rf"(?i)^(?:{any_of(CALENDAR)}|(?:our|a|the|an) .*|.*\bnewsroom|admin|staff|.*\bdesk)$"
)
_BETWEEN = re.compile(r"(?<!\s)(?:\s*+[|•·]\s*+|\s++[–—-]\s++)")
_IN_PLACE = re.compile(r"(?<!\s)\s++in\s++[A-Z][\w\s,’'-]*$")
_LISTED = re.compile(r"(?<!\s)\s*+(?:,|;|&|\band\b|\bAND\b|\b(?:et|und|och|og)\b)")
_CUT = re.compile(r"(?<!\s)(?:\s*+[|•·]\s*+|\s++[–—-]++\s++|\s*+—\s*+)|,\s++")


@dataclass(frozen=True, slots=True)
class Stamp:
    """The dates of a date line, publication before update; `labelled` by a word like "Posted"."""

    days: tuple[date, ...]
    labelled: bool


@dataclass(frozen=True, slots=True)
class Byline:
    """Who wrote it (several, or nobody named), for which agency or outlet, and the days beside."""

    authors: tuple[str, ...] = ()
    agency: str = ""
    days: tuple[date, ...] = ()
    outlet: str = ""


def is_nobody(name: str) -> bool:
    """Whether what stands as a writer's name is that of a desk or newsroom."""
    return bool(_NOBODY.fullmatch(name))


# Date lines.


def stamp(line: str) -> Stamp | None:
    """The dates of a line that tells nothing but when; None for any other line."""
    if len(line) > _LONGEST_STAMP or not _DIGIT.search(line):
        return None
    found = find_dates(line)
    bare = line
    for span in reversed(found):
        bare = f"{bare[: span.start]} {bare[span.end :]}"
    if not (found or _CLOCKS.search(bare)):
        return None
    words = re.findall(r"[^\W_]+", _CLOCKS.sub(" ", _AGO.sub(" ", bare)).lower())
    if any(word not in _STAMP_WORDS for word in words):
        return _placed(line)
    dated = [(span.day, _is_later(line[: span.start])) for span in found if span.day]
    days = [day for day, later in dated if not later] + [day for day, later in dated if later]
    return Stamp(tuple(days), bool(_LABELS.search(line)))


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


def imprint(line: str, known: str = "") -> Byline | None:
    """The outlet and the days of a line that holds nothing else, in either order.

    "Tessen Weekly | 22 January 2025": a bar, dash or comma stands between them; a writer or
    a place may stand there too. `known` is a name or address by which the outlet is
    recognised. None for any other line, also where the name could be that of a writer.
    """
    if len(line) > _LONGEST_IMPRINT or is_sentence(line):
        return None
    if found := _in_parts(re.split(r" ?[|•·] ?", line), known):
        return found
    for cut in _CUT.finditer(line):
        before, after = line[: cut.start()], line[cut.end() :]
        for names, dated in ((before, after), (after, before)):
            when = stamp(dated)
            found = _outlet_first(names, known) if when else None
            if when and found:
                return Byline(found.authors, "", when.days, found.outlet)
    return None


def _in_parts(parts: Sequence[str], known: str) -> Byline | None:
    """The outlet, days and writers of the parts of a line, each of which tells one of them."""
    outlet, days, authors = "", list[date](), list[str]()
    for part in parts if len(parts) > 2 else ():
        if when := stamp(part):
            days += when.days
        elif who := byline(part):
            authors += who.authors
        elif not outlet and is_outlet(part, known):
            outlet = part
        else:
            return None
    return Byline(tuple(authors), "", tuple(days), outlet) if outlet and days else None


def _outlet_first(names: str, known: str) -> Byline | None:
    """The outlet that opens `names`, and the writers behind it."""
    first, *others = _CUT.split(names)
    if not is_outlet(first, known):
        return None
    authors: list[str] = []
    for other in others:
        who = byline(other) or names_line(other)
        if not who and not NAME_FORM.fullmatch(other):
            return None
        authors += [name for name in (who.authors if who else ()) if " " in name]
    return Byline(tuple(authors), outlet=first)


# Bylines.


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


def names_line(line: str) -> Byline | None:
    """The authors of a line that holds only names, with or without a role or a place."""
    bare = _IN_PLACE.sub("", line)
    if len(line) > _LONGEST_BYLINE or re.search(r"\b(?:for|at|FOR|AT)\b", bare):
        return None
    found = _people(bare)
    if found and all(" " in author for author in found.authors):
        return found if found.authors or found.agency else None
    return None


def _people(rest: str) -> Byline | None:
    authors: list[str] = []
    mark = outlet = ""
    days: list[date] = []
    for number, part in enumerate(_BETWEEN.split(rest)):
        if number and authors and not outlet and is_outlet(part) and not is_agency(part):
            outlet = part
            continue
        if when := stamp(part):
            days.extend(when.days)
            continue
        dated = find_dates(part)
        days.extend(span.day for span in dated if span.day)
        part = re.sub(r"(?<!\s)\s++(?:on|at)\s*$", "", part[: dated[0].start]) if dated else part
        segment = _segment(part)
        if segment:
            authors.extend(segment.authors)
            mark = mark or segment.agency
        elif number == 0:
            return None
    return Byline(tuple(dict.fromkeys(authors)), mark, tuple(days), outlet)


def _segment(part: str) -> Byline | None:
    """The names in one part of a byline; None when it holds anything that is no name."""
    part = re.sub(r"(?<!\s)\s++(?:for|FOR|at|AT)\s+(?:the |THE )?[A-Z].*$", "", part)
    part = _IN_PLACE.sub("", part).strip(" ,;:.")
    authors: list[str] = []
    mark = ""
    for number, piece in enumerate(_LISTED.split(part)):
        name = _NOT_WRITTEN.sub("", piece.strip(" ,."))
        role = _ROLE.search(name)
        if not name:
            continue
        if is_agency(name):
            mark = mark or agency(name)
        elif number and (role or " " not in name or is_masthead(name)):
            continue
        elif _NOT_NAMES.match(name) or (number == 0 and role):
            if not role and not _NOBODY.match(name):
                return None
        elif _NAME.fullmatch(name) or (number == 0 and re.fullmatch(_PART, name)):
            authors.append(_cased(name))
        else:
            return None
    return Byline(tuple(authors), mark)


def _cased(name: str) -> str:
    """A name in capitals as names are written; others as they are."""
    if not name.isupper():
        return name
    return re.sub(r"[^\W\d_]+", lambda match: match[0].capitalize(), name)


# Below an article: desk initials, contacts, biographies of its writers.

_REACH = 4
_LONGEST_CONTACT = 500
_INITIALS = re.compile(r"[a-z]{2,4}(?:[/,] ?[a-z]{2,4})*\s*\((?P<mark>[^()]{2,40})\)")
_ROLES = (
    r"(?:reporter|editor|correspondent|writer|journalist|columnist|author|contributor|fellow"
    r"|producer|freelancer?)s?"
)
_BIOGRAPHY = re.compile(
    r"\s+(?:is|was|covers|writes|reports|has|joined|works)\b.{0,120}\b"
    rf"(?:{_ROLES}|covers|covering|writes|newsroom)\b"
)
_SITES = r"(?:Twitter|Facebook|Instagram|Threads|Bluesky|Mastodon|LinkedIn|TikTok|X)"
_WHOM = rf"(?:him|her|them|the (?:reporter|writer|author)s?|(?:{_ROLES} )?{_NAME.pattern})"
# The ways to write to a reporter; a police station's are told otherwise.
_CONTACT = re.compile(
    rf"(?:(?i:follow) {_WHOM}(?:[’']s? [\w ]{{1,40}})? (?:on {_SITES}|@)"
    rf"|(?i:reach) {_WHOM} (?:at|on|by|via)\b"
    rf"|(?i:contact|e-?mail|tweet) (?:him|her|them|the (?:reporter|writer|author)s?)\b"
    rf"|(?i:contact|e-?mail|tweet) {_NAME.pattern}:"
    rf"|(?:[\w ]{{0,30}}{_ROLES} )?{_NAME.pattern}(?: and {_NAME.pattern})? can be reached\b)"
    r".{0,300}"
)
_TO_THEM = re.compile(
    rf"(?i)\bcan be reached\b|\b(?:reach|follow|e-?mail|contact) (?:him|her|them)\b"
    rf"|\bon {_SITES}\b|(?<![\w.])@\w{{2,}}|[\w.+-]{{1,64}}+@[\w-]+\.\w{{2,}}"
)
_INTRODUCED = re.compile(
    rf"{_NAME.pattern}(?:,[^,.]{{2,60}},)? (?:is|was|covers|writes|reports)\b"
    rf"(?P<role>[^.]{{0,120}}?\b{_ROLES}\b[^.]{{0,40}}\b(?:for|at|of|with|on|covering|based)\b)?"
)


def sign_off(line: str) -> str:
    """The agency in the initials that close a report ("kr/mb (dpa, Reuters)"), or ""."""
    match = _INITIALS.fullmatch(line)
    return agency(re.split(r"[,/]", match["mark"])[0]) if match else ""


def is_biography(line: str, authors: Sequence[str]) -> bool:
    """Whether a line tells of one of the `authors`, or is but their name."""
    return any(
        line == author
        or (line.startswith(f"{author} ") and _BIOGRAPHY.match(line[len(author) :]) is not None)
        for author in authors
    )


def without_contacts(lines: Sequence[Line]) -> list[Line]:
    """`lines` without those among the last few that say how a writer is reached, and without
    a last one that introduces a writer ("Jane Roe is a reporter for the Port Herald.")."""
    body, end = list(lines[:-_REACH]), list(lines[-_REACH:])
    if not body:
        body, end = end[:1], end[1:]
    kept = [line for line in end if not _is_contact(line.text)]
    while kept and (match := _INTRODUCED.match(kept[-1].text)) and match["role"]:
        kept.pop()
    return body + kept


def _is_contact(text: str) -> bool:
    if len(text) > _LONGEST_CONTACT:
        return False
    if _CONTACT.fullmatch(text):
        return True
    return bool(_INTRODUCED.match(text) and _TO_THEM.search(text))


# Datelines.

_COLON_PLACE_WORDS = 2
_DASH = r"(?:\s*\.\s?-\s+|\s*[—–]\s*|\s+-{1,2}\s+|\s*--\s*)"
_PLACE = (
    rf"{_PLACE_WORD}(?:(?:\s+|,\s+|/)"
    rf"(?:(?:de|al|el|of|the|on|upon|am|di|la|le|sur)[\s-])?{_PLACE_WORD}){{0,5}}"
)
_DATE = (
    rf"(?:{WEEKDAY}\.?,?\s+)?(?:\d{{1,2}}(?:st|nd|rd|th)?\s+{MONTH}\.?"
    rf"|{MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?)(?:,?\s+\d{{4}})?"
)
_WIRES = r"CNN(?: Business)?|AP|AFP|UPI|Reuters|dpa|PA"
_TEXT_BEGINS = "(?=[\"“‘'(A-Z0-9À-Þ])"
_DATELINE = re.compile(
    rf"^(?:(?P<place>{_PLACE}?)(?:,?\s+(?P<date>{_DATE}))?|(?P<only>{_DATE}))"
    rf"\s*(?:[(\[](?P<mark>[^()\[\]]{{2,40}})[)\]]|(?<=\s)(?P<bare>{_WIRES}))?"
    rf"(?:(?<=[)\]]),?\s+(?P<late>{_DATE}))?(?P<end>{_DASH}|:\s+|(?<=[)\]])\s+){_TEXT_BEGINS}"
)
_MARK_FIRST = re.compile(
    rf"^(?:[(\[](?P<mark>[^()\[\]]{{2,40}})[)\]](?:{_DASH}|:?\s+)|(?P<bare>{_WIRES})(?:{_DASH}))"
    rf"{_TEXT_BEGINS}"
)
_ALONE = re.compile(
    rf"^(?P<place>{_PLACE}?)(?:,\s+(?P<date>{_DATE}))?\s*(?:\((?P<mark>[^()]{{2,40}})\))?"
    rf"\s*[—–-]*$"
)
_ALONE_MARK = re.compile(
    rf"^(?:(?P<place>{_PLACE}?)\s+)?(?P<mark>CNN|AP|AFP|UPI|Reuters|dpa|PA)(?: Business)?\s*[—–-]+$"
)
_NO_PLACE = frozenset(
    "BREAKING UPDATE UPDATED EXCLUSIVE WATCH LIVE NOTE OPINION ANALYSIS VIDEO PHOTOS READ MORE Q A"
    " QUESTION ANSWER EXPLAINER FACTBOX TIMELINE CORRECTION ALERT JUST IN WARNING REVIEW INTERVIEW"
    " POLL PICTURED ABOVE THE LATEST SCORE ICYMI PROLOGUE BELOW LEFT RIGHT WHO WHAT WHEN WHERE WHY"
    " HOW TV UK US EU UN NATO I NEWS SPORT SPORTS WORLD BUSINESS POLITICS COMMENT EDITORIAL COLUMN"
    " FEATURE LETTERS OBITUARY PROFILE REPORT SPECIAL FOCUS BRIEF BRIEFS SUMMARY HIGHLIGHTS"
    " ROUNDUP PREVIEW BREXIT COVID NASA FIFA UEFA OPEC UNESCO UNICEF IMF YES NO".split()
) | {name.upper() for name in CALENDAR - {"march", "may"}}


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where and when it was filed, as written, the agency marked there, and the text after."""

    text: str
    agency: str
    rest: str


def dateline(text: str) -> Dateline | None:
    """The dateline that opens `text`, and the text behind it; None when there is none.

    A place in capitals and a dash (or colon) make one; a place in small letters needs
    a day or a known agency's mark beside it. Capitals in brackets ("MPA") are the mark
    of an agency too, though not of a known one, beside a place in capitals or a day.
    """
    if match := _MARK_FIRST.match(text):
        raw = match["mark"] or match["bare"].split()[0]
        dashed = not re.search(r"[)\]]:?\s+$", match[0])
        mark = agency_in_brackets(raw) if dashed else agency(raw)
        return Dateline("", mark, text[match.end() :]) if mark else None
    match = _DATELINE.match(text)
    if not match:
        return None
    place = (match["place"] or "").strip(" ,")
    day = match["date"] or match["only"] or match["late"] or ""
    if match["bare"] and place.endswith(match["bare"]):
        place = place.removesuffix(match["bare"]).strip(" ,")
    raw = match["mark"] or (match["bare"] or "").split(" ")[0]
    mark, known = agency_in_brackets(raw) if raw else "", is_agency(raw)
    rest = text[match.end() :]
    if not raw and agency(place) and match["end"].strip():
        return Dateline(day, agency(place), rest)
    if not _is_dateline(place, day, raw, known=known, end=match["end"].strip()):
        return None
    return Dateline(", ".join(part for part in (place, day) if part), mark, rest)


def _is_dateline(place: str, day: str, raw: str, *, known: bool, end: str) -> bool:
    """Whether a place, a day, a mark in brackets and the sign behind them make a dateline."""
    city = place.split(",")[0]
    capitals = city.isupper() and len(city) > 2 and not _NO_PLACE & set(re.findall(r"\w+", city))
    if raw and not known:
        credible = agency_in_brackets(raw) and (capitals or day)
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
    mark = agency_in_brackets(match["mark"] or "")
    if not (match["date"] or mark):
        return None
    return Dateline(", ".join(part for part in match.group("place", "date") if part), mark, "")
