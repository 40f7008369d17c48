"""Articles as sections read them, annotated: written by a test, or those of a sample story."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from assistant import Article
from assistant.reading import Document, read
from assistant.samples import samples_folder
from vectorstore import linked
from vectorstore.text.annotate import annotated
from vectorstore.text.annotations import AnnotatedArticle

STORIES = sorted(folder.name for folder in samples_folder().iterdir())


def told(*articles: Article) -> list[AnnotatedArticle]:
    """The articles with their sentences."""
    return [annotated(article) for article in articles]


def report(text: str, day: int | date, publisher: str = "", **fields: Any) -> Article:
    """An article of a day, or of a day in May 2024."""
    published = date(2024, 5, day) if isinstance(day, int) else day
    return Article(text=text, published=published, publisher=publisher, **fields)


@cache
def story(name: str) -> Sequence[AnnotatedArticle]:
    """The articles of a sample story, copies marked."""
    found = [one.article for one in read(samples_folder() / name) if isinstance(one, Document)]
    copies = linked(found)
    return told(*(replace(one, copy_of=copies.get(one.id, "")) for one in found))
