"""What the tests of the chat window do with a page: ask, brief, read what is marked."""

import http.client
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from assistant import Assistant, Briefing
from tests import briefings

QUESTIONS = (
    "Which town did the militants who survived Palmyra flee to?",
    "How long did the army's advance on Palmyra take?",
    "How many militants were killed in the fight for Palmyra?",
)

_MOST = 10
"""How many seconds the page may take to show what was chosen."""

Opened = Callable[..., Page]
"""Opens the chat window as a new visitor: `width`, `height`, `scheme`, `at` an address."""

Serving = Callable[..., AbstractContextManager[str]]
"""Serves the chat window of an assistant on a free port; gives its address."""


OwnWindow = Callable[..., Page]
"""Opens the window on an assistant of the test's own, with these articles."""


def ask(page: Page, question: str) -> None:
    """Type a question, send it, and wait for its whole answer."""
    turns = page.locator(".nb-turn").count()
    page.get_by_label("Your question").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(".nb-turn")).to_have_count(turns + 1)
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()


def log_in(page: Page, name: str, password: str) -> None:
    """Fill in the login page and send it."""
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()


def unfold(page: Page) -> None:
    """Open every story of the library, so that all articles are listed."""
    page.locator("[data-story]").first.wait_for()
    for story in page.locator("[data-story][aria-expanded=false]").all():
        story.click()
    expect(page.locator("[data-story][aria-expanded=false]")).to_have_count(0)


def marked(page: Page) -> str:
    """The marked words of the article in the evidence pane."""
    return " ".join(page.locator(".nb-text mark").all_text_contents())


def is_marked(page: Page, quote: str) -> None:
    """Exactly the quote is marked in the evidence pane, once what was chosen has come."""
    end = time.monotonic() + _MOST
    while flat(marked(page)) != flat(quote) and time.monotonic() < end:
        page.wait_for_timeout(50)
    assert flat(marked(page)) == flat(quote)


def flat(text: str) -> str:
    """The text with single blanks, as paragraphs are shown apart."""
    return " ".join(text.split())


def opened_at(page: Page, citation: str, quote: str) -> None:
    """The evidence is at a citation ("2 of 3"), and exactly its quote is marked."""
    expect(page.locator(".nb-steps [role=status]")).to_contain_text(f"citation {citation}")
    is_marked(page, quote)


def tab(page: Page, name: str) -> None:
    """Open a tab of the middle."""
    page.get_by_role("tab", name=name).click()


def briefed(page: Page) -> None:
    """Ask for a briefing, and wait until it is shown."""
    tab(page, "Brief")
    page.get_by_role("button", name="Brief me").click()
    page.locator(".nb-headline").wait_for()


def settings(page: Page) -> Locator:
    """Open the settings, and wait until they are filled."""
    page.get_by_role("button", name="Settings").click()
    dialog = page.get_by_role("dialog", name="Settings")
    expect(dialog.locator(".nb-writes")).to_be_visible()
    return dialog


def sideways(page: Page, nodes: str) -> list[str]:
    """Which of the page and these nodes are wider than they may be."""
    found: list[str] = page.evaluate(
        """(nodes) => [document.documentElement, document.body,
             ...document.querySelectorAll(nodes)]
           .filter((node) => node.scrollWidth > node.clientWidth + 1)
           .map((node) => node.className || node.tagName)""",
        nodes,
    )
    return found


class Fixed(Assistant):
    """An assistant whose every briefing is one that was made by hand."""

    made = briefings.full()

    def brief(self, topic: str | None = None, **asked: Any) -> Briefing:
        """The briefing that was made by hand."""
        return self.made


def answer(
    address: str, path: str, method: str = "GET", body: str | bytes = "", **headers: str
) -> tuple[int, http.client.HTTPMessage, str]:
    """Status, headers and body of an answer to somebody without a cookie."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        connection.request(method, path, body, told)
        got = connection.getresponse()
        return got.status, got.headers, got.read().decode()
    finally:
        connection.close()
