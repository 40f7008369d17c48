"""A lead whose material the model cannot read at once: told story by story, then put together."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from assistant import Assistant, Briefing
from assistant.errors import Stopped
from assistant.samples import samples_folder
from assistant.stopping import stopped_by
from tests.integration.scripted_server import ScriptedServer, serving

Open = Callable[..., Assistant]
MODEL = "openai:scripted"
STORIES = ("ferry-aground", "calvera-rate-rise", "baghuz-falls")
_BLOCK = re.compile(r"<excerpt>\n((?:\[\d+\])+)(.*?)\n</excerpt>", re.DOTALL)


def blocks(user: str) -> list[tuple[str, str]]:
    """The marks and the text of each excerpt, or told sentence, in a prompt."""
    return [(marks, text.split("\n", 1)[-1].strip()) for marks, text in _BLOCK.findall(user)]


def is_of_parts(user: str) -> bool:
    """Whether a prompt shows what was told, which has no head of publisher, day and title."""
    return not any("\n" in text for _, text in _BLOCK.findall(user))


def copied(system: str, user: str) -> str:
    """A model that repeats what it is shown, with its marks: two texts of a story, half of what was
    told."""
    shown = blocks(user)
    told = shown[::2] if is_of_parts(user) else shown[:2]
    return " ".join(f"{text} {marks}" for marks, text in told)


@contextmanager
def briefed(open_assistant: Open, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple]:
    """An assistant on three stories, and its model, which reads 1,600 tokens at once."""
    monkeypatch.setenv("NEWSBRIEF_MODEL_CONTEXT", "1600")
    with serving(copied) as server:
        assistant = open_assistant(model=MODEL, model_url=server.url)
        for story in STORIES:
            assistant.add(*sorted((samples_folder() / story).glob("0[1-3]*.txt")))
        yield assistant, server


@pytest.fixture
def made(open_assistant: Open, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple]:
    with briefed(open_assistant, monkeypatch) as both:
        yield both


def stories_of(assistant: Assistant, briefing: Briefing) -> set[str]:
    """The stories that a lead cites; every citation is checked on the way."""
    found = set()
    numbers = {number for one in briefing.statements for number in one.citations}
    for citation in briefing.citations:
        article = assistant.article(citation.article_id)
        assert article.text[citation.start : citation.end] == citation.quote
        if citation.number in numbers:
            found |= {story for story in STORIES if story in article.origin}
    return found


def test_each_story_is_told_by_itself_and_the_lead_is_made_of_those(
    made: tuple[Assistant, ScriptedServer],
) -> None:
    """What was told comes with the numbers of its excerpts, and who watches is told of each."""
    assistant, server = made
    seen: list[tuple[str, int]] = []
    briefing = assistant.brief(words=150, watch=lambda *step: seen.append(step))
    prompts = [user for _, user in server.prompts()]
    *parts, last = prompts
    assert len(parts) >= len(STORIES)
    assert [is_of_parts(user) for user in prompts] == [False] * len(parts) + [True]
    texts = {one.origin.split("/")[-2]: "" for one in assistant.articles()}
    for article in assistant.articles():
        texts[article.origin.split("/")[-2]] += article.text
    for part in parts:
        holding = [s for s, text in texts.items() if all(told in text for _, told in blocks(part))]
        assert len(holding) == 1, "a part is of one story"
    shown = {marks: text for part in parts for marks, text in blocks(part)}
    for marks, told in blocks(last):
        holding = [shown[mark] for mark in re.findall(r"\[\d+\]", marks)]
        assert any(told in text or text in told for text in holding)
    assert (briefing.writer, stories_of(assistant, briefing)) == (MODEL, set(STORIES))
    assert all(one.verdict.supported and one.citations for one in briefing.statements)
    writing = [articles for stage, articles in seen if stage == "writing"]
    assert len(writing) == len(prompts)
    assert writing[-1] == max(writing)
    assert briefing.usage is not None
    assert briefing.usage.calls == len(prompts)


def test_where_the_parts_cannot_be_put_together_they_are_shown(
    made: tuple[Assistant, ScriptedServer],
) -> None:
    """Something of each story, and a notice says so."""
    assistant, server = made
    server.reply = lambda system, user: (
        "All is well. [1]" if is_of_parts(user) or "correct" in system else copied(system, user)
    )
    briefing = assistant.brief(words=200)
    assert (briefing.writer, stories_of(assistant, briefing)) == (MODEL, set(STORIES))
    assert any("of each story is shown instead" in notice for notice in briefing.notices)
    assert len(briefing.plain.split()) <= 200


def test_a_part_that_fails_is_left_out_and_told(
    made: tuple[Assistant, ScriptedServer],
) -> None:
    assistant, server = made
    server.reply = lambda system, user: (
        "All is well. [1]" if "Calvera" in user or "correct" in system else copied(system, user)
    )
    briefing = assistant.brief(words=150)
    assert stories_of(assistant, briefing) == {"ferry-aground", "baghuz-falls"}
    assert any("of the material" in notice for notice in briefing.notices)


def test_what_nobody_waits_for_is_stopped_between_parts(
    made: tuple[Assistant, ScriptedServer],
) -> None:
    """And no further part is asked for."""
    assistant, server = made
    with stopped_by(lambda: bool(server.requests)), pytest.raises(Stopped):
        assistant.brief(words=150)
    assert len(server.requests) == 1
