"""The exported page in a real browser: it asks for nothing, it fits, its marks lead to words."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant import Briefing
from assistant.exporting.files import export
from assistant.exporting.forms import Form
from tests import briefings

pytestmark = pytest.mark.browser

Show = Callable[..., Page]


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Show]:
    """Shows a briefing's page; afterwards, it may have asked for nothing and refused nothing."""
    requests: list[str] = []
    problems: list[str] = []
    contexts = []

    def show(made: Briefing, width: int = 1100, scheme: str = "light") -> Page:
        path = tmp_path / "briefing.html"
        path.write_bytes(export(made, Form.HTML))
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if scheme == "dark" else "light",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: requests.append(request.url))
        page.on("console", lambda message: problems.append(message.text))
        page.on("dialog", lambda dialog: problems.append(dialog.message))
        page.goto(path.as_uri())
        assert set(requests) == {path.as_uri()}
        return page

    yield show
    for context in contexts:
        context.close()
    assert problems == []


@pytest.mark.parametrize(
    ("width", "scheme", "paper"),
    [(360, "light", "rgb(250, 249, 247)"), (1100, "dark", "rgb(22, 22, 20)")],
)
@pytest.mark.parametrize("made", [briefings.full(), briefings.hostile()], ids=["full", "hostile"])
def test_it_fits_any_width_and_scheme(
    show: Show, made: Briefing, width: int, scheme: str, paper: str
) -> None:
    """No line runs out of the window; it is as light as the reader's system; no script runs."""
    page = show(made, width, scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    size = page.evaluate("parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)")
    assert size >= 16  # the page's own style is in force
    expect(page.locator("html")).to_have_css("background-color", paper)


def test_a_mark_opens_its_source(show: Show) -> None:
    """The words a mark leads to are marked on the page, and a link leads back to the mark."""
    page = show(briefings.full())
    page.locator("#cite-4-1").click()
    words = page.locator("#source-4 mark")
    expect(words).to_be_in_viewport()
    expect(words).to_have_css("background-color", "rgb(255, 240, 184)")
    page.locator("#source-4 a[href='#cite-4-1']").click()
    expect(page.locator("#cite-4-1")).to_be_in_viewport()
