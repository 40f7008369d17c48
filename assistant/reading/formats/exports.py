"""Exports of press databases: the articles of one text, each with its own outlet, day and words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.reading.bylines import byline, imprint, names_line, stamp
from assistant.reading.dates import MONTH, WEEKDAY, parse_date
from assistant.reading.formats import Part, places
from assistant.reading.layout import (
    HEADER_FIELDS,
    is_sentence,
    listed_names,
    plain,
    split_header,
    unbroken,
)
from assistant.reading.types import Draft

Lines = Sequence[str]

UNDIVIDED = (
    "looks like several articles, but not where each begins: it was taken as one; put a line of "
    '"=====" between them, and title, source and date on top of each'
)
"""What is said of a text that seems to hold several articles and cannot be divided."""
_FEWEST_WORDS = 12
_LONGEST_TITLE = 220


def divided(text: str) -> tuple[Draft, ...]:
    """The articles of an export of a press database, or of a text with ruled lines or headers
    between its articles; () for any other text.

    Known are Nexis and Nexis Uni, Factiva with codes and without, and ProQuest, by the lines
    that these put around each article. What they put on top of the file and around the articles
    (what was searched for, lengths, load dates, copyright) is no part of any. A text that only
    seems to hold several comes whole, with a notice.
    """
    lines = [line.rstrip() for line in plain(text).split("\n")]
    written = [line.rstrip() for line in unbroken(text).split("\n")]
    written = written if len(written) == len(lines) else lines
    readers: Sequence[Callable[[], Iterator[Draft]]] = (
        lambda: _proquest(lines), lambda: _nexis(lines), lambda: _nexis_uni(lines),
        lambda: _coded(lines, written), lambda: _factiva(lines),
    )  # fmt: skip
    for read in readers:
        if drafts := tuple(read()):
            return placed(drafts)
    return placed(tuple(_ruled(lines)) or tuple(_headed(lines)))


def placed(drafts: tuple[Draft, ...]) -> tuple[Draft, ...]:
    """The articles of one file, each with a place of its own in it."""
    if len(drafts) < 2:
        return drafts
    parts = [
        Part((draft.place, draft.url, draft.title or ""), f"{draft.title}\n{draft.text}")
        for draft in drafts
    ]
    return tuple(
        replace(draft, place=place, original=draft.text.encode("utf-8", "replace"))
        for draft, place in zip(drafts, places(parts), strict=True)
    )


def _cut(lines: Lines, starts: Sequence[int]) -> Iterator[Lines]:
    """The lines from each start to the next."""
    for start, end in pairwise([*starts, len(lines)]):
        yield lines[start:end]


def _numbers(lines: Lines, pattern: re.Pattern[str]) -> list[int]:
    return [number for number, line in enumerate(lines) if pattern.fullmatch(line)]


def _text(lines: Lines) -> str:
    return "\n".join(lines).strip("\n")


def people(value: str) -> tuple[str, ...]:
    """The names of a field for authors, in either order of first and last name, without what
    they are ("Jane Roe, political editor")."""
    for part in (value, value.split(";")[0]):
        names = " and ".join(listed_names(part))
        who = byline(f"By {names}") if names else None
        if who:
            return who.authors
    return ()


# Nexis: fields in "NAME: value" lines above and below each text.

_LABEL = re.compile(r"(?P<name>[A-ZÀ-Ý][\w&/ -]{1,28}?): *+(?P<value>.*)")
_HEADS = frozenset(
    """
    byline section length dateline headline highlight body series column rubrik länge autor ressort
    longueur auteur rubrique lengte byregel longitud sección sezione autore lunghezza
    """.split()
)
_TAILS = frozenset(
    """
    load-date language publication-type graphic subject company organization ticker industry person
    country state city geographic journal-code document-type classification notes correction
    correction-date pub-type acc-no issn update sprache langue idioma lingua taal url
    type distribution enhancement date-chargement ladedatum laaddatum fecha-carga geographie
    """.split()
)
_TITLES = ("headline",)
_BYLINES = ("byline", "autor", "auteur", "byregel", "autore")
_NO_TEXT = ("link to image", "link to pdf", "image", "graphic")
_NAMED = re.compile(r"[Bb]ody|BODY|Full text:?|Volltext:?")
_RIGHTS = re.compile(
    r"(?i)(?:copyright (?:©|\(c\)|\d{4})|\(c\) ?\d{4}|©|all rights reserved|alle rechte|tous droits"
    r"|derechos reservados).{0,200}"
)
_EDITION = re.compile(r"(?i).{0,60}\b(?:edition|ausgabe|édition|editie|edición)\b.{0,30}")
_OF_DOCUMENTS = re.compile(
    r"(?i) *(?:document|dokument)? ?\d+ (?:of|von|de|di|van) \d+"
    r"(?: (?:documents?|dokumente?n?|documentos?|documenten))? *"
)
_IS_OF_DOCUMENTS = re.compile(r"(?i)[^\d]*\bdo[ck]u|.*\bdo[ck]u")
_END = re.compile(
    r"(?i) *(?:end of document|ende des dokuments|fin du document|fin de documento) *"
)


def _nexis(lines: Lines) -> Iterator[Draft]:
    """Each text follows a line "1 of 3 DOCUMENTS", its outlet, its day and its title."""
    starts = [at for at in _numbers(lines, _OF_DOCUMENTS) if _IS_OF_DOCUMENTS.match(lines[at])]
    pieces = [_nexis_article(lines) for lines in (piece[1:] for piece in _cut(lines, starts))]
    if any(pieces):
        yield from filter(None, pieces)


def _nexis_uni(lines: Lines) -> Iterator[Draft]:
    """Each text ends with a line "End of Document"; its title, outlet and day stand above it."""
    ends = _numbers(lines, _END)
    starts = [0, *(end + 1 for end in ends)]
    for piece in _cut(lines[: ends[-1]] if ends else (), starts[: len(ends)]):
        draft = _nexis_article([line for line in piece if not _END.fullmatch(line)])
        if draft:
            yield draft


def _name(line: str) -> str:
    """The name of a "NAME: value" line in small letters, "" for any other line."""
    found = _LABEL.fullmatch(line.strip())
    return found["name"].lower() if found else ""


def _nexis_article(lines: Lines) -> Draft | None:
    """The article of one document of Nexis, None where it has no text."""
    first = next((at for at, line in enumerate(lines) if _begins_fields(line)), None)
    if first is None:
        return None
    values, start = _nexis_fields(lines, first)
    end = next((at for at in range(start, len(lines)) if _ends_text(lines[at])), len(lines))
    text = _text([one for one in lines[start:end] if one.strip().lower() not in _NO_TEXT])
    title, outlet, day = _above(lines[:first])
    title = next((values[name] for name in _TITLES if values.get(name)), title)
    if not text:
        return None
    who = next((values[name] for name in _BYLINES if values.get(name)), "")
    return Draft(
        text, title=title or None, publisher=outlet, dates=(day,) if day else (),
        authors=people(who) if who else (),
    )  # fmt: skip


def _begins_fields(line: str) -> bool:
    return _name(line) in _HEADS or bool(_NAMED.fullmatch(line.strip()))


def _ends_text(line: str) -> bool:
    bare = line.strip()
    return (
        (_name(bare) in _TAILS and not is_sentence(bare))
        or bare in ("Graphic", "Classification", "Bibliography", "Notes")
        or bool(_RIGHTS.fullmatch(bare))
    )


def _nexis_fields(lines: Lines, first: int) -> tuple[dict[str, str], int]:
    """The fields above a text by their names, and where the text begins."""
    values: dict[str, str] = {}
    at, name = first, ""
    while at < len(lines):
        line = lines[at].strip()
        if _NAMED.fullmatch(line):
            return values, at + 1
        found = _LABEL.fullmatch(line)
        if found and found["name"].lower() in _HEADS:
            name = found["name"].lower()
            values.setdefault(name, found["value"].strip())
            if name == "body":
                return values, at if found["value"] else at + 1
        elif line and name and lines[at - 1].strip():
            values[name] = f"{values[name]} {line}"
        elif line and not (found and _is_shouted(found["name"]) and not is_sentence(line)):
            break
        at += 1
    return values, at


def _is_shouted(name: str) -> bool:
    return name.isupper() and len(name) > 2


def _above(lines: Lines) -> tuple[str, str, str]:
    """Title, outlet and day of the lines above the fields: the outlet stands above the day, and
    the title above the outlet or, in older exports, below the day."""
    kept = [line.strip() if not _RIGHTS.fullmatch(line.strip()) else "" for line in lines]
    dated = next((at for at in reversed(range(len(kept))) if _only_day(kept[at])), None)
    if dated is None:
        blocks = _blocks(kept)
        return (blocks[-1] if blocks else ""), "", ""
    over, below = _blocks(kept[:dated]), _blocks(kept[dated + 1 :])
    below = [block for block in below if not _EDITION.fullmatch(block)]
    if below and len(over) < 2:
        return below[-1], over[-1] if over else "", kept[dated]
    outlet = next((line for line in reversed(kept[:dated]) if line), "")
    rest = _blocks(kept[: len(kept[:dated]) - kept[:dated][::-1].index(outlet) - 1])
    return (rest[-1] if rest else ""), outlet, kept[dated]


def _only_day(line: str) -> bool:
    """Whether a line tells a day and hardly anything beside it."""
    if not line or len(line) > 80 or not parse_date(line):
        return False
    beside = [word for word in re.findall(r"[^\W\d_]{3,}", line) if not _OF_DAY.fullmatch(word)]
    return stamp(line) is not None or len(beside) <= _WORDS_BESIDE


_WORDS_BESIDE = 3
_OF_DAY = re.compile(rf"(?i){MONTH}|{WEEKDAY}|edition|ausgabe|édition")


def _blocks(lines: Lines) -> list[str]:
    """The paragraphs of `lines`, each on one line."""
    return [
        " ".join(block.split()) for block in re.split(r"\n\s*\n", _text(lines)) if block.strip()
    ]


# Factiva: with a code before each field, or with the values alone in a fixed order.

_CODE = re.compile(
    r"(?P<code>SE|HD|CR|BY|WC|PD|ET|SN|SC|NGC|GC|ED|PG|VOL|LA|CY|LP|TD|CX|CT|RF|CO|IN|NS|RE|IPC|IPD"
    r"|PUB|AN|ART|CLM)(?:(?:\s{2,}|\t| ?\| ?)(?P<value>.*))?"
)
_WORD_COUNT = re.compile(r"\d[\d.,\s]{0,8} ?(?:words|mots|Wörter|palabras|parole|woorden|palavras)")
_DOCUMENT_ID = re.compile(r"(?:Document|Dokument|Documento) [A-Za-z]{2,12}\d{6}\w{6,22}")
_TIME_OF_DAY = re.compile(r"\d{1,2}[:.]\d{2}(?: ?[AaPp][Mm])?(?: [A-Z]{2,4})?")
_SUMMARY = re.compile(r"(?:Search Summary|Résumé de la recherche|Suchübersicht)")
_SECTION_WORDS = 2
_TEXT_CODES = ("LP", "TD")


def _coded(lines: Lines, written: Lines) -> Iterator[Draft]:
    """Each field begins with its code: HD the title, SN the outlet, PD the day, LP and TD the
    text; AN ends an article. A code has its line to itself, or two blanks or a tab behind it in
    what was `written`."""
    codes = [_CODE.fullmatch(line.strip()) for line in written]
    known = {found["code"] for found in codes if found}
    if not known >= {"HD", "PD"} or not known & set(_TEXT_CODES):
        return
    values: dict[str, list[str]] = {}
    code = ""
    for line, found in zip([*lines, "HD"], [*codes, _CODE.fullmatch("HD")], strict=True):
        if found and found["code"] in ("HD", "SE") and values.keys() & set(_TEXT_CODES):
            if draft := coded_article({name: _text(told) for name, told in values.items()}):
                yield draft
            values = {}
        if found:
            code = found["code"]
            values[code] = [found["value"] or ""]
        elif code:
            values[code].append(line)


def coded_article(values: dict[str, str]) -> Draft | None:
    """The article of Factiva's fields by their codes, None where they have no text."""
    told = (values.get(code, "").strip().removeprefix("| ") for code in _TEXT_CODES)
    text = "\n\n".join(filter(None, told))
    if not text:
        return None

    def line(code: str) -> str:
        return " ".join(values.get(code, "").split()).removeprefix("| ")

    return Draft(
        text, title=line("HD") or None, publisher=line("SN"),
        dates=(line("PD"),) if line("PD") else (), authors=people(line("BY")),
        place=line("AN").rpartition(" ")[2],
    )  # fmt: skip


def _factiva(lines: Lines) -> Iterator[Draft]:
    """Each text ends with a line "Document", its number; above it title, writers, the number of
    words, day, outlet, language and copyright, each on its line."""
    ends = _numbers(lines, _DOCUMENT_ID)
    starts = [0, *(end + 1 for end in ends)]
    for start, end in zip(starts, ends, strict=False):
        draft = _factiva_article(lines[start:end])
        if draft:
            yield replace(draft, place=lines[end].split()[1])


def _factiva_article(lines: Lines) -> Draft | None:
    counted = next((at for at, line in enumerate(lines) if _WORD_COUNT.fullmatch(line.strip())), 0)
    if not counted:
        return None
    title, authors = _titled(lines[:counted])
    below = [(at, lines[at].strip()) for at in range(counted + 1, len(lines)) if lines[at].strip()]
    day = below[0][1] if below and parse_date(below[0][1]) else ""
    named = [told for told in below[1 if day else 0 :] if not _TIME_OF_DAY.fullmatch(told[1])]
    if not named:
        return None
    end = next((at for at, line in named[:10] if _RIGHTS.fullmatch(line)), named[0][0])
    rest = lines[end:]
    blank = next((at for at, line in enumerate(rest) if not line.strip()), len(rest))
    text = _text(rest[blank:]) or _text(rest[1:])
    if not text:
        return None
    return Draft(text, title or None, named[0][1], (day,) if day else (), authors=authors)


def _titled(lines: Lines) -> tuple[str, tuple[str, ...]]:
    """The title and the writers of the lines above the number of words."""
    kept = list(lines)
    while kept and not kept[-1].strip():
        kept.pop()
    last = kept[-1].strip() if kept else ""
    alone = sum(bool(line.strip()) for line in kept) == 1
    who = None if alone else byline(last) or names_line(last)
    above = _text(kept[:-1] if who else kept).split("\n")
    blank = next((at for at in reversed(range(len(above))) if not above[at].strip()), -1)
    block = [line.strip() for line in above[blank + 1 :]] or [""]
    if len(block) > 1 and len(block[0].split()) <= _SECTION_WORDS:
        block = block[1:]  # the section stands above the title
    return " ".join(block), who.authors if who else ()


# ProQuest: "Name: value" lines around each text.

_RULE = re.compile(
    r"\s*(?:={5,}|-{5,}|_{5,}|\*{5,}|~{5,}|#{5,}|–{5,}|—{3,}|(?:\* ?){5,}|(?:- ?){5,})\s*"
)
_FULL_TEXT = re.compile(r"(?i)full text: *+(?P<rest>.*)")
_PROQUEST = """
    title|author|publication info|publication title|publication date|publication year|publisher
    place of publication|country of publication|publication subject|issn|source type|subject
    language of publication|document type|proquest document id|document url|copyright|last updated
    database|abstract|links|location|people|company / organization|identifier / keyword|volume
    issue|pages|first page|section|column|dateline|credit|publication|number of pages
    """
_PROQUEST_NAMES = frozenset(name.strip() for name in _PROQUEST.replace("\n", "|").split("|"))
_PLACE_AND_DAY = re.compile(r"[;\[].*")


def _proquest(lines: Lines) -> Iterator[Draft]:
    """Each article lies between ruled lines, with its text behind "Full text:"."""
    if not any("proquest" in line.lower() for line in lines):
        return
    starts = [0, *(at + 1 for at in _numbers(lines, _RULE))]
    for piece in _cut(lines, starts):
        draft = _proquest_article(piece)
        if draft:
            yield draft


def _proquest_article(lines: Lines) -> Draft | None:
    values: dict[str, str] = {}
    text: list[str] = []
    inside = False
    opening = ""
    for line in lines:
        bare = line.strip()
        found = _LABEL.fullmatch(bare)
        if full := _FULL_TEXT.fullmatch(bare):
            inside = True
            text.append(full["rest"])
        elif found and found["name"].lower() in _PROQUEST_NAMES:
            inside = False
            values.setdefault(found["name"].lower(), found["value"].strip())
        elif inside:
            text.append(line)
        elif (
            not opening and bare and not _RULE.fullmatch(bare) and not _OF_DOCUMENTS.fullmatch(bare)
        ):
            opening = bare
    body = _text(text)
    if not body.strip():
        return None
    info = values.get("publication info", "")
    day = values.get("publication date") or info.rpartition("]")[2]
    return Draft(
        body,
        title=values.get("title") or opening or None,
        publisher=_PLACE_AND_DAY.sub("", values.get("publication title") or info).strip(),
        dates=(day,) if day else (),
        authors=people(values["author"]) if values.get("author") else (),
        place=values.get("proquest document id", ""),
    )


# Ruled lines, or a header on top of each article.


def _ruled(lines: Lines) -> Iterator[Draft]:
    """Articles with ruled lines between them, each with its own header, or a title and a day."""
    starts = [0, *(at + 1 for at in _numbers(lines, _RULE))]
    pieces = [
        _text([line for line in piece if not _RULE.fullmatch(line)])
        for piece in _cut(lines, starts)
    ]
    pieces = [
        piece
        for piece in _rejoined(pieces)
        if len(piece.split()) >= _FEWEST_WORDS or _is_article(piece)
    ]
    own = sum(map(_is_article, pieces))
    if own < 2:
        return
    if own == len(pieces):
        yield from (_of_piece(piece) for piece in pieces)
    elif own * 2 >= len(pieces):
        yield Draft(_text(lines), notice=UNDIVIDED)


def _rejoined(pieces: Sequence[str]) -> Iterator[str]:
    """The pieces, where a header stands between rules of its own joined with its text."""
    above = ""
    for piece in pieces:
        if (
            piece
            and not above
            and split_header(piece).values
            and not split_header(piece).rest.strip()
        ):
            above = piece
            continue
        yield f"{above}\n\n{piece}" if above else piece
        above = ""


def _is_article(piece: str) -> bool:
    """Whether a piece tells by itself whose article it is and of which day."""
    header = split_header(piece)
    if header["title"] and (header["published"] or header["publisher"]):
        return True
    top = [line.strip() for line in piece.split("\n") if line.strip()][:5]
    titled = bool(top) and _is_title(top[0]) and len(top[0].split()) >= _TITLE_WORDS
    return titled and any(map(_is_dated, top[1:]))


_TITLE_WORDS = 3


def _is_title(line: str) -> bool:
    return len(line) <= _LONGEST_TITLE and not is_sentence(line)


def _is_dated(line: str) -> bool:
    return len(line) <= 120 and not is_sentence(line) and parse_date(line) is not None


def _of_piece(piece: str) -> Draft:
    """The draft of an article that begins with its title; a header is left to cleaning."""
    if split_header(piece).values:
        return Draft(piece)
    title, _, rest = piece.strip().partition("\n")
    return Draft(rest.strip("\n"), title=title.strip())


def _headed(lines: Lines) -> Iterator[Draft]:
    """Articles that follow each other, each under a header with its title."""
    starts = [at for at in range(len(lines)) if _begins_header(lines, at)]
    pieces = [_text(piece) for piece in _cut(lines, starts)]
    above = _text(lines[: starts[0]]) if starts else ""
    if len(pieces) > 1 and len(above.split()) < _FEWEST_WORDS and all(map(_is_article, pieces)):
        yield from (Draft(piece) for piece in pieces)


def _begins_header(lines: Lines, at: int) -> bool:
    """Whether a header with a title begins at a line: a known field, with a blank line above."""
    if (at and lines[at - 1].strip()) or _name(lines[at]) not in HEADER_FIELDS:
        return False
    end = next((below for below in range(at, len(lines)) if not lines[below].strip()), len(lines))
    header = split_header(_text(lines[at:end]))
    return bool(header["title"] and (header["published"] or header["publisher"]))


# Headings of the first level, in Word and Markdown.

_TOP_LINES = 3


def under_headings(parts: Sequence[tuple[str, str]]) -> tuple[Draft, ...]:
    """The articles of a document whose headings of the first level are their titles; () for one
    article with its sections.

    `parts` are its paragraphs with their kind: "title", "heading" or "text". Half of the articles,
    two at least, have a day, an outlet or writers below their titles; a document with a title of
    its own is one, unless all have outlet and day, and so is one with a text above them all.
    """
    starts = [
        at
        for at, (kind, _) in enumerate(parts)
        if kind == "heading" and parts[at + 1 : at + 2] and parts[at + 1][0] == "text"
    ]
    titled = any(kind == "title" for kind, _ in parts)
    if len(starts) < 2 or (titled and not _all_imprinted(parts, starts)):
        return ()
    if sum(len(text.split()) for _, text in parts[: starts[0]]) >= _FEWEST_WORDS:
        return ()
    drafts = [
        Draft("\n\n".join(text for _, text in parts[start + 1 : end]), title=parts[start][1])
        for start, end in pairwise([*starts, len(parts)])
    ]
    if any(len(draft.text.split()) < _FEWEST_WORDS for draft in drafts):
        return ()
    own = sum(map(_has_imprint, drafts))
    return placed(tuple(drafts)) if own > 1 and own * 2 >= len(drafts) else ()


def _all_imprinted(parts: Sequence[tuple[str, str]], starts: Sequence[int]) -> bool:
    """Whether right below each heading stands a line of outlet and day, as in a press review."""
    found = [imprint(parts[at + 1][1]) for at in starts]
    return all(line and line.outlet and line.days for line in found)


def _has_imprint(draft: Draft) -> bool:
    """Whether the first lines below a title tell the day, the outlet or the writers."""
    top = draft.text.split("\n\n")[:_TOP_LINES]
    return any(_is_dated(line) or byline(line) or split_header(line).values for line in top)
