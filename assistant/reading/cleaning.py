"""Scraped text becomes an article: what tells of it is kept as fields, boilerplate goes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime

from assistant.reading import bylines, outlets
from assistant.reading.boilerplate import strip_boilerplate, with_bars
from assistant.reading.boilerplate_patterns import NAVIGATION
from assistant.reading.dates import first_valid, parse_date
from assistant.reading.layout import (
    CLOSING,
    Line,
    is_prose,
    is_sentence,
    line_key,
    paragraphs,
    plain,
    split_header,
    with_paragraphs,
    without_repeats,
    without_turns,
)
from vectorstore.text.places import PLACES

_LONGEST_BYLINE = 220
_MOST_PASSES = 6
_DATELINE_REACH = 8
_LONG = 120
_NAME_WORDS = 4
_FEWEST_CLOCKS = 2
_MASTHEAD_WORDS = 4
_ROLE = re.compile(
    r"(?i)(?:[\w-]+ ){0,3}(?:writer|reporter|correspondent|columnist|editor)s?(?: in [\w ]{2,30})?"
)
_WORKPLACE = re.compile(r"(?i)\b(?:correspondent|editor|reporter|writer|columnist|bureau)s?\b")
_WITH_ROLE = re.compile(r"(?i)(?>.*?, ).*\b(?:correspondent|editor|reporter|writer|agencies)\b")
_REPORTING_BY = re.compile(r"\W?(?i:reporting|writing) (?i:and \w+ )?by ([^;.]+)")
_SPEAKER = re.compile(r"(?<![\w.'’-])[A-Z][A-Z'’-]{2,}:\s")
# Buttons on the line of a byline.
_BUTTONS = re.compile(
    r"(?i)(?<![\s|·•–-])[\s|·•–-]++(?:leave a (?:comment|reply)|(?:\d+|no|add) comments?"
    r"|share(?: this)?|print|e-?mail|\d+ min(?:ute)?s? read)$"
)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cleaned text and what stood around it; "" and None stand for nothing found.

    `text` holds paragraphs with a blank line between them; neither the title nor the
    dateline nor a byline is part of it. `published` may be a moment with its zone.
    """

    text: str
    title: str = ""
    publisher: str = ""
    published: date | datetime | None = None
    authors: tuple[str, ...] = ()
    dateline: str = ""
    agency: str = ""
    url: str = ""


def clean(
    text: str, *, title: str | None = None, site: str = "", today: date | None = None
) -> Cleaned:
    """The article in a scraped plain `text`, without the page around it.

    `title` says what the title is ("" for none), where the caller knows it; by default
    the first line is the title when it has the form of one. `site` is the name or address
    of the outlet as the file tells it, by which its name is known in a title. A publication
    date is taken only from a header, byline, date line or dateline, and never lies after
    `today` (by default the current day). Text without an article gives an empty `text`.
    """
    today = today or date.today()
    first = _Pass(text, title, today, site)
    result = first.result()
    for _ in range(0 if first.left_whole(result) else _MOST_PASSES):
        again = _Pass(result.text, result.title, today, site).result()
        if again.text == result.text:
            break
        result = _merged(result, again)
    return replace(result, publisher=result.publisher or result.agency)


def _merged(first: Cleaned, again: Cleaned) -> Cleaned:
    """The text of the later pass, with what either pass found around it."""
    values = {
        name: getattr(first, name) or getattr(again, name)
        for name in ("publisher", "published", "authors", "dateline", "agency", "url")
    }
    return replace(first, text=again.text, **values)


class _Pass:
    """One reading of a text from top to bottom; what it comes across gathers in its fields."""

    def __init__(self, text: str, title: str | None, today: date, site: str) -> None:
        self.today = today
        self.site = site
        self.header = split_header(plain(with_bars(with_paragraphs(text))))
        self.title = title if title is not None else self.header["title"] or None
        self.known_title = self.title
        self.lines = without_turns(paragraphs(_unmarked(self.header.rest), _is_alone))
        self.publisher = self.header["publisher"]
        self.agency = outlets.agency(self.header["agency"]) or self.header["agency"]
        self.dateline = self.header["dateline"]
        self.authors: list[str] = list(self.header.authors)
        self.days: list[date] = []
        self.employer = ""
        self.clocks = sum(
            (when := bylines.stamp(line.text)) is not None and not when.days for line in self.lines
        )
        self.stripped = strip_boilerplate(self.lines)

    def left_whole(self, result: Cleaned) -> bool:
        """Whether all but the header stayed under a title that was known, so that reading
        what stayed once more would change nothing."""
        return (
            result.title == self.known_title
            and result.text == "\n\n".join(line.text for line in self.lines)
            and not split_header(plain(with_bars(result.text))).values
        )

    def result(self) -> Cleaned:
        removed = self.stripped.removed
        lines = self._without_bylines(self.stripped.kept)
        lines = self._titled(lines)
        lines = _without_labels(lines, removed)
        lines = self._without_dateline(without_repeats(lines, self.title or ""))
        self._take_sign_offs(removed)
        lines = [line for line in lines if not bylines.is_biography(line.text, self.authors)]
        lines = bylines.without_contacts(lines)
        site = self.publisher or self.stripped.publisher
        title, named = outlets.without_site(self.title or "", site or self.site)
        return Cleaned(
            text="\n\n".join(line.text for line in lines),
            title=title,
            publisher=site or named or self.employer,
            published=self._published(),
            authors=tuple(dict.fromkeys(self.authors)),
            dateline=self.dateline,
            agency=self.agency,
            url=self.header["url"],
        )

    def _without_bylines(self, lines: list[Line]) -> list[Line]:
        """Lines without bylines, date lines and agency marks, whose content is taken in."""
        first, last = _running_text(lines)
        removed = {line.number: line.text for line in self.stripped.removed}
        kept: list[Line] = []
        after_byline = False
        titled = self.title is not None
        for place, line in enumerate(lines):
            above, outside = place < first, not first <= place <= last
            following = lines[place + 1].text if place + 1 < len(lines) else ""
            near = outside or place <= first + 1
            short = near and len(line.text) <= _LONGEST_BYLINE
            text = _BUTTONS.sub("", line.text) if short else line.text
            below = (removed.get(line.number + 1, ""), following)
            taken = (
                (above and self._take_imprint(line.text))
                or (above and titled and self._take_outlet(line.text, following, len(kept)))
                or (near and self._take_byline(text, following, outside and titled, after_byline))
                or self._take_mark(text, outside)
                or (above and titled and self._take_employed(line.text, below))
                or (above and after_byline and self._take_workplace(line.text))
            )
            if not taken:
                kept.append(line)
                titled = titled or _is_headline(line.text)
            after_byline = taken
        return kept

    def _take_imprint(self, text: str) -> bool:
        """The outlet and the day of a line such as "Tessen Weekly | 22 January 2025"."""
        known = self.publisher or self.stripped.publisher or self.header["url"]
        found = bylines.imprint(text, known) if text != self.title else None
        if not found:
            return False
        mark = outlets.agency(found.outlet)
        self.agency = self.agency or mark
        self.publisher = self.publisher or ("" if mark else found.outlet)
        self.days.extend(found.days)
        self.authors.extend(found.authors)
        return True

    def _take_outlet(self, text: str, following: str, lines_above: int) -> bool:
        """The outlet that has a line to itself right below the title, or above the day."""
        dated = bylines.stamp(following) is not None
        if self.publisher or not (lines_above <= 1 or dated) or " " not in text:
            return False
        named = outlets.is_masthead(text) or (dated and outlets.is_outlet(text))
        if named and not outlets.is_agency(text):
            self.publisher = text
        return self.publisher == text

    def _take_byline(self, text: str, following: str, alone: bool, after: bool) -> bool:
        """Who wrote it; `alone`: a line that holds nothing but names may be a byline too, and
        `after`: it stands below a line that tells of the article."""
        who = bylines.byline(text) or (self._lone_names(text, following) if alone else None)
        if not who and alone and after and not self.authors and not _is_place(text):
            who = bylines.names_line(text)
        if not who:
            return False
        self.authors.extend(who.authors)
        self.days.extend(who.days)
        self.agency = self.agency or who.agency
        self.publisher = self.publisher or who.outlet
        return True

    def _take_mark(self, text: str, outside: bool) -> bool:
        """A date line, the mark of an agency, or the initials of a desk."""
        when = bylines.stamp(text)
        if when and not when.days and self.clocks >= _FEWEST_CLOCKS:
            return False  # each tells the time of what stands below it
        if when and (when.labelled or outside) and not bylines.lone_dateline(text):
            self.days.extend(when.days)
            return True
        if text[:1] in "–—-" and outlets.is_agency(text.lstrip("–—- ")):
            return True
        mark = bylines.sign_off(text) if outside else ""
        self.agency = self.agency or mark
        return bool(mark)

    def _take_employed(self, text: str, below: tuple[str, ...]) -> bool:
        """A writer's name above the outlet that has their work, or above what they are there."""
        who = bylines.names_line(text)
        employer = next((name for line in below if (name := outlets.employer(line))), "")
        known = employer or any(_ROLE.fullmatch(line) for line in below)
        if not who or not who.authors or not known or text == self.title:
            return False
        self.authors.extend(who.authors)
        self._take_employer(employer)
        return True

    def _take_employer(self, name: str) -> None:
        mark = outlets.agency(name)
        self.agency = self.agency or mark
        self.employer = self.employer or ("" if mark else name)

    def _lone_names(self, text: str, following: str) -> bylines.Byline | None:
        """A name, or an agency, on a line of its own; a name needs a date or a role beside it."""
        who = bylines.names_line(text)
        if not who or (who.agency and not who.authors and outlets.is_agency(text)):
            return who
        dated = bylines.stamp(following) is not None or bool(who.days and re.search("[|·•]", text))
        role = _WITH_ROLE.match(text)
        return who if role or (dated and len(who.authors) <= _NAME_WORDS) else None

    def _take_workplace(self, text: str) -> bool:
        """The line under a byline: "BBC News, Cairo", "Political correspondent"."""
        if len(text.split()) > _NAME_WORDS + 2 or is_sentence(text):
            return False
        outlet = text.split(",")[0].split(" in ")[0]
        named = outlet if outlets.is_masthead(outlet) else outlets.employer(text)
        self._take_employer(named)
        return bool(named or _WORKPLACE.search(text))

    def _titled(self, lines: list[Line]) -> list[Line]:
        """Lines below the title, once it is found; mastheads above it name the publisher."""
        while len(lines) > 1 and self._is_masthead(lines[0].text, lines[1].text):
            name, site = lines[0].text, self.stripped.publisher
            name = name.title() if name.isupper() and " " in name else name
            self.publisher = self.publisher or (site if outlets.same_outlet(name, site) else name)
            lines = lines[1:]
        if self.title is None:
            start = _find_headline(lines, self.stripped.removed)
            if start and not self.publisher:
                self.publisher = _outlet_above(lines[:start], self.stripped.removed)
            lines = lines[start:]
        if self.title is not None or len(lines) < 2 or not _is_title(lines[0].text):
            return lines
        self.title = lines[0].text
        return lines[1:]

    def _is_masthead(self, text: str, following: str) -> bool:
        known = self.publisher or self.stripped.publisher
        if known and (line_key(text) == line_key(known) or outlets.same_outlet(text, known)):
            return True
        if self.title is not None or len(following) <= len(text):
            return False
        name = text.title() if text.isupper() else text
        named = outlets.is_paper(name) and len(name.split()) <= _MASTHEAD_WORDS
        return outlets.is_masthead(text) or (named and _is_headline(following))

    def _without_dateline(self, lines: list[Line]) -> list[Line]:
        """Lines with the dateline taken off the paragraph that it opens, one of the
        first three of the text."""
        prose = [place for place, line in enumerate(lines) if is_prose(line.text)]
        last = prose[min(2, len(prose) - 1)] if prose else len(lines)
        for place, line in enumerate(lines[:_DATELINE_REACH]):
            alone = bylines.lone_dateline(line.text)
            opens = is_sentence(line.text) or len(line.text) >= _LONG
            found = alone or (bylines.dateline(line.text) if opens else None)
            if not found or (not alone and _is_name(found, lines, place)):
                if is_prose(line.text) and place >= last:
                    break
                continue
            self.dateline = self.dateline or found.text
            self.agency = self.agency or found.agency
            rest = [] if alone else [replace(line, text=found.rest)]
            return lines[:place] + rest + lines[place + 1 :]
        return lines

    def _take_sign_offs(self, removed: list[Line]) -> None:
        """What the lines below tell: the agency in the desk's initials, and the authors in
        "Reporting by Jane Roe; editing by …" when no byline named them."""
        for line in removed:
            self.agency = self.agency or bylines.sign_off(line.text)
            match = _REPORTING_BY.match(line.text)
            who = bylines.names_line(match[1]) if match and not self.authors else None
            self.authors.extend(who.authors if who else ())

    def _published(self) -> date | datetime | None:
        """The first day of header, byline, date line or dateline that is not to come."""
        if moment := first_valid([self.header["published"]], self.today):
            return moment
        days = (*self.days, parse_date(self.dateline))
        return next((day for day in days if day and day <= self.today), None)


_BOLD = re.compile(r"(?m)^\*\*(?=\S)(.{1,300}?)(?<=\S)\*\*$")
_LONGEST_ALONE = 120


def _unmarked(text: str) -> str:
    """`text` without the stars around lines that are bold throughout."""
    return _BOLD.sub(r"\1", text) if "**" in text else text


def _is_place(text: str) -> bool:
    """Whether a line names a place, or a section of a paper by its last word."""
    return text.casefold() in PLACES or text.casefold().split()[-1] in NAVIGATION


def _is_alone(line: str) -> bool:
    """Whether a line tells who wrote the article, where it came out or when, so that it is no
    part of a wrapped paragraph."""
    if len(line) > _LONGEST_ALONE or is_sentence(line):
        return False
    if bylines.stamp(line) or bylines.byline(line) or bylines.imprint(line):
        return True
    return len(line.split()) <= _MASTHEAD_WORDS and outlets.is_outlet(line)


def _is_name(found: bylines.Dateline, lines: list[Line], place: int) -> bool:
    """Whether what looks like a bare place is a name that the text writes in capitals: it
    comes so again ("NASA"), never in small letters, or is one of several who speak
    ("SMITH: Yes. ROE: No.")."""
    if found.agency or not found.text or re.search(r"\d", found.text):
        return False
    city = re.escape(found.text.split(",")[0])
    others = [line.text for number, line in enumerate(lines) if number != place]
    whole = "\n".join([found.rest, *others])
    spoken = lines[place].text.startswith(f"{found.text}:") and _SPEAKER.search(whole)
    if spoken or any(re.match(rf"{city}\s*[:—–]", text) for text in others):
        return True
    small = re.search(rf"\b(?!{city})(?i:{city})\b", whole)
    return not small and bool(re.search(rf"\b{city}\b", whole))


# Which line is the title, where running text begins, and what labels stand above.

_LONGEST_TITLE = 220
_LONGEST_CUT_TITLE = 100
_NO_TITLES_END = (".", "…", ":", ";", ",")
_LABEL_WORDS = 3
_FEWEST_LABELS = 2
_ROW_WORDS = 6
_SHARED = 0.3
_SHARED_BELOW = 0.4
_CAPITALISED = re.compile(r"(?:[A-Z][\w'’&-]*|of|the)(?: (?:[A-Z][\w'’&-]*|of|the)){1,3}")
_MOST_STANDFIRSTS = 3
_STANDFIRST_REACH = 6


def _running_text(lines: list[Line]) -> tuple[int, int]:
    """Where the first and the last paragraph of running text stand.

    A sentence above the byline is the article's standfirst; the text begins below.
    """
    prose = [place for place, line in enumerate(lines) if is_prose(line.text)]
    if not prose:
        return len(lines), len(lines)
    first, last = prose[0], prose[-1]
    for _ in range(_MOST_STANDFIRSTS):
        ahead = range(first + 1, min(first + _STANDFIRST_REACH, len(lines)))
        signed = [place for place in ahead if _tells_when_or_who(lines[place].text)]
        below = [place for place in prose if signed and place > signed[-1]]
        if not below:
            break
        first = below[0]
    return first, last


def _tells_when_or_who(text: str) -> bool:
    when = bylines.stamp(text)
    if (when and when.days) or bylines.byline(text) is not None:
        return True
    return bylines.imprint(text) is not None


def _outlet_above(labels: list[Line], removed: list[Line]) -> str:
    """The outlet among the labels above a title: one that the page's boilerplate names again,
    or a last one that begins with an article ("The Lantern")."""
    page = " ".join(line.text for line in removed)
    names = [line.text for line in labels if _CAPITALISED.fullmatch(line.text)]
    again = [name for name in names if re.search(rf"\b{re.escape(name)}\b", page)]
    last = [name for name in names[-1:] if name.startswith("The ") and name == labels[-1].text]
    return next(iter(again + last), "")


def _find_headline(lines: list[Line], removed: list[Line]) -> int:
    """Which of the lines is the title: the first one, but for the labels of a page.

    Above a title a page may show its sections and slogans. Where something of a page was
    found above the first line, or that is one of several labels of a few words, the
    title is the first headline that shares words with the text below.
    """
    head = lines[: _running_text(lines)[0]]
    if not head or not _is_title(head[0].text):
        return 0
    rows = _rows(head)
    labels = next(
        (at for at, line in enumerate(head) if at not in rows and _is_headline(line.text)), 0
    )
    page = any(line.number < head[-1].number for line in removed)
    if labels < _FEWEST_LABELS and not head[0].number and not page:
        return 0
    below = _stems(" ".join(line.text for line in lines[len(head) :]))
    for place, line in enumerate(head):
        own = _stems(line.text)
        share = _SHARED if place == labels else _SHARED_BELOW
        shared = len(own & below) >= max(1.0, share * len(own))
        if place not in rows and _is_headline(line.text) and shared:
            return place
    page_above = any(line.number < head[labels].number for line in removed)
    return labels if labels >= _FEWEST_LABELS or page_above else 0


def _rows(lines: list[Line]) -> set[int]:
    """Which lines are rows of a list of figures or results: two or more short ones with numbers."""
    numbered = [
        any(char.isdigit() for char in line.text) and len(line.text.split()) <= _ROW_WORDS
        for line in lines
    ]
    pairs = [at for at in range(len(lines) - 1) if numbered[at] and numbered[at + 1]]
    return {*pairs, *(at + 1 for at in pairs)}


def _stems(text: str) -> set[str]:
    """The words of four letters and more, by their first five."""
    return {word[:5] for word in re.findall(r"[^\W_]{4,}", text.casefold())}


def _without_labels(lines: list[Line], removed: list[Line]) -> list[Line]:
    """Lines without those of a few words above the text, on a page that shows others there."""
    first = _running_text(lines)[0]
    if first >= len(lines):
        return lines
    if sum(line.number < lines[first].number for line in removed) < _FEWEST_LABELS:
        return lines
    return [
        line
        for place, line in enumerate(lines)
        if place >= first or len(line.text.split()) > _LABEL_WORDS or is_sentence(line.text)
    ]


def _is_headline(text: str) -> bool:
    """Whether a line is long enough for a headline that needs no other sign."""
    return _is_title(text) and len(text.split()) > _LABEL_WORDS


def _is_title(text: str) -> bool:
    """Whether a first line reads as a headline: short, and no statement with a full stop."""
    if len(text) > _LONGEST_TITLE:
        return False
    ended = text.rstrip(CLOSING).endswith(_NO_TITLES_END)
    return not ended or (text.endswith("...") and len(text) < _LONGEST_CUT_TITLE)
