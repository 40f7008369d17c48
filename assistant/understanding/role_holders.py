"""Persons whom a question names by what they are: "the chief executive of Corvin Bank"."""

from __future__ import annotations

import re

from vectorstore.documents import ArticleFilter
from vectorstore.library import Library
from vectorstore.text import terms
from vectorstore.text.annotations import Annotations

_NAME = r"[A-Z][\w.&'’-]*(?: (?:of |the )?[A-Z][\w.&'’-]*){0,4}"
_HELD = re.compile(
    r"\b(?P<phrase>the (?P<role>[a-z][a-z-]*(?: [a-z][a-z-]*){0,3}) (?:of|at) (?:the )?"
    rf"(?P<of>{_NAME}))"
)
_FORMER = re.compile(r"(?i)\b(?:former|ex|late|acting|deputy|vice|then|next|incoming|designate)\b")
_WHO = re.compile(r"^\W*who(?:m|['’]s)?\b", re.IGNORECASE)
_PASSAGES = 6


def with_holder(question: str, given: ArticleFilter, library: Library) -> tuple[str, str]:
    """The question with the name of the one person who holds the role that it names in its
    place, and that name; the question as it is, and "", where it asks who that is, or where the
    articles do not tell just one."""
    found = None if _WHO.match(question) else _HELD.search(question)
    if found is None:
        return question, ""
    phrase, role = found["phrase"], found["role"]
    name = "" if _FORMER.search(role) else _holder(role, found["of"], given, library)
    if not name or name in question:
        return question, ""
    return question.replace(phrase, name, 1), name


def _holder(role: str, of: str, given: ArticleFilter, library: Library) -> str:
    """The person who is told to be that, in articles that name what of; "" for none or several."""
    wanted = set(terms(role))
    if not wanted:
        return ""
    held_in = re.compile(rf"\b{re.escape(of)}\b")
    with library.foreground():
        passages = library.search(f"{role} of {of}", _PASSAGES, given or None)
    ids = tuple(dict.fromkeys(passage.article_id for passage in passages))
    articles = library.articles(ArticleFilter(article_ids=ids)) if ids else []
    annotations = library.annotations(ids)
    names: dict[str, None] = {}
    for article in articles:
        known = annotations.get(article.id, Annotations())
        for entity in known.entities if known else ():
            for told in entity.roles if entity.kind == "person" else ():
                words = article.text[told.start : told.end]
                around = known.sentence_at(told.start)
                near = article.text[around.start : around.end] if around else ""
                holds = wanted <= set(terms(words)) and not _FORMER.search(words)
                if holds and held_in.search(near):
                    names[entity.name] = None
    return next(iter(names)) if len(names) == 1 else ""
