"""Scraped text becomes an article: what tells of it is kept as fields, page furniture goes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime

from assistant.reading import captions, dates, furniture, headers, heading, outlets, signing, titles
from assistant.reading.agencies import agency, is_mark
from assistant.reading.layout import Line, is_prose, is_sentence, paragraphs, plain

_LONGEST_BESIDE = 220
_MOST_PASSES = 6
_ROLE = re.compile(
    r"(?i)(?:[\w-]+ ){0,3}(?:writer|reporter|correspondent|columnist|editor)s?(?: in [\w ]{2,30})?"
)
_DATELINE_REACH = 8
_LONG = 120
_NAME_WORDS = 4
_SPEAKER = re.compile(r"(?<![\w.])[A-Z][A-Z'’-]{2,}:\s")
_BESIDE = re.compile(
    r"(?i)[\s|·•–-]+(?:leave a (?:comment|reply)|(?:\d+|no|add) comments?|share(?: this)?|print"
    r"|e-?mail"
    r"|\d+ min(?:ute)?s? read)$"
)


BY_HEADER = 0.9
COMPLETED = 0.7
"""How sure a publication date is: told above the text, or completed from its day and month."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cleaned text and what was told around it; "" and None stand for not told.

    `text` holds paragraphs with a blank line between them; neither the title nor the
    dateline nor a byline is part of it. `confidence`, 0..1, is how sure `published` is;
    that of a header may be a moment with its zone.
    """

    text: str
    title: str = ""
    publisher: str = ""
    published: date | datetime | None = None
    confidence: float = 0.0
    authors: tuple[str, ...] = ()
    dateline: str = ""
    agency: str = ""
    url: str = ""


def clean(text: str, *, title: str | None = None, today: date | None = None) -> Cleaned:
    """The article in a scraped plain `text`, without the page around it.

    `title` says what the title is ("" for none), where the caller knows it; by default
    the first line is the title when it has the form of one. A publication date is taken
    only from a header, byline, date line or dateline, and never lies after `today` (by
    default the current day). Text without an article gives an empty `text`.
    """
    today = today or date.today()
    first = _Pass(text, title, today)
    result = first.result()
    for _ in range(0 if first.left_whole(result) else _MOST_PASSES):
        again = _Pass(result.text, result.title, today).result()
        if again.text == result.text:
            break
        result = _merged(result, again)
    return replace(result, publisher=result.publisher or result.agency)


def _merged(first: Cleaned, again: Cleaned) -> Cleaned:
    """The text of the later pass, with what either pass was told."""
    return replace(
        first,
        text=again.text,
        publisher=first.publisher or again.publisher,
        published=first.published or again.published,
        confidence=first.confidence if first.published else again.confidence,
        authors=first.authors or again.authors,
        dateline=first.dateline or again.dateline,
        agency=first.agency or again.agency,
        url=first.url or again.url,
    )


class _Pass:
    """One reading of a text from top to bottom; what it comes across gathers in its fields."""

    def __init__(self, text: str, title: str | None, today: date) -> None:
        self.today = today
        self.header = headers.split(plain(furniture.with_bars(text)))
        self.title = title if title is not None else self.header["title"] or None
        self.known_title = self.title
        self.publisher = self.header["publisher"]
        self.agency = agency(self.header["agency"]) or self.header["agency"]
        self.dateline = self.header["dateline"]
        self.url = self.header["url"]
        self.authors: list[str] = list(self.header.authors)
        self.days: list[date] = []
        self.later: list[date] = []
        self.telling: list[str] = []
        self.employer = ""
        self.site = ""
        self.gone: dict[int, str] = {}

    def left_whole(self, result: Cleaned) -> bool:
        """Whether all but the header stayed under a title that was known, so that reading
        what stayed once more would change nothing."""
        return (
            result.title == self.known_title
            and result.text == "\n\n".join(line.text for line in paragraphs(self.header.rest))
            and not headers.split(plain(furniture.with_bars(result.text))).values
        )

    def result(self) -> Cleaned:
        stripped = furniture.strip(paragraphs(self.header.rest))
        self.site = stripped.publisher or self.url
        self.telling += [line.text for line in stripped.removed]
        self.gone = {line.at: line.text for line in stripped.removed}
        lines = self._without_telling(stripped.kept)
        lines = self._titled(lines, stripped)
        lines = titles.without_labels(lines, stripped.removed)
        lines = self._without_dateline(captions.once(lines, self.title or ""))
        self._sign_offs(stripped.removed)
        lines = [line for line in lines if not signing.is_biography(line.text, self.authors)]
        lines = signing.without_contacts(lines)
        title, named = heading.without_site(self.title or "", self.publisher or stripped.publisher)
        texts = [line.text for line in lines]
        published, sure = self._published()
        site = outlets.written(stripped.publisher, [named, *self.telling], [title, *texts])
        return Cleaned(
            text="\n\n".join(texts),
            title=title,
            publisher=self.publisher or site or named or self.employer,
            published=published,
            confidence=sure,
            authors=tuple(dict.fromkeys(self.authors)),
            dateline=self.dateline,
            agency=self.agency,
            url=self.url,
        )

    def _without_telling(self, lines: list[Line]) -> list[Line]:
        """Lines without bylines, date lines and agency marks, whose content is taken in."""
        first, last = titles.running_text(lines)
        kept: list[Line] = []
        after_byline = False
        titled = self.title is not None
        for at, line in enumerate(lines):
            outside = at < first or at > last
            following = lines[at + 1].text if at + 1 < len(lines) else ""
            near = outside or at <= first + 1
            headed = titled or bool(kept)
            taken = at < first and headed and self._take_imprint(line.text)
            taken = taken or self._take(line.text, outside, near, following, titled)
            taken = taken or (outside and self._take_field(line.text, above=at < first))
            below = (self.gone.get(line.at + 1, ""), following)
            taken = taken or (at < first and titled and self._take_employed(line.text, below))
            if not taken and after_byline and at < first and self._is_place_of_work(line.text):
                taken = True
            if taken:
                self.telling.append(line.text)
            else:
                kept.append(line)
                titled = titled or titles.is_headline(line.text)
            after_byline = taken
        return kept

    def _take(self, text: str, outside: bool, near: bool, following: str, titled: bool) -> bool:
        text = _BESIDE.sub("", text) if near and len(text) <= _LONGEST_BESIDE else text
        who = heading.byline(text) if near else None
        if not who and outside and titled:
            who = self._lone_names(text, following)
        if who:
            self.authors.extend(who.authors)
            self.days.extend(who.days)
            self.agency = self.agency or who.agency
            return True
        when = heading.stamp(text)
        if when and (when.labelled or outside) and not heading.lone_dateline(text):
            self.days.extend(when.days)
            return True
        if text[:1] in "–—-" and is_mark(text.lstrip("–—- ")):
            return True
        if outside and (mark := signing.sign_off(text)):
            self.agency = self.agency or mark
            return True
        return False

    def _take_imprint(self, text: str) -> bool:
        """The outlet and the day of a line such as "Tessen Weekly | 22 January 2025"."""
        told = outlets.imprint(text, self.publisher or self.site) if text != self.title else None
        if not told:
            return False
        mark = agency(told.outlet)
        self.agency = self.agency or mark
        self.publisher = self.publisher or ("" if mark else told.outlet)
        self.days.extend(told.days)
        self.authors.extend(told.authors)
        return True

    def _take_employed(self, text: str, below: tuple[str, ...]) -> bool:
        """A writer's name above the outlet that has their work, or above what they are there."""
        who = heading.names(text)
        employer = next((named for line in below if (named := outlets.employer(line))), "")
        known = employer or any(_ROLE.fullmatch(line) for line in below)
        if not who or not who.authors or not known or text == self.title:
            return False
        self.authors.extend(who.authors)
        if employer:
            self._employed_by(employer)
        return True

    def _employed_by(self, name: str) -> None:
        mark = agency(name)
        self.agency = self.agency or mark
        self.employer = self.employer or ("" if mark else name)

    def _take_field(self, text: str, *, above: bool) -> bool:
        """One "Source: …" or "URL: …" line; below the text a source may be that of a figure."""
        known = {} if is_sentence(text) else headers.fields([text])
        outlet = known.get("publisher", "")
        mark = agency(outlet)
        short = len(outlet.split()) <= _NAME_WORDS + 1
        if outlet and (mark or heading.is_masthead(outlet) or (above and short)):
            self.agency = self.agency or mark
            self.publisher = self.publisher or ("" if mark else known["publisher"])
            return True
        if "url" in known and re.match(r"https?://\S+$", known["url"]):
            self.url = self.url or known["url"]
            return True
        return False

    def _lone_names(self, text: str, following: str) -> heading.Byline | None:
        """A name, or an agency, on a line of its own; a name needs a date or a role beside it."""
        who = heading.names(text)
        if not who:
            return None
        if who.agency and not who.authors and is_mark(text):
            return who
        dated = heading.stamp(following) is not None or bool(who.days and re.search(r"[|·•]", text))
        role = re.search(r"(?i), .*\b(?:correspondent|editor|reporter|writer|agencies)\b", text)
        return who if role or (dated and len(who.authors) <= _NAME_WORDS) else None

    def _is_place_of_work(self, text: str) -> bool:
        """The line under a byline: "BBC News, Cairo", "Political correspondent"."""
        if len(text.split()) > _NAME_WORDS + 2 or is_sentence(text):
            return False
        outlet = text.split(",")[0].split(" in ")[0]
        named = outlet if heading.is_masthead(outlet) else outlets.employer(text)
        if named:
            self._employed_by(named)
            return True
        return bool(
            re.search(r"(?i)\b(?:correspondent|editor|reporter|writer|columnist|bureau)s?\b", text)
        )

    def _titled(self, lines: list[Line], stripped: furniture.Stripped) -> list[Line]:
        """Lines below the title, once it is found; mastheads above it name the publisher."""
        while len(lines) > 1 and self._is_masthead(
            lines[0].text, lines[1].text, stripped.publisher
        ):
            name = lines[0].text
            site = stripped.publisher if outlets.same(name, stripped.publisher) else name
            self.publisher = self.publisher or outlets.written(site, [name])
            lines = lines[1:]
        if self.title is None:
            at = titles.headline(lines, stripped.removed)
            if at and not self.publisher:
                self.publisher = titles.named_above(lines[:at], stripped.removed)
            self.telling += [line.text for line in lines[:at]]
            lines = lines[at:]
        if self.title is not None or len(lines) < 2 or not titles.is_title(lines[0].text):
            return lines
        self.title = lines[0].text
        return lines[1:]

    def _is_masthead(self, text: str, following: str, publisher: str) -> bool:
        known = self.publisher or publisher
        if known and (captions.key(text) == captions.key(known) or outlets.same(text, known)):
            return True
        return heading.is_masthead(text) and len(following) > len(text) and self.title is None

    def _without_dateline(self, lines: list[Line]) -> list[Line]:
        """Lines with the dateline taken off the paragraph that it opens, one of the
        first three of the text."""
        prose = [at for at, line in enumerate(lines) if is_prose(line.text)]
        first = prose[min(2, len(prose) - 1)] if prose else len(lines)
        for at, line in enumerate(lines[:_DATELINE_REACH]):
            alone = heading.lone_dateline(line.text)
            told = is_sentence(line.text) or len(line.text) >= _LONG
            found = alone or (heading.dateline(line.text) if told else None)
            if not found or (not alone and _is_name(found, lines, at)):
                if is_prose(line.text) and at >= first:
                    break
                continue
            self.dateline = self.dateline or found.text
            self.agency = self.agency or found.agency
            rest = [] if alone else [replace(line, text=found.rest)]
            return lines[:at] + rest + lines[at + 1 :]
        return lines

    def _sign_offs(self, removed: list[Line]) -> None:
        """What the lines below tell: the agency in the desk's initials, and the authors in
        "Reporting by Jane Roe; editing by …" when no byline named them."""
        for line in removed:
            self.agency = self.agency or signing.sign_off(line.text)
            match = re.match(r"\W?(?i:reporting|writing) (?i:and \w+ )?by ([^;.]+)", line.text)
            if match and not self.authors:
                who = heading.names(match[1])
                self.authors.extend(who.authors if who else ())

    def _published(self) -> tuple[date | datetime | None, float]:
        """The first day told by header, byline, date line or dateline that is not to come,
        and how sure it is."""
        if told := dates.latest_told([self.header["published"]], self.today):
            return told, BY_HEADER
        days = [day for day in (*self.days, dates.parse(self.dateline)) if day]
        sure = BY_HEADER
        if not days and self.dateline:
            years = re.findall(r"\b(?:19|20)\d{2}\b", " ".join(self.telling))
            in_year = dates.in_year(self.dateline, int(years[0])) if years else None
            days, sure = ([in_year] if in_year else []), COMPLETED
        day = next((day for day in days if day <= self.today), None)
        return day, sure if day else 0.0


def _is_name(found: heading.Dateline, lines: list[Line], at: int) -> bool:
    """Whether what looks like a bare place is a name that the text writes in capitals: it
    comes so again ("NASA"), never in small letters, or is one of several who speak
    ("SMITH: Yes. ROE: No.")."""
    if found.agency or not found.text or re.search(r"\d", found.text):
        return False
    city = re.escape(found.text.split(",")[0])
    others = [line.text for number, line in enumerate(lines) if number != at]
    whole = "\n".join([found.rest, *others])
    spoken = lines[at].text.startswith(f"{found.text}:") and _SPEAKER.search(whole)
    if spoken or any(re.match(rf"{city}\s*[:—–]", text) for text in others):
        return True
    small = re.search(rf"\b(?!{city})(?i:{city})\b", whole)
    return not small and bool(re.search(rf"\b{city}\b", whole))
