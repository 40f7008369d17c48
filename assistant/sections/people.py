"""The persons and bodies that articles tell of, with the roles they are reported in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from assistant.sections.sentences import by_time, originals
from assistant.types import Entity as EntityOfArticle
from assistant.verification.citations import Quote, publisher_key
from vectorstore.documents import Article
from vectorstore.text.annotations import AnnotatedArticle, Annotations, Entity, Kind, Role, Sentence
from vectorstore.text.entities import key
from vectorstore.text.lexicon import listed
from vectorstore.text.lexicon.media import is_medium
from vectorstore.text.lexicon.roles import KIN
from vectorstore.text.roles import head_noun

__all__ = ["Person", "entities", "full_names", "people"]

_ROLES = 3
_CLEARLY = 3
"""A surname alone means the bearer whom so many times more publishers name than any other."""
_LONG = 8
"""A role of more words says too much to be the first that is told."""
_CHANGES = listed(
    "former ex then late acting interim deputy vice assistant incoming outgoing retired junior"
    " would-be onetime one-time longtime co-founder"
)
Key = tuple[str, ...]


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
    """One entity of one article, with those sentences to be read that name it."""

    article: Article
    entity: Entity
    sentences: tuple[Sentence, ...]
    mentions: int


@dataclass(slots=True)
class _Named:
    """One name and the articles that have it."""

    namings: list[_Naming] = field(default_factory=list)

    @property
    def publishers(self) -> int:
        return len({publisher_key(naming.article) for naming in self.namings})

    @property
    def mentions(self) -> int:
        return sum(naming.mentions for naming in self.namings)

    @property
    def kind(self) -> Kind:
        """What most articles take it for; of as many, what it is at more mentions."""
        articles = Counter(naming.entity.kind for naming in self.namings)
        mentions: Counter[Kind] = Counter()
        for naming in self.namings:
            mentions[naming.entity.kind] += naming.mentions
        return min(articles, key=lambda kind: (-articles[kind], -mentions[kind], kind))

    @property
    def is_contested(self) -> bool:
        """Whether no more than half of the articles take it for what it is taken for here."""
        kind = self.kind
        return 2 * sum(naming.entity.kind == kind for naming in self.namings) <= len(self.namings)

    @property
    def name(self) -> str:
        """How most publishers spell it, in its fullest form that says no word twice."""
        fullest = max((_fullness(naming), len(key(naming.entity.name))) for naming in self.namings)
        spelt: dict[str, set[str]] = defaultdict(set)
        for naming in self.namings:
            if (_fullness(naming), len(key(naming.entity.name))) == fullest:
                spelt[naming.entity.name].add(publisher_key(naming.article))
        return min(spelt, key=lambda name: (-len(spelt[name]), name))


def _fullness(naming: _Naming) -> bool:
    words = key(naming.entity.name)
    return len(set(words)) == len(words)


def people(articles: Sequence[AnnotatedArticle], most: int = 12) -> list[Person]:
    """The persons and organisations that most independent publishers name, `most` at most.

    Of as many publishers those named more often come first. What "Roe", "Ms Roe" and "Jane
    Roe" mean is one; so is a body and its initials. What a name is, most articles tell: places,
    what reports the news and what articles differ on are left out, and so are a surname that
    several bear and, where no role is told, whom most publishers do not name. Copies of an article
    count once. The order of the articles makes no difference. Nobody named: an empty list.
    """
    kept_articles = originals(articles)
    most_publishers = len({publisher_key(each.article) for each in kept_articles}) / 2
    found = joined(kept_articles)
    kept = [
        (person.kind, person)
        for person in found
        if person.kind in ("person", "organisation")
        if not _is_medium(person) and not person.is_contested
        if person.publishers >= most_publishers or any(n.entity.roles for n in person.namings)
    ]
    kept.sort(key=lambda pair: (-pair[1].publishers, -pair[1].mentions, pair[1].name))
    made = (_person(kind, person) for kind, person in kept)
    return [person for person, _ in zip(filter(None, made), range(most), strict=False)]


def entities(article: Article, found: Annotations) -> list[EntityOfArticle]:
    """What an article names, in the order of first mention."""
    rows: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for sentence in found.sentences:
        for mention in sentence.mentions:
            rows[mention.entity].append((mention.start, mention.end))
    return [
        EntityOfArticle(
            entity.name,
            entity.kind,
            entity.aliases,
            tuple(dict.fromkeys(_words(article.text, role) for role in entity.roles)),
            tuple(mentions),
        )
        for number, mentions in rows.items()
        for entity in (found.entities[number],)
    ]


def _words(text: str, role: Role) -> str:
    return " ".join(text[role.start : role.end].split())


def full_names(articles: Iterable[AnnotatedArticle]) -> Callable[[str, str], str]:
    """What a name in an article (by its id) means in all articles together: the fullest name."""
    names = {
        (naming.article.id, naming.entity.name): person.name
        for person in joined(articles)
        for naming in person.namings
    }
    return lambda article_id, name: names.get((article_id, name), name)


def joined(articles: Iterable[AnnotatedArticle]) -> list[_Named]:
    """The names of all articles, those that mean one brought together."""
    by_key: dict[Key, _Named] = {}
    longer: dict[Key, set[Key]] = defaultdict(set)
    for naming in _namings(articles):
        words = key(naming.entity.name)
        by_key.setdefault(words, _Named()).namings.append(naming)
        for alias in naming.entity.aliases:
            if (short := key(alias)) != words:
                longer[short].add(words)
    heads = _heads(by_key, longer)
    groups: dict[Key, _Named] = {}
    for words, person in by_key.items():
        head = heads[words]
        if head is not None:
            groups.setdefault(head, _Named()).namings.extend(person.namings)
    return list(groups.values())


def _namings(articles: Iterable[AnnotatedArticle]) -> Iterator[_Naming]:
    for annotated in articles:
        rows: dict[int, list[Sentence]] = defaultdict(list)
        for sentence in annotated.sentences:
            # Bylines and captions name who wrote and who is seen, not whom the news tells of.
            for mention in () if sentence.boilerplate else sentence.mentions:
                rows[mention.entity].append(sentence)
        for number, sentences in rows.items():
            entity = annotated.annotations.entities[number]
            if key(entity.name):
                kept = tuple(dict.fromkeys(sentences))
                yield _Naming(annotated.article, entity, kept, len(sentences))


def _heads(by_key: Mapping[Key, _Named], longer: Mapping[Key, set[Key]]) -> dict[Key, Key | None]:
    """For each name the one it is short for, else itself; None for a surname that several bear."""
    bearers: dict[str, list[Key]] = defaultdict(list)
    for words, person in by_key.items():
        if len(words) > 1 and person.kind == "person":
            bearers[words[-1]].append(words)
    for row in bearers.values():
        row.sort(key=lambda words: (-by_key[words].publishers, -len(words), words))
    heads: dict[Key, Key | None] = {}
    for words, person in by_key.items():
        spelt_out = {full for full in longer.get(words, ()) if by_key[full].kind == person.kind}
        if person.kind == "person" and len(words) == 1:
            heads[words] = _bearer(bearers.get(words[0], ()), by_key, person, words)
        elif person.kind == "person":
            same = (full for full in bearers[words[-1]] if _same_person(full, words))
            heads[words] = next(same, words)
        else:
            heads[words] = spelt_out.pop() if len(spelt_out) == 1 else words
    # What is short for a short form is short for what that is short for.
    return {words: heads.get(head, head) if head else None for words, head in heads.items()}


def _bearer(
    fulls: Sequence[Key], by_key: Mapping[Key, _Named], short: _Named, words: Key
) -> Key | None:
    """Whose surname stands alone: one of that role, or one told of far more than any other."""
    apart = [full for full in fulls if not _same_person(full, fulls[0]) or full == fulls[0]]
    if len(apart) < 2:
        return fulls[0] if fulls else words
    roles = _role_heads(short)
    alike = [full for full in apart if roles & _role_heads(by_key[full])]
    if len(alike) == 1:
        return alike[0]
    clear = by_key[apart[0]].publishers >= _CLEARLY * by_key[apart[1]].publishers
    return apart[0] if clear else None


def _role_heads(person: _Named) -> set[str]:
    return {
        head_noun(naming.article.text[role.start : role.end]).lower()
        for naming in person.namings
        for role in naming.entity.roles
    }


def _same_person(name: Key, other: Key) -> bool:
    """Whether two full names may be one: same surname, same first name or its initial."""
    first, second = name[0], other[0]
    if name[-1] != other[-1] or len(name) < 2 or len(other) < 2:
        return False
    initial = first[0] == second[0] and 1 in (len(first), len(second))
    short, long = sorted((name[1:-1], other[1:-1]), key=len)
    inner = all(any(m.startswith(part) or part.startswith(m) for m in long) for part in short)
    return (first == second or initial) and inner


def _is_medium(person: _Named) -> bool:
    """Whether a name is that of a newspaper or a channel, which reports and is not reported on, or
    begins with that of the only outlet that names it."""
    own = {naming.article.publisher.casefold() for naming in person.namings}
    name = person.name.casefold()
    by_its_outlet = len(own) == 1 and all(one and name.startswith(f"{one} ") for one in own)
    return is_medium(name) or name in own or by_its_outlet


@dataclass(frozen=True, slots=True)
class _RoleInSentence:
    """A role as one sentence tells it."""

    text: str
    key: Key
    quote: Quote


def _person(kind: Kind, named: _Named) -> Person | None:
    rows = _ranked([role for naming in named.namings for role in _roles(naming)])[:_ROLES]
    quotes = _quotes(named, rows)
    if not quotes:
        return None
    return Person(
        name=named.name,
        kind="person" if kind == "person" else "organisation",
        roles=tuple(row[0].text for row in rows),
        quotes=quotes,
        publishers=named.publishers,
        articles=len({naming.article.id for naming in named.namings}),
    )


def _roles(naming: _Naming) -> Iterator[_RoleInSentence]:
    """The roles that an article tells of a name, each with the sentence that tells it."""
    text = naming.article.text
    own = set(key(naming.entity.name))
    for role in naming.entity.roles:
        role_words = _words(text, role)
        words = tuple(role_words.casefold().split())
        relative = words[-1] in KIN and len(words) < 2
        within = (s for s in naming.sentences if s.start <= role.start and role.end <= s.end)
        sentence = next(within, None)
        if sentence and not relative and not own.issuperset(words):
            yield _RoleInSentence(
                role_words, words, Quote(naming.article, sentence.start, sentence.end)
            )


def _ranked(roles: Sequence[_RoleInSentence]) -> list[list[_RoleInSentence]]:
    """Roles in the same words together, the one that most publishers tell first.

    One that only says less than another is told with it: "spokeswoman" with "coast guard
    spokeswoman"; "mayor" says more than "former mayor".
    """
    rows: dict[Key, list[_RoleInSentence]] = defaultdict(list)
    for role in roles:
        rows[role.key].append(role)
    kept: list[list[_RoleInSentence]] = []
    for words in sorted(rows, key=lambda words: (-len(words), words)):
        longer = next((row for row in kept if _says_less(words, row[0].key)), None)
        if longer is None:
            kept.append(rows[words])
        else:
            longer.extend(rows[words])
    for row in kept:
        often = Counter(role.key for role in row)
        row.sort(
            key=lambda role: (
                -min(often[role.key], 3), len(role.key) > _LONG, -len(role.key),
                *by_time(role.quote.article), role.quote.start, role.text,
            )
        )  # fmt: skip
    return sorted(
        kept,
        key=lambda row: (
            -len({publisher_key(role.quote.article) for role in row}),
            *by_time(row[0].quote.article),
            row[0].quote.start,
            row[0].text,
        ),
    )


def _says_less(words: Key, longer: Key) -> bool:
    return set(words) <= set(longer) and not (set(longer) - set(words)) & _CHANGES


def _quotes(person: _Named, rows: Sequence[Sequence[_RoleInSentence]]) -> tuple[Quote, ...]:
    """A sentence for each role, then one of each other publisher, those with a role first."""
    quotes = [row[0].quote for row in rows]
    known = {publisher_key(quote.article) for quote in quotes}
    further = [role.quote for row in rows for role in row]
    for naming in sorted(person.namings, key=lambda naming: by_time(naming.article)):
        first = naming.sentences[0]
        further.append(Quote(naming.article, first.start, first.end))
    for quote in further:
        if publisher_key(quote.article) not in known:
            known.add(publisher_key(quote.article))
            quotes.append(quote)
    return tuple(dict.fromkeys(quotes))
