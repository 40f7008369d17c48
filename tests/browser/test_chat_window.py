"""The chat window in a real browser: what is shown, what opens, and that nothing leaks."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from assistant import Answer, Article, Assistant
from tests.browser.window import (
    QUESTIONS,
    Opened,
    OwnWindow,
    ask,
    flat,
    is_marked,
    opened_at,
    unfold,
)

pytestmark = pytest.mark.browser


def test_citations_and_articles_open(visit: Opened, assistant: Assistant, hostile: Article) -> None:
    """A click on a chip marks exactly the quoted words and brings them into view, also behind
    an emoji, which browsers count otherwise; an article of the list opens unmarked."""
    page = visit()
    behind = "What did a keeper say to visitors of the quokka enclosure?"
    for question in (QUESTIONS[2], behind):
        ask(page, question)
        citations = assistant.ask(question).citations
        assert citations
        for citation in citations:
            turn = page.locator(".nb-turn").last
            turn.locator(f".nb-chip[data-number='{citation.number}']").first.click()
            opened_at(page, f"{citation.number} of", citation.quote)
            assert flat(citation.title) == page.locator(".nb-evidence h2").inner_text()
            expect(page.locator(".nb-text mark").first).to_be_in_viewport()
            expect(page.locator(".nb-exact")).to_be_visible()
    assert any("\U0001f998" in hostile.text[: citation.end] for citation in citations)
    unfold(page)
    articles = assistant.articles()
    expect(page.locator(".nb-library [data-id]")).to_have_count(len(articles))
    page.locator(f"[data-id='{articles[0].id}']").click()
    expect(page.locator(".nb-evidence h2")).to_have_text(articles[0].title)
    expect(page.locator(".nb-text mark")).to_have_count(0)
    assert flat(page.locator(".nb-text").inner_text()) == flat(articles[0].text)


def test_hostile_words_are_only_words(visit: Opened, hostile: Article) -> None:
    """Markup and templates in an article and in a question are shown as they are, and inert."""
    page = visit()
    page.locator(f"[data-id='{hostile.id}']").click()
    expect(page.locator(".nb-evidence h2")).to_have_text(hostile.title)
    assert flat(page.locator(".nb-text").inner_text()) == flat(hostile.text)
    assert hostile.publisher in page.locator(".nb-evidence .nb-meta").first.inner_text()
    expect(page.locator(".nb-evidence a")).to_have_count(0)
    question = "How many quokka were counted at Rottnest <img src=x onerror=window.struck=9>?"
    ask(page, question)
    expect(page.locator(".nb-turn h2")).to_have_text(question)
    for number in range(page.locator(".nb-answer .nb-chip").count()):
        page.locator(".nb-answer .nb-chip").nth(number).click()
        page.locator(".nb-text mark").first.wait_for()
    for pane in ("nb-library", "nb-ask", "nb-evidence"):
        assert page.locator(f".{pane} :is(img, script)").count() == 0
    assert page.evaluate("window.struck === undefined")


def test_a_refusal_says_why_and_shows_what_is_near(visit: Opened, assistant: Assistant) -> None:
    """Notices, no chips, and the nearest passages, each of which opens at its words."""
    question = "Who won the 2034 chess title in Orbistan?"
    refusal = assistant.ask(question)
    assert not refusal.answered
    page = visit()
    ask(page, question)
    expect(page.locator(".nb-chip")).to_have_count(0)
    for notice in refusal.notices:
        expect(page.locator(".nb-notices")).to_contain_text(notice)
    page.locator(".nb-passage").first.click()
    page.locator(".nb-text mark").first.wait_for()
    is_marked(page, refusal.passages[0].text)
    expect(page.locator(".nb-exact")).to_have_count(0)


class Slow(Assistant):
    """An assistant whose answers grow a statement every half second, and then go on."""

    def stream(self, question: str, **asked: Any) -> Iterator[Answer]:
        """The statements so far, one more at a time; the whole answer only after long."""
        whole = self.ask_at_once(question)
        for count in range(1, len(whole.statements) + 1):
            yield replace(whole, statements=whole.statements[:count])
            time.sleep(0.5)
        time.sleep(2)
        yield whole

    def ask_at_once(self, question: str) -> Answer:
        """The whole answer."""
        *_, whole = super().stream(question)
        return whole


def test_an_answer_can_be_read_and_stopped_while_it_grows(
    own_window: OwnWindow, story: Path, tmp_path: Path
) -> None:
    """A chip opens before the answer is whole and stays the same node; Stop keeps what is there."""
    page = own_window(Slow(tmp_path / "library"), story / "02-meridian-press.txt")
    page.get_by_label("Your question").fill("What happened in Palmyra on Sunday?")
    page.keyboard.press("Enter")
    chip = page.locator(".nb-chip").first
    chip.evaluate("node => { node.first = true }")
    chip.click()
    page.locator(".nb-text mark").first.wait_for()
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".nb-notices")).to_contain_text("Stopped here.")
    assert chip.evaluate("node => node.first")
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()


def test_the_next_question_may_come_at_once(visit: Opened) -> None:
    """A question sent in the moment in which an answer is whole is answered too."""
    page = visit()
    page.evaluate(
        """(questions) => {
          const box = document.querySelector(".nb-composer textarea");
          const send = document.querySelector(".nb-composer .nb-primary");
          const left = [...questions];
          const go = () => {
            if (send.textContent !== "Ask" || left.length === 0) return;
            box.value = left.shift();
            send.click();
          };
          new MutationObserver(go).observe(send, { childList: true });
          go();
        }""",
        [*QUESTIONS],
    )
    expect(page.locator(".nb-turn h2")).to_have_text([*QUESTIONS], timeout=20_000)
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    expect(page.locator(".nb-turn .nb-rests:visible")).to_have_count(len(QUESTIONS))
