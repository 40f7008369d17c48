"""What stands below an answer: where sources differ, what to ask next, what was searched."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from assistant import Answer, Assistant
from assistant.types import Turn
from tests import briefings
from tests.browser.window import QUESTIONS, Opened, OwnWindow, ask, opened_at

pytestmark = pytest.mark.browser


class Differing(Assistant):
    """An assistant whose answers are about something that its articles tell differently."""

    def stream(self, question: str, **asked: Any) -> Iterator[Answer]:
        """The answer, with the conflicts of the briefing that was made by hand."""
        for answer in super().stream(question, **asked):
            yield replace(answer, conflicts=briefings.full().conflicts)


def test_sources_that_differ_are_told_below_an_answer(
    own_window: OwnWindow, tmp_path: Path
) -> None:
    """Both sides with their quotes; each mark there opens at the words of that side."""
    page = own_window(Differing(tmp_path / "library"), *briefings.ARTICLES)
    ask(page, "Where did the ferry run aground?")
    apart = page.locator(".nb-apart:not(.nb-later)")
    expect(apart.locator("h3")).to_have_text("Sources differ")
    expect(apart.locator("blockquote")).to_have_count(2)
    expect(page.locator(".nb-later h3")).to_contain_text("a later report")
    sides = [side for conflict in briefings.full().conflicts for side in conflict.sides]
    chips = page.locator(".nb-differs .nb-chip")
    expect(chips).to_have_count(len(sides))
    for chip, side in zip(chips.all(), sides, strict=True):
        chip.click()
        opened_at(page, f"{chip.inner_text()} ", side.citations[0].quote)


class Suggesting(Assistant):
    """An assistant that suggests one question, for one question only once nobody wants it."""

    given_up = threading.Event()

    def suggestions(
        self,
        answer: Answer,
        history: Sequence[Turn] = (),
        go_on: Callable[[], bool] = lambda: True,
    ) -> tuple[str, ...]:
        """One question, which tells the one it follows."""
        while answer.question == QUESTIONS[1] and go_on():
            time.sleep(0.05)
        if answer.question == QUESTIONS[1]:
            self.given_up.set()
        return (f"What else? {answer.question}",)


def test_suggestions_come_after_the_answer(
    own_window: OwnWindow, story: Path, tmp_path: Path
) -> None:
    """The answer waits for none; those of the last answer show; a click on one asks it."""
    assistant = Suggesting(tmp_path / "library")
    page = own_window(assistant, story)
    ask(page, QUESTIONS[1])
    expect(page.locator(".nb-answer .nb-chip").first).to_be_visible()
    expect(page.locator(".nb-next button")).to_have_count(0)
    ask(page, QUESTIONS[0])
    suggested = page.locator(".nb-next button")
    expect(suggested).to_have_text([f"What else? {QUESTIONS[0]}"])
    assert assistant.given_up.is_set()  # looking for those of the first answer was left
    suggested.click()
    expect(page.locator(".nb-turn h2").nth(2)).to_have_text(f"What else? {QUESTIONS[0]}")
    expect(page.locator(".nb-turn").nth(1).locator(".nb-next")).to_be_hidden()
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()


def test_what_a_question_narrowed_can_be_taken_away(visit: Opened, assistant: Assistant) -> None:
    """The days a question names are a chip; removing it asks the same question of all days."""
    question = "What happened in Palmyra on 27 March 2016?"
    assert assistant.ask(question).filter.since is not None
    page = visit()
    ask(page, question)
    chip = page.locator(".nb-narrowed button")
    expect(chip).to_contain_text("March 2016")
    chip.click()
    expect(page.locator(".nb-turn")).to_have_count(2)
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    second = page.locator(".nb-turn").nth(1)
    expect(second.locator("h2")).to_have_text(question)
    expect(second.locator(".nb-narrowed")).to_be_hidden()
    expect(second.locator(".nb-understood")).to_be_hidden()
    for statement in assistant.ask(question, narrow=False).statements:
        expect(second.locator(".nb-answer")).to_contain_text(statement.text)
