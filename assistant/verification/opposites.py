"""Words that turn a claim round without a "not": antonyms, order, amount and possibility."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.verification.clauses import Clause, Word, closest
from vectorstore.text import stem

# A line: words of one side | words of the other.
_VERBS = """
rise climb soar increase grow gain | fall drop decline decrease shrink lose plunge
raise increase lift boost | cut lower reduce decrease slash
enlarge expand extend widen broaden | reduce shrink narrow curtail
win | lose
open reopen | close shut
accept promise agree grant | refuse reject
approve endorse | reject veto
confirm admit acknowledge | deny rule-out
arrive enter | leave depart
appoint hire | dismiss sack
begin start | end stop finish
allow permit | ban forbid prohibit
support back | oppose
strengthen | weaken
buy | sell
acquit | convict
guilty | innocent
legal | illegal
likely | unlikely
alive | dead
ancient | modern
victory | defeat
import | export
advance | retreat
tighten | loosen ease
majority | minority
praise laud hail welcome | condemn criticise denounce
succeed success | fail failure
bigger biggest larger largest | smaller smallest
longer longest | shorter shortest
stronger strongest | weaker weakest
older oldest | younger youngest
better best | worse worst
faster fastest | slower slowest
cheaper cheapest | dearer dearest costlier
richer richest | poorer poorest
profit | loss
surplus | deficit
true | false
positive | negative
urban | rural
man | woman
boy | girl
father | mother
son | daughter
husband | wife
brother | sister
king | queen
"""
# Only told apart where they stand beside the same word.
_PLACED = """
before | after
up | down
more | less fewer
first | last final
early earlier | late later
above over | below under
north northern | south southern
east eastern | west western
morning | evening
most | few some none
all every | few some none most
many | few none
none few | all most many
high higher highest | low lower lowest
"""
_ONE_WAY = frozenset({("some", "most"), ("some", "all"), ("some", "every")})
_MODALS = frozenset({"may", "might", "could"})
_HEDGES = frozenset(
    """
    may might could can would will shall should if whether perhaps possibly possible probably
    likely potential potentially expected feared risk threatened threatens hopes hope plans plan
    """.split()
)

_CERTAIN = frozenset({"will", "shall"})
_INTENDING = frozenset(
    """
    plan plans planned planning hope hopes hoped hoping intend intends intended expected likely
    proposed proposes threatened threatens wants wanted aims aimed considering due set
    """.split()
)
_ALONE = re.compile(
    r"\b(?:only|sole(?:ly)?|alone|just|merely|exclusive(?:ly)?|except|but|no\s+other|single)\b",
    re.IGNORECASE,
)
_ONLY = re.compile(r"(?<!not )\bonly\b", re.IGNORECASE)
_ONE_OF = re.compile(
    r"\b(?:one\s+of|among|some\s+of|part\s+of)\s+(?:the|its|their|his|her|[\w’']+[’']s)\s+"
    r"(?:[\w-]+\s+){0,2}?(?P<most>[\w]+est|most|best|worst|first|last)\b",
    re.IGNORECASE,
)


def _sides(table: str, key: bool) -> dict[str, frozenset[str]]:
    """For each word, the words against it; by stem or, for `key`, as written."""
    against: dict[str, set[str]] = {}
    for line in table.strip().splitlines():
        one, other = (
            [word if key or word == "rule-out" else stem(word) for word in side.split()]
            for side in line.split("|")
        )
        for word in one:
            against.setdefault(word, set()).update(other)
        for word in other:
            against.setdefault(word, set()).update(one)
    return {word: frozenset(others) for word, others in against.items()}


_AGAINST = _sides(_VERBS, key=False)
_BESIDE = _sides(_PLACED, key=True)


def turned_round(ours: Sequence[Clause], quoted: Sequence[Clause]) -> Iterator[str]:
    """What a statement's clauses turn round, in words ("‘fell’ where ‘rose’ is quoted").

    Antonyms are looked for in the closest clauses of the quotes, small words ("before", "most")
    only where the same word stands beside them, and "may" against the plain verb.
    """
    for clause in ours:
        near = closest(clause, quoted)
        yield from _antonyms(clause, near)
        yield from _misplaced(clause, near)
        yield from _supposed(clause, quoted)


def _antonyms(clause: Clause, near: Sequence[Clause]) -> Iterator[str]:
    said = set(_stems(clause))
    known = {term: word for other in near for term, word in _stems(other).items()}
    for term, word in _stems(clause).items():
        against = _AGAINST.get(term, frozenset())
        met = next((known[one] for one in sorted(against) if one in known), "")
        if met and term not in known and said.isdisjoint(against):
            # "Did not fall" is no "rose", but "a negation" is what tells them apart.
            if all(other.negated != clause.negated for other in near):
                continue
            yield f"‘{word}’ where ‘{met}’ is quoted"


def _stems(clause: Clause) -> dict[str, str]:
    """The content words of a clause by stem; "rule out" is one."""
    found: dict[str, str] = {}
    for position, word in enumerate(clause.words):
        following = clause.words[position + 1 : position + 2]
        if word.term == "rule" and following and following[0].key == "out":
            found["rule-out"] = f"{word.text} out"
        elif word.term:
            found.setdefault(word.term, word.text)
    return found


def _misplaced(clause: Clause, near: Sequence[Clause]) -> Iterator[str]:
    """A small word where its opposite stands beside the same content word in the quotes."""
    known = [(word, beside) for other in near for word, beside in _placed(other)]
    for word, beside in _placed(clause):
        if any(word.key == other.key and beside == next_to for other, next_to in known):
            continue
        for other, next_to in known:
            opposed = other.key in _BESIDE[word.key] and beside == next_to
            if opposed and (word.key, other.key) not in _ONE_WAY:
                yield f"‘{word.text}’ where ‘{other.text}’ is quoted"
                break


def _placed(clause: Clause) -> Iterator[tuple[Word, str]]:
    """The small words of a clause, each with the content word that follows it."""
    for position, word in enumerate(clause.words):
        if word.key in _BESIDE:
            after = (other.term for other in clause.words[position + 1 :] if other.term)
            if beside := next(after, ""):
                yield word, beside


def narrowed(statement: str, quotes: Sequence[str]) -> Iterator[str]:
    """An "only" that no quote tells, and a "largest" that is quoted as one of the largest."""
    everything = "\n".join(quotes)
    if _ONLY.search(statement) and not _ALONE.search(everything):
        yield "‘only’ is not quoted"
    for found in _ONE_OF.finditer(everything):
        most = re.compile(rf"\b{found['most']}\b", re.IGNORECASE)
        others = len(most.findall(everything)) > len(_ones_of(everything, found["most"]))
        if most.search(statement) and not _ones_of(statement, found["most"]) and not others:
            yield f"the quoted ‘{' '.join(found[0].split())}’"


def _ones_of(text: str, most: str) -> list[str]:
    return [m[0] for m in _ONE_OF.finditer(text) if m["most"].lower() == most.lower()]


def _supposed(clause: Clause, quoted: Sequence[Clause]) -> Iterator[str]:
    """A "may" that is not quoted, or a plain word where only "may" is."""
    known = [(other, _modal(other)) for other in quoted if clause.terms & other.terms]
    for term, modal in _modal(clause).items():
        holding = [other for other, _ in known if term in other.terms]
        theirs = [modals.get(term, "") for other, modals in known if term in other.terms]
        if not theirs:
            continue
        if modal and not any(_hedged(other) for other in holding):
            yield f"‘{modal}’ is not quoted"
        if not modal and all(theirs) and not _hedged(clause, _HEDGES - _CERTAIN):
            yield f"the quoted ‘{theirs[0]}’"


def _modal(clause: Clause) -> dict[str, str]:
    """Each content word with the "may" or "plans to" right before it, else nothing."""
    found: dict[str, str] = {}
    modal = ""
    for position, word in enumerate(clause.words):
        after = clause.words[position + 1 : position + 2]
        if word.text in _MODALS:
            modal = word.text
        elif word.key in _INTENDING and after and after[0].key == "to":
            modal = f"{word.text} to"
        elif word.term:
            found[word.term] = modal
            modal = ""
    return found


def _hedged(clause: Clause, hedges: frozenset[str] = _HEDGES) -> bool:
    return any(word.text in hedges or word.key in _INTENDING for word in clause.words)
