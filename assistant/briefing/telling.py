"""The sentences of a set of articles, and which of them are fit to stand in a briefing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from assistant.reading.boilerplate import is_boilerplate
from assistant.sections.datelines import after_dateline
from assistant.sections.eventful import is_caption
from assistant.sections.times import is_aside
from assistant.verification.citations import Quote
from vectorstore.documents import Article
from vectorstore.text import Span, terms, words

SHORTEST, LONGEST = 6, 60
"""A sentence that stands alone has so many words, at least and at most."""
_END = re.compile(r"[.!?…。！？؟۔][\"'”’»)\]]*$")
# A closing quotation mark, not an apostrophe: no letter follows, and it is no plural's.
_SINGLE_CLOSE = re.compile(r"(?<![sS])’(?!\w)|(?<=[sS])’(?=[^\w\s]|$)")
_FURNITURE = re.compile(
    r"\b(?:getty images|hide caption|photos?:|file photo|associated press photo)\b"
    r"|^\W*(?:more|read more|related|watch|listen|see also|subscribe|sign up|photos?|video)\s*:"
    r"|\bis part of the\b.*\bnetwork\b",
    re.IGNORECASE,
)
_PICTURE = re.compile(
    r"\bin th(?:is|ese)\s(?:\w+\s){0,3}(?:photos?|photographs?|pictures?|images?|handouts?)\b"
    r"|\((?:left|right|L|R|C|center|centre)\)|^From left\b|\b(?:from )?left to right\b"
)
_CAPITALS = 0.75
"""A short line with so large a share of capitalised words is a title or a caption."""
_TITLE_LENGTH = 15
# "Twenty-two others were unaccounted for", "The two others": beside whom?
_OTHERS = re.compile(r"(?:\S+\s+){0,3}others?\b", re.IGNORECASE)
# "…," she said; the two people said; The process is known as: who, which?
_LEANING = re.compile(
    r"[,”\"]\s(?:he|she|they)\s(?:sa(?:id|ys)|told|tells|wrote|writes|added|adds|explained|recalled)\b"
    r"|\bthe\s(?:two|three|four|five|other|same)\s(?:people|men|women|sources|officials|\w+s)\s"
    r"(?:sa(?:id|y)|told)\b"
    r"|^(?:the|its|another)\s(?:first|second|third|latter|former|other|order|process|account|move"
    r"|decision|result|results|measure|statement|comments?|remarks?|incident|announcement|latest)"
    r"\s(?:is|was|are|were|has|have|had|comes?|came|follow(?:s|ed)|marks?|marked)\b",
    re.IGNORECASE,
)
# "First, …", "A week later …", "Last month, he …": what came before it?
_OPENER = re.compile(
    r"(?:first|second|third|next|still|yet|besides|thus|hence|in the end),\s"
    r"|(?:finally|lastly|afterwards?|separately|elsewhere|similarly|likewise|moreover|furthermore"
    r"|nevertheless|nonetheless|consequently|accordingly|even so|in (?:addition|response|reply|turn"
    r"|contrast|return)|as a result|at the same time|on the other hand|for (?:example|instance)"
    r"|by then|at that time|since then|until then|of (?:these|those|them))\b(?!\s+(?:to|of|for)\b)"
    r"|(?:(?:just|only|about|nearly|almost|barely|some)\s)?(?:a|an|one|two|three|four|five|six"
    r"|several|\d+)\s(?:few\s)?(?:minute|hour|day|night|week|month|year|decade)s?\s"
    r"(?:earlier|later|before,|after,|afterwards?)",
    re.IGNORECASE,
)
_INTRODUCED = re.compile(r"[A-Z][^,;“”\"]{2,70},\s(?:he|she|they|it)\b")
# "Two more had called": more of whom?
_MORE = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|\d+|several|many|some)\s+more\s+"
    r"(?:had|has|have|was|were|is|are|came|died|followed)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(?:he|she|him|them|they)\b")
_NAMED = re.compile(r"(?<=[\w,;’'] )[A-Z]\w+")
# True on the day it was printed.
_THAT_DAY = re.compile(
    r"\b(?:yesterday|today|tonight|tomorrow|this (?:morning|afternoon|evening))\b"
)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_FIRST_PERSON = re.compile(r"\b(?:I|I[’']m|I[’']ve|we|we[’']re|we[’']ve|my|our)\b", re.IGNORECASE)
# Scripts without spaces between words: about two signs a word.
_DENSE = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_LEANS = frozenset(
    "he she it they this that these those his her their its such both but and or so also "
    "however meanwhile instead therefore earlier later another others then".split()
)


@dataclass(frozen=True, slots=True)
class Telling:
    """One sentence of one article; `position` counts from 0 at its head.

    It `stands` where it is understood alone; it is `whole` where nothing of it is cut off.
    """

    quote: Quote
    position: int
    length: int
    terms: tuple[str, ...]
    stands: bool
    whole: bool

    @property
    def text(self) -> str:
        """The sentence."""
        return self.quote.text

    @property
    def article(self) -> Article:
        """The article that tells it."""
        return self.quote.article


def tellings(articles: Iterable[tuple[Article, Sequence[Span]]]) -> list[Telling]:
    """Every sentence of the articles, in the order given; captions and headings too."""
    return [
        _telling(article, span, position)
        for article, spans in articles
        for position, span in enumerate(map(partial(after_dateline, article.text), spans))
        if any(char.isalnum() for char in article.text[span.start : span.end])
    ]


def _telling(article: Article, span: Span, position: int) -> Telling:
    text = article.text[span.start : span.end]
    return Telling(
        quote=Quote(article, span.start, span.end),
        position=position,
        length=max(len(text.split()), len(_DENSE.findall(text)) // 2),
        terms=tuple(terms(text)),
        stands=_stands(text),
        whole=bool(_END.search(text)) and _balanced(text),
    )


def _stands(text: str) -> bool:
    """Whether the sentence is whole and is understood without the one before it."""
    if not SHORTEST <= len(text.split()) <= LONGEST or not _END.search(text):
        return False
    first = next((text[s.start : s.end].casefold() for s in words(text)), "")
    if first in _LEANS or text[0].islower():
        return False
    if _OTHERS.match(text) or _LEANING.search(text) or is_aside(text) or is_page(text):
        return False
    if _PRONOUN.search(text) and not _NAMED.search(text):
        return False
    if _OPENER.match(text) or _MORE.search(text) or _introduced(text):
        return False
    told = _QUOTED.sub(" ", text)
    if _FIRST_PERSON.search(told) or _THAT_DAY.search(told) or _QUOTED.fullmatch(text.strip()):
        return False
    return _balanced(text) and not text.endswith("?")


def _introduced(text: str) -> bool:
    """Whether a pronoun is the subject after an opening that names nobody: "Last month, he …"."""
    match = _INTRODUCED.match(text)
    return match is not None and not _NAMED.search(match[0])


def is_page(text: str) -> bool:
    """Whether a sentence is a part of the page: a caption, a link, a title."""
    if _FURNITURE.search(text) or is_boilerplate(text):
        return True
    if _PICTURE.search(text) or is_caption(text):
        return True
    said = [word for word in text.split() if word[0].isalpha()]
    capitals = sum(word[0].isupper() for word in said)
    return len(said) <= _TITLE_LENGTH and capitals >= _CAPITALS * len(said)


def _balanced(text: str) -> bool:
    """Whether quotations that begin in the sentence end in it, and the other way round."""
    if text.count("“") != text.count("”") or text.count('"') % 2:
        return False
    return text.count("‘") == len(_SINGLE_CLOSE.findall(text))
