"""Lists: the persons, bodies, places or things that articles tell of, one item a line."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.briefing.scoping import Scope, scope
from assistant.requests.results import Asked, Result
from assistant.sections.people import full_names
from assistant.sections.sentences import originals
from assistant.types import AnswerPart, Statement
from assistant.verification.citations import Numbering, Quote
from assistant.verification.verify import verify
from assistant.wording import counted
from vectorstore.library import Library
from vectorstore.text import terms, words
from vectorstore.text.annotations import AnnotatedArticle, Kind, Sentence
from vectorstore.text.entities import key
from vectorstore.text.lexicon import listed
from vectorstore.text.lexicon.roles import BODY_NOUNS, PERSON_NOUNS

_ITEMS, _SHORT, _LONG, _MOST = 12, 5, 40, 200
_FEWEST = 2
"""Where so many are said to be what the list is of, the others are left out."""
_ENOUGH = 0.5
"""A sentence tells of what is listed when it has so much of the words asked for, by rarity."""
_PLACE_NOUNS = listed(
    "country nation city town village place state region province island capital port district"
    " area location site county continent river sea"
)
_PEOPLE_NOUNS = listed("person people man woman name individual figure politician victim")
_KIND_NOUNS: tuple[tuple[frozenset[str], Kind], ...] = (
    (PERSON_NOUNS | _PEOPLE_NOUNS, "person"),
    (BODY_NOUNS, "organisation"),
    (_PLACE_NOUNS, "place"),
)
_TAIL = re.compile(r"\s(?:of|who|whom|whose|that|which|in|on|at|by|from|for|with|about)\s", re.I)
_IRREGULAR = {"people": "person", "men": "man", "women": "woman", "wives": "wife", "mps": "mp"}


@dataclass(frozen=True, slots=True)
class _Naming:
    """Where an article names what belongs in a list, and how much the sentence has of what was
    asked for. `role`: the article says that it is what the list is of ("minister")."""

    source: AnnotatedArticle
    sentence: Sentence
    share: float
    role: bool

    @property
    def quote(self) -> Quote:
        return Quote(self.source.article, self.sentence.start, self.sentence.end)


@dataclass(frozen=True, slots=True)
class _Item:
    """An item of a list with the sentences that name it, the best first."""

    name: str
    namings: tuple[_Naming, ...]

    @property
    def articles(self) -> int:
        return len({naming.source.article.id for naming in self.namings})

    @property
    def fits(self) -> bool:
        """Whether an article says that it is what the list is of."""
        return any(naming.role for naming in self.namings)

    @property
    def rank(self) -> tuple[float, int, str]:
        return (-self.namings[0].share, -self.articles, self.name)


def gathered(library: Library, asked: Asked) -> Result:
    """The items asked for, gathered across the articles, each with how many articles name it."""
    form = asked.wanted.form
    found = scope(library, asked.topic, asked.filter)
    kind, of_them = _asked_kind(asked.topic)
    if kind is None:
        kind, of_them = _asked_kind(asked.request.question)
    if kind is None:
        return Result("list", notices=("What kind of thing to list is not clear.",))
    default = {"shorter": _SHORT, "longer": _LONG}.get(form.length, _ITEMS)
    most = min(form.count or default, _MOST)
    items = sorted(_items(library, asked, found, kind, of_them), key=lambda item: item.rank)
    fitting = [item for item in items if item.fits]
    items = fitting if len(fitting) >= _FEWEST else items
    numbering = Numbering()
    shown = items[:most]
    statements = tuple(_statement(item, numbering) for item in shown)
    parts = tuple(
        AnswerPart(f"{item.name} ({counted(item.articles, 'article')})", 1) for item in shown
    )
    notices: tuple[str, ...] = ()
    if len(items) > most:
        notices = (f"{len(items) - most:,} more are named: ask for more of them.",)
    elif form.count is not None and len(shown) < form.count:
        notices = (f"No more than {len(shown):,} are named.",)
    if not shown:
        notices = (
            (f"Nothing to list about “{asked.topic}” was found.",)
            if asked.topic
            else ("Nothing of that kind is named.",)
        )
    return Result("list", statements, numbering.citations, parts, notices=notices)


def _asked_kind(topic: str) -> tuple[Kind | None, frozenset[str]]:
    """The kind of thing that the nouns of a topic ask for, and the terms of the noun itself."""
    for start, end in words(_TAIL.split(topic, maxsplit=1)[0]):
        word = topic[start:end].lower()
        for form in _singular(word):
            for nouns, kind in _KIND_NOUNS:
                if form in nouns:
                    return kind, frozenset(terms(word))
    return None, frozenset()


def _singular(word: str) -> Iterator[str]:
    yield _IRREGULAR.get(word, word)
    if word.endswith("ies"):
        yield f"{word[:-3]}y"
    if word.endswith("es"):
        yield word[:-2]
    if word.endswith("s"):
        yield word[:-1]


def _items(
    library: Library,
    asked: Asked,
    found: Scope,
    kind: Kind,
    of_them: frozenset[str],
) -> Iterator[_Item]:
    """The things of a kind that are named where the rest of the topic is told."""
    sources = found.on_topic or (scope(library, "", asked.filter).on_topic if of_them else [])
    said = {term for source in sources for term in terms(source.article.text)}
    weights = library.searcher.rarity(asked.topic)
    wanted = {
        term: weight for term, weight in weights.items() if term not in of_them and term in said
    }
    # What is told of them, where anything is, beside the names that all the articles are about.
    named = {term for name in asked.query.names for term in terms(name)}
    wanted = {term: weight for term, weight in wanted.items() if term not in named} or wanted
    total = sum(wanted.values())
    own = set(terms(asked.topic))
    full_name = full_names(originals(sources))
    by_key: dict[tuple[str, ...], list[tuple[str, _Naming]]] = defaultdict(list)
    for source in originals(sources):
        text, entities = source.article.text, source.annotations.entities
        for sentence in source.sentences:
            held = set(terms(text[sentence.start : sentence.end]))
            share = sum(w for term, w in wanted.items() if term in held) / total if total else 1.0
            if share < _ENOUGH:
                continue
            for number in {mention.entity for mention in sentence.mentions}:
                entity = entities[number]
                if entity.kind != kind or own & set(terms(entity.name)):
                    continue
                role = any(of_them & set(terms(text[r.start : r.end])) for r in entity.roles)
                name = full_name(source.article.id, entity.name)
                naming = _Naming(source, sentence, round(share, 3), role)
                by_key[key(name)].append((name, naming))
    for rows in by_key.values():
        namings = sorted(
            (naming for _, naming in rows),
            key=lambda n: (
                -n.share,
                not n.sentence.self_contained,
                n.source.article.id,
                n.sentence.start,
            ),
        )
        counts = Counter(name for name, _ in rows)
        name = min(counts, key=lambda name: (-counts[name], -len(name), name))
        yield _Item(name, tuple(namings))


def _statement(item: _Item, numbering: Numbering) -> Statement:
    quote = item.namings[0].quote
    text = " ".join(quote.text.split())
    return Statement(text, (numbering.number(quote),), verify(text, [quote.text]))
