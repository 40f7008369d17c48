"""Noun phrases of questions, told apart without a parser: "the siege of Orvik", "the mayor"."""

from __future__ import annotations

import re

from vectorstore.text import forms, names
from vectorstore.text.lexicon import listed
from vectorstore.text.places import DEMONYMS

_ROLES = listed(
    """
    mayor governor minister president premier chancellor captain judge leader director chief
    chairman chairwoman chair spokesman spokeswoman general colonel officer king queen prince
    princess nurse doctor teacher author founder owner manager coach player winner singer actor
    actress pilot driver suspect victim attacker gunman man woman boy girl secretary senator
    ambassador commissioner candidate challenger executive professor scientist lawyer prosecutor
    skipper bishop pope widow wife husband father mother son daughter brother sister caretaker
    """
)
_MEASURES = listed(
    """
    toll number price rate cost name population age size result results margin turnout value sum
    amount share length height weight speed date day cause reason purpose majority figure figures
    """
)
AUXILIARIES = (
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must)"
)
AUXILIARY = re.compile(rf"{AUXILIARIES}$", re.IGNORECASE)
FUNCTION_WORDS = listed(
    """
    is are was were be been do does did has have had can could will would shall should may might
    must who whom whose which what when where why how that and or but if than because while as not
    by with from about against between into over under after before since until during the a an
    his her its their this these those it he she they there so to then again now still ever yet
    """
)
_INSIDE = listed("of in at on off for near")
_WORD = re.compile(r"[^\W_][\w’'.-]*[\w]|[^\W_]")


def apart(phrase: str) -> str:
    """What a measure is of ("the death toll of the wreck": "the wreck"); else the phrase."""
    _, of, rest = phrase.partition(" of ")
    return rest if of and head_of(phrase) in _MEASURES else phrase


def lowered(phrase: str) -> str:
    """A phrase whose article or plain noun at the head no longer opens a sentence."""
    first = phrase.split(" ", 1)[0]
    named = [name for name in names(f"then {phrase}") if name.start == 5]
    article = first.lower() in ("the", "a", "an", "some", "two", "three", "several", "many")
    if article or (named and named[0].text == first and plural(first) and len(first) > 3
                   and first.lower() not in DEMONYMS):  # fmt: skip
        return phrase[:1].lower() + phrase[1:]
    return phrase


def lacks_verb(wh: str, aux: str) -> bool:
    """Whether a verb or complement must still follow the subject."""
    be = aux.lower() in ("is", "are", "was", "were")
    return not be or wh.lower().strip() in ("when", "why", "", "how long", "since when")


def _goes_on(tokens: list[re.Match[str]], at: int) -> bool:
    """Whether a plain word, the verb that is due, is left after "on the ferry"."""
    return at < len(tokens) and tokens[at][0].islower() and tokens[at][0] not in FUNCTION_WORDS


def _led_to(tokens: list[re.Match[str]], at: int, verb_due: bool) -> int:
    """Where what a preposition inside a phrase leads to stands ("of Orvik"); 0 if outside of it."""
    article = at + 1 < len(tokens) and tokens[at + 1][0].lower() == "the"
    to = at + (2 if article else 1)
    if to >= len(tokens):
        return 0
    word, following = tokens[at][0], tokens[to][0]
    named = following[0].isupper() or following.isdigit()
    return to if named or word == "of" or (verb_due and _goes_on(tokens, to + 1)) else 0


def noun_phrase(rest: str, verb_due: bool) -> str:
    """The noun phrase that a text opens with; its last word goes where a verb is due."""
    tokens = list(_WORD.finditer(rest))
    start = 1 if tokens and tokens[0][0].lower() == "the" else 0
    at, end, last_plain, named = start, 0, 0, False
    while at < len(tokens):
        word = tokens[at][0]
        gap = rest[tokens[at - 1].end() : tokens[at].start()] if at else ""
        if gap.strip():
            break
        if word in _INSIDE:
            to = _led_to(tokens, at, verb_due) if at > start else 0
            if not to:
                break
            named = tokens[to][0][0].isupper() or word != "of"
            end, last_plain, at = tokens[to].end(), 0, to + 1
            while at < len(tokens) and tokens[at][0][0].isupper():
                end = tokens[at].end()
                at += 1
            continue
        if word.lower() in FUNCTION_WORDS or (named and word.islower() and verb_due):
            break
        if at > start and word.islower() and verbal(word):
            verb_due = False
            break
        last_plain, end = end, tokens[at].end()
        at += 1
    if verb_due and last_plain > (tokens[0].end() if start else 0):
        end = last_plain
    return rest[:end]


def definite(question: str, person: bool | None, named: bool = False) -> str | None:
    """A phrase with "the" in a question: of a person or not (None: either), the last one.

    `named`: only one that goes on with a name ("the siege of Orvik").
    """
    found: list[str] = []
    for match in re.finditer(r"\bthe\s+(?=[a-z])", question, re.IGNORECASE):
        inverted = re.search(rf"\b{AUXILIARIES}\s+$", question[: match.start()], re.IGNORECASE)
        wh = question[: inverted.start()] if inverted else ""
        due = inverted is not None and lacks_verb(wh, inverted[0].strip())
        phrase = noun_phrase(question[match.start() :].rstrip("?!. "), due)
        if len(phrase.split()) < 2 or (named and not re.search(r"\b[A-Z]", phrase)):
            continue
        if person is None or (head_of(phrase) in _ROLES) == person:
            found.append(lowered(phrase))
    return found[-1] if found else None


def is_role(phrase: str) -> bool:
    """Whether a phrase names a person by an office or a trade."""
    return head_of(phrase) in _ROLES


def head_of(phrase: str) -> str:
    """The noun that a phrase turns on, in lower case."""
    before = re.split(r"\s+(?:of|in|at|on|off|for|near)\s+", phrase)[0].split()
    return before[-1].lower() if before else ""


def plural(phrase: str) -> bool:
    """Whether a phrase names several."""
    head = head_of(phrase)
    irregular = head in ("people", "men", "women", "children", "police", "troops")
    if head.endswith("men") and head != "specimen":
        return True
    return irregular or (len(head) > 3 and head.endswith("s") and not head.endswith(("ss", "us")))


def verbal(word: str) -> bool:
    """Whether a word looks like a past form."""
    return (word.endswith("ed") and len(word) > 4) or (
        len(forms(word)) > 1 and forms(word)[0] != word and word not in ("men", "women", "children",
        "people", "feet", "teeth", "wives", "lives", "leaves", "born")
    )  # fmt: skip
