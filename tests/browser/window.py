"""What the tests of the chat window do with a page: ask, and read what is marked."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from playwright.sync_api import Page, expect

QUESTIONS = (
    "Which town did the militants who survived Palmyra flee to?",
    "How long did the army's advance on Palmyra take?",
    "How many militants were killed in the fight for Palmyra?",
)

Opened = Callable[..., Page]
"""Opens the chat window as a new visitor: `width`, `height`, `scheme`, `at` an address."""

Serving = Callable[..., AbstractContextManager[str]]
"""Serves the chat window of an assistant on a free port; gives its address."""


def ask(page: Page, question: str) -> None:
    """Type a question, send it, and wait for its whole answer."""
    turns = page.locator(".nb-turn").count()
    page.get_by_label("Your question").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(".nb-turn")).to_have_count(turns + 1)
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()


def unfold(page: Page) -> None:
    """Open every story of the library, so that all articles are listed."""
    page.locator("[data-story]").first.wait_for()
    for story in page.locator("[data-story][aria-expanded=false]").all():
        story.click()
    expect(page.locator("[data-story][aria-expanded=false]")).to_have_count(0)


def marked(page: Page) -> str:
    """The marked words of the article in the evidence pane."""
    return " ".join(page.locator(".nb-text mark").all_text_contents())


def flat(text: str) -> str:
    """The text with single blanks, as paragraphs are shown apart."""
    return " ".join(text.split())
