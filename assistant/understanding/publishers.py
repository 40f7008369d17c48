"""Which known publishers a question names, and which of them it asks to hear from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vectorstore.outlets import Outlet
from vectorstore.text import Name, Span, words

_SAYING = (
    r"(?:(?:say|report|write|claim|tell|publish|print|describe|cover|put|quote|agree|differ"
    r"|disagree|think|state|mention|call|explain|add|give)(?:s|es|d|ed)?"
    r"|said|wrote|written|told|gave)\b"
)
_CUE = re.compile(
    r"\b(?:according\s+to|as\s+(?:told|reported|quoted|printed|published)\s+(?:by|in)"
    r"|(?:reported|published|printed|written|quoted|said|told|described)\s+(?:by|in)"
    r"|(?:articles?|reports?|stor(?:y|ies)|accounts?|coverage|pieces?|news|versions?)\s+"
    r"(?:by|in|from|of)|as\s+per)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_IN = re.compile(r"\b(?:in|by|from)\s+(?:the\s+)?$", re.IGNORECASE)
_ASKING = re.compile(
    r"(?:^\W*|\b(?:do|does|did|has|have|had|what|how|as|could|can|would|that|which)\s+)(?:the\s+)?$",
    re.IGNORECASE,
)
_EXCEPT = re.compile(
    r"\b(?:other\s+than|except(?:\s+for)?|besides|apart\s+from|not|unlike|outside|beyond|without"
    r"|against|than)\s+(?:(?:according\s+to|in|by|from)\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)
_REPORT = re.compile(
    r"\s*[’']s?\s+(?:\w+\s+)?(?:reports?|articles?|stor(?:y|ies)|accounts?|coverage|versions?"
    r"|view|pieces?|words|reporting)\b",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"\s*(?:$|[,;:.?!)]|(?:about|on|of|in|at|over|after|before|during|for|and|or|that|was|were|is"
    r"|are|did|do|does|has|have|had|who|what|when|where|why|how)\b)",
    re.IGNORECASE,
)
_LINK = re.compile(r"\s*(?:,|&|,?\s?\b(?:and|or)\b)\s*(?:(?:in|by|to)\s+)?(?:the\s+)?", re.I)
_THE = re.compile(r"^the\s+", re.IGNORECASE)
_ASKED_OF = r",?\s?\b(?:according\s+to|as\s+\w+\s+(?:by|in)|in|by|from)\s+(?:the\s+)?"


@dataclass(frozen=True, slots=True)
class PublisherMention:
    """A known publisher where a question names it; `asked`: the question wants its word."""

    span: Span
    publisher: str
    asked: bool = False


def publisher_mentions(question: str, outlets: Sequence[Outlet]) -> list[PublisherMention]:
    """Where a question names known outlets, by any of their names, in order, the longest at each
    place; `publisher` is the name that the outlet is shown by.

    Only phrases that ask for an outlet's word count as asked: "according to Reuters", "what does
    The Pilot say about…", "in the Daily Mail", "Reuters' report". A leading "The" may be left out
    or added; a name of one word must be capitalised as it is known. An outlet that is the subject
    ("Who owns Reuters?") or is set aside ("other than Reuters") is not asked.
    """
    places = _places(question, outlets)
    found: list[PublisherMention] = []
    for at, (span, publisher) in enumerate(places):
        before = found[-1] if found else None
        if before is not None and before.span == span:  # of two publishers with one name
            asked = before.asked
        else:
            linked = (
                before is not None
                and before.asked
                and _LINK.fullmatch(question[before.span.end : span.start]) is not None
            )
            asked = _asked_for(question, span, _end_of_list(question, places, at), linked)
        found.append(PublisherMention(span, publisher, asked))
    return found


def without_publishers(question: str, names: Iterable[str]) -> str:
    """The question without the phrases that ask for the word of those who are so named."""
    for publisher in names:
        name = re.escape(_THE.sub("", publisher))
        question = re.sub(_ASKED_OF + name, "", question, flags=re.IGNORECASE)
    return question


def all_names(outlet: Outlet) -> tuple[str, ...]:
    """What an outlet may be called: its names and the addresses of its sites."""
    return (outlet.name, *outlet.names, *outlet.sites)


def is_publisher(name: Name, mentions: Sequence[PublisherMention]) -> bool:
    """Whether a name of the question is that of a publisher."""
    start = name.end - len(_THE.sub("", name.text))
    return any(mention.span.start <= start and name.end <= mention.span.end for mention in mentions)


def _places(question: str, outlets: Sequence[Outlet]) -> list[tuple[Span, str]]:
    found: list[tuple[Span, str]] = []
    folded = " ".join(question.casefold().split())
    names = ((name, outlet.name) for outlet in outlets for name in all_names(outlet))
    for name, publisher in names:
        bare = _THE.sub("", name)
        if not bare or bare.casefold() not in folded:
            continue
        flags = re.IGNORECASE if len(words(bare)) > 1 else re.NOFLAG
        shape = r"\s+".join(re.escape(part) for part in bare.split())
        found += [
            (Span(*match.span()), publisher)
            for match in re.finditer(rf"(?<!\w){shape}(?!\w)", question, flags)
        ]
    return sorted(
        (span, publisher)
        for span, publisher in dict.fromkeys(found)
        if not any(o.start <= span.start and span.end <= o.end and o != span for o, _ in found)
    )


def _end_of_list(question: str, places: list[tuple[Span, str]], at: int) -> int:
    """Where the list of publishers ends that the one at this place belongs to."""
    end = places[at][0].end
    for span, _ in places[at + 1 :]:
        if span.start < end or not _LINK.fullmatch(question[end : span.start]):
            break
        end = span.end
    return end


def _asked_for(question: str, span: Span, list_end: int, linked: bool) -> bool:
    before, after = question[: span.start], question[span.end :]
    if _EXCEPT.search(before):
        return False
    if linked or _CUE.search(before) or _REPORT.match(after):
        return True
    if re.match(r"[’']s?\s", after):
        return False
    saying = re.match(rf"\s*,?\s?(?:\w+ly\s+)?{_SAYING}", question[list_end:], re.IGNORECASE)
    if saying and _ASKING.search(before):
        return True
    return _IN.search(before) is not None and _ENDS.match(question[list_end:]) is not None
