"""Whether a sentence is understood alone, and whether it is a part of the page around the news."""

from __future__ import annotations

import re

from vectorstore.text.lexicon import any_of, listed
from vectorstore.text.lexicon.number_words import SMALL
from vectorstore.text.tenses import tenses
from vectorstore.text.terms import words

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

_BOILERPLATE = re.compile(
    r"\b(?:getty images|hide caption|photos?:|file photo|associated press photo)\b"
    r"|^\W*(?:more|read more|related|watch|listen|see also|subscribe|sign up|photos?|video)\s*:"
    r"|\bis part of the\b.*\bnetwork\b"
    r"|\bin th(?:is|ese)\s(?:\w+\s){0,3}(?:photos?|photographs?|pictures?|images?|handouts?)\b"
    r"|\((?:left|right|center|centre)\)|^From left\b|\b(?:from )?left to right\b"
    r"|^\W*(?:corrections?|clarifications?|editor[’']s\s+note)\b"
    r"|\b(?:earlier|previous)\s+version\s+of\b|\b(?:last\s+updated|updated\s+at|published\s+on)\b",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"\w/(?:getty(?:\s+images)?|ap|afp|epa|reuters|shutterstock|bloomberg|nurphoto|zuma)\b",
    re.IGNORECASE,
)
# "The mayor waves to the crowd, May 3, 2024."
_PICTURED = re.compile(
    r",\s(?:on\s)?(?:[A-Z]\w+day,?\s)?[A-Z][a-z]{2,8}\.?\s\d{1,2}(?:,\s\d{4})?\.?$"
)
_CAPITALS, _TITLE_LENGTH = 0.75, 15
"""A line of so few words with so large a share of capitalised ones is a title or a caption."""


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


def is_boilerplate(text: str) -> bool:
    """Whether a sentence is a part of the page: a caption, a link, a title, a correction."""
    if _BOILERPLATE.search(text):
        return True
    if (_CREDIT.search(text) or _PICTURED.search(text)) and not tenses(text).gone:
        return True
    written = [word for word in text.split() if word[0].isalpha()]
    capitals = sum(word[0].isupper() for word in written)
    return len(written) <= _TITLE_LENGTH and capitals >= _CAPITALS * len(written)


def tells_event(text: str) -> bool:
    """Whether a sentence has a finite verb of what happened or is to come, and names somebody."""
    found = tenses(text)
    return bool(found.gone or found.to_come) and _NAMED.search(text) is not None
