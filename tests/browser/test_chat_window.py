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
from tests.browser.window import QUESTIONS, Opened, Serving, ask, flat, marked, unfold

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
        place = f"citation {citation.number} of {len(citations)}"
        expect(page.locator(".nb-steps [role=status]")).to_have_text(place)
        assert flat(marked(page)) == flat(citation.quote)
        page.wait_for_timeout(250)
        assert in_view(page)
        assert flat(citation.title) == page.locator(".nb-evidence h2").inner_text()
        expect(page.locator(".nb-exact")).to_be_visible()


def test_stepping_through_citations(visit: Opened, assistant: Assistant) -> None:
    """Next and previous walk through the citations of the answer and stop at its ends."""
    page = visit()
    ask(page, QUESTIONS[2])
    citations = assistant.ask(QUESTIONS[2]).citations
    assert len(citations) > 1
    page.locator(".nb-chip").first.click()
    back, forth = (page.get_by_role("button", name=name) for name in ("previous", "next"))
    expect(back).to_be_disabled()
    for citation in citations[1:]:
        forth.click()
        place = f"citation {citation.number} of {len(citations)}"
        expect(page.locator(".nb-steps [role=status]")).to_have_text(place)
        assert flat(marked(page)) == flat(citation.quote)
        expect(page.locator(".nb-chip[aria-current]").first).to_have_text(str(citation.number))
    expect(forth).to_be_disabled()
    back.click()
    expect(page.locator(".nb-steps [role=status]")).to_contain_text(
        f"citation {len(citations) - 1}"
    )


def test_a_chip_opens_with_the_keyboard(visit: Opened, assistant: Assistant) -> None:
    """Enter on a chip opens its words, and on a wide page the chip keeps the focus."""
    page = visit()
    ask(page, QUESTIONS[0])
    page.locator(".nb-chip").first.focus()
    page.keyboard.press("Enter")
    page.locator(".nb-text mark").first.wait_for()
    assert flat(marked(page)) == flat(assistant.ask(QUESTIONS[0]).citations[0].quote)
    assert page.evaluate("document.activeElement.classList.contains('nb-chip')")


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


def test_the_list_can_be_searched(visit: Opened) -> None:
    """Words of a title or publisher narrow the list."""
    page = visit()
    page.get_by_label("Find a story or an article").fill("quokka")
    expect(page.locator(".nb-shelf li")).to_have_count(1)


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
        expect(page.locator(".nb-steps [role=status]")).to_contain_text(
            f"citation {citation.number} "
        )
        assert flat(marked(page)) == flat(citation.quote)


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
    visit: Opened, serving: Serving, story: Path, tmp_path: Path
) -> None:
    """A chip opens before the answer is whole and stays the same node; Stop keeps what is there."""
    with Slow(tmp_path / "library") as slow:
        slow.add(story / "02-meridian-press.txt")
        with serving(slow) as address:
            page = visit(at=address)
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
            page.context.close()  # before its server goes, which it would complain of


def test_a_follow_up_shows_how_it_was_understood(visit: Opened) -> None:
    """The second question is read with the first, and the page says so."""
    page = visit()
    ask(page, QUESTIONS[0])
    ask(page, "And when?")
    expect(page.locator(".nb-turn").nth(1).locator(".nb-understood")).to_contain_text("Palmyra")
    expect(page.locator(".nb-turn").nth(0).locator(".nb-understood")).to_be_hidden()
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".nb-turn")).to_have_count(0)
    expect(page.locator(".nb-starters button").first).to_be_visible()


def test_sessions_are_apart(visit: Opened) -> None:
    """Two visitors see only their own questions, and a follow-up knows only its own."""
    one, other = visit(), visit()
    ask(one, QUESTIONS[0])
    ask(other, "And when?")
    expect(other.locator(".nb-turn")).to_have_count(1)
    expect(other.locator(".nb-understood").first).to_be_hidden()
    expect(one.locator(".nb-turn")).to_have_count(1)
    expect(one.locator(".nb-turn h2")).to_have_text(QUESTIONS[0])


def test_a_narrow_page(visit: Opened) -> None:
    """At 360 px nothing scrolls sideways; evidence and list slide over and go away again."""
    page = visit(width=360, height=740)

    def sideways() -> list[str]:
        found: list[str] = page.evaluate(
            """() => [document.documentElement, document.body, ...document.querySelectorAll(
                 ".nb-masthead, .nb-ask, .nb-brief, .nb-evidence, .nb-library")]
               .filter((node) => node.scrollWidth > node.clientWidth + 1)
               .map((node) => node.className || node.tagName)"""
        )
        return found

    assert sideways() == []
    ask(page, QUESTIONS[0])
    ask(page, "Who won the 2034 chess title in Orbistan?")
    assert sideways() == []
    page.get_by_role("tab", name="Brief").click()
    page.get_by_role("button", name="Brief me").click()
    page.locator(".nb-headline").wait_for()
    assert sideways() == []
    page.get_by_role("tab", name="Ask").click()
    page.locator(".nb-ask .nb-chip").first.click()
    expect(page.locator(".nb-evidence")).to_be_visible()
    assert sideways() == []
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


def test_an_empty_library_offers_the_samples(
    visit: Opened, serving: Serving, story: Path, tmp_path: Path
) -> None:
    """One sentence and a button; the button adds the articles, and questions follow."""
    with (
        Assistant(tmp_path / "library") as empty,
        serving(empty) as address,
    ):
        page = visit(at=address)
        expect(page.get_by_label("Your question")).to_be_hidden()
        page.get_by_role("button", name="Load the sample articles").click()
        expect(page.locator(".nb-starters button").first).to_be_visible()
        unfold(page)
        expect(page.locator(".nb-library [data-id]")).to_have_count(len(empty.articles()))
        assert len(empty.articles()) == len([*story.iterdir()])
        page.context.close()  # before its server goes, which it would complain of


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
