"""In which form an answer is wanted: so many bullets, sentences or words, a table, shorter."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Literal

from assistant.types import Layout
from vectorstore.text import Span, numbers, stem, terms

Length = Literal["", "shorter", "longer"]


@dataclass(frozen=True, slots=True)
class Form:
    """The form that a request asks for; what it does not say is None or "".

    `bullets`, `sentences` and `paragraphs` are how many, `words` at most how many. `length` is
    "shorter" or "longer" than what would be given, or was.
    """

    bullets: int | None = None
    sentences: int | None = None
    words: int | None = None
    paragraphs: int | None = None
    layout: Layout | None = None
    length: Length = ""

    def __bool__(self) -> bool:
        return self != Form()

    @property
    def count(self) -> int | None:
        """How many statements are asked for."""
        return self.bullets if self.bullets is not None else self.sentences

    def over(self, other: Form) -> Form:
        """This form, and of the other what it says nothing of."""
        counted = self.count is not None or self.words is not None or self.paragraphs is not None
        if self.length and not counted:
            return replace(other.scaled(self.length), layout=self.layout or other.layout)
        if counted:
            other = Form(layout=other.layout)
        elif self.layout == "prose" and other.bullets is not None:
            other = replace(other, bullets=None, sentences=other.bullets)
        elif self.layout and other.sentences is not None:
            other = replace(other, sentences=None, bullets=other.sentences)
        layout = self.layout or (None if self.sentences or self.paragraphs else other.layout)
        return replace(self if counted else other, layout=layout)

    def scaled(self, length: Length) -> Form:
        """The form with half or twice as much of what it counts; where it counts nothing, as long
        as is said."""
        if self.count is None and self.words is None and self.paragraphs is None:
            return replace(self, length=length)

        def changed(number: int | None) -> int | None:
            if number is None:
                return None
            return max(1, number // 2) if length == "shorter" else number * 2

        return replace(
            self,
            bullets=changed(self.bullets),
            sentences=changed(self.sentences),
            words=changed(self.words),
            paragraphs=changed(self.paragraphs),
        )


_COUNTED = {
    "bullet": "bullets", "point": "bullets", "item": "bullets", "headlin": "bullets",
    "entri": "bullets", "step": "bullets", "quot": "bullets", "quotat": "bullets",
    "sentenc": "sentences", "line": "sentences", "liner": "sentences",
    "word": "words", "paragraph": "paragraphs", "para": "paragraphs",
}  # fmt: skip
_UNITS = r"(?P<unit>bullet(?:\s+points?)?|point|item|sentence|line|liner|paragraph|para)s?(?![\w-])"
_SLIP, _LONG_ENOUGH = 0.8, 5
_FEW = re.compile(
    r"\b(?:(?P<one>an?|single|one)|(?P<two>(?:a\s+)?couple\s+of)|(?P<six>half\s+a\s+dozen)"
    rf"|(?P<dozen>a\s+dozen))[\s-]+(?:(?:short|single|brief|simple|quick)\s+)?{_UNITS}"
    r"(?!\s+(?:per|for\s+(?:each|every)|each|apiece))",
    re.IGNORECASE,
)
_AT_MOST = re.compile(
    r"\b(?:max(?:imum)?|at\s+most|up\s+to|no\s+more\s+than|(?:list|set)\s+of)\s*$", re.IGNORECASE
)
_OR_FEWER = re.compile(
    r"\s*,?\s*(?:at\s+most|max(?:imum)?|tops|or\s+(?:fewer|less)|please|of\s+(?:them|those)|\W*$)",
    re.I,
)
_EACH = re.compile(r"\s*\S{1,20}\s+(?:per|for\s+(?:each|every)|each|apiece)\b", re.IGNORECASE)
_COUNTS_OF = {"one": 1, "two": 2, "six": 6, "dozen": 12}
_LAYOUTS: tuple[tuple[str, Layout], ...] = (
    (r"numbered|number\s+(?:them|these|those|it|the\s+(?:points|bullets|items))"
     r"|as\s+a\s+numbered|enumerated", "numbered"),
    (r"\b(?:as|in|into|with|make|draw|build)\s+(?:\w+\s+){0,3}(?:table|columns?|grid|spreadsheet)"
     r"|(?:table|tabular|grid)\s+(?:of|with|form|format|view|please)|(?:,|^)\s*(?:a\s+)?table\b"
     r"|tabulate|\btable\s*(?:please)?[.!]?$", "table"),
    (r"(?:\b(?:in|as|into|use|using|with|by|short|make|give|key|few|some|\d{1,3}|the)|,|:|^)\s+"
     r"(?:\w+\s+){0,2}bullet(?:ed|s|\s+points?)?\b|bullet\s+(?:it|them|points?|list|the|this|that)"
     r"|\bbullet(?:s|ed|points?)\b|\bin\s+(?:key\s+)?points|point\s+form|pointwise", "bullets"),
    (r"\b(?:in|as|into|plain|running|flowing|continuous)\s+(?:\w+\s+){0,2}(?:prose|text)\b"
     r"|\bprose\b|without\s+bullets|no\s+bullets|not?\s+(?:a\s+)?list\b", "prose"),
)  # fmt: skip
_LAYOUT = tuple((re.compile(rf"(?:{cue})", re.IGNORECASE), layout) for cue, layout in _LAYOUTS)
_SHORTER = re.compile(
    r"\b(?:short(?:er|en|ly)?|brief(?:er|ly)|in\s+brief|keep\s+it\s+brief|concise(?:ly)?|terse"
    r"|tight(?:er|en)|trim|condense[d]?|succinct(?:ly)?|in\s+short|too\s+long|less\s+detail"
    r"|fewer\s+(?:words|details|points|bullets)|half\s+(?:as\s+long|the\s+length|of\s+(?:it|that))"
    r"|cut\s+(?:it|that|this)(?:\s+down|\s+back|\s+in\s+half)?(?!\s+to)|halve|compress"
    r"|nutshell|tl;?dr|one-?liner|quick(?:ly)?)\b",
    re.IGNORECASE,
)
_LONGER = re.compile(
    r"\b(?:longer(?!\s+than\b)|expand|extend(?:ed)?|elaborate|lengthen|double\s+(?:the\s+length|it)|flesh\s+out"
    r"|(?:more|greater|full|further|extra)\s+(?:detail(?:s|ed)?|depth|length|information|info)"
    r"|in\s+(?:depth|detail)|detailed|go\s+deeper|deeper|at\s+length|too\s+short|twice\s+as\s+long"
    r"|more\s+(?:on|about)\s+(?:the\s+)?(?:\w+\s+)?(?:point|bullet|item|one)|say\s+more|tell\s+me"
    r"\s+more)\b",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:not|no|never|without|don[’']?t|isn[’']?t|nothing)\s+(?:\w+\s+)?$", re.I)


def form_of(request: str) -> tuple[Form, tuple[Span, ...]]:
    """The form that a request asks for, and where it says so, in order."""
    spans: list[Span] = []
    counts: dict[str, int] = {}
    for number in numbers(request):
        unit = _unit_of(number.noun)
        each = _EACH.match(request, number.end)
        if not unit or number.ordinal or number.value != int(number.value) or each:
            continue
        counts.setdefault(unit, int(number.value))
        spans.append(Span(number.start, number.end))
    for match in _FEW.finditer(request):
        key = next(name for name in _COUNTS_OF if match[name])
        unit = _COUNTED[_stem(match["unit"])]
        if unit not in counts and not (key == "one" and match["unit"].lower() in ("point", "item")):
            counts[unit] = _COUNTS_OF[key]
            spans.append(Span(*match.span()))
    layout: Layout | None = None
    for pattern, name in _LAYOUT:
        if (found := pattern.search(request)) and not _NOT.search(request[: found.start()]):
            layout = name
            spans.append(Span(*found.span()))
            break
    if layout in ("bullets", "numbered") and not counts:
        counts |= _bare_count(request)
    length: Length = ""
    for pattern, wish in ((_LONGER, "longer"), (_SHORTER, "shorter")):
        if (found := pattern.search(request)) and not counts:
            length = "longer" if wish == "longer" else "shorter"
            spans.append(Span(*found.span()))
            break
    if layout == "bullets" and "bullets" not in counts and "sentences" in counts:
        counts["bullets"] = counts.pop("sentences")
    form = Form(
        counts.get("bullets"), counts.get("sentences"), counts.get("words"),
        counts.get("paragraphs"), layout, length,
    )  # fmt: skip
    if form.bullets is not None and form.layout is None:
        form = replace(form, layout="bullets")
    return form, tuple(sorted(spans))


def _unit_of(noun: str) -> str:
    """What a noun counts, a slip of the pen apart ("3 bulets"); "" for nothing."""
    near = get_close_matches(noun, _COUNTED, 1, _SLIP) if len(noun) >= _LONG_ENOUGH else []
    return _COUNTED.get(noun) or (_COUNTED[near[0]] if near else "")


_WORD = re.compile(r"[\s-]*([A-Za-z’'-]+)")
_BEYOND_NUMBER = 3
"""A number counts one of so many words that follow it: "three short bullet points"."""
_LEADS_IN = re.compile(
    r"(?:[\s,;:(–—-]|\b(?:answer(?:ed)?|reply|explain|say|tell|put\s+it|written|write|give|me|us|please|in"
    r"|as|into|with|using|under|within|about|max(?:imum)?|at\s+most|up\s+to|no\s+more\s+than|only|just"
    r"|exactly|keep\s+it|(?:(?:can|could|would)\s+you)|a|an|the)(?=\s))+",
    re.IGNORECASE,
)
_LEADS_OUT = re.compile(
    r"(?:[\s,;:)–—-]|(?:please|points?|at\s+most|max(?:imum)?|or\s+(?:fewer|less)|tops|long|only|each|on"
    r"|about|of|form(?:at)?)\b)+",
    re.IGNORECASE,
)


_PLEASE = re.compile(r"(?<![\s,])[\s,]*\bplease\b[\s.!]*$", re.IGNORECASE)


def without_form(request: str) -> str:
    """A request without the words that ask for a form: "why did it sink" of "in two sentences, why
    did it sink"; itself where nothing else would be left."""
    _, spans = form_of(request)
    left, end = "", 0
    for span in spans:
        if span.start < end:
            end = max(end, span.end)
            continue
        before = request[end : span.start]
        kept = before[: _lead_of(before)]
        left = f"{left} {kept.strip()}".strip()
        end = _end_of_unit(request, span)
        if (after := _LEADS_OUT.match(request, end)) is not None:
            end = after.end()
    rest = request[end:].strip()
    rest = rest if terms(rest) else rest.strip(" .!")
    left = f"{left}{'' if rest[:1] in '.?!' else ' '}{rest}"
    left = _PLEASE.sub("", left).strip(" ,;:")
    return left if terms(left) else request


def _lead_of(before: str) -> int:
    """Where the words begin that lead to a form behind this text; its end where none do."""
    leads = (lead.start() for lead in _LEADS_IN.finditer(before) if lead.end() == len(before))
    return next(leads, len(before))


def _end_of_unit(request: str, span: Span) -> int:
    """Where the noun ends that a number counts; the span's own end where none follows."""
    end = span.end
    for _ in range(_BEYOND_NUMBER):
        word = _WORD.match(request, end)
        if word is None:
            break
        end = word.end()
        if _unit_of(stem(word[1].lower())):
            return end
    return span.end


def _bare_count(request: str) -> dict[str, int]:
    """How many bullets, where the number stands alone: "bullets, five at most"."""
    for number in numbers(request):
        bare = not number.ordinal and not number.noun and number.value == int(number.value)
        before, after = request[: number.start], _OR_FEWER.match(request, number.end)
        if bare and after and (_AT_MOST.search(before) or after[0].strip(" ,.!?")):
            return {"bullets": int(number.value)}
    return {}


def _stem(unit: str) -> str:
    word = unit.lower().split()[0]
    return "sentenc" if word == "sentence" else word


# Which point of the last result is meant.

_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
)  # fmt: skip
_POINT = re.compile(
    rf"\b(?:the\s+)?(?:(?P<ordinal>{'|'.join(_ORDINALS)}|last|\d{{1,2}}(?:st|nd|rd|th))\s+"
    r"(?:point|bullet|item|one|statement|sentence|entry|line|story|part|paragraph)"
    r"|(?:point|bullet|item|number|no\.?|sentence|statement)\s+#?(?P<number>\d{1,2}|one|two|three"
    r"|four|five|six|seven|eight|nine|ten)\b)",
    re.IGNORECASE,
)
_BARE = re.compile(
    rf"\b(?:on|about|expand|explain|elaborate\s+on)\s+(?:the\s+)?"
    rf"(?P<ordinal>{'|'.join(_ORDINALS)}|last)\W*$",
    re.IGNORECASE,
)
_NUMBER_WORDS = "one two three four five six seven eight nine ten".split()


def point_of(request: str) -> int:
    """Which point of the last result a request means, from 1; -1 the last, 0 none."""
    match = _POINT.search(request) or _BARE.search(request)
    if match is None:
        return 0
    number = match.groupdict().get("number")
    if number:
        word = number.lower()
        return int(word) if word.isdecimal() else _NUMBER_WORDS.index(word) + 1
    ordinal = match["ordinal"].lower()
    if ordinal == "last":
        return -1
    digits = ordinal.rstrip("stndrh")
    return int(digits) if digits.isdecimal() else _ORDINALS.index(ordinal) + 1
