"""What a request wants: an answer, a summary, a list …, of what, and in which form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.understanding.form import Form, form_of, point_of, without_form
from assistant.understanding.request_classifier import classified
from vectorstore.text import terms
from vectorstore.text.encoder import Embeddings
from vectorstore.text.lexicon import any_of, listed

RequestKind = Literal[
    "answer", "summary", "comparison", "timeline", "list", "differences", "changes", "quotes",
    "library", "transform", "model", "help",
]  # fmt: skip
RequestScope = Literal[
    "everything", "topic", "article", "publisher", "period", "last", "point", "none"
]

_ANY = Form()
_IN_FORM = re.compile(r"\b(?:in|as|max|under|within|at most)\s+(?:\w+\s+)?$", re.IGNORECASE)
_FORM_FIRST = re.compile(
    r"\W*(?:(?:please|(?:can|could|would)\s+you|i(?:[’']d\s+like|\s+(?:want|need))|give|write|make|get"
    r"|show|tell|put|me|us|an?|just|only|the|in)\b\W*)*",
    re.IGNORECASE,
)
_INTO_FORM = re.compile(r"(?:as|in|into|using)\s+(?!(?:the|its|his|her|their)\b)", re.IGNORECASE)
_LISTS = re.compile(r"\W*(?:please\s+)?(?:list|name|find|quote)\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.?!:]\s")
_ANSWER = re.compile(r"\b(?:answer|reply|respond|explain|(?:tell|give)\s+me)\s*$", re.IGNORECASE)
_BEHIND = 3
"""A form at the end of a request has at most so many words behind it."""
_DOUBTFUL, _SURE = 0.5, 0.9
_PREPOSITION = any_of(
    listed(
        """
        about above across after against along alongside amid among amongst around at before behind
        below beneath beside besides between beyond by concerning despite during for from in inside
        into like near of off on onto opposite outside over past per regarding since than through
        throughout till to toward towards under underneath until upon via with within without
        """
    )
    | {
        "according to", "ahead of", "apart from", "as of", "because of", "close to", "due to",
        "in front of", "in spite of", "instead of", "next to", "on behalf of", "on top of",
        "out of", "outside of", "thanks to", "up to",
    }
)  # fmt: skip
_WH = r"(?:who|whom|whose|what|which|when|where|why|how)\b"
_ASKS = rf"(?:{_PREPOSITION}\s+)?{_WH}"
_AUXILIARIES = listed(
    "is are was were do does did has have had can could will would shall should may might must"
)
_AUXILIARY = any_of(_AUXILIARIES)
_ORDER_TO_ANSWER = re.compile(
    r"^\W*(?:please\s+)?(?:sum\s+up|summari[sz]e|explain|describe|tell\s+(?:me|us)|say)\s+"
    rf"(?={_WH})",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"^\W*(?:(?:(?:and|but|so|or|then|also|well|now|exactly|just|roughly|about)\s+)?"
    rf"{_ASKS}|{_AUXILIARY}\b)",
    re.IGNORECASE,
)
_WH_QUESTION = re.compile(rf"^\W*{_ASKS}", re.IGNORECASE)
_AND_ASKS = re.compile(
    rf"(?<!\s)(?:\s*[,;]\s*|\s+)and\s+(?={_ASKS})|(?P<end>\?)\s*(?:and\s+)?(?={_ASKS})",
    re.IGNORECASE,
)
_ASKED = re.compile(rf"(?:{_PREPOSITION}\s+)?(?P<wh>{_WH})(?P<is>[’']s\b)?", re.IGNORECASE)
_MEASURED = listed("long far often soon big large old high deep fast likely badly well")
_PRONOUNS = listed("he she it they we you i")
_BEHIND_NOUN, _BEHIND_VERB = _PRONOUNS | {"the"}, _PRONOUNS - {"it", "you"}
"""What begins a subject behind a noun ("towns the flood hit"), or what may be a verb or a noun."""
_SUBJECTS = _PRONOUNS | listed("the a an this that these those its his her their our your my")
_WHOLE_QUESTION = 3
"""A part of a question that can be asked by itself has so many words."""
_AND_THEN = re.compile(
    r"(?<!\s)[,;.]?\s+(?:and\s+then|and\s+also|after\s+that|and|then|also)[,:]?\s+(?=[a-z])"
    r"|[.;]\s+(?=[A-Z])",
    re.IGNORECASE,
)
_ORDERS = re.compile(
    r"(?:please\s+|can\s+you\s+|could\s+you\s+)?(?:compare|contrast|list|summari[sz]e|sum\s+up|give|show"
    r"|tell|make|write|draw|translate|name|find|quote|outline|recap|condense)\b",
    re.IGNORECASE,
)
_DONE = ("summary", "comparison", "timeline", "list", "differences", "quotes", "library", "model")
_IN_PARTS = ("summary", "comparison", "timeline", "list", "quotes")
_LONG = 300
_CERTAIN = 0.9
_GAP = 2
_NAME = 3
_LEADING = re.compile(
    r"^(?:(?:the|an?|in|on|at|of|about|by|for|from|to|with|and|all|any)\s+)+(?=\S)", re.IGNORECASE
)
_MEANT = re.compile(
    r"^\W*(?:(?:no|nope|sorry|oh|hm+|well|actually|wait)\b\W*)*(?:i|we)\s+(?:really\s+)?"
    r"(?:meant?(?:\s+to\s+(?:ask|say))?|was\s+(?:asking|talking)\s+about)\b[\s,:]*",
    re.IGNORECASE,
)
_SAME_FOR = re.compile(r"\b(?:same|again|also|instead|now|likewise)\b.{0,40}\bfor\b", re.IGNORECASE)
_THE_SAME_FOR = re.compile(
    r"^\W*(?:(?:thanks|thank\s+you|ok|okay|great|good|and|now|please|then|do|give\s+me|show\s+me"
    r"|(?:can|could)\s+you\s+do)\b\W*)*the\s+same\b(?:\s+\w+){0,2}?\s+for\b",
    re.IGNORECASE,
)
_EDGES = " \t\n\"“”'‘’.,;:!?()[]-–—"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a request wants.

    `topics` are its own words for what it is about, two or more where things are compared; `form`
    is how it is to be shown; `point` which point of the last result is meant, 0 for none, -1 for
    the last. `sure` is how likely the kind is, 0..1.
    """

    kind: RequestKind
    scope: RequestScope = "topic"
    topics: tuple[str, ...] = ()
    form: Form = _ANY
    point: int = 0
    sure: float = 1.0

    @property
    def topic(self) -> str:
        """What it is about, in one."""
        return " and ".join(self.topics)


def wanted(request: str, embeddings: Embeddings | None = None) -> Wanted:
    """What a request wants, by itself: what "it" or "the second point" is follows from the turns
    before. An answer has a form only where the form is no part of what is asked. `embeddings` are
    the library's."""
    found = classified(request, embeddings)
    if found.sure < _DOUBTFUL and found.kind in ("model", "help"):
        found = replace(found, kind=found.second)  # something can be done, if it is not sure what
    if found.second == "answer" and found.sure < _DOUBTFUL and is_question(request):
        found = replace(found, kind="answer")
    form, spans = form_of(request)
    if found.kind == "model" and found.sure < _SURE and found.second in _IN_PARTS and form:
        found = replace(found, kind=found.second)  # so many bullets of something can be given
    if found.kind == "answer" and not _is_aside(request, form, spans):
        form = Form()
    if found.kind == "comparison":
        parts = tuple(topic for topic in found.topics if terms(topic))  # no "at" before a side
    else:
        joined = (topic for topic in _joined(request, found.topics) if terms(topic))
        parts = tuple(_with_word(request, topic) for topic in joined)
    topics = tuple(text for text in map(_bare, parts) if text)
    point = point_of(request)
    scope = found.scope
    if point and found.kind in ("transform", "model"):
        scope = "point"
    elif scope == "point" and not point:
        scope = "last"
    return Wanted(found.kind, scope, topics, form, point, found.sure)


def follow_up(request: str, embeddings: Embeddings | None = None) -> tuple[str, Wanted, bool]:
    """A request after others: its words, without what only says that the last one was not meant
    ("no, I meant …"); what it wants; and whether that is the last request of another thing ("the
    same for …", "I meant the ones in …"), which its topics name."""
    opener = _MEANT.match(request)
    rest = request[opener.end() :].strip() if opener else ""
    if rest:
        found = wanted(rest, embeddings)
        whole = found.kind in _DONE and (found.sure >= _SURE or _ORDERS.match(rest) is not None)
        if is_question(rest) or whole:
            return rest, found, False
        topics = found.topics or (_bare(rest),)
        return request, Wanted("transform", "topic", topics, found.form), True
    found = wanted(request, embeddings)
    again = _SAME_FOR if found.kind == "transform" else _THE_SAME_FOR
    if found.topics and again.search(request):
        return request, replace(found, kind="transform"), True
    return request, found, False


def _is_aside(request: str, form: Form, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether the form stands beside what is asked, at one of its ends, and asks nothing itself:
    "in three bullets, why did …" and not "how many bullets were fired"."""
    if not form or not spans:
        return False
    before, after = request[: spans[0][0]], request[spans[-1][1] :]
    opening = _SENTENCE_END.split(before)[-1]
    short = len(opening.split()) <= 2 and not is_question(opening)
    if short or _FORM_FIRST.fullmatch(opening):
        return True
    if len(after.split()) > _BEHIND:
        return False
    asks = is_question(request) or _LISTS.match(request) or re.search(rf"\b{_WH}", before, re.I)
    return (
        not asks
        or _ANSWER.sub("", before).rstrip()[-1:] in ",;:?.-–"
        or _INTO_FORM.match(request, spans[-1][0]) is not None
        or _IN_FORM.search(before) is not None
    )


def _joined(request: str, topics: Sequence[str]) -> tuple[str, ...]:
    """The parts of a topic that stand near to each other as one."""
    joined: list[tuple[int, int]] = []
    for topic in topics:
        start = request.find(topic, joined[-1][1] if joined else 0)
        if joined and len(request[joined[-1][1] : start].split()) <= _GAP:
            joined[-1] = (joined[-1][0], start + len(topic))
        else:
            joined.append((start, start + len(topic)))
    return tuple(request[start:end] for start, end in joined)


def _with_word(request: str, topic: str) -> str:
    """A topic that is a number alone with the noun before it: "title 42", not "since 2023"."""
    start = request.find(topic)
    if start < 0 or any(char.isalpha() for char in topic):
        return topic
    before = request[:start].split()[-1:]
    return f"{before[0]} {topic}" if before and terms(before[0]) else topic


def _bare(topic: str) -> str:
    words = topic.strip(_EDGES)
    return _LEADING.sub("", words)


def is_question(request: str) -> bool:
    """Whether a request reads as a question."""
    return _QUESTION.match(request) is not None


def two_requests(request: str, embeddings: Embeddings | None = None) -> tuple[str, str]:
    """A request, and a second one that stands behind it ("…, and then compare it with …"); "" where
    there is one alone. Both must be orders, of another kind each, for sure."""
    if len(request) > _LONG:
        return request, ""
    for match in _AND_THEN.finditer(request):
        first, second = request[: match.start()].strip(" ,;."), request[match.end() :].strip()
        if not (_ORDERS.match(first) and _ORDERS.match(second)):
            continue
        kinds = [classified(part, embeddings) for part in (first, second)]
        sure = all(found.sure >= _CERTAIN and found.kind in _DONE for found in kinds)
        if sure and kinds[0].kind != kinds[1].kind:
            return first, second
    return request, ""


def without_aside(request: str) -> str:
    """A request without the form that it is to be done in, where the form stands beside what is
    asked: bullets that are asked about are part of it."""
    return without_form(request) if _is_aside(request, *form_of(request)) else request


def question_alone(request: str) -> str:
    """A question without the form that it is to be answered in, and without the order to answer."""
    return _ORDER_TO_ANSWER.sub("", without_aside(request))


def widened(request: str, topics: Sequence[str]) -> str:
    """A topic with all that the request says behind it: "the lawsuit against its landlord" where
    "the lawsuit" was read; "" where nothing is said behind it."""
    words = without_aside(request)
    found = re.search(rf"(?<!\w){re.escape(topics[0])}(?!\w)", words) if topics else None
    rest = words[found.start() :].strip(_EDGES) if found else ""
    return rest if terms(rest) != terms(" ".join(topics)) else ""


def question_parts(question: str) -> tuple[str, ...]:
    """The questions that one question asks: "What did it decide and how did they react?" is two;
    itself alone where it is one."""
    if not _WH_QUESTION.match(question):
        return (question,)
    parts, start = [], 0
    for match in _AND_ASKS.finditer(question):
        before, after = question[start : match.start()], question[match.end() :]
        whole = min(len(before.split()), len(after.split())) >= _WHOLE_QUESTION
        if whole and (match["end"] or _asks_alone(after)):
            parts.append(before)
            start = match.end()
    parts.append(question[start:])
    return tuple(f"{part.strip(' ,;?')}?" for part in parts) if len(parts) > 1 else (question,)


def _asks_alone(part: str) -> bool:
    """Whether what begins with a word that asks is a question, and no clause of the one before it:
    "how did it hit the coast", not "how it hit the coast"."""
    found = _ASKED.match(part)
    if found is None or found["is"]:
        return found is not None
    asks, rest = found["wh"].lower(), part[found.end() :].split()[:3]
    first, second, third = (word.strip(" ,.;:?!") for word in (*rest, "", "", "")[:3])
    if first.lower() in _AUXILIARIES:
        return True
    if asks == "how" and first.lower() in ("many", "much"):
        first, second = second, third
        return (
            second in _AUXILIARIES or first == "of" or _is_subjectless(first, second, _BEHIND_NOUN)
        )
    if asks in ("which", "whose"):
        return _is_subjectless(first, second, _BEHIND_NOUN)
    if asks in ("who", "what"):
        return not first[:1].isupper() and _is_subjectless(first, second, _BEHIND_VERB)
    return first.lower() in _MEASURED and second.lower() in _AUXILIARIES


def _is_subjectless(first: str, second: str, subjects: frozenset[str]) -> bool:
    """Whether neither of two words begins a subject ("they paid", "towns it hit")."""
    return first.lower() not in _SUBJECTS and second.lower() not in subjects


def is_name(request: str) -> bool:
    """Whether a request is nothing but a name: "Ukraine", "Brittney Griner"."""
    words = request.strip(" .!").split()
    return 0 < len(words) <= _NAME and all(word[:1].isupper() for word in words)


def reworked(last: Wanted, change: Wanted) -> Wanted:
    """The last request as a change to its result makes it."""
    topics = change.topics if change.topics and change.scope == "topic" else last.topics
    return replace(last, form=change.form.over(last.form), topics=topics, sure=change.sure)
