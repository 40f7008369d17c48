"""A follow-up becomes a question that stands alone: what it leaves out is filled in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.types import Turn
from assistant.understanding.binding import Binding, Target, binding
from assistant.verification.marks import without_marks
from vectorstore.text import DateMention, dates, terms
from vectorstore.text.encoder import Embeddings

DOUBT = 0.6
"""A second meaning that is at least so likely, against the first, is asked about."""
_MOST_CONTEXT = 900
_OPENER = re.compile(
    r"^\s*(?:(?:and|but|or|so|ok|okay|then)\b[\s,]*)*(?:(?:what|how)\s+about\b[\s,]*)?", re.I
)
_MORE = re.compile(
    r"^(?:please\s+)?(?:tell\s+me\s+more|(?:any\s+)?more(?:\s+(?:details?|about\s+(?:it|that)))?|go"
    r"\s+on|continue|anything\s+else|details)(?:\s+please)?$",
    re.IGNORECASE,
)
_AUXILIARIES = (
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must)"
)
_OWN = re.compile(r"(?:his|her|hers|its|theirs?)$", re.IGNORECASE)
_NO_OWNED = r"(?:in|on|at|to|for|by|with|after|before|and|or|from|during|when|as|into)"
_THERE = re.compile(r"^there$", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:The|A|An|His|Her|Its|Their|This|That|These|Those)\s")
_ADVERB = re.compile(
    r"^(?:when|where|why|how|since\s+when|until\s+when|(?:for\s+)?how\s+(?:long|often)|how\s+come"
    r"|(?:by|for|with|to|from)\s+whom|by\s+how\s+(?:much|many(?:\s+\w+)?)|how\s+(?:soon|far|fast)"
    r"|on\s+what\s+grounds)$",
    re.IGNORECASE,
)
_THAT_EVENT = re.compile(
    r"(when|where|why|how)\s+(?:(?:was|is)\s+(?:that|this)|did\s+(?:that|this|it)\s+happen)", re.I
)
_ADVERBIAL = re.compile(
    r"^\W*(?:when|where|why|how(?:\s+(?:long|often))?|since\s+when|(?:by|with|for|to|from)\s+whom)"
    rf"\s+(?P<clause>{_AUXILIARIES}\s.+)$",
    re.IGNORECASE | re.DOTALL,
)
_AUXILIARY = re.compile(rf"{_AUXILIARIES}$", re.IGNORECASE)
_QUESTION = re.compile(r"^(?:who|whom|whose|what|which|when|where|why|how)\b", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"\b(in|on|at|since|before|after|until|by|during|from|of|near|for|to)\s+(?:the\s+)?$", re.I
)
_YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")


def standalone_question(
    question: str, history: Sequence[Turn], embeddings: Embeddings | None = None
) -> str:
    """The question with what it leaves to the turns before filled in; itself where it is whole."""
    return standalone_forms(question, history, embeddings)[0]


def standalone_forms(
    question: str, history: Sequence[Turn], embeddings: Embeddings | None = None
) -> tuple[str, ...]:
    """What a question may mean after these turns, the likeliest first; more than one where it is
    doubtful. `embeddings` are the library's.

    A word that points back gives way to what it stands for, a fragment takes the place of its like
    in the question before, and what a question leaves out is named before it.
    """
    turns: list[Turn] = []
    for turn in history:
        alone = _forms(turn.question, turns, embeddings)[0]
        turns.append(replace(turn, question=alone))
    return _forms(question, turns, embeddings)


def _forms(question: str, turns: Sequence[Turn], embeddings: Embeddings | None) -> tuple[str, ...]:
    turns = [turn for turn in turns if terms(turn.question)]
    if not turns:
        return (question,)
    before = turns[-1].question.strip()
    opener = _OPENER.match(question)
    rest = question[opener.end() :].strip() if opener else question.strip()
    fragment = rest.strip("?!., ")
    if not fragment or _MORE.match(fragment):
        return (before if fragment or "?" in question else question,)
    event = _THAT_EVENT.fullmatch(fragment)
    if (again := _asked_again(event[1] if event else fragment, before)) is not None:
        return (again,)
    context = f"{before} {without_marks(turns[-1].answer).strip()}"[:_MOST_CONTEXT]
    found = binding(question, context, embeddings)
    if found.leaning == "alone" or not found.targets:
        return (question,)
    if found.leaning == "swap":
        return (_swapped(before, rest, question, found, context),)
    forms = [_bound(question, found, target, context) for target in _meant(found)]
    return tuple(dict.fromkeys(forms))


def _meant(found: Binding) -> tuple[Target, ...]:
    """The targets that may be meant: the likeliest, and those that are nearly as likely."""
    least = DOUBT * found.targets[0].likely
    return tuple(target for target in found.targets if target.likely >= least)


def _bound(question: str, found: Binding, target: Target, context: str) -> str:
    """The question with a target in the place of the word for it, or named before it."""
    named = _inside(context[target.start : target.end])
    if found.leaning == "refers" and found.word is not None:
        return _put(question, found.word, named)
    opener = _OPENER.match(question)
    rest = question[opener.end() :].strip() if opener else question
    start = rest if rest[:1].isupper() and rest[1:2].isupper() else rest[:1].lower() + rest[1:]
    return f"As for {named}, {start or question}"


def _inside(phrase: str) -> str:
    """A phrase as it stands within a sentence."""
    words = phrase.strip(' "“”‘’,;:.!?').removesuffix("'s").removesuffix("’s")
    return words[:1].lower() + words[1:] if _ARTICLE.match(words) else words


def _put(question: str, place: tuple[int, int], named: str) -> str:
    head, word, tail = question[: place[0]], question[place[0] : place[1]], question[place[1] :]
    if _THERE.match(word) and not _PREPOSITION.match(f"{named.split()[0]} "):
        named = f"in {named}"
    if _possesses(word, tail):
        named = f"{named}'" if named.endswith("s") and named.split()[-1].islower() else f"{named}'s"
    return f"{head}{named[:1].upper() + named[1:] if not head.strip() else named}{tail}"


def _possesses(word: str, tail: str) -> bool:
    """Whether a word tells whose ("her country"), not whom ("replaced her")."""
    if _OWN.match(word) is None:
        return False
    return word.lower() != "her" or bool(re.match(rf"\s+(?!{_NO_OWNED}\b)[a-z]", tail))


def _joined(before: str, rest: str) -> str:
    """A question behind the one that it leans on."""
    lower = rest[:1].lower() + rest[1:]
    return f"{before.rstrip('?!. ')}, {'and ' if _QUESTION.match(rest) else ''}{lower}"


def _asked_again(word: str, before: str) -> str | None:
    """The question before with another question word ("When?"); None when none fits."""
    asking, bare = word[:1].upper() + word[1:], before.rstrip("?!. ")
    if other := re.fullmatch(r"(who|what|where|which|when|how)\s+else", word, re.IGNORECASE):
        same = re.match(rf"\W*{other[1]}\b", before, re.IGNORECASE)
        return f"{asking}{before[same.end() :]}" if same else None
    if not _ADVERB.match(word):
        return None
    if adverbial := _ADVERBIAL.match(before):
        return f"{asking} {adverbial['clause']}"
    if _AUXILIARY.match(bare.split(" ", 1)[0]):
        return f"{asking} {before[:1].lower()}{before[1:]}"
    return _joined(before, f"{word}?")


def _swapped(before: str, rest: str, question: str, found: Binding, context: str) -> str:
    """The question before with what a fragment names in the place of its like."""
    part = rest.strip(" ?!.,")
    if (time := _time_of(part)) is not None:
        return _with_time(before, part, time)
    word = part if found.word is None else question[slice(*found.word)]
    target = found.targets[0]
    old, new = context[target.start : target.end], word.strip(" ?!.,")
    if target.end > len(before) or not new:
        return _joined(before, rest)
    if not re.match(r"the\s", old, re.IGNORECASE) and before[: target.start].lower().endswith(
        "the "
    ):
        new = re.sub(r"^the\s+", "", new, flags=re.IGNORECASE)
    return f"{before[: target.start]}{new}{before[target.end :]}"


def _time_of(part: str) -> DateMention | None:
    """The time that a fragment is: "in 2019", "2019", "last May"."""
    for text, shift in ((part, 0), (f"in {part}", 3)):
        for found in dates(text):
            if len(part.split()) - len(found.text.split()) <= 2:
                return replace(found, start=found.start - shift, end=found.end - shift)
    return None


def _with_time(before: str, part: str, time: DateMention) -> str:
    """The question at another time."""
    new = time.text
    there = [mention for mention in dates(before) if mention.start > 0]
    years = list(_YEAR.finditer(before))
    if _YEAR.fullmatch(new) and years:
        year = years[-1]
        return f"{before[: year.start()]}{new}{before[year.end() :]}"
    lead = _PREPOSITION.search(part[: max(time.start, 0)])
    word = lead[1].lower() if lead else ""
    if not there:
        usual = "" if time.relative else "on" if time.precision == "day" else "in"
        return f"{before.rstrip('?!. ')} {f'{word or usual} {new}'.strip()}?"
    old = there[-1]
    if years and not time.relative and not _YEAR.search(new):
        new = f"{new} {years[-1][0]}"
    had = _PREPOSITION.search(before[: old.start])
    word = "" if time.relative else word or (had[1].lower() if had else "")
    start = had.start() if had else old.start
    return f"{before[:start]}{f'{word} {new}'.strip()}{before[old.end :]}"
