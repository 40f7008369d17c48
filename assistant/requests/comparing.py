"""Comparisons: what two sides tell of the same, side by side, then what only one tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.briefing.choosing import Choice
from assistant.briefing.gist import Floats, Gist, scored
from assistant.briefing.scoping import Scope, scope
from assistant.requests.results import Asked, Result
from assistant.requests.sides import Side, sides
from assistant.sections.sentences import SentenceRecord
from assistant.types import AnswerPart, Statement
from assistant.verification.citations import Numbering
from assistant.wording import counted, listed
from assistant.writing.draft import Drafted, verified
from vectorstore.library import Library
from vectorstore.text import same_name, terms, words

_LOOKED_AT = 24
"""So many of the sentences of each side that are nearest to what is compared are paired."""
_ALIKE = 0.42
"""Sentences are of one aspect whose vectors, without the names of the sides, are so near."""
_A_WORD, _WORDS = 0.05, 3
"""What a word counts that both have, and how many of them do."""
_PAIRS, _ALONE, _BOTH = 3, 2, 2
_NAMED = 8
_READ = 80
"""So many sentences of a side are compared with the aspect."""
_OFTEN, _MORE_OFTEN = 2, 3
"""An article is about the side that it names so often, and so many times as often as the other."""
_WORDED = 0.3
"""What all words of the aspect count in a sentence, beside a vector that is the aspect's own."""
_FIGURED = 0.1
_NEAR, _FAR, _BESIDE_BEST = 0.3, 0.15, 0.6
"""A sentence is about the aspect asked for that is so near to it, in an article on the aspect
farther, and by so much of the nearest one's nearness."""


@dataclass(frozen=True, slots=True)
class _Told:
    """A sentence of one side, and how near it is to what is compared."""

    sentence: SentenceRecord
    drafted: Drafted
    near: float


def comparison(library: Library, asked: Asked) -> Result:
    """What the sides tell on the same aspects, then only the one, then only the other."""
    compared = sides(library, asked)[:2]
    if len(compared) < 2 and asked.wanted.scope == "publisher":
        known = listed(library.publishers()[:_NAMED])
        line = f"A comparison of outlets needs two that have articles here, such as {known}."
        return Result("comparison", notices=(line,))
    if len(compared) < 2:
        line = "A comparison needs two sides: “compare A and B”, or “how did A and B report X”."
        return Result("comparison", notices=(line,))
    scopes = [_scope(library, side) for side in compared]
    told = [
        _told(library, side, other, found)
        for side, other, found in zip(compared, reversed(compared), scopes, strict=True)
    ]
    return _side_by_side(library, asked, compared, told)


def _scope(library: Library, side: Side) -> Scope:
    """The articles of a side on the aspect asked for; of the side at all where none has it."""
    found = scope(library, side.topic, side.filter)
    if side.aspect and (not found.on_topic or found.nearest_to):
        wider = scope(library, side.name, side.filter)
        return found if wider.nearest_to else wider
    return found


# ---------------------------------------------------------------- what belongs to a side


def _told(library: Library, side: Side, other: Side, found: Scope) -> list[_Told]:
    """The sentences that speak of a side, none twice, those nearest to what is compared first."""
    choice = Choice(found)
    sentences = choice.clustering.sentences
    own = _most_about(sentences, _speaking_of(choice, side, other), side.aspect)
    if not own:
        return []
    least = 0.0
    if side.aspect:
        near = _near_aspect(library, side, sentences, own)
        # Articles on the side and the aspect tell of the aspect, in whatever words.
        floor = _NEAR if found.topic != side.topic else _FAR
        least = max(floor, _BESIDE_BEST * float(near.max()))
    else:
        core = scored(sentences, own, Gist("", library.embeddings.embed))
        own, near = list(core.numbers), np.asarray(1 / (1 + np.exp(-core.scores)))
    told = [
        _Told(sentences[n], choice.drafted(n), round(float(how_near), 6))
        for n, how_near in zip(own, near, strict=True)
        if how_near >= least
    ]
    told.sort(key=lambda one: (-one.near, one.sentence.article.id, one.sentence.start))
    once: dict[str, _Told] = {}
    for one in told:
        once.setdefault(one.drafted.text, one)
    return [*once.values()][:_LOOKED_AT]


def _speaking_of(choice: Choice, side: Side, other: Side) -> list[int]:
    """The sentences that name a side; where none does, those that name nobody in an article about
    it; all of its articles where these alone part the sides."""
    sentences = choice.clustering.sentences
    naming = [n for n in choice.fit if not side.name or _names(sentences[n], side)]
    return naming or [
        n
        for n in choice.fit
        if not sentences[n].names and _is_article_of(sentences[n], side, other)
    ]


def _near_aspect(
    library: Library, side: Side, sentences: Sequence[SentenceRecord], own: Sequence[int]
) -> Floats:
    """How near each of these sentences is to the aspect asked for: by its vector, by how much of
    its words, by rarity, it has, and a little by a figure, which can be compared."""
    vectors = library.embeddings.embed([*(sentences[n].text for n in own), side.aspect])
    rare = library.searcher.rarity(side.aspect)
    held = np.array([sum(rare.get(term, 0.0) for term in {*sentences[n].stems}) for n in own])
    figures = np.array([bool(sentences[n].annotation.quantities) for n in own])
    worded = _WORDED * held / (sum(rare.values()) or 1.0)
    return np.asarray(vectors[:-1] @ vectors[-1] + worded + _FIGURED * figures)


def _most_about(sentences: Sequence[SentenceRecord], own: list[int], aspect: str) -> list[int]:
    """These sentences, or so many of them as are read: those with most words of the aspect."""
    wanted = set(terms(aspect))

    def merit(number: int) -> tuple[int, int, int]:
        sentence = sentences[number]
        return (-len(wanted.intersection(sentence.stems)), sentence.position, number)

    return sorted(sorted(own, key=merit)[:_READ])


def _names(sentence: SentenceRecord, side: Side) -> bool:
    """Whether a sentence names a side, in whatever words for it."""
    if any(same_name(name.text, side.name) for name in sentence.names):
        return True
    return set(terms(side.name)) <= set(sentence.stems)


def _is_article_of(sentence: SentenceRecord, side: Side, other: Side) -> bool:
    """Whether the article of a sentence names a side often, and the other one hardly."""
    ours, theirs = (_times_named(sentence, one) for one in (side, other))
    return ours >= _OFTEN and ours >= _MORE_OFTEN * theirs


def _times_named(sentence: SentenceRecord, side: Side) -> int:
    source = sentence.source
    meant = {
        number
        for number, entity in enumerate(source.annotations.entities)
        if any(same_name(name, side.name) for name in (entity.name, *entity.aliases))
    }
    if meant:
        return sum(m.entity in meant for s in source.annotations.sentences for m in s.mentions)
    wanted, text = set(terms(side.name)), source.article.text
    return sum(
        wanted <= set(terms(text[s.start : s.end])) for s in source.annotations.sentences
    ) + _OFTEN * (wanted <= set(terms(source.article.title)))


# ---------------------------------------------------------------- side by side


def _side_by_side(
    library: Library, asked: Asked, compared: Sequence[Side], told: Sequence[Sequence[_Told]]
) -> Result:
    one, other = compared
    common = _common(told)
    both = common  # of two outlets, or two times, what the one prints of the other
    if one.name:
        both = [
            each for each in told[0] if _names(each.sentence, one) and _names(each.sentence, other)
        ]
    shared = {each.drafted.text for each in (*both, *common)}
    ours, theirs = ([each for each in row if each.drafted.text not in shared] for row in told)
    pairs = _paired(library, compared, ours, theirs)
    count = asked.wanted.form.count
    of_both = _BOTH if count is None else min(_BOTH, max(0, count - 2))
    left = None if count is None else count - len(both[:of_both])
    most = _PAIRS if left is None else max(1, left // 2)
    alone = _ALONE if left is None else max(0, (left - 2 * min(most, len(pairs)) + 1) // 2)
    numbering = Numbering()
    statements: list[Statement] = []
    parts: list[AnswerPart] = []

    def tell(label: str, rows: Sequence[_Told]) -> None:
        if rows:
            statements.extend(verified(each.drafted, numbering) for each in rows)
            parts.append(AnswerPart(label, len(rows)))

    tell(f"{one.label} and {other.label}", both[:of_both])
    for number, (here, there) in enumerate(pairs[:most], 1):
        tell(f"{number}. {one.label}", [ours[here]])
        tell(f"{number}. {other.label}", [theirs[there]])
    for side, rows, used in (
        (one, ours, {here for here, _ in pairs[:most]}),
        (other, theirs, {there for _, there in pairs[:most]}),
    ):
        rest = [row for number, row in enumerate(rows) if number not in used]
        tell(f"Only {side.label}" if pairs else side.label, rest[:alone])
    notices = _notices(compared, ours, theirs, both, pairs)
    if statements and count is not None and len(statements) < count:
        notices = (*notices, f"There is no more to tell than {counted(len(statements), 'point')}.")
    return Result(
        "comparison",
        tuple(statements[:count]),
        numbering.citations,
        _cut(parts, count),
        notices=notices,
    )


def _common(told: Sequence[Sequence[_Told]]) -> list[_Told]:
    """What stands on both sides in the same words."""
    texts = {each.drafted.text for each in told[1]}
    return [each for each in told[0] if each.drafted.text in texts]


def _cut(parts: Sequence[AnswerPart], count: int | None) -> tuple[AnswerPart, ...]:
    """The parts of so many statements."""
    left, kept = count, []
    for part in parts:
        size = part.statements if left is None else min(part.statements, left)
        left = None if left is None else left - size
        if size:
            kept.append(replace(part, statements=size))
    return tuple(kept)


def _notices(
    compared: Sequence[Side],
    ours: Sequence[_Told],
    theirs: Sequence[_Told],
    both: Sequence[_Told],
    pairs: Sequence[tuple[int, int]],
) -> tuple[str, ...]:
    """Which side has nothing, or that nothing is told of one aspect."""
    lacking = [s for s, rows in zip(compared, (ours, theirs), strict=True) if not rows]
    if both and len(lacking) == len(compared) and not compared[0].name:
        return ("Both print the same: nothing here is told by only one of them.",)
    if lacking and not both:
        labels = listed([side.label for side in lacking])
        about = lacking[0].aspect or lacking[0].topic
        if about and about != lacking[0].label:
            return (f"Nothing about “{about}” is here for {labels}.",)
        return (f"Nothing here about {labels}.",)
    if not pairs and not both:
        return ("The two sides tell nothing of one aspect that could be found.",)
    return ()


def _paired(
    library: Library, compared: Sequence[Side], ours: Sequence[_Told], theirs: Sequence[_Told]
) -> list[tuple[int, int]]:
    """The sentences of one aspect, one of each side, nearest to what is compared first; none
    twice."""
    if not ours or not theirs:
        return []
    near = _nearness(library, compared, ours, theirs)
    of_aspect = np.add.outer([each.near for each in ours], [each.near for each in theirs])
    left = np.where(near >= _ALIKE, np.round(near + of_aspect, 6), -1.0)
    found: list[tuple[int, int]] = []
    while float(left.max()) > 0:
        here, there = np.unravel_index(int(np.argmax(left)), left.shape)
        found.append((int(here), int(there)))
        left[here, :] = -1.0
        left[:, there] = -1.0
    return sorted(found, key=lambda pair: (-ours[pair[0]].near - theirs[pair[1]].near, pair))


def _nearness(
    library: Library, compared: Sequence[Side], ours: Sequence[_Told], theirs: Sequence[_Told]
) -> Floats:
    """How near each of our sentences is to each of theirs, shape (ours, theirs): by what is left of
    them without the names of the sides, its vector and the words that both have."""
    hidden = {term for side in compared for term in terms(f"{side.label} {side.topic}")}
    hidden -= {term for side in compared for term in terms(side.aspect)}
    masked = [_masked(each.drafted.text, hidden) for each in (*ours, *theirs)]
    vectors = library.embeddings.embed(masked)
    near = np.asarray(vectors[: len(ours)] @ vectors[len(ours) :].T, dtype=np.float64)
    held = [set(terms(text)) for text in masked]
    shared = [[len(one & other) for other in held[len(ours) :]] for one in held[: len(ours)]]
    return np.asarray(near + _A_WORD * np.minimum(shared, _WORDS))


def _masked(text: str, hidden: set[str]) -> str:
    kept = [text[s:e] for s, e in words(text) if not set(terms(text[s:e])) & hidden]
    return " ".join(kept) or text
