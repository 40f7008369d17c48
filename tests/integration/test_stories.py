"""Stories through the assistant and the command line: found, listed, and asked within."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from assistant import Article, ArticleFilter, Assistant, Story, VectorStoreError
from assistant.interfaces.cli import main
from assistant.types import Citation

FERRY = "ferry-aground"


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command did."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The JSON on standard output, which must be all of it."""
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command line in this process."""

    def run_it(library: Path, *arguments: object) -> Ran:
        monkeypatch.setattr(
            sys, "argv", ["newsbrief", "--library", str(library), *map(str, arguments)]
        )
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return Ran(int(ended.value.code or 0), printed.out, printed.err)

    return run_it


@pytest.fixture
def samples(sample_assistant: Assistant) -> Path:
    """The library folder with all samples."""
    return sample_assistant.library.folder


@pytest.fixture
def ferry(sample_assistant: Assistant) -> Story:
    """The story of the ferry that ran aground."""
    known = {one.id for one in sample_assistant.articles() if gold(one) == FERRY}
    return next(one for one in sample_assistant.stories() if known & set(one.article_ids))


def gold(article: Article) -> str:
    """The story that a sample was written for: the folder that it lies in."""
    return Path(article.origin).parent.name


def cited(citations: tuple[Citation, ...]) -> set[str]:
    """The articles that are cited."""
    return {one.article_id for one in citations}


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
    assert cited(answer.citations) <= set(ferry.article_ids)
    assert answer.filter.story == ferry.id
    elsewhere = next(one for one in sample_assistant.stories() if one.id != ferry.id)
    other = sample_assistant.ask(
        "How many people were on board the ferry?", filter=ArticleFilter(story=elsewhere.id)
    )
    assert not other.answered
    assert {one.article_id for one in other.passages} <= set(elsewhere.article_ids)


def test_a_briefing_keeps_to_the_story(sample_assistant: Assistant, ferry: Story) -> None:
    """With and without a topic, and so do the days and the conflicts."""
    within, own = ArticleFilter(story=ferry.id), set(ferry.article_ids)
    for topic in (None, "Palmyra"):
        briefing = sample_assistant.brief(topic, words=80, filter=within)
        assert cited(briefing.citations) <= own
    whole = sample_assistant.brief(words=80, filter=within)
    assert whole.answered
    days = sample_assistant.timeline(filter=within)
    assert days
    assert {one.article_id for day in days for one in day.citations} <= own
    sides = [side for one in sample_assistant.conflicts(filter=within) for side in one.sides]
    assert sides
    assert {one.article_id for side in sides for one in side.citations} <= own


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


def test_stories_as_json_have_the_fields_of_a_story(
    samples: Path, run: Run, sample_assistant: Assistant
) -> None:
    """An array, newest first, dates ISO, as Python gives them."""
    ran = run(samples, "stories", "--json")
    assert (ran.status, ran.err) == (0, "")
    found = [asdict(one) for one in sample_assistant.stories()]
    assert ran.document == json.loads(json.dumps(found, default=date.isoformat))
    days = [one["last"] for one in ran.document]
    assert days == sorted(days, reverse=True)


def test_commands_take_a_story(samples: Path, run: Run, ferry: Story) -> None:
    """By its id or how it begins, with the other filters, and without --json too."""
    own = set(ferry.article_ids)
    listed = run(samples, "articles", "--story", ferry.id[:6], "--json").document
    assert {one["id"] for one in listed} == own
    [story] = run(samples, "stories", "--story", ferry.id, "--json").document
    assert set(story["article_ids"]) == own
    found = run(samples, "search", "police", "--story", ferry.id, "-k", 50, "--json").document
    assert {one["article_id"] for one in found} <= own
    answer = run(samples, "ask", "How many were on board?", "--story", ferry.id[:8], "--json")
    assert answer.document["filter"]["story"] == ferry.id
    assert {one["article_id"] for one in answer.document["citations"]} <= own
    brief = run(samples, "brief", "--story", ferry.id, "--format", "json").document
    assert {one["article_id"] for one in brief["citations"]} <= own
    day = ferry.first.isoformat() if ferry.first else ""
    early = run(samples, "articles", "--story", ferry.id, "--until", day, "--json").document
    assert {one["id"] for one in early} < own
    assert run(samples, "timeline", "--story", ferry.id).out
    assert run(samples, "conflicts", "--story", ferry.id).out


def test_a_command_with_an_unknown_story_says_so(samples: Path, run: Run) -> None:
    """Exit status 1 and one line."""
    for command in (("articles",), ("ask", "Who?"), ("brief",)):
        ran = run(samples, *command, "--story", "feedfeedfeed")
        assert (ran.status, ran.out) == (1, "")
        assert ran.err == (
            "newsbrief: no story has the id 'feedfeedfeed': newsbrief stories lists them\n"
        )
