"""The persons and bodies that articles tell of, with the roles they are reported in."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from assistant.citing.citations import Quote, publisher_key
from assistant.facts.cast import Cast, Mention, cast, is_body, key, kind
from assistant.facts.roles import (
    HONORIFICS,
    LEADS,
    RANKS,
    RELATIVES,
    affiliation,
    head_noun,
    is_body_noun,
    is_person_noun,
    widened,
)
from assistant.facts.telling import Told, by_time, originals
from vectorstore.documents import Article
from vectorstore.language import Span
from vectorstore.language.lists import listed

__all__ = ["Person", "Told", "people"]

_ROLES = 3
_OFTEN = 0.2
"""A sign counts when it stands beside a name in this share of the articles that have it."""
_CLEARLY = 3
"""A surname alone means the bearer whom so many times more publishers name than any other."""
_DETERMINER = re.compile(r"(?:an?|the|its|his|her|their|our|one|another)\s+", re.IGNORECASE)
_OWN = re.compile(r"(?:his|her|their|my|our|your)\s", re.IGNORECASE)
_CHANGES = listed(
    "former ex ex- then late acting interim deputy vice assistant incoming outgoing retired junior"
    " would-be onetime one-time longtime co-founder"
)
_MEDIA = listed(
    """
    reuters cnn bbc nbc abc cbs npr pbs afp ap fox msnbc cnbc itv sky bloomberg axios politico vox
    buzzfeed guardian vogue variety twitter facebook instagram youtube tiktok
    """
)
_MEDIA_WORDS = listed(
    "news times post press journal herald tribune gazette chronicle observer magazine weekly today"
    " radio broadcasting"
)


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


@dataclass(frozen=True, slots=True)
class _Naming:
    """An article's mentions of one name."""

    article: Article
    cast: Cast
    mentions: tuple[Mention, ...]
    spans: Sequence[Span]

    def sentence(self, at: int) -> Span | None:
        """The sentence that holds a place, or nothing where none was told."""
        row = bisect_right(self.spans, at, key=lambda span: span.start) - 1
        return self.spans[row] if row >= 0 and at < self.spans[row].end else None


@dataclass(slots=True)
class _Named:
    """One name and the articles that have it."""

    name: str
    namings: list[_Naming] = field(default_factory=list)

    @property
    def publishers(self) -> int:
        """How many independent publishers name it."""
        return len({publisher_key(one.article) for one in self.namings})


@dataclass(frozen=True, slots=True)
class _Role:
    """A role as one sentence tells it."""

    text: str
    key: tuple[str, ...]
    quote: Quote


def people(told: Sequence[Told], most: int = 12) -> list[Person]:
    """The persons and organisations that most independent publishers name, `most` at most.

    Of as many publishers those named more often come first. What "Roe", "Ms Roe" and "Jane
    Roe" mean is one; so is a body and its initials. A name is a person or an organisation by
    its words and by what stands beside it, in all articles together; where that does not tell,
    and where it is a place, it is left out. Copies of an article count once. The order of the
    articles makes no difference. Nobody named: an empty list.
    """
    found = [
        (kind(_signs(one)), one) for one in _merged(_namings(originals(told))) if not _medium(one)
    ]
    ranked = sorted(
        ((what, one) for what, one in found if what in ("person", "organisation")),
        key=lambda pair: (-pair[1].publishers, -_mentions(pair[1]), pair[1].name),
    )
    made = (_person(what, one) for what, one in ranked)
    return [person for person, _ in zip((p for p in made if p.quotes), range(most), strict=False)]


def _namings(told: Iterable[Told]) -> Iterator[tuple[str, _Naming]]:
    for one in told:
        known = cast(one.article.text)
        spans = sorted(one.spans)
        for name, mentions in known.by_name.items():
            yield name, _Naming(one.article, known, tuple(mentions), spans)


def _mentions(one: _Named) -> int:
    return sum(len(naming.mentions) for naming in one.namings)


def _merged(namings: Iterable[tuple[str, _Naming]]) -> list[_Named]:
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
    heads: dict[tuple[str, ...], tuple[str, ...]] = {}
    for words, one in by_key.items():
        head = words
        if len(words) > 1:
            head = next((full for full in by_last[words[-1]] if _one_person(full, words)), words)
        elif words[0] in spelt and len(spelt[words[0]]) == 1:
            head = next(iter(spelt[words[0]]))
        elif not one.name.isupper():
            head = _bearer(by_last.get(words[0], ()), by_key, one) or words
        heads[words] = head
    # What is short for a short form is short for what that is short for.
    return {words: heads.get(head, head) for words, head in heads.items()}


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
    words = [word.lower() for word in one.name.split()]
    if words[-1] in _MEDIA_WORDS or (len(words) < 3 and words[0] in _MEDIA):
        return True
    own = {naming.article.publisher.casefold() for naming in one.namings}
    return one.name.casefold() in own


def _person(what: str, one: _Named) -> Person:
    roles = [role for naming in one.namings for role in _roles(naming, what)]
    rows = _ranked(roles)[:_ROLES]
    return Person(
        name=one.name,
        kind="person" if what == "person" else "organisation",
        roles=tuple(row[0].text for row in rows),
        quotes=_quotes(one, rows),
        publishers=one.publishers,
        articles=len({naming.article.id for naming in one.namings}),
    )


def _quotes(one: _Named, rows: Sequence[Sequence[_Role]]) -> tuple[Quote, ...]:
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


def _roles(naming: _Naming, what: str) -> Iterator[_Role]:
    """The roles that an article tells of a name, each with the sentence that tells it."""
    text = naming.article.text
    seen: set[tuple[str, ...]] = set()
    for mention in naming.mentions:
        sentence = naming.sentence(mention.start)
        if sentence is None:
            continue
        for span in _phrases(naming, mention, what):
            role = _told(naming.article, span, sentence)
            if role is not None and role.key not in seen and not _repeats(text, mention, role):
                seen.add(role.key)
                yield role


def _phrases(naming: _Naming, mention: Mention, what: str) -> Iterator[Span]:
    text = naming.article.text
    heads = is_person_noun if what == "person" else is_body_noun
    if mention.titled and what == "person" and not _bare_title(mention.title):
        floor = max(0, mention.outer - 60)
        start = widened(text, mention.outer, floor)
        title = mention.title.split()
        while title and title[-1].lower().rstrip(".") in HONORIFICS:
            title.pop()
        span = Span(start, mention.outer + len(" ".join(title)))
        if not _of_another(naming, mention, span):
            yield span
    for span in naming.cast.roles(mention):
        phrase = text[span.start : span.end]
        leads = what == "person" and LEADS.match(phrase)
        if (leads or heads(head_noun(phrase))) and not _of_another(naming, mention, span):
            yield span
    if what == "person":
        body = affiliation(text, mention.end)
        if body is not None and is_body(text[body.start : body.end].split()):
            yield body


def _of_another(naming: _Naming, mention: Mention, span: Span) -> bool:
    """Whether a phrase before a name runs on from another person's name."""
    end = span.end
    if span.start >= mention.end:
        said = naming.article.text[span.start : span.end]
        end = span.start + (said.find(" of ") if " of " in said else len(said))
        if (least := re.search(r"\s(?:to|for|at|in|on|from|with)\s|[’']s\b", said)) is not None:
            end = min(end, span.start + least.start())
    return any(
        naming.cast.kind(other.full) == "person" for other in naming.cast.within(span.start, end)
    )


def _bare_title(title: str) -> bool:
    words = [word.lower().rstrip(".") for word in title.split()]
    return all(word in HONORIFICS or word in RANKS for word in words)


def _told(article: Article, span: Span, sentence: Span) -> _Role | None:
    """A phrase as a role, without its article; nothing where it only points to another."""
    start, end = span
    if start < sentence.start or end > sentence.end:
        return None
    phrase = article.text[start:end]
    if _OWN.match(phrase) or "\n" in phrase:
        return None
    if match := _DETERMINER.match(phrase):
        start += match.end()
    text = article.text[start:end]
    words = tuple(re.findall(r"[\w&’'-]+", text.casefold()))
    if not words or (head_noun(text).lower() in RELATIVES and len(words) < 3):
        return None
    return _Role(text, words, Quote(article, sentence.start, sentence.end))


def _repeats(text: str, mention: Mention, role: _Role) -> bool:
    """Whether a role is only the name again."""
    title = mention.title.casefold().split() if mention.full == mention.text else ()
    said = {*key(mention.full), *(title if len(key(mention.full)) == 1 else ())}
    own = {word for word in key(mention.full) if len(word) > 2}
    return said >= set(role.key) or not own.isdisjoint(role.key)


def _ranked(roles: Sequence[_Role]) -> list[list[_Role]]:
    """Roles in the same words together, the one that most publishers tell first.

    One that only says less than another is told with it: "spokeswoman" with "coast guard
    spokeswoman"; "mayor" says more than "former mayor".
    """
    rows: dict[tuple[str, ...], list[_Role]] = defaultdict(list)
    for role in roles:
        rows[role.key].append(role)
    kept: list[list[_Role]] = []
    for words in sorted(rows, key=lambda words: (-len(words), words)):
        longer = next((row for row in kept if _less(words, row[0].key)), None)
        if longer is None:
            kept.append(rows[words])
        else:
            longer.extend(rows[words])
    for row in kept:
        often = Counter(role.key for role in row)
        row.sort(
            key=lambda role: (
                -min(often[role.key], 3), len(role.key) > 8, -len(role.key),
                *by_time(role.quote.article), role.quote.start, role.text,
            )
        )  # fmt: skip
    return sorted(
        kept,
        key=lambda row: (
            row[0].key[0] == "of",
            -len({publisher_key(role.quote.article) for role in row}),
            *by_time(row[0].quote.article),
            row[0].quote.start,
            row[0].text,
        ),
    )


def _less(words: tuple[str, ...], longer: tuple[str, ...]) -> bool:
    said = set(words[1:]) if words[0] == "of" else set(words)
    return said <= set(longer) and not (set(longer) - said) & _CHANGES
