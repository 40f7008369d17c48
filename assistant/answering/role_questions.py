"""Questions for who holds a role, "Who runs X?", answered from the roles articles tell of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.answering.heads import head_terms
from assistant.answering.updates import excerpt_for
from assistant.verification.citations import Quote
from assistant.writing.draft import Candidate, Context, Excerpt
from vectorstore.library import Library
from vectorstore.text import Span, terms
from vectorstore.text.annotations import Annotations, Entity, Mention, Role, Sentence
from vectorstore.text.lexicon.roles import is_body_noun, is_leader_noun, is_person_noun
from vectorstore.text.negation import is_negated
from vectorstore.text.roles import head_noun

_NOW_WORDS = r"(?:(?:now|currently)\s+)?"
_RUNS = re.compile(
    rf"^\W*who\s+{_NOW_WORDS}(?:(?:runs|heads|headed|leads|led|chairs|commands|governs|ran)"
    rf"|(?:is|was)\s+{_NOW_WORDS}(?:running|heading|leading|chairing|commanding|in\s+charge\s+of))"
    r"\s+(?P<of>.+?)\W*$",
    re.IGNORECASE,
)
_IS = re.compile(
    rf"^\W*who(?:\s+(?:is|was)|[’']s)\s+{_NOW_WORDS}(?:the\s+)?"
    r"(?P<role>[a-z-]+(?:\s[a-z-]+){0,4}?)\s+(?:of|at|for)\s+(?P<of>.+?)\W*$",
    re.IGNORECASE,
)
_OWNED = re.compile(
    rf"^\W*who(?:\s+(?:is|was)|[’']s)\s+{_NOW_WORDS}(?:the\s+)?"
    r"(?P<of>\w[\w\s.&-]*?)[’']s?\s+(?P<role>[a-z-]+(?:\s[a-z-]+){0,4})\W*$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"(?:,|\s(?:now|since|after|before|while|when|if|today|currently|these\sdays)\b).*$",
    re.IGNORECASE,
)
_FORMER = re.compile(r"(?i)\b(?:former|ex|late|then|onetime|outgoing|previous)\b")
_LOWER = re.compile(r"(?i)\b(?:deputy|vice|assistant|associate)\b")
_NEW = re.compile(r"(?i)\b(?:interim|acting|new|newly|incoming|current)\b")
_SAME = {"ceo": "chief executive", "pm": "prime minister", "boss": "head"}
_ABOVE = 2.0
"""So much more, in logits, than the best other sentence counts one that tells the role."""
_BESIDE = 60
"""Of what a role is, is told within so many characters of it."""


@dataclass(frozen=True, slots=True)
class RoleAsked:
    """A role that a question asks the holder of: the stems of its words, none where any that leads
    is meant, and those of what it is held in. `former`, `lower`: a former one, a deputy."""

    role: frozenset[str]
    of: frozenset[str]
    former: bool = False
    lower: bool = False


@dataclass(frozen=True, slots=True)
class _Holder:
    """Who holds the role, by what sentence; `beside`: that names what it is held in."""

    quote: Quote
    name: Mention
    entity: Entity
    beside: bool
    new: bool


def role_asked(question: str) -> RoleAsked | None:
    """The role whose holder a question asks for: "Who runs X?", "Who is X's chief executive?";
    None for any other question."""
    found = (pattern.match(question) for pattern in (_RUNS, _IS, _OWNED))
    return next((asked for match in found if match and (asked := _asked(match))), None)


def _asked(match: re.Match[str]) -> RoleAsked | None:
    """The role of a question as one pattern reads it; None where what it reads is no role."""
    role = match.groupdict().get("role", "").casefold()
    of = frozenset(terms(_CLAUSE.sub("", match["of"])))
    plain = _plain(role)
    if not of or (role and not (plain and is_person_noun(plain.split()[-1]))):
        return None
    leads = plain in ("", "head", "leader", "chief")
    return RoleAsked(
        frozenset() if leads else frozenset(terms(plain)),
        of,
        _FORMER.search(role) is not None,
        _LOWER.search(role) is not None,
    )


def _plain(role: str) -> str:
    """A role in the words that most tell it by, without what says since when."""
    kept = _FORMER.sub(" ", _NEW.sub(" ", role)).split()
    return " ".join(_SAME.get(word.casefold(), word) for word in kept)


def with_role_holders(context: Context, question: str, library: Library) -> tuple[Context, bool]:
    """The context with those sentences first that tell who holds the role asked for, of the newest
    report; as it is where the question asks for none, or no article tells it. And whether the
    first surely does: what the role is held in stands beside it."""
    asked = role_asked(question)
    if asked is None or not context.candidates:
        return context, False
    given = set(terms(question))
    chosen: dict[str, _Holder] = {}
    for holder in sorted(_holders(asked, given, context.excerpts), key=_rank):
        chosen.setdefault(holder.entity.name, holder)
    sure = [holder for holder in chosen.values() if holder.beside] or list(chosen.values())[:1]
    excerpts, first = list(context.excerpts), []
    for step, holder in enumerate(sure):
        excerpt = excerpt_for(holder.quote, excerpts, library)
        answer = Span(holder.name.start, holder.name.end)
        score = context.candidates[0].score + _ABOVE - step
        first.append(Candidate(holder.quote, excerpt.number, score, answer))
    quotes = {candidate.quote for candidate in first}
    rest = (candidate for candidate in context.candidates if candidate.quote not in quotes)
    context = replace(context, excerpts=tuple(excerpts), candidates=(*first, *rest))
    return context, bool(sure) and sure[0].beside


def _rank(holder: _Holder) -> tuple[object, ...]:
    day = holder.quote.article.day or date.min
    return not holder.beside, -day.toordinal(), not holder.new, holder.quote.start


def _holders(asked: RoleAsked, given: set[str], excerpts: Sequence[Excerpt]) -> Iterator[_Holder]:
    """Those of whom the articles tell the role, but nobody whom the question itself names."""
    for excerpt in {excerpt.article.id: excerpt for excerpt in excerpts}.values():
        article, known = excerpt.article, excerpt.annotations
        about = asked.of <= head_terms(article)
        for number, entity in enumerate(known.entities):
            if entity.kind != "person" or set(terms(entity.name)) & given:
                continue
            for role in entity.roles:
                if not _is_asked(asked, article.text[role.start : role.end]):
                    continue
                sentence = known.sentence_at(role.start)
                name = _nearest(sentence, number, role) if sentence else None
                if (
                    sentence is None
                    or name is None
                    or is_negated(article.text[sentence.start : sentence.end])
                ):
                    continue
                first, last = min(name.start, role.start), max(name.end, role.end)
                near = article.text[max(sentence.start, first - _BESIDE) : last + _BESIDE]
                beside = asked.of <= set(terms(near))
                if beside or (about and not _in_another(known, sentence, role)):
                    quote = Quote(article, sentence.start, sentence.end)
                    new = _NEW.search(article.text, role.start, role.end) is not None
                    yield _Holder(quote, name, entity, beside, new)


def _is_asked(asked: RoleAsked, words: str) -> bool:
    """Whether a role as an article words it is the one that is asked for."""
    if asked.former != (_FORMER.search(words) is not None):
        return False
    if asked.lower != (_LOWER.search(words) is not None):
        return False
    plain = _plain(words.replace("-", " "))
    if any(is_body_noun(word) and not asked.of & set(terms(word)) for word in plain.split()):
        return False  # "council president", asked for the president of a club
    return asked.role <= set(terms(plain)) if asked.role else is_leader_noun(head_noun(plain))


def _nearest(sentence: Sentence, entity: int, role: Role) -> Mention | None:
    """The name of somebody in a sentence that stands nearest to the role."""
    own = [mention for mention in sentence.mentions if mention.entity == entity]
    return min(own, key=lambda mention: abs(mention.start - role.start), default=None)


def _in_another(known: Annotations, sentence: Sentence, role: Role) -> bool:
    """Whether a role is told to be one in some other body or place: "mayor of Larnholm"."""
    return any(
        known.entities[mention.entity].kind in ("organisation", "place")
        and role.start <= mention.start < role.end + 2
        for mention in sentence.mentions
    )
