"""The whole way of a new user, in one browser: from an empty library to a saved briefing."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from assistant import Answer, ArticleFilter, Assistant
from assistant.samples import samples_folder, seeds_folder
from tests.browser.window import QUESTIONS, Opened, Serving, ask, flat, is_marked, tab

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
STARTERS = 4


def sample_questions() -> list[str]:
    """Ten questions that come with the samples: those for examples first, of every story."""
    lines = (seeds_folder() / "questions.jsonl").read_text("utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if row["kind"] in ("who", "how many", "where")]
    return [row["question"] for row in sorted(rows, key=lambda row: not row.get("example"))][:10]


@pytest.fixture
def empty(tmp_path: Path, serving: Serving) -> Iterator[tuple[Assistant, str]]:
    """An empty library that offers all sample articles, and where it is served."""
    with (
        Assistant(tmp_path / "library") as assistant,
        serving(assistant, samples_folder()) as address,
    ):
        yield assistant, address


def open_every_chip(page: Page, answer: Answer) -> int:
    """Click each chip of the last turn; the article opens at its quote. How many there were."""
    assert answer.citations
    turn = page.locator(".nb-turn").last
    chips = turn.locator(".nb-answer .nb-chip")
    expect(chips).to_have_count(sum(len(one.citations) for one in answer.statements))
    quotes = {one.number: one for one in answer.citations}
    for chip in [*chips.all(), *turn.locator(".nb-apart .nb-chip").all()]:
        number = int(chip.inner_text())
        chip.click()
        expect(chip).to_have_attribute("aria-current", "true")
        place = page.locator(".nb-steps [role=status]")
        expect(place).to_have_text(re.compile(rf"^citation {number} of "))
        if number in quotes:  # the others are of what sources tell differently
            is_marked(page, quotes[number].quote)
            assert page.locator(".nb-evidence h2").inner_text() == flat(quotes[number].title)
            assert quotes[number].publisher in (chip.get_attribute("data-label") or "")
        page.locator(".nb-text mark").first.wait_for()
    return int(chips.count())


def fresh(page: Page) -> None:
    """Begin a new conversation."""
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".nb-turn")).to_have_count(0)


@pytest.mark.timeout(600)
def test_the_whole_way_of_a_new_user(visit: Opened, empty: tuple[Assistant, str]) -> None:
    """Samples, a starter, ten answers with every citation, a scope, a briefing, and it is kept."""
    assistant, address = empty
    page = visit(at=address)
    expect(page.get_by_label("Your question")).to_be_hidden()
    page.get_by_role("button", name="Load the sample articles").click()
    starters = page.locator(".nb-starters button")
    expect(starters.first).to_be_visible(timeout=180_000)
    assert len(assistant.articles()) == sum(path.is_file() for path in samples_folder().rglob("*"))
    expect(page.locator("[data-story]")).to_have_count(len(assistant.stories()))

    expect(starters).to_have_count(STARTERS)
    started = starters.first.inner_text()
    starters.first.click()
    expect(page.locator(".nb-turn h2")).to_have_text(started)
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    assert open_every_chip(page, assistant.ask(started)) > 0

    asked = [one for one in sample_questions() if one != started]
    for question in asked:
        fresh(page)
        ask(page, question)
        open_every_chip(page, assistant.ask(question))
    assert len({started, *asked}) == 10

    ask(page, "And when was that?")
    expect(page.locator(".nb-turn").nth(1).locator(".nb-understood")).to_contain_text("Understood")
    _scoped_to_a_story(page, assistant)
    headline = _briefed_and_saved(page, assistant)

    turns = page.locator(".nb-turn h2").all_text_contents()
    answers = page.locator(".nb-turn .nb-answer").all_text_contents()
    assert len(turns) == 3
    page.reload()
    expect(page.locator(".nb-turn h2")).to_have_text(turns)
    assert page.locator(".nb-turn .nb-answer").all_text_contents() == answers
    tab(page, "Conversations")
    expect(page.locator(".nb-conversations li")).to_have_count(10)
    tab(page, "Brief")
    page.locator(".nb-kept summary").click()
    page.locator(".nb-kept [data-open]").click()
    expect(page.locator(".nb-headline")).to_have_text(headline)
    page.context.close()  # before its server goes, which it would complain of


def _scoped_to_a_story(page: Page, assistant: Assistant) -> None:
    """A tick: the answer rests on articles of that story only, each chip at its words."""
    row = page.locator(".nb-stories > li").first
    title = row.locator(".nb-title").first.inner_text()
    (story,) = [one for one in assistant.stories() if flat(one.title) == flat(title)]
    row.get_by_role("checkbox").check()
    expect(page.locator(".nb-ask .nb-scoped .nb-pill")).to_have_count(1)
    question = f"What happened: {title}?"
    ask(page, question)
    within = ArticleFilter(story=story.id)
    told = page.locator(".nb-turn").last.locator(".nb-chip")
    titles = {flat(one.title) for one in assistant.articles() if one.id in story.article_ids}
    assert told.count() > 0
    for chip in told.all():
        chip.click()
        expect(chip).to_have_attribute("aria-current", "true")
        assert page.locator(".nb-evidence h2").inner_text() in titles
    assert assistant.ask(question, filter=within).answered


def _briefed_and_saved(page: Page, assistant: Assistant) -> str:
    """A briefing of what is ticked: its marks open, it is saved and exported; its headline."""
    tab(page, "Brief")
    expect(page.locator(".nb-brief .nb-scoped")).to_contain_text("Reads only")
    page.get_by_role("button", name="Brief me").click()
    headline = page.locator(".nb-headline")
    headline.wait_for(timeout=60_000)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".nb-exports [data-save]")).to_be_disabled()
    (saved,) = assistant.briefings()
    quotes = {one.number: one.quote for one in saved.briefing.citations}
    for chip in page.locator(".nb-part-lead .nb-chip").all():
        chip.click()
        expect(chip).to_have_attribute("aria-current", "true")
        number = int(chip.inner_text())
        expect(page.locator(".nb-steps [role=status]")).to_contain_text(f"citation {number} of")
        is_marked(page, quotes[number])
    with page.expect_download() as loading:
        page.get_by_role("link", name="Export as Markdown").click()
    assert f"# {saved.briefing.headline}\n" in Path(loading.value.path()).read_text("utf-8")
    return headline.inner_text()


def test_a_phone_by_touch_alone(browser: Browser, address: str) -> None:
    """A real phone's page: it fits its width, and taps lead from a starter to the words and on."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
    )  # fmt: skip
    context.set_default_timeout(20_000)
    strays: list[str] = []
    context.on("request", lambda request: strays.append(request.url))
    page = context.new_page()
    page.goto(address)
    page.locator(".nb-starters button").first.tap()
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    assert page.evaluate("innerWidth") == PHONE["width"], "a phone shows it at its own width"
    page.locator(".nb-answer .nb-chip").first.tap()
    page.locator(".nb-text mark").first.wait_for()
    assert _seen(page.locator(".nb-text mark").first)
    page.get_by_role("button", name="Back to the answer").tap()
    expect(page.locator(".nb-evidence")).to_be_hidden()
    page.locator(".nb-drawer").tap()
    page.get_by_role("checkbox", name=re.compile("^.*the story")).first.tap()
    page.locator(".nb-drawer").tap()
    expect(page.get_by_label("Find a story or an article")).to_be_hidden()
    expect(page.locator(".nb-ask .nb-scoped .nb-pill")).to_have_count(1)
    assert _seen(page.get_by_role("button", name="Ask", exact=True))
    page.get_by_role("tab", name="Brief").tap()
    page.get_by_role("button", name="Brief me").tap()
    page.locator(".nb-headline").wait_for()
    page.locator(".nb-sheet .nb-chip").first.tap()
    page.locator(".nb-text mark").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    context.close()
    assert {urlsplit(url).hostname for url in strays} == {"127.0.0.1"}


def _seen(found: Locator) -> bool:
    """Whether it lies within the phone's screen."""
    box = found.bounding_box()
    assert box is not None
    return box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"] and 0 <= box["y"] < 740


def test_a_citation_says_what_it_rests_on(visit: Opened, assistant: Assistant) -> None:
    """Under the pointer and where the focus is: publisher, day and quote, until Esc or leaving."""
    page = visit()
    ask(page, QUESTIONS[0])
    answer = assistant.ask(QUESTIONS[0])
    chip, card = page.locator(".nb-answer .nb-chip").first, page.locator(".nb-card")
    told = next(one for one in answer.citations if one.number == int(chip.inner_text()))
    chip.hover()
    expect(card).to_contain_text(told.publisher)
    expect(card).to_contain_text("2016")
    expect(card.locator("blockquote")).to_contain_text(flat(told.quote))
    box, inside = card.bounding_box(), page.viewport_size
    assert box is not None
    assert inside is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= inside["width"]
    assert box["y"] + box["height"] <= inside["height"]
    card.hover()
    page.wait_for_timeout(400)
    expect(card).to_be_visible()  # the pointer may come over to it
    page.mouse.move(5, 300)
    expect(card).to_be_hidden()
    page.get_by_label("Your question").focus()
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.classList.contains('nb-chip')"):
            break
    expect(card).to_be_visible()
    assert page.evaluate("document.activeElement.getAttribute('aria-describedby')") == "nb-card"
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()


def test_a_briefing_with_the_keyboard_alone(visit: Opened) -> None:
    """Arrows open tabs, around both ends; a topic and Enter, a mark by Tab, Esc back to it."""
    page = visit()
    page.get_by_role("tab", name="Ask").focus()
    for key, name in (
        ("ArrowLeft", "Conversations"), ("ArrowRight", "Ask"), ("End", "Conversations"),
        ("Home", "Ask"), ("ArrowRight", "Brief"),
    ):  # fmt: skip
        page.keyboard.press(key)
        tab = page.get_by_role("tab", name=name)
        expect(tab).to_be_focused()
        expect(tab).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Tab")
    for _ in range(4):
        if page.evaluate("document.activeElement.ariaLabel") == "Topic":
            break
        page.keyboard.press("Tab")
    expect(page.get_by_label("Topic")).to_be_focused()
    page.keyboard.type("Palmyra")
    page.keyboard.press("Enter")
    page.locator(".nb-headline").wait_for()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('nb-chip')"):
            break
    chip = page.locator(".nb-sheet .nb-chip").first
    expect(chip).to_be_focused()
    assert chip.evaluate("node => getComputedStyle(node).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.locator(".nb-text mark").first.wait_for()
    page.keyboard.press("Escape")
    expect(page.locator(".nb-text")).to_have_count(0)
    expect(chip).to_be_focused()
