"""What articles say is not known: sentences that tell an open question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.sections.same import groups
from assistant.sections.telling import by_time, originals
from assistant.verification.citations import Quote, publisher_key
from vectorstore.documents import before
from vectorstore.text import stem, terms, words
from vectorstore.text.annotations import AnnotatedArticle

__all__ = ["Unknown", "unknowns"]

_SHORTEST, _LONGEST = 6, 45
_ALIKE = 0.45
_UNCLEAR = r"(?:clear|known|certain|established|determined|decided)"
_BE = r"(?:is|was|are|were|remains?|remained|be|been)"
_AUTHORITIES = (
    r"(?:investigators?|police|officials|authorities|prosecutors|inspectors|detectives|experts"
    r"|scientists|researchers|engineers|doctors|rescuers|firefighters|regulators?|they)"
)
_CUES: tuple[tuple[int, str], ...] = (
    (0, rf"\b(?:it|that)\s+(?:{_BE}|{_BE}\s+also|had)\s+(?:still\s+|yet\s+)?(?:not"
        rf"|n[’']t)\s+(?:yet\s+|immediately\s+"
        rf"|entirely\s+|completely\s+|fully\s+|at\s+first\s+|publicly\s+|previously\s+|exactly\s+)?"
        rf"(?:been\s+)?{_UNCLEAR}\s*,?\s+(?:who|what|when|where|why|how|whether|if|which"
        rf"|to\s+what)\b"),
    (0, rf"\b(?:isn|wasn|aren|weren)[’']t\s+(?:yet\s+|immediately\s+"
        rf"|entirely\s+)?{_UNCLEAR}\s+(?:who|what|when|where|why|how"
        r"|whether|if|which)\b"),
    (0, rf"\b(?:{_BE}|it\s+was)\s+(?:still\s+|as\s+yet\s+)?(?:unclear|unknown"
        rf"|uncertain)\s+(?:who|what|when|where|why|how"
        r"|whether|if|which|exactly)\b"),
    (0, r"^(?:What|Who|Why|How|Where|When|Whether|Which)\b[^?]{4,120}\b(?:remains?|remained|is"
        r"|was)\s+(?:still\s+"
        r"|as\s+yet\s+)?(?:unclear|unknown|uncertain|a\s+mystery|an\s+open\s+question"
        r"|not\s+(?:yet\s+)?"
        r"(?:clear|known))\b"),
    (0, r"\b(?:cause|causes|motives?|reason|reasons|identit(?:y|ies)|whereabouts|fate|extent"
        r"|number|origins?|circumstances"
        r"|toll|source|details)\b[^.;?]{0,60}\b(?:remains?|remained|is|was|are"
        r"|were)\s+(?:still\s+|as\s+yet\s+)?"
        r"(?:unclear|unknown|uncertain|undetermined|undisclosed|under\s+investigation|a\s+mystery"
        r"|not\s+(?:yet\s+|immediately\s+)?(?:clear|known|been\s+\w+))\b"),
    (0, r"\b(?:remains?|remained)\s+(?:unclear|unknown|unexplained|unidentified|unresolved"
        r"|unanswered|unaccounted\s+for"
        r"|to\s+be\s+seen|an\s+open\s+question)\b"),
    (0, r"\bno(?:\s+(?:one|body))?\s+(?:group|organi[sz]ation|party|militia)?\s*(?:has|had"
        r"|have)?\s*(?:yet\s+|immediately\s+|so\s+far\s+)?"
        r"(?:claimed|taken)\s+(?:immediate\s+)?responsibility\b"
        r"|\bno\s+(?:immediate\s+)?claim\s+of\s+responsibility\b"),
    (0, r"\b(?:has|have|had)\s+(?:not|n[’']t|yet)\s+(?:yet\s+|so\s+far\s+|to\s+)?(?:been"
        r"|be)\s+(?:\w+ly\s+)?(?:confirmed|verified"
        r"|identified|established|determined|explained|found|released|disclosed|announced"
        r"|made\s+public"
        r"|recovered|located|accounted\s+for|decided|set|scheduled)\b"),
    (0, r"\bcould\s+not\s+(?:immediately\s+|yet\s+|be\s+)?(?:be\s+)?(?:independently\s+"
        r"|immediately\s+)?(?:be\s+)?"
        r"(?:verif(?:y|ied)|confirm(?:ed)?|corroborated?|established?|determined?"
        r"|authenticated?)\b"),
    (0, r"\b(?:was|were|been)\s+(?:not\s+)?(?:unable|able)\s+to\s+(?:independently\s+"
        r"|immediately\s+)?"
        r"(?:verify|confirm|corroborate|establish|determine)\b(?<!been able to verify)"),
    (0, rf"\b{_AUTHORITIES}\b[^.;]{{0,40}}\b(?:(?:are|were|is|was)\s+)?(?:still\s+)?(?:trying"
        rf"|working|seeking|attempting|struggling)"
        r"\s+to\s+(?:\w+ly\s+)?(?:establish|determine|find\s+out|understand|work\s+out"
        r"|figure\s+out|learn|identify"
        r"|confirm|pin\s+down|ascertain|piece\s+together)\b"),
    (0, rf"\b{_AUTHORITIES}\b[^.;]{{0,40}}\b(?:do|did|does|have|has|had)\s*(?:not"
        rf"|n[’']t)\s+(?:yet\s+)?(?:know|known|say|said"
        r"|determined?|established?|identified|identify|found\s+(?:the|a)\s+(?:cause|motive)"
        r"|released?|named?"
        r"|disclosed?|specif(?:y|ied)|give|given|provided?|elaborated?|explain(?:ed)?)\b"
        r"(?!\s+(?:up|in|him|her|them|me|us|that\b))"),
    (0, r"\bno\s+(?:new\s+|firm\s+|exact\s+|official\s+)?(?:date|timetable|timeline|deadline"
        r"|cause|motive|reason|explanation"
        r"|decision|venue|details?|suspects?|arrests?|successor|figures?)\s+(?:has|have|had|was"
        r"|were)\s+"
        r"(?:yet\s+|so\s+far\s+|immediately\s+)?(?:been\s+)?(?:set|given|announced|made|found"
        r"|established"
        r"|determined|released|identified|named|disclosed|provided|fixed|agreed|offered)\b"),
    (0, r"\b(?:nobody|no\s+one)\s+(?:yet\s+)?(?:knows|knew|can\s+say|could\s+say|has\s+explained"
        r"|had\s+explained)\b"),
    (0, r"\b(?:is|are|was|were)\s+(?:yet|still)\s+to\s+be\s+(?:confirmed|decided|determined"
        r"|announced|identified|established"
        r"|explained|found|set)\b|\byet\s+to\s+(?:confirm|announce|decide|say|determine|identify"
        r"|establish|explain)\b"),
    (0, r"\b(?:gave|given|offered|provided)\s+no\s+(?:explanation|reason|details|date|figures?"
        r"|timetable|timeline|cause)\b"),
    (0, r"\bthere\s+(?:is|was|were|are|has\s+been|have\s+been)\s+no\s+(?:immediate\s+"
        r"|official\s+|independent\s+)?"
        r"(?:word|confirmation|information|explanation|indication)\s+(?:on|of|about|from|as\s+to"
        r"|whether|that)\b"),
    (0, r"\bquestions\s+(?:remain|remained)\b|\bstill\s+(?:not\s+known|unknown|unclear"
        r"|unexplained)\b"),
    (1, r"\b(?:declined|refused)\s+to\s+(?:say|confirm|identify|name|disclose|specify|give"
        r"|provide|elaborate|reveal|discuss)\b"
        r"|\bwould\s+not\s+(?:say|confirm|elaborate|specify|disclose)\b"),
    (2, r"\b(?:declined|refused)\s+to\s+(?:be\s+\w+|comment|answer)\b|\b(?:did|has|have|had|does"
        r"|do)\s*(?:not|n[’']t)\s+"
        r"(?:immediately\s+|yet\s+)?(?:respond|responded|reply|replied"
        r"|return(?:ed)?\s+(?:\w+\s+)?(?:requests?|calls?|messages?|emails?)"
        r"|answer(?:ed)?\s+(?:\w+\s+)?(?:questions|requests?))\b"
        r"|\bcould\s+not\s+(?:immediately\s+)?be\s+reached\b"
        r"|\bnot\s+(?:immediately\s+)?available\s+for\s+comment\b"),
)  # fmt: skip
"""How an open question is told: how little it says (0 most, 2 least), and the words."""
_RULES = tuple((weight, re.compile(pattern, re.IGNORECASE)) for weight, pattern in _CUES)
_DOUBT = re.compile(
    r"\bno[tr]?\b|n[’']t\b|\bnobody\b|\bun(?:clear|known|certain|able|determin|disclos)|remain"
    r"|\byet\b"
    r"|declin|refus|\bstill\b"
    r"|\bto (?:\w+ly )?(?:est|det|find|und|work|fig|learn|id|conf|pin|asc|piece)"
    r"|question|mystery|under\s+investigation",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"clear|interview|investig|know|knew|certain|establish|determin|confirm|verif|responsib"
    r"|identif|expla|releas"
    r"|disclos|announc|decid|decision|\bset\b|found|find|name|detail|\bsay|comment|respond|repl"
    r"|return|answer|reach|mystery|seen|question|motive|cause|figure|understand|learn|work out"
    r"|public|availab|inform|\bword\b|indicat|locat|recover|schedul|account|resolv|discuss|elaborat"
    r"|specif|provid|given?\b|gave|offer|made|fixed|agreed|corrobor|authentic|pin|ascertain|piece",
    re.IGNORECASE,
)
"""Every cue holds a word of each: a quick look that saves the close one."""
_ANSWERED = re.compile(
    r"\bnow\s+(?:been\s+)?(?:confirmed|identified|established|determined|known|clear)\b",
    re.IGNORECASE,
)
_ANSWER = 0.75
"""A sentence answers what holds so many of the words of an open question."""
_ASKING = frozenset(
    stem(word)
    for word in "clear unclear known unknown remain confirmed identified established determined"
    " yet still verified immediately".split()
)
_UNREAL = re.compile(
    r"^(?:If|Unless|Until|Once|Whether\s+or\s+not)\b"
    r"|\b(?:used\s+to\s+be|no\s+longer|until\s+recently|at\s+the\s+time\s+(?:it|that)"
    r"|little[- ]known"
    r"|well[- ]known|better[- ]known|best[- ]known|until\s+now)\b",
    re.IGNORECASE,
)
_LEANS = frozenset(
    "he she they this that these those his her their its such both but and or so also however then"
    " meanwhile instead therefore him them another".split()
)
_IT = re.compile(r"It(?!\s+(?:is|was|isn|wasn|has|had|remain))\b")
_END = re.compile(r"[.!…][\"”’)\]]*$")
_SPOKEN = re.compile(r"^[“\"‘«]|\b(?:I|my|me|we|our|us|you|your)\b")


@dataclass(frozen=True, slots=True)
class Unknown:
    """An exact sentence that says something is not known; one quote for each publisher."""

    text: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class _Open:
    quote: Quote
    weight: int
    position: int


def unknowns(told: Sequence[AnnotatedArticle], most: int = 5) -> list[Unknown]:
    """What is not known, as the articles tell it, `most` sentences at most.

    Whole sentences that are understood alone, of near-same ones the newest. What more
    independent publishers leave open comes first, then what is newer; that somebody declined to
    say comes after, and that somebody gave no comment last. What a later sentence of the same
    words tells as now confirmed is left out. Copies of an article count once. The order of the
    articles makes no difference. Nothing open: an empty list.
    """
    kept = originals(told)
    found = [one for article in kept for one in _open(article)]
    closed = _closed(kept) if found else []
    found = [one for one in found if not any(_answers(other, one.quote) for other in closed)]
    # The newest first: of sentences that say the same it is the one to read.
    found.sort(key=lambda one: by_time(one.quote.article)[:3], reverse=True)
    rows = [
        [found[index] for index in members]
        for members in groups([one.quote.text for one in found], _ALIKE)
    ]
    rows.sort(key=_rank)
    return [_made(row) for row in rows[: max(0, most)]]


def _open(told: AnnotatedArticle) -> Iterator[_Open]:
    article = told.article
    for position, span in enumerate(told.spans):
        text = article.text[span.start : span.end]
        if len(text) > 400 or not (_DOUBT.search(text) and _SUBJECT.search(text)):
            continue
        weight = cue(text)
        if weight is not None and _stands(text):
            yield _Open(Quote(article, span.start, span.end), weight, position)


def _closed(kept: Sequence[AnnotatedArticle]) -> list[tuple[Quote, frozenset[str]]]:
    """The sentences that tell something as now known, with their content words."""
    return [
        (Quote(one.article, span.start, span.end), frozenset(terms(text)))
        for one in kept
        for span in one.spans
        if "now " in (text := one.article.text[span.start : span.end]) and _ANSWERED.search(text)
    ]


def _answers(closed: tuple[Quote, frozenset[str]], open_: Quote) -> bool:
    """Whether a later sentence answers in nearly the same words what one leaves open."""
    quote, said = closed
    if not before(open_.article.published, quote.article.published):
        return False
    asked = frozenset(terms(open_.text)) - _ASKING
    return len(asked) > 1 and len(asked & said) >= _ANSWER * len(asked)


def cue(sentence: str) -> int | None:
    """How little a sentence says that leaves something open (0 to 2); None where none does."""
    if _UNREAL.search(sentence) or sentence.rstrip('"”’)').endswith("?"):
        return None
    return next((weight for weight, rule in _RULES if rule.search(sentence)), None)


def _stands(text: str) -> bool:
    """Whether a sentence is whole and understood without the one before it."""
    if not _SHORTEST <= len(text.split()) <= _LONGEST or not _END.search(text) or "\n" in text:
        return False
    first = next((text[span.start : span.end].casefold() for span in words(text)), "")
    if first in _LEANS or _IT.match(text) or not text[0].isupper() or _SPOKEN.search(text):
        return False
    return text.count("“") == text.count("”") and text.count('"') % 2 == 0


def _rank(row: Sequence[_Open]) -> tuple[object, ...]:
    first = row[0]
    day = first.quote.article.day
    return (
        min(one.weight for one in row),
        -len({publisher_key(one.quote.article) for one in row}),
        -(day.toordinal() if day else 0),
        first.position,
        first.quote.article.id,
        first.quote.start,
    )


def _made(row: Sequence[_Open]) -> Unknown:
    chosen: dict[str, Quote] = {}
    for one in row:
        chosen.setdefault(publisher_key(one.quote.article), one.quote)
    return Unknown(row[0].quote.text, tuple(chosen.values()))
