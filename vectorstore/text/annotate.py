"""Reading a text once: everything that the rest of the product needs to know of what it says."""

from __future__ import annotations

from datetime import date

from vectorstore.documents import Article
from vectorstore.text.annotations import AnnotatedArticle, Annotations, Sentence
from vectorstore.text.sentences import sentences


def annotate(text: str, day: date | None = None) -> Annotations:
    """What a text says: its sentences, and what stands in each.

    `day`: when it was published, from which "on Tuesday" is worked out. Offsets count code points
    of `text`. A text without a sentence, or in a script that has no rules here, gives what there
    is to give; nothing is raised.
    """
    return Annotations(tuple(Sentence(start, end) for start, end in sentences(text)))


def annotated(article: Article) -> AnnotatedArticle:
    """An article that is in no library, with what stands in it, all of it to be read."""
    found = annotate(article.text, article.day)
    return AnnotatedArticle(article, found, found.sentences)
