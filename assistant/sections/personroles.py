"""The roles that articles report of a name, in their own words, each with its sentence."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.sections.cast import Cast
from assistant.sections.mentions import Mention, key
from assistant.sections.namewords import is_body
from assistant.sections.roles import (
    HONORIFICS,
    KIN,
    LEADS,
    RANKS,
    RELATIVES,
    affiliation,
    head_noun,
    is_body_noun,
    is_person_noun,
    widened,
)
from assistant.sections.sentences import by_time
from assistant.verification.citations import Quote, publisher_key
from vectorstore.documents import Article
from vectorstore.text import Span
from vectorstore.text.lexicon import listed

_DETERMINER = re.compile(r"(?:an?|the|its|his|her|their|our|one|another)\s+", re.IGNORECASE)
_OWN = re.compile(r"(?:his|her|their|my|our|your)\s", re.IGNORECASE)
_CHANGES = listed(
    "former ex ex- then late acting interim deputy vice assistant incoming outgoing retired junior"
    " would-be onetime one-time longtime co-founder"
)


@dataclass(frozen=True, slots=True)
class Naming:
    """An article's mentions of one name."""

    article: Article
    cast: Cast
    mentions: tuple[Mention, ...]
    spans: Sequence[Span]

    def sentence(self, at: int) -> Span | None:
        """The sentence that holds a place, or nothing where none was told."""
        row = bisect_right(self.spans, at, key=lambda span: span.start) - 1
        return self.spans[row] if row >= 0 and at < self.spans[row].end else None


@dataclass(frozen=True, slots=True)
class Role:
    """A role as one sentence tells it."""

    text: str
    key: tuple[str, ...]
    quote: Quote


def roles_of(naming: Naming, what: str) -> Iterator[Role]:
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


def _phrases(naming: Naming, mention: Mention, what: str) -> Iterator[Span]:
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
    for found in naming.cast.roles(mention):
        span = _without_next(naming, found)
        phrase = text[span.start : span.end]
        if what == "organisation" and head_noun(phrase)[:1].isupper():
            # "NASA, the European Space Agency and": the name of another.
            continue
        if what == "person" and _kin(phrase):
            yield span
            continue
        leads = what == "person" and LEADS.match(phrase)
        if (leads or heads(head_noun(phrase))) and not _of_another(naming, mention, span):
            yield span
    if what == "person":
        body = affiliation(text, mention.end)
        if body is not None and is_body(text[body.start : body.end].split()):
            yield body


def _without_next(naming: Naming, span: Span) -> Span:
    """A role without the next person of a list: "secretary of state and Roe"."""
    said = naming.article.text[span.start : span.end]
    before, joined, _ = said.rpartition(" and ")
    start = span.start + len(before) + len(joined)
    named = naming.cast.within(start, span.end) if joined else []
    whole = named and named[0].outer == start and named[-1].end == span.end
    if whole and naming.cast.kind(named[0].full) == "person":
        return Span(span.start, span.start + len(before))
    return span


def _kin(phrase: str) -> bool:
    """Whether a phrase says whose relative somebody is: "Roe's wife", "the wife of Tom Roe"."""
    words = _DETERMINER.sub("", phrase).split()
    if words and words[-1] in KIN:
        return re.search(r"[A-Z][\w.-]*[’']s?\s", phrase) is not None
    return len(words) > 2 and words[0] in KIN and words[1] == "of" and words[2][0].isupper()


def _of_another(naming: Naming, mention: Mention, span: Span) -> bool:
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


def _told(article: Article, span: Span, sentence: Span) -> Role | None:
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
    relative = head_noun(text).lower() in RELATIVES and len(words) < 3
    if not words or (relative and not _kin(text)):
        return None
    return Role(text, words, Quote(article, sentence.start, sentence.end))


def _repeats(text: str, mention: Mention, role: Role) -> bool:
    """Whether a role is only the name again."""
    if _kin(role.text):
        return False
    title = mention.title.casefold().split() if mention.full == mention.text else ()
    said = {*key(mention.full), *(title if len(key(mention.full)) == 1 else ())}
    own = {word for word in key(mention.full) if len(word) > 2}
    return said >= set(role.key) or not own.isdisjoint(role.key)


def ranked(roles: Sequence[Role]) -> list[list[Role]]:
    """Roles in the same words together, the one that most publishers tell first.

    One that only says less than another is told with it: "spokeswoman" with "coast guard
    spokeswoman"; "mayor" says more than "former mayor".
    """
    rows: dict[tuple[str, ...], list[Role]] = defaultdict(list)
    for role in roles:
        rows[role.key].append(role)
    kept: list[list[Role]] = []
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


def one_of_kin(rows: Sequence[list[Role]]) -> list[list[Role]]:
    """The roles, of "Roe's wife" and "wife of Tom Roe" only the first."""
    kept: list[list[Role]] = []
    seen: set[str] = set()
    for row in rows:
        kin = KIN & set(row[0].key) if _kin(row[0].text) else set()
        if not kin or seen.isdisjoint(kin):
            kept.append(row)
        seen |= kin
    return kept


def _less(words: tuple[str, ...], longer: tuple[str, ...]) -> bool:
    said = set(words[1:]) if words[0] == "of" else set(words)
    return said <= set(longer) and not (set(longer) - said) & _CHANGES
