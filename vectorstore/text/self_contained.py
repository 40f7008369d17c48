"""Which sentences are understood alone, and which are a part of the page around the news.

Two logistic regressions, over cues that stand in the words (who is named before a "he", what "the
ship" goes back to, whose the quotation is) and over the embedding model's states, averaged over
the sentence. `benchmarks/annotations/judges.py` makes the weights beside this file and tells how;
`benchmarks/annotations` measures them. Without states the cues alone tell.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from vectorstore.text.annotations import Quotation
from vectorstore.text.encoder import TokenStates
from vectorstore.text.lexicon import any_of, listed
from vectorstore.text.lexicon.calendar import MONTHS, SHORT_MONTHS
from vectorstore.text.lexicon.number_words import SMALL
from vectorstore.text.roles import NamedText
from vectorstore.text.spans import Span
from vectorstore.text.tenses import tenses
from vectorstore.text.terms import STOP_WORDS, stem, terms, words

Floats = NDArray[np.float32]

BOILERPLATE = 0.8
"""A sentence of which it is so sure is taken for boilerplate: rather too few than news lost."""
SHORTEST, LONGEST = 6, 60
"""A sentence that is understood alone has so many words, at least and at most."""
_HEAD = 60
"""The first word is looked for in so many characters."""
_END = re.compile(r"[.!?…。！？؟۔][\"'”’»)\]]*$")
# A closing quotation mark, not an apostrophe: no letter follows, and it is no plural's.
_SINGLE_CLOSE = re.compile(r"(?<![sS])’(?!\w)|(?<=[sS])’(?=[^\w\s]|$)")
_CONTEXT_DEPENDENT = listed(
    """
    he she it they this that these those his her their its such both but and or so also however
    meanwhile instead therefore earlier later another others then
    """
)
"""A sentence that one of these words opens says less than the one before it makes of it."""
# "It is not known why": the "it" stands for nothing.
_EXPLETIVE = re.compile(
    r"It\s?(?:is|was|remains?|has|had|[’']s)(?:n[’']t)?\s(?:\w+\s){0,3}(?:that|to|why|who|what|when"
    r"|where|how|whether|if|which|unclear|clear|known)\b"
)
_NUMBER = rf"(?:{any_of(SMALL)}|\d+)"
# "Twenty-two others were unaccounted for", "The two others": beside whom?
_OTHERS = re.compile(r"(?:\S+\s+){0,3}others?\b", re.IGNORECASE)
# "…," she said; the two people said; The process is known as: who, which?
_UNNAMED = re.compile(
    r"[,”\"]\s(?:he|she|they)\s(?:sa(?:id|ys)|told|tells|wrote|writes|added|adds|explained|recalled)\b"
    r"|\bthe\s(?:two|three|four|five|other|same)\s(?:people|men|women|sources|officials|\w+s)\s"
    r"(?:sa(?:id|y)|told)\b"
    r"|^(?:the|its|another)\s(?:first|second|third|latter|former|other|order|process|account|move"
    r"|decision|results?|measure|statement|comments?|remarks?|incident|announcement|latest)"
    r"\s(?:is|was|are|were|has|have|had|comes?|came|follow(?:s|ed)|marks?|marked)\b",
    re.IGNORECASE,
)
# "First, …", "A week later …", "Last month, he …": what came before it?
_CONNECTED = re.compile(
    r"(?:first|second|third|next|still|yet|besides|thus|hence|in the end),\s"
    r"|(?:finally|lastly|afterwards?|separately|elsewhere|similarly|likewise|moreover|furthermore"
    r"|nevertheless|nonetheless|consequently|accordingly|even so|in (?:addition|response|reply|turn"
    r"|contrast|return)|as a result|at the same time|on the other hand|for (?:example|instance)"
    r"|by then|at that time|since then|until then|of (?:these|those|them))\b(?!\s+(?:to|of|for)\b)"
    rf"|(?:(?:just|only|about|nearly|almost|barely|some)\s)?(?:an?|several|{_NUMBER})\s(?:few\s)?"
    r"(?:minute|hour|day|night|week|month|year|decade)s?\s(?:earlier|later|before,|after,|afterwards?)",
    re.IGNORECASE,
)
_INTRODUCED = re.compile(r"[A-Z][^,;“”\"]{2,70},\s(?:he|she|they|it)\b")
# "Two more had called": more of whom?
_MORE = re.compile(
    rf"\b(?:{_NUMBER}|several|many|some)\s+more\s+(?:had|has|have|was|were|is|are|came|died)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(?:he|she|him|them|they)\b")
_NAMED = re.compile(r"(?<=[\w,;’'] )[A-Z]\w+")
# True on the day it was printed.
_THAT_DAY = re.compile(
    r"\b(?:yesterday|today|tonight|tomorrow|this (?:morning|afternoon|evening))\b"
)
_QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"")
_FIRST_PERSON = re.compile(r"\b(?:I|I[’']m|I[’']ve|we|we[’']re|we[’']ve|my|our)\b", re.IGNORECASE)


def is_self_contained(text: str) -> bool:
    """Whether a sentence is whole and is understood without the one before it."""
    if not SHORTEST <= len(text.split()) <= LONGEST or not is_whole(text):
        return False
    first = next((text[span.start : span.end].casefold() for span in words(text[:_HEAD])), "")
    if first in _CONTEXT_DEPENDENT and not _EXPLETIVE.match(text):
        return False
    if text[0].islower() or text.endswith("?"):
        return False
    if _OTHERS.match(text) or _UNNAMED.search(text):
        return False
    if _PRONOUN.search(text) and not _NAMED.search(text):
        return False
    if _CONNECTED.match(text) or _MORE.search(text) or _is_introduced(text):
        return False
    unquoted = _QUOTED.sub(" ", text)
    return not (
        _FIRST_PERSON.search(unquoted)
        or _THAT_DAY.search(unquoted)
        or _QUOTED.fullmatch(text.strip())
    )


def is_whole(text: str) -> bool:
    """Whether a sentence ends as one, and quotations that begin in it end in it."""
    if not _END.search(text) or text.count("“") != text.count("”") or text.count('"') % 2:
        return False
    return text.count("‘") == len(_SINGLE_CLOSE.findall(text))


def _is_introduced(text: str) -> bool:
    """Whether a pronoun is the subject after an opening that names nobody: "Last month, he …"."""
    match = _INTRODUCED.match(text)
    return match is not None and not _NAMED.search(match[0])


def tells_event(text: str) -> bool:
    """Whether a sentence has a finite verb of what happened or is to come, and names somebody."""
    found = tenses(text)
    return bool(found.gone or found.to_come) and _NAMED.search(text) is not None


# ---------------------------------------------------------------- learned from hand labels

_WORDS = re.compile(r"[^\W_]+(?:[’'.-][^\W_]+)*")
_FOLLOWS = listed("of for in that who which where at on from to with by behind whose between about")
"""What says after "the X" which X is meant."""
_ORDER = listed("first second third last only next latest most best biggest largest highest same")
_PERSONAL = listed("he she him his her himself herself")
_IMPERSONAL = listed("it its itself they them their themselves")
_DEMONSTRATIVE = re.compile(
    r"\b(?:this|that|these|those|such)\s+(?!(?:week|month|year|morning|afternoon|evening|summer"
    r"|season|spring|fall|winter|is|was|the|he|she|it|they|an|there|we)\b)[a-z]{3,}"
)
_THIS_WEEK = re.compile(r"\bthis (?:week|month|year|season|morning|summer|spring|winter|fall)\b")
_SAID = re.compile(r"\b(?:said|says|told|added|wrote|tweeted|according to|tells|asked)\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_OF_PAGES = re.compile(r"[|►▶→•©]|https?:|www\.|\w@\w|[\w)]:$")


# Links, credits and corrections, which no judge need be asked about.
_SURELY_PAGE = re.compile(
    r"\W*(?:(?:read )?more|related|watch|listen|see also|photos?|video|corrections?"
    r"|clarifications?|editor[’']s note)\s*:|.*\b(?:getty images|hide caption|file photo)\b",
    re.IGNORECASE,
)
# A caption, or a post: "… waves to the crowd in Sydney on January 26, 2022."
_MONTH = any_of([*(name.title() for name in MONTHS), *(f"{n.title()}." for n in SHORT_MONTHS)])
_DATED_END = re.compile(
    rf"\b(?:{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH}),? (?:19|20)\d\d[.,]?(?: \([^()]{{1,60}}\))?\Z"
)


def is_caption(text: str) -> bool:
    """Whether a sentence is of a picture or a post: it ends with a whole date, and tells of nothing
    that was or will be. Of 37 such in 1,000 articles of news one was a sentence of the article."""
    if _DATED_END.search(text[-100:]) is None:
        return False
    told = tenses(text)
    return not told.gone and not told.to_come


@dataclass(frozen=True, slots=True)
class Judged:
    """How sure it is (0..1) that a sentence is understood alone, and that it is boilerplate."""

    alone: float
    boilerplate: float


def judged(
    named: NamedText,
    spans: Sequence[Span],
    quotations: Sequence[Quotation],
    states: TokenStates | None = None,
) -> list[Judged]:
    """What the judges say of each sentence.

    `states` are the model's for the tokens of the text; without them, or where they are another
    model's, the cues alone tell.
    """
    if not spans:
        return []
    weights = judges()
    scores = cues(named, spans, quotations) @ weights["cues"] + weights["bias"]
    if states is not None and states.layers is not None:
        # The mean of products is the product of the mean, and has two columns.
        of_tokens = np.vstack([part @ weights["states"] for part in states.layers])
        scores += means(spans, states.spans, of_tokens + weights["states_bias"])
    sure = np.round(1 / (1 + np.exp(-scores.astype(np.float64))), 2)
    texts = [named.text[span.start : span.end] for span in spans]
    return [
        Judged(
            float(alone) if is_whole(text) else 0.0,
            1.0 if _SURELY_PAGE.match(text) or is_caption(text) else float(boilerplate),
        )
        for text, (alone, boilerplate) in zip(texts, sure, strict=True)
    ]


@cache
def judges() -> dict[str, Floats]:
    """The trained weights, read once: a column for each judge."""
    with (files("vectorstore.text") / "judges.npz").open("rb") as file, np.load(file) as kept:
        return {name: kept[name].astype(np.float32) for name in kept.files}


def means(spans: Sequence[Span], places: Sequence[tuple[int, int]], rows: Floats) -> Floats:
    """Rows of tokens, which stand at `places`, averaged over those of each sentence: shape
    (n, columns), zeros where there is none."""
    starts = [start for start, _ in places]
    made = np.zeros((len(spans), rows.shape[1]), dtype=np.float32)
    for number, span in enumerate(spans):
        first, last = bisect_left(starts, span.start), bisect_left(starts, span.end)
        if first < last:
            made[number] = rows[first:last].mean(axis=0)
    return made


def cues(named: NamedText, spans: Sequence[Span], quotations: Sequence[Quotation]) -> Floats:
    """What the judges read of each sentence beside the states: shape (n, cues)."""
    rows: list[list[float]] = []
    known: set[str] = set()
    entities: set[int] = set()
    follows_quotation = False
    for number, span in enumerate(spans):
        sentence = _Read(named, span, [q for q in quotations if _overlap(q, span)])
        before = named.text[spans[number - 1].end if number else 0 : span.start]
        rows.append(
            [
                *sentence.of_words(),
                *sentence.of_definites(known),
                *sentence.of_reference(),
                *sentence.of_names(entities),
                number < 3,
                number / len(spans),
                "\n" not in before and number > 0,
                follows_quotation,
            ]
        )
        known.update(terms(sentence.text))
        entities.update(mention.entity for mention in sentence.mentions)
        follows_quotation = bool(sentence.quotations)
    return np.asarray(rows, dtype=np.float32)


def _overlap(quotation: Quotation, span: Span) -> bool:
    return quotation.start < span.end and quotation.end > span.start


class _Read:
    """A sentence as the cues are read from it."""

    def __init__(self, named: NamedText, span: Span, quotations: Sequence[Quotation]) -> None:
        self.named, self.span, self.quotations = named, span, quotations
        self.text = named.text[span.start : span.end]
        self.mentions = named.within(span.start, span.end)
        self.words = [(match[0], match.start()) for match in _WORDS.finditer(self.text)]
        self.small = [word.lower() for word, _ in self.words]

    def quoted(self, place: int) -> bool:
        """Whether a place of the sentence is in a quotation."""
        place += self.span.start
        return any(quotation.start <= place < quotation.end for quotation in self.quotations)

    def of_words(self) -> list[float]:
        """How long it is, how it opens and ends, and what the rules say."""
        text, count = self.text, len(self.words)
        first = self.small[0] if self.small else ""
        letters = [word for word, _ in self.words if word[0].isalpha()]
        capitals = sum(word[0].isupper() for word in letters) / max(1, len(letters))
        return [
            np.log1p(count),
            np.log1p(count) ** 2 / 4,
            count < SHORTEST,
            text.rstrip().endswith("?"),
            _END.search(text) is None,
            bool(letters) and letters[0][0].islower(),
            is_self_contained(text),
            first in _CONTEXT_DEPENDENT,
            first in ("that", "this", "these", "those"),
            first == "the",
            capitals,
            capitals * capitals,
            _OF_PAGES.search(text) is not None,
            any(word[0].isdigit() for word, _ in self.words),
            _YEAR.search(text) is not None,
        ]

    def of_definites(self, known: Set[str]) -> list[float]:
        """ "The ship": how many there are, what says which is meant, and what told of it before."""
        bare = ordered = told = followed = 0
        for place, word in enumerate(self.small[:-1]):
            phrase = self._phrase(place + 1) if word == "the" else []
            if not phrase or self.quoted(self.words[place][1]):
                continue
            end = place + 1 + len(phrase)
            if self.small[end : end + 1] and self.small[end] in _FOLLOWS:
                followed += 1
            elif phrase[0] in _ORDER:
                ordered += 1
            else:
                bare += 1
                told += any(stem(part) in known for part in phrase[:2])
        return [bare, told, followed, ordered, not bare + followed + ordered]

    def _phrase(self, place: int) -> list[str]:
        """The words of a noun phrase from a place on, none where it is a name."""
        if self.words[place][0][0].isupper() or self.named.at(
            self.span.start + self.words[place][1]
        ):
            return []
        phrase: list[str] = []
        for word in self.small[place : place + 5]:
            if word in STOP_WORDS or (phrase and word.endswith(("ed", "ly"))):
                break
            phrase.append(word)
        return phrase

    def of_reference(self) -> list[float]:
        """Pronouns before whom or what they may mean, and whose a quotation is."""
        start, length = self.span.start, len(self.text)
        people = [m.start - start for m in self.mentions if self.named.kind(m) == "person"]
        person = people[0] if people else length
        name = self.mentions[0].start - start if self.mentions else length
        said = [0.0] * 6
        for word, (_, place) in zip(self.small, self.words, strict=True):
            quoted = self.quoted(place)
            said[0] += word in _PERSONAL and place < person and not quoted
            said[1] += word in _IMPERSONAL and place < name and not quoted
            said[2] += word in _PERSONAL and place < person and quoted
            said[3] += word in _IMPERSONAL and place < name and quoted
            said[4] += word in ("i", "we", "my", "our", "us", "me") and quoted
            said[5] += word in ("you", "your") and quoted
        outside = [m for m in self.mentions if not self.quoted(m.start - start)]
        inside = self.quoted(2) and self.quoted(length - 3)
        return [
            *said,
            len(_DEMONSTRATIVE.findall(self.text)),
            _THIS_WEEK.search(self.text) is not None,
            bool(self.quotations),
            inside,
            bool(self.quotations) and not outside,
            _SAID.search(self.text) is not None,
        ]

    def of_names(self, entities: Set[int]) -> list[float]:
        """How many names there are, where the first stands, and whether it is new in the text."""
        if not self.mentions:
            return [0.0, 1.0, False, False]
        first = self.mentions[0]
        return [
            min(3, len(self.mentions)),
            (first.start - self.span.start) / len(self.text),
            first.title - self.span.start <= 5,
            first.entity not in entities,
        ]
