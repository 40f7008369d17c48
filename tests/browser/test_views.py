"""What the page shows, without a page: paragraphs, links, starters, work that is followed."""

import asyncio
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import Article, Citation
from assistant.conversations.workers import Push, Workers
from assistant.interfaces.chat.views import (
    Place,
    Starter,
    citation_view,
    paragraphs,
    starters,
)

TEXTS = st.text(st.sampled_from("ab. \n\t\u00e9\U0001f998\ud800"), max_size=60)
PLACE = Place("ask", "citation", 0, 1)


def cited(article: Article, quote: str) -> Citation:
    """A citation of the quote where it first stands in the article."""
    start = article.text.index(quote)
    return Citation(1, article.id, article.version, article.title, article.publisher,
                    article.published, article.url, start, start + len(quote), quote)  # fmt: skip


@given(TEXTS, st.integers(0, 60), st.integers(0, 60))
def test_marked_runs_are_the_quote(text: str, one: int, other: int) -> None:
    """All runs together are the text, the marked ones the quote, but for blanks."""
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    runs = [run for paragraph in paragraphs(text, start, end) for run in paragraph]
    assert "".join("".join(run.text for run in runs).split()) == "".join(text.split())
    marked = "".join(run.text for run in runs if run.marked)
    assert "".join(marked.split()) == "".join(text[start:end].split())


def test_blank_lines_part_paragraphs() -> None:
    """Line ends within a paragraph stay where blank lines part paragraphs."""
    assert [p[0].text for p in paragraphs("a\nb\n\nc", 0, 0)] == ["a\nb", "c"]
    assert [p[0].text for p in paragraphs("a\nb\n", 0, 0)] == ["a", "b"]


def test_a_changed_article_says_so() -> None:
    """A quote that moved is found again; one that is gone is not claimed to be exact."""
    old = Article(title="T", text="One fell. Two rose.")
    citation = cited(old, "Two rose.")
    moved = replace(old, text="Zero. One fell. Two rose.")
    view = citation_view(moved, [citation], 0, PLACE, 1)
    assert [r.text for p in view.paragraphs for r in p if r.marked] == ["Two rose."]
    assert view.tag == "exact quote"
    gone = citation_view(replace(old, text="One fell."), [citation], 0, PLACE, 1)
    assert not any(r.marked for p in gone.paragraphs for r in p)
    assert gone.tag == ""
    assert "Two rose." in gone.warning


def test_starters_come_from_samples_only_when_they_are_there() -> None:
    """One question of each story that is in the library; else titles make questions."""
    samples = Path("/samples")
    here = Article(text="x", title="Dam bursts.", origin="/samples/dam/1.txt")
    questions = [
        Starter("dam", "Which dam burst?", ("dam/1.txt",)),
        Starter("dam", "When did it burst?", ("dam/1.txt",)),
        Starter("vote", "Who won?", ("vote/1.txt",)),
    ]
    assert starters([here], questions, samples) == ("Which dam burst?",)
    assert starters([here], questions, Path("/other")) == ("What happened: Dam bursts?",)
    assert starters([], questions, samples) == ()


def test_followed_work_learns_that_nobody_follows() -> None:
    """When the follower goes away the next push says so; what work raises is raised."""
    workers = Workers(1)
    told = threading.Event()

    def endless(push: Push[int]) -> None:
        while push(1):
            time.sleep(0.01)
        told.set()

    def failing(push: Push[int]) -> None:
        push(1)
        raise ValueError("broken")

    async def leave() -> None:
        steps = workers.follow(endless, pause=0.01)
        assert await anext(steps) == 1
        await steps.aclose()

    async def fail() -> list[int]:
        return [item async for item in workers.follow(failing, pause=0.01)]

    asyncio.run(leave())
    assert told.wait(60)
    with pytest.raises(ValueError, match="broken"):
        asyncio.run(fail())
    workers.close()
