"""Which known publishers a question asks to hear from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from vectorstore.text import names, words

_LONGEST = 2000
"""Characters of a question that are looked at: what is longer is no question but a text."""

_SAYING = (
    r"(?:say|says|said|report|reports|reported|write|writes|wrote|written|claim|claims|claimed"
    r"|tell|tells|told|publish|publishes|published|print|prints|printed|give|gives|gave|describe"
    r"|describes|described|cover|covers|covered|put|puts|quote|quotes|quoted|agree|agrees|agreed"
    r"|differ|differs|differed|disagree|disagrees|think|thinks|state|states|stated|mention"
    r"|mentions|mentioned|call|calls|called|explain|explains|explained|add|adds|added)\b"
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
    r"\b(?:do|does|did|has|have|had|what|how|compare\s+what|as|could|can|would)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_OPENING = re.compile(r"^\W*(?:the\s+)?$", re.IGNORECASE)
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
_WORD = re.compile(r"\w[\w.'’]*")
_LINK = re.compile(r"\s*(?:,|&|\band\b|\bor\b|,\s*and\b)\s*(?:in\s+|by\s+|to\s+)?(?:the\s+)?", re.I)


def outlets(question: str, publishers: Sequence[str]) -> tuple[str, ...]:
    """The known publishers that a question wants to hear from, in the order it names them.

    Only phrases that ask for an outlet's word count: "according to Reuters", "what does The
    Pilot say about…", "in the Daily Mail", "Reuters' report". A leading "The" may be left out
    or added; a name of one word must be capitalised as it is known. An outlet that is the
    subject ("Who owns Reuters?") or is set aside ("other than Reuters") is none.
    """
    found = sorted(_places(question, publishers))
    wanted: list[str] = []
    last_end, last_wanted = -1, False
    for at, (start, end, publisher) in enumerate(found):
        if at and (start, end) == found[at - 1][:2]:
            if last_wanted:
                wanted.append(publisher)
            continue
        linked = last_wanted and _LINK.fullmatch(question[last_end:start]) is not None
        ahead = _ends_of_list(question, found, at)
        last_wanted = _asked_for(question, start, end, ahead, linked)
        last_end = end
        if last_wanted:
            wanted.append(publisher)
    return tuple(dict.fromkeys(wanted))


def subjects(question: str, publishers: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each name of a question that is no known publisher's, and its last capitalised word."""
    places = _places(question, publishers)
    for name in names(question):
        start = name.end - len(re.sub(r"^the\s+", "", name.text, flags=re.IGNORECASE))
        if any(place[0] <= start and name.end <= place[1] for place in places):
            continue
        capitalised = [word for word in _WORD.findall(name.text) if word[0].isupper()]
        if capitalised:
            yield name.text, capitalised[-1]


def _places(question: str, publishers: Sequence[str]) -> list[tuple[int, int, str]]:
    """Where known publishers stand, the longest at each place."""
    question = question[:_LONGEST]
    found: list[tuple[int, int, str]] = []
    for publisher in dict.fromkeys(publishers):
        bare = re.sub(r"^the\s+", "", publisher.strip(), flags=re.IGNORECASE)
        if not bare:
            continue
        flags = re.IGNORECASE if len(words(bare)) > 1 else re.NOFLAG
        shape = r"\s+".join(re.escape(part) for part in bare.split())
        found += [
            (match.start(), match.end(), publisher)
            for match in re.finditer(rf"(?<!\w){shape}(?!\w)", question, flags)
        ]
    return [
        one
        for one in found
        if not any(
            other[0] <= one[0] and one[1] <= other[1] and other[:2] != one[:2] for other in found
        )
    ]


def _ends_of_list(question: str, found: list[tuple[int, int, str]], at: int) -> int:
    """Where the list of publishers ends that the one at this place belongs to."""
    end = found[at][1]
    for start, stop, _ in found[at + 1 :]:
        if start < end or not _LINK.fullmatch(question[end:start]):
            break
        end = stop
    return end


def _asked_for(question: str, start: int, end: int, list_end: int, linked: bool) -> bool:
    before, after = question[:start], question[end:]
    if _EXCEPT.search(before):
        return False
    if linked or _CUE.search(before) or _REPORT.match(after):
        return True
    if re.match(r"[’']s?\s", after):
        return False
    saying = re.match(rf"\s*,?\s*(?:\w+ly\s+)?{_SAYING}", question[list_end:], re.IGNORECASE)
    if saying and (_ASKING.search(before) or _OPENING.match(before)):
        return True
    whole = saying is not None and re.search(r"\b(?:that|what|which)\s+(?:the\s+)?$", before)
    inside = _IN.search(before) is not None and _ENDS.match(question[list_end:]) is not None
    return inside or bool(whole)
