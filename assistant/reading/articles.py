"""The bytes of one file become articles: read by their format, cleaned, their fields settled."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from assistant.reading.cleaning import Cleaned, clean
from assistant.reading.dates import publication_date
from assistant.reading.encoding import LONGEST, TOO_LONG
from assistant.reading.formats import Format, embedded
from assistant.reading.outlets import is_outlet, same_outlet
from assistant.reading.types import Broken, Document, Draft, Failure
from vectorstore.documents import Article
from vectorstore.outlets import is_site

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

LARGEST = 512 * 1024 * 1024
"""Bytes of a file, which is read whole; how long one article may be is another limit."""
_TITLE_LENGTH = 90
_NOTHING_LEFT = "holds no article text, only what surrounds one; add a file with the article itself"
_EMPTY = "is empty; add a file that holds an article"


def read_articles(
    name: str, origin: str, form: Format, content: bytes, today: date
) -> Iterator[Document | Failure]:
    """The documents of one file's bytes, and a Failure for each part that gave none.

    `name` is what a Failure calls the file, `origin` where it lies. An article of a file
    that holds several has the origin `origin#place`.
    """
    if not content.strip():
        yield Failure(name, _EMPTY)
        return
    if len(content) > LARGEST:
        yield Failure(name, f"is larger than {LARGEST >> 20} MB; split it into its articles")
        return
    empty = True
    for part in embedded(form, content):
        empty = False
        yield settled(part, name, origin, today)
    if empty:
        yield Failure(name, _NOTHING_LEFT)


def settled(part: Draft | Broken, name: str, origin: str, today: date) -> Document | Failure:
    """The cleaned article of a part of a file, or why there is none; named as `read_articles`
    names them."""
    placed = _placed(name, part.place)
    if isinstance(part, Broken):
        return Failure(placed, part.reason)
    if len(part.text) > LONGEST:
        return Failure(placed, TOO_LONG)
    article = _article(part, _placed(origin, part.place), today)
    if not article:
        return Failure(placed, _NOTHING_LEFT)
    return Document(article, part.original, f"{placed} {part.notice}" if part.notice else "")


def _placed(name: str, place: str) -> str:
    return f"{name}#{place}" if place else name


def _article(draft: Draft, origin: str, today: date) -> Article | None:
    """The cleaned article of a draft; the file's own fields go before what its text says."""
    site = draft.publisher or urlsplit(draft.url).hostname or ""
    cleaned = clean(draft.text, title=draft.title, site=site, today=today)
    title = cleaned.title or _opening(cleaned)
    text = cleaned.text or cleaned.title
    if not any(sign.isalnum() for sign in text):
        return None
    publisher = _publisher(draft, cleaned)
    dated = publication_date(draft.dates, cleaned, draft.url, draft.text, today, draft.shown_dates)
    authors = tuple(name for name in draft.authors if not same_outlet(name, publisher))
    return Article(
        text=text,
        title=title,
        publisher=publisher,
        published=dated.published,
        url=draft.url or cleaned.url,
        authors=authors or cleaned.authors,
        agency=cleaned.agency,
        dateline=cleaned.dateline,
        language=identify_language(f"{title}\n\n{text}", draft.language),
        origin=origin,
        confidence=dated.confidence,
        pages=page_starts(text, draft.pages) if draft.pages else (),
    )


_FOUND_BY, _LINES = 40, 6
_SIGNS = re.compile(r"[^\W_]+")


def page_starts(text: str, pages: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Where in `text` the words of each of `pages` begin: pairs of offset and page, from 1.

    A page is found by the letters and digits of that of its first lines which comes next in the
    text, whatever became of blanks, line ends and hyphens; a page of which nothing is in the text
    has no pair.
    """
    signs = "".join(found[0] for found in _SIGNS.finditer(text)).lower()
    if len(signs) != sum(len(found[0]) for found in _SIGNS.finditer(text)):
        return ()  # letters that have no small form of their length
    places = [at for found in _SIGNS.finditer(text) for at in range(found.start(), found.end())]
    starts: list[tuple[int, int]] = []
    after = 0
    for number, page in enumerate(pages, 1):
        lines = ("".join(_SIGNS.findall(one)).lower() for one in page.split("\n"))
        keys = [line[:_FOUND_BY] for line in lines if len(line) >= _FOUND_BY // 2]
        found = [at for key in keys[:_LINES] if (at := signs.find(key, after)) >= 0]
        if found:
            starts.append((places[min(found)] if starts else 0, number))
            after = min(found) + 1
    return tuple(starts)


def _publisher(draft: Draft, cleaned: Cleaned) -> str:
    """The outlet as the file's fields name it, else as its text does.

    A name in words goes before the address of the same site, and an author that has the
    form of an outlet before the agency of a text that names no outlet.
    """
    if draft.publisher:
        worded = is_site(draft.publisher) and same_outlet(draft.publisher, cleaned.publisher)
        return cleaned.publisher if worded else draft.publisher
    if cleaned.publisher and cleaned.publisher != cleaned.agency:
        return cleaned.publisher
    return next(filter(is_outlet, draft.authors), cleaned.publisher)


def _opening(cleaned: Cleaned) -> str:
    """A title for a text that has none: its first words, cut between words."""
    first = cleaned.text.split("\n", 1)[0]
    if len(first) <= _TITLE_LENGTH:
        return first
    return first[:_TITLE_LENGTH].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


# The language of an article: found in its text, checked against what its page claims.

_READ = 1000
_FEWEST_WORDS = 20
_FEWEST_SIGNS = 40
_SURE = 0.6
_CLAIMED_ENOUGH = 0.95
# Scripts that are written without spaces between words.
_WITHOUT_SPACES = re.compile(r"[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u4e00-\u9fff]")
# Languages so near to each other that a claim of one is not denied by a doubtful other.
_NEAR = (
    frozenset({"no", "nb", "nn", "da"}), frozenset({"hr", "bs", "sr"}), frozenset({"id", "ms"}),
    frozenset({"cs", "sk"}), frozenset({"gl", "pt", "es"}), frozenset({"af", "nl"}),
    frozenset({"ru", "be", "uk", "bg", "mk"}), frozenset({"hi", "mr", "ne"}),
)  # fmt: skip
_NORWEGIAN = frozenset({"no", "nb", "nn"})


def identify_language(text: str, claim: str = "") -> str:
    """The ISO 639-1 code of the language that `text` is in; "" when that is not sure.

    The first 1,000 characters are read by py3langid, a naive Bayes classifier over byte
    sequences (Lui and Baldwin 2012). `claim` is what the page or file says ("en-GB"): it
    stands for a text of less than 20 words, where the classifier is not sure, and between
    languages that differ little; a page that claims English over a French text is French.
    """
    code = claim.strip()[:2].lower()
    code = code if re.fullmatch(r"[a-z]{2}", code) else ""
    opening = text[:_READ]
    if len(opening.split()) < _FEWEST_WORDS and (
        len(_WITHOUT_SPACES.findall(opening)) < _FEWEST_SIGNS
    ):
        return code
    found, sure = _identifier().classify(opening)
    if sure < _SURE or not re.fullmatch(r"[a-z]{2}", found):
        return code
    if code in _NORWEGIAN and found in _NORWEGIAN:
        return code
    near = any({code, found} <= group for group in _NEAR)
    return code if near and sure < _CLAIMED_ENOUGH else found


@cache
def _identifier() -> LanguageIdentifier:
    """The classifier; loading it takes half a second, so it waits for the first article."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
