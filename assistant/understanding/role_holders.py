"""Persons whom a question names by what they are: "the chief executive of Corvin Bank"."""

from __future__ import annotations

import re

from vectorstore.documents import ArticleFilter
from vectorstore.library import Library
from vectorstore.text import terms

_NAME = r"[A-Z][\w.&'’-]*(?: (?:of |the )?[A-Z][\w.&'’-]*){0,4}"
_ROLE = r"[a-z][a-z-]*(?: [a-z][a-z-]*)"
_HELD = re.compile(
    rf"\b(?P<phrase>the (?P<role>{_ROLE}{{0,3}}) (?:of|at) (?:the )?(?P<of>{_NAME}))"
    rf"|\b(?P<phrase2>(?P<of2>{_NAME})['’]s? (?P<role2>{_ROLE}{{0,2}}))"
)
_WHO = re.compile(r"^\W*who(?:m|['’]s)?\b", re.IGNORECASE)
_PASSAGES = 6


def with_holder(question: str, given: ArticleFilter, library: Library) -> tuple[str, str]:
    """The question with the name of the one person who holds the role that it names in its
    place, and that name; the question as it is, and "", where it asks who that is, or where the
    articles do not tell just one."""
    found = None if _WHO.match(question) else _HELD.search(question)
    if found is None:
        return question, ""
    phrase = found["phrase"] or found["phrase2"]
    role, of = found["role"] or found["role2"], found["of"] or found["of2"]
    name = _holder(role, of, given, library)
    if not name or name in question:
        return question, ""
    return question.replace(phrase, name, 1), name


def _holder(role: str, of: str, given: ArticleFilter, library: Library) -> str:
    """The person who is told to be that, in articles that name what of; "" for none or several."""
    wanted, held_in = set(terms(role)), of.casefold()
    if not wanted:
        return ""
    with library.foreground():
        passages = library.search(f"{role} of {of}", _PASSAGES, given or None)
    ids = tuple(dict.fromkeys(passage.article_id for passage in passages))
    articles = library.articles(ArticleFilter(article_ids=ids)) if ids else []
    annotations = library.annotations(ids)
    names: dict[str, None] = {}
    for article in articles:
        known = annotations.get(article.id)
        if known is None or held_in not in f"{article.title}\n{article.text}".casefold():
            continue
        for entity in known.entities:
            told = [set(terms(article.text[one.start : one.end])) for one in entity.roles]
            if entity.kind == "person" and any(wanted <= one for one in told):
                names[entity.name] = None
    return next(iter(names)) if len(names) == 1 else ""
