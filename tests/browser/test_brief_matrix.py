"""Who tells what in a briefing, which of its sections are shown, and what is said meanwhile."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from assistant import Assistant, Briefing
from assistant.interfaces.chat.briefings import matrix
from assistant.types import KeyPoint, StoryParagraph
from tests import briefings
from tests.browser.window import Opened, Serving, briefed, opened_at, tab
from vectorstore.documents import Article
from vectorstore.stories import Story

WIRE, TIMES, UNNAMED = briefings.ARTICLES


def point(made: Briefing, *numbers: int) -> KeyPoint:
    """A key point that cites these numbers."""
    first = made.citations[numbers[0] - 1]
    return KeyPoint(first.quote, numbers, made.statements[0].verdict, 1, 1)


def shared() -> Briefing:
    """A full briefing with three key points that several publishers tell."""
    made = briefings.full()
    return replace(made, key_points=(point(made, 2, 6), point(made, 4, 8), point(made, 7, 6)))


def paragraph(made: Briefing, id: str, title: str, *numbers: int) -> StoryParagraph:
    """A story's paragraph that cites these numbers."""
    said = replace(made.statements[0], citations=numbers)
    return StoryParagraph(id, title, 1, 1, said.text, (said,))


def story(id: str, *articles: Article) -> Story:
    """A story of these articles."""
    ids = tuple(article.id for article in articles)
    return Story(id, id, ids, len(ids), None, None, ())


def test_a_cell_has_a_number_for_each_article_that_is_cited() -> None:
    """Rows are publishers, the fullest first; columns are key points in their order."""
    found = matrix(shared())
    assert found is not None
    assert found.kind == "points"
    assert found.columns == tuple(one.text for one in shared().key_points)
    assert [(row.publisher, row.cells) for row in found.rows] == [
        ("Northern Wire", ((2,), (4,), ())),
        ("publisher unknown: (no title)", ((6,), (), (6,))),
        ("Coastal Times", ((), (8,), ())),
    ]
    # one publisher or one column compares nothing
    made = shared()
    assert matrix(briefings.full()) is None, "only one publisher is cited"
    assert matrix(replace(made, key_points=made.key_points[:1])) is None
    assert matrix(briefings.small()) is None
    assert matrix(briefings.refused()) is None


def test_stories_are_the_columns_where_there_are_several() -> None:
    """What is cited of a story's articles anywhere counts; of an unknown story its paragraph."""
    made = replace(
        shared(),
        stories=(paragraph(shared(), "s1", "Ferry", 1), paragraph(shared(), "s2", "Toll", 3)),
    )
    alone = matrix(made)
    assert alone is not None
    assert (alone.kind, alone.columns) == ("stories", ("Ferry", "Toll"))
    assert [row.cells for row in alone.rows] == [((1,), ()), ((), (3,))]
    known = matrix(made, [story("s1", WIRE, UNNAMED)])
    assert known is not None
    assert [(row.publisher, row.cells) for row in known.rows] == [
        ("Northern Wire", ((1,), ())),
        ("publisher unknown: (no title)", ((6,), ())),
        ("Coastal Times", ((), (3,))),
    ]


# ---------------------------------------------------------------- in the page


class Fixed(Assistant):
    """An assistant whose every briefing was made by hand, and is made when it may be."""

    made = shared()
    may = threading.Event()

    def brief(self, topic: str | None = None, **asked: Any) -> Briefing:
        """The briefing that was made by hand, once it may be."""
        asked["watch"]("comparing", 1)
        assert self.may.wait(20)
        return self.made


@pytest.fixture
def fixed(serving: Serving, tmp_path: Path) -> Iterator[tuple[Fixed, str]]:
    """An assistant with a whole briefing and its articles, and where it is served."""
    with Fixed(tmp_path / "library") as assistant:
        assistant.may = threading.Event()
        assistant.may.set()
        assistant.add(*briefings.ARTICLES)
        with serving(assistant) as address:
            yield assistant, address


@pytest.mark.browser
def test_the_matrix_leads_and_sections_are_hidden(visit: Opened, fixed: tuple[Fixed, str]) -> None:
    """While it is made the page says what is done; a number opens the article at its words, a
    column's head goes to the key point; what is switched off stays so, and nothing is made again
    for it."""
    assistant, address = fixed
    assistant.may.clear()
    page = visit(at=address)
    tab(page, "Brief")
    page.get_by_label("From", exact=True).fill("2024-05-04")
    page.get_by_role("button", name="Brief me").click()
    status = page.locator(".nb-measure > .nb-status")
    expect(status).to_contain_text("Comparing the reports of 1 article")
    assistant.may.set()
    page.locator(".nb-headline").wait_for()
    expect(status).to_be_hidden()

    # cells and columns
    table = page.get_by_role("region", name="Which publisher is cited").get_by_role("table")
    heads = [one.text for one in assistant.made.key_points]
    expect(table.locator("thead th[scope=col]")).to_have_text(["Publisher", *heads])
    found = matrix(assistant.made)
    assert found is not None
    expect(table.locator("tbody th[scope=row]")).to_have_text([row.publisher for row in found.rows])
    for row, line in zip(found.rows, table.locator("tbody tr").all(), strict=True):
        for cell, shown in zip(row.cells, line.locator("td").all(), strict=True):
            assert [int(words) for words in shown.locator(".nb-chip").all_inner_texts()] == [*cell]
            assert ("nb-cited-here" in (shown.get_attribute("class") or "")) == bool(cell)
    quotes = {one.number: one.quote for one in assistant.made.citations}
    for chip in table.locator(".nb-chip").all():
        number = int(chip.inner_text())
        chip.click()
        opened_at(page, f"{number} of", quotes[number])
    table.get_by_role("button", name=heads[1]).click()
    assert page.evaluate("document.activeElement.id") == "nb-points-2"

    # sections switched off
    assistant.may.clear()  # whatever would be made again now would not come
    page.get_by_role("button", name="Show or hide").click()
    switches = page.get_by_role("group", name="Sections that are shown")
    for name in ("Timeline", "Key points"):
        expect(switches.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "true")
        switches.get_by_role("button", name=name).click()
        expect(switches.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "false")
    hidden = page.locator(".nb-part-timeline, .nb-part-points, [data-part=timeline]")
    expect(hidden).to_have_count(3)
    for part in hidden.all():
        expect(part).to_be_hidden()
    expect(page.locator(".nb-part-lead")).to_be_visible()
    page.locator(".nb-matrix thead button").first.click()
    expect(page.locator(".nb-part-points")).to_be_visible()  # what leads there shows it
    assistant.may.set()
    page.reload()
    page.locator(".nb-intro > *").first.wait_for(state="attached")
    briefed(page)
    expect(page.locator(".nb-part-timeline")).to_be_hidden()
    page.get_by_role("button", name="Show or hide").click()
    switches.get_by_role("button", name="Timeline").click()
    expect(page.locator(".nb-part-timeline")).to_be_visible()
    page.context.close()
