"""Tellings at odds that hold no figure: who, why, whether."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from assistant.sections.assertions import (
    DENIAL,
    HYPOTHETICAL,
    Assertion,
    Opposed,
    canon,
    close,
    pairs,
)
from assistant.sections.negated import negated
from assistant.sections.telling import Sentence, Stories, share_name
from vectorstore.text import Name, same_name

_ROLES = (
    r"prime\s+minister|chief\s+executive(?:\s+officer)?|managing\s+director|secretary[-\s]general"
    r"|vice[-\s]president|president|mayor|governor|chancellor|premier|chairman|chairwoman|chair"
    r"|chairperson|leader|head\s+coach|coach|captain|director|speaker|minister|archbishop|bishop"
    r"|pope|king|queen|champion|commander|editor|head|winner"
)
_CHOSEN = (
    r"(?:re-?elected|elected|appointed|named|chosen|picked|sworn\s+in|installed|crowned|voted)"
)
_CHOSE = re.compile(
    rf"\b(?P<verb>{_CHOSEN})\b(?P<between>[^.;]{{0,60}}?)\b(?P<role>{_ROLES})\b", re.IGNORECASE
)
_BY = re.compile(
    r"\b(?P<role>led|headed|commanded|won|coached|captained|chaired)\s+by\s+(?:the\s+)?$"
)
_ANY_BY = re.compile(r"\b(?:led|headed|commanded|won|coached|captained|chaired)\s+by\b")
_NO_KIND = frozenset("as its the a an new of to be next their his her our first and or".split())
_OTHER_ROLE = re.compile(r"\b(?:acting|interim|deputy|former|vice|assistant|next)\b", re.IGNORECASE)
_P = r"[^,;.:—“”\"]"
_CAUSES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?P<effect>{_P}{{3,90}}?)\s+(?:was|were|had\s+been|is|are)\s+(?:\w+\s+)?(?:caused|sparked"
        rf"|triggered|started|set\s+off|brought\s+about)\s+by\s+(?P<cause>{_P}{{3,70}})",
        rf"(?P<effect>{_P}{{3,90}}?)\s+(?:was|were|is)\s+(?:being\s+)?blamed\s+on\s+(?P<cause>{_P}{{3,70}})",
        rf"\bblam(?:ed|es|ing)\s+(?P<effect>{_P}{{3,60}}?)\s+on\s+(?P<cause>{_P}{{3,70}})",
        rf"\bblam(?:ed|es|ing)\s+(?P<cause>{_P}{{3,60}}?)\s+for\s+(?P<effect>{_P}{{3,70}})",
        rf"(?P<cause>{_P}{{3,90}}?)\s+(?:was|were|is|are)\s+(?:to\s+blame\s+for|responsible\s+for|behind"
        rf"|the\s+(?:\w+\s+)?(?:cause|reason)s?\s+(?:of|for|why|behind))\s+(?P<effect>{_P}{{3,70}})",
        rf"\bcause\s+of\s+(?P<effect>{_P}{{3,60}}?)\s+(?:was|is)\s+(?P<cause>{_P}{{3,70}})",
        rf"(?P<effect>{_P}{{3,90}}?)\s+(?:due\s+to|because\s+of|as\s+a\s+result\s+of)\s+(?P<cause>{_P}{{3,70}})",
        rf"(?P<cause>{_P}{{3,70}}?)\s+(?:had\s+|has\s+)?(?:caused|sparked|triggered|set\s+off|led\s+to)"
        rf"\s+(?P<effect>{_P}{{3,70}})",
    )
)
_CAUSAL = re.compile(
    r"\bcaus|\bspark|\btrigger|\bstarted\s+by|\bset\s+off|\bbrought\s+about|\bblam|\bbehind\b|\breason"
    r"|\bdue\s+to\b|\bbecause\s+of|\bresult\s+of|\bled\s+to|\bresponsible\s+for",
    re.IGNORECASE,
)
_PASSIVE = re.compile(r"\b(?:was|were|been|is|are|be)(?:\s+\w+ly)?\s*$", re.IGNORECASE)
_DETERMINER = r"(?:the|her|his|its|their|a|an|ship's|car's|plane's|train's)"
_FAILED = (
    re.compile(
        r"\b(?P<what>[a-z]{4,})\s+(?:had\s+|has\s+|have\s+|was\s+|were\s+|suddenly\s+)*"
        r"(?:jammed|failed|malfunctioned|broke\s+down|broken\s+down|seized\s+up|stopped\s+working|faulty"
        r"|defective)\b(?!\s+to\b)"
    ),
    re.compile(r"\b(?:faulty|defective|jammed|failed|broken)\s+(?P<what>[a-z]{4,})"),
    re.compile(
        rf"\b(?:fault|failure|defect)\s+(?:in|with|of)\s+(?:{_DETERMINER}\s+)?(?P<what>[a-z]{{4,}})"
    ),
)
_WORKED = (
    re.compile(
        rf"\bnothing\s+(?:\w+\s+)?wrong\s+with\s+(?:{_DETERMINER}\s+)?(?P<what>[a-z]{{4,}})"
    ),
    re.compile(
        rf"\bno\s+(?:fault|failure|defect|problem)s?\s+(?:\w+\s+)?(?:in|with|of)\s+(?:{_DETERMINER}\s+)?"
        r"(?P<what>[a-z]{4,})"
    ),
    re.compile(
        r"\b(?P<what>[a-z]{4,})\s+(?:had\s+|has\s+|have\s+|was\s+|were\s+)*(?:worked|answered|functioned"
        r"|responded|working|functioning|sound|intact|in\s+(?:good|perfect|working|full)\s+\w*\s*order)\b"
    ),
)
_NO_THING = frozenset(
    "they that which what this these those have were talks bid attempt efforts".split()
)
_HELD = re.compile(
    r"\b(?:whole|entire|full(?:y)?|complete(?:ly)?|total(?:ly)?|all\s+of)\b[^.;]{0,50}?\b(?:hands|control"
    r"|captured|taken|seized|recaptured|retaken|liberated|secured|cleared|fallen)\b"
    r"|\b(?:captured|taken|seized|recaptured|retaken|liberated|secured|cleared)\s+(?:all|the\s+whole|the"
    r"\s+entire)\b|\bfighting\s+(?:was\s+over|had\s+(?:ended|stopped|ceased))",
    re.IGNORECASE,
)
_FOUGHT = re.compile(
    r"\b(?:fighting|clashes|resistance|gunfire|shelling|firefights?)\b(?:\W+\w+){0,4}?\W+"
    r"(?:continu\w+|go(?:es|ing)?\s+on|ongoing|raged|raging|persist\w*|under\s+way)\b",
    re.IGNORECASE,
)


_ARMED = re.compile(r"\b(?:army|troops|militants|militia|rebels|insurgents|soldiers|gunmen)\b")


def opposed(row: Sequence[Sentence], stories: Stories) -> list[Opposed]:
    """Pairs of assertions of different articles that cannot both be so."""
    causes = [found for sentence in row for found in _causes(sentence)]
    return [
        *_roles_opposed([found for sentence in row for found in _roles(sentence)], stories),
        *_causes_opposed(causes, stories),
        *_causes_denied(row, causes, stories),
        *_states_opposed(row, stories),
        *negated(row, stories),
    ]


def _roles(sentence: Sentence) -> Iterator[Assertion]:
    text = sentence.text
    for match in _CHOSE.finditer(text):
        role = " ".join(match["role"].lower().split())
        kind = re.search(r"\b([a-z]+)\s+$", text[: match.start("role")])
        if kind and kind[1] not in _NO_KIND:
            role = f"{kind[1]} {role}"
        around = text[max(0, match.start() - 60) : match.end()]
        if _OTHER_ROLE.search(around) or HYPOTHETICAL.search(around):
            continue
        within = [
            n for n in sentence.names if match.start("between") <= n.start < match.end("between")
        ]
        before = [n for n in sentence.names if n.end <= match.start()]
        passive = re.search(
            r"\b(?:was|is|has\s+been|be|been|were)\s+(?:\w+ly\s+)?$", text[: match.start()]
        )
        named = before[-1:] if passive or not within else within[:1]
        yield from _role(sentence, named, role)
    for name in sentence.names if _ANY_BY.search(text) else ():
        if match_by := _BY.search(text[: name.start]):
            yield from _role(sentence, [name], f"{match_by['role']} by")


def _role(sentence: Sentence, named: Sequence[Name], role: str) -> Iterator[Assertion]:
    for name in named:
        if name.kind in ("place", "organisation"):
            continue
        rest = canon(sentence.text) - canon(name.text) - canon(role)
        yield Assertion(sentence, name.text, role, frozenset({role}), rest)


def _roles_opposed(found: Sequence[Assertion], stories: Stories) -> Iterator[Opposed]:
    for one, other in pairs(found, stories, 3):
        if same_name(one.value, other.value):
            continue
        ours = [n for n in one.sentence.names if not same_name(n.text, one.value)]
        theirs = [n for n in other.sentence.names if not same_name(n.text, other.value)]
        shared = one.said & other.said
        if share_name(ours, theirs) and len(shared) >= 2:
            yield (
                "contradiction",
                f"who is {one.about}" if " by" not in one.about else one.about,
                one,
                other,
            )


def _causes(sentence: Sentence) -> Iterator[Assertion]:
    text = sentence.text
    if not _CAUSAL.search(text):
        return
    for pattern in _CAUSES:
        for match in pattern.finditer(text):
            if pattern is _CAUSES[-1] and _PASSIVE.search(match["cause"]):
                continue
            if re.search(r"\b(?:not|no|never|whether|if)\b", match[0], re.IGNORECASE):
                continue
            effect, cause = canon(match["effect"]), canon(match["cause"])
            if effect and cause:
                value = " ".join(match["cause"].split())
                yield Assertion(sentence, value, "cause", effect, cause - effect)
                return


def _causes_opposed(found: Sequence[Assertion], stories: Stories) -> Iterator[Opposed]:
    for one, other in pairs(found, stories, 7):
        shared = one.key & other.key
        if len(shared) < 2 and min(len(one.key), len(other.key)) > 1:
            continue
        if one.said & other.sentence.terms or other.said & one.sentence.terms:
            continue
        least = min(stories.weight(one.key), stories.weight(other.key))
        if stories.weight(shared) < 0.5 * least:
            continue
        if len(shared) < 2 and not share_name(one.sentence.names, other.sentence.names):
            continue
        if one.said and other.said:
            yield "contradiction", "cause", one, other


def _causes_denied(
    row: Sequence[Sentence], causes: Sequence[Assertion], stories: Stories
) -> Iterator[Opposed]:
    """A cause told here, which a report of the same days says is not so and gives another."""
    for sentence in row:
        for match in DENIAL.finditer(sentence.text):
            denied = canon(match["object"])
            rest = sentence.text[: match.start()]
            for cause in causes:
                if not close(cause.sentence, sentence, stories, 3) or not _names(denied, cause):
                    continue
                if len(canon(rest)) >= 4 and not canon(rest) & cause.said:
                    value = " ".join(rest.split(",")[0].split())
                    yield "contradiction", "cause", cause, Assertion(sentence, value, "cause")


def _names(denied: frozenset[str], cause: Assertion) -> bool:
    """Whether what is denied is, by half of its words, the cause that another report gives."""
    return 2 * len(denied & cause.said) >= len(denied) > 0


def _states(
    sentence: Sentence, patterns: Sequence[re.Pattern[str]], about: str
) -> Iterator[Assertion]:
    text = sentence.text
    for pattern in patterns:
        for match in pattern.finditer(text):
            if pattern in _FAILED and re.search(
                r"\b(?:no|not|never|nothing)\b", text[: match.start()]
            ):
                continue
            if match["what"] not in _NO_THING:
                value = " ".join(match[0].split())
                yield Assertion(sentence, value, about.format(match["what"]), canon(match["what"]))


def _states_opposed(row: Sequence[Sentence], stories: Stories) -> Iterator[Opposed]:
    """Failed here and worked there; wholly in one side's hands here and still fought over there."""
    failed = [a for s in row for a in _states(s, _FAILED, "whether the {} failed")]
    worked = [a for s in row for a in _states(s, _WORKED, "whether the {} failed")]
    yield from _met(failed, worked, stories, lambda one, other: bool(one.key & other.key))
    held = [_found(s, m) for s in row if (m := _HELD.search(s.text))]
    fought = [_found(s, m) for s in row if (m := _FOUGHT.search(s.text))]
    yield from _met(held, fought, stories, _at_war, 1)


def _at_war(one: Assertion, other: Assertion) -> bool:
    return any(_ARMED.search(a.sentence.article.text) is not None for a in (one, other))


def _found(sentence: Sentence, match: re.Match[str]) -> Assertion:
    return Assertion(sentence, " ".join(match[0].split()), "whether fighting was over")


def _met(
    ours: Sequence[Assertion],
    theirs: Sequence[Assertion],
    stories: Stories,
    alike: Callable[[Assertion, Assertion], bool],
    most: int = 3,
) -> Iterator[Opposed]:
    for one in ours:
        for other in theirs:
            if alike(one, other) and close(one.sentence, other.sentence, stories, most):
                yield "contradiction", one.about, one, other
