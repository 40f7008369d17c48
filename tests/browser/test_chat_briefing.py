"""Briefings in the chat window: every section, exports, those that were saved."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect

from assistant import Assistant
from assistant.exporting.files import export
from assistant.exporting.forms import Form
from assistant.exporting.sheet import sheet
from tests import briefings
from tests.browser.window import Fixed, Opened, Serving, briefed, opened_at, tab
from vectorstore.documents import ArticleFilter

pytestmark = pytest.mark.browser


@pytest.fixture
def fixed(serving: Serving, tmp_path: Path) -> Iterator[tuple[Fixed, str]]:
    """An assistant with a whole briefing and its articles, and where it is served."""
    with Fixed(tmp_path / "library") as assistant:
        assistant.add(*briefings.ARTICLES)
        with serving(assistant) as address:
            yield assistant, address


def test_a_whole_briefing(visit: Opened, fixed: tuple[Fixed, str]) -> None:
    """Each mark of each section opens at its words, each form is the whole file, and what is
    saved is listed in every page, checked against the library, and deleted when asked twice."""
    assistant, address = fixed
    page = visit(at=address)
    briefed(page)
    keys = ["lead", "points", "new", "differ", "timeline", "people", "figures", "quotes",
            "stories", "open", "sources"]  # fmt: skip
    for key in keys:
        assert page.locator(f".nb-part-{key} .nb-chip").count() > 0, key
    expect(page.locator(".nb-contradiction td blockquote")).to_have_count(2)
    expect(page.locator(".nb-update td blockquote")).to_have_count(2)
    expect(page.locator(".nb-part-coverage li")).to_have_count(len(assistant.made.unused))
    quotes = {one.number: one.quote for one in assistant.made.citations}
    expect(page.locator(".nb-part-sources li")).to_have_count(len(briefings.ARTICLES))
    flagged = page.locator(".nb-part-points").get_by_label("no other publisher reports this")
    expect(flagged).to_have_text("single-source")
    expect(page.locator(".nb-rests")).to_contain_text("Quoted word for word from 12 outlets")
    for fold in page.locator(".nb-part > details > summary").all():
        fold.click()
    for chip in page.locator(".nb-sheet .nb-chip").all():
        number = int(chip.inner_text())
        chip.click()
        opened_at(page, f"{number} of {len(quotes)}", quotes[number])
    page.get_by_role("button", name="previous").click()
    opened_at(page, f"{number - 1} of {len(quotes)}", quotes[number - 1])
    dots = page.locator(".nb-axis a")
    expect(dots).to_have_count(len(assistant.made.timeline))
    dots.nth(1).click()
    assert page.evaluate("document.activeElement.id") == "nb-timeline-2"

    # exported
    names = {"Markdown": Form.MD, "HTML": Form.HTML, "Word": Form.DOCX, "PDF": Form.PDF,
             "JSON": Form.JSON}  # fmt: skip
    for name, form in names.items():
        with page.expect_download() as loading:
            page.get_by_role("link", name=f"Export as {name}").click()
        assert loading.value.suggested_filename == f"ferry-runs-aground-off-larnholm.{form}"
        assert Path(loading.value.path()).read_bytes() == export(assistant.made, form)

    # saved and checked
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".nb-exports button")).to_be_disabled()
    (saved,) = assistant.briefings()
    assert saved.briefing == assistant.made
    page.locator(".nb-kept summary").click()
    again = page.get_by_role("button", name="Check again")
    again.click()
    expect(page.locator(".nb-checked")).to_have_text("✓ all 8 citations hold")
    assistant.remove(briefings.TIMES.id)
    again.click()
    expect(page.locator(".nb-checked")).to_contain_text("5 of 8 citations hold")
    expect(page.locator(".nb-checked")).to_contain_text("is no longer in the library")

    # opened in another page, and deleted there
    other = visit(at=address)
    tab(other, "Brief")
    other.locator(".nb-kept summary").click()
    other.locator("[data-open]").click()
    expect(other.locator(".nb-headline")).to_have_text(assistant.made.headline)
    other.locator(".nb-kept summary").click()
    other.get_by_role("button", name="Delete").click()
    assert len(assistant.briefings()) == 1
    other.get_by_role("button", name="Really delete").click()
    expect(other.locator(".nb-kept")).to_be_hidden()
    assert assistant.briefings() == []
    for opened in (page, other):
        opened.context.close()  # before its server goes, which it would complain of


def test_a_hostile_briefing_is_only_words(visit: Opened, fixed: tuple[Fixed, str]) -> None:
    """Markup in any field of a briefing is shown as it is, in every section and in the list."""
    assistant, address = fixed
    made = briefings.hostile()
    other = replace(made.citations[1], publisher=briefings.SCRIPT)
    assistant.made = replace(
        made, citations=(made.citations[0], other), key_points=made.key_points * 2
    )
    page = visit(at=address)
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    briefed(page)
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator(".nb-kept summary").click()
    expect(page.locator(".nb-open .nb-title")).to_contain_text("<script>alert(1)</script>")
    assert page.locator(".nb-sheet").inner_text().count("<img src=x onerror=alert(2)>") > 10
    expect(page.locator(".nb-matrix tbody th").first).to_contain_text("<script>alert(1)</script>")
    assert page.locator(".nb-brief :is(img, script)").count() == 0
    assert page.locator(".nb-sheet a[href*='javascript']").count() == 0
    page.context.close()


def test_a_briefing_on_a_story_and_days(visit: Opened, assistant: Assistant) -> None:
    """A topic in so many words, a story from a list, days that bound what is read, and "new
    since", which adds a section; where nothing is in scope, there is nothing to export."""
    (story, *_) = assistant.stories()
    page = visit()
    tab(page, "Brief")
    page.get_by_label("Topic").fill("Palmyra")
    page.get_by_label("Words").fill("80")
    page.locator(".nb-brief").get_by_label("Story").select_option(value=story.id)
    page.get_by_label("What is new since").fill("2016-03-28")
    page.get_by_role("button", name="Brief me").click()
    within = ArticleFilter(story=story.id)
    made = assistant.brief("Palmyra", words=80, filter=within, new_since=date(2016, 3, 28))
    expect(page.locator(".nb-headline")).to_have_text(made.headline)
    assert made.bottom_line is not None
    for statement in (made.bottom_line, *made.statements):
        expect(page.locator(".nb-sheet")).to_contain_text(statement.text)
    (points,) = (section for section in sheet(made).sections if section.key == "points")
    told = [line.flag + line.note for block in points.blocks for line in block.lines]
    expect(page.locator(".nb-points .nb-aside")).to_have_text(told)
    assert made.new
    expect(page.locator(".nb-part-new li")).to_have_count(len(made.new))
    expect(page.locator(".nb-part-new h3")).to_have_text("New since 28 March 2016")
    page.get_by_label("To", exact=True).fill("1999-01-01")
    page.get_by_role("button", name="Brief me").click()
    expect(page.locator(".nb-headline")).to_have_count(0)
    expect(page.locator(".nb-sheet .nb-notice").first).to_be_visible()
    expect(page.get_by_role("link", name="Export as PDF")).to_have_count(0)
