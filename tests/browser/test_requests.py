"""Every kind of request in the window: how it is shown, asked as another, opened as a briefing."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from assistant import Answer, Assistant
from assistant.interfaces.chat.views import KINDS
from assistant.requests.subjects import KIND_LABELS
from assistant.wording import by_article
from tests.browser.window import QUESTIONS, Opened, ask, flat, is_marked

pytestmark = pytest.mark.browser


def whole(page: Page) -> Locator:
    """The last turn, once its answer is whole."""
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    turn = page.locator(".nb-turn").last
    expect(turn.locator(".nb-as")).to_be_enabled()
    return turn


def asked_as(page: Page, label: str) -> Locator:
    """The last turn, asked once more as what the menu calls so."""
    page.locator(".nb-turn").last.locator(".nb-as").click()
    page.get_by_role("menuitemradio", name=label, exact=True).click()
    expect(page.locator(".nb-turn").last.locator(".nb-as")).to_have_text(label)
    return whole(page)


def is_shown(page: Page, turn: Locator, answer: Answer) -> None:
    """All of an answer stands in its turn, and its sources as cards beside it."""
    said = turn.locator(".nb-answer")
    beside = answer.kind == "differences" and answer.conflicts
    statements = () if beside else answer.statements
    for statement in statements:
        expect(said).to_contain_text(statement.text)
    if statements and answer.kind != "library":
        marks = sum(len(statement.citations) for statement in statements)
        expect(said.locator(".nb-chip")).to_have_count(marks)
    for line in answer.preface.splitlines():
        expect(turn.locator(".nb-preface")).to_contain_text(line.removeprefix("- "))
    for part in () if beside else answer.parts:
        expect(said).to_contain_text(re.sub(r"^\d+\. ", "", part.heading))
    for notice in answer.notices:
        expect(turn.locator(".nb-notices")).to_contain_text(notice)
    expect(turn.get_by_role("button", name="Open as a briefing")).to_have_count(
        1 if answer.briefing else 0
    )
    if answer.citations and not answer.conflicts:
        cards = by_article(answer.citations)
        expect(page.locator(".nb-source")).to_have_count(len(cards))
        expect(page.locator(".nb-quoted")).to_have_count(len(answer.citations))


def test_the_same_words_asked_as_every_kind(visit: Opened, assistant: Assistant) -> None:
    """A menu asks them as another kind, in the place of the turn; each is shown in its own way."""
    page = visit()
    ask(page, QUESTIONS[2])
    is_shown(page, whole(page), assistant.ask(QUESTIONS[2]))
    for kind in KINDS[1:]:
        turn = asked_as(page, KIND_LABELS[kind])
        is_shown(page, turn, assistant.ask(QUESTIONS[2], kind=kind))
        expect(page.locator(".nb-turn")).to_have_count(1)
        expect(turn.locator("h2")).to_have_text(QUESTIONS[2])
    menu = page.locator(".nb-as")
    menu.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitemradio", name=KIND_LABELS["library"])).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitemradio", name=KIND_LABELS["answer"])).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_be_hidden()
    expect(menu).to_be_focused()


def test_a_request_typed_in_words(visit: Opened, assistant: Assistant) -> None:
    """Bullets as many as asked for, which open as a briefing that survives a reload; articles of
    the library as links; a greeting; what needs a model says so."""
    page = visit()
    ask(page, "What articles do you have?")
    turn = whole(page)
    first = turn.locator(".nb-answer .nb-link").first
    words = first.inner_text()
    first.click()
    expect(page.locator(".nb-evidence h2")).to_contain_text(words.rpartition(" (")[0])
    page.get_by_role("button", name="All sources").click()
    page.locator(".nb-quoted").first.click()
    page.locator(".nb-text mark").first.wait_for()

    ask(page, "hello")
    expect(whole(page).locator(".nb-preface")).to_contain_text("Hello.")
    ask(page, "Translate this into Portuguese")
    expect(whole(page).locator(".nb-notices")).to_contain_text("chat model")

    request = "Summarise Palmyra in three bullets"
    ask(page, request)
    turn = whole(page)
    expect(turn.locator(".nb-answer li")).to_have_count(3)
    expect(turn.locator(".nb-meant")).to_contain_text("3 bullets")
    briefing = assistant.ask(request).briefing
    assert briefing is not None
    turn.get_by_role("button", name="Open as a briefing").click()
    headline = page.locator(".nb-headline")
    expect(headline).to_have_text(flat(briefing.headline))
    page.locator(".nb-sheet .nb-chip").first.click()
    is_marked(page, briefing.citations[0].quote)
    page.reload()
    expect(headline).to_be_visible()
    expect(headline).to_have_text(flat(briefing.headline))
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".nb-exports [data-save]")).to_be_disabled()
    page.reload()
    expect(page.locator(".nb-exports [data-save]")).to_be_disabled()
    (saved,) = assistant.briefings()
    assistant.delete_briefing(saved.id)


def test_a_refusal_blames_what_was_ticked(visit: Opened, assistant: Assistant) -> None:
    """Where the library answers without the tick, it says so, and a button asks without it."""
    page = visit()
    page.locator(".nb-articles [data-tick]").first.check()
    expect(page.locator(".nb-ask .nb-scoped .nb-pill")).to_have_count(1)
    ask(page, QUESTIONS[2])
    turn = whole(page)
    expect(turn.locator(".nb-widening")).to_contain_text(
        "1 ticked article the library answers this"
    )
    turn.get_by_role("button", name="Ask again without: 1 ticked article").click()
    expect(page.locator(".nb-turn")).to_have_count(2)
    answer = assistant.ask(QUESTIONS[2])
    expect(whole(page).locator(".nb-answer")).to_contain_text(answer.statements[0].text)


@pytest.fixture
def cut_off(browser: Browser, address: str) -> Iterator[Page]:
    """A page whose line to the server can be cut, which browsers complain of."""
    context = browser.new_context()
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto(address)
    page.locator(".nb-intro > *").first.wait_for()
    yield page
    context.close()


def test_a_server_that_does_not_answer(cut_off: Page, assistant: Assistant) -> None:
    """A line says so, the question is kept, and is asked again once the server is back."""
    page = cut_off
    page.context.set_offline(True)
    page.get_by_label("Your question").fill(QUESTIONS[1])
    page.keyboard.press("Enter")
    expect(page.locator(".nb-gone")).to_contain_text("does not answer")
    expect(page.get_by_label("Your question")).to_have_value(QUESTIONS[1])
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("button", name="Try again")).to_be_enabled()
    page.context.set_offline(False)
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".nb-turn h2")).to_have_text(QUESTIONS[1])
    for statement in assistant.ask(QUESTIONS[1]).statements:
        expect(page.locator(".nb-answer")).to_contain_text(statement.text)
