"""The persons and bodies that articles tell of, with the roles they are reported in."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from assistant.sections.cast import cast
from assistant.sections.mentions import key, respelt
from assistant.sections.namewords import is_medium
from assistant.sections.personroles import Naming, Role, one_of_kin, ranked, roles_of
from assistant.sections.sentences import by_time, originals
from assistant.sections.signs import kind
from assistant.verification.citations import Quote, publisher_key
from vectorstore.text.annotations import AnnotatedArticle

__all__ = ["Person", "people"]

_ROLES = 3
_OFTEN = 0.2
"""A sign counts when it stands beside a name in this share of the articles that have it."""
_CLEARLY = 3
"""A surname alone means the bearer whom so many times more publishers name than any other."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person or a body, its roles in the articles' own words, and who names it.

    `quotes` hold a sentence that tells each role, then one of each other independent publisher;
    `publishers` and `articles` count all that name it.
    """

    name: str
    kind: Literal["person", "organisation"]
    roles: tuple[str, ...]
    quotes: tuple[Quote, ...]
    publishers: int
    articles: int


@dataclass(slots=True)
class _Named:
    """One name and the articles that have it."""

    name: str
    namings: list[Naming] = field(default_factory=list)

    @property
    def publishers(self) -> int:
        """How many independent publishers name it."""
        return len({publisher_key(one.article) for one in self.namings})


def people(told: Sequence[AnnotatedArticle], most: int = 12) -> list[Person]:
    """The persons and organisations that most independent publishers name, `most` at most.

    Of as many publishers those named more often come first. What "Roe", "Ms Roe" and "Jane
    Roe" mean is one; so is a body and its initials. A name is a person or an organisation by
    its words and by what stands beside it, in all articles together; where that does not tell,
    and where it is a place, it is left out. Copies of an article count once. The order of the
    articles makes no difference. Nobody named: an empty list.
    """
    found = [
        (kind(_signs(one)), one)
        for one in _merged(_namings(originals(told)))
        if not _medium(one) and not _unclear(one)
    ]
    ordered = sorted(
        ((what, one) for what, one in found if what in ("person", "organisation")),
        key=lambda pair: (-pair[1].publishers, -_mentions(pair[1]), pair[1].name),
    )
    made = (_person(what, one) for what, one in ordered)
    return [person for person, _ in zip((p for p in made if p.quotes), range(most), strict=False)]


def _namings(told: Iterable[AnnotatedArticle]) -> Iterator[tuple[str, Naming]]:
    for one in told:
        known = cast(one.article.text)
        spans = sorted(one.spans)
        for name, mentions in known.by_name.items():
            yield name, Naming(one.article, known, tuple(mentions), spans)


def _mentions(one: _Named) -> int:
    return sum(len(naming.mentions) for naming in one.namings)


def _merged(namings: Iterable[tuple[str, Naming]]) -> list[_Named]:
    """Names that mean one, brought together over all articles."""
    by_key: dict[tuple[str, ...], _Named] = {}
    spelt: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for name, naming in namings:
        words = key(name)
        if not words:
            continue
        by_key.setdefault(words, _Named(name)).namings.append(naming)
        for mention in naming.mentions:
            if mention.text.isupper() and mention.text != name:
                spelt[mention.text.replace(".", "").lower()].add(words)
    heads = _heads(by_key, spelt)
    groups: dict[tuple[str, ...], _Named] = {}
    for words, one in by_key.items():
        head = heads[words]
        groups.setdefault(head, _Named(by_key[head].name)).namings.extend(one.namings)
    return [_Named(_spelling(head, by_key, heads), one.namings) for head, one in groups.items()]


def _heads(
    by_key: Mapping[tuple[str, ...], _Named], spelt: Mapping[str, set[tuple[str, ...]]]
) -> dict[tuple[str, ...], tuple[str, ...]]:
    """For each name the one it is short for; itself where it is short for none."""
    by_last: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for words in by_key:
        if len(words) > 1:
            by_last[words[-1]].append(words)
    for row in by_last.values():
        row.sort(key=lambda words: (-by_key[words].publishers, -len(words), words))
    by_first: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for words in by_key:
        by_first[words[0]].append(words)
    heads: dict[tuple[str, ...], tuple[str, ...]] = {}
    for words, one in by_key.items():
        head = words
        if len(words) > 1:
            head = next((full for full in by_last[words[-1]] if _one_person(full, words)), words)
            if head == words:
                head = _otherwise(words, by_key, by_first)
        elif words[0] in spelt and len(spelt[words[0]]) == 1:
            head = next(iter(spelt[words[0]]))
        elif not one.name.isupper():
            head = _bearer(by_last.get(words[0], ()), by_key, one) or words
        heads[words] = head
    # What is short for a short form is short for what that is short for.
    return {words: heads.get(head, head) for words, head in heads.items()}


def _otherwise(
    words: tuple[str, ...],
    by_key: Mapping[tuple[str, ...], _Named],
    by_first: Mapping[str, Sequence[tuple[str, ...]]],
) -> tuple[str, ...]:
    """The name that more tell of a full name with its surname first, or spelt otherwise."""
    among = [words]
    if len(words) == 2 and words[::-1] in by_key:
        among.append(words[::-1])
    mine = {naming.article.id for naming in by_key[words].namings}
    for other in by_first[words[0]]:
        if len(words) > 1 and _letters(words) == _letters(other):
            among.append(other)
        elif respelt(words, other):
            its = {naming.article.id for naming in by_key[other].namings}
            if mine.isdisjoint(its):
                among.append(other)
    return min(among, key=lambda one: (-by_key[one].publishers, -len(by_key[one].namings), one))


def _letters(words: tuple[str, ...]) -> str:
    """A name without spaces and hyphens: "Velde-Orr" and "Velde Orr" are one."""
    return re.sub(r"\W", "", "".join(words))


def _unclear(one: _Named) -> bool:
    """Whether a name is a surname that articles leave between several who bear it."""
    words = key(one.name)
    if len(words) > 1 or " " in one.name:
        return False
    known = (naming.cast for naming in one.namings)
    return any(
        len(key(name)) > 1 and key(name)[-1:] == words and cast.kind(name) == "person"
        for cast in known
        for name in cast.by_name
    )


def _bearer(
    fulls: Sequence[tuple[str, ...]], by_key: Mapping[tuple[str, ...], _Named], short: _Named
) -> tuple[str, ...] | None:
    """Whose surname stands alone, where one bearer of it is told of far more than any other."""
    persons = [full for full in fulls if kind(_signs(by_key[full])) == "person"]
    if not persons or (len(fulls) > len(persons) and len(persons) == 1 and _differs(fulls, by_key)):
        return None
    apart = [full for full in persons[1:] if not _one_person(full, persons[0])]
    if apart and by_key[persons[0]].publishers < _CLEARLY * by_key[apart[0]].publishers:
        return None
    return persons[0]


def _differs(fulls: Sequence[tuple[str, ...]], by_key: Mapping[tuple[str, ...], _Named]) -> bool:
    """Whether something that is no person bears the name more than any person does."""
    return kind(_signs(by_key[fulls[0]])) not in ("person", "")


def _one_person(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two full names may be one: same surname, same first name or its initial."""
    first, second = one[0], other[0]
    if one[-1] != other[-1] or len(one) < 2 or len(other) < 2:
        return False
    initial = first[0] == second[0] and 1 in (len(first), len(second))
    short, long = sorted((one[1:-1], other[1:-1]), key=len)
    inner = all(any(m.startswith(part) or part.startswith(m) for m in long) for part in short)
    return (first == second or initial) and inner


def _spelling(
    head: tuple[str, ...],
    by_key: Mapping[tuple[str, ...], _Named],
    heads: Mapping[tuple[str, ...], tuple[str, ...]],
) -> str:
    """How most publishers spell the full name; a name of one word with its title."""
    one = by_key[head]
    if len(head) > 1:
        return one.name
    titled = Counter(
        " ".join(m.title.split()) + " " + m.text
        for naming in one.namings
        for m in naming.mentions
        if m.titled and m.text == m.full
    )
    return min(titled, key=lambda name: (-titled[name], name), default=one.name)


def _signs(one: _Named) -> frozenset[str]:
    """What stands beside a name in enough of the articles that have it."""
    often: Counter[str] = Counter()
    for naming in one.namings:
        often.update(naming.cast.signs[naming.mentions[0].full])
    least = max(1.0, _OFTEN * len(one.namings)) if len(one.namings) > 4 else 1.0
    return frozenset(sign for sign, count in often.items() if count >= least)


def _medium(one: _Named) -> bool:
    """Whether a name is that of a newspaper or a channel, which reports and is not reported on."""
    if is_medium(one.name):
        return True
    own = {naming.article.publisher.casefold() for naming in one.namings}
    return one.name.casefold() in own


def _person(what: str, one: _Named) -> Person:
    roles = [role for naming in one.namings for role in roles_of(naming, what)]
    rows = one_of_kin(ranked(roles))[:_ROLES]
    return Person(
        name=one.name,
        kind="person" if what == "person" else "organisation",
        roles=tuple(row[0].text for row in rows),
        quotes=_quotes(one, rows),
        publishers=one.publishers,
        articles=len({naming.article.id for naming in one.namings}),
    )


def _quotes(one: _Named, rows: Sequence[Sequence[Role]]) -> tuple[Quote, ...]:
    """A sentence for each role, then one of each other publisher, those with a role first."""
    told = [row[0].quote for row in rows]
    chosen = {publisher_key(quote.article): quote for quote in told}
    others: list[Quote] = []

    def add(quote: Quote) -> None:
        if publisher_key(quote.article) not in chosen:
            chosen[publisher_key(quote.article)] = quote
            others.append(quote)

    for row in rows:
        for role in row:
            add(role.quote)
    for naming in sorted(one.namings, key=lambda naming: by_time(naming.article)):
        for mention in naming.mentions:
            span = naming.sentence(mention.start)
            if span is not None and span.end >= mention.end:
                add(Quote(naming.article, span.start, span.end))
                break
    return tuple(dict.fromkeys([*told, *others]))
