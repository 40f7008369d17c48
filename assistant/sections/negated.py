"""What one report says and another denies, and words that are each other's opposite."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

from assistant.sections.assertions import DENIAL, HYPOTHETICAL, Assertion, Opposed, canon, close
from assistant.sections.telling import CANON, Sentence, Stories, share_name
from assistant.verification.polarity import Clause, clauses
from vectorstore.text import Name, same_name, stem

_LEAST = 0.6
_COMMON = 150
_WILL = re.compile(
    r"\b(?:will|would|shall|won[’']t|wouldn[’']t)(?P<not>\s+(?:not|never))?\s+(?:also\s+)?(?P<verb>[a-z]{3,})",
)
_COMMON_VERBS = frozenset(
    stem(verb)
    for verb in "have make take need come give get keep become find see know tell say want use put"
    " let show look seem help continue remain bring mean call work start begin try like".split()
)
_OPPOSITES = """
open opened reopen | closed close shut
convict convicted guilty | acquit acquitted cleared innocent
confirm confirmed | deny denied
approve approved passed backed | reject rejected
accept accepted | refuse refused reject rejected
alive survived | dead died
resume resumed | suspend suspended
lawful legal | illegal unlawful
succeeded | failed
banned | allowed
guilty | innocent
safe | unsafe
present | absent
married | unmarried
stay stayed stays remain | resign resigned quit
rose increased | fell dropped declined
"""


def _against() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for line in _OPPOSITES.strip().splitlines():
        one, other = ([stem(word) for word in half.split()] for half in line.split("|"))
        for word in one:
            found[word].update(other)
        for word in other:
            found[word].update(one)
    return {word: frozenset(words) for word, words in found.items()}


_AGAINST = _against()
# "Ruled out sending troops" refuses; it does not deny that any were sent.
_GERUND = re.compile(r"(?:\w+\s+)?\w+ing\b")
_QUOTED = re.compile(r"[\"“]")
_REPLACES = re.compile(
    r"\b(?:again|re-?open\w*|now|no\s+longer|resum\w+|after|lifted)\b", re.IGNORECASE
)


@lru_cache(maxsize=20000)
def _clauses(text: str) -> tuple[Clause, ...]:
    return tuple(clauses(text))


def _terms(clause: Clause) -> frozenset[str]:
    return frozenset(CANON.get(term, term) for term in clause.terms if not term[0].isdigit())


def negated(row: Sequence[Sentence], stories: Stories) -> Iterator[Opposed]:
    """Pairs of sentences of which one denies what the other says, or says its opposite."""
    holding: dict[str, list[Sentence]] = defaultdict(list)
    for sentence in row:
        for term in sentence.terms:
            holding[term].append(sentence)
    # What nearly every sentence holds is no sign that two tell of one thing.
    holding = {term: said for term, said in holding.items() if len(said) <= _COMMON}
    for sentence in row:
        yield from _denied(sentence, holding, stories)
        yield from _not(sentence, holding, stories)
        yield from _opposite(sentence, holding, stories)
    yield from _willing(row, stories)


def _denied(
    sentence: Sentence, holding: dict[str, list[Sentence]], stories: Stories
) -> Iterator[Opposed]:
    """ "The leaders denied that they had met the envoy": another says that they met."""
    for match in DENIAL.finditer(sentence.text):
        denied = canon(match["object"])
        if len(denied) < 2 or not _is_event(match["object"]):
            continue
        if match[0].lower().startswith("rul") and _GERUND.match(match["object"]):
            continue
        said = [term for term in sorted(denied) if len(holding.get(term, ())) > 1]
        rarest = min(said, key=lambda term: len(holding[term]), default="")
        for other in holding.get(rarest, ()):
            covered = denied & other.terms
            if _opening(match["object"]).isdisjoint(other.terms):
                continue
            if len(covered) < 0.7 * len(denied) or len(covered) < min(3, len(denied)):
                continue
            if not close(sentence, other, stories, 7) or DENIAL.search(other.text):
                continue
            if HYPOTHETICAL.search(other.text) or _otherwise(sentence, other):
                continue
            about = f"whether {' '.join(match['object'].split())}"
            yield (
                "contradiction", about,
                Assertion(sentence, " ".join(match[0].split()), about),
                Assertion(other, other.text, about),
            )  # fmt: skip


def _opening(told: str) -> frozenset[str]:
    """The first two content words: what is denied to have happened."""
    found = [term for word in told.split() for term in sorted(canon(word))]
    return frozenset(found[:2])


def _is_event(told: str) -> bool:
    """Whether words tell more than a name."""
    return len(canon(" ".join(word for word in told.split() if word.islower()))) >= 2


def _not(
    sentence: Sentence, holding: dict[str, list[Sentence]], stories: Stories
) -> Iterator[Opposed]:
    """ "Has not resigned": another says, in much the same words, "has resigned"."""
    if HYPOTHETICAL.search(sentence.text) or _QUOTED.search(sentence.text):
        return
    for clause in _clauses(sentence.text):
        if not clause.negated:
            continue
        for verb in sorted(clause.denied):
            for other in holding.get(CANON.get(verb, verb), ()):
                if not close(sentence, other, stories, 1) or HYPOTHETICAL.search(other.text):
                    continue
                said = next((c for c in _clauses(other.text) if _says(clause, c, verb)), None)
                if (
                    said is not None
                    and share_name(sentence.names, other.names)
                    and not _otherwise(sentence, other)
                ):
                    about = f"whether {verb}"
                    yield (
                        "contradiction", about,
                        Assertion(sentence, _words(clause), about),
                        Assertion(other, _words(said), about),
                    )  # fmt: skip


def _words(clause: Clause) -> str:
    return " ".join(word.text for word in clause.words)


def _says(denying: Clause, clause: Clause, verb: str) -> bool:
    if clause.denying or verb not in clause.terms:
        return False
    if _future(denying) != _future(clause):
        return False
    ours, theirs = _terms(denying), _terms(clause)
    shared = ours & theirs
    least, most = sorted((len(ours), len(theirs)))
    return len(shared) >= 3 and len(shared) >= _LEAST * least and len(shared) >= 0.4 * most


def _future(clause: Clause) -> bool:
    return any(word.key in ("will", "would", "shall", "won't", "won’t") for word in clause.words)


def _opposite(
    sentence: Sentence, holding: dict[str, list[Sentence]], stories: Stories
) -> Iterator[Opposed]:
    """ "Was closed": another says, in much the same words, "remained open"."""
    for clause in _clauses(sentence.text):
        for word in sorted(clause.terms & _AGAINST.keys()):
            for against in sorted(_AGAINST[word]):
                if against < word:
                    continue
                for other in holding.get(CANON.get(against, against), ()):
                    if found := _opposite_of(sentence, clause, word, other, against, stories):
                        yield found


def _opposite_of(
    sentence: Sentence, clause: Clause, word: str, other: Sentence, against: str, stories: Stories
) -> Opposed | None:
    if not close(sentence, other, stories, 7):
        return None
    for said in _clauses(other.text):
        if against not in said.terms or word in said.terms or against in clause.terms:
            continue
        if clause.negated or said.negated or HYPOTHETICAL.search(sentence.text + other.text):
            continue
        ours = _terms(clause) - _AGAINST[word] - _AGAINST[against]
        theirs = _terms(said) - _AGAINST[word] - _AGAINST[against]
        shared = ours & theirs
        if not shared or len(shared) < max(1, _LEAST * min(len(ours), len(theirs))):
            continue
        if not share_name(_named(sentence), _named(other)) or len(shared) < 2:
            continue
        later = _later(sentence, other)
        if _otherwise(sentence, other) and later is None:
            continue
        if later is not None and not _REPLACES.search(later.text):
            continue
        about = f"{word} or {against}"
        return (
            "contradiction" if later is None else "update", about,
            Assertion(sentence, _words(clause), about), Assertion(other, _words(said), about),
        )  # fmt: skip
    return None


def _later(one: Sentence, other: Sentence) -> Sentence | None:
    """The one published on a later day, if any."""
    ours, theirs = one.article.day, other.article.day
    if ours is None or theirs is None or ours == theirs:
        return None
    return one if ours > theirs else other


def _named(sentence: Sentence) -> tuple[Name, ...]:
    return sentence.names


def _otherwise(one: Sentence, other: Sentence) -> bool:
    """Whether the two are told of different days, or of different people and places."""
    ours = {mention.first for mention in one.dates if mention.precision == "day"}
    theirs = {mention.first for mention in other.dates if mention.precision == "day"}
    if ours and theirs and not ours & theirs:
        return True
    return bool(one.names and other.names) and not share_name(one.names, other.names)


def _willing(row: Sequence[Sentence], stories: Stories) -> Iterator[Opposed]:
    """ "Will not appeal" here and "would appeal" there, of one person or their own side."""
    said: dict[str, list[tuple[Sentence, re.Match[str]]]] = defaultdict(list)
    for sentence in row:
        for match in _WILL.finditer(sentence.text):
            verb = stem(match["verb"])
            if verb not in _COMMON_VERBS and not re.search(
                r"\b(?:if|whether|unless)\s+(?:\w+\s+){0,3}$", sentence.text[: match.start()], re.I
            ):
                said[verb].append((sentence, match))
    for verb, tellings in sorted(said.items()):
        refused = [one for one in tellings if _refuses(one[1])]
        promised = [one for one in tellings if not _refuses(one[1])]
        for one, ours in refused:
            for other, theirs in promised:
                if not close(one, other, stories, 1):
                    continue
                if not _one_subject(one, ours, other, theirs, stories):
                    continue
                about = f"whether to {verb}"
                yield (
                    "contradiction", about,
                    Assertion(one, " ".join(ours[0].split()), about),
                    Assertion(other, " ".join(theirs[0].split()), about),
                )  # fmt: skip


def _refuses(match: re.Match[str]) -> bool:
    return bool(match["not"]) or "n" in match[0].split()[0][-3:-1]


def _one_subject(
    one: Sentence, ours: re.Match[str], other: Sentence, theirs: re.Match[str], stories: Stories
) -> bool:
    mine = [n.text for n in one.names if ours.start() - 40 < n.end <= ours.start()][-1:]
    its = [n.text for n in other.names if theirs.start() - 40 < n.end <= theirs.start()][-1:]
    if not mine or not its:
        return False
    if same_name(mine[0], its[0]):
        return True
    articles = stories.within(one.number)
    surname, other_name = mine[0].split()[-1], its[0].split()[-1]
    return stories.affiliated(
        surname, its[0].removeprefix("The "), *articles
    ) or stories.affiliated(other_name, mine[0].removeprefix("The "), *articles)
