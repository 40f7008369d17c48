"""The chat window in a real browser: what is shown, what opens, and that nothing leaks."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from assistant import Answer, Article, Assistant
from tests.browser.window import (
    QUESTIONS,
    Opened,
    OwnWindow,
    ask,
    briefed,
    flat,
    marked,
    opened_at,
    sideways,
    tab,
    unfold,
)

pytestmark = pytest.mark.browser


def in_view(page: Page) -> bool:
    """Whether the first marked word lies within the evidence pane as it is scrolled."""
    return bool(
        page.evaluate(
            """() => {
              const pane = document.querySelector(".nb-evidence").getBoundingClientRect();
              const mark = document.querySelector(".nb-text mark").getBoundingClientRect();
              return mark.top >= pane.top && mark.top < pane.bottom;
            }"""
        )
    )


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_citation_opens_at_its_quote(
    visit: Opened, assistant: Assistant, question: str
) -> None:
    """A click on any chip marks exactly the quoted words, and brings them into view."""
    page = visit()
    ask(page, question)
    citations = assistant.ask(question).citations
    assert citations
    for citation in citations:
        page.locator(f".nb-chip[data-number='{citation.number}']").first.click()
        opened_at(page, f"{citation.number} of {len(citations)}", citation.quote)
        page.wait_for_timeout(250)
        assert in_view(page)
        assert flat(citation.title) == page.locator(".nb-evidence h2").inner_text()
        expect(page.locator(".nb-exact")).to_be_visible()


def test_an_article_of_the_list_opens_unmarked(visit: Opened, assistant: Assistant) -> None:
    """The list holds every article; a click shows one, with nothing marked."""
    page = visit()
    articles = assistant.articles()
    unfold(page)
    expect(page.locator(".nb-library [data-id]")).to_have_count(len(articles))
    article = articles[0]
    page.locator(f"[data-id='{article.id}']").click()
    expect(page.locator(".nb-evidence h2")).to_have_text(article.title)
    expect(page.locator(".nb-text mark")).to_have_count(0)
    assert flat(page.locator(".nb-text").inner_text()) == flat(article.text)


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


def test_a_quote_after_an_emoji_is_marked_exactly(
    visit: Opened, assistant: Assistant, hostile: Article
) -> None:
    """Offsets count characters, whatever a browser counts: the marked words are the quote."""
    question = "What did a keeper say to visitors of the quokka enclosure?"
    citations = assistant.ask(question).citations
    assert any("\U0001f998" in hostile.text[: citation.end] for citation in citations)
    page = visit()
    ask(page, question)
    for citation in citations:
        page.locator(f".nb-chip[data-number='{citation.number}']").first.click()
        opened_at(page, f"{citation.number} ", citation.quote)


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
    assert flat(marked(page)) == flat(refusal.passages[0].text)
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


def test_a_narrow_page(visit: Opened) -> None:
    """At 360 px nothing scrolls sideways; evidence and list slide over and go away again."""
    page = visit(width=360, height=740)
    panes = ".nb-masthead, .nb-ask, .nb-brief, .nb-evidence, .nb-library"
    assert sideways(page, panes) == []
    ask(page, QUESTIONS[0])
    ask(page, "Who won the 2034 chess title in Orbistan?")
    assert sideways(page, panes) == []
    briefed(page)
    assert sideways(page, panes) == []
    tab(page, "Ask")
    page.locator(".nb-ask .nb-chip").first.click()
    expect(page.locator(".nb-evidence")).to_be_visible()
    assert sideways(page, panes) == []
    page.keyboard.press("Escape")
    expect(page.locator(".nb-evidence")).to_be_hidden()
    assert page.evaluate("document.activeElement.classList.contains('nb-chip')")
    page.get_by_role("button", name="Library").click()
    expect(page.get_by_label("Find a story or an article")).to_be_visible()
    unfold(page)
    page.locator(".nb-library [data-id]").first.click()
    expect(page.locator(".nb-evidence h2")).to_be_visible()
    expect(page.get_by_label("Find a story or an article")).to_be_hidden()


@pytest.mark.parametrize(
    ("scheme", "paper", "ink"),
    [("light", "rgb(250, 249, 247)", "rgb(28, 27, 25)"),
     ("dark", "rgb(22, 22, 20)", "rgb(236, 233, 226)")],
)  # fmt: skip
def test_colours_follow_the_system(visit: Opened, scheme: str, paper: str, ink: str) -> None:
    """Light and dark take their own paper and ink."""
    page = visit(scheme=scheme)
    shown = page.evaluate(
        """() => [getComputedStyle(document.body).backgroundColor,
                  getComputedStyle(document.querySelector(".nb-lead")).color]"""
    )
    assert shown == [paper, ink]


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
