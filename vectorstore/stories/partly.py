"""A story as some of its articles tell it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from vectorstore.documents import Article
from vectorstore.stories.telling import Story, age, independent, title_of
from vectorstore.text import words


def told_by(articles: Sequence[Article], story: Story) -> Story:
    """The story with only these of its articles, one or more: what nobody else told is left out.

    It keeps its id. Publishers are counted among these articles, of copies of one text the
    original or else the earliest. All of a story's articles give the story as it is.
    """
    own = sorted(articles, key=age)
    first_of: dict[str, Article] = {}
    for article in sorted(own, key=lambda one: (bool(one.copy_of), age(one))):
        first_of.setdefault(article.copy_of or article.id, article)
    days = [article.day for article in own if article.day is not None]
    titles = [title_of(article) for article in own]
    used = {
        text[span.start : span.end]
        for article in own
        for text in (article.title, article.text)
        for span in words(text)
    }
    return replace(
        story,
        title=story.title if story.title in titles else titles[0],
        article_ids=tuple(article.id for article in own),
        publishers=independent(list(first_of.values())),
        first=min(days, default=None),
        last=max(days, default=None),
        terms=tuple(term for term in story.terms if term in used),
    )
