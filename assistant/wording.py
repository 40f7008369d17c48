"""How every face words publishers, days, counts, sources and errors."""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice

from assistant.errors import AssistantError
from assistant.types import EXTRACTIVE, AnswerPart, Citation, Coverage, Statement, Usage
from vectorstore.documents import Passage, day_of
from vectorstore.errors import VectorStoreError

UNKNOWN_PUBLISHER = "publisher unknown"
UNDATED = "no date"
UNTITLED = "(no title)"

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
# Direction overrides can make a line read as something else than it says.
_DIRECTION = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_WEB_ADDRESS = re.compile(r"https?://[!-~]+", re.IGNORECASE)
_UNSAFE = re.compile(r"[<>\"'`\\]")

_log = logging.getLogger(__name__)

# -------------------------------------------------------------------- days


def day(published: date | datetime | None) -> str:
    """A day as people write it, "27 March 2016"; "no date" for None."""
    when = day_of(published)
    return f"{when.day} {when:%B %Y}" if when else UNDATED


def day_and_time(moment: datetime) -> str:
    """A moment by the clock of this machine: "27 March 2016, 07:05"."""
    local = moment.astimezone()
    return f"{day(local)}, {local:%H:%M}"


def month(when: date) -> str:
    """A month as people write it, "March 2016"."""
    return f"{when:%B %Y}"


def period(since: date | None, until: date | None) -> str:
    """A period in words; one of the two is a day."""
    if since and until:
        return day(since) if since == until else f"{day(since)} to {day(until)}"
    return f"since {day(since)}" if since else f"until {day(until)}"


def span(first: date | None, last: date | None) -> str:
    """The days from first to last, as short as they can be: "24–29 Mar 2016"; "" for none."""
    if first is None or last is None:
        return ""
    end = f"{last.day} {last:%b %Y}"
    if first == last:
        return end
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{end}"
    if first.year == last.year:
        return f"{first.day} {first:%b} – {end}"
    return f"{first.day} {first:%b %Y} – {end}"


# -------------------------------------------------------------------- counts and lists


def counted(number: int, noun: str) -> str:
    """A count with its noun: "1 article", "3 articles", "2 copies", "2 days"."""
    if number == 1:
        return f"1 {noun}"
    in_ies = noun.endswith("y") and noun[-2] not in "aeiou"
    return f"{number:,} {noun[:-1]}ies" if in_ies else f"{number:,} {noun}s"


def listed(items: Sequence[str]) -> str:
    """The items as people list them: "A, B and C"."""
    return " and ".join(part for part in (", ".join(items[:-1]), *items[-1:]) if part)


def under_headings(
    statements: Sequence[Statement], parts: Sequence[AnswerPart]
) -> Iterator[tuple[str, tuple[Statement, ...]]]:
    """The statements of an answer under the headings of its parts, in order; all of them under
    none where there are no parts. A part without statements is left out."""
    left = iter(statements)
    for part in parts or (AnswerPart("", len(statements)),):
        if rows := tuple(islice(left, part.statements)):
            yield part.heading, rows


def rests_on(covered: Coverage, statements: Sequence[Statement], writer: str) -> str:
    """What a result rests on, and what was done for it; "" where nothing is stated.

    "Quoted word for word from 2 outlets; 3 articles cited, 12 read, newest 29 March 2016". What a
    model wrote is "Checked against its sources" where they hold all of it.
    """
    if not statements:
        return ""
    outlets = counted(covered.publishers, "outlet")
    doubted = sum(not statement.verdict.supported for statement in statements)
    if doubted:
        done = f"{doubted:,} of {counted(len(statements), 'sentence')} not held by what is cited"
    elif writer == EXTRACTIVE:
        return f"Quoted word for word from {outlets}; {_read(covered)}"
    else:
        done = "Checked against its sources"
    by = "" if writer == EXTRACTIVE else f"; written by {one_line(writer)}"
    return f"{done}, {outlets}; {_read(covered)}{by}"


def used(usage: Usage) -> str:
    """What a chat model was asked: "2 replies of the model, 1,234 tokens read and 56 written, cost
    0.0004"; of replies kept from before, that they cost nothing."""
    told = [f"{counted(usage.calls, 'reply')} of the model"]
    if usage.cached == usage.calls:
        told.append("kept from before, at no cost")
        return ", ".join(told)
    if usage.cached:
        told.append(f"{usage.cached:,} of them kept from before, at no cost")
    if usage.input_tokens is not None and usage.output_tokens is not None:
        told.append(f"{usage.input_tokens:,} tokens read and {usage.output_tokens:,} written")
    else:
        told.append("tokens not reported")
    if usage.cost is not None:
        small = f"{usage.cost:.6f}".rstrip("0").rstrip(".")
        told.append(f"cost {small if usage.cost < 1 else f'{usage.cost:,.2f}'}")
    return ", ".join(told)


def _read(covered: Coverage) -> str:
    read = [f"{counted(covered.cited, 'article')} cited", f"{covered.articles:,} read"]
    if covered.copies:
        read.append(f"{covered.copies:,} of them {'a copy' if covered.copies == 1 else 'copies'}")
    if covered.newest:
        read.append(f"newest {day(covered.newest)}")
    return ", ".join(read)


# -------------------------------------------------------------------- sources


def publisher(name: str) -> str:
    """The publisher's name, or that it is not known."""
    return name or UNKNOWN_PUBLISHER


def title(words: str) -> str:
    """An article's title on one line, or that it has none."""
    return one_line(words) or UNTITLED


def attribution(source: Citation | Passage) -> str:
    """Who published it and when: "BBC, 27 March 2016"."""
    return f"{publisher(source.publisher)}, {day(source.published)}"


def on_page(citation: Citation) -> str:
    """Where a quote is printed, to follow it: " (page 3)"; "" where there are no pages."""
    return f" (page {citation.page})" if citation.page is not None else ""


def attributions(citations: Iterable[Citation]) -> str:
    """Who published them and when, each once: "BBC, 27 March 2016; CNN, 28 March 2016"."""
    return "; ".join(dict.fromkeys(map(attribution, citations)))


def source_line(source: Citation | Passage, before_title: str = ": ") -> str:
    """Where a source leads: "BBC · 27 March 2016: Palmyra retaken"."""
    about = f"{publisher(source.publisher)} · {day(source.published)}"
    return f"{one_line(about)}{before_title}{title(source.title)}"


def by_article(citations: Iterable[Citation]) -> list[tuple[Citation, ...]]:
    """The citations of each article by number; the article that is cited first comes first."""
    articles: dict[tuple[str, str], list[Citation]] = {}
    for cited in sorted(citations, key=lambda citation: citation.number):
        articles.setdefault((cited.article_id, cited.version), []).append(cited)
    return [tuple(cited) for cited in articles.values()]


def link(url: str) -> str:
    """The address where it may be a link, a plain web address; else ""."""
    return url if _WEB_ADDRESS.fullmatch(url) and not _UNSAFE.search(url) else ""


# -------------------------------------------------------------------- lines


def visible(text: str) -> str:
    """The text without characters that steer a terminal; line breaks and tabs stay."""
    return _CONTROL.sub("\ufffd", _DIRECTION.sub("", text))


def one_line(text: str) -> str:
    """The text on one line, safe for a terminal."""
    return visible(" ".join(text.split()))


def from_the_right(text: str) -> bool:
    """Whether a text is read from the right: its first letter is Arabic, Hebrew or the like."""
    kinds = (unicodedata.bidirectional(sign) for sign in text)
    return next((kind for kind in kinds if kind in ("L", "R", "AL")), "L") != "L"


def error_line(error: Exception) -> str:
    """An error in one line for a page; what was not foreseen goes to the log in full."""
    if isinstance(error, AssistantError | VectorStoreError):
        line = one_line(str(error))
        return f"{line[:1].upper()}{line[1:]}."
    _log.error("newsbrief met an error", exc_info=error)
    return "Something unforeseen went wrong; the terminal that runs newsbrief says more."
