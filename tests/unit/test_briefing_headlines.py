"""The headline of a briefing is the title of an article about its topic."""

from __future__ import annotations

from assistant import Article
from assistant.briefing.engine import headline
from assistant.briefing.scoping import Scope
from vectorstore.text.annotate import annotated


def _scope(*articles: Article, about: tuple[Article, ...] | None = None) -> Scope:
    wanted = frozenset(one.id for one in (articles if about is None else about))
    return Scope("", [annotated(one) for one in articles], wanted)


FERRY = Article("A ferry ran aground.", title="Ferry runs aground off Larnholm", publisher="A")
BANK = Article("The bank raised rates.", title="Bank raises rates again", publisher="B")
BARE = Article("A ferry ran aground on rocks.", publisher="C")
TOLD = ["A ferry ran aground off Larnholm on Friday."]


def test_the_title_that_says_most_of_what_is_told() -> None:
    """Of all titles the one whose words the lead and the points tell."""
    assert headline(_scope(BANK, FERRY, BARE), TOLD) == FERRY.title
    assert headline(_scope(FERRY, BANK), TOLD) == FERRY.title


def test_only_articles_about_the_topic_give_it() -> None:
    """An article read only for its story does not name the briefing."""
    assert headline(_scope(FERRY, BANK, about=(BANK,)), TOLD) == BANK.title


def test_without_titles_there_is_none() -> None:
    """No articles, or none with a title: an empty headline."""
    assert headline(_scope(), TOLD) == headline(_scope(BARE), TOLD) == ""


def test_nothing_told_still_has_a_headline() -> None:
    """Where nothing was told a title is better than none, and it is the same each time."""
    assert headline(_scope(BANK, FERRY), []) == headline(_scope(FERRY, BANK), []) != ""
