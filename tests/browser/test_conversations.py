"""Conversations in a real browser: they come back, are found, exported, judged and asked again."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from assistant import Answer, Assistant
from assistant.wording import by_article
from tests.browser.window import (
    QUESTIONS,
    Opened,
    OwnWindow,
    Serving,
    ask,
    is_marked,
    opened_at,
    tab,
)

pytestmark = pytest.mark.browser


def rows(page: Page) -> Locator:
    """The lines of the list of conversations."""
    return page.locator(".nb-conversations li")


def whole(page: Page) -> None:
    """Wait until no answer is being written."""
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible(timeout=20_000)


def conversation(page: Page) -> str:
    """The id of the conversation that the address names."""
    return str(page.evaluate("new URL(location.href).searchParams.get('c') || ''"))


def test_a_restart_keeps_the_conversation_even_of_articles_that_went(
    visit: Opened, serving: Serving, story: Path, tmp_path: Path
) -> None:
    """Another server on the same library shows it; words of a removed article say so."""
    with Assistant(tmp_path / "library") as one:
        one.add(story)
        with serving(one) as address:
            page = visit(at=address)
            ask(page, QUESTIONS[0])
            answers = page.locator(".nb-answer").all_inner_texts()
            path = page.evaluate("location.search")
            citation = one.ask(QUESTIONS[0]).citations[0]
            page.goto("about:blank")
        one.remove(citation.article_id)
    with Assistant(tmp_path / "library") as other, serving(other) as address:
        page.goto(f"{address}/{path}")
        page.locator(".nb-turn").first.wait_for()
        assert page.locator(".nb-answer").all_inner_texts() == answers
        page.locator(".nb-chip[data-number='1']").first.click()
        expect(page.locator(".nb-evidence .nb-warn").last).to_contain_text("removed")
        is_marked(page, citation.quote)
        page.context.close()


class Held(Assistant):
    """An assistant whose answers grow by a statement, and are whole when they are let go."""

    go = threading.Event()

    def stream(self, question: str, **asked: Any) -> Iterator[Answer]:
        """The first statement; the whole answer when it may come."""
        *_, answer = super().stream(question, **asked)
        yield replace(answer, statements=answer.statements[:1])
        self.go.wait(120)
        yield answer


def test_a_refresh_amid_an_answer_loses_nothing(
    own_window: OwnWindow, story: Path, tmp_path: Path
) -> None:
    """The page follows the answer again, and it is whole; a page closed meanwhile matters not."""
    held = Held(tmp_path / "library")
    held.go = threading.Event()
    page = own_window(held, story)
    growing(page, QUESTIONS[2])
    page.reload()
    expect(page.locator(".nb-turn h2")).to_have_text(QUESTIONS[2])
    page.locator(".nb-chip").first.wait_for()
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    url = page.url
    page.goto("about:blank")
    held.go.set()
    page.goto(url)
    is_whole(page, held, QUESTIONS[2])
    expect(page.locator(".nb-turn")).to_have_count(1)


def growing(page: Page, question: str) -> None:
    """Ask, and wait for the beginning of the answer."""
    page.get_by_label("Your question").fill(question)
    page.keyboard.press("Enter")
    page.locator(".nb-chip").first.wait_for()


def is_whole(page: Page, assistant: Assistant, question: str) -> None:
    """The page shows all of an answer."""
    whole(page)
    for statement in assistant.ask(question).statements:
        expect(page.locator(".nb-answer")).to_contain_text(statement.text)


def test_an_answer_goes_on_while_another_conversation_is_read(
    own_window: OwnWindow, story: Path, tmp_path: Path
) -> None:
    """The one is shown, whole and free to be asked in; back in the other, its answer is there."""
    held = Held(tmp_path / "library")
    held.go = threading.Event()
    held.go.set()
    page = own_window(held, story)
    ask(page, QUESTIONS[0])
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".nb-turn")).to_have_count(0)
    held.go.clear()
    growing(page, QUESTIONS[2])
    tab(page, "Conversations")
    page.locator(".nb-open", has_text=QUESTIONS[0]).click()
    expect(page.locator(".nb-turn h2")).to_have_text(QUESTIONS[0])
    whole(page)
    tab(page, "Conversations")
    page.locator(".nb-open", has_text=QUESTIONS[2]).click()
    expect(page.locator(".nb-turn h2")).to_have_text(QUESTIONS[2])
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    held.go.set()
    is_whole(page, held, QUESTIONS[2])


def test_a_question_that_a_crash_left_is_shown(
    own_window: OwnWindow, story: Path, tmp_path: Path
) -> None:
    """Asked, never answered as the program was killed: it stands there and says so."""
    own = Assistant(tmp_path / "library")
    page = own_window(own, story)
    ask(page, QUESTIONS[0])
    id = conversation(page)
    stored = own.conversation_store.conversations
    stored.begin(_owner_of(own, id), id, "What happened then?", datetime.now(UTC))
    page.reload()
    expect(page.locator(".nb-turn h2").nth(1)).to_have_text("What happened then?")
    expect(page.locator(".nb-turn").nth(1)).to_contain_text("ended before there was")
    ask(page, QUESTIONS[1])
    expect(page.locator(".nb-turn")).to_have_count(3)


def _owner_of(assistant: Assistant, id: str) -> str:
    with sqlite3.connect(assistant.library.folder / "kept.sqlite3") as connection:
        (owner,) = connection.execute(
            "SELECT owner FROM conversations WHERE id = ?", (id,)
        ).fetchone()
    connection.close()
    return str(owner)


def test_two_browsers_never_see_each_others(visit: Opened, address: str) -> None:
    """Neither in the list, nor by the address of the conversation, nor as a file."""
    one, other = visit(), visit()
    ask(one, QUESTIONS[0])
    id = conversation(one)
    tab(other, "Conversations")
    expect(other.locator(".nb-conversations")).to_contain_text("No conversations yet")
    other.goto(f"{address}/?c={id}")
    expect(other.locator(".nb-intro")).to_contain_text("not here")
    expect(other.locator(".nb-turn")).to_have_count(0)
    assert conversation(other) == ""
    for form, status in (("md", 200), ("json", 200), ("html", 404)):
        assert one.request.get(f"{address}/conversation/{id}.{form}").status == status
        assert other.request.get(f"{address}/conversation/{id}.{form}").status == 404
    cookie = next(c for c in one.context.cookies() if c["name"].startswith("newsbrief-"))
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Strict"


def test_the_list_finds_renames_and_deletes(visit: Opened) -> None:
    """By words of an answer; a new title; deleted on the second click only, and gone for good."""
    page = visit()
    ask(page, QUESTIONS[0])
    first = conversation(page)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".nb-turn")).to_have_count(0)
    ask(page, QUESTIONS[1])
    second = conversation(page)
    assert first != second
    tab(page, "Conversations")
    expect(rows(page).locator(".nb-title")).to_have_text([QUESTIONS[1], QUESTIONS[0]])
    expect(page.locator(".nb-conversations h2")).to_have_text("Today")
    expect(rows(page).nth(0).locator("[aria-current]")).to_be_visible()

    search = page.get_by_label("Search titles, questions and answers")
    search.fill("sukhna")
    expect(rows(page)).to_have_count(1)
    expect(rows(page).locator(".nb-title")).to_have_text(QUESTIONS[0])
    search.fill("zzz")
    expect(page.locator(".nb-conversations")).to_contain_text("No conversation has these words")
    search.fill("")
    expect(rows(page)).to_have_count(2)

    page.get_by_role("button", name=f"Rename: {QUESTIONS[0]}").click()
    page.get_by_label("Title", exact=True).last.fill("Where they <b>fled</b>")
    page.keyboard.press("Enter")
    expect(rows(page).nth(1).locator(".nb-title")).to_have_text("Where they <b>fled</b>")

    page.locator(".nb-open", has_text="fled").click()
    expect(page.locator(".nb-turn h2")).to_have_text(QUESTIONS[0])
    assert conversation(page) == first

    tab(page, "Conversations")
    page.get_by_role("button", name="Delete: Where they").click()
    page.get_by_role("button", name="Keep: Where they").click()
    expect(rows(page)).to_have_count(2)
    page.get_by_role("button", name="Delete: Where they").click()
    page.get_by_role("button", name="Really delete").click()
    expect(rows(page)).to_have_count(1)
    tab(page, "Ask")
    expect(page.locator(".nb-turn")).to_have_count(0)
    page.goto(page.url.partition("?")[0] + f"?c={first}")
    expect(page.locator(".nb-intro")).to_contain_text("not here")


def test_an_answer_is_exported_judged_and_copied(
    visit: Opened, assistant: Assistant, tmp_path: Path
) -> None:
    """Files hold every citation; a thumb stays with its words until it is taken back; what is
    copied is plain text with [n] and who is cited, also where the clipboard is not the page's."""
    page = visit()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, QUESTIONS[0])
    id, answer = conversation(page), assistant.ask(QUESTIONS[0])

    # copied
    for broken in (False, True):
        page.evaluate("navigator.clipboard.writeText('nothing')")
        if broken:
            page.evaluate("void (navigator.clipboard.writeText = () => Promise.reject())")
        page.get_by_role("button", name="Copy with sources").click()
        expect(page.locator(".nb-after")).to_contain_text("Copied")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith(f"{QUESTIONS[0]}\n\n{answer.statements[0].text} [1]")
        sources = copied.partition("Sources\n")[2].splitlines()
        articles = by_article(answer.citations)
        marks = ["".join(f"[{one.number}]" for one in cited) for cited in articles]
        assert [line.split()[0] for line in sources] == marks
        assert all(c[0].title in line for c, line in zip(articles, sources, strict=True))
        expect(page.locator(".nb-after")).to_contain_text("Copy with sources")

    # judged
    def kept() -> list[tuple[bool, str]]:
        thumbs = assistant.conversation_store.feedback.all()
        return [(thumb.up, thumb.comment) for thumb in thumbs if thumb.conversation == id]

    up, down = (page.get_by_role("button", name=f"{name} answer") for name in ("Good", "Bad"))
    down.click()
    page.get_by_label("What was wrong").fill("The <b>wrong</b> town")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".nb-after")).to_contain_text("Thank you.")
    page.reload()
    expect(down).to_have_attribute("aria-pressed", "true")
    assert kept() == [(False, "The <b>wrong</b> town")]
    up.click()
    expect(down).to_have_attribute("aria-pressed", "false")
    up.click()
    page.reload()
    expect(up).to_have_attribute("aria-pressed", "false")
    assert kept() == []

    # exported
    tab(page, "Conversations")
    for name, ending in (("Markdown", "md"), ("JSON", "json")):
        with page.expect_download() as saving:
            page.get_by_role("link", name=f"Export as {name}").first.click()
        assert saving.value.suggested_filename.startswith("which-town-did-the-militants")
        saving.value.save_as(tmp_path / f"it.{ending}")
    text = (tmp_path / "it.md").read_text()
    assert text.startswith(f"# {QUESTIONS[0]}\n")
    assert text.count("\n  - [") == len(answer.citations)
    found = json.loads((tmp_path / "it.json").read_text())
    quotes = [one["quote"] for one in found["turns"][0]["answer"]["citations"]]
    assert quotes == [citation.quote for citation in answer.citations]


def test_a_question_is_edited_and_asked_again(visit: Opened) -> None:
    """The page says first what goes; cancelled, all stays; sent, it takes the place of the rest."""
    page = visit()
    for question in QUESTIONS:
        ask(page, question)
    box = page.get_by_label("Your question")
    edit = page.get_by_role("button", name=f"Edit and ask again: {QUESTIONS[1]}")
    edit.click()
    expect(box).to_have_value(QUESTIONS[1])
    expect(page.locator(".nb-edited")).to_contain_text(
        "replaces this question and the one after it"
    )
    box.press("Escape")
    expect(page.locator(".nb-edited")).to_be_hidden()
    expect(box).to_have_value("")
    expect(page.locator(".nb-turn")).to_have_count(3)
    edit.click()
    box.fill("How many militants were killed at Palmyra?")
    page.keyboard.press("Enter")
    expect(page.locator(".nb-turn")).to_have_count(2)
    whole(page)
    asked = [QUESTIONS[0], "How many militants were killed at Palmyra?"]
    expect(page.locator(".nb-turn h2")).to_have_text(asked)
    page.reload()
    expect(page.locator(".nb-turn h2")).to_have_text(asked)


def test_everything_by_keyboard(visit: Opened, assistant: Assistant) -> None:
    """`/` asks, arrows walk through the citations, Escape closes and goes back to the chip."""
    page = visit()
    tab(page, "Brief")
    page.keyboard.press("/")
    expect(page.get_by_label("Your question")).to_be_focused()
    page.keyboard.type(f"{QUESTIONS[2][:-1]}/2?")
    expect(page.get_by_label("Your question")).to_have_value(f"{QUESTIONS[2][:-1]}/2?")
    page.get_by_label("Your question").fill("")
    ask(page, QUESTIONS[2])
    citations = assistant.ask(QUESTIONS[2]).citations
    assert len(citations) > 1
    chip = page.locator(".nb-answer .nb-chip").first
    chip.focus()
    page.keyboard.press("Enter")
    page.locator(".nb-text mark").first.wait_for()
    back, forth = (page.get_by_role("button", name=name) for name in ("previous", "next"))
    expect(back).to_be_disabled()
    page.locator(".nb-evidence").focus()
    for number in (2, 1):
        page.keyboard.press("ArrowRight" if number == 2 else "ArrowLeft")
        opened_at(page, f"{number} of {len(citations)}", citations[number - 1].quote)
    for number in range(2, len(citations) + 1):
        forth.click()
        opened_at(page, f"{number} of {len(citations)}", citations[number - 1].quote)
    expect(forth).to_be_disabled()
    page.locator(".nb-evidence").focus()
    frame = "getComputedStyle(document.querySelector('#nb-evidence-pane'), '::after')"
    assert page.evaluate(f"{frame}.borderTopStyle") == "solid"
    page.keyboard.press("Escape")
    expect(page.locator(".nb-text")).to_have_count(0)
    expect(chip).to_be_focused()
    expect(page.locator("[data-cite][aria-current]")).to_have_count(0)
    page.keyboard.press("Enter")
    page.locator(".nb-text mark").first.wait_for()
