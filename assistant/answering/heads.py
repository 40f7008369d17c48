"""What an article is about, by its title and beginning, and whether words name what is asked of."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from vectorstore.documents import Article
from vectorstore.text import terms

_HEAD = 600
"""What an article is about is told in its title and so many characters."""


def head_terms(article: Article) -> frozenset[str]:
    """The stems of the content words in the title and the beginning of an article."""
    return frozenset(terms(f"{article.title} {article.text[:_HEAD]}"))


def names_all(names: Sequence[str], words: AbstractSet[str]) -> bool:
    """Whether all content words of all names are among these stems; False where there are none."""
    wanted = set(terms(" ".join(names)))
    return bool(wanted) and wanted <= words
