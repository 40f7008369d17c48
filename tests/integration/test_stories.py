"""Stories through the assistant and the command line: found, listed, and asked within."""

import json
from dataclasses import asdict
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

from assistant import Article, ArticleFilter, Assistant, Story, VectorStoreError
from tests.integration.conftest import Run

FERRY = "ferry-aground"


@pytest.fixture
def run(run: Run, sample_assistant: Assistant) -> Run:
    """Runs the command line on the library with all samples."""
    return lambda *arguments: run("--library", sample_assistant.library.folder, *arguments)


@pytest.fixture
def ferry(sample_assistant: Assistant) -> Story:
    """The story of the ferry that ran aground."""
    known = {one.id for one in sample_assistant.articles() if gold(one) == FERRY}
    return next(one for one in sample_assistant.stories() if known & set(one.article_ids))


def gold(article: Article) -> str:
    """The story that a sample was written for: the folder that it lies in."""
    return Path(article.origin).parent.name


def test_the_stories_of_the_samples_are_found_without_a_fault(sample_assistant: Assistant) -> None:
    """Every pair of samples is together exactly where both were written for one story: F1 1.0."""
    found = sample_assistant.stories()
    label = {id: story.id for story in found for id in story.article_ids}
    wrong = [
        (one.title, other.title)
        for one, other in combinations(sample_assistant.articles(), 2)
        if (label.get(one.id, one.id) == label.get(other.id, other.id))
        != (gold(one) == gold(other))
    ]
    assert wrong == []
    assert len(found) == len({gold(one) for one in sample_assistant.articles()}) > 1


def test_an_answer_keeps_to_the_story(sample_assistant: Assistant, ferry: Story) -> None:
    """What another story tells is no answer within this one; what this one tells is."""
    within = ArticleFilter(story=ferry.id)
    answer = sample_assistant.ask("How many people were on board the ferry?", filter=within)
    assert answer.answered
    assert {one.article_id for one in answer.citations} <= set(ferry.article_ids)
    assert answer.filter.story == ferry.id
    elsewhere = next(one for one in sample_assistant.stories() if one.id != ferry.id)
    other = sample_assistant.ask(
        "How many people were on board the ferry?", filter=ArticleFilter(story=elsewhere.id)
    )
    assert not other.answered
    assert {one.article_id for one in other.passages} <= set(elsewhere.article_ids)


def test_days_and_conflicts_keep_to_the_story(sample_assistant: Assistant, ferry: Story) -> None:
    """There are some, and each is told by its articles alone."""
    within, own = ArticleFilter(story=ferry.id), set(ferry.article_ids)
    days = sample_assistant.timeline(filter=within)
    sides = [side for one in sample_assistant.conflicts(filter=within) for side in one.sides]
    for part in (days, sides):
        assert part
        assert {one.article_id for told in part for one in told.citations} <= own


def test_an_unknown_story_is_refused_everywhere(sample_assistant: Assistant) -> None:
    """One line that says what to do, never an empty result."""
    gone = ArticleFilter(story="feedfeedfeed")
    for read in (
        lambda: sample_assistant.ask("Who?", filter=gone),
        lambda: sample_assistant.search("ferry", filter=gone),
        lambda: sample_assistant.brief(filter=gone),
        lambda: sample_assistant.brief("ferry", filter=gone),
        lambda: sample_assistant.timeline(filter=gone),
        lambda: sample_assistant.conflicts("ferry", filter=gone),
        lambda: sample_assistant.articles(gone),
        lambda: sample_assistant.stories(gone),
        lambda: sample_assistant.alone(gone),
        lambda: sample_assistant.story("feedfeedfeed"),
    ):
        with pytest.raises(VectorStoreError, match="'feedfeedfeed': newsbrief stories lists them"):
            read()


# ---------------------------------------------------------------- the command line


def test_stories_as_json_have_the_fields_of_a_story(run: Run, sample_assistant: Assistant) -> None:
    """An array, newest first, dates ISO, as Python gives them."""
    ran = run("stories", "--json")
    assert (ran.status, ran.err) == (0, "")
    found = [asdict(one) for one in sample_assistant.stories()]
    assert ran.document == json.loads(json.dumps(found, default=date.isoformat))
    days = [one["last"] for one in ran.document]
    assert days == sorted(days, reverse=True)


def test_commands_take_a_story(run: Run, ferry: Story) -> None:
    """By its id or how it begins, with the other filters, and without --json too."""
    own = set(ferry.article_ids)
    listed = run("articles", "--story", ferry.id[:6], "--json").document
    assert {one["id"] for one in listed} == own
    [story] = run("stories", "--story", ferry.id, "--json").document
    assert set(story["article_ids"]) == own
    found = run("search", "police", "--story", ferry.id, "-k", 50, "--json").document
    assert {one["article_id"] for one in found} <= own
    answer = run("ask", "How many were on board?", "--story", ferry.id[:8], "--json")
    assert answer.document["filter"]["story"] == ferry.id
    assert {one["article_id"] for one in answer.document["citations"]} <= own
    day = ferry.first.isoformat() if ferry.first else ""
    early = run("articles", "--story", ferry.id, "--until", day, "--json").document
    assert {one["id"] for one in early} < own
    assert run("timeline", "--story", ferry.id).out
    assert run("conflicts", "--story", ferry.id).out


def test_a_command_with_an_unknown_story_says_so(run: Run) -> None:
    """Exit status 1 and one line."""
    for command in (("articles",), ("ask", "Who?"), ("brief",)):
        ran = run(*command, "--story", "feedfeedfeed")
        assert (ran.status, ran.out) == (1, "")
        assert ran.err == (
            "newsbrief: no story has the id 'feedfeedfeed': newsbrief stories lists them\n"
        )
