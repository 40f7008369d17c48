"""Scraped text becomes an article: what tells of it is kept as fields, page furniture goes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from assistant.reading import captions, dates, furniture, headers, heading
from assistant.reading.agencies import agency, is_mark
from assistant.reading.layout import Line, is_prose, is_sentence, paragraphs, plain

_LONGEST_TITLE = 220
_MOST_PASSES = 6
_DATELINE_REACH = 8
_NAME_WORDS = 4
_LABEL_WORDS = 3
_FEWEST_LABELS = 2
_BESIDE = re.compile(
    r"(?i)[\s|·•–-]+(?:leave a (?:comment|reply)|(?:\d+|no|add) comments?|share(?: this)?|print|e-?mail"
    r"|\d+ min(?:ute)?s? read)$"
)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cleaned text and what was told around it; "" and None stand for not told.

    `text` holds paragraphs with a blank line between them; neither the title nor the
    dateline nor a byline is part of it.
    """

    text: str
    title: str = ""
    publisher: str = ""
    published: date | None = None
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
    result = _Pass(text, title, today).result()
    for _ in range(_MOST_PASSES):
        again = _Pass(result.text, result.title, today).result()
        if again.text == result.text:
            break
        result = _merged(result, again)
    return result


def _merged(first: Cleaned, again: Cleaned) -> Cleaned:
    """The text of the later pass, with what either pass was told."""
    return replace(
        first,
        text=again.text,
        publisher=first.publisher or again.publisher,
        published=first.published or again.published,
        authors=first.authors or again.authors,
        dateline=first.dateline or again.dateline,
        agency=first.agency or again.agency,
        url=first.url or again.url,
    )


class _Pass:
    """One reading of a text from top to bottom; what it comes across gathers in its fields."""

    def __init__(self, text: str, title: str | None, today: date) -> None:
        self.today = today
        self.header = headers.split(plain(text))
        self.title = title if title is not None else self.header["title"] or None
        self.publisher = self.header["publisher"]
        self.agency = agency(self.header["agency"]) or self.header["agency"]
        self.dateline = self.header["dateline"]
        self.url = self.header["url"]
        self.authors: list[str] = list(self.header.authors)
        self.days: list[date] = []
        self.later: list[date] = []
        self.telling: list[str] = []
        self.employer = ""

    def result(self) -> Cleaned:
        stripped = furniture.strip(paragraphs(self.header.rest))
        self.telling += [line.text for line in stripped.removed]
        lines = self._without_telling(stripped.kept)
        lines = self._titled(lines, stripped)
        lines = self._without_dateline(captions.once(lines, self.title or ""))
        self._sign_offs(stripped.removed)
        title, named = heading.without_site(self.title or "", self.publisher or stripped.publisher)
        return Cleaned(
            text="\n\n".join(line.text for line in lines),
            title=title,
            publisher=self.publisher or stripped.publisher or named or self.employer,
            published=self._published(),
            authors=tuple(dict.fromkeys(self.authors)),
            dateline=self.dateline,
            agency=self.agency,
            url=self.url,
        )

    def _without_telling(self, lines: list[Line]) -> list[Line]:
        """Lines without bylines, date lines and agency marks, whose content is taken in."""
        prose = [at for at, line in enumerate(lines) if is_prose(line.text)]
        first, last = (prose[0], prose[-1]) if prose else (len(lines), len(lines))
        kept: list[Line] = []
        after_byline = False
        for at, line in enumerate(lines):
            outside = at < first or at > last
            following = lines[at + 1].text if at + 1 < len(lines) else ""
            near = outside or at <= first + 1
            taken = self._take(line.text, outside, near, following, bool(kept) or self.title is not None)
            if not taken and after_byline and at < first and self._is_place_of_work(line.text):
                taken = True
            if taken:
                self.telling.append(line.text)
            else:
                kept.append(line)
            after_byline = taken
        return kept

    def _take(self, text: str, outside: bool, near: bool, following: str, titled: bool) -> bool:
        text = _BESIDE.sub("", text)
        when = heading.stamp(text)
        if when and (when.labelled or outside):
            self.days.extend(when.days)
            return True
        who = heading.byline(text) if near else None
        if not who and outside and titled:
            who = self._lone_names(text, following)
        if who:
            self.authors.extend(who.authors)
            self.days.extend(who.days)
            self.agency = self.agency or who.agency
            return True
        if outside and (known := headers.fields([text])) and not is_sentence(text):
            return self._take_field(known)
        return False

    def _take_field(self, known: dict[str, str]) -> bool:
        """One "Key: value" line among the others; only keys that no headline begins with."""
        if "publisher" in known and len(known["publisher"].split()) <= _NAME_WORDS + 1:
            mark = agency(known["publisher"])
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
        dated = heading.stamp(following) is not None
        role = re.search(r"(?i), .*\b(?:correspondent|editor|reporter|writer|agencies)\b", text)
        return who if role or (dated and len(who.authors) <= _NAME_WORDS) else None

    def _is_place_of_work(self, text: str) -> bool:
        """The line under a byline: "BBC News, Cairo", "Political correspondent"."""
        if len(text.split()) > _NAME_WORDS + 2 or is_sentence(text):
            return False
        outlet = text.split(",")[0].split(" in ")[0]
        if heading.is_masthead(outlet):
            self.employer = self.employer or outlet
            return True
        return bool(re.search(r"(?i)\b(?:correspondent|editor|reporter|writer|columnist|bureau)s?\b", text))

    def _titled(self, lines: list[Line], stripped: furniture.Stripped) -> list[Line]:
        """Lines below the title, once it is found; mastheads above it name the publisher."""
        while len(lines) > 1 and self._is_masthead(lines[0].text, lines[1].text, stripped.publisher):
            self.publisher = self.publisher or lines[0].text
            lines = lines[1:]
        if self.title is None:
            lines = lines[_below_labels(lines, stripped.removed) :]
        if self.title is not None or len(lines) < 2 or not _is_title(lines[0].text):
            return lines
        self.title = lines[0].text
        return lines[1:]

    def _is_masthead(self, text: str, following: str, publisher: str) -> bool:
        known = self.publisher or publisher
        if known and captions.key(text) == captions.key(known):
            return True
        return heading.is_masthead(text) and len(following) > len(text) and self.title is None

    def _without_dateline(self, lines: list[Line]) -> list[Line]:
        """Lines with the dateline taken off the paragraph that it opens."""
        for at, line in enumerate(lines[:_DATELINE_REACH]):
            alone = heading.lone_dateline(line.text)
            found = alone or heading.dateline(line.text)
            if not found:
                continue
            self.dateline = self.dateline or found.text
            self.agency = self.agency or found.agency
            rest = [] if alone else [replace(line, text=found.rest)]
            return lines[:at] + rest + lines[at + 1 :]
        return lines

    def _sign_offs(self, removed: list[Line]) -> None:
        """Authors from "Reporting by Jane Roe; editing by …" when no byline named them."""
        for line in removed:
            match = re.match(r"\W?(?i:reporting|writing) (?i:and \w+ )?by ([^;.]+)", line.text)
            if match and not self.authors:
                who = heading.names(match[1])
                self.authors.extend(who.authors if who else ())

    def _published(self) -> date | None:
        """The first day told by header, byline, date line or dateline that is not to come."""
        told = dates.parse(self.header["published"])
        days = [day for day in (told, *self.days, dates.parse(self.dateline)) if day]
        if not days and self.dateline:
            years = re.findall(r"\b(?:19|20)\d{2}\b", " ".join(self.telling))
            in_year = dates.in_year(self.dateline, int(years[0])) if years else None
            days = [in_year] if in_year else []
        return next((day for day in days if day <= self.today), None)


def _below_labels(lines: list[Line], removed: list[Line]) -> int:
    """How many short lines at the top are labels of the page and not the title.

    Only where several stand there, or the page's furniture with them, above a longer
    headline: otherwise a short first line is a short title.
    """
    for count, line in enumerate(lines):
        if not _is_title(line.text):
            return 0
        if len(line.text.split()) > _LABEL_WORDS:
            sure = count >= _FEWEST_LABELS or any(other.at < line.at for other in removed)
            return count if sure else 0
    return 0


def _is_title(text: str) -> bool:
    """Whether a first line reads as a headline: short, and no statement with a full stop."""
    if len(text) > _LONGEST_TITLE:
        return False
    return not re.search(r"[.…:;,]['\"”’)\]]*$", text) or (text.endswith("...") and len(text) < 100)
