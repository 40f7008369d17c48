"""Words that mean the opposite of what is quoted: "failure" for "success", "able" for "unable"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.verification.polarity import words_of
from vectorstore.text import negations, stem, terms
from vectorstore.text.lexicon import listed

_OPPOSITES = """
success successful succeed succeeded | failure fail failed
accept accepted approve approved | reject rejected refuse refused veto vetoed
allow allowed permit permitted | ban banned forbid forbidden bar barred prohibit prohibited
rise rose risen increase increased climb climbed grow grew | fall fell fallen decrease decreased drop dropped decline declined shrink shrank
won victory | lost defeat
open opened | close closed shut
guilty convicted | innocent acquitted
alive survived | dead died killed
begin began start started | end ended finish finished
buy bought | sell sold
confirm confirmed admit admitted | deny denied
agree agreed | refuse refused disagree disagreed
support supported favour favoured favor favored | oppose opposed
raise raised | cut lower lowered
praise praised | criticise criticised criticize criticized blame blamed condemn condemned
hire hired | fire fired sack sacked
strengthen strengthened | weaken weakened
join joined | leave left quit
profit | loss
lend lent | borrow borrowed
unanimous unanimously | split divided
minority | majority
optimistic | pessimistic
"""  # noqa: E501
_PREFIXES = ("un", "in", "im", "ir", "il", "dis", "non")
_SHORTEST = 4
_ALIKE = 0.5


def _against() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for line in _OPPOSITES.strip().splitlines():
        one, other = (frozenset(map(stem, listed(side))) for side in line.split("|"))
        for side, opposed in ((one, other), (other, one)):
            found |= {word: found.get(word, frozenset()) | opposed for word in side}
    return found


_AGAINST = _against()


def opposite(sentence: str, quotes: Sequence[str], known: frozenset[str]) -> Iterator[str]:
    """The words of a sentence whose opposite stands in a quoted one that is like it, told as
    "‘failure’ where ‘success’ is quoted".

    `known` are the stems of all quotes: what any of them has is nobody's opposite. Where only one
    of both denies, the opposite says the same.
    """
    ours = frozenset(terms(sentence))
    for quote in quotes:
        theirs = {word.term: word.text for word in words_of(quote) if word.term}
        if len(ours & theirs.keys()) < _ALIKE * (len(ours) - 1):
            continue
        if bool(negations(sentence)) != bool(negations(quote)):
            continue
        for word in words_of(sentence):
            if word.term and word.term not in known:
                against = [each for each in theirs if _opposed(word.term, each)]
                yield from (f"‘{word.text}’ where ‘{theirs[each]}’ is quoted" for each in against)


def _opposed(word: str, other: str) -> bool:
    if other in _AGAINST.get(word, ()):
        return True
    short, long = sorted((word, other), key=len)
    return len(short) >= _SHORTEST and any(long == prefix + short for prefix in _PREFIXES)
